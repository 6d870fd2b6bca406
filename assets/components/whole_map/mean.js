import { clamp, largestRemainder } from "../common/numbers.js";

/**
 * How a mean comes about, as shown: the cells add up to the sum, and the sum divided by their number is the mean.
 * @param {number} mean as Keras returned it, rounded first @param {ArrayLike<number>} values of all cells
 * @returns {{cells: number[], sum: number, mean: number, exact: number}} rounded, but for `exact`, the sum
 */
export function accountOfMean(mean, values, /** @type {number} */ decimals) {
  const unit = 10 ** decimals;
  const shown = Math.sign(mean) * Math.round(Math.abs(mean) * unit);
  const exact = Array.from(values).reduce((sum, value) => sum + value, 0);
  // Keras adds up in float32: near a rounding's edge its mean may lie on the other side than the sum's.
  const [least, most] = [-0.5, 0.5].map((half) => (shown + half) * values.length);
  const sum = clamp(Math.round(exact * unit), Math.ceil(least), Math.floor(most)) / unit;
  return { cells: largestRemainder(sum, values, decimals).parts, sum, mean: shown / unit, exact };
}

import { closeSum } from "../common/numbers.js";

/** @import { Numbers as OfMap } from "scenes/normalization" */

/**
 * The parameters of a cell's normalization, by Keras's names.
 * @typedef {OfMap & {mean: number, variance: number}} Numbers
 *
 * Decimals of each number of an account.
 * @typedef {Record<"value" | "spread" | "variance" | "normalized" | "gamma" | "total", number>} Precision
 */

/** @param {Numbers} numbers @returns {number} the divisor: sqrt(variance + epsilon) */
export function spreadOf({ variance, epsilon }) {
  return Math.sqrt(variance + epsilon);
}

/** Additional decimals of a factor so that its rounding error times `other` is at most half a unit of the product. */
const digitsFor = (/** @type {number} */ other) => Math.max(0, Math.ceil(Math.log10(other)));

/**
 * The decimals of a map's numbers for which a calculation with the shown numbers gives the shown results, within two
 * units of the last digit.
 * @param {ArrayLike<number>} values of the map before @param {number} decimals of the result @returns {Precision}
 */
export function precisionOf(/** @type {Numbers} */ numbers, values, decimals) {
  const spread = spreadOf(numbers);
  const farthest = Array.from(values).reduce((far, value) => Math.max(far, Math.abs(value - numbers.mean)), 0);
  const normalized = decimals + digitsFor(Math.abs(numbers.gamma));
  const ofSpread = normalized + digitsFor(farthest / spread / spread);
  return { value: normalized + digitsFor(2 / spread), spread: ofSpread,
    variance: ofSpread + digitsFor(1 / (2 * spread)), normalized, gamma: decimals + digitsFor(farthest / spread),
    total: decimals };
}

/**
 * The calculation of one cell. Shown sums and differences are exact. The total is Keras's, and it is rounded first.
 * @param {number} value before @param {number} total after, as Keras returned it
 */
export function accountOfCell(value, total, /** @type {Numbers} */ numbers, /** @type {Precision} */ precision) {
  const { gamma, beta, mean, variance } = numbers;
  const spread = spreadOf(numbers);
  const normalized = (value - mean) / spread;
  const difference = closeSum(value, [value - mean], [mean], precision.value);
  const closed = closeSum(total, [normalized * gamma], [beta], precision.total);
  return {
    value: [difference.total, value, precision.value],
    mean: [difference.fixed[0], mean, precision.value],
    difference: [difference.sum, value - mean, precision.value],
    variance: [rounded(variance, precision.variance), variance, precision.variance],
    spread: [rounded(spread, precision.spread), spread, precision.spread],
    normalized: [rounded(normalized, precision.normalized), normalized, precision.normalized],
    gamma: [rounded(gamma, precision.gamma), gamma, precision.gamma],
    scaled: [closed.sum, normalized * gamma, precision.total],
    beta: [closed.fixed[0], beta, precision.total],
    total: [closed.total, total, precision.total],
  };
}

const rounded = (/** @type {number} */ value, /** @type {number} */ decimals) =>
  (Math.sign(value) * Math.round(Math.abs(value) * 10 ** decimals)) / 10 ** decimals;

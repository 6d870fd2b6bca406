import { element } from "../common/dom.js";
import { closeSum, format, formatNumber, formatSigned } from "../common/numbers.js";

/** @import { LedgerTools } from "./rows.js" */

/**
 * Round two columns of a table and their difference so that all three add up as shown and every line does, too: every
 * number is rounded up or down, and the difference of two is never off by a whole unit. Biases are rounded on their
 * own, as in `closeSum`.
 * @param {number[]} first parts of the first total, without its bias
 * @param {number[]} second parts of the second, line by line
 * @param {[number, number]} totals whose sums they are, with the biases, but for float error
 * @param {[number, number]} biases @param {number} decimals
 * @returns {{first: number[], second: number[], biases: [number, number], totals: [number, number]}}
 */
export function roundTogether(first, second, totals, biases, decimals) {
  const unit = 10 ** decimals;
  const floors = [first, second].map((column) => column.map((part) => Math.floor(part * unit + 1e-9)));
  const rests = [first, second].map((column, side) => column.map((part, line) => part * unit - floors[side][line]));
  const closed = totals.map((total, side) => closeSum(total, [], [biases[side]], decimals));
  const targets = closed.map(({ sum }) => Math.round(sum * unit));
  const missing = [0, 1].map((side) => targets[side] - floors[side].reduce((sum, part) => sum + part, 0));
  const more = missing[0] >= missing[1] ? 0 : 1;
  const lead = (/** @type {number} */ line) => rests[more][line] - rests[1 - more][line];
  const lines = first.map((_, line) => line);
  // First the lines in which only one column goes up, then those in which both do.
  const alone = [...lines].sort((a, b) => lead(b) - lead(a)).slice(0, missing[more] - missing[1 - more]);
  for (const line of alone) floors[more][line] += 1;
  const others = lines.filter((line) => !alone.includes(line))
    .sort((a, b) => rests[0][b] + rests[1][b] - rests[0][a] - rests[1][a]);
  // Negative only where float errors outweigh all rests.
  const both = missing[1 - more];
  const reordered = both < 0 ? [...others].reverse() : others;
  for (let turn = 0; turn < Math.abs(both) && reordered.length > 0; turn += 1) {
    for (const side of [0, 1]) floors[side][reordered[turn % reordered.length]] += Math.sign(both);
  }
  // Where a bias' rounding outweighs the rests of very few lines, the longest one bears it.
  [first, second].forEach((column, side) => {
    const longest = column.reduce((best, part, line) => (Math.abs(part) > Math.abs(column[best]) ? line : best), 0);
    if (column.length > 0) floors[side][longest] += targets[side] - floors[side].reduce((sum, part) => sum + part, 0);
  });
  const inUnits = (/** @type {number[]} */ column) => column.map((part) => part / unit);
  return { first: inUnits(floors[0]), second: inUnits(floors[1]), biases: [closed[0].fixed[0], closed[1].fixed[0]],
    totals: [closed[0].total, closed[1].total] };
}

/** @param {number} limit the largest number of all columns @returns {number} */
export function ledgerDecimals(limit) {
  return limit >= 1000 ? 1 : limit >= 100 ? 2 : 3;
}

/** A number in a column, with its exact value on hover and its role for tests. */
export function ledgerNumber(/** @type {string} */ words, /** @type {number} */ exact, /** @type {string} */ part,
    /** @type {string} */ look = "") {
  return element("span", { class: `number ${look}`, title: formatNumber(exact, 6), "data-part": part }, words);
}

/** What the number of a row is multiplied by, for the head of the next column. */
export function usedOnce(/** @type {{weight: number, term: number}} */ row, /** @type {number} */ shown,
    /** @type {LedgerTools} */ { meta, decimals }, decimalsOfWeight = 4) {
  return format(meta.text.used_once, { weight: formatNumber(row.weight, decimalsOfWeight),
    term: formatSigned(shown, decimals, row.term) });
}

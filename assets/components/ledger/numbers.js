import { element } from "../common/dom.js";
import { closeSum, format, formatNumber, formatSigned } from "../common/numbers.js";

/** @import { LedgerTools } from "./rows.js" */

/**
 * Rounds two columns of a table and their difference so that all three columns and each line add up as shown. Each
 * number is rounded up or down, and a difference is off by less than one unit. Biases are rounded separately, as in
 * `closeSum`.
 * @param {number[]} first parts of the first total, without its bias
 * @param {number[]} second parts of the second total, line by line
 * @param {[number, number]} totals sums of the parts and the bias, up to float errors
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
  // First round up lines in one column only, then in both.
  const alone = [...lines].sort((a, b) => lead(b) - lead(a)).slice(0, missing[more] - missing[1 - more]);
  for (const line of alone) floors[more][line] += 1;
  const others = lines.filter((line) => !alone.includes(line))
    .sort((a, b) => rests[0][b] + rests[1][b] - rests[0][a] - rests[1][a]);
  // Negative only if float errors exceed all remainders.
  const both = missing[1 - more];
  const reordered = both < 0 ? [...others].reverse() : others;
  for (let turn = 0; turn < Math.abs(both) && reordered.length > 0; turn += 1) {
    for (const side of [0, 1]) floors[side][reordered[turn % reordered.length]] += Math.sign(both);
  }
  // If there are too few lines to absorb a bias's rounding, the largest part absorbs it.
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

/** A number in a column, with its exact value as tooltip and `data-part` for tests. */
export function ledgerNumber(/** @type {string} */ words, /** @type {number} */ exact, /** @type {string} */ part,
    /** @type {string} */ look = "") {
  return element("span", { class: `number ${look}`, title: formatNumber(exact, 6), "data-part": part }, words);
}

/** Text for the head of the next column: the weight of its number, and the resulting term. */
export function usedOnce(/** @type {{weight: number, term: number}} */ row, /** @type {number} */ shown,
    /** @type {LedgerTools} */ { meta, decimals }, decimalsOfWeight = 4) {
  return format(meta.text.used_once, { weight: formatNumber(row.weight, decimalsOfWeight),
    term: formatSigned(shown, decimals, row.term) });
}

import { childrenOf, element, setText } from "../common/dom.js";
import {
  MINUS, closeSum, decimalsFor, format, formatNumber, formatSigned, largestRemainder, signClass,
} from "../common/numbers.js";
import { largest } from "../common/palette.js";
import { windowPlaces } from "../common/sweep.js";

/** @import { NumberGrid } from "../common/numbergrid.js" */
/** @import { ConvolutionParts } from "./parts.js" */
/** @import { Context, Payload } from "scenes/convolution" */

/** Each channel's contribution to each output cell. A cell is computed when it is first needed. */
export function createChannelSums(/** @type {Payload} */ scene) {
  const { meta, arrays } = scene;
  const [rows, columns, channels] = arrays.input.shape;
  const [outputRows, outputColumns] = arrays.output.shape;
  const [values, kernel] = [arrays.input.values, arrays.kernel.values];
  /** @type {Float64Array[]} */
  const known = [];
  /** @type {Map<number, Float32Array>} */
  const maps = new Map();

  /** @param {Cell} cell of the output @returns {Float64Array} one sum per channel */
  function at(cell) {
    const place = cell.row * outputColumns + cell.column;
    if (known[place] !== undefined) return known[place];
    const sums = new Float64Array(channels);
    windowPlaces(cell, meta, rows, columns).forEach((from, index) => {
      if (from < 0) return;
      const [value, weight] = [from * channels, index * channels];
      for (let channel = 0; channel < channels; channel += 1) {
        sums[channel] += values[value + channel] * kernel[weight + channel];
      }
    });
    known[place] = sums;
    return sums;
  }

  /** @param {number} channel @returns {Float32Array} its sums as a map of the output's shape */
  function mapOfSums(channel) {
    let map = maps.get(channel);
    if (map === undefined) {
      map = Float32Array.from({ length: outputRows * outputColumns }, (_, place) =>
        at({ row: Math.floor(place / outputColumns), column: place % outputColumns })[channel]);
      maps.set(channel, map);
    }
    return map;
  }
  return { at, mapOf: mapOfSums };
}

/** @typedef {ReturnType<typeof accountFor>} AccountFor */

/**
 * The calculation of one output cell: each channel's sum, and the window and products of one channel, all rounded so
 * that the shown numbers add up: total = sum + bias, sum = all channels, channel = products.
 * @param {Payload} scene @param {Cell} cell @param {Float64Array} sums one per channel
 * @param {number | null} wanted the channel to open; null for the channel with the largest sum by magnitude
 */
export function accountFor(scene, cell, sums, wanted) {
  const { meta, arrays } = scene;
  const [rows, columns, channels] = arrays.input.shape;
  const decimals = decimalsFor(meta.scales.output.limit);
  const longest = largest(sums);
  const channel = wanted ?? Math.max(0, sums.findIndex((sum) => Math.abs(sum) === longest));
  const places = windowPlaces(cell, meta, rows, columns);
  const window = places.map((place) => (place < 0 ? 0 : arrays.input.values[place * channels + channel]));
  const kernel = places.map((_, index) => arrays.kernel.values[index * channels + channel]);
  const products = window.map((value, index) => value * kernel[index]);
  const index = cell.row * arrays.output.shape[1] + cell.column;
  const [total, sum] = [arrays.output.values[index], sums.reduce((a, b) => a + b, 0)];
  const closed = closeSum(total, sums, [meta.bias], decimals);
  return {
    cell,
    channel,
    sums,
    longest,
    window,
    kernel,
    products,
    absent: places.map((place) => place < 0),
    sum,
    total,
    activated: arrays.activated.values[index],
    decimals,
    shown: { sum: closed.sum, bias: closed.fixed[0], total: closed.total, sums: closed.parts,
      products: largestRemainder(closed.parts[channel], products, decimals).parts },
  };
}

/** @param {ConvolutionParts} parts @param {Context} viewContext @param {AccountFor} account */
export function showAccount(parts, viewContext, account) {
  const { scene: { meta, arrays }, palette } = viewContext;
  const text = meta.text.convolution;
  const { decimals, shown } = account;
  const exact = account.sums[account.channel];
  const partial = { exact, words: formatSigned(shown.sums[account.channel], decimals, exact) };
  const kernelScale = { kind: /** @type {const} */ ("diverging"), limit: largest(arrays.kernel.values) };
  const productScale = { kind: /** @type {const} */ ("diverging"), limit: Math.max(largest(account.products), 1e-9) };
  const padded = { decimals, absent: (/** @type {number} */ index) => account.absent[index] };
  nameGrids(parts, [meta.scales.input.kind === "pixels" ? text.window : text.window_map, text.kernel, text.products]);
  parts.grids[0].update(account.window, account.window, meta.scales.input, palette, padded);
  parts.grids[1].update(account.kernel, account.kernel, kernelScale, palette, { decimals });
  parts.grids[2].update(account.products, shown.products, productScale, palette, { decimals });
  nameParts(parts.grids[2], "product");
  showTerms(parts.terms, text, shown.products, account.products, partial, decimals);
  parts.ledger.update([shown.sum, shown.bias, shown.total], [account.sum, meta.bias, account.total], decimals);
  setText(parts.keras, formatNumber(account.total, 6));
  setText(parts.activated, formatNumber(account.activated, decimals));
  parts.activated.title = formatNumber(account.activated, 6);
  parts.line.point(account.total, meta.scales.output);
  if (parts.partial === null) return;
  setText(parts.opened, format(text.opened, { channel: account.channel }));
  setText(parts.partial.label, format(text.partial, { channel: account.channel }));
  setText(parts.partial.number, partial.words);
  parts.partial.number.className = `partial-number number ${signClass(exact)}`;
  const effect = exact > 0 ? text.pushes_up : exact < 0 ? text.pulls_down : text.adds_nothing;
  setText(parts.partial.effect, format(effect, { channel: account.channel }));
}

/** Sets the titles above the three grids. */
export function nameGrids(/** @type {ConvolutionParts} */ parts, /** @type {string[]} */ titles) {
  parts.grids.forEach((grid, index) => setText(/** @type {Element} */ (grid.element.firstElementChild), titles[index]));
}

/** Sets `data-part` of a grid's cells, which tests read. */
export function nameParts(/** @type {NumberGrid} */ grid, /** @type {string} */ name) {
  for (const cell of childrenOf(grid.cells)) if (cell.dataset.part !== name) cell.dataset.part = name;
}

/**
 * Writes out the sum: "0.019 − 0.001 + 0.247 = +0.438". Exact zeros are only counted.
 * @param {HTMLElement} line @param {Texts} text @param {number[]} shown rounded products
 * @param {number[]} exact @param {{words: string, exact: number}} sum @param {number} decimals
 */
function showTerms(line, text, shown, exact, sum, decimals) {
  const used = shown.map((_, index) => index).filter((index) => exact[index] !== 0 || shown[index] !== 0);
  const term = (/** @type {number} */ index, /** @type {number} */ place) => {
    const size = Math.abs(shown[index]).toFixed(decimals);
    if (place === 0) return shown[index] < 0 ? `${MINUS}${size}` : size;
    return `${shown[index] < 0 ? MINUS : "+"} ${size}`;
  };
  const zeros = shown.length - used.length;
  const pieces = used.map((index, place) => element("span", { class: "term" }, term(index, place)));
  const left = zeros > 0 ? [element("span", { class: "muted" }, format(text.zeros, { count: zeros }))] : [];
  const result = element("strong", { class: `term ${signClass(sum.exact)}` }, `= ${sum.words}`);
  line.replaceChildren(...(used.length > 0 ? pieces : [element("span", { class: "term" }, "0")]), result, ...left);
}

/** The calculation of one output cell. */

import { childrenOf, setText } from "../common/dom.js";
import { format, formatNumber, formatSigned, largestRemainder } from "../common/numbers.js";
import { colourOf, inkOn, largest } from "../common/palette.js";
import { poolWindow } from "../common/sliding.js";

/** @import { Tap } from "../common/sliding.js" */
/** @import { labParts } from "./parts.js" */

/** @typedef {ReturnType<typeof labParts>} Parts */

const MOST_DECIMALS = 3;
const MOST_TERMS = 6;

/** The fewest decimals that write all numbers exactly, at most three. @param {ArrayLike<number>} numbers */
export function decimalsIn(numbers) {
  for (let decimals = 0; decimals < MOST_DECIMALS; decimals += 1) {
    const unit = 10 ** decimals;
    if (Array.from(numbers).every((number) => Math.abs(number * unit - Math.round(number * unit)) < 1e-6)) {
      return decimals;
    }
  }
  return MOST_DECIMALS;
}

/** Formats a number for a cell, without trailing zeros. @param {number} value @param {number} [most] decimals */
export function shortNumber(value, most = MOST_DECIMALS) {
  return formatNumber(value, Math.min(decimalsIn([value]), most));
}

/** Like `shortNumber`, with a sign. @param {number} value @param {number} [most] decimals */
export function signedNumber(value, most = MOST_DECIMALS) {
  return formatSigned(value, Math.min(decimalsIn([value]), most));
}

/**
 * Window × kernel, rounded so that the shown products add up.
 * @param {ArrayLike<number>} values of the input @param {ArrayLike<number>} kernel @param {Tap[]} taps
 * @param {number} [most] decimals
 */
export function accountOfCell(values, kernel, taps, most = MOST_DECIMALS) {
  const window = taps.map(({ place }) => (place < 0 ? 0 : values[place]));
  // `+ 0` turns -0 into 0, which would be shown with its sign.
  const products = window.map((value, index) => value * kernel[index] + 0);
  const total = products.reduce((sum, product) => sum + product, 0);
  const decimals = Math.min(decimalsIn(products), most);
  const shown = largestRemainder(total, products, decimals);
  return { window, products, total, decimals, shown: { total: shown.total, products: shown.parts } };
}

export function showConvolution(/** @type {Parts} */ parts, /** @type {ReturnType<typeof accountOfCell>} */ account,
    /** @type {ArrayLike<number>} */ kernel, /** @type {Tap[]} */ taps, /** @type {Palette} */ palette) {
  const { products, shown, decimals, window, total } = account;
  const scale = /** @type {Scale} */ ({ kind: "diverging", limit: largest(products) || 1 });
  parts.products.update(products, shown.products, scale, palette, { decimals });
  childrenOf(parts.products.cells).forEach((cell, index) => {
    const factors = `${shortNumber(window[index], 2)}×${factor(kernel[index])}`;
    if (cell.dataset.factors !== factors) cell.dataset.factors = factors;
    cell.classList.toggle("padding", taps[index].place < 0);
  });
  const used = shown.products.filter((_, index) => products[index] !== 0);
  const terms = used.map((product, place) => (place === 0 ? formatNumber(product, decimals)
    : `${product < 0 ? "\u2212" : "+"} ${formatNumber(Math.abs(product), decimals)}`));
  const words = used.length === 0 ? "0" : used.length > MOST_TERMS ? format(parts.text.sum_of, { count: used.length })
    : terms.join(" ");
  setText(parts.sum, `${words} =`);
  setText(parts.result, formatSigned(shown.total, decimals));
  parts.result.title = formatNumber(total, 6);
}

/** Formats a factor after a times sign: negative ones in brackets. */
function factor(/** @type {number} */ weight) {
  return weight < 0 ? `(${shortNumber(weight, 2)})` : shortNumber(weight, 2);
}

export function showPooling(/** @type {Parts} */ parts, /** @type {ArrayLike<number>} */ values,
    /** @type {Tap[]} */ taps, /** @type {"max" | "average"} */ rule, /** @type {Scale} */ scale,
    /** @type {Palette} */ palette) {
  const window = taps.map(({ place }) => (place < 0 ? 0 : values[place]));
  const { value, winner, count } = poolWindow(values, taps, rule);
  const decimals = decimalsIn(window);
  parts.products.update(window, window, scale, palette, { decimals, absent: (index) => taps[index].place < 0 });
  childrenOf(parts.products.cells).forEach((cell, index) => {
    cell.classList.toggle("winner", rule === "max" && index === winner);
  });
  const inside = window.filter((_, index) => taps[index].place >= 0).map((number) => formatNumber(number, decimals));
  const few = inside.length <= MOST_TERMS;
  const name = `${rule}${few ? "" : "_many"}`;
  setText(parts.sum, format(parts.text[name], { values: inside.join(rule === "max" ? ", " : " + "), count }));
  setText(parts.result, formatNumber(value, Math.max(decimals, decimalsIn([value]))));
  parts.result.title = formatNumber(value, 6);
}

/** Background and text colour of a number. @param {Palette} palette @param {Scale} scale @param {number} value */
export function coloursOf(palette, scale, value) {
  const ground = colourOf(palette, scale, value);
  return /** @type {[string, string]} */ ([ground, inkOn(ground)]);
}

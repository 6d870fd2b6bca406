/**
 * A kernel and its bias changed by hand, as `explainer.filters.edits` reads and writes it, and the map that it makes.
 *
 * @typedef {Map<number, number>} Edit places in the kernel (height, width, channels), or `BIAS`, and what stands there
 *   now, in thousandths
 */

import { FUNCTIONS } from "../common/functions.js";
import { clamp } from "../common/numbers.js";
import { convolve } from "../common/sliding.js";

/** @import { Arrays, Meta } from "scenes/filterbench" */

/** The bias's place in an edit: before all weights. */
export const BIAS = -1;
const BIAS_SIGN = "b";

/** @param {string} words @returns {Edit} */
export function readEdit(words) {
  return new Map(words.split(".").filter(Boolean).map((part) => {
    const [place, thousandths] = part.split("~");
    return [place === BIAS_SIGN ? BIAS : Number(place), Number(thousandths)];
  }));
}

/** @param {Edit} edit @returns {string} */
export function writeEdit(edit) {
  return [...edit].sort(([one], [other]) => one - other)
    .map(([place, thousandths]) => `${place === BIAS ? BIAS_SIGN : place}~${thousandths}`).join(".");
}

/** @param {number} weight @param {number} largest @returns {number} in thousandths and within bounds */
export function thousandthsOf(weight, largest) {
  return Math.round(clamp(weight, -largest, largest) * 1000) + 0;
}

/** @param {Packed} kernel (height, width, channels) @param {number} channel @param {Edit} [edit] */
export function sliceOf(kernel, channel, edit) {
  const [height, width, channels] = kernel.shape;
  return Array.from({ length: height * width }, (_, index) => {
    const place = index * channels + channel;
    const thousandths = edit?.get(place);
    return thousandths === undefined ? kernel.values[place] : thousandths / 1000;
  });
}

export function biasOf(/** @type {number} */ learned, /** @type {Edit} */ edit) {
  const thousandths = edit.get(BIAS);
  return thousandths === undefined ? learned : thousandths / 1000;
}

/**
 * What the layer returns with a change, worked out here from the pre-activations of the other input maps.
 * @param {Meta} meta @param {Arrays} arrays @param {Edit} edit @returns {Float64Array}
 */
export function changedMap(meta, arrays, edit) {
  const learned = sliceOf(arrays.kernel, meta.channel);
  const now = sliceOf(arrays.kernel, meta.channel, edit);
  const { size, window, places, pad: [before] } = meta;
  const added = convolve(arrays.input.values, now.map((weight, index) => weight - learned[index]),
    { size, window, strides: meta.strides ?? 1, dilation: 1, before, places });
  const activate = FUNCTIONS[meta.activation ?? "linear"];
  const more = biasOf(meta.bias, edit) - meta.bias;
  return added.map((value, index) => activate(arrays.others.values[index] + value + more, meta.slope));
}

/** How many cells differ by more than so much. @param {ArrayLike<number>} one @param {ArrayLike<number>} other */
export function countChanged(one, other, /** @type {number} */ noticed) {
  return Array.from(one).filter((value, index) => Math.abs(value - other[index]) > noticed).length;
}

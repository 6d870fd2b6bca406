/**
 * Changes of a kernel and its bias, in the format of `explainer.filters.edits`, and the resulting map.
 *
 * @typedef {Map<number, number>} Edit maps indices into the flat kernel (height, width, channels), or `BIAS`, to new
 *   values, in thousandths
 */

import { FUNCTIONS } from "../common/functions.js";
import { clamp } from "../common/numbers.js";
import { convolve } from "../common/sliding.js";

/** @import { Arrays, Meta } from "scenes/filterbench" */

/** The bias's index in an edit: before all weights. */
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

/** @param {number} weight @param {number} largest @returns {number} in thousandths, clipped to ±`largest` */
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
 * The layer's output with a change, computed from the unchanged pre-activations and the change of one input channel.
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

/** Counts cells that differ by more than `noticed`. @param {ArrayLike<number>} one @param {ArrayLike<number>} other */
export function countChanged(one, other, /** @type {number} */ noticed) {
  return Array.from(one).filter((value, index) => Math.abs(value - other[index]) > noticed).length;
}

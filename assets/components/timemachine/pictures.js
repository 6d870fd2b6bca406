import { cleared } from "../common/dom.js";
import { format, formatNumber, formatProbability } from "../common/numbers.js";
import { largest } from "../common/palette.js";

/** @import { Payload } from "scenes/timemachine" */

/**
 * One bar a class on a line; below it those of negative values.
 * @param {HTMLCanvasElement} canvas @param {{values: ArrayLike<number>, limit: number, palette: Palette, width: number,
 * height: number, signed: boolean}} picture `signed` bars start from the middle, others from the bottom
 */
export function paintBars(canvas, { values, limit, palette, width, height, signed }) {
  const context = cleared(canvas, width, height);
  const zero = signed ? Math.round(height / 2) : height - 1;
  const room = signed ? height / 2 - 1 : height - 2;
  const step = width / values.length;
  for (let index = 0; index < values.length; index += 1) {
    const length = limit > 0 ? (Math.abs(values[index]) / limit) * room : 0;
    context.fillStyle = values[index] < 0 ? palette.negative : palette.positive;
    const top = values[index] < 0 ? zero : zero - length;
    if (length > 0) context.fillRect(index * step + 1, top, step - 2, Math.max(length, 0.5));
  }
  context.fillStyle = palette.muted;
  context.fillRect(0, zero, width, 1);
}

/** The convolution that is followed and its pictures, in networks that have one. @param {Payload} scene */
export function convolutionOf({ meta: { convolution }, arrays: { kernels, biases, maps } }) {
  if (convolution === null || kernels === undefined || biases === undefined || maps === undefined) return null;
  return { ...convolution, kernels, biases, maps };
}

/** @typedef {NonNullable<ReturnType<typeof convolutionOf>>} FollowedConvolution */

/** @param {Packed} packed `(epochs, …)` @param {number} place @returns {ArrayLike<number>} of one epoch */
export function valuesAt(packed, place) {
  const size = packed.shape.slice(1).reduce((product, length) => product * length, 1);
  return packed.values.subarray(place * size, (place + 1) * size);
}

/**
 * @param {Payload} scene @param {number} place of the epoch
 * @returns {{prediction: number, probability: string, verdict: string, right: boolean, turn: boolean}}
 */
export function answerAt({ meta, arrays }, place) {
  const prediction = meta.predictions[place];
  const right = prediction === meta.label;
  const turn = place === meta.turn;
  const judged = meta.label === null ? "answer" : right ? "right" : "wrong";
  return {
    prediction,
    probability: formatProbability(valuesAt(arrays.probabilities, place)[prediction]),
    verdict: meta.text[turn ? (meta.label === null ? "settled" : "first_right") : judged],
    right,
    turn,
  };
}

/** What changed since the epoch before, in words with their numbers. @returns {string[]} */
export function changesAt(/** @type {Payload} */ scene, /** @type {number} */ place) {
  const { meta, arrays } = scene;
  const { text, epochs, label, turn } = meta;
  const convolution = convolutionOf(scene);
  const turned = label === null ? "turn_settled" : turn === null ? "turn_never" : "turn_right";
  const end = format(text[turned], { epoch: turn === null ? "" : epochs[turn] });
  const sentences = convolution === null ? [text.no_convolution] : [];
  if (epochs.length === 1) return [...sentences, text.only_one];
  if (place === 0) return [...sentences, ...(epochs[0] === 0 ? [text.start] : []), end];
  if (convolution !== null) {
    const sizes = [place - 1, place].map((at) => largest(valuesAt(convolution.kernels, at)));
    const [old, now] = sizes.map((size) => formatNumber(size));
    const verb = old === now ? "same" : sizes[1] > sizes[0] ? "grew" : "shrank";
    const values = { before: epochs[place - 1], after: epochs[place], filter: convolution.filter, old, new: now };
    sentences.push(format(text[`kernel_${verb}`], values));
  }
  const digit = label ?? meta.predictions[place];
  const shares = [place - 1, place].map((at) => valuesAt(arrays.probabilities, at)[digit]);
  const [old, now] = shares.map(formatProbability);
  const verb = old === now ? "same" : shares[1] > shares[0] ? "rose" : "fell";
  return [...sentences, format(text[`probability_${verb}`], { digit, old, new: now }), end];
}

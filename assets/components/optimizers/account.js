/** One update of one optimizer in numbers: gradient, what is kept, the step, and the weights before and after. */

import { build, element, setText } from "../common/dom.js";
import { MINUS, clamp, closeSum, format, formatNumber, formatSigned } from "../common/numbers.js";
import { weightsAt } from "./surface.js";

/** @import { Arrays, Ball, Meta, Payload } from "scenes/optimizers" */

/**
 * What an update is made of, for one weight; `memory` is what is kept after it, `before` what was kept before it.
 * @typedef {{gradient: number, memory: number[], before: number[], rate: number, number: number,
 *   settings: Record<string, number>}} Parts
 * @typedef {{words: string, value: (parts: Parts) => string}} Row `words` is an id of the catalogue
 */

/** Few decimals for large numbers, many for small ones. @param {number} value */
function shown(value) {
  const size = Math.abs(value);
  return formatNumber(value, size === 0 ? 3 : clamp(2 - Math.floor(Math.log10(size)), 3, 7));
}

/** In brackets if it is negative, as in school. @param {number} value */
const factor = (value) => (value < 0 ? `(${shown(value)})` : shown(value));

/** Adam's learning rate, larger at first: its means begin at 0. @param {Parts} parts */
function warmedRate({ rate, number, settings }) {
  return (rate * Math.sqrt(1 - settings.beta_2 ** number)) / (1 - settings.beta_1 ** number);
}

/** @type {Record<Ball["id"], Row[]>} what stands between gradient and step; the last is how the step comes about */
const ROWS = {
  sgd: [{ words: "step", value: ({ rate, gradient }) => `${MINUS}${rate} × ${factor(gradient)}` }],
  momentum: [
    { words: "last_step", value: ({ before }) => shown(before[0]) },
    { words: "step", value: ({ rate, gradient, before, settings }) =>
      `${settings.momentum} × ${factor(before[0])} ${MINUS} ${rate} × ${factor(gradient)}` },
  ],
  adagrad: [
    { words: "sum_of_squares", value: ({ memory }) => shown(memory[0]) },
    { words: "step", value: ({ rate, gradient, memory }) =>
      `${MINUS}${rate} × ${factor(gradient)} ÷ √${shown(memory[0])}` },
  ],
  rmsprop: [
    { words: "mean_of_squares", value: ({ memory }) => shown(memory[0]) },
    { words: "step", value: ({ rate, gradient, memory }) =>
      `${MINUS}${rate} × ${factor(gradient)} ÷ √${shown(memory[0])}` },
  ],
  adam: [
    { words: "mean", value: ({ memory }) => shown(memory[0]) },
    { words: "mean_of_squares", value: ({ memory }) => shown(memory[1]) },
    { words: "warmed_rate", value: (parts) => shown(warmedRate(parts)) },
    { words: "step", value: (parts) =>
      `${MINUS}${shown(warmedRate(parts))} × ${factor(parts.memory[0])} ÷ √${shown(parts.memory[1])}` },
  ],
};

/**
 * @param {Arrays} arrays @param {Meta} meta @param {number} optimizer @param {number} number of the update, from 1
 * @param {number} axis 0 for the upper half's weight, 1 for the lower's @returns {Parts}
 */
export function partsOf({ gradients, memory }, { balls, rates, focus }, optimizer, number, axis) {
  const [, updates, kept] = memory.shape;
  const keptAt = (/** @type {number} */ update) => Array.from({ length: kept }, (_, place) => (update < 0 ? 0
    : memory.values[((optimizer * updates + update) * kept + place) * 2 + axis]));
  return { gradient: gradients.values[(optimizer * updates + number - 1) * 2 + axis], memory: keptAt(number - 1),
    before: keptAt(number - 2), rate: rates[focus.rate], number, settings: balls[optimizer].settings };
}

export function createNumbers(/** @type {Texts} */ text) {
  const { root: table, body } = build(["table", {},
    ["thead", {},
      ["tr", {}, ["th", { scope: "col" }], ["th", { scope: "col" }, text.upper], ["th", { scope: "col" }, text.lower]]],
    ["tbody", { ref: "body" }]]);
  const { root, title, sentence, note } = build(["section.numbers", {},
    ["h2", { ref: "title" }], ["p", { ref: "sentence", "data-terms": true }], table,
    ["p.muted", { ref: "note", "data-terms": true }]]);
  let last = "";

  /** @param {Payload} scene @param {number} optimizer @param {number} number of updates made */
  function show({ meta, arrays }, optimizer, number) {
    const ball = meta.balls[optimizer];
    const name = `${optimizer} ${number} ${meta.focus.rate}`;
    if (name === last) return;
    last = name;
    setText(title, format(number === 0 ? text.before_first : text.update, { name: ball.name, number }));
    setText(sentence, ball.sentence);
    table.hidden = number === 0;
    setText(note, number === 0 ? text.step_first : "epsilon" in ball.settings
      ? format(text.epsilon, { epsilon: ball.settings.epsilon.toFixed(7) }) : "");
    if (number === 0) return;
    const both = [0, 1].map((axis) => partsOf(arrays, meta, optimizer, number, axis));
    const [before, after] = [number - 1, number].map((update) => weightsAt(arrays.weights, optimizer, update));
    const rows = ROWS[ball.id].map(({ words, value }) => {
      const name_ = format(text[words], { ...ball.settings, initial: ball.settings.initial_accumulator_value });
      return row(name_, both.map((parts, axis) => (words === "step"
        ? stepCell(value(parts), before[axis], after[axis]) : value(parts))));
    });
    body.replaceChildren(row(text.gradient, both.map(({ gradient }) => shown(gradient))), ...rows,
      row(text.weight, [0, 1].map((axis) => `${formatNumber(before[axis])} → ${formatNumber(after[axis])}`), "after"));
  }
  return { element: root, show };
}

/** How a step comes about, and what it comes to: what leads from one shown weight to the next. */
function stepCell(/** @type {string} */ formula, /** @type {number} */ before, /** @type {number} */ after) {
  const { sum } = closeSum(after, [after - before], [before]);
  const step = formatSigned(sum, 3, after - before);
  return [element("span", {}, `${formula} =`), element("b", { class: "focus" }, ` ${step}`)];
}

/** @param {string} name @param {(string | Node[])[]} cells @param {string} [className] */
function row(name, cells, className = "") {
  return element("tr", { class: className }, element("th", { scope: "row" }, name),
    ...cells.map((cell) => element("td", { class: "number" }, ...(typeof cell === "string" ? [cell] : cell))));
}

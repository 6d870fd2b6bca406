/** The numbers of one update of one optimizer: gradient, slots, step, and the weights before and after. */

import { build, element, setText } from "../common/dom.js";
import { clamp, closeSum, format, formatNumber, formatSigned } from "../common/numbers.js";
import { weightsAt } from "./surface.js";

/** @import { Arrays, Meta, Payload } from "scenes/optimizers" */

/** Formats with three to seven decimals, more for smaller numbers. @param {number} value */
function shown(value) {
  const size = Math.abs(value);
  return formatNumber(value, size === 0 ? 3 : clamp(2 - Math.floor(Math.log10(size)), 3, 7));
}

/** Formats a factor: negative ones in brackets. @param {number} value */
const factor = (value) => (value < 0 ? `(${shown(value)})` : shown(value));

/**
 * The formatted values of an update, by name.
 * @param {Arrays} arrays @param {Meta} meta @param {number} optimizer @param {number} number of the update, from 1
 * @param {number} axis 0 for the weight of the upper half, 1 for the lower half
 * @param {(value: number) => string} words @returns {Texts}
 */
export function valuesOf({ values: { values, shape } }, { balls }, optimizer, number, axis, words) {
  const [, updates, most] = shape;
  const first = (optimizer * updates + number - 1) * most;
  return Object.fromEntries(balls[optimizer].values.map((name, place) =>
    [name, words(values[(first + place) * 2 + axis])]));
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
    setText(note, number === 0 ? text.step_first : ball.note);
    if (number === 0) return;
    const [alone, factors] = [shown, factor].map((words) => [0, 1].map((axis) =>
      valuesOf(arrays, meta, optimizer, number, axis, words)));
    const [before, after] = [number - 1, number].map((update) => weightsAt(arrays.weights, optimizer, update));
    const lines = ball.rule.slice(0, -1).map((line) =>
      row(line.title, alone.map((values) => format(line.formula, values))));
    const step = ball.rule[lines.length];
    body.replaceChildren(row(text.gradient, alone.map((values) => values.gradient)), ...lines,
      row(step.title, factors.map((values, axis) => stepCell(format(step.formula, values), before[axis], after[axis]))),
      row(text.weight, [0, 1].map((axis) => `${formatNumber(before[axis])} → ${formatNumber(after[axis])}`), "after"));
  }
  return { element: root, show };
}

/** A step's formula and value; the value is the difference of the shown weights. */
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

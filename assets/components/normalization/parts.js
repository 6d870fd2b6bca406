import { AXIS_ROOM, createAxes } from "../common/axes.js";
import { STACKED_WIDTH, build, element, muted, setText, statusLine } from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { createLegend } from "../common/legend.js";
import { createLinks } from "../common/links.js";
import { MINUS, clamp, format, formatNumber } from "../common/numbers.js";

/** @import { accountOfCell } from "./account.js" */
/** @import { Payload } from "scenes/normalization" */

/** @typedef {ReturnType<typeof normalizationParts>} NormalizationParts */

/** Keras's names of the parameters. */
const PARAMETERS = ["gamma", "beta", "mean", "variance"];

/** Creates the elements of the picture, without sizes. @param {Texts} text the table component.normalization */
export function normalizationParts(text) {
  /** Elements with a number, by name; the first of each name gets a `data-part`. @type {[string, HTMLElement][]} */
  const numbers = [];
  const number = (/** @type {string} */ name, className = "") => {
    const isFirst = numbers.every(([known]) => known !== name);
    const node = element("span", { class: `number ${className}`, "data-part": isFirst && name });
    numbers.push([name, node]);
    return node;
  };
  const before = createMap("pickable");
  const after = createMap("pickable");
  const axes = { before: createAxes(before), after: createAxes(after, "right") };
  const [beforeLegend, afterLegend] = [createLegend(), createLegend()];
  const outcome = (/** @type {string} */ name) => number(name, "outcome");
  const step = (/** @type {string} */ name, /** @type {(Node | string)[]} */ ...formula) =>
    element("div", { class: "step" }, element("span", { class: "step-formula" }, ...formula), muted(name));
  const result = element("strong", { class: "number focus step-result", "data-part": "total" });
  numbers.push(["total", result]);
  const first = element("span", { class: "step-first" }, number("value"));
  const epsilon = element("span", { class: "number" });
  const [returned, rest] = text.returned.split("{value}");
  const { root: calculation, place, keras } = build(["div.calculation.normalization-steps", {},
    ["div.section-head", {}, ["h2", {}, text.numbers]],
    ["div.four-numbers", {}, ...PARAMETERS.map((name) => element("div", {}, muted(text[name]), number(name)))],
    ["div.section-head", {}, ["h2", {}, text.calculation], ["span.muted", { ref: "place" }]],
    step(text.step_mean, first, ` ${MINUS} `, number("mean"), " = ", outcome("difference")),
    step(text.step_spread, "√(", number("variance"), " + ", epsilon, ") = ", outcome("spread")),
    step(text.step_divide, number("difference"), " ÷ ", number("spread"), " = ", outcome("normalized")),
    step(text.step_gamma, number("normalized"), " × ", number("gamma"), " = ", outcome("scaled")),
    step(text.step_beta, number("scaled"), " + ", number("beta")), ["div.step-end", {}, "= ", result],
    ["div.muted.step-keras", {}, returned, ["span", { ref: "keras", "data-part": "keras" }], rest ?? ""]]);
  const links = createLinks();
  const { root: picture, beforeName } = build(
    ["div.picture.normalization", { tabindex: 0, role: "group", "aria-label": text.picture },
      ["div.side", {},
        ["div.section-head", {}, ["h2", {}, text.before], ["span.muted", { ref: "beforeName" }]], axes.before.element,
        beforeLegend.element],
      calculation,
      ["div.side", {}, ["div.section-head", {}, ["h2", {}, text.after]], axes.after.element, afterLegend.element],
      links.element]);
  before.canvas.setAttribute("aria-label", text.before_picture);
  after.canvas.setAttribute("aria-label", text.after_picture);
  const panel = element("section", { class: "panel while-training" }, element("h2", {}, text.training),
    ...[text.training_batch, text.training_others, text.training_moving]
      .map((line) => element("p", { "data-terms": true }, line)));
  const status = statusLine();
  return { axes, before, after, beforeLegend, afterLegend, beforeName, numbers, first, result, epsilon, keras, place,
    calculation, links, picture, panel, status,
    places: /** @type {null | Record<"before" | "after" | "value" | "result", DOMRect>} */ (null) };
}

/** @param {NormalizationParts} parts @param {Payload} scene @param {Palette} palette @param {number} width */
export function layOutNormalization(parts, { meta, arrays }, palette, width) {
  const [rows, columns] = arrays.before.shape;
  const phone = width < STACKED_WIDTH;
  const middle = phone ? width : clamp(width * 0.35, 330, 380);
  const room = phone ? width - 12 : width - middle - 60 - 2 * AXIS_ROOM.rows;
  const fitting = Math.min(room / 2 / columns, 320 / rows, 60);
  const cell = fitting >= 8 ? Math.floor(fitting) : fitting;
  const { scales } = meta;
  parts.before.configure({ values: arrays.before.values, rows, columns, cell, palette, scale: scales.before });
  parts.after.configure({ values: arrays.after.values, rows, columns, cell, palette, scale: scales.after });
  for (const axes of Object.values(parts.axes)) axes.update(phone ? null : { rows, columns });
  parts.beforeLegend.update(palette, scales.before);
  parts.afterLegend.update(palette, scales.after);
  setText(parts.beforeName, format(meta.text.normalization.map, { filter: meta.filter }));
  setText(parts.epsilon, String(meta.numbers.epsilon));
  parts.calculation.style.width = phone ? "" : `${middle}px`;
  parts.places = null;
}

/**
 * Sets each number in all its elements; negative ones get a class that shows brackets after a sign.
 * @param {NormalizationParts} parts @param {ReturnType<typeof accountOfCell>} account
 * @param {number} exact output of Keras @returns {Texts} the shown numbers by name
 */
export function showNumbers(parts, account, exact) {
  /** @type {Texts} */
  const shown = {};
  for (const [name, node] of parts.numbers) {
    const [value, precise, decimals] = account[/** @type {keyof typeof account} */ (name)];
    shown[name] = formatNumber(value, decimals, precise);
    setText(node, shown[name]);
    node.title = formatNumber(precise, 6);
    node.classList.toggle("in-brackets", shown[name].startsWith(MINUS));
  }
  setText(parts.keras, formatNumber(exact, 6));
  return shown;
}

/** The formula of the output size with the current numbers, or the problem if there is no output. */

import { build, element } from "../common/dom.js";
import { MINUS, format, formatNumber, paragraph } from "../common/numbers.js";
import { sameEdges, waysOut } from "../common/sliding.js";
import { GRID_SIZES, IMAGE } from "./state.js";

/** @import { Geometry, Slide } from "../common/sliding.js" */

/** @typedef {Texts} Words */

/** A number with its name. @param {string} number @param {string} name @param {string} [className] */
function named(number, name, className = "") {
  return element("span", { class: `named ${className}` }, element("strong", {}, number),
    element("span", { class: "muted" }, name));
}

function sign(/** @type {string} */ character) {
  return element("span", { class: "operator" }, character);
}

/** Text of the window's width, including the gaps of a dilation. @param {Geometry} geometry */
function spreadWords({ window, dilation, spread }) {
  return dilation > 1 ? `(${window}${MINUS}1)×${dilation}+1` : String(spread);
}

function termsOf(/** @type {Geometry} */ geometry, /** @type {Words} */ text, /** @type {string} */ windowName) {
  const { size, before, strides, quotient, remainder, places, padding } = geometry;
  const result = named(String(places), text.cells, "focus");
  if (padding === "same") {
    return [named(String(size), text.input_short), sign("÷"), named(String(strides), text.strides_short), sign("="),
      named(formatNumber(size / strides, size % strides === 0 ? 0 : 2), text.quotient), sign("→"),
      element("span", { class: "muted" }, text.rounded_up), sign("="), result];
  }
  return [
    sign("("), named(String(size), text.input_short), sign("+"), named(`2×${before}`, text.padding_short), sign(MINUS),
    named(spreadWords(geometry), windowName), sign(")"), sign("÷"), named(String(strides), text.strides_short),
    sign("="),
    named(String(quotient), text.quotient), element("span", { class: "muted" }, format(text.remainder, { remainder })),
    sign("→"), element("span", { class: "operator" }, `${quotient} + 1`), sign("="), result,
  ];
}

/** Text about remainder, padding and gaps between windows. @param {Geometry} geometry @param {Words} text */
export function meaningOf(geometry, text) {
  return paragraph([...edgeWords(geometry, text), geometry.strides > geometry.spread ? text.gaps : ""]);
}

/** @param {Geometry} geometry @param {Words} text */
function edgeWords({ padding, before, after, remainder, size, spread, strides }, text) {
  if (padding === "same") {
    if (before + after === 0) return [text.same_none];
    return [format(before === after ? text.same_even : text.same_odd, { before, after })];
  }
  const left = remainder === 0 ? text.fits
    : format(remainder > after ? text.left_over : text.left_over_padding, { remainder, cells: remainder - after });
  if (padding === "none") return [left];
  const [above, below] = sameEdges(size, spread, strides);
  const alike = above === before && below === after;
  return [left, format(alike ? text.ring_is_same : text.ring_is_not_same, { above, below })];
}

export function createFormula(/** @type {Words} */ text) {
  const { root, note, line, meaning } = build(["section.panel.formula", {},
    ["div.section-head", {}, ["h2", {}, text.formula], ["span.muted", { ref: "note" }]],
    ["div.formula-line", { ref: "line" }], ["p.muted", { ref: "meaning", "data-terms": true }]]);

  function show(/** @type {Geometry} */ geometry) {
    root.hidden = geometry.problem !== null;
    if (root.hidden) return;
    line.replaceChildren(...termsOf(geometry, text, text.kernel_short));
    note.textContent = geometry.padding === "same" ? "" : text.rounded_down;
    meaning.textContent = meaningOf(geometry, text);
  }
  return { element: root, show };
}

/** @param {Words} text @param {(change: Partial<Slide>) => void} change @param {AbortSignal} signal */
export function createProblem(text, change, signal) {
  const { root, sentence, ways } = build(["section.problem", { hidden: true },
    ["h2", {}, text.impossible], ["p", { ref: "sentence", role: "status", "data-terms": true }],
    ["div.ways", { ref: "ways" }]]);

  /** @param {Geometry} geometry */
  function show(geometry) {
    root.hidden = geometry.problem === null;
    if (geometry.problem === null) return;
    const { size, before, after, spread, dilation, problem } = geometry;
    const name = problem !== "too_large" ? problem : dilation > 1 ? "too_large_dilated" : "too_large";
    sentence.textContent = format(text[name], { spread, padded: size + before + after });
    ways.replaceChildren(...waysOut(geometry, [...GRID_SIZES, IMAGE]).map((way) => {
      const value = way.change.window ?? way.change.size ?? 1;
      const label = format(text[`way_${way.name}`], { value });
      const button = element("button", { type: "button", class: "chip" }, label);
      button.addEventListener("click", () => change(way.change), { signal });
      return button;
    }));
  }
  return { element: root, show };
}

import { build, element, setText } from "../common/dom.js";
import { format, formatCount, formatNumber, formatProbability, paragraph } from "../common/numbers.js";
import { accountOf, pathOf } from "./accounts.js";
import {
  INSPECTED_FEEDER, arrow, equals, figure, kernelPicture, plain, signed, sourceMap, total, wholeMap,
} from "./figures.js";
import { sourceOf } from "./origins.js";

/** @import { Account } from "./accounts.js" */
/** @import { ColumnMeta, Payload, Place } from "scenes/overview" */

/** @typedef {{hint: string, note?: string, parts: HTMLElement[]}} Inspected */

/** An empty line, so that all numbers are at the same height. */
const BLANK = "\u00a0";
const FORMATS = { number: plain, probability: (/** @type {number} */ value) =>
  element("span", {}, formatProbability(value)) };

/** The panel below the network: the calculation of the strongest number of the map or unit in focus. */
export function createInspector(/** @type {Texts} */ text, /** @type {() => void} */ open,
    /** @type {AbortSignal} */ signal) {
  const button = element("button", { type: "button", class: "open" }, text.open);
  button.addEventListener("click", open, { signal });
  const { root: body, sum, note } = build(
    ["div.inspector-body", {}, ["div.sum", { ref: "sum" }], ["p.note.muted", { ref: "note", "data-terms": true }]]);
  const { root, title, hint, pin } = build(["section.inspector", {},
    ["div.inspector-head", {},
      ["h2.inspector-title", { ref: "title" }],
      ["p.inspector-hint.muted", { ref: "hint" }],
      ["span.pin.muted", { ref: "pin" }], button],
    body]);

  function update(/** @type {Inspected & {title: string}} */ content, /** @type {boolean} */ pinned) {
    setText(pin, pinned ? text.pinned : text.pin);
    setText(title, content.title);
    setText(hint, paragraph([content.hint, text.counting]));
    setText(note, content.note ?? "");
    sum.replaceChildren(...content.parts);
    sum.classList.toggle("numbers", sum.querySelector("canvas") === null);
  }
  return { element: root, update };
}

/** Functions by the origin of a chain's first column. */
const INSPECTORS = { given: inspectImage, window: inspectMap, same: inspectMap, cell: inspectSource,
  map: inspectSource, numbers: inspectUnit };

/** @param {boolean} example true until the visitor points at something @returns {Inspected & {title: string}} */
export function inspect(/** @type {Payload} */ scene, /** @type {Place} */ focus, /** @type {Palette} */ palette,
    example) {
  const { columns, text } = scene.meta;
  const { title, word, chain } = columns[focus.column];
  return {
    title: format(text[`${example ? "example" : "pointing"}_${word}`], { title, index: focus.index }),
    ...INSPECTORS[columns[chain].origin](scene, focus, palette),
  };
}

/** @param {Payload} scene @param {Place} focus @param {Palette} palette @returns {Inspected} */
function inspectImage(scene, focus, palette) {
  return { hint: scene.meta.text.strongest_image, parts: [figure({ map: wholeMap(scene, focus, palette) })] };
}

/** @param {Payload} scene @param {Place} focus @param {Palette} palette @returns {Inspected} */
function inspectSource(scene, focus, palette) {
  const { columns, text } = scene.meta;
  const { word, array, outcome } = columns[focus.column];
  const source = { channel: 0, ...sourceOf(scene, focus.column, focus.index) };
  const read = outcome && { value: FORMATS[outcome.format](scene.arrays[array].values[focus.index]),
    below: outcome.after };
  const map = sourceMap(scene, focus, palette);
  const parts = [figure({ map, label: format(text.feeder, { index: source.channel }), ...read })];
  return { hint: format(text[`strongest_${word}`], source), parts };
}

/** Windows and kernels, others, bias = value → the values in the chain's other columns. @returns {Inspected} */
function inspectMap(/** @type {Payload} */ scene, /** @type {Place} */ focus, /** @type {Palette} */ palette) {
  const { columns, text } = scene.meta;
  const { chain, title, window } = columns[columns[focus.column].chain];
  const account = accountOf(scene, chain, focus.index);
  const path = pathOf(scene, focus);
  const { row, column } = path[0];
  const { size, strides, top, left } = /** @type {NonNullable<ColumnMeta["window"]>} */ (window);
  const seen = { row: row * strides - top, column: column * strides - left, height: size, width: size };
  const parts = account.feeders.slice(0, account.shown).map((feeder, place) => figure({
    map: wholeMap(scene, { column: chain - 1, index: feeder }, palette, seen),
    kernel: kernelPicture(account.kernels.slice(place * size * size, (place + 1) * size * size), size, palette),
    label: columns[chain - 1].count === 1 ? text.feeder_input : format(text.feeder, { index: feeder }),
    value: signed("term", account.rounded.parts[place], account.exact[place]),
  }));
  const results = path.flatMap((step) => {
    const box = step.row < 0 ? undefined : { row: step.row, column: step.column, height: 1, width: 1 };
    const shown = box === undefined
      ? element("span", { class: "muted unreached", title: text.note_unreached }, text.unreached)
      : plain(step.value);
    const isSum = step.place === chain;
    return [isSum ? equals() : arrow(), figure({
      map: wholeMap(scene, { column: step.place, index: focus.index }, palette, box),
      below: columns[step.place].title,
      value: isSum ? total(account.rounded.total, account.value) : shown,
    })];
  });
  const hint = account.inputs === 1 ? text.strongest_one : text.strongest_map;
  return {
    hint: format(hint, { title, row, column, count: account.inputs }),
    note: (path.some((step) => step.row < 0) ? text.note_unreached : "") + format(text.note_maps, { size }),
    parts: [...parts, ...remainder(account, text.others_maps, text.bias), ...results],
  };
}

/** Input × weight, others, bias = value → activation or probability. @returns {Inspected} */
function inspectUnit(/** @type {Payload} */ scene, /** @type {Place} */ focus, /** @type {Palette} */ palette) {
  const { columns, text } = scene.meta;
  const { array, outcome, title, word } = columns[focus.column];
  const { before, after, format: formatName } = /** @type {NonNullable<ColumnMeta["outcome"]>} */ (outcome);
  const account = accountOf(scene, focus.column, focus.index);
  const parts = account.feeders.slice(0, account.shown).map((feeder, place) => figure({
    map: sourceMap(scene, { column: focus.column - 1, index: feeder }, palette, INSPECTED_FEEDER),
    label: format(text.feeder, { index: feeder }),
    below: BLANK,
    factors: format(text.factors,
      { value: formatNumber(account.values[place]), weight: formatNumber(account.kernels[place], 4) }),
    value: signed("term", account.rounded.parts[place], account.exact[place]),
  }));
  const lines = { label: BLANK, factors: BLANK, below: BLANK };
  return {
    hint: format(text[`strongest_${word}`], { title, count: formatCount(account.inputs) }),
    note: text.note_inputs,
    parts: [
      ...parts,
      ...remainder(account, text.others_inputs, text.bias, { factors: BLANK, below: BLANK }),
      figure({ ...lines, value: equals() }),
      figure({ ...lines, below: before, value: total(account.rounded.total, account.value) }),
      figure({ ...lines, value: arrow() }),
      figure({ ...lines, below: after, value: FORMATS[formatName](scene.arrays[array].values[focus.index]) }),
    ],
  };
}

/** The sum of all terms not shown, and the bias, rounded separately so that it is the same everywhere. */
function remainder(/** @type {Account} */ account, /** @type {string} */ others, /** @type {string} */ bias,
    /** @type {{factors?: string, below?: string}} */ lines = {}) {
  const { rounded, exact, shown, inputs } = account;
  const figures = [figure({ ...lines, label: bias, value: signed("bias", rounded.fixed[0], account.bias) })];
  if (inputs > shown) {
    figures.unshift(figure({ ...lines, label: format(others, { count: formatCount(inputs - shown) }),
      value: signed("others", rounded.parts[shown], exact[shown]) }));
  }
  return figures;
}

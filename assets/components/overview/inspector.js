import { element, setAttributes, setText } from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { closeSum, fill, formatCount, formatNumber, formatProbability, formatSigned } from "../common/numbers.js";
import { largest } from "../common/palette.js";
import { mapOf } from "../common/payload.js";
import { createSheet } from "../common/sheet.js";
import { placeInMaps } from "./fibres.js";
import { SHORT_WINDOW } from "./layout.js";

/**
 * @import { ColumnMeta } from "./layout.js"
 * @import { Place } from "./fibres.js"
 */

/** Sides of a map in the panel, in windows of enough height and in low ones. */
const INSPECTED_MAP = { tall: 68, low: 52 };
/** Above two lines of numbers instead of one, so that the panel keeps its height. */
const INSPECTED_FEEDER = { tall: 50, low: 34 };
/** Keeps a line free, so that all numbers stand at one height. */
const BLANK = "\u00a0";
const INSPECTED_KERNEL = 27;

/**
 * The panel below the network: where the strongest number of the thing pointed at comes from.
 * @param {Record<string, string>} text
 * @param {() => void} open
 * @param {AbortSignal} signal
 */
export function createInspector(text, open, signal) {
  const title = element("h2", { class: "inspector-title" });
  const hint = element("p", { class: "inspector-hint quiet" });
  const button = element("button", { type: "button", class: "open" }, text.open);
  button.addEventListener("click", open, { signal });
  const sum = element("div", { class: "sum" });
  const note = element("p", { class: "note quiet" });
  const pin = element("span", { class: "pin quiet" });
  const body = element("div", { class: "inspector-body" }, sum, note);
  const root = element(
    "section",
    { class: "inspector" },
    element("div", { class: "inspector-head" }, title, hint, pin, button),
    body,
  );

  /** @param {{title: string, hint: string, note: string, parts: HTMLElement[]}} content @param {boolean} pinned */
  function update(content, pinned) {
    setText(pin, pinned ? text.pinned : text.pin);
    setText(title, content.title);
    setText(hint, content.hint);
    setText(note, content.note);
    sum.replaceChildren(...content.parts);
    sum.classList.toggle("numbers", sum.querySelector("canvas") === null);
  }
  return { element: root, update };
}

/**
 * @param {Scene} scene
 * @param {Place} focus
 * @param {Palette} palette
 * @param {boolean} example nobody has pointed at anything yet
 * @returns {{title: string, hint: string, note: string, parts: HTMLElement[]}}
 */
export function inspect(scene, focus, palette, example) {
  const { columns, text } = scene.meta;
  const column = /** @type {ColumnMeta} */ (columns[focus.column]);
  const names = { title: column.title, index: focus.index };
  if (column.kind === "input") {
    return { title: text.pointing_input, hint: text.strongest_input, note: "",
      parts: [figure({ map: wholeMap(scene, focus, palette) })] };
  }
  if (column.picture === "strip") return inspectPlace(scene, focus, palette);
  const account = accountOf(scene, /** @type {string} */ (column.weighted), focus.index);
  if (column.picture === "maps") {
    const first = columns.findIndex((/** @type {ColumnMeta} */ each) => each.block === column.block);
    const [row, column_] = account.cell;
    const hint = account.inputs === 1 ? text.strongest_one : text.strongest_map;
    return {
      title: fill(example ? text.example_map : text.pointing_map, names),
      hint: fill(hint, { title: columns[first].title, row, column: column_, count: account.inputs }),
      note: (unreached(account) ? text.note_unreached : "") +
        fill(text.note_maps, { size: columns[first].window.size }),
      parts: convolutionParts(scene, first, focus.index, account, palette),
    };
  }
  const kind = column.picture === "classes" ? "class" : "unit";
  return {
    title: fill(text[`${example ? "example" : "pointing"}_${kind}`], names),
    hint: fill(text[`strongest_${kind}`], { title: column.title, count: formatCount(account.inputs) }),
    note: text.note_inputs,
    parts: denseParts(scene, focus, account, palette),
  };
}

/**
 * The tables that Python sent for one map or unit.
 * @param {Scene} scene
 * @param {string} name of the stage with the weights
 * @param {number} index
 */
export function accountOf(scene, name, index) {
  const table = (/** @type {string} */ key) => {
    const packed = scene.arrays[`${name}.${key}`];
    if (packed === undefined) return null;
    const size = packed.shape.slice(1).reduce((a, b) => a * b, 1);
    return Array.from(packed.values.subarray(index * size, (index + 1) * size));
  };
  const own = scene.meta.columns.findIndex((/** @type {ColumnMeta} */ column) => column.weighted === name);
  const inputs = scene.meta.columns[own - 1].count;
  const [feeders, terms] = [table("feeders") ?? [], table("terms") ?? []];
  const shown = Math.min(scene.meta.shown, feeders.length);
  const others = inputs > shown ? [table("others")?.[0] ?? 0] : [];
  const bias = table("bias")?.[0] ?? 0;
  const exact = [...terms.slice(0, shown), ...others];
  return {
    inputs, feeders, terms, shown, exact, bias, rounded: closeSum(table("value")?.[0] ?? 0, exact, [bias]),
    cell: table("cells") ?? [], kernels: table("kernels") ?? [], values: table("inputs") ?? [],
    value: table("value")?.[0] ?? 0,
    activated: table("activated")?.[0], pooled: table("pooled")?.[0], pooledCell: table("pooled_cells"),
  };
}

/** @typedef {ReturnType<typeof accountOf>} Account */

/** @returns {boolean} whether there is a pooling, and none of its windows lies on the strongest cell */
function unreached(/** @type {Account} */ { pooledCell }) {
  return pooledCell !== null && pooledCell[0] < 0;
}

/**
 * The cell that the panel explains, as the stage of a column counts its own cells.
 * @param {Scene} scene
 * @param {Place} place
 * @returns {{row?: number, column?: number}} nothing where a stage has no cells, or no window reaches it
 */
export function explainedCell(scene, { column: place, index }) {
  const { weighted, picture, kind } = scene.meta.columns[place];
  if (picture !== "maps" || weighted === null) return {};
  const { cell, pooledCell } = accountOf(scene, weighted, index);
  const [row, column] = kind === "conv2d" || kind === "activation" ? cell : (pooledCell ?? [-1, -1]);
  return row < 0 ? {} : { row, column };
}

/** @returns {HTMLElement[]} windows and kernels, others, bias = value → activation → pooling */
function convolutionParts(
  /** @type {Scene} */ scene,
  /** @type {number} */ first,
  /** @type {number} */ index,
  /** @type {Account} */ account,
  /** @type {Palette} */ palette,
) {
  const { columns, text } = scene.meta;
  const { size, strides, top, left } = columns[first].window;
  const [row, column] = account.cell;
  const window = { row: row * strides - top, column: column * strides - left, height: size, width: size };
  const parts = account.feeders.slice(0, account.shown).map((feeder, place) => figure({
    map: wholeMap(scene, { column: first - 1, index: feeder }, palette, window),
    kernel: kernelPicture(account.kernels.slice(place * size * size, (place + 1) * size * size), size, palette),
    label: account.inputs === 1 ? text.feeder_input : fill(text.feeder, { index: feeder }),
    value: signed("term", account.rounded.parts[place], account.exact[place]),
  }));
  const cell = { row, column, height: 1, width: 1 };
  const chain = columns.filter((/** @type {ColumnMeta} */ each) => each.block === columns[first].block);
  const results = [figure({
    map: wholeMap(scene, { column: first, index }, palette, cell),
    below: chain[0].title,
    value: total(account.rounded.total, account.value),
  })];
  if (account.activated !== undefined) {
    results.push(arrow(), figure({
      map: wholeMap(scene, { column: first + 1, index }, palette, cell),
      below: chain[1].title,
      value: plain(account.activated),
    }));
  }
  if (account.pooledCell !== null && account.pooled !== undefined) {
    const reached = !unreached(account);
    const pooled = { row: account.pooledCell[0], column: account.pooledCell[1], height: 1, width: 1 };
    results.push(arrow(), figure({
      map: wholeMap(scene, { column: first + 2, index }, palette, reached ? pooled : undefined),
      below: chain[2].title,
      value: reached ? plain(account.pooled)
        : element("span", { class: "quiet unreached", title: text.note_unreached }, text.unreached),
    }));
  }
  return [...parts, ...remainder(account, text.others_maps, text.bias), equals(), ...results];
}

/** @returns {HTMLElement[]} input × weight, others, bias = value → activation or probability */
function denseParts(
  /** @type {Scene} */ scene,
  /** @type {Place} */ focus,
  /** @type {Account} */ account,
  /** @type {Palette} */ palette,
) {
  const { columns, text } = scene.meta;
  const column = columns[focus.column];
  const flat = columns[focus.column - 1].picture === "strip";
  const parts = account.feeders.slice(0, account.shown).map((feeder, place) => figure({
    map: flat ? placePicture(scene, focus.column - 2, feeder, palette, INSPECTED_FEEDER) : undefined,
    label: fill(text.feeder, { index: feeder }),
    below: BLANK,
    factors: fill(text.factors,
      { value: formatNumber(account.values[place]), weight: formatNumber(account.kernels[place], 4) }),
    value: signed("term", account.rounded.parts[place], account.exact[place]),
  }));
  const last = column.picture === "classes";
  const result = last
    ? element("span", {}, formatProbability(scene.arrays[column.array].values[focus.index]))
    : plain(account.activated ?? 0);
  const lines = { label: BLANK, factors: BLANK };
  return [
    ...parts,
    ...remainder(account, text.others_inputs, text.bias, { factors: BLANK, below: BLANK }),
    figure({ ...lines, below: BLANK, value: equals() }),
    figure({ ...lines, below: last ? text.score : text.before_activation,
      value: total(account.rounded.total, account.value) }),
    figure({ ...lines, below: BLANK, value: arrow() }),
    figure({ ...lines, below: last ? text.probability : column.activation, value: result }),
  ];
}

function inspectPlace(/** @type {Scene} */ scene, /** @type {Place} */ focus, /** @type {Palette} */ palette) {
  const { columns, text } = scene.meta;
  const { row, column, channel } = placeInMaps(scene, focus.column - 1, focus.index);
  return {
    title: fill(text.pointing_place, { title: columns[focus.column].title, index: focus.index }),
    hint: fill(text.strongest_place, { channel, row, column }),
    note: "",
    parts: [figure({ map: placePicture(scene, focus.column - 1, focus.index, palette),
      label: fill(text.feeder, { index: channel }) })],
  };
}

/** The map that a place of the flat vector comes from, with its cell. */
function placePicture(
  /** @type {Scene} */ scene,
  /** @type {number} */ column,
  /** @type {number} */ place,
  /** @type {Palette} */ palette,
  sides = INSPECTED_MAP,
) {
  const { channel, row, column: cellColumn } = placeInMaps(scene, column, place);
  return wholeMap(scene, { column, index: channel }, palette, { row, column: cellColumn, height: 1, width: 1 }, sides);
}

/** @returns {HTMLElement} one map, enlarged, with the cells in focus */
function wholeMap(
  /** @type {Scene} */ scene,
  /** @type {Place} */ place,
  /** @type {Palette} */ palette,
  /** @type {CellBox | undefined} */ box = undefined,
  sides = INSPECTED_MAP,
) {
  const meta = scene.meta.columns[place.column];
  const packed = scene.arrays[meta.array];
  const [, rows, columns] = packed.shape;
  const map = createMap();
  const values = mapOf(packed, place.index);
  const size = innerHeight < SHORT_WINDOW ? sides.low : sides.tall;
  map.configure({ values, rows, columns, scale: meta.scale, palette, cell: size / Math.max(rows, columns) });
  map.draw({ windows: box ? [box] : [] });
  setAttributes(map.canvas, { "aria-hidden": "true" });
  return map.canvas;
}

function kernelPicture(/** @type {number[]} */ weights, /** @type {number} */ size, /** @type {Palette} */ palette) {
  const sheet = createSheet();
  sheet.paint({
    values: weights, count: 1, rows: size, columns: size, palette, perRow: 1, gap: 0,
    pitchX: INSPECTED_KERNEL, pitchY: INSPECTED_KERNEL, scaleOf: () => ({ kind: "diverging", limit: largest(weights) }),
  });
  setAttributes(sheet.canvas, { "aria-hidden": "true" });
  return sheet.canvas;
}

/**
 * @param {{map?: HTMLElement, kernel?: HTMLElement, label?: string, factors?: string, value?: HTMLElement,
 *   below?: string}} parts
 * @returns {HTMLElement}
 */
function figure({ map, kernel, label, factors, value, below }) {
  const side = element("div", { class: "figure-side" }, kernel ?? "", element("span", { class: "quiet" }, label ?? ""));
  const top = element("div", { class: "figure-top" }, map ?? "", label === undefined ? "" : side);
  const root = element("div", { class: `figure ${map ? "" : "plain"}` }, top);
  if (factors) root.append(element("div", { class: "factors quiet number" }, factors));
  if (value) root.append(element("div", { class: "figure-value number" }, value));
  if (below) root.append(element("div", { class: "quiet figure-name" }, below));
  return root;
}

/** What is not shown one by one, and the bias: rounded on its own, so that it reads the same everywhere. */
function remainder(
  /** @type {Account} */ account,
  /** @type {string} */ others,
  /** @type {string} */ bias,
  /** @type {{factors?: string, below?: string}} */ lines = {},
) {
  const { rounded, exact, shown, inputs } = account;
  const figures = [figure({ ...lines, label: bias, value: signed("bias", rounded.fixed[0], account.bias) })];
  if (inputs > shown) {
    figures.unshift(figure({
      ...lines,
      label: fill(others, { count: formatCount(inputs - shown) }),
      value: signed("others", rounded.parts[shown], exact[shown]),
    }));
  }
  return figures;
}

const signed =
    (/** @type {"term" | "others" | "bias"} */ part, /** @type {number} */ value, /** @type {number} */ exact) =>
  element("span", { class: value < 0 ? "negative" : value > 0 ? "positive" : "quiet", "data-part": part,
    title: formatSigned(exact, 6) }, formatSigned(value));
const total = (/** @type {number} */ value, /** @type {number} */ exact) =>
  element("span", { class: "focus", "data-part": "total", title: formatSigned(exact, 6) }, formatSigned(value));
const plain = (/** @type {number} */ value) => element("span", { title: formatNumber(value, 6) }, formatNumber(value));
const equals = () => element("div", { class: "operator" }, "=");
const arrow = () => element("div", { class: "operator quiet" }, "→");

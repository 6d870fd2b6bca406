import { element, setText } from "../common/dom.js";
import { closeSum, fill, formatCount, formatNumber, formatProbability } from "../common/numbers.js";
import { placeInMaps } from "./fibres.js";
import {
  arrow, equals, figure, kernelPicture, placePicture, plain, remainder, signed, total, wholeMap,
} from "./figures.js";

/**
 * @import { ColumnMeta } from "./layout.js"
 * @import { Place } from "./fibres.js"
 */

/** Above two lines of numbers instead of one, so that the panel keeps its height. */
const INSPECTED_FEEDER = { tall: 50, low: 34 };
/** Keeps a line free, so that all numbers stand at one height. */
const BLANK = "\u00a0";

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

/**
 * @param {Scene} scene @param {number} first @param {number} index @param {Account} account @param {Palette} palette
 * @returns {HTMLElement[]} windows and kernels, others, bias = value → activation → pooling
 */
function convolutionParts(scene, first, index, account, palette) {
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

/**
 * @param {Scene} scene @param {Place} focus @param {Account} account @param {Palette} palette
 * @returns {HTMLElement[]} input × weight, others, bias = value → activation or probability
 */
function denseParts(scene, focus, account, palette) {
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

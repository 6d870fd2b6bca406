import { element, setAttributes } from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { fill, formatCount, formatNumber, formatSigned } from "../common/numbers.js";
import { largest } from "../common/palette.js";
import { mapOf } from "../common/payload.js";
import { createSheet } from "../common/sheet.js";
import { placeInMaps } from "./fibres.js";
import { SHORT_WINDOW } from "./layout.js";

/**
 * @import { Account } from "./inspector.js"
 * @import { Place } from "./fibres.js"
 */


const INSPECTED_KERNEL = 27;
/** Sides of a map in the panel, in windows of enough height and in low ones. */
const INSPECTED_MAP = { tall: 68, low: 52 };
/** The map that a place of the flat vector comes from, with its cell. */
export function placePicture(
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
export function wholeMap(
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

export function kernelPicture(/** @type {number[]} */ weights, /** @type {number} */ size,
    /** @type {Palette} */ palette) {
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
export function figure({ map, kernel, label, factors, value, below }) {
  const side = element("div", { class: "figure-side" }, kernel ?? "", element("span", { class: "quiet" }, label ?? ""));
  const top = element("div", { class: "figure-top" }, map ?? "", label === undefined ? "" : side);
  const root = element("div", { class: `figure ${map ? "" : "plain"}` }, top);
  if (factors) root.append(element("div", { class: "factors quiet number" }, factors));
  if (value) root.append(element("div", { class: "figure-value number" }, value));
  if (below) root.append(element("div", { class: "quiet figure-name" }, below));
  return root;
}

/**
 * What is not shown one by one, and the bias: rounded on its own, so that it reads the same everywhere.
 * @param {Account} account @param {string} others @param {string} bias
 * @param {{factors?: string, below?: string}} [lines]
 */
export function remainder(account, others, bias, lines = {}) {
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

export const signed =
    (/** @type {"term" | "others" | "bias"} */ part, /** @type {number} */ value, /** @type {number} */ exact) =>
  element("span", { class: value < 0 ? "negative" : value > 0 ? "positive" : "quiet", "data-part": part,
    title: formatSigned(exact, 6) }, formatSigned(value));
export const total = (/** @type {number} */ value, /** @type {number} */ exact) =>
  element("span", { class: "focus", "data-part": "total", title: formatSigned(exact, 6) }, formatSigned(value));
export const plain = (/** @type {number} */ value) => element("span", { title: formatNumber(value, 6) },
  formatNumber(value));
export const equals = () => element("div", { class: "operator" }, "=");
export const arrow = () => element("div", { class: "operator quiet" }, "→");

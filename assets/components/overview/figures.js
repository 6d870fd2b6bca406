import { element, muted, setAttributes } from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { formatNumber, formatSigned } from "../common/numbers.js";
import { diverging, largest } from "../common/palette.js";
import { mapOf } from "../common/payload.js";
import { createSheet } from "../common/sheet.js";
import { SHORT_WINDOW } from "./layout.js";
import { sourceOf } from "./origins.js";

/** @import { Payload, Place } from "scenes/overview" */

/** Sides of a map in the panel, in tall and in low windows. */
const INSPECTED_MAP = { tall: 68, low: 52 };
/** Smaller maps above two lines of numbers, so that the panel keeps its height. */
export const INSPECTED_FEEDER = { tall: 50, low: 34 };
const INSPECTED_KERNEL = 27;

/** @returns {HTMLElement | undefined} undefined if it has no single source */
export function sourceMap(/** @type {Payload} */ scene, /** @type {Place} */ place, /** @type {Palette} */ palette,
    /** @type {{tall: number, low: number} | undefined} */ sides = undefined) {
  const source = sourceOf(scene, place.column, place.index);
  return source === null ? undefined
    : wholeMap(scene, { column: place.column - 1, index: source.channel }, palette, source, sides);
}

/** @param {Payload} scene @param {Place} place @param {Palette} palette @param {CellBox} [box] */
export function wholeMap(scene, place, palette, box, sides = INSPECTED_MAP) {
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

/** @param {number[]} weights @param {number} size @param {Palette} palette */
export function kernelPicture(weights, size, palette) {
  const sheet = createSheet();
  sheet.paint({ values: weights, count: 1, rows: size, columns: size, palette, perRow: 1, gap: 0,
    pitchX: INSPECTED_KERNEL, pitchY: INSPECTED_KERNEL, scaleOf: () => diverging(largest(weights)) });
  setAttributes(sheet.canvas, { "aria-hidden": "true" });
  return sheet.canvas;
}

/**
 * @param {{map?: HTMLElement, kernel?: HTMLElement, label?: string, factors?: string, value?: HTMLElement, below?:
 * string}} parts @returns {HTMLElement}
 */
export function figure({ map, kernel, label, factors, value, below }) {
  const side = element("div", { class: "figure-side" }, kernel ?? "", muted(label ?? ""));
  const top = element("div", { class: "figure-top" }, map ?? "", label === undefined ? "" : side);
  const root = element("div", { class: `figure ${map ? "" : "plain"}` }, top);
  if (factors) root.append(element("div", { class: "factors muted number" }, factors));
  if (value) root.append(element("div", { class: "figure-value number" }, value));
  if (below) root.append(element("div", { class: "muted figure-name" }, below));
  return root;
}

/** @param {"term" | "others" | "bias"} part @param {number} value @param {number} exact */
export function signed(part, value, exact) {
  return element("span", { class: exact < 0 ? "negative" : exact > 0 ? "positive" : "muted", "data-part": part,
    title: formatSigned(exact, 6) }, formatSigned(value, 3, exact));
}

export function total(/** @type {number} */ value, /** @type {number} */ exact) {
  return element("span", { class: "focus", "data-part": "total", title: formatSigned(exact, 6) },
    formatSigned(value, 3, exact));
}

export function plain(/** @type {number} */ value) {
  return element("span", { title: formatNumber(value, 6) }, formatNumber(value));
}

export const equals = () => element("div", { class: "operator" }, "=");
export const arrow = () => element("div", { class: "operator muted" }, "→");

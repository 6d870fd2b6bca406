import { createClasses } from "../common/classes.js";
import { pixelRatio, placeIn, setAttributes, svgElement } from "../common/dom.js";
import { boxWithin } from "../common/links.js";
import { createSheet, largestIn } from "../common/sheet.js";
import { STRIP_WIDTH, condensed, layOutMaps, layOutPhoneMaps, layOutPhoneUnits, layOutUnits } from "./layout.js";

/** @import { SheetPart } from "../common/sheet.js" */
/** @import { ColumnMeta } from "scenes/overview" */

/**
 * Drawings of a column's numbers: maps, units, a strip, or bars of classes.
 *
 * @typedef {{array: Packed, count: number, silent: Set<number>, meta: ColumnMeta, palette: Palette, width: number,
 *   height: number, phone: boolean, ownScale: boolean, compact: boolean}} ColumnState `array` and `silent` contain the
 *   `count` shown maps or numbers
 * @typedef {{index: number, tone: "focus" | "positive" | "negative"}} Mark
 *
 * @typedef {{
 *   element: HTMLElement,
 *   paint: (state: ColumnState) => void,
 *   boxOf: (index: number) => DOMRect,
 *   indexAt: (event: MouseEvent) => number | null,
 *   perRow: () => number,
 *   frame: (box: DOMRect, tone: string, page: string) => SVGElement[],
 *   ownScales?: boolean,
 *   hasColours?: boolean,
 *   isNarrow?: boolean,
 * }} Drawing boxes are relative to the element's corner; `frame` marks one; `ownScales`: each map may have its own
 *   colour scale; `isNarrow`: the column's head may be wider than the drawing
 */

/** Functions by the `drawing` of a column; each gets the number of maps or numbers, and a label. */
export const DRAWINGS = { maps: createMaps, units: createUnits, strip: createStrip, classes: createBars };

/** @param {number} _ @param {string} label @returns {Drawing} */
function createMaps(_, label) {
  const sheet = labelled(label);
  return {
    ...onSheet(sheet),
    ownScales: true,
    paint({ array, count, silent, meta, palette, width, height, phone, ownScale }) {
      const [, rows, columns] = array.shape;
      const own = ownScale && meta.choosable;
      sheet.paint({
        values: array.values, count, rows, columns, palette, silent,
        ...(phone ? layOutPhoneMaps(count, width) : layOutMaps(count, width, height)),
        scaleOf: (index) => (own ? { ...meta.scale, limit: largestIn(array.values, index, rows * columns) }
          : meta.scale),
      });
    },
  };
}

/** Units as maps of one cell. @param {number} count @param {string} label @returns {Drawing} */
function createUnits(count, label) {
  const sheet = labelled(label);
  return {
    ...onSheet(sheet),
    isNarrow: true,
    paint: ({ array, meta, palette, width, height, phone }) => sheet.paint({ values: array.values, count, rows: 1,
      columns: 1, palette, scaleOf: () => meta.scale,
      ...(phone ? layOutPhoneUnits(count, width) : layOutUnits(count, height)) }),
  };
}

/** A vertical strip; horizontal on a phone. @param {number} count @param {string} label @returns {Drawing} */
function createStrip(count, label) {
  const sheet = labelled(label);
  const share = 1 / count;
  let across = false;
  return {
    ...onSheet(sheet),
    paint({ array, meta, palette, width, height, phone }) {
      across = phone;
      const [long, wide] = phone ? [width, 26] : [height, STRIP_WIDTH];
      const values = condensed(array.values, Math.round(long * pixelRatio(sheet.canvas)));
      sheet.paint({ values, count: 1, palette, perRow: 1, gap: 0, scaleOf: () => meta.scale,
        rows: phone ? 1 : values.length, columns: phone ? values.length : 1, pitchX: phone ? long : wide,
        pitchY: phone ? wide : long });
    },
    boxOf(index) {
      const whole = sheet.boxOf(0);
      return across
        ? new DOMRect(whole.width * index * share, 0, whole.width * share, whole.height)
        : new DOMRect(0, whole.height * index * share, whole.width, whole.height * share);
    },
    indexAt(event) {
      const { x, y } = placeIn(sheet.canvas, event);
      const place = across ? x / sheet.canvas.clientWidth : y / sheet.canvas.clientHeight;
      return place >= 0 && place < 1 ? Math.floor(place * count) : null;
    },
    frame: (box, tone) => [rectangle(new DOMRect(box.x, box.y, Math.max(box.width, 1), Math.max(box.height, 1)),
      { fill: tone })],
  };
}

/** @returns {Drawing} */
function createBars() {
  const classes = createClasses();
  return {
    element: classes.element,
    frame: framed,
    hasColours: false,
    paint({ array, height, phone }) {
      classes.update(array.values);
      classes.element.style.height = phone ? "" : `${height}px`;
    },
    boxOf: (index) => boxWithin(classes.rowOf(index), classes.element),
    indexAt(event) {
      const row = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".class"));
      return row === null ? null : Number(row.dataset.index);
    },
    perRow: () => 1,
  };
}

function labelled(/** @type {string} */ label) {
  const sheet = createSheet();
  setAttributes(sheet.canvas, { "aria-label": label });
  return sheet;
}

function onSheet(/** @type {SheetPart} */ sheet) {
  return { element: sheet.canvas, frame: framed, boxOf: sheet.boxOf, indexAt: sheet.indexAt, perRow: sheet.perRow };
}

/** @type {Drawing["frame"]} */
function framed({ x, y, width, height }, tone, page) {
  const around = new DOMRect(x - 1.5, y - 1.5, width + 3, height + 3);
  return [rectangle(around, { fill: "none", stroke: page, "stroke-width": 5 }),
    rectangle(around, { fill: "none", stroke: tone, "stroke-width": 2.5 })];
}

/** @param {DOMRect} box @param {Record<string, string | number>} look */
function rectangle({ x, y, width, height }, look) {
  return svgElement("rect", { x, y, width, height, ...look });
}

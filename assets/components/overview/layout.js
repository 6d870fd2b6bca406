import { zoomOf } from "../common/dom.js";

/** @import { SheetLayout } from "../common/sheet.js" */
/** @import { ColumnMeta } from "scenes/overview" */

/** Windows lower than this get a lower panel, so that it is still above the fold. */
export const SHORT_WINDOW = 800;

const SMALLEST_COLUMN_PITCH = 17;
const LARGEST_COLUMN_MAP = 56;
const LARGEST_ONLY_MAP = 84;
export const LABEL_WIDTH = 94;
const UNITS_WIDTH = 50;
/** Below, a range from -limit to limit is written ±limit. */
export const NARROW_LEGEND = 76;
export const STRIP_WIDTH = 20;

/** How high the window is, in an element's CSS pixels. @param {Element} node */
export function windowHeight(node) {
  return innerHeight / zoomOf(node);
}

/** Where an element begins on its page, in CSS pixels, wherever that is scrolled to. @param {HTMLElement} node */
export function topOf(node) {
  let top = 0;
  for (let next = /** @type {HTMLElement | null} */ (node); next !== null; next = outerOf(next)) top += next.offsetTop;
  return top;
}

/** @param {HTMLElement} node @returns {HTMLElement | null} */
function outerOf({ offsetParent }) {
  return offsetParent instanceof HTMLElement ? offsetParent : null;
}

/** @param {number} count @param {number} height of the column @returns {number} maps side by side */
function mapsPerRow(count, height) {
  const wanted = count > 16 ? Math.max(3, Math.ceil(count / 16)) : count > 8 ? 2 : 1;
  return Math.max(wanted, Math.ceil(count / Math.max(Math.floor(height / SMALLEST_COLUMN_PITCH), 1)));
}

function gapFor(/** @type {number} */ pitch) {
  return pitch >= 22 ? 2 : 1;
}

/**
 * Maps in a column of a width and a height; where they would be too small, the column scrolls.
 * @param {number} count @param {number} width @param {number} height @returns {SheetLayout}
 */
export function layOutMaps(count, width, height) {
  const largestMap = count === 1 ? LARGEST_ONLY_MAP : LARGEST_COLUMN_MAP;
  let perRow = mapsPerRow(count, height);
  let pitch = Math.min(height / Math.ceil(count / perRow), width / perRow, largestMap);
  if (pitch < SMALLEST_COLUMN_PITCH) {
    perRow = Math.max(1, Math.floor(width / SMALLEST_COLUMN_PITCH));
    pitch = Math.max(SMALLEST_COLUMN_PITCH, Math.min(height / Math.ceil(count / perRow), width / perRow));
  }
  return { perRow, pitchX: pitch, pitchY: pitch, gap: gapFor(pitch) };
}

/** @param {number} count @param {number} height @returns {SheetLayout} */
export function layOutUnits(count, height) {
  const perRow = Math.max(1, Math.round(Math.sqrt((count * UNITS_WIDTH) / height)));
  const rows = Math.ceil(count / perRow);
  const pitchX = Math.min(UNITS_WIDTH / perRow, 24);
  return { perRow, pitchX, pitchY: Math.min(height / rows, 24), gap: pitchX >= 6 ? 1 : 0 };
}

/**
 * How closely columns may stand. `fixed` are widths by origin or drawing; `label` is the least width of a column of
 * maps, null that of its own title: then there is no room for a sentence. Where not `shrunk`, maps must keep the size
 * they want. Gaps need room for lines between blocks, none inside of one.
 */
const DENSITIES = [
  { label: 122, shrunk: false, fixed: { given: 82, strip: 60, units: 62, classes: 116 },
    gaps: { within: 8, first: 20, block: 40, rest: 18 } },
  { label: LABEL_WIDTH, shrunk: true, fixed: { given: 82, strip: 48, units: 58, classes: 116 },
    gaps: { within: 8, first: 20, block: 40, rest: 18 } },
  { label: LABEL_WIDTH, shrunk: true, fixed: { given: 64, strip: 46, units: 54, classes: 104 },
    gaps: { within: 7, first: 16, block: 28, rest: 14 } },
  { label: null, shrunk: true, fixed: { given: 48, strip: 46, units: 50, classes: 88 },
    gaps: { within: 5, first: 12, block: 18, rest: 11 } },
];

/**
 * Widths of all columns, and whether there is room for a sentence below each.
 * @param {ColumnMeta[]} columns @param {number} width of the whole picture @param {number} height of the maps
 * @param {number[]} labels widths of the titles
 * @returns {{widths: number[], gaps: number[], compact: boolean}} gaps are least distances, one less than columns
 */
export function layOutColumns(columns, width, height, labels) {
  const wanted = columns.map(({ count }) => {
    const perRow = mapsPerRow(count, height);
    return perRow * Math.min(height / Math.ceil(count / perRow), count === 1 ? LARGEST_ONLY_MAP : LARGEST_COLUMN_MAP);
  });
  const sum = (/** @type {number[]} */ numbers) => numbers.reduce((total, number) => total + number, 0);
  let layout = { widths: [0], gaps: [0], compact: false };
  for (const density of DENSITIES) {
    const gaps = columns.slice(1).map((column, place) => density.gaps[gapBetween(columns[place], column)]);
    const least = labels.map((label) => density.label ?? label);
    const largest = Math.max(...wanted, ...least);
    for (let limit = largest; limit >= (density.shrunk ? Math.min(...least) : largest); limit -= 2) {
      const fixed = /** @type {Record<string, number | undefined>} */ (density.fixed);
      const widths = columns.map(({ origin, drawing }, place) =>
        fixed[origin] ?? fixed[drawing] ?? Math.max(least[place], Math.min(wanted[place], limit)));
      layout = { widths, gaps, compact: density.label === null };
      if (sum(widths) + sum(gaps) <= width) return layout;
    }
  }
  return layout;
}

/** @param {ColumnMeta} left @param {ColumnMeta} right @returns {"within" | "first" | "block" | "rest"} */
function gapBetween(left, right) {
  if (left.chain === right.chain) return "within";
  if (right.origin === "window") return left.origin === "given" ? "first" : "block";
  return "rest";
}

/** @param {number} count @param {number} width @returns {SheetLayout} a row to swipe: 8 maps and a cut ninth */
export function layOutPhoneMaps(count, width) {
  const pitch = Math.min(Math.floor(width / 8.35), 56);
  return { perRow: count, pitchX: pitch, pitchY: pitch, gap: 4 };
}

/** @param {number} count @param {number} width @returns {SheetLayout} */
export function layOutPhoneUnits(count, width) {
  const perRow = Math.min(count, 128);
  const pitchX = Math.min(width / perRow, 24);
  return { perRow, pitchX, pitchY: count > 128 ? 16 : 26, gap: pitchX >= 6 ? 1 : 0 };
}

/** Fewer numbers for a strip with less pixels than numbers: of each few the largest, so that none is lost. */
export function condensed(/** @type {ArrayLike<number>} */ values, /** @type {number} */ count) {
  const kept = new Float32Array(Math.min(count, values.length));
  for (let index = 0; index < values.length; index += 1) {
    const place = Math.floor((index * kept.length) / values.length);
    if (Math.abs(values[index]) > Math.abs(kept[place])) kept[place] = values[index];
  }
  return kept;
}

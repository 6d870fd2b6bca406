import { context2d, element, pixelRatio, placeIn } from "../common/dom.js";
import { paintFocus } from "../common/frames.js";
import { createLegend } from "../common/legend.js";
import { format, formatSigned } from "../common/numbers.js";
import { diverging } from "../common/palette.js";
import { createSheet } from "../common/sheet.js";

/** @import { SheetPart } from "../common/sheet.js" */
/** @import { LedgerTools } from "./rows.js" */
/** @import { Sheet, SumColumn } from "scenes/ledger" */

/** Maps of a column's terms; a click on a cell opens its term. */
export function createTermPictures(/** @type {SumColumn} */ column, /** @type {Sheet} */ { channels, of, limit },
    /** @type {LedgerTools} */ tools) {
  const { meta, palette, arrays, width, signal } = tools;
  const { text } = meta;
  const terms = arrays[`terms_${column.level}`];
  const [count, rows, columns] = terms.shape;
  const scale = diverging(limit);
  const sheet = createSheet();
  const legend = createLegend();
  legend.update(palette, scale);
  const perRow = Math.min(count, Math.ceil(Math.sqrt((count * TERM_MAPS_ASPECT * rows) / columns)));
  const pitch = Math.min(width / perRow, TERM_MAP_LARGEST);
  const gap = count > 1 ? Math.max(2, Math.round(pitch / 8)) : 0;
  sheet.paint({ values: terms.values, count, rows, columns, palette, scaleOf: () => scale, perRow, pitchX: pitch,
    pitchY: ((pitch - gap) * rows) / columns + gap, gap });
  if (column.chosen !== null) {
    frameTerm(sheet, channels.indexOf(column.chosen % of), Math.floor(column.chosen / of), terms.shape, palette);
  }
  sheet.canvas.setAttribute("aria-label", format(text.terms_picture, { count }));
  const at = (/** @type {PointerEvent | MouseEvent} */ event) => {
    const map = sheet.indexAt(event);
    if (map === null) return null;
    const { x, y } = placeIn(sheet.canvas, event);
    const box = sheet.boxOf(map);
    const row = Math.floor(((y - box.y) / box.height) * rows);
    const place = Math.floor(((x - box.x) / box.width) * columns);
    if (row >= rows || place >= columns) return null;
    return { channel: channels[map], row, column: place, index: (row * columns + place) * of + channels[map],
      term: terms.values[(map * rows + row) * columns + place] };
  };
  sheet.canvas.addEventListener("pointermove", (event) => {
    const cell = at(event);
    sheet.canvas.title = cell === null ? "" : format(text.term_at, { ...cell, term: formatSigned(cell.term, 2) });
  }, { signal });
  sheet.canvas.addEventListener("click", (event) => {
    const cell = at(event);
    if (cell !== null) tools.open(column.level, column.position, cell.index);
  }, { signal });
  const words = format(of === 1 ? text.terms_map : count < of ? text.terms_strongest : text.terms_maps, { count, of });
  return [element("div", { class: "muted level-label" }, words), sheet.canvas, legend.element];
}

/** Ratio of width to height of the whole sheet. */
const TERM_MAPS_ASPECT = 1.9;
const TERM_MAP_LARGEST = 112;

/** @param {number} map index, -1 if not shown @param {number} place of the cell in the map */
function frameTerm(/** @type {SheetPart} */ sheet, map, place, /** @type {number[]} */ [, rows, columns],
    /** @type {Palette} */ palette) {
  if (map < 0) return;
  const box = sheet.boxOf(map);
  const [width, height] = [box.width / columns, box.height / rows];
  const context = context2d(sheet.canvas);
  const ratio = pixelRatio(sheet.canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const cell = new DOMRect(box.x + (place % columns) * width, box.y + Math.floor(place / columns) * height, width,
    height);
  paintFocus(context, cell, palette, false, width < 5 ? 1.5 : 2);
}

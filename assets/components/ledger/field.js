import { element } from "../common/dom.js";
import { paintFocus } from "../common/frames.js";
import { createMap } from "../common/heatmap.js";
import { format } from "../common/numbers.js";
import { PIXELS } from "../common/palette.js";

/** @import { LedgerTools } from "./rows.js" */
/** @import { Field, Meta } from "scenes/ledger" */

/**
 * The image with the receptive field of a number: it has a frame, the rest is dimmed, and a dashed frame shows the
 * receptive field of the previous number.
 * @param {Packed} image @param {Field} field @param {Field | null} before @param {{palette: Palette, size: number,
 * label: string, inner?: Field | null}} look size in CSS pixels; `inner` also gets a frame
 */
export function createFieldPicture(image, field, before, { palette, size, label, inner = null }) {
  const [rows, columns] = image.shape;
  const map = createMap("field-picture");
  map.configure({ values: image.values, rows, columns, scale: PIXELS, palette, cell: size / Math.max(rows, columns) });
  map.draw({
    windows: field.rows.length > 0 ? [frameOf(field)] : [],
    marks: (context, boxOf) => {
      context.fillStyle = palette.unseen;
      const seen = { rows: new Set(field.rows), columns: new Set(field.columns) };
      for (let row = 0; row < rows; row += 1) {
        for (let column = 0; column < columns; column += 1) {
          if (seen.rows.has(row) && seen.columns.has(column)) continue;
          const box = boxOf({ row, column, height: 1, width: 1 });
          context.fillRect(box.x, box.y, box.width, box.height);
        }
      }
      if (inner !== null) paintFocus(context, boxOf(frameOf(inner)), palette, true, 1.25);
      if (before === null || isSameField(field, before)) return;
      const box = boxOf(frameOf(before));
      context.setLineDash([4, 3]);
      context.lineWidth = 1.25;
      context.strokeStyle = palette.chalk;
      context.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1);
      context.setLineDash([]);
    },
  });
  map.canvas.setAttribute("aria-label", label);
  return map.canvas;
}

/** @param {Field} field @returns {CellBox} */
function frameOf({ rows, columns }) {
  return { row: rows[0], column: columns[0], height: rows[rows.length - 1] - rows[0] + 1,
    width: columns[columns.length - 1] - columns[0] + 1 };
}

function isSameField(/** @type {Field} */ a, /** @type {Field} */ b) {
  return String(a.rows) === String(b.rows) && String(a.columns) === String(b.columns);
}

/** @param {Field} field @param {Field | null} before @param {number[]} shape @param {Texts} text */
export function sayField(field, before, shape, text) {
  const [rows, columns] = [field.rows.length, field.columns.length];
  const frame = frameOf(field);
  if (rows === shape[0] && columns === shape[1]) return text.sees_all;
  if (rows * columns === 1) return text.sees_one;
  if (rows < frame.height || columns < frame.width) return format(text.sees_jumping, { count: rows * columns });
  return format(before !== null && isSameField(field, before) ? text.sees_same : text.sees, { rows, columns });
}

/** @param {Meta["columns"][number]} column @param {LedgerTools} tools @param {number} size */
export function createFieldFigure(column, tools, size) {
  const { meta, image, palette } = tools;
  // Column 0 contains units that all see the whole image: nothing to compare.
  const before = column.level > 1 ? meta.columns[column.level - 1].field : null;
  const { row, column: left, height, width } = frameOf(column.field);
  const label = format(meta.text.field_picture, { top: row, bottom: row + height - 1, left, right: left + width - 1 });
  const area = "window" in column ? column.window.area : null;
  const inner = area !== null && !isSameField(area, column.field) ? area : null;
  const picture = createFieldPicture(image, column.field, before, { palette, size, label, inner });
  const sentence = sayField(column.field, before, image.shape, meta.text);
  const caption = inner === null ? sentence
    : format(meta.text.inner_frame, { caption: sentence, rows: inner.rows.length, columns: inner.columns.length });
  return element("figure", { class: "level-field" }, picture, element("figcaption", { class: "muted" }, caption));
}

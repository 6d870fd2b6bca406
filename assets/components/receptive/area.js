import { deviceCanvas } from "../common/cells.js";
import { context2d } from "../common/dom.js";
import { paintFocus } from "../common/frames.js";

/** @import { Payload } from "scenes/receptive" */

/**
 * Rows and columns of some cells: an area is all of its rows crossed with all of its columns.
 * @typedef {{rows: number[], columns: number[]}} Area
 */

/** The pixels that can reach a cell. @param {Payload} scene @param {Cell} cell @returns {Area} */
export function fieldOf({ arrays }, cell) {
  return { rows: setIn(arrays.rows, cell.row), columns: setIn(arrays.columns, cell.column) };
}

/** The cells that a pixel can reach. @param {Payload} scene @param {Cell} pixel @returns {Area} */
export function cellsReachedBy({ arrays }, pixel) {
  return { rows: setAcross(arrays.rows, pixel.row), columns: setAcross(arrays.columns, pixel.column) };
}

/** @param {Packed} matrix @param {number} row @returns {number[]} the columns in which the row has a 1 */
function setIn({ values, shape }, row) {
  return Array.from({ length: shape[1] }, (_, column) => column)
    .filter((column) => values[row * shape[1] + column] === 1);
}

/** @param {Packed} matrix @param {number} column @returns {number[]} the rows in which the column has a 1 */
function setAcross({ values, shape }, column) {
  return Array.from({ length: shape[0] }, (_, row) => row).filter((row) => values[row * shape[1] + column] === 1);
}

/** @typedef {ReturnType<typeof extentOf>} ExtentOf */

/** What can be said of an area, or null of an empty one. @param {Area} area */
export function extentOf({ rows, columns }) {
  if (rows.length === 0 || columns.length === 0) return null;
  const [top, bottom, left, right] = [rows[0], rows[rows.length - 1], columns[0], columns[columns.length - 1]];
  const [height, width] = [bottom - top + 1, right - left + 1];
  const count = rows.length * columns.length;
  return { top, bottom, left, right, height, width, count, full: count === height * width };
}

/** An area in the colour of the focus: framed, and where it has holes, its own cells tinted. */
export function paintArea(/** @type {Context2D} */ context, /** @type {(box: CellBox) => DOMRect} */ boxOf,
    /** @type {Area} */ area, /** @type {Palette} */ palette, /** @type {boolean} */ onInput) {
  const extent = extentOf(area);
  if (extent === null) return;
  if (!extent.full) {
    context.fillStyle = palette.focus;
    context.globalAlpha = 0.7;
    for (const row of area.rows) {
      for (const column of area.columns) {
        const { x, y, width, height } = boxOf({ row, column, height: 1, width: 1 });
        context.fillRect(x, y, width, height);
      }
    }
    context.globalAlpha = 1;
  }
  const box = { row: extent.top, column: extent.left, height: extent.height, width: extent.width };
  paintFocus(context, boxOf(box), palette, onInput, extent.full ? 2.5 : 1.5);
}

/**
 * Slanted lines over the pixels that reach no cell, painted once.
 * @param {Payload} scene @param {(box: CellBox) => DOMRect} boxOf of the image's map
 * @param {number} ratio device pixels a CSS pixel @param {Palette} palette
 * @returns {HTMLCanvasElement | null} of the image's size, or null if every pixel reaches a cell
 */
export function paintUnseen({ arrays }, boxOf, ratio, palette) {
  const [rows, columns] = arrays.image.shape;
  const [seenRows, seenColumns] = [arrays.rows, arrays.columns].map((matrix) =>
    Array.from({ length: matrix.shape[1] }, (_, place) => setAcross(matrix, place).length > 0));
  if (seenRows.every(Boolean) && seenColumns.every(Boolean)) return null;
  const whole = boxOf({ row: 0, column: 0, height: rows, width: columns });
  const canvas = deviceCanvas(Math.round(whole.width * ratio), Math.round(whole.height * ratio));
  const context = context2d(canvas);
  context.setTransform(ratio, 0, 0, ratio, -whole.x * ratio, -whole.y * ratio);
  context.beginPath();
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      if (seenRows[row] && seenColumns[column]) continue;
      const { x, y, width, height } = boxOf({ row, column, height: 1, width: 1 });
      context.rect(x, y, width, height);
    }
  }
  context.clip();
  context.fillStyle = palette.unseen;
  context.fillRect(whole.x, whole.y, whole.width, whole.height);
  context.strokeStyle = palette.hatching;
  context.lineWidth = 1;
  context.beginPath();
  for (let at = -whole.height; at < whole.width; at += 5) {
    context.moveTo(whole.x + at, whole.bottom);
    context.lineTo(whole.x + at + whole.height, whole.y);
  }
  context.stroke();
  return canvas;
}

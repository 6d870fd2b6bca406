import { paintCells, snappedEdges } from "./cells.js";
import { context2d, fitCanvas } from "./dom.js";
import { largest } from "./palette.js";

/** @typedef {{numbers: Packed, closed: Packed}} LaidArrays what `Cells` are laid out of */

/** The numbers of some cells. @param {LaidArrays} arrays @param {Cells} cells @returns {ArrayLike<number>} */
export function numbersOf({ numbers }, { start, count }) {
  return numbers.values.subarray(start, start + count);
}

/** The places of the cells whose gradient is blocked. @param {LaidArrays} arrays @param {Cells} cells */
export function closedOf({ closed }, { start, count }) {
  const shut = closed.values.subarray(start, start + count);
  return Array.from(shut.keys()).filter((place) => shut[place] === 1);
}

/** Numbers per row of a map, or per line of a wrapped row; a shorter last line is filled with zeros. */
function padded(/** @type {ArrayLike<number>} */ numbers, /** @type {Cells} */ { rows, columns, count }) {
  if (count === rows * columns) return numbers;
  const all = new Float32Array(rows * columns);
  all.set(Array.from(numbers));
  return all;
}

/**
 * Paints cells in a small picture; cells whose gradient is blocked are hatched.
 * @param {HTMLCanvasElement} canvas @param {LaidArrays} arrays @param {Cells} cells @param {Palette} palette
 * @param {number} size of the longer side in CSS pixels
 */
export function paintLaid(canvas, arrays, cells, palette, size) {
  const { rows, columns, scale } = cells;
  const numbers = numbersOf(arrays, cells);
  const cell = size / Math.max(rows, columns);
  const ratio = fitCanvas(canvas, columns * cell, rows * cell);
  const context = context2d(canvas);
  const [xEdges, yEdges] = [snappedEdges(columns, cell, ratio), snappedEdges(rows, cell, ratio)];
  paintCells(context, padded(numbers, cells), xEdges, yEdges, scale, palette);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  hatch(context, closedOf(arrays, cells).map((place) => {
    const [row, column] = [Math.floor(place / columns), place % columns];
    return new DOMRect(column * cell, row * cell, cell, cell);
  }), palette);
  if (scale.kind === "pixels" || largest(numbers) > 0) return;
  Object.assign(context,
    { fillStyle: palette.muted, font: "12px sans-serif", textAlign: "center", textBaseline: "middle" });
  context.fillText("0", (columns * cell) / 2, (rows * cell) / 2);
}

/** Distance between hatching lines, in CSS pixels. */
const DISTANCE = 5;

/** Hatches blocked cells with grey lines at 45°, never with a colour. @param {DOMRect[]} boxes in CSS pixels */
export function hatch(/** @type {Context2D} */ context, boxes, /** @type {Palette} */ palette) {
  if (boxes.length === 0) return;
  context.save();
  context.beginPath();
  for (const { x, y, width, height } of boxes) context.rect(x, y, width + 0.5, height + 0.5);
  context.clip();
  const [right, bottom] = [Math.max(...boxes.map((box) => box.right)), Math.max(...boxes.map((box) => box.bottom))];
  context.fillStyle = palette.chip;
  context.fillRect(0, 0, right + 1, bottom + 1);
  context.strokeStyle = palette.muted;
  context.globalAlpha = 0.75;
  context.lineWidth = 1;
  context.beginPath();
  for (let line = -bottom; line < right; line += DISTANCE) {
    context.moveTo(line, bottom);
    context.lineTo(line + bottom, 0);
  }
  context.stroke();
  context.restore();
}

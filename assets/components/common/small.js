import { paintCells, snappedEdges } from "./cells.js";
import { context2d, fitCanvas } from "./dom.js";
import { largest } from "./palette.js";

/**
 * Paints values as cells without frame or numbers, for small pictures.
 * @param {HTMLCanvasElement} canvas @param {{values: ArrayLike<number>, rows: number, columns: number, scale: Scale,
 * palette: Palette, size: number}} picture size of the longer side in CSS pixels
 */
export function paintSmall(canvas, { values, rows, columns, scale, palette, size }) {
  const cell = size / Math.max(rows, columns);
  const ratio = fitCanvas(canvas, columns * cell, rows * cell);
  const context = context2d(canvas);
  paintCells(context, values, snappedEdges(columns, cell, ratio), snappedEdges(rows, cell, ratio), scale, palette);
  if (largest(values) > 0) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  Object.assign(context,
    { fillStyle: palette.muted, font: "12px sans-serif", textAlign: "center", textBaseline: "middle" });
  context.fillText("0", (columns * cell) / 2, (rows * cell) / 2);
}

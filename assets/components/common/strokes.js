/** Strokes, redrawn with a thinner pen: the same as `explainer.strokes`, in the browser. */

import { clamp } from "./numbers.js";

/**
 * Points one after the other, x and y, in pixels of the canvas, joined by straight lines.
 * @typedef {{points: number[], width: number}} Stroke
 */

/** The same constants as in `explainer.strokes`. */
const THICKEST = 1 / 8;
const DOT = 1 / 2;

/**
 * @param {Stroke[]} strokes @param {number} width of the canvas @param {number} height
 * @returns {Float32Array | null} (height, width), 0 to 1; null if no stroke is too thick, or for a dot
 */
export function redrawn(strokes, width, height) {
  if (strokes.length === 0) return null;
  const side = Math.max(extent(strokes, 0, width), extent(strokes, 1, height));
  const thickest = Math.max(...strokes.map((stroke) => stroke.width));
  if (thickest <= THICKEST * side || side < DOT * thickest) return null;
  const picture = new Float32Array(width * height);
  for (const stroke of strokes) drawStroke(picture, width, stroke.points, Math.min(stroke.width, THICKEST * side));
  return picture;
}

/** The extent of all points along an axis. @param {Stroke[]} strokes @param {number} axis @param {number} length */
function extent(strokes, axis, length) {
  let [least, most] = [Infinity, -Infinity];
  for (const { points } of strokes) {
    for (let index = axis; index < points.length; index += 2) {
      const place = clamp(points[index], 0, length);
      [least, most] = [Math.min(least, place), Math.max(most, place)];
    }
  }
  return most - least;
}

/**
 * Marks the pixels whose centre is within half the pen's width of the stroke.
 * @param {Float32Array} picture @param {number} columns of it @param {number[]} points @param {number} width
 */
function drawStroke(picture, columns, points, width) {
  const reach = width / 2 + 0.5;
  const rows = picture.length / columns;
  for (let index = 0; index < Math.max(points.length - 2, 1); index += 2) {
    const [x, y] = [points[index], points[index + 1]];
    const [across, down] = [(points[index + 2] ?? x) - x, (points[index + 3] ?? y) - y];
    const length = across ** 2 + down ** 2 || 1;
    const [top, bottom] = [Math.min(y, y + down) - reach, Math.max(y, y + down) + reach];
    const [left, right] = [Math.min(x, x + across) - reach, Math.max(x, x + across) + reach];
    for (let row = Math.max(Math.floor(top), 0); row <= Math.min(bottom, rows - 1); row += 1) {
      const fromY = row + 0.5 - y;
      for (let column = Math.max(Math.floor(left), 0); column <= Math.min(right, columns - 1); column += 1) {
        const place = row * columns + column;
        if (picture[place] === 1) continue;
        const fromX = column + 0.5 - x;
        const share = clamp((fromX * across + fromY * down) / length, 0, 1);
        const square = (fromX - share * across) ** 2 + (fromY - share * down) ** 2;
        if (square < reach ** 2) picture[place] = Math.max(picture[place], Math.min(reach - Math.sqrt(square), 1));
      }
    }
  }
}

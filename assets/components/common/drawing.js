/** Prepares a drawing as a 28×28 image like MNIST's: the same as `explainer.drawing`, in the browser. */

import { clamp } from "./numbers.js";
import { redrawn } from "./strokes.js";

/** @import { Stroke } from "./strokes.js" */

/**
 * A canvas's pixels (RGBA, 0..255), and the strokes it was drawn with; without strokes, lines cannot be
 * thinned.
 * @typedef {{pixels: ArrayLike<number>, width: number, height: number, strokes: Stroke[]}} Sheet
 *
 * Which preparation steps to carry out.
 * @typedef {{crop: boolean, thin: boolean, fit: boolean, centre: boolean}} Steps
 *
 * Brightness from 0 to 1, row by row.
 * @typedef {{values: Float32Array, rows: number, columns: number}} Picture
 */

/** The same constants as in `explainer.mnist` and `explainer.drawing`. */
const IMAGE_SIZE = 28;
const FITTED_SIZE = 20;
const INK_THRESHOLD = 0.02;

/** @param {Sheet} sheet @param {Steps} steps @returns {Float32Array | null} (28, 28); null if there is no ink */
export function prepare(sheet, steps) {
  const picture = inkOf(sheet);
  const frame = frameOf(picture);
  if (frame === null) return null;
  const values = steps.thin ? redrawn(sheet.strokes, sheet.width, sheet.height) : null;
  const thinner = values === null ? null : { ...picture, values };
  const inner = thinner === null ? null : frameOf(thinner);
  const [chosen, edges] = thinner === null || inner === null ? [picture, frame] : [thinner, inner];
  const fitted = resized(steps.crop ? cutOut(chosen, edges) : chosen, steps.fit ? FITTED_SIZE : IMAGE_SIZE);
  return placed(fitted, steps.centre);
}

/** Brightness times opacity. @param {Sheet} sheet @returns {Picture} */
function inkOf({ pixels, width, height }) {
  const values = new Float32Array(width * height);
  for (let place = 0; place < values.length; place += 1) {
    const brightness = pixels[4 * place] + pixels[4 * place + 1] + pixels[4 * place + 2];
    if (brightness > 0) values[place] = (brightness / 765) * (pixels[4 * place + 3] / 255);
  }
  return { values, rows: height, columns: width };
}

/** @param {Picture} picture @returns {{top: number, left: number, bottom: number, right: number} | null} of the ink */
function frameOf({ values, rows, columns }) {
  let [top, left, bottom, right] = [rows, columns, 0, 0];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      if (values[row * columns + column] <= INK_THRESHOLD) continue;
      [top, left] = [Math.min(top, row), Math.min(left, column)];
      [bottom, right] = [row + 1, Math.max(right, column + 1)];
    }
  }
  return bottom === 0 ? null : { top, left, bottom, right };
}

/** @param {Picture} picture @param {NonNullable<ReturnType<typeof frameOf>>} frame @returns {Picture} */
function cutOut({ values, columns }, { top, left, bottom, right }) {
  const cut = new Float32Array((bottom - top) * (right - left));
  for (let row = top; row < bottom; row += 1)
    cut.set(values.subarray(row * columns + left, row * columns + right), (row - top) * (right - left));
  return { values: cut, rows: bottom - top, columns: right - left };
}

/**
 * Scales so that the longer side has `size` pixels; each new pixel is the mean of those whose middles it covers, along
 * one axis after the other, as Pillow's filter BOX does.
 * @param {Picture} picture @param {number} size @returns {Picture}
 */
function resized({ values, rows, columns }, size) {
  const factor = size / Math.max(rows, columns);
  const [height, width] = [rows, columns].map((length) => Math.max(1, roundHalfEven(length * factor)));
  const narrow = new Float32Array(rows * width);
  spans(columns, width).forEach(([first, last], column) => {
    for (let row = 0; row < rows; row += 1)
      narrow[row * width + column] = mean(values, row * columns + first, row * columns + last, 1);
  });
  const small = new Float32Array(height * width);
  spans(rows, height).forEach(([first, last], row) => {
    for (let column = 0; column < width; column += 1)
      small[row * width + column] = mean(narrow, first * width + column, last * width + column, width);
  });
  return { values: small.map((value) => clamp(value, 0, 1)), rows: height, columns: width };
}

/** For each of `count` new pixels, the range of the `length` old pixels it covers; the end is exclusive. */
function spans(/** @type {number} */ length, /** @type {number} */ count) {
  const scale = length / count;
  const support = 0.5 * Math.max(scale, 1);
  return Array.from({ length: count }, (_, index) => {
    const middle = (index + 0.5) * scale;
    const [from, to] = [Math.trunc(middle - support + 0.5), Math.trunc(middle + support + 0.5)];
    const within = [];
    for (let place = Math.max(from, 0); place < Math.min(to, length); place += 1) {
      const distance = (place - middle + 0.5) / Math.max(scale, 1);
      if (distance > -0.5 && distance <= 0.5) within.push(place);
    }
    return [within[0], within[within.length - 1] + 1];
  });
}

/** @param {Float32Array} values @param {number} start @param {number} end @param {number} step */
function mean(values, start, end, step) {
  let sum = 0;
  for (let place = start; place < end; place += step) sum += values[place];
  return sum / ((end - start) / step);
}

/** Places the picture in 28×28, with its centre of mass or its middle at the centre. */
function placed(/** @type {Picture} */ { values, rows, columns }, /** @type {boolean} */ centre) {
  const middle = centre ? centreOfMass(values, columns) : { row: rows / 2, column: columns / 2 };
  const [top, left] = [offset(middle.row, rows), offset(middle.column, columns)];
  const image = new Float32Array(IMAGE_SIZE ** 2);
  for (let row = 0; row < rows; row += 1)
    image.set(values.subarray(row * columns, (row + 1) * columns), (top + row) * IMAGE_SIZE + left);
  return image;
}

/** The centre of mass, measured from the upper left corner. @param {Float32Array} values @param {number} columns */
function centreOfMass(values, columns) {
  let [mass, down, across] = [0, 0, 0];
  values.forEach((value, place) => {
    mass += value;
    down += value * Math.floor(place / columns);
    across += value * (place % columns);
  });
  return { row: down / mass + 0.5, column: across / mass + 0.5 };
}

/** The first pixel so that `middle` is at the centre, as far as the picture stays inside. */
function offset(/** @type {number} */ middle, /** @type {number} */ length) {
  return clamp(roundHalfEven(IMAGE_SIZE / 2 - middle), 0, IMAGE_SIZE - length);
}

/** Rounds halves to even, as Python does. @param {number} value */
function roundHalfEven(value) {
  const below = Math.floor(value);
  return value - below === 0.5 ? below + (below % 2 === 0 ? 0 : 1) : Math.round(value);
}

/** Drawing of ten thousand test images on a plane, each as the digit of its label. */

import { deviceCanvas } from "../common/cells.js";
import { context2d } from "../common/dom.js";
import { clamp } from "../common/numbers.js";

/** @import { Place } from "./nearest.js" */
/** @import { Meta, Payload } from "scenes/embedding" */

const SMALLEST = 8;
const LARGEST = 17;
/** Opacity of other labels while one label is selected. */
const FAINT = 0.09;
/** From this zoom on, the names of the groups are hidden, since they would cover points. */
const NAMED_ZOOM = 4;

/**
 * The appearance of the points.
 * @typedef {{digit: number | null, marksMistakes: boolean, side: number, ratio: number, palette: Palette,
 *   font: string}} Look
 * @typedef {ReturnType<typeof import("./viewport.js").createLook>} Looking
 */

/** @param {Payload} scene @param {Looking} looking @param {Look} look */
export function paintPoints({ meta, arrays }, looking, look) {
  const { side, ratio } = look;
  const pen = context2d(deviceCanvas(Math.round(side * ratio), Math.round(side * ratio)));
  const size = Math.min(LARGEST, Math.max(SMALLEST, side / 75) * looking.zoom() ** 0.35);
  const [plain, marked] = [false, true].map((isMarked) => look.palette.digits.map((colour, digit) =>
    stamp(String(digit), colour, Math.round(size * ratio), isMarked, look)));
  const { labels, answers, positions } = arrays;
  const paintAll = (/** @type {boolean} */ mistakes, /** @type {boolean} */ chosen) => {
    pen.globalAlpha = chosen ? 1 : FAINT;
    for (let index = 0; index < labels.values.length; index += 1) {
      const label = labels.values[index];
      if ((answers.values[index] !== label) !== mistakes) continue;
      if ((look.digit === null || look.digit === label) !== chosen) continue;
      const [x, y] = looking.toScreen(positions.values[2 * index], positions.values[2 * index + 1]);
      const mark = (mistakes && look.marksMistakes ? marked : plain)[label];
      pen.drawImage(mark, Math.round(x * ratio - mark.width / 2), Math.round(y * ratio - mark.height / 2));
    }
  };
  for (const chosen of [false, true]) for (const mistakes of [false, true]) paintAll(mistakes, chosen);
  pen.globalAlpha = 1;
  if (looking.zoom() < NAMED_ZOOM) paintNames(pen, meta, looking, look, ratio);
  return pen.canvas;
}

/** Paints a digit, to copy it to each point; a marked mistake is on a disc. @param {number} size in device pixels */
function stamp(/** @type {string} */ digit, /** @type {string} */ colour, size, /** @type {boolean} */ isMarked,
    /** @type {Look} */ { palette, font }) {
  const side = Math.round(size * (isMarked ? 1.9 : 1.3));
  const pen = context2d(deviceCanvas(side, side));
  const middle = side / 2;
  if (isMarked) {
    pen.beginPath();
    pen.arc(middle, middle, middle - size / 8, 0, 2 * Math.PI);
    pen.fillStyle = palette.page;
    pen.fill();
    pen.lineWidth = size / 7;
    pen.strokeStyle = palette.text;
    pen.stroke();
  }
  Object.assign(pen, { font: `700 ${size}px ${font}`, textAlign: "center", textBaseline: "middle", lineWidth: size / 6,
    lineJoin: "round", strokeStyle: palette.page });
  pen.strokeText(digit, middle, middle + size / 16);
  pen.fillStyle = colour;
  pen.fillText(digit, middle, middle + size / 16);
  return pen.canvas;
}

/** Writes each label in large type in the middle of its images. @param {Context2D} pen in device pixels */
function paintNames(pen, /** @type {Meta} */ { groups }, /** @type {Looking} */ looking,
    /** @type {Look} */ { palette, font, digit }, /** @type {number} */ ratio) {
  Object.assign(pen, { font: `700 ${Math.round(25 * ratio)}px ${font}`, textAlign: "center", textBaseline: "middle",
    lineJoin: "round", lineWidth: 6 * ratio, strokeStyle: palette.page });
  for (const { label, middle } of groups) {
    if (middle === null || (digit !== null && digit !== label)) continue;
    const [x, y] = looking.toScreen(middle[0], middle[1]);
    pen.strokeText(String(label), x * ratio, y * ratio);
    pen.fillStyle = palette.digits[label];
    pen.fillText(String(label), x * ratio, y * ratio);
  }
}

/**
 * Draws a ring around a point, visible on any background.
 * @param {Context2D} pen in CSS pixels @param {Place} place on the canvas @param {number} radius
 * @param {string} colour @param {Palette} palette
 */
export function paintRing(pen, [x, y], radius, colour, palette) {
  for (const [width, ink] of /** @type {[number, string][]} */ ([[6, palette.page], [2.75, colour]])) {
    pen.lineWidth = width;
    pen.strokeStyle = ink;
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.stroke();
  }
}

/** Writes words above a place, or below it near the upper edge. @param {Context2D} pen in CSS pixels */
export function paintWords(pen, /** @type {Place} */ [x, y], /** @type {string} */ words,
    /** @type {Look} */ { side, palette, font }) {
  pen.font = `700 13px ${font}`;
  const width = pen.measureText(words).width;
  const left = clamp(x - width / 2, 4, side - width - 4);
  const below = y < 40 ? y + 26 : y - 16;
  Object.assign(pen, { textAlign: "left", textBaseline: "alphabetic", lineJoin: "round", lineWidth: 5,
    strokeStyle: palette.page });
  pen.strokeText(words, left, below);
  pen.fillStyle = palette.focus;
  pen.fillText(words, left, below);
}

import { BESIDE_WIDTH, STACKED_WIDTH } from "../common/dom.js";
import { inkOn } from "../common/palette.js";
import { tapsOf, windowOf } from "../common/sliding.js";
import { coloursOf, decimalsIn, shortNumber, signedNumber } from "./account.js";

/** @import { Geometry } from "../common/sliding.js" */

/** @typedef {{cell: number, palette: Palette, font: string}} Look */

const CONTROLS = 236;
const GAP = 30;
const LEAST_OUTPUT = 176;
const KERNEL_CELLS = [[], [76, 44], [72, 44], [70, 42], [48, 36], [42, 34], [40, 32], [37, 30]];
const MIDDLE = 196;

/** From this kernel size on, weights get two decimals. */
const LARGE = 5;

/** Decimals of weights and products in the cells of a kernel. @param {Geometry} geometry */
export function kernelDecimals({ window }) {
  return window >= LARGE ? 2 : 3;
}

/** Least size of a cell with a number, in CSS pixels. */
export const NUMBERED = 24;

/** @typedef {ReturnType<typeof labSizes>} LabSizes */

/** Sizes in CSS pixels. @param {number} width @param {Geometry} geometry */
export function labSizes(width, geometry) {
  const phone = width < STACKED_WIDTH;
  const padded = geometry.size + geometry.before + geometry.after;
  const places = Math.max(geometry.places, 1);
  if (phone) {
    const perRow = geometry.window > 4 ? geometry.window : 2 * geometry.window;
    const [across, down] = KERNEL_CELLS[geometry.window];
    const fitting = Math.floor((width - (geometry.window > 4 ? 4 : 24)) / perRow) - 1;
    const output = Math.min(width - 124, 210);
    return { phone, kernelCell: [Math.min(across, fitting), Math.max(down, 34)], middle: 0,
      cell: whole(Math.min(48, (width - 2) / padded)), outputCell: whole(Math.min(44, output / places)) };
  }
  const main = width - (width >= BESIDE_WIDTH ? CONTROLS + 28 : 0);
  const [across, down] = KERNEL_CELLS[geometry.window];
  const middle = Math.max(MIDDLE, geometry.window * (across + 1) + 4);
  const input = Math.min(372, main - middle - LEAST_OUTPUT - 2 * GAP);
  const cell = whole(Math.min(56, input / padded));
  const room = main - middle - 2 * GAP - cell * padded;
  const outputCell = whole(Math.min(60, Math.min(room, 260) / places));
  return { phone, kernelCell: [across, down], middle, cell, outputCell };
}

function whole(/** @type {number} */ cell) {
  return cell >= 6 ? Math.floor(cell) : cell;
}

/** Whether the windows' positions are marked: not if the cells are small. @param {number} cell CSS pixels */
export function marksStops(/** @type {Geometry} */ { problem, strides }, /** @type {number} */ cell) {
  return problem === null && cell >= (strides > 1 ? NUMBERED : 34);
}

/**
 * The number of decimals that cells can show.
 * @param {ArrayLike<number>} values @param {number} cell CSS pixels
 * @returns {number | null} null if too few to write the numbers exactly: a number that is not 0 must not be shown as 0
 */
export function writtenDecimals(values, cell) {
  const wanted = Math.min(decimalsIn(values), 2);
  const room = cell >= 38 ? 2 : cell >= 32 ? 1 : 0;
  return wanted <= room ? wanted : null;
}

/**
 * Draws over the input: zeros of the padding, the windows' positions, and the cells of a dilated window.
 * @param {Geometry} geometry @param {Cell} cell in focus @param {Look & {zeros: boolean}} look `zeros` is
 *   whether padding has a value
 */
export function inputMarks(geometry, cell, { cell: pixels, palette, font, zeros }) {
  return (/** @type {Context2D} */ context, /** @type {(box: CellBox) => DOMRect} */ boxOf) => {
    const { size, before, after, places, problem } = geometry;
    context.textAlign = "center";
    context.textBaseline = "middle";
    if (pixels >= NUMBERED) paintLines(context, boxOf, size);
    if (pixels >= NUMBERED && zeros && before + after > 0) {
      context.font = `13px ${font}`;
      context.fillStyle = palette.muted;
      for (let row = -before; row < size + after; row += 1) {
        for (let column = -before; column < size + after; column += 1) {
          if (row >= 0 && column >= 0 && row < size && column < size) continue;
          const box = boxOf({ row, column, height: 1, width: 1 });
          context.fillText("0", box.x + box.width / 2, box.y + box.height / 2 + 1);
        }
      }
    }
    if (problem !== null) return;
    if (marksStops(geometry, pixels)) paintStops(context, boxOf, geometry, places, palette);
    if (geometry.dilation > 1) paintTaps(context, boxOf, geometry, cell, palette);
  };
}

/** Draws grid lines that are visible between white and between black cells. */
function paintLines(/** @type {Context2D} */ context, /** @type {(box: CellBox) => DOMRect} */ boxOf,
    /** @type {number} */ size) {
  Object.assign(context, { lineWidth: 1, strokeStyle: "gray", globalAlpha: 0.6 });
  for (let place = 0; place < size; place += 1) {
    const [row, column] = [{ row: place, column: 0, height: 1, width: size },
      { row: 0, column: place, height: size, width: 1 }].map(boxOf);
    for (const { x, y, width, height } of [row, column]) context.strokeRect(x, y, width, height);
  }
  context.globalAlpha = 1;
}

/** Draws a rounded frame at the middle of each window position: in a cell, or between four cells. */
function paintStops(/** @type {Context2D} */ context, /** @type {(box: CellBox) => DOMRect} */ boxOf,
    /** @type {Geometry} */ geometry, /** @type {number} */ places, /** @type {Palette} */ palette) {
  context.lineWidth = 2;
  context.strokeStyle = palette.ramps.activation[2];
  const middle = (geometry.spread - 1) / 2;
  for (let index = 0; index < places ** 2; index += 1) {
    const window = windowOf(geometry, { row: Math.floor(index / places), column: index % places });
    const box = boxOf({ row: window.row + middle, column: window.column + middle, height: 1, width: 1 });
    context.beginPath();
    const inset = Number.isInteger(middle) ? 4 : 0.32 * box.width;
    context.roundRect(box.x + inset, box.y + inset, box.width - 2 * inset, box.height - 2 * inset, 6);
    context.stroke();
  }
}

function paintTaps(/** @type {Context2D} */ context, /** @type {(box: CellBox) => DOMRect} */ boxOf,
    /** @type {Geometry} */ geometry, /** @type {Cell} */ cell, /** @type {Palette} */ palette) {
  context.lineWidth = 2;
  context.strokeStyle = palette.focus;
  for (const { row, column } of tapsOf(geometry, cell)) {
    const box = boxOf({ row, column, height: 1, width: 1 });
    context.strokeRect(box.x + 1.5, box.y + 1.5, box.width - 3, box.height - 3);
  }
}

/** Draws the known numbers into the cells of a small map. */
export function numberMarks(/** @type {ArrayLike<number>} */ values, /** @type {number} */ columns,
    /** @type {Look} */ { cell, palette, font }, /** @type {Scale} */ scale,
    /** @type {(index: number) => boolean} */ isKnown) {
  return (/** @type {Context2D} */ context, /** @type {(box: CellBox) => DOMRect} */ boxOf) => {
    if (cell < NUMBERED) return;
    const decimals = writtenDecimals(values, cell);
    if (scale.kind === "pixels") paintLines(context, boxOf, columns);
    if (decimals === null) return;
    Object.assign(context, { font: `600 ${cell >= 46 ? 15 : 12}px ${font}`, textAlign: "center",
      textBaseline: "middle" });
    for (let index = 0; index < values.length; index += 1) {
      if (!isKnown(index)) continue;
      const box = boxOf({ row: Math.floor(index / columns), column: index % columns, height: 1, width: 1 });
      context.fillStyle = inkOn(coloursOf(palette, scale, values[index])[0]);
      const words = (scale.kind === "diverging" ? signedNumber : shortNumber)(values[index], decimals);
      context.fillText(words, box.x + box.width / 2, box.y + box.height / 2 + 1);
    }
  };
}

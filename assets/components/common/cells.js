import { context2d, element } from "./dom.js";
import { colourTable, levelOf } from "./palette.js";

/** @returns {number[]} edges snapped to device pixels */
export function snappedEdges(/** @type {number} */ count, /** @type {number} */ cell, /** @type {number} */ ratio) {
  return Array.from({ length: count + 1 }, (_, index) => Math.round(index * cell * ratio));
}

/** @param {number} width @param {number} height @returns {HTMLCanvasElement} in device pixels */
export function deviceCanvas(width, height) {
  return element("canvas", { width: Math.max(1, width), height: Math.max(1, height) });
}

/**
 * Paints values as cells, row 0 on top, edges snapped to device pixels. Cells under two device pixels are smoothed,
 * since they could not be distinguished anyway.
 * @param {Context2D} context in device pixels @param {ArrayLike<number>} values
 * @param {number[]} xEdges device pixels, one more than there are columns @param {number[]} yEdges @param {Scale} scale
 * @param {Palette} palette @param {number} [left] @param {number} [top]
 */
export function paintCells(context, values, xEdges, yEdges, scale, palette, left = 0, top = 0) {
  const [columns, rows] = [xEdges.length - 1, yEdges.length - 1];
  const [width, height] = [xEdges[columns], yEdges[rows]];
  const table = colourTable(palette, scale.kind);
  if (width < 2 * columns || height < 2 * rows) {
    const small = deviceCanvas(columns, rows);
    const image = new ImageData(columns, rows);
    const pixels = new Uint32Array(image.data.buffer);
    for (let index = 0; index < pixels.length; index += 1) pixels[index] = table[levelOf(values[index], scale)];
    context2d(small).putImageData(image, 0, 0);
    context.imageSmoothingEnabled = true;
    context.drawImage(small, left, top, width, height);
    return;
  }
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < rows; row += 1) {
    const start = yEdges[row] * width;
    for (let column = 0; column < columns; column += 1) {
      const colour = table[levelOf(values[row * columns + column], scale)];
      pixels.fill(colour, start + xEdges[column], start + xEdges[column + 1]);
    }
    for (let y = yEdges[row] + 1; y < yEdges[row + 1]; y += 1) {
      pixels.copyWithin(y * width, start, start + width);
    }
  }
  context.putImageData(image, left, top);
}

/** @param {Context2D} context @param {number[]} xEdges @param {number[]} yEdges @param {string} colour */
export function paintGridLines(context, xEdges, yEdges, colour) {
  context.fillStyle = colour;
  const [width, height] = [xEdges[xEdges.length - 1], yEdges[yEdges.length - 1]];
  for (const x of xEdges.slice(1, -1)) context.fillRect(x, 0, 1, height);
  for (const y of yEdges.slice(1, -1)) context.fillRect(0, y, width, 1);
}

export function gridColour(/** @type {Palette} */ palette, /** @type {Scale["kind"]} */ kind) {
  return kind === "pixels" ? palette.gridOnPixels : palette.grid;
}

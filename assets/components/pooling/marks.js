import { clamp } from "../common/numbers.js";
import { colourOf, inkOn } from "../common/palette.js";
import { boxOfCell, windowAt } from "../common/sweep.js";

/** @import { PoolingStop } from "./index.js" */
/** @import { Meta, Payload } from "scenes/pooling" */

/**
 * The input's rows or columns between two windows, where the strides are larger than the window: no window sees them.
 * @param {number} axis 0 for rows, 1 for columns @param {number} stops of the output @returns {number[]}
 */
export function unseenBetween(/** @type {Meta} */ meta, axis, stops) {
  const unseen = [];
  for (let stop = 1; stop < stops; stop += 1) {
    const next = stop * meta.strides - meta.pad[axis];
    for (let place = next - meta.strides + meta.window; place < next; place += 1) unseen.push(place);
  }
  return unseen;
}

/** Dims and strikes through the rows and columns between windows. */
export function paintGaps(/** @type {Context2D} */ context, /** @type {(box: CellBox) => DOMRect} */ boxOf,
    /** @type {Payload} */ { meta, arrays }, /** @type {Palette} */ palette) {
  if (meta.window >= meta.strides) return;
  const [rows, columns] = arrays.input.shape;
  const [outputRows, outputColumns] = arrays.output.shape;
  const boxes = [
    ...unseenBetween(meta, 0, outputRows).map((row) => boxOf({ row, column: 0, height: 1, width: columns })),
    ...unseenBetween(meta, 1, outputColumns).map((column) => boxOf({ row: 0, column, height: rows, width: 1 }))];
  context.fillStyle = palette.page;
  context.globalAlpha = 0.7;
  for (const box of boxes) context.fillRect(box.x, box.y, box.width, box.height);
  Object.assign(context, { globalAlpha: 1, strokeStyle: palette.muted, lineWidth: 1.5 });
  context.beginPath();
  for (const box of boxes) {
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const lies = box.width > box.height;
    context.moveTo(lies ? box.left : x, lies ? y : box.top);
    context.lineTo(lies ? box.right : x, lies ? y : box.bottom);
  }
  context.stroke();
}

/** Where the windows stop, if they lie side by side. */
export function paintBlocks(/** @type {Context2D} */ context, /** @type {(box: CellBox) => DOMRect} */ boxOf,
    /** @type {Meta} */ meta, /** @type {Palette} */ palette, /** @type {number} */ rows,
    /** @type {number} */ columns) {
  if (meta.window !== meta.strides || meta.window === 1) return;
  Object.assign(context, { strokeStyle: palette.muted, globalAlpha: 0.35, lineWidth: 1 });
  context.beginPath();
  const all = boxOf({ ...windowAt({ row: 0, column: 0 }, meta), height: rows * meta.strides,
    width: columns * meta.strides });
  for (let row = 1; row < rows; row += 1) {
    const { y } = boxOf(windowAt({ row, column: 0 }, meta));
    context.moveTo(all.left, y);
    context.lineTo(all.right, y);
  }
  for (let column = 1; column < columns; column += 1) {
    const { x } = boxOf(windowAt({ row: 0, column }, meta));
    context.moveTo(x, all.top);
    context.lineTo(x, all.bottom);
  }
  context.stroke();
  context.globalAlpha = 1;
}

/** A dot on the cell that was kept. */
export function paintWinner(/** @type {Context2D} */ context, /** @type {(box: CellBox) => DOMRect} */ boxOf,
    /** @type {PoolingStop} */ stop, /** @type {Payload} */ scene, /** @type {Palette} */ palette) {
  if (stop.same) return;
  const columns = scene.arrays.input.shape[1];
  const place = stop.places[stop.winner];
  const box = boxOf(boxOfCell({ row: Math.floor(place / columns), column: place % columns }));
  context.fillStyle = inkOn(colourOf(palette, scene.meta.scale, stop.values[stop.winner]));
  context.beginPath();
  context.arc(box.x + box.width / 2, box.y + box.height / 2, clamp(box.width * 0.18, 1.2, 4), 0, 2 * Math.PI);
  context.fill();
}

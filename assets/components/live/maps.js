/** Conversion of a stage's outputs to a strip, as in `explainer.ui.pictures.live`. */

import { largest } from "../common/palette.js";

/** @import { Numbers } from "../common/operations.js" */
/** @import { Strip } from "scenes/live" */

/**
 * The maps of a stage, one after another; large ones are downsampled by means of neighbouring cells.
 * @param {Numbers | undefined} values in Keras's order @param {Strip} strip @returns {Packed}
 */
export function mapsOf(values, { flat, count, rows, columns, coarseness, source }) {
  if (values === undefined) throw new Error("Expected numbers of every strip; received none.");
  if (flat) return { values, shape: [count] };
  const maps = new Float32Array(count * rows * columns);
  const [sourceRows, sourceColumns] = source;
  for (let row = 0; row < sourceRows; row += 1) {
    for (let column = 0; column < sourceColumns; column += 1) {
      const cell = Math.floor(row / coarseness) * columns + Math.floor(column / coarseness);
      const place = (row * sourceColumns + column) * count;
      for (let map = 0; map < count; map += 1) maps[map * rows * columns + cell] += values[place + map];
    }
  }
  if (coarseness > 1) {
    const within = (/** @type {number} */ place, /** @type {number} */ size) =>
      Math.min(coarseness, size - place * coarseness);
    for (let index = 0; index < maps.length; index += 1) {
      const cell = index % (rows * columns);
      maps[index] /= within(Math.floor(cell / columns), sourceRows) * within(cell % columns, sourceColumns);
    }
  }
  return { values: maps, shape: [count, rows, columns] };
}

/** A copy of a strip with the values' range and silent maps. @param {Strip} strip @param {Numbers} [values] */
export function stripOf(strip, values = new Float32Array()) {
  const loud = new Uint8Array(strip.count);
  if (!strip.flat) {
    for (let index = 0; index < values.length; index += 1) if (values[index] !== 0) loud[index % strip.count] = 1;
  }
  const silent = strip.flat ? [] : Array.from(loud.keys()).filter((map) => loud[map] === 0);
  return { ...strip, scale: { kind: strip.kind, limit: strip.kind === "pixels" ? 1 : largest(values) }, silent };
}

/**
 * The largest difference between the browser's and Keras's numbers: of the probabilities, and of the largest value of
 * each strip relative to it. These are sent with full precision.
 * @param {Map<string, Numbers>} outputs the browser's
 * @param {Strip[]} strips Keras's @param {ArrayLike<number>} probabilities Keras's
 */
export function differenceOf(outputs, strips, probabilities) {
  const own = [...outputs.values()].at(-1) ?? [];
  const differences = Array.from(probabilities, (probability, digit) => Math.abs(probability - own[digit]));
  for (const { stage, scale } of strips) {
    const values = outputs.get(stage);
    if (scale !== null && scale.limit > 0 && scale.kind !== "pixels" && values !== undefined)
      differences.push(Math.abs(largest(values) - scale.limit) / scale.limit);
  }
  return Math.max(...differences);
}

import { closeSum } from "../common/numbers.js";
import { chainOf } from "./origins.js";

/** @import { Payload, Place } from "scenes/overview" */

/** @typedef {ReturnType<typeof accountOf>} Account */

/** @param {Payload} scene @param {string} name @param {number} index @returns {number[]} */
function tableOf(scene, name, index) {
  const { shape, values } = scene.arrays[name];
  const size = shape.slice(1).reduce((a, b) => a * b, 1);
  return Array.from(values.subarray(index * size, (index + 1) * size));
}

/** The terms of a sum. @param {Payload} scene @param {number} column one with an account @param {number} index */
export function accountOf(scene, column, index) {
  const { columns, shown: most } = scene.meta;
  const table = (/** @type {string} */ key) => tableOf(scene, `${columns[column].account}.${key}`, index);
  const { inputs } = columns[column];
  const [feeders, terms, [bias], [value]] = [table("feeders"), table("terms"), table("bias"), table("value")];
  const shown = Math.min(most, feeders.length);
  const exact = [...terms.slice(0, shown), ...(inputs > shown ? table("others") : [])];
  return { inputs, feeders, terms, shown, exact, bias, value, rounded: closeSum(value, exact, [bias]),
    kernels: table("kernels"), values: table("inputs") };
}

/**
 * The strongest cell of a map and its value in each column of the chain; row -1 if no window reaches it.
 * @param {Payload} scene @param {Place} place in any column of the chain
 */
export function pathOf(scene, { column, index }) {
  const { columns } = scene.meta;
  return chainOf(columns, column).flatMap((place) => {
    const { array, cells } = columns[place];
    if (cells === null) return [];
    const [row, cell] = tableOf(scene, cells, index);
    return [{ place, row, column: cell, value: tableOf(scene, `${array}.value`, index)[0] }];
  });
}

/**
 * The cell that the panel explains, in the coordinates of the column's stage.
 * @returns {{row?: number, column?: number}} empty if the stage has no cells, or no window reaches the cell
 */
export function explainedCell(/** @type {Payload} */ scene, /** @type {Place} */ place) {
  const step = pathOf(scene, place).find((each) => each.place === place.column);
  return step === undefined || step.row < 0 ? {} : { row: step.row, column: step.column };
}

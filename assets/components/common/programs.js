/** @import { Program } from "./program.js" */

/**
 * The networks that this page can compute, by the model's name: the component `forward` puts them here.
 *
 * @typedef {{run: Program, milliseconds: number}} Known how long it takes for one image, at best
 */

/** Of the 16.7 ms of a frame, what is left beside preparing the drawing and painting. */
const BUDGET_MS = 8;

/** @type {Map<string, Known>} */
const shelf = new Map();
/** @type {Set<() => void>} */
const waiting = new Set();

/** @param {string} model @returns {{run: Program | null, slow: boolean}} `null`: not there, not yet, or too slow */
export function programOf(model) {
  const known = shelf.get(model);
  const slow = known !== undefined && known.milliseconds > BUDGET_MS;
  return { run: slow ? null : (known?.run ?? null), slow };
}

/** @param {string} model @param {Known} known @param {AbortSignal} signal until when it is there */
export function putProgram(model, known, signal) {
  shelf.set(model, known);
  signal.addEventListener("abort", () => shelf.delete(model));
  for (const changed of [...waiting]) changed();
}

/** @param {() => void} changed called when another program is there @param {AbortSignal} signal */
export function watchPrograms(changed, signal) {
  waiting.add(changed);
  signal.addEventListener("abort", () => waiting.delete(changed));
}

/** @import { Program } from "./program.js" */

/**
 * The networks that this page can compute, by the model's name. The component `forward` registers them.
 *
 * @typedef {{run: Program, milliseconds: number}} Known a program, and its shortest time for one image
 */

/** Milliseconds of a frame's 16.7 that remain after preparing the drawing and painting. */
const BUDGET_MS = 8;

/** @type {Map<string, Known>} */
const shelf = new Map();
/** @type {Set<() => void>} */
const waiting = new Set();

/** @param {string} model @returns {{run: Program | null, slow: boolean}} `null`: missing, not loaded, or too slow */
export function programOf(model) {
  const known = shelf.get(model);
  const slow = known !== undefined && known.milliseconds > BUDGET_MS;
  return { run: slow ? null : (known?.run ?? null), slow };
}

/** @param {string} model @param {Known} known @param {AbortSignal} signal aborts when it is removed */
export function putProgram(model, known, signal) {
  shelf.set(model, known);
  signal.addEventListener("abort", () => shelf.delete(model));
  for (const changed of [...waiting]) changed();
}

/** @param {() => void} changed called when the programs change @param {AbortSignal} signal */
export function watchPrograms(changed, signal) {
  waiting.add(changed);
  signal.addEventListener("abort", () => waiting.delete(changed));
}

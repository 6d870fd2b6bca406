/** @import { Sheet } from "./drawing.js" */

/**
 * A listener to the pen.
 *
 * `sheet`: the canvas while the pen is down; `null`: the pen is up.
 * @typedef {(sheet: Sheet | null) => void} Follower
 */

/** @type {Set<Follower>} */
const followers = new Set();
const state = { readable: true };

/** @param {Follower} follower @param {AbortSignal} signal aborts when it stops listening */
export function followPen(follower, signal) {
  followers.add(follower);
  signal.addEventListener("abort", () => followers.delete(follower));
}

export function tellFollowers(/** @type {Sheet | null} */ sheet) {
  for (const follower of [...followers]) follower(sheet);
}

/** Whether this browser lets the canvas's pixels be read, as far as known. */
export function isReadable() {
  return state.readable;
}

export function setReadable(/** @type {boolean} */ readable) {
  if (state.readable === readable) return;
  state.readable = readable;
  tellFollowers(null);
}

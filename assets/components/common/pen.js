/** @import { Sheet } from "./drawing.js" */

/**
 * What the canvas tells whoever follows the pen.
 *
 * `sheet`: what is on the canvas while the pen is down; `null`: the pen is up.
 * @typedef {(sheet: Sheet | null) => void} Follower
 */

/** @type {Set<Follower>} */
const followers = new Set();
const state = { readable: true };

/** @param {Follower} follower @param {AbortSignal} signal until when it follows */
export function followPen(follower, signal) {
  followers.add(follower);
  signal.addEventListener("abort", () => followers.delete(follower));
}

export function tellFollowers(/** @type {Sheet | null} */ sheet) {
  for (const follower of [...followers]) follower(sheet);
}

/** Whether the canvas's pixels can be had in this browser, as far as it is known. */
export function isReadable() {
  return state.readable;
}

export function setReadable(/** @type {boolean} */ readable) {
  if (state.readable === readable) return;
  state.readable = readable;
  tellFollowers(null);
}

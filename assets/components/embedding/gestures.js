/** Navigation on the map by mouse, touch and keys. */

import { placeIn } from "../common/dom.js";
import { onKeys } from "../common/keys.js";

/** @import { Place } from "./nearest.js" */
/** @import { Looking } from "./plot.js" */

/** Distance in CSS pixels from which a movement counts as dragging. */
const SLIP = 4;
const DIRECTIONS = /** @type {Record<string, Place>} */ ({ ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1],
  ArrowUp: [0, -1] });
const WAYS = /** @type {Record<string, 1 | -1 | 0>} */ ({ "+": 1, "-": -1, 0: 0 });

/**
 * A mouse points and clicks; dragging moves a map that is zoomed in.
 * @param {{frame: HTMLElement, canvas: HTMLElement}} board @param {Looking} looking @param {{draw: () => void, point:
 * (index: number | null) => void, open: (index: number) => void, find: (place: Place) => number | null}} act
 * @param {AbortSignal} signal
 */
export function listenToPointer({ frame, canvas }, looking, { draw, point, open, find }, signal) {
  let held = /** @type {{x: number, y: number, drags: boolean} | null} */ (null);
  /** @param {MouseEvent} event @returns {Place} */
  const placeUnder = (event) => {
    const { x, y } = placeIn(canvas, event);
    return looking.toMap(x, y);
  };
  frame.addEventListener("pointerdown", (event) => {
    held = { ...placeIn(canvas, event), drags: false };
  }, { signal });
  frame.addEventListener("pointermove", (event) => {
    if (held !== null && event.buttons > 0 && !looking.isWhole()) {
      const place = placeIn(canvas, event);
      const [right, down] = [place.x - held.x, place.y - held.y];
      if (!held.drags && Math.hypot(right, down) < SLIP) return;
      held = { ...place, drags: true };
      looking.drag(right, down);
      frame.setPointerCapture(event.pointerId);
      draw();
    } else if (event.pointerType === "mouse") point(find(placeUnder(event)));
  }, { signal });
  frame.addEventListener("pointerleave", () => point(null), { signal });
  frame.addEventListener("click", (event) => {
    const found = held?.drags ? null : find(placeUnder(event));
    held = null;
    if (found !== null) open(found);
  }, { signal });
}

/**
 * Arrow keys move from point to point, Enter or Space opens one, + and - zoom in and out, 0 shows the whole map.
 * @param {HTMLElement} frame @param {{from: () => number | null, step: (from: number, direction: Place) => void, open:
 * (index: number) => void, move: (way: 1 | -1 | 0) => void, release: () => void}} act @param {AbortSignal} signal
 */
export function listenToKeys(frame, { from, step, open, move, release }, signal) {
  onKeys(frame, (key) => {
    const start = from();
    const [direction, way] = [DIRECTIONS[key], WAYS[key]];
    if (key === "Escape") return release;
    if (way !== undefined) return () => move(way);
    if (start === null) return undefined;
    if (direction !== undefined) return () => step(start, direction);
    return key === "Enter" || key === " " ? () => open(start) : undefined;
  }, signal);
}

/** Zoom and position of the visible part of the map. */

import { clamp } from "../common/numbers.js";

/** @import { Place } from "./nearest.js" */

const STEP = 2;
const MOST = 16;
/** Margin around the points, as a share of the map's side. */
const ROOM = 0.035;

/** @param {() => number} sideOf side of the canvas in CSS pixels */
export function createLook(sideOf) {
  let zoom = 1;
  let middle = /** @type {Place} */ ([0.5, 0.5]);
  const scale = () => sideOf() * (1 - 2 * ROOM) * zoom;

  /** Centres the view on a place, but keeps it within the map. @param {Place} place */
  function centre(place) {
    const reach = 0.5 / zoom;
    const within = (/** @type {number} */ value) => clamp(value, reach, 1 - reach);
    middle = [within(place[0]), within(place[1])];
  }
  return {
    zoom: () => zoom,
    isWhole: () => zoom === 1,
    isClosest: () => zoom >= MOST,
    scale,
    /** @param {number} x @param {number} y of the map @returns {Place} in CSS pixels */
    toScreen: (x, y) => [sideOf() / 2 + (x - middle[0]) * scale(), sideOf() / 2 + (y - middle[1]) * scale()],
    /** @param {number} x @param {number} y in CSS pixels @returns {Place} of the map */
    toMap: (x, y) => [middle[0] + (x - sideOf() / 2) / scale(), middle[1] + (y - sideOf() / 2) / scale()],
    /** @param {1 | -1 | 0} direction 1 zooms in, -1 zooms out, 0 shows the whole map @param {Place} around */
    move(direction, around) {
      zoom = direction === 0 ? 1 : clamp(zoom * STEP ** direction, 1, MOST);
      centre(around);
    },
    /** @param {number} right in CSS pixels @param {number} down in CSS pixels */
    drag(right, down) {
      centre([middle[0] - right / scale(), middle[1] - down / scale()]);
    },
    /** Moves the view if a point is outside or near the edge. @param {Place} place */
    show(place) {
      const away = Math.max(Math.abs(place[0] - middle[0]), Math.abs(place[1] - middle[1]));
      if (away > 0.45 / zoom) centre(place);
    },
  };
}

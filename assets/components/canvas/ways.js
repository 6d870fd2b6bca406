/** The strokes on the canvas: those that the server has, and those drawn since. */

/** @import { Stroke } from "../common/strokes.js" */

/** Least distance between successive points of a stroke in pixels, as in the library. */
const DECIMATE = 0.4;

/** Longer than the round trip of a stroke to the server and back. */
const SETTLED_MS = 2000;

/** @param {Stroke[] | null} told null if the canvas contains something else than strokes, which cannot be redrawn */
export function createWays(told) {
  let known = told;
  let changed = -Infinity;
  let points = /** @type {number[]} */ ([]);
  let width = 0;

  const current = () => (points.length === 0 ? [] : [{ points: wayOf(points), width }]);
  return {
    /** @param {number} x @param {number} y @param {number} pen width of the pen */
    begin(x, y, pen) {
      // The library adds the first point twice.
      points = [x, y, x, y];
      width = pen;
    },
    go(/** @type {number} */ x, /** @type {number} */ y) {
      const [lastX, lastY] = points.slice(-2);
      if (points.length > 0 && (x !== lastX || y !== lastY)) points.push(x, y);
    },
    /** @param {number} now in milliseconds */
    end(now) {
      known = known === null ? null : [...known, ...current()];
      points = [];
      changed = now;
    },
    /** @param {number} count of strokes to keep @param {number} now in milliseconds */
    keep(count, now) {
      known = known === null ? null : known.slice(0, count);
      changed = now;
    },
    /** Takes over the server's strokes, unless they may be older than strokes drawn since. */
    hear(/** @type {Stroke[] | null} */ next, /** @type {number} */ now) {
      if (next === null || known === null || next.length === known.length || now - changed > SETTLED_MS) known = next;
    },
    count: () => known?.length ?? 0,
    all: () => (known === null ? [] : [...known, ...current()]),
  };
}

/**
 * The path of a stroke as the server reads it: quadratic curves between the midpoints of successive points. Each curve
 * is represented by its middle and its end.
 * @param {number[]} points alternating x and y, at least two points
 */
export function wayOf(points) {
  const places = decimated(points);
  const way = [places[0], places[1]];
  let [x, y] = way;
  for (let index = 2; index < places.length; index += 2) {
    const [fromX, fromY, toX, toY] = places.slice(index - 2, index + 2);
    if (fromX === toX && fromY === toY) continue;
    const [middleX, middleY] = [(fromX + toX) / 2, (fromY + toY) / 2];
    way.push(x / 4 + fromX / 2 + middleX / 4, y / 4 + fromY / 2 + middleY / 4, middleX, middleY);
    [x, y] = [middleX, middleY];
  }
  way.push(...places.slice(-2));
  return way;
}

/** Removes points too near to the previous one, and the last but one, as the library does. */
function decimated(/** @type {number[]} */ points) {
  if (points.length <= 4) return points;
  const kept = points.slice(0, 2);
  for (let index = 2; index < points.length - 4; index += 2) {
    const [lastX, lastY] = kept.slice(-2);
    const [x, y] = points.slice(index, index + 2);
    if (Math.hypot(x - lastX, y - lastY) >= DECIMATE) kept.push(x, y);
  }
  return [...kept, ...points.slice(-2)];
}

import { clamp } from "../common/numbers.js";

/**
 * Where the numbers beside marks stand so that none lies over another, over a mark or over a line.
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Box by its middle, in CSS pixels
 * @typedef {Box & {gap: number, needed: boolean}} Wish a label's size, its mark's middle, how far the mark reaches, and
 *   whether it is written even where there is no room
 */

/** Above is best, then below, then the corners, then beside. */
const SIDES = [[0, -1], [0, 1], [1, -1], [-1, -1], [1, 1], [-1, 1], [1, 0], [-1, 0]];
/** In times the mark. */
const DISTANCES = [1, 2, 3, 4];

/**
 * @param {Wish[]} wishes the first chooses first @param {Box[]} obstacles
 * @param {{left: number, right: number, top: number, bottom: number}} bounds within which labels stand
 * @returns {(Box | null)[]} of each, where it stands; `null` if it is not needed and has no room
 */
export function placeLabels(wishes, obstacles, bounds) {
  const taken = [...obstacles];
  return wishes.map((wish) => {
    const tried = DISTANCES.flatMap((distance) => SIDES.map((side) => beside(wish, side, distance, bounds)));
    const covered = tried.map((box) => taken.reduce((sum, other) => sum + overlap(box, other), 0));
    const least = Math.min(...covered);
    if (least > 0 && !wish.needed) return null;
    const best = tried[covered.indexOf(least)];
    taken.push(best);
    return best;
  });
}

function beside(/** @type {Wish} */ { x, y, width, height, gap }, /** @type {number[]} */ [right, down],
    /** @type {number} */ distance,
    /** @type {Parameters<typeof placeLabels>[2]} */ { left, right: end, top, bottom }) {
  const within = (/** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ high) =>
    clamp(value, low, Math.max(high, low));
  return { x: within(x + right * (width / 2 + gap * distance), left + width / 2, end - width / 2),
    y: within(y + down * (height / 2 + gap * distance), top + height / 2, bottom - height / 2), width, height };
}

/** The area that two boxes share. @param {Box} one @param {Box} other */
export function overlap(one, other) {
  const across = (one.width + other.width) / 2 - Math.abs(one.x - other.x);
  const down = (one.height + other.height) / 2 - Math.abs(one.y - other.y);
  return Math.max(across, 0) * Math.max(down, 0);
}

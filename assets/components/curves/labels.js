import { clamp } from "../common/numbers.js";

/**
 * Placement of labels beside marks, so that no label covers another one, a mark or a line.
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Box `x` and `y` are its middle, in CSS pixels
 * @typedef {Box & {gap: number, needed: boolean}} Label the label's size, the middle of its mark, the label's
 *   distance from it, and whether the label is written even if there is no space
 */

/** In order of preference: above, below, the corners, beside. */
const SIDES = [[0, -1], [0, 1], [1, -1], [-1, -1], [1, 1], [-1, 1], [1, 0], [-1, 0]];
/** As multiples of `gap`. */
const DISTANCES = [1, 2, 3, 4];

/**
 * @param {Label[]} labels in order of priority @param {Box[]} obstacles
 * @param {{left: number, right: number, top: number, bottom: number}} bounds of the labels
 * @returns {(Box | null)[]} each label's place; `null` if it is not needed and has no space
 */
export function placeLabels(labels, obstacles, bounds) {
  const taken = [...obstacles];
  return labels.map((label) => {
    const tried = DISTANCES.flatMap((distance) => SIDES.map((side) => beside(label, side, distance, bounds)));
    const covered = tried.map((box) => taken.reduce((sum, other) => sum + overlap(box, other), 0));
    const least = Math.min(...covered);
    if (least > 0 && !label.needed) return null;
    const best = tried[covered.indexOf(least)];
    taken.push(best);
    return best;
  });
}

function beside(/** @type {Label} */ { x, y, width, height, gap }, /** @type {number[]} */ [right, down],
    /** @type {number} */ distance,
    /** @type {Parameters<typeof placeLabels>[2]} */ { left, right: end, top, bottom }) {
  const within = (/** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ high) =>
    clamp(value, low, Math.max(high, low));
  return { x: within(x + right * (width / 2 + gap * distance), left + width / 2, end - width / 2),
    y: within(y + down * (height / 2 + gap * distance), top + height / 2, bottom - height / 2), width, height };
}

/** The area of the intersection of two boxes. @param {Box} one @param {Box} other */
export function overlap(one, other) {
  const across = (one.width + other.width) / 2 - Math.abs(one.x - other.x);
  const down = (one.height + other.height) / 2 - Math.abs(one.y - other.y);
  return Math.max(across, 0) * Math.max(down, 0);
}

import { fillWithEdge } from "../common/frames.js";

/** Corners of each optimizer's mark, as shares of its radius; a round one has none. */
const CORNERS = [
  [],
  [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  [[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]],
  [[0, -1.25], [1.2, 0.9], [-1.2, 0.9]],
  [[0, 1.25], [1.2, -0.9], [-1.2, -0.9]],
  [[-1.2, -0.55], [1.2, -0.55], [1.2, 0.55], [-1.2, 0.55]],
];

/**
 * Five have the colours of five trainings; a sixth, that of text.
 * @param {number} place of the optimizer @param {Palette} palette
 */
export const colourOf = (place, palette) => palette.runs[place] ?? palette.text;

/**
 * A ball: a colour and a shape of its own, so that nobody needs colours to tell them apart.
 * @param {Context2D} pen in CSS pixels @param {number} place of the optimizer
 * @param {number} x @param {number} y @param {number} radius @param {Palette} palette
 */
export function paintMark(pen, place, x, y, radius, palette) {
  pen.beginPath();
  if (CORNERS[place].length === 0) pen.arc(x, y, radius, 0, 2 * Math.PI);
  for (const [right, down] of CORNERS[place]) pen.lineTo(x + right * radius, y + down * radius);
  pen.closePath();
  pen.lineJoin = "round";
  fillWithEdge(pen, colourOf(place, palette), palette, 2.5);
}

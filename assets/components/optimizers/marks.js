import { fillWithEdge } from "../common/frames.js";

/** Corners of each optimizer's mark, relative to its radius; a circle has none. */
const CORNERS = [
  [],
  [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  [[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]],
  [[0, -1.25], [1.2, 0.9], [-1.2, 0.9]],
  [[0, 1.25], [1.2, -0.9], [-1.2, -0.9]],
  [[-1.2, -0.55], [1.2, -0.55], [1.2, 0.55], [-1.2, 0.55]],
];

/**
 * The colour of an optimizer: the palette's colours of training runs, then the text's.
 * @param {number} place of the optimizer @param {Palette} palette
 */
export const colourOf = (place, palette) => palette.runs[place] ?? palette.text;

/**
 * Draws an optimizer's mark. Each has its own shape, so that they can be distinguished without colours.
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

import { svgElement } from "../common/dom.js";

/** @import { Box, Misfit, Window } from "scenes/flow" */

/**
 * @typedef {{x: number, y: number, width: number, height: number, dx: number, dy: number}} Solid
 *   The front face, and the offset of the back to the right and upwards.
 */

/** Largest and smallest size of a cell in pixels. */
export const CELL = { most: 4, least: 1.5 };
/** Depth of one map, in cells. */
const MAP_DEPTH = 0.11;
const BAR_WIDTH = 16;
const BAR_HEIGHT = 168;
/** Side of a box whose size is not known. */
const UNKNOWN_SIDE = 44;
const MISFIT_SIDE = 62;

/**
 * @param {Box} box @param {number} cell pixels per cell @param {number} longest length of the longest vector
 * @returns {{width: number, height: number, dx: number, dy: number}}
 */
export function extentOfBox(box, cell, longest) {
  if (box.misfit) return { width: MISFIT_SIDE, height: MISFIT_SIDE, dx: 0, dy: 0 };
  if (box.size === undefined) {
    const scale = Math.min(4, BAR_HEIGHT / Math.sqrt(longest));
    const { length = null } = box;
    const height = length === null ? 0.75 * BAR_HEIGHT : Math.max(6, Math.sqrt(length) * scale);
    return { width: BAR_WIDTH, height, dx: 0, dy: 0 };
  }
  const side = box.size === null ? UNKNOWN_SIDE : Math.max(3, box.size * cell);
  const depth = box.size === null ? 0 : Math.max(2, (box.maps ?? 1) * cell * MAP_DEPTH);
  return { width: side, height: side, dx: depth, dy: depth / 2 };
}

/** @param {Solid} solid @param {string} state @returns {Element} */
export function drawSolid({ x, y, width, height, dx, dy }, state) {
  const points = (/** @type {number[][]} */ corners) => corners.map((corner) => corner.map((value) => value.toFixed(1))
    .join(",")).join(" ");
  /** @type {SVGElement[]} */
  const faces = [svgElement("rect", { class: "face", x, y, width, height })];
  if (dx > 0) {
    faces.unshift(
      svgElement("polygon",
        { class: "top", points: points([[x, y], [x + dx, y - dy], [x + width + dx, y - dy], [x + width, y]]) }),
      svgElement("polygon", { class: "side", points: points([[x + width, y], [x + width + dx, y - dy],
        [x + width + dx, y + height - dy], [x + width, y + height]]) }));
  }
  return svgElement("g", { class: `solid ${state}` }, ...faces);
}

/** Draws a window that is too large, around its map. */
export function drawMisfit(/** @type {Solid} */ { x, y, width }, /** @type {Misfit} */ misfit) {
  const cell = width / misfit.window;
  const side = misfit.map * cell;
  const start = (width - side) / 2;
  const lines = [];
  for (let line = 0; line <= misfit.map; line += 1) {
    const place = start + line * cell;
    lines.push(svgElement("path",
      { class: "grid", d: `M${x + start} ${y + place}h${side}M${x + place} ${y + start}v${side}` }));
  }
  return svgElement("g", {}, svgElement("rect", { class: "frame", x, y, width, height: width }), ...lines);
}

/** Draws the window on the previous box, connected to its output cell in the middle of the map. */
export function drawProjection(/** @type {Solid} */ from, /** @type {Solid} */ to, /** @type {Box} */ before,
    /** @type {Box} */ box, /** @type {boolean} */ downwards) {
  const { size, strides, before: padding } = /** @type {Window} */ (box.window);
  const [cells, places] = [before.size ?? 1, box.size ?? 1];
  const [unit, cell] = [from.width / cells, to.width / places];
  const place = Math.floor((places - 1) / 2);
  const first = Math.max(place * strides - padding, 0);
  const side = (Math.min(place * strides - padding + size, cells) - first) * unit;
  const window = { x: from.x + first * unit, y: from.y + first * unit };
  const small = Math.max(cell, 3);
  const target = { x: to.x + place * cell - (small - cell) / 2, y: to.y + place * cell - (small - cell) / 2 };
  const ends = downwards
    ? [[window.x, window.y + side, target.x, target.y], [window.x + side, window.y + side, target.x + small, target.y]]
    : [[window.x + side, window.y, target.x, target.y], [window.x + side, window.y + side, target.x, target.y + small]];
  return svgElement("g", { class: "window" }, ...ends.map(([x1, y1, x2, y2]) => svgElement("line", { x1, y1, x2, y2 })),
    svgElement("rect", { ...window, width: side, height: side }),
    svgElement("rect", { ...target, width: small, height: small }));
}

/** @param {number[]} ends x and y of both ends @param {string} state */
export function drawArrow([x1, y1, x2, y2], state) {
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const wing = (/** @type {number} */ turn) => `${x2 - 6 * Math.cos(angle + turn)} ${y2 - 6 * Math.sin(angle + turn)}`;
  return svgElement("path",
    { class: `arrow ${state}`, d: `M${x1} ${y1}L${x2} ${y2}M${wing(0.5)}L${x2} ${y2}L${wing(-0.5)}` });
}

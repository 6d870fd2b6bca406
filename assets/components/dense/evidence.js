import { deviceCanvas } from "../common/cells.js";
import { PHONE_WIDTH, build, context2d, drawBase, element, fitCanvas, placeIn, setText } from "../common/dom.js";
import { paintFocus } from "../common/frames.js";
import { createLegend } from "../common/legend.js";
import { format } from "../common/numbers.js";
import { outlineOf, strokeOutline } from "../common/outline.js";
import { colourOf, diverging, largest } from "../common/palette.js";

/** @import { UnitAccount } from "./terms.js" */
/** @import { Context } from "scenes/dense" */

/** Threshold of the digit's outline; pixels range from 0 to 255. */
const HALF_BRIGHT = 128;

/**
 * The drawing: one sum per cell, `unit` CSS pixels per pixel of the image; `bounds` contains image and cells.
 * @typedef {{
 *   sums: Float64Array, scale: Scale, palette: Palette, rows: number, columns: number, pixels: Packed,
 *   top: number, left: number, step: number, unit: number, ratio: number,
 *   bounds: {top: number, left: number, bottom: number, right: number},
 * }} Evidence
 */

/**
 * A unit's evidence by place in the image: its terms summed over all maps. Each cell is in the middle of its receptive
 * field, and the digit's outline is on top.
 */
export function createEvidence(/** @type {Texts} */ text) {
  const canvas = element("canvas", { class: "evidence", role: "img" });
  const context = context2d(canvas);
  const legend = createLegend();
  const { root, label, hint } = build(["div.evidence-section", {},
    ["div.muted.together", { ref: "label" }], canvas, legend.element, ["div.muted.together-hint", { ref: "hint" }]]);
  /** @type {Evidence & {base: HTMLCanvasElement}} */
  let view;

  function configure(/** @type {Context} */ { scene, palette, width }, /** @type {UnitAccount} */ account) {
    const { meta: { shape, placement }, arrays: { pixels } } = scene;
    if (shape === null || placement === null || pixels === undefined) return;
    const [rows, columns, channels] = shape;
    const { top, left, step } = placement;
    const [height, breadth] = pixels.shape;
    const sums = sumsOfPlaces(account.terms, channels);
    const scale = diverging(largest(sums));
    const bounds = { top: Math.min(0, top), left: Math.min(0, left), bottom: Math.max(height, top + rows * step),
      right: Math.max(breadth, left + columns * step) };
    const room = width < PHONE_WIDTH ? Math.min(width - 24, 240) : 180;
    const unit = room / Math.max(bounds.right - bounds.left, bounds.bottom - bounds.top);
    const ratio = fitCanvas(canvas, (bounds.right - bounds.left) * unit, (bounds.bottom - bounds.top) * unit);
    const words = { channels, rows: height, columns: breadth };
    const cells = { sums, scale, palette, rows, columns, top, left, step, bounds, unit, ratio, pixels };
    view = { ...cells, base: paintEvidence(cells, canvas) };
    legend.update(palette, scale);
    setText(label, format(channels === 1 ? text.together_one : text.together, words));
    setText(hint, step === 1 && top === 0 && left === 0 ? "" : format(text.together_place, words));
    canvas.setAttribute("aria-label", label.textContent);
  }

  /** @param {number} row @param {number} column @returns {DOMRect} CSS pixels */
  function boxOf(row, column) {
    return new DOMRect((view.left - view.bounds.left + column * view.step) * view.unit,
      (view.top - view.bounds.top + row * view.step) * view.unit, view.step * view.unit, view.step * view.unit);
  }

  function mark(/** @type {{row: number, column: number} | null} */ place) {
    drawBase(context, view);
    if (place === null) return;
    const box = boxOf(place.row, place.column);
    paintFocus(context, new DOMRect(box.x + 2, box.y + 2, Math.max(box.width - 4, 2), Math.max(box.height - 4, 2)),
      view.palette);
  }

  /** @param {MouseEvent} event @returns {{row: number, column: number, sum: number} | null} */
  function placeAt(event) {
    const { x, y } = placeIn(canvas, event);
    const row = Math.floor((y / view.unit + view.bounds.top - view.top) / view.step);
    const column = Math.floor((x / view.unit + view.bounds.left - view.left) / view.step);
    const inside = row >= 0 && column >= 0 && row < view.rows && column < view.columns;
    return inside ? { row, column, sum: view.sums[row * view.columns + column] } : null;
  }
  return { element: root, canvas, configure, mark, placeAt };
}

/** @param {ArrayLike<number>} terms in Keras's order @returns {Float64Array} one sum per place */
export function sumsOfPlaces(terms, /** @type {number} */ channels) {
  const sums = new Float64Array(terms.length / channels);
  for (let index = 0; index < terms.length; index += 1) sums[Math.floor(index / channels)] += terms[index];
  return sums;
}

/** Paints the cells, the frame of the image and the digit's outline. @returns {HTMLCanvasElement} */
function paintEvidence(/** @type {Evidence} */ view, /** @type {HTMLCanvasElement} */ canvas) {
  const { ratio, unit, bounds, palette, pixels } = view;
  const base = deviceCanvas(canvas.width, canvas.height);
  const context = context2d(base);
  const scale = ratio * unit;
  const edge = (/** @type {number} */ from, /** @type {number} */ count, /** @type {number} */ start) =>
    Array.from({ length: count + 1 }, (_, place) => Math.round((from + place * view.step - start) * scale));
  const [x, y] = [edge(view.left, view.columns, bounds.left), edge(view.top, view.rows, bounds.top)];
  context.fillStyle = palette.page;
  context.fillRect(0, 0, canvas.width, canvas.height);
  view.sums.forEach((sum, index) => {
    const [row, column] = [Math.floor(index / view.columns), index % view.columns];
    context.fillStyle = colourOf(palette, view.scale, sum);
    context.fillRect(x[column], y[row], x[column + 1] - x[column], y[row + 1] - y[row]);
  });
  context.strokeStyle = palette.hairline;
  context.lineWidth = ratio;
  context.strokeRect(-bounds.left * scale + ratio / 2, -bounds.top * scale + ratio / 2, pixels.shape[1] * scale - ratio,
    pixels.shape[0] * scale - ratio);
  const path = outlineOf(pixels, HALF_BRIGHT, (place) => (place - bounds.left) * scale,
    (place) => (place - bounds.top) * scale);
  strokeOutline(context, path, palette, ratio);
  return base;
}

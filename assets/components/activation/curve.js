import { context2d, element, fitCanvas } from "../common/dom.js";
import { FUNCTIONS } from "../common/functions.js";
import { createLinks } from "../common/links.js";
import { formatRange } from "../common/numbers.js";

/** @import { Meta } from "scenes/activation" */

/** The curve of the activation function with the chosen cell's point. */
export function createCurve() {
  const canvas = element("canvas", { class: "curve", "aria-hidden": "true" });
  const context = context2d(canvas);
  let [width, height] = [0, 0];

  /** @param {number} nextWidth @param {number} nextHeight CSS pixels */
  function resize(nextWidth, nextHeight) {
    [width, height] = [Math.floor(nextWidth), nextHeight];
    const ratio = fitCanvas(canvas, width, height);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  /** @returns {{x: number, y: number}} position of the point in CSS pixels from the canvas's corner */
  function draw(/** @type {Meta} */ meta, /** @type {number} */ before, /** @type {number} */ after,
      /** @type {Palette} */ palette) {
    const apply = (/** @type {number} */ value) => (FUNCTIONS[meta.activation] ?? FUNCTIONS.linear)(value, meta.slope);
    const reach = meta.scales.before.limit > 0 ? meta.scales.before.limit : 1;
    const [low, high] = [Math.min(apply(-reach), 0), Math.max(apply(reach), 0)];
    const pad = { left: 8, right: 8, top: 12, bottom: low < 0 ? 12 : 24 };
    const xOf = (/** @type {number} */ value) => pad.left +
      ((width - pad.left - pad.right) * (value + reach)) / (2 * reach);
    const yOf = (/** @type {number} */ value) => pad.top +
      ((height - pad.top - pad.bottom) * (high - value)) / (high - low || 1);
    const [zeroX, zeroY] = [Math.round(xOf(0)) + 0.5, Math.round(yOf(0)) + 0.5];
    context.clearRect(0, 0, width, height);
    context.globalAlpha = palette.name === "light" ? 0.08 : 0.12;
    context.fillStyle = palette.negative;
    context.fillRect(xOf(-reach), pad.top, zeroX - xOf(-reach), height - pad.top - pad.bottom);
    context.fillStyle = palette.positive;
    context.fillRect(zeroX, pad.top, xOf(reach) - zeroX, height - pad.top - pad.bottom);
    Object.assign(context, { globalAlpha: 1, lineWidth: 1, strokeStyle: palette.muted });
    context.beginPath();
    context.moveTo(xOf(-reach), zeroY);
    context.lineTo(xOf(reach), zeroY);
    context.moveTo(zeroX, pad.top);
    context.lineTo(zeroX, height - pad.bottom);
    context.stroke();
    paintTicks(context, reach, high, xOf, yOf, palette, { x: xOf(before), y: yOf(after) });
    context.lineWidth = 4;
    context.lineCap = "round";
    /** @type {[number, number, string][]} */
    const halves = [[-reach, 0, palette.negative], [0, reach, palette.positive]];
    for (const [from, to, colour] of halves) {
      context.strokeStyle = colour;
      context.beginPath();
      for (let step = 0; step <= 40; step += 1) {
        const value = from + ((to - from) * step) / 40;
        context.lineTo(xOf(value), yOf(apply(value)));
      }
      context.stroke();
    }
    const point = { x: xOf(before), y: yOf(after) };
    context.beginPath();
    context.arc(point.x, point.y, 7, 0, 2 * Math.PI);
    Object.assign(context, { fillStyle: palette.focus, strokeStyle: palette.page, lineWidth: 2.5 });
    context.fill();
    context.stroke();
    return point;
  }
  return { canvas, resize, draw };
}

/** A line from the value before up to the curve, and from there across to the value after. */
export function createThread() {
  const [up, across] = [createLinks(), createLinks()];
  const root = element("div", { class: "threads" }, up.element, across.element);

  /** @param {{from: DOMRect, curve: DOMRect, point: {x: number, y: number}, to: DOMRect} | null} way */
  function thread(way) {
    if (way === null) {
      up.bendAlong(null);
      across.bendAlong(null);
      return;
    }
    const { from, curve, to } = way;
    const [x, y] = [curve.x + way.point.x, curve.y + way.point.y];
    // Runs between two rows of cells, so that it hides no cell.
    const end = Math.abs(to.bottom - y) < 4 ? y : to.bottom;
    const start = from.bottom;
    const [left, right, below] = [curve.left - 14, curve.right + 14, curve.bottom + 3];
    up.bendAlong([[from.right + 3, start], [left, start], [left, below], [x, below], [x, y + 8]]);
    across.bendAlong([[x + 8, y], [right, y], [right, end], [to.left - 3, end]]);
  }
  return { element: root, thread };
}

/** The smallest round step that gives at most four ticks. */
function roundStep(/** @type {number} */ reach) {
  const power = 10 ** Math.floor(Math.log10(reach));
  return [0.2, 0.5, 1, 2, 5].map((times) => times * power).find((step) => reach / step <= 4) ?? 5 * power;
}

function paintTicks(/** @type {Context2D} */ context, /** @type {number} */ reach, /** @type {number} */ high,
    /** @type {(value: number) => number} */ xOf, /** @type {(value: number) => number} */ yOf,
    /** @type {Palette} */ palette, /** @type {{x: number, y: number}} */ point) {
  const step = roundStep(reach);
  Object.assign(context, { font: "12px sans-serif", fillStyle: palette.muted, textAlign: "center",
    textBaseline: "top" });
  for (let mark = -Math.floor(reach / step); mark * step <= reach; mark += 1) {
    const x = xOf(mark * step);
    // Leaves out a number that the thread would cross.
    if (mark !== 0 && x > 20 && Math.abs(x - point.x) > 22)
      context.fillText(formatRange(Number((mark * step).toFixed(6))), x, yOf(0) + 6);
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  const rise = roundStep(high > 0 ? high : 1);
  for (let mark = 1; mark * rise <= high; mark += 1) {
    const crossed = point.x < xOf(0) + 4 && Math.abs(yOf(mark * rise) - point.y) < 12;
    if (!crossed) context.fillText(formatRange(Number((mark * rise).toFixed(6))), xOf(0) - 6, yOf(mark * rise));
  }
}

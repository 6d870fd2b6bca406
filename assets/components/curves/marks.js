import { fillWithEdge } from "../common/frames.js";
import { format, formatNumber, formatPercent } from "../common/numbers.js";
import { placeLabels } from "./labels.js";

/** @import { CurvePoint, CurvesPicture, Quantity, chartFrame, chartPen } from "./chart.js" */

/**
 * Functions that draw the parts of a chart.
 *
 * @typedef {ReturnType<typeof chartPen>} ChartPen
 * @typedef {ReturnType<typeof chartFrame>} ChartFrame
 */

const EPOCH_WORDS = 62;
const EPOCH_NUMBER = 28;
const SQUARE = 11;
const DIAMOND = 6;
const DISC = 6;

/** @param {ChartPen} pen @param {ChartFrame} frame @param {CurvesPicture} picture @param {Texts} text */
export function drawAxes(pen, frame, { meta, palette }, text) {
  const { left, right, bottom, low, high, step, x, y } = frame;
  const decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  for (let tick = Math.round(low / step); tick <= Math.round(high / step); tick += 1) {
    const value = tick * step;
    const level = Math.round(y(value)) + 0.5;
    pen.line([[left, level], [right, level]],
      { colour: level > bottom - 1 ? palette.muted : palette.hairline, width: 1 });
    pen.write(frame.quantity === "accuracy" ? formatPercent(value, 0) : value === 0 ? "0"
      : value.toFixed(decimals), left - 8, level, { align: "right" });
  }
  const band = (right - left) / meta.epochs;
  const every = Math.ceil(EPOCH_NUMBER / band);
  for (let epoch = 1; epoch <= meta.epochs; epoch += 1) {
    const edge = Math.round(x(epoch)) + 0.5;
    if (epoch < meta.epochs && every === 1)
      pen.line([[edge, frame.top], [edge, bottom]], { colour: palette.hairline, width: 1, dash: [4, 4] });
    if (epoch % every === 0)
      pen.write(band > EPOCH_WORDS ? format(text.epoch, { epoch }) : String(epoch), x(epoch - 0.5), bottom + 15);
  }
  if (band <= EPOCH_WORDS) pen.write(text.epochs, left - 4, bottom + 15, { align: "right" });
}

/** Draws the article's values, labelled beside the chart. */
export function drawArticle(/** @type {ChartPen} */ pen, /** @type {ChartFrame} */ frame,
    /** @type {CurvesPicture} */ { meta, palette }, /** @type {Texts} */ text) {
  const { first, last } = meta.article;
  const apart = Math.max(0, 16 - (frame.y(first) - frame.y(last))) / 2;
  for (const [value, shift] of [[last, -apart], [first, apart]]) {
    const level = frame.y(value);
    pen.line([[frame.left, level], [frame.right, level]], { colour: palette.negative, width: 1.75, dash: [0, 5] });
    const label = format(text.article, { value: formatPercent(value, 0) });
    pen.write(label, frame.right + 8, level + shift, { colour: palette.negative, align: "left" });
  }
}

/** @param {ChartPen} pen @param {ChartFrame} frame @param {CurvesPicture} picture */
export function drawCurves(pen, frame, { points, palette }) {
  const { quantity, x, y } = frame;
  pen.clipped(() => {
    pen.line(points.map(({ at, interval }) => [x(at), y(interval[quantity])]),
      { colour: palette.interval, width: 1.75 });
    // Keras resets its mean at the beginning of each epoch.
    for (const epoch of new Set(points.map((point) => point.epoch))) {
      const curve = points.filter((point) => point.epoch === epoch);
      pen.line(curve.map(({ at, mean }) => [x(at), y(mean[quantity])]), { colour: palette.positive, width: 3 });
    }
  });
  drawLeaving(pen, frame, points, "interval", palette.interval);
  drawLeaving(pen, frame, points, "mean", palette.positive);
}

/** Draws a triangle at the edge wherever a curve leaves the frame. */
function drawLeaving(/** @type {ChartPen} */ { context }, /** @type {ChartFrame} */ frame,
    /** @type {CurvePoint[]} */ points, /** @type {"mean" | "interval"} */ curve, /** @type {string} */ colour) {
  const sides = points.map(
    ({ [curve]: values }) => Number(values[frame.quantity] > frame.high) - Number(values[frame.quantity] < frame.low));
  sides.forEach((side, index) => {
    const crossing = sides[index + 1] !== side || (index > 0 && sides[index - 1] !== side);
    if (side === 0 || !crossing) return;
    const tip = side > 0 ? frame.top - 12 : frame.bottom;
    const middle = frame.x(points[index].at);
    context.fillStyle = colour;
    context.beginPath();
    for (const [x, y] of [[0, 0], [-5, 8 * side], [5, 8 * side]]) context.lineTo(middle + x, tip + y);
    context.fill();
  });
}

/** @param {ChartPen} pen @param {ChartFrame} frame @param {CurvePoint} shown */
export function drawShown(pen, frame, shown) {
  const { quantity, x, y, top, bottom } = frame;
  const { palette } = pen;
  pen.line([[x(shown.at), top], [x(shown.at), bottom]], { colour: palette.muted, width: 1 });
  pen.clipped(() => {
    disc(pen, x(shown.at), y(shown.interval[quantity]), 4, palette.interval);
    disc(pen, x(shown.at), y(shown.mean[quantity]), 5, palette.positive);
  });
}

/** Draws diamonds on a line: test values are squares, so the two can be distinguished without colour. */
export function drawValidations(/** @type {ChartPen} */ pen, /** @type {ChartFrame} */ frame,
    /** @type {CurvesPicture} */ { validations, palette }) {
  const { quantity, x, y } = frame;
  const places = validations.map(({ at, value }) => /** @type {[number, number]} */ ([x(at), y(value[quantity])]));
  pen.clipped(() => {
    pen.line(places, { colour: palette.validation, width: 1.5 });
    for (const [left, level] of places) diamond(pen, left, level, DIAMOND, palette.validation);
  });
}

/** @param {ChartPen} pen @param {ChartFrame} frame @param {CurvesPicture} picture */
export function drawTests({ context }, { quantity, x, y }, { tests, palette }) {
  Object.assign(context, { fillStyle: palette.page, strokeStyle: palette.text, lineWidth: 2.5 });
  for (const { at, value } of tests) {
    const corner = /** @type {const} */ ([x(at) - SQUARE / 2, y(value[quantity]) - SQUARE / 2]);
    context.fillRect(...corner, SQUARE, SQUARE);
    context.strokeRect(...corner, SQUARE, SQUARE);
  }
}

/** The current value. @param {ChartPen} pen @param {ChartFrame} frame @param {CurvesPicture} picture */
export function drawCurrent(pen, frame, { points, palette }) {
  const current = points.at(-1);
  if (current === undefined || !Number.isFinite(current.mean[frame.quantity])) return;
  disc(pen, frame.x(current.at), levelOf(frame, current.mean), DISC, palette.focus);
}

/** Labels the current value and the test values; of the test values, only the last one and those with space. */
export function drawLabels(/** @type {ChartPen} */ pen, /** @type {ChartFrame} */ frame,
    /** @type {CurvesPicture} */ { meta, points, tests, palette }, /** @type {Texts} */ text) {
  const { quantity, left, right, bottom, x, y } = frame;
  const number = (/** @type {Record<Quantity, number>} */ value) => formatQuantity(quantity, value[quantity]);
  const current = points.slice(-1).map(({ at, mean }) => ({ at, value: mean, label: number(mean), needed: true,
    gap: DISC + 4, height: 20, colour: palette.focus, font: "700 18px" }));
  const named = tests.map(({ at, value }, index) => ({ at, value, gap: SQUARE / 2 + 4, height: 15,
    label: index === 0 ? format(text.test, { value: number(value) }) : number(value),
    needed: index === tests.length - 1, colour: palette.text, font: "600 12.5px" }));
  const labels = [...current, ...named.reverse()];
  const sized = labels.map(({ at, value, label, font, ...rest }) => ({
    x: x(at), y: levelOf(frame, value), width: pen.measure(label, font), ...rest }));
  const marks = sized.map(({ x: middle, y: level, gap }) =>
    ({ x: middle, y: level, width: 2 * gap - 4, height: 2 * gap - 4 }));
  const lines = quantity === "accuracy" ? Object.values(meta.article).map((value) =>
    ({ x: (left + right) / 2, y: y(value), width: right - left, height: 4 })) : [];
  // Small boxes, so that a label may touch the curve but hardly cover it.
  const curve = points.filter(({ mean }) => Number.isFinite(mean[quantity])).map(({ at, mean }) =>
    ({ x: x(at), y: y(mean[quantity]), width: 3, height: 3 }));
  const places = placeLabels(sized, [...marks, ...lines, ...curve], { left, right, top: 0, bottom });
  for (const [index, { label, colour, font }] of labels.entries()) {
    const place = places[index];
    if (place !== null) pen.write(label, place.x, place.y, { colour, font, halo: true });
  }
}

/** A value's vertical position; at the upper edge if it is not finite or above the frame. */
function levelOf(/** @type {ChartFrame} */ { quantity, top, y }, /** @type {Record<Quantity, number>} */ value) {
  return Math.max(Number.isFinite(value[quantity]) ? y(value[quantity]) : top, top - 6);
}

/** @param {ChartPen} pen @param {number} x @param {number} y @param {number} radius @param {string} colour */
function diamond({ context, palette }, x, y, radius, colour) {
  context.beginPath();
  for (const [right, down] of [[0, -radius], [radius, 0], [0, radius], [-radius, 0]])
    context.lineTo(x + right, y + down);
  context.closePath();
  fillWithEdge(context, colour, palette);
}

/** @param {ChartPen} pen @param {number} x @param {number} y @param {number} radius @param {string} colour */
function disc({ context, palette }, x, y, radius, colour) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  fillWithEdge(context, colour, palette, 2.5);
}

export function formatQuantity(/** @type {Quantity} */ quantity, /** @type {number} */ value) {
  if (!Number.isFinite(value)) return "–";
  return quantity === "loss" ? formatNumber(value, 3) : formatPercent(value, 1);
}

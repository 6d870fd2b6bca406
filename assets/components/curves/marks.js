import { fill, formatNumber } from "../common/numbers.js";

/**
 * @import { CurvePoint, CurveTest, CurvesPicture, Quantity, chartFrame, chartPen } from "./chart.js"
 * @import { Meta } from "./scene.js"
 *
 * What is drawn into a chart.
 *
 * @typedef {ReturnType<typeof chartPen>} ChartPen
 * @typedef {ReturnType<typeof chartFrame>} ChartFrame
 */

const EPOCH_WORDS = 62;
const EPOCH_NUMBER = 28;
const TEST_NUMBER = 54;
const CURRENT_NUMBER = 60;
const SQUARE = 11;
const DIAMOND = 6;
/** A test value's label and half of the current value's disc. */
const LABEL_ROOM = 32;

/**
 * @param {ChartPen} pen @param {ChartFrame} frame @param {CurvesPicture} picture @param {Record<string, string>} text
 */
export function drawAxes(pen, frame, { meta, palette }, text) {
  const { left, right, bottom, low, high, step, x, y } = frame;
  const decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  for (let tick = Math.round(low / step); tick <= Math.round(high / step); tick += 1) {
    const value = tick * step;
    const level = Math.round(y(value)) + 0.5;
    pen.line([[left, level], [right, level]],
      { colour: level > bottom - 1 ? palette.quiet : palette.hairline, width: 1 });
    pen.write(frame.quantity === "accuracy" ? `${Math.round(100 * value)} %` : value === 0 ? "0"
      : value.toFixed(decimals), left - 8, level, { align: "right" });
  }
  const band = (right - left) / meta.epochs;
  const every = Math.ceil(EPOCH_NUMBER / band);
  for (let epoch = 1; epoch <= meta.epochs; epoch += 1) {
    const edge = Math.round(x(epoch)) + 0.5;
    if (epoch < meta.epochs && every === 1)
      pen.line([[edge, frame.top], [edge, bottom]], { colour: palette.hairline, width: 1, dash: [4, 4] });
    if (epoch % every === 0)
      pen.write(band > EPOCH_WORDS ? fill(text.epoch, { epoch }) : String(epoch), x(epoch - 0.5), bottom + 15);
  }
  if (band <= EPOCH_WORDS) pen.write(text.epochs, left - 4, bottom + 15, { align: "right" });
}

/**
 * The article's figures, labelled beside the chart. @param {ChartPen} pen @param {ChartFrame} frame
 * @param {CurvesPicture} picture @param {Record<string, string>} text
 */
export function drawArticle(pen, frame, { meta, palette }, text) {
  const { first, last } = meta.article;
  const apart = Math.max(0, 16 - (frame.y(first) - frame.y(last))) / 2;
  for (const [value, shift] of [[last, -apart], [first, apart]]) {
    const level = frame.y(value);
    pen.line([[frame.left, level], [frame.right, level]], { colour: palette.negative, width: 1.75, dash: [0, 5] });
    const label = fill(text.article, { value: `${Math.round(100 * value)} %` });
    pen.write(label, frame.right + 8, level + shift, { colour: palette.negative, align: "left" });
  }
}

/** @param {ChartPen} pen @param {ChartFrame} frame @param {CurvesPicture} picture */
export function drawCurves(pen, frame, { points, palette }) {
  const { quantity, x, y } = frame;
  pen.clipped(() => {
    pen.line(points.map(({ at, interval }) => [x(at), y(interval[quantity])]),
      { colour: palette.interval, width: 1.75 });
    // Keras begins its mean anew in each epoch.
    for (const epoch of new Set(points.map((point) => point.epoch))) {
      const curve = points.filter((point) => point.epoch === epoch);
      pen.line(curve.map(({ at, mean }) => [x(at), y(mean[quantity])]), { colour: palette.positive, width: 3 });
    }
  });
  drawLeaving(pen, frame, points, "interval", palette.interval);
  drawLeaving(pen, frame, points, "mean", palette.positive);
}

/**
 * A triangle at the edge wherever a curve leaves the frame.
 * @param {ChartPen} pen @param {ChartFrame} frame @param {CurvePoint[]} points @param {"mean" | "interval"} curve
 * @param {string} colour
 */
function drawLeaving({ context }, frame, points, curve, colour) {
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
  pen.line([[x(shown.at), top], [x(shown.at), bottom]], { colour: palette.quiet, width: 1 });
  pen.clipped(() => {
    disc(pen, x(shown.at), y(shown.interval[quantity]), 4, palette.interval);
    disc(pen, x(shown.at), y(shown.mean[quantity]), 5, palette.positive);
  });
}

/**
 * Diamonds on a line: they can be told from test values, which are squares, without colour. @param {ChartPen} pen
 * @param {ChartFrame} frame @param {CurvesPicture} picture
 */
export function drawValidations(pen, frame, { validations, palette }) {
  const { quantity, x, y } = frame;
  const places = validations.map(({ at, value }) => /** @type {[number, number]} */ ([x(at), y(value[quantity])]));
  pen.clipped(() => {
    pen.line(places, { colour: palette.validation, width: 1.5 });
    for (const [left, level] of places) diamond(pen, left, level, DIAMOND, palette.validation);
  });
}

/**
 * @param {ChartPen} pen @param {ChartFrame} frame @param {CurvesPicture} picture @param {Record<string, string>} text
 */
export function drawTests(pen, frame, { meta, points, tests, palette }, text) {
  const { context } = pen;
  const { quantity, x, y } = frame;
  const crowded = (frame.right - frame.left) / meta.epochs < TEST_NUMBER;
  for (const [index, { at, value }] of tests.entries()) {
    const [left, level] = [x(at), y(value[quantity])];
    Object.assign(context, { fillStyle: palette.page, strokeStyle: palette.text, lineWidth: 2.5 });
    context.fillRect(left - SQUARE / 2, level - SQUARE / 2, SQUARE, SQUARE);
    context.strokeRect(left - SQUARE / 2, level - SQUARE / 2, SQUARE, SQUARE);
    if (crowded && index < tests.length - 1) continue;
    const current = points.at(-1);
    const below = testBelow(frame, { at, value }, current, meta);
    const number = formatQuantity(quantity, value[quantity]);
    const label = index === 0 ? fill(text.test, { value: number }) : number;
    pen.write(label, left, level + labelShift(frame, level, !below),
      { colour: palette.text, font: "600 12.5px", halo: true });
  }
}

/**
 * Whether a test value's label stands below it: above it there is the current value, or a line of the article.
 * @param {ChartFrame} frame @param {CurveTest} test @param {CurvePoint | undefined} current @param {Meta} meta
 * @returns {boolean}
 */
function testBelow(frame, { at, value }, current, meta) {
  if (frame.quantity === "loss") return false;
  const level = frame.y(value.accuracy);
  if (current !== undefined && isBeside(at, current)) {
    if (current.mean.accuracy > value.accuracy) return true;
    if (frame.y(current.mean.accuracy) - level < LABEL_ROOM) return false;
  }
  const crossed = (/** @type {number} */ middle) => Object.values(meta.article)
    .some((line) => Math.abs(frame.y(line) - middle) < 9);
  return crossed(level + labelShift(frame, level, true)) && !crossed(level + labelShift(frame, level, false));
}

/**
 * Whether a test value stands at the current value, so that their labels need different sides. @param {number} at
 * @param {CurvePoint} current
 */
function isBeside(at, current) {
  return Math.abs(at - current.at) < 0.02;
}

/**
 * The current value. Its label keeps out of the way of a test value's: on the other side of an accuracy, beside a
 * loss, which has no room below.
 * @param {ChartPen} pen @param {ChartFrame} frame @param {CurvesPicture} picture
 */
export function drawCurrent(pen, frame, { points, tests, palette }) {
  const current = points.at(-1);
  if (current === undefined) return;
  const { quantity, x, y } = frame;
  const value = current.mean[quantity];
  const [left, level] = [x(current.at), Math.max(Number.isFinite(value) ? y(value) : frame.top, frame.top - 6)];
  if (Number.isFinite(value)) disc(pen, left, level, 6, palette.focus);
  const beside = tests.find(({ at }) => isBeside(at, current));
  const near = tests.some(({ at }) => Math.abs(x(at) - left) < CURRENT_NUMBER);
  const above = quantity === "loss" || (beside !== undefined && value > beside.value.accuracy);
  const aside = quantity === "loss" && near ? CURRENT_NUMBER * (beside === undefined ? 0.6 : -1.1) : 0;
  pen.write(formatQuantity(quantity, value), left + aside, Math.max(level + 1.4 * labelShift(frame, level, above), 10),
    { colour: palette.focus, font: "700 18px", halo: true });
}

/**
 * From a mark to the middle of its label, turned round where there is no room. @param {ChartFrame} frame
 * @param {number} level @param {boolean} above
 */
function labelShift(frame, level, above) {
  if (above) return level < 22 ? 16 : -16;
  return level > frame.bottom - 24 ? -16 : 16;
}

/** @param {ChartPen} pen @param {number} x @param {number} y @param {number} radius @param {string} colour */
function diamond({ context, palette }, x, y, radius, colour) {
  context.beginPath();
  for (const [right, down] of [[0, -radius], [radius, 0], [0, radius], [-radius, 0]])
    context.lineTo(x + right, y + down);
  context.closePath();
  Object.assign(context, { fillStyle: colour, strokeStyle: palette.page, lineWidth: 2 });
  context.stroke();
  context.fill();
}

/** @param {ChartPen} pen @param {number} x @param {number} y @param {number} radius @param {string} colour */
function disc({ context, palette }, x, y, radius, colour) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  Object.assign(context, { fillStyle: colour, strokeStyle: palette.page, lineWidth: 2.5 });
  context.stroke();
  context.fill();
}

/** @param {Quantity} quantity @param {number} value */
export function formatQuantity(quantity, value) {
  if (!Number.isFinite(value)) return "–";
  return quantity === "loss" ? formatNumber(value, 3) : `${(100 * value).toFixed(1)} %`;
}

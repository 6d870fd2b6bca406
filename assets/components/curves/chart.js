import { build, context2d, element, fitCanvas, placeIn, setText } from "../common/dom.js";
import { onKeys } from "../common/keys.js";
import { clamp, format, formatCount } from "../common/numbers.js";
import {
  drawArticle, drawAxes, drawCurrent, drawCurves, drawLabels, drawShown, drawTests, drawValidations, formatQuantity,
} from "./marks.js";

/** @import { ChartFrame } from "./marks.js" */
/** @import { Meta } from "scenes/curves" */

/**
 * One of the two charts: axes, curves, test values, the article's values and the current value.
 *
 * @typedef {"loss" | "accuracy"} Quantity
 * @typedef {{epoch: number, batch: number, at: number, mean: Record<Quantity, number>,
 *   interval: Record<Quantity, number>}} CurvePoint `at` in epochs from the start
 * @typedef {{at: number, value: Record<Quantity, number>}} CurveTest
 * @typedef {{meta: Meta, points: CurvePoint[], tests: CurveTest[], validations: CurveTest[], palette: Palette,
 *   width: number, height: number, shown: CurvePoint | null}} CurvesPicture
 */

const CHART_TOP = 26;
const CHART_BOTTOM = 26;
const CHART_LEFT = 54;
const ACCURACY_FLOORS = [0.8, 0.5, 0];

/**
 * @param {(at: number | null, steps?: number) => void} point gets the pointer's position in epochs
 * @param {() => void} choose chooses the point below the pointer
 */
export function createChart(/** @type {Quantity} */ quantity, /** @type {Texts} */ text, point, choose,
    /** @type {AbortSignal} */ signal) {
  const canvas = element("canvas", { class: "curves-canvas", tabindex: 0, role: "img" });
  const context = context2d(canvas);
  const { root, readout } = build(["section.chart", {},
    ["div.section-head", {},
      ["h2", {}, text[quantity]], ["span.muted", {}, text[`${quantity}_hint`]],
      ["span.readout.number", { ref: "readout" }]],
    canvas]);
  /** @type {ChartFrame | null} */
  let frame = null;

  const follow = (/** @type {PointerEvent} */ event) => {
    if (frame !== null) point(frame.epochAt(placeIn(canvas, event).x));
  };
  canvas.addEventListener("pointermove", follow, { signal });
  canvas.addEventListener("pointerdown", follow, { signal });
  canvas.addEventListener("click", choose, { signal });
  canvas.addEventListener("pointerleave", () => point(null), { signal });
  canvas.addEventListener("blur", () => point(null), { signal });
  onKeys(canvas, (key) => {
    const steps = { ArrowLeft: -1, ArrowRight: 1 }[key];
    return key === "Enter" ? choose : steps && (() => point(null, steps));
  }, signal);

  function draw(/** @type {CurvesPicture} */ picture) {
    const { width, height, palette, shown } = picture;
    const ratio = fitCanvas(canvas, width, height);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    frame = chartFrame(quantity, picture);
    const pen = chartPen(context, frame, palette, getComputedStyle(canvas).fontFamily);
    drawAxes(pen, frame, picture, text);
    if (quantity === "accuracy") drawArticle(pen, frame, picture, text);
    drawCurves(pen, frame, picture);
    drawValidations(pen, frame, picture);
    if (shown !== null) drawShown(pen, frame, shown);
    drawTests(pen, frame, picture);
    drawCurrent(pen, frame, picture);
    drawLabels(pen, frame, picture, text);
    setText(readout, shown === null ? validation(picture.validations) : reading(shown));
    canvas.setAttribute("aria-label", description(picture));
  }

  /** Text about the point below the pointer. @param {CurvePoint} shown */
  function reading(shown) {
    const [value,
      interval] = [shown.mean[quantity], shown.interval[quantity]].map((number) => formatQuantity(quantity, number));
    return format(text.reading, { epoch: shown.epoch, batch: formatCount(shown.batch), value, interval });
  }

  /** Text with the newest validation value, which has no label in the chart. @param {CurveTest[]} validations */
  function validation(validations) {
    const newest = validations.at(-1);
    return newest === undefined ? ""
      : format(text.validation, { value: formatQuantity(quantity, newest.value[quantity]) });
  }

  function description(/** @type {CurvesPicture} */ { points, tests, validations }) {
    const [current, test] = [points.at(-1)?.mean, tests.at(-1)?.value].map((values) =>
      values === undefined ? "–" : formatQuantity(quantity, values[quantity]));
    return `${format(text.picture, { title: text[quantity], current, test })} ${validation(validations)}`.trim();
  }
  return { root, draw, reading: () => `${text[quantity]} ${readout.textContent}` };
}

/** The chart's scales. The vertical range ignores the steep first batches, so that the rest is readable. */
export function chartFrame(/** @type {Quantity} */ quantity,
    /** @type {CurvesPicture} */ { meta, points, tests, validations, width, height }) {
  const tried = [...tests, ...validations];
  const left = CHART_LEFT;
  const right = width - (quantity === "accuracy" ? 76 : 12);
  const bottom = height - CHART_BOTTOM;
  const { low, high, step } = quantity === "accuracy" ? accuracyScale(points, tried) : lossScale(points, tried);
  return { quantity, left, right, top: CHART_TOP, bottom, low, high, step,
    x: (/** @type {number} */ at) => left + ((right - left) * at) / meta.epochs,
    y: (/** @type {number} */ value) => bottom - ((bottom - CHART_TOP) * (value - low)) / (high - low),
    epochAt: (/** @type {number} */ x) => ((x - left) / (right - left)) * meta.epochs };
}

export function accuracyScale(/** @type {CurvePoint[]} */ points, /** @type {CurveTest[]} */ tests) {
  const values = [points.at(-1)?.mean.accuracy ??
    NaN, ...tests.map(({ value }) => value.accuracy)].filter(Number.isFinite);
  const least = values.length === 0 ? 0 : Math.min(...values);
  const low = ACCURACY_FLOORS.find((floor) => least > floor + 0.1) ?? 0;
  return { low, high: 1, step: { 0.8: 0.05, 0.5: 0.1, 0: 0.2 }[low] ?? 0.2 };
}

export function lossScale(/** @type {CurvePoint[]} */ points, /** @type {CurveTest[]} */ tests) {
  // A diverged run has points that are NaN; the last finite point of each epoch counts.
  const known = points.filter(({ mean }) => Number.isFinite(mean.loss));
  const ends = known.filter(({ epoch }, index) => epoch !== known[index + 1]?.epoch).map(({ mean }) => mean.loss);
  const values = [...ends, ...tests.map(({ value }) => value.loss)].filter(Number.isFinite);
  const wanted = values.length === 0 ? 1 : 1.6 * Math.max(0.05, ...values);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const high = power * ([1, 2, 5, 10].find((digit) => digit * power >= wanted) ?? 10);
  return { low: 0, high, step: high / 5 };
}

/** @param {Context2D} context @param {ChartFrame} frame @param {Palette} palette @param {string} family */
export function chartPen(context, frame, palette, family) {
  /** @param {[number, number][]} places @param {{colour: string, width: number, dash?: number[]}} style */
  function line(places, { colour, width, dash = [] }) {
    context.save();
    Object.assign(context,
      { strokeStyle: colour, lineWidth: width, lineJoin: "round", lineCap: dash[0] === 0 ? "round" : "butt" });
    context.setLineDash(dash);
    context.beginPath();
    for (const [x, y] of places) context.lineTo(x, y);
    context.stroke();
    context.restore();
  }

  /**
   * @param {string} label @param {number} x @param {number} y middle
   * @param {{colour?: string, font?: string, align?: CanvasTextAlign, halo?: boolean}} [style]
   */
  function write(label, x, y, { colour = palette.muted, font = "12px", align = "center", halo = false } = {}) {
    Object.assign(context, { font: `${font} ${family}`, textAlign: align, textBaseline: "middle" });
    const half = context.measureText(label).width / 2;
    const place = align === "center" ? clamp(x, frame.left + half, Math.max(frame.right - half, frame.left + half)) : x;
    if (halo) {
      Object.assign(context, { strokeStyle: palette.page, lineWidth: 6, lineJoin: "round" });
      context.strokeText(label, place, y);
    }
    context.fillStyle = colour;
    context.fillText(label, place, y);
  }

  /** A label's width. @param {string} label @param {string} font */
  function measure(label, font) {
    context.font = `${font} ${family}`;
    return context.measureText(label).width;
  }

  /** Draws within the axes only. @param {() => void} action */
  function clipped(action) {
    context.save();
    context.beginPath();
    context.rect(frame.left, frame.top - 12, frame.right - frame.left + 8, frame.bottom - frame.top + 12);
    context.clip();
    action();
    context.restore();
  }
  return { context, palette, line, write, measure, clipped };
}

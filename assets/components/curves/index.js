/** Loss and accuracy of a training run, updated while it runs. */

import { PHONE_WIDTH, element, setText, statusLine } from "../common/dom.js";
import { clamp, format, formatCount } from "../common/numbers.js";
import { createChart } from "./chart.js";

/** @import { CurvePoint, CurveTest, Quantity } from "./chart.js" */
/** @import { Context, Meta, Payload } from "scenes/curves" */

const CURVES_GAP = 32;
const COLUMNS_OF_A_POINT = 6;
const COLUMNS_OF_A_TEST = 3;  // validations have the same

/** @param {Context} viewContext @returns {View} */
export default function createCurves(viewContext) {
  const { host, signal } = viewContext;
  const text = viewContext.scene.meta.text;
  const charts = ["accuracy", "loss"].map((quantity) =>
    createChart(/** @type {Quantity} */ (quantity), text, point, choose, signal));
  const legend = createCurvesLegend(text, viewContext.scene.meta);
  const status = statusLine();
  host.append(element("div", { class: "charts" }, ...charts.map((chart) => chart.root)), legend, status);
  /** @type {CurvePoint[]} */
  let points = [];
  /** The pointer's position in epochs; the nearest point is shown. @type {number | null} */
  let place = null;

  /** @param {number | null} next position in epochs @param {number} [steps] number of points to move from there */
  function point(next, steps = 0) {
    const from = next ?? (steps === 0 ? null : (place ?? points.at(-1)?.at ?? null));
    const index = from === null ? -1 : nearestPoint(points, from) + steps;
    place = points[clamp(index, 0, points.length - 1)]?.at ?? null;
    if (from === null) place = null;
    draw();
    setText(status, steps === 0 ? "" : charts.map((chart) => chart.reading()).join(" "));
  }

  /** Sends the index of the chosen point. */
  function choose() {
    if (place !== null && viewContext.scene.meta.can_choose)
      viewContext.send({ point: nearestPoint(points, place), time: Date.now() });
  }

  function update() {
    points = readPoints(viewContext.scene);
  }

  function draw() {
    const { scene, palette, width } = viewContext;
    const phone = width < PHONE_WIDTH;
    const room = phone ? width : (width - CURVES_GAP) / 2;
    const shown = place === null ? null : (points[nearestPoint(points, place)] ?? null);
    for (const [index, chart] of charts.entries()) {
      const height = !phone ? 252 : index === 0 ? 236 : 176;
      const [tests, validations] = [readTests(scene.arrays.tests), readTests(scene.arrays.validations)];
      chart.draw({ meta: scene.meta, points, tests, validations, palette, width: room, height, shown });
    }
  }
  return { update, paint: draw };
}

/** @param {Payload} scene @returns {CurvePoint[]} */
function readPoints({ meta, arrays }) {
  const { values, shape } = arrays.points;
  return Array.from({ length: shape[0] }, (_, index) => {
    const [epoch, batch, loss, accuracy, intervalLoss, intervalAccuracy] = values.subarray(index * COLUMNS_OF_A_POINT,
      (index + 1) * COLUMNS_OF_A_POINT);
    return { epoch, batch, at: epoch - 1 + batch / meta.batches, mean: { loss, accuracy },
      interval: { loss: intervalLoss, accuracy: intervalAccuracy } };
  });
}

/** @param {Packed} packed of test or of validation images @returns {CurveTest[]} */
function readTests({ values, shape }) {
  return Array.from({ length: shape[0] }, (_, index) => {
    const [at, loss, accuracy] = values.subarray(index * COLUMNS_OF_A_TEST, (index + 1) * COLUMNS_OF_A_TEST);
    return { at, value: { loss, accuracy } };
  });
}

/** @param {CurvePoint[]} points @param {number} at @returns {number} index of the nearest; 0 if there are none */
function nearestPoint(points, at) {
  let nearest = 0;
  for (const [index, { at: other }] of points.entries()) {
    if (Math.abs(other - at) < Math.abs(points[nearest].at - at)) nearest = index;
  }
  return nearest;
}

function createCurvesLegend(/** @type {Texts} */ text, /** @type {Meta} */ meta) {
  const swatches = [
    { name: "mean", label: text.mean },
    { name: "interval", label: format(text.interval, { count: formatCount(meta.interval) }) },
    ...(meta.validationImages ? [{ name: "validation",
      label: format(text.validation_legend, { count: formatCount(meta.validationImages) }) }] : []),
    { name: "test", label: text.test_legend },
    { name: "article", label: text.article_legend },
  ];
  return element("div", { class: "curves-legend" }, ...swatches.map(({ name, label }) =>
    element("span", { class: "entry" }, element("span", { class: `swatch ${name}` }), label)));
}

/**
 * Normalization: a cell's value before it, the calculation with four parameters, and the value after it; histograms of
 * the map before and after.
 *
 * Parts for tests, as `data-part`: "value" − "mean" = "difference", √("variance" + ε) = "spread",
 * "difference" ÷ "spread" = "normalized", × "gamma" = "scaled", + "beta" = "total", which Keras returned; "keras" is
 * the same with six decimals. Shown sums are exact, shown products within two units of the last digit.
 */

import { STACKED_WIDTH, element, setText } from "../common/dom.js";
import { createHistograms, histogramWidth } from "../common/histogram.js";
import { boxWithin, shifted } from "../common/links.js";
import { decimalsFor, format } from "../common/numbers.js";
import { createStrip } from "../common/strip.js";
import { boxOfCell, createSweep } from "../common/sweep.js";
import { onPlayerKeys } from "../common/transport.js";
import { accountOfCell, precisionOf } from "./account.js";
import { layOutNormalization, normalizationParts, showNumbers } from "./parts.js";

/** @import { NormalizationParts } from "./parts.js" */
/** @import { Context, Payload } from "scenes/normalization" */

/** @param {Context} viewContext @returns {View} */
export default function createNormalization(viewContext) {
  const { host, signal } = viewContext;
  const { meta, arrays } = viewContext.scene;
  const text = meta.text.normalization;
  const [rows, columns] = arrays.before.shape;
  const parts = normalizationParts(text);
  const sweep = createSweep(viewContext, { rows, columns, draw: () => draw() });
  const histograms = createHistograms(meta.text.histogram, signal);
  histograms.element.open = viewContext.width >= STACKED_WIDTH;
  const strip = createStrip(viewContext, () => sweep.here());
  host.append(parts.picture, parts.status,
    element("div", { class: "histograms-row" }, histograms.element, parts.panel), strip.element);
  onPlayerKeys(host, sweep.player, signal, false);
  sweep.follow(parts.before);
  sweep.follow(parts.after);
  let decimals = 3;

  function paint() {
    const { scene, palette, width } = viewContext;
    const { before, after } = scene.meta.scales;
    decimals = decimalsFor(Math.max(before.limit, after.limit));
    layOutNormalization(parts, scene, palette, width);
    strip.paint();
    histograms.configure(scene, palette, histogramWidth(width, false));
    draw();
  }

  function draw() {
    const { scene, width } = viewContext;
    const cell = sweep.cell();
    const index = cell.row * columns + cell.column;
    const [before, after] = [scene.arrays.before.values[index], scene.arrays.after.values[index]];
    const here = boxOfCell(cell);
    parts.before.draw({ windows: [here] });
    parts.after.draw({ windows: [here] });
    histograms.draw([before, after]);
    const numbers = numbersAt(scene, index);
    const precision = precisionOf(numbers, scene.arrays.before.values, decimals);
    const shown = showNumbers(parts, accountOfCell(before, after, numbers, precision), after);
    setText(parts.place, format(text.cell, cell));
    setText(parts.status, format(text.status, { ...cell, before: shown.value, after: shown.total }));
    parts.places ??= measureNormalization(parts);
    const { places } = parts;
    const beside = width >= STACKED_WIDTH;
    parts.links.project(beside ? shifted(parts.before.boxOf(here), places.before) : null, beside ? places.value : null);
    const target = shifted(parts.after.boxOf(here), places.after);
    if (beside) parts.links.bendTo(places.result, target, places.after);
    else parts.links.bendAlong(null);
  }
  return { update: () => sweep.adopt(), paint };
}

/** The parameters of a cell's normalization: mean and variance are per cell or per map. */
function numbersAt(/** @type {Payload} */ scene, /** @type {number} */ index) {
  const { meta, arrays: { mean, variance } } = scene;
  const own = (/** @type {Packed} */ { values }) => values[index % values.length];
  return { ...meta.numbers, mean: own(mean), variance: own(variance) };
}

/** Measures positions once after the numbers are set, so that frames of an animation need not. */
function measureNormalization(/** @type {NormalizationParts} */ parts) {
  const within = (/** @type {Element} */ inner) => boxWithin(inner, parts.picture);
  return { before: within(parts.before.canvas), after: within(parts.after.canvas), value: within(parts.first),
    result: within(parts.result) };
}

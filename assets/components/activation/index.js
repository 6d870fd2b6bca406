/**
 * An activation function: a cell's value before it, the point on the curve, and the value after it; histograms of the
 * map before and after; the results of other functions for the same cell.
 *
 * Parts for tests, as `data-part`: `before` and `after` are the cell's values as Keras returned them, `total` is also
 * the value after.
 */

import { AXIS_ROOM, createAxes } from "../common/axes.js";
import { STACKED_WIDTH, build, element, muted, setText, statusLine } from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { createHistograms, histogramWidth } from "../common/histogram.js";
import { createLegend } from "../common/legend.js";
import { boxWithin, shifted } from "../common/links.js";
import { clamp, decimalsFor, format, formatCount, formatNumber, formatPercent, signClass } from "../common/numbers.js";
import { createStrip } from "../common/strip.js";
import { boxOfCell, createSweep } from "../common/sweep.js";
import { onPlayerKeys } from "../common/transport.js";
import { createCurve, createThread } from "./curve.js";
import { createOtherFunctions } from "./otherfunctions.js";

/** @import { StripContext } from "../common/strip.js" */
/** @import { Context, Payload } from "scenes/activation" */

/** @param {Context} viewContext @returns {View} */
export default function createActivation(viewContext) {
  const { host, signal } = viewContext;
  const { meta, arrays } = viewContext.scene;
  const text = meta.text.activation;
  const count = arrays.before.values.length;
  const [rows, columns] = meta.flat ? [Math.ceil(count / meta.columns), meta.columns] : arrays.before.shape;
  const parts = activationParts(viewContext);
  const sweep = createSweep(viewContext, {
    rows,
    columns,
    draw: () => draw(),
    report: (cell) => (meta.flat ? { filter: Math.min(cell.row * columns + cell.column, count - 1) } : cell),
  });
  const histograms = createHistograms(meta.text.histogram, signal);
  histograms.element.open = viewContext.width >= STACKED_WIDTH;
  const others = createOtherFunctions(meta, text);
  const below = element("div", { class: "histograms-row" }, histograms.element, parts.panel);
  host.append(parts.picture, parts.status, below, others.element);
  const strip = meta.flat ? null : createStrip(/** @type {StripContext} */ (viewContext), () => sweep.here());
  if (strip) host.append(strip.element);
  onPlayerKeys(host, sweep.player, signal, false);
  sweep.follow(parts.before);
  sweep.follow(parts.after);

  function paint() {
    layOutActivation(parts, viewContext, rows, columns);
    strip?.paint();
    showZeroed(parts, viewContext.scene);
    const alone = parts.panel.hidden === true;
    below.classList.toggle("alone", alone);
    const { scene, palette, width } = viewContext;
    histograms.configure(scene, palette, histogramWidth(width, alone));
    draw();
  }

  function draw() {
    const { scene, palette } = viewContext;
    const cell = sweep.cell();
    const index = Math.min(cell.row * columns + cell.column, count - 1);
    const here = boxOfCell({ row: Math.floor(index / columns), column: index % columns });
    parts.before.draw({ windows: [here] });
    parts.after.draw({ windows: [here] });
    const [before, after] = [scene.arrays.before.values[index], scene.arrays.after.values[index]];
    const point = parts.curve.draw(scene.meta, before, after, palette);
    histograms.draw([before, after]);
    others.draw(before, palette, scene.meta);
    const place = scene.meta.flat ? format(text.unit, { filter: index }) : format(text.cell, cell);
    showCell(parts, scene, place, before, after);
    const places = (parts.places ??= measureActivation(parts, viewContext.width >= STACKED_WIDTH));
    parts.links.thread(places.beside ? { from: shifted(parts.before.boxOf(here), places.before), curve: places.curve,
      point, to: shifted(parts.after.boxOf(here), places.after) } : null);
  }
  return { update: () => sweep.adopt(), paint };
}

/** @typedef {ReturnType<typeof activationParts>} ActivationParts */

/** Creates the elements of the picture, without sizes. */
function activationParts(/** @type {Context} */ viewContext) {
  const text = viewContext.scene.meta.text.activation;
  const { activation: name } = viewContext.scene.meta;
  const before = createMap("pickable");
  const after = createMap("pickable");
  const axes = { before: createAxes(before), after: createAxes(after, "right") };
  const [beforeLegend, afterLegend] = [createLegend(), createLegend()];
  const curve = createCurve();
  const links = createThread();
  const { root: to, afterValue } = build(
    ["strong.number.focus", { "data-part": "total" }, ["span", { ref: "afterValue", "data-part": "after" }]]);
  const { root: calculation, place, from, effect, formula } = build(["div.calculation.activation", {},
    ["div.section-head", {}, ["h2", {}, text.curve], ["span.muted", {}, text.axes]], curve.canvas,
    ["div.activation-line", {},
      ["strong.activation-place", { ref: "place" }], ["strong.number", { ref: "from", "data-part": "before" }],
      ["span.muted", { "aria-hidden": "true" }, "→"], to, ["span.muted", { ref: "effect" }]],
    ["div.muted.activation-formula.number", { ref: "formula" }]]);
  const { root: picture, beforeName } = build(
    ["div.picture.activation", { tabindex: 0, role: "group", "aria-label": text.picture },
      ["div.side", {},
        ["div.section-head", {}, ["h2", {}, text.before], ["span.muted", { ref: "beforeName" }]], axes.before.element,
        beforeLegend.element],
      calculation,
      ["div.side", {},
        ["div.section-head", {}, ["h2", {}, text.after], ["span.muted", {}, text[`name_${name}`] ?? name]],
        axes.after.element, afterLegend.element],
      links.element]);
  before.canvas.setAttribute("aria-label", text.before_picture);
  after.canvas.setAttribute("aria-label", text.after_picture);
  const panel = element("section", { class: "zeroed" });
  const status = statusLine();
  return { axes, before, after, beforeLegend, afterLegend, beforeName, curve, links, place, from, to, afterValue,
    effect, formula, calculation, picture, panel, status,
    places: /** @type {null | {beside: boolean, before: DOMRect, after: DOMRect, curve: DOMRect}} */ (null) };
}

/** @param {ActivationParts} parts @param {Context} viewContext @param {number} rows @param {number} columns */
function layOutActivation(parts, viewContext, rows, columns) {
  const { scene: { meta, arrays }, palette, width } = viewContext;
  const text = meta.text.activation;
  const phone = width < STACKED_WIDTH;
  const middle = phone ? width : clamp(width * 0.36, 300, 420);
  const numbered = !phone && !meta.flat;
  const room = (phone ? width - 12 : width - middle - 60 - (numbered ? 2 * AXIS_ROOM.rows : 0)) / 2;
  const fitting = Math.min(room / columns, 320 / rows, 60);
  const cell = fitting >= 8 ? Math.floor(fitting) : fitting;
  const count = arrays.before.values.length;
  const shared = { rows, columns, count, cell, palette };
  parts.before.configure({ ...shared, values: arrays.before.values, scale: meta.scales.before });
  parts.after.configure({ ...shared, values: arrays.after.values, scale: meta.scales.after });
  for (const axes of Object.values(parts.axes)) axes.update(numbered ? { rows, columns } : null);
  parts.beforeLegend.update(palette, meta.scales.before);
  parts.afterLegend.update(palette, meta.scales.after);
  setText(parts.beforeName, meta.flat ? format(text.units, { count }) : format(text.map, { filter: meta.filter }));
  parts.calculation.style.width = phone ? "" : `${middle}px`;
  parts.curve.resize(middle, phone ? 200 : 240);
  parts.places = null;
}

/** Measures positions once after the numbers are set, so that frames of an animation need not. */
function measureActivation(/** @type {ActivationParts} */ parts, /** @type {boolean} */ beside) {
  const within = (/** @type {Element} */ inner) => boxWithin(inner, parts.picture);
  return { beside, before: within(parts.before.canvas), after: within(parts.after.canvas),
    curve: within(parts.curve.canvas) };
}

function showCell(/** @type {ActivationParts} */ parts, /** @type {Payload} */ scene, /** @type {string} */ place,
    /** @type {number} */ before, /** @type {number} */ after) {
  const { meta } = scene;
  const text = meta.text.activation;
  const decimals = decimalsFor(meta.scales.before.limit);
  const values = { value: formatNumber(before, decimals), result: formatNumber(after, decimals),
    opposite: formatNumber(-before, decimals), slope: meta.slope };
  const sign = before < 0 ? "minus" : "plus";
  const gone = before !== 0 && after === 0;
  const effects = {
    linear: text.kept,
    relu: gone ? text.gone : text.kept,
    leaky_relu: before < 0 ? text.weakened : text.kept,
    tanh: text.squeezed_tanh,
    sigmoid: text.squeezed_sigmoid,
  };
  const formula = meta.activation === "leaky_relu" ? text[`formula_leaky_${sign}`] : text[`formula_${meta.activation}`];
  setText(parts.place, place);
  setText(parts.from, values.value);
  parts.from.className = `number ${signClass(before)}`;
  parts.from.title = formatNumber(before, 6);
  setText(parts.afterValue, values.result);
  parts.to.title = formatNumber(after, 6);
  setText(parts.effect, effects[/** @type {keyof typeof effects} */ (meta.activation)] ?? "");
  setText(parts.formula, format(formula ?? "", values));
  setText(parts.status, format(text.status, { place, before: values.value, after: values.result }));
}

/** Shows the number of cells that became 0. Only for ReLU: the other functions do not set cells to 0. */
function showZeroed(/** @type {ActivationParts} */ parts, /** @type {Payload} */ scene) {
  const { meta, arrays } = scene;
  parts.panel.hidden = meta.activation !== "relu";
  if (parts.panel.hidden) return;
  const text = meta.text.activation;
  const all = arrays.before.values.length;
  let count = 0;
  for (let index = 0; index < all; index += 1) {
    if (arrays.before.values[index] !== 0 && arrays.after.values[index] === 0) count += 1;
  }
  const width = `width: ${(100 * count) / all}%`;
  const bar = element("div", { class: "zeroed-bar", "aria-hidden": "true" }, element("span", { style: width }));
  const about = format(text.zeroed,
    { count: formatCount(count), all: formatCount(all), share: formatPercent(count / all, 1) });
  parts.panel.replaceChildren(
    element("div", { class: "zeroed-head" }, muted(meta.flat ? text.zeroed_title_flat : text.zeroed_title),
      element("strong", { class: "number" }, about)),
    bar,
    element("div", { class: "zeroed-ends" },
      element("strong", { class: "negative" }, format(text.becomes_zero, { count: formatCount(count) })),
      element("strong", { class: "positive" }, format(text.remains, { count: formatCount(all - count) }))),
  );
  if (meta.flat) return;
  const layer = { filters: meta.filters, share: formatPercent(meta.zeroed_share, 1), silent: meta.silent.length };
  parts.panel.append(element("div", { class: "muted zeroed-layer" }, format(text.zeroed_layer, layer)));
}

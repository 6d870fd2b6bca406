/**
 * A dense layer: each unit is a weighted sum of all inputs. Shows the positive and negative terms of one unit.
 *
 * Parts for tests, as `data-part`: "positive" + "negative" + "bias" = "total", and "keras" beside it; in the table
 * "input" × "weight" = "term" (the input's index in the row's `data-index`) and "rest", which add up to the group's
 * sum; "told" is the term in focus.
 */

import { createBand } from "../common/band.js";
import { createFocus } from "../common/choice.js";
import { PHONE_WIDTH, build, cleared, muted, sectionHead, setText } from "../common/dom.js";
import { createField } from "../common/field.js";
import { MAP_MARGIN } from "../common/heatmap.js";
import { createLegend } from "../common/legend.js";
import { boxWithin } from "../common/links.js";
import { format, formatSigned } from "../common/numbers.js";
import { colourOf, diverging, largest } from "../common/palette.js";
import { createEvidence } from "./evidence.js";
import { createTermFocus, sayTermHint } from "./focus.js";
import { showAccountOfUnit } from "./table.js";
import { createTermBars, createTermSheet } from "./terms.js";
import { createBars, createUnitBand, sayUnit } from "./units.js";

/** @import { UnitAccount } from "./terms.js" */
/** @import { Context, Payload } from "scenes/dense" */

const DENSE_BARS = 16;

/** @param {Context} viewContext @returns {View} */
export default function createDense(viewContext) {
  const { host } = viewContext;
  const { meta, arrays } = viewContext.scene;
  const { text } = meta;
  const units = arrays.units.shape[0];
  const focus = createFocus({ filter: meta.unit }, viewContext);
  const parts = denseParts(viewContext, (unit) => choose(unit));
  const picker = units <= DENSE_BARS ? createBars(viewContext, (unit) => choose(unit))
    : createUnitBand(viewContext, (unit) => choose(unit),
      (unit) => setText(parts.summary, unit === null ? sayUnits(viewContext.scene) : sayUnit(viewContext, unit)));
  parts.units.append(picker.element);
  host.append(parts.root);
  let account = accountForUnit(viewContext.scene);
  const termFocus = createTermFocus(parts, viewContext);

  function choose(/** @type {number} */ unit) {
    focus.choose({ filter: unit });
    parts.field.set(unit);
    picker.draw(unit);
    showDenseLinks(parts, picker, viewContext, account, unit);
    parts.panel.classList.toggle("waiting", unit !== viewContext.scene.meta.unit);
  }

  function update() {
    focus.hear({ filter: viewContext.scene.meta.unit });
  }

  function paint() {
    const { unit } = viewContext.scene.meta;
    account = accountForUnit(viewContext.scene);
    paintInputs(parts, viewContext);
    picker.configure();
    parts.terms.configure(viewContext, account);
    showAccountOfUnit(parts, viewContext, account);
    termFocus.configure(account);
    choose(focus.value.filter);
    if (focus.value.filter === unit)
      setText(parts.status, format(text.status, { unit, value: formatSigned(account.total) }));
  }
  return { update, paint };
}

/** A unit's terms and totals, and indices of its positive and negative terms by magnitude. @param {Payload} scene */
export function accountForUnit({ meta, arrays }) {
  const inputs = arrays.inputs.values;
  const weights = arrays.weights.values;
  const terms = new Float64Array(inputs.length);
  const order = { gains: /** @type {number[]} */ ([]), losses: /** @type {number[]} */ ([]) };
  let [gain, loss] = [0, 0];
  for (let index = 0; index < terms.length; index += 1) {
    const term = inputs[index] * weights[index];
    terms[index] = term;
    if (term > 0) {
      gain += term;
      order.gains.push(index);
    } else if (term < 0) {
      loss += term;
      order.losses.push(index);
    }
  }
  order.gains.sort((a, b) => terms[b] - terms[a]);
  order.losses.sort((a, b) => terms[a] - terms[b]);
  const total = arrays.units.values[meta.unit];
  const limit = largest(terms);
  const decimals = Math.max(gain, -loss, Math.abs(total)) >= 1000 ? 1 : limit < 0.05 ? 4 : 3;
  return { terms, ...order, gain, loss, total, bias: meta.bias, decimals, limit };
}

/** @typedef {ReturnType<typeof denseParts>} DenseParts */

export function denseParts(/** @type {Context} */ { scene, signal }, /** @type {(unit: number) => void} */ choose) {
  const { meta, arrays } = scene;
  const text = meta.text;
  const count = arrays.inputs.shape[0];
  const units = arrays.units.shape[0];
  const [rows, columns, channels] = meta.shape ?? [0, 0, 0];
  const size = { rows, columns, channels, count, units, weights: count };
  const band = createBand();
  const inputLegend = createLegend();
  const unitLegend = createLegend();
  const termLegend = createLegend();
  const summary = muted();
  const head = (/** @type {string} */ title, /** @type {Node[]} */ ...more) =>
    sectionHead(format(title, size), ...more);
  const field = createField({ label: meta.classes ? text.class : text.unit, less: text.less, more: text.more,
    last: units - 1 }, choose, signal);
  field.element.classList.add("unit-field");
  const terms = meta.shape ? createTermSheet(text) : createTermBars(text);
  const evidence = meta.shape ? createEvidence(text) : null;
  const { root: panel, title, termHint, table, answer, returned, formula } = build(["div.panel.unit-panel", {},
    ["section.terms", {},
      ["h2", { ref: "title" }], ["div.muted.term-hint", { ref: "termHint", "data-part": "told" }, sayTermHint(text)],
      terms.element, termLegend.element],
    ["section.largest", {}, ["h2", {}, text.largest], ["table.terms-table", { ref: "table" }]],
    ["section.its-answer", {},
      ["h2", {}, text.answer], ["div.answer", { ref: "answer" }], ["div.muted.returned", { ref: "returned" }],
      evidence?.element],
    ["div.unit-formula", { ref: "formula" }]]);
  const { root, inputs, fibres, unitsBox, status } = build(["div.dense", {},
    head(text.inputs, muted(format(text.inputs_hint, size)), inputLegend.element),
    ["div.inputs", { ref: "inputs" }, band.canvas], ["canvas.fibres", { ref: "fibres", "aria-hidden": "true" }],
    units <= DENSE_BARS ? head(meta.classes ? text.classes : text.units, summary) : null,
    ["div.units", { ref: "unitsBox" }],
    ...(units <= DENSE_BARS ? [] : [head(text.units, field.element, summary, unitLegend.element)]), panel,
    ["div.visually-hidden", { ref: "status", "aria-live": "polite" }]]);
  return { root, band, inputs, inputLegend, unitLegend, termLegend, fibres, summary, units: unitsBox, field, title,
    termHint, terms, table, answer, returned, formula, evidence, status, panel };
}

function paintInputs(/** @type {DenseParts} */ parts,
    /** @type {Context} */ { scene, palette, width }) {
  const { meta, arrays } = scene;
  const values = arrays.inputs.values;
  const phone = width < PHONE_WIDTH;
  const [rows, columns, channels] = meta.shape ?? [1, 1, values.length];
  const perLine = phone && meta.shape ? Math.ceil(rows / 7) * columns * channels : values.length;
  parts.band.configure({ values, perLine, width, height: phone ? 24 : 34, scale: meta.scales.inputs, palette,
    group: meta.shape && channels >= 8 ? channels : undefined });
  parts.band.draw(null);
  parts.band.canvas.setAttribute("aria-label", format(meta.text.inputs, { count: values.length }));
  parts.inputLegend.update(palette, meta.scales.inputs);
  parts.unitLegend.update(palette, meta.scales.units);
  setText(parts.summary, sayUnits(scene));
}

/** @param {Payload} scene @returns {string} text about all units */
function sayUnits({ meta, arrays }) {
  const above = arrays.units.values.filter((value) => value > 0).length;
  return format(meta.classes ? meta.text.classes_hint : meta.text.units_hint, { above, units: arrays.units.shape[0] });
}

/** Draws the largest terms as lines from their inputs to the unit. */
function showDenseLinks(/** @type {DenseParts} */ parts,
    /** @type {{boxOf: (unit: number) => DOMRect, element: HTMLElement}} */ picker,
    /** @type {Context} */ { scene, palette, width }, /** @type {UnitAccount} */ account, /** @type {number} */ unit) {
  const { fibres } = parts;
  const phone = width < PHONE_WIDTH;
  fibres.style.display = phone ? "none" : "";
  if (phone) return;
  const height = 52;
  const context = cleared(fibres, width, height);
  if (unit !== scene.meta.unit) return;
  const { terms, gains, losses, limit } = account;
  const strongest = [...gains.slice(0, 24), ...losses.slice(0,
    24)].sort((a, b) => Math.abs(terms[b]) - Math.abs(terms[a])).slice(0, 24);
  const target = boxWithin(picker.element, parts.root).x + picker.boxOf(unit).x + picker.boxOf(unit).width / 2;
  for (const index of strongest.reverse()) {
    const box = parts.band.boxOf(index);
    const x = box.x - MAP_MARGIN + box.width / 2;
    context.beginPath();
    context.moveTo(x, 0);
    context.bezierCurveTo(x, height * 0.75, target, height * 0.25, target, height - 2);
    Object.assign(context, { lineWidth: 0.75 + (2.25 * Math.abs(terms[index])) / limit,
      strokeStyle: colourOf(palette, diverging(1), terms[index] < 0 ? -0.6 : 0.6), globalAlpha: 0.85 });
    context.stroke();
  }
}

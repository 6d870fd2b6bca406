/** One filter: its kernel and bias, which the visitor can edit, and its map of the image in use before and after. */

import { rememberChoice } from "../common/choice.js";
import { build, childrenOf, element, icon, setText } from "../common/dom.js";
import { createEditable } from "../common/editable.js";
import { createField } from "../common/field.js";
import { createMap } from "../common/heatmap.js";
import { createLegend } from "../common/legend.js";
import { clamp, format, formatNumber, formatSigned } from "../common/numbers.js";
import { colourOf, diverging, inkOn, largest } from "../common/palette.js";
import { BIAS, biasOf, changedMap, countChanged, readEdit, sliceOf, thousandthsOf, writeEdit } from "./change.js";

/** @import { Edit } from "./change.js" */
/** @import { Context, Meta } from "scenes/filterbench" */

/** Milliseconds after the last change before it is sent to Python, which recomputes the answers to the test images. */
const REST = 400;
/** The kernel's least width, a weight's least width, and the gap between weights, in CSS pixels. */
const [KERNEL, SMALLEST_WEIGHT, GAP] = [212, 36, 2];
const [SMALLEST_MAP, LARGEST_MAP] = [150, 206];
/** Space between kernel and maps, with the arrow. */
const GAPS = 64;
const LARGEST_CELL = 40;
const RESET = "M12 5V1L7 6l5 5V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7Z";
const DICE = "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2Zm0 2v14h14V5Z" +
  "M8 6.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3Zm4 4a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3Z" +
  "m4 4a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3Z";

/** @param {Context} viewContext @returns {View} */
export default function createBench(viewContext) {
  const { scene, host, signal } = viewContext;
  const text = scene.meta.text;
  let edit = readEdit(scene.meta.edit);
  let wanted = { filter: scene.meta.filter, channel: scene.meta.channel };
  const known = rememberChoice(state());
  let reporting = 0;
  let touched = /** @type {number | null} */ (null);
  const parts = benchParts(scene.meta, {
    filter: (filter) => choose({ filter }),
    channel: (channel) => choose({ channel }),
    weight: (index, value) => change(index * viewContext.scene.meta.channels + viewContext.scene.meta.channel, value),
    bias: (value) => change(BIAS, value),
    reset: () => replace(new Map()),
    random: () => randomize(),
  }, signal);
  host.append(parts.element);
  signal.addEventListener("abort", () => clearTimeout(reporting));

  /** The choice and the changes in Python's format. */
  function state() {
    return { ...wanted, edit: writeEdit(edit) };
  }

  /** @param {{filter?: number, channel?: number}} other another filter starts without changes */
  function choose(other) {
    wanted = { ...wanted, ...other };
    if (other.filter !== undefined) edit = new Map();
    rest();
  }

  /** @param {number} place of an edit @param {number} value */
  function change(place, value) {
    const { channel, filter, most, largest: bound } = viewContext.scene.meta;
    if (!edit.has(place) && edit.size >= most) {
      setText(parts.status, format(text.full, { most }));
      return;
    }
    touched = place;
    wanted = { filter, channel };
    replace(new Map(edit).set(place, thousandthsOf(value, bound)));
  }

  /** Sets the weights of the shown channel at random, with the learned weights' largest magnitude as limit. */
  function randomize() {
    const { channel, channels, most, largest: bound } = viewContext.scene.meta;
    const learned = sliceOf(viewContext.scene.arrays.kernel, channel);
    const limit = Math.max(largest(learned), 0.05);
    const next = new Map(edit);
    learned.forEach((_, index) => {
      next.set(index * channels + channel, thousandthsOf((2 * Math.random() - 1) * limit, bound));
    });
    if (next.size > most) setText(parts.status, format(text.full, { most }));
    else replace(next);
  }

  function replace(/** @type {Edit} */ next) {
    edit = next;
    if (next.size === 0) touched = null;
    paint();
    rest();
  }

  function rest() {
    clearTimeout(reporting);
    reporting = setTimeout(() => {
      if (known.reported(state())) viewContext.send(state());
    }, REST);
  }

  function update() {
    const { filter, channel, edit: heard } = viewContext.scene.meta;
    if (known.received({ filter, channel, edit: heard })) {
      edit = readEdit(heard);
      wanted = { filter, channel };
      touched = null;
    }
    parts.show(viewContext.scene.meta);
  }

  function paint() {
    const { meta, arrays } = viewContext.scene;
    const kernel = sliceOf(arrays.kernel, meta.channel, edit);
    const ofKernel = diverging(largest(kernel) || 1);
    parts.weights.arrange(meta.window);
    const wide = across();
    parts.weights.element.style.setProperty("--across", `${wide}px`);
    parts.weights.element.style.setProperty("--down", `${Math.max(Math.round(wide * 0.8), 34)}px`);
    parts.weights.element.classList.toggle("small", meta.window > 4);
    paintNumbers(parts.weights, kernel, ofKernel, (index) => index * meta.channels + meta.channel);
    paintNumbers(parts.bias, [biasOf(meta.bias, edit)], ofKernel, () => BIAS);
    setText(parts.was, touched === null ? "" : format(text.was, { weight: formatSigned(learned(touched)) }));
    parts.reset.disabled = edit.size === 0;
    paintMaps();
  }

  /** @param {number} place of an edit */
  function learned(place) {
    return place === BIAS ? viewContext.scene.meta.bias : viewContext.scene.arrays.kernel.values[place];
  }

  /** Shows editable numbers; changed ones get a frame. @param {(index: number) => number} placeOf of an edit */
  function paintNumbers(/** @type {ReturnType<typeof createEditable>} */ editable, /** @type {number[]} */ values,
      /** @type {Scale} */ scale, placeOf) {
    editable.show(values, (index) => {
      const ground = colourOf(viewContext.palette, scale, values[index]);
      return [ground, inkOn(ground)];
    });
    childrenOf(editable.element).forEach((input, index) => input.classList.toggle("edited", edit.has(placeOf(index))));
  }

  /** A weight's width in CSS pixels. */
  function across() {
    return Math.max(Math.floor((KERNEL + GAP) / viewContext.scene.meta.window) - GAP, SMALLEST_WEIGHT);
  }

  function paintMaps() {
    const { scene: { meta, arrays }, palette, width } = viewContext;
    const isFromKeras = writeEdit(edit) === meta.edit;
    // Until Keras's numbers arrive, the browser's own.
    const changed = isFromKeras ? arrays.changed.values : changedMap(meta, arrays, edit);
    const kernel = Math.max(KERNEL, meta.window * (across() + GAP) - GAP);
    const room = (width - kernel - GAPS) / 2;
    const side = Math.floor(clamp(room, SMALLEST_MAP, LARGEST_MAP));
    parts.element.style.setProperty("--map", `${side}px`);
    parts.element.style.setProperty("--kernel", `${kernel}px`);
    const cell = Math.min(side / meta.places, LARGEST_CELL);
    const look = { rows: meta.places, columns: meta.places, scale: meta.scale, palette, cell };
    parts.before.configure({ ...look, values: arrays.learned.values });
    parts.before.draw();
    parts.after.configure({ ...look, values: changed });
    const whole = { row: 0, column: 0, height: meta.places, width: meta.places };
    parts.after.draw({ windows: edit.size > 0 ? [whole] : [] });
    parts.legend.update(palette, meta.scale);
    const count = countChanged(changed, arrays.learned.values, meta.noticed);
    setText(parts.count, edit.size === 0 ? text.nothing
      : format(text.count, { count, total: meta.places ** 2, noticed: formatNumber(meta.noticed) }));
    setText(parts.says, format(text.says, { prediction: meta.predictions[0] }));
    setText(parts.saysNow, format(text.says, { prediction: isFromKeras ? meta.predictions[1] : "…" }));
    parts.before.canvas.setAttribute("aria-label", text.before_picture);
    parts.after.canvas.setAttribute("aria-label", `${text.after_picture} ${parts.count.textContent}`);
    if (isFromKeras) setText(parts.status, edit.size > 0 ? parts.count.textContent : "");
  }
  return { update, paint };
}

/**
 * @param {Meta} meta @param {{filter: (value: number) => void, channel: (value: number) => void, reset: () => void,
 * random: () => void, weight: (index: number, value: number) => void, bias: (value: number) => void}} answers
 * @param {AbortSignal} signal
 */
function benchParts(meta, answers, signal) {
  const { text } = meta;
  /** @param {string} label @param {number} count @param {(value: number) => void} chosen */
  const field = (label, count, chosen) =>
    createField({ label: format(label, { count }), less: text.less, more: text.more, last: count - 1 }, chosen, signal);
  const filter = field(text.filter, meta.filters, answers.filter);
  const channel = meta.channels > 1 ? field(text.channel, meta.channels, answers.channel) : null;
  const numbers = { weights: true, format: formatSigned, exact: formatSigned };
  const weights = createEditable({ ...numbers, label: text.kernel, name: text.weight_name, changed: answers.weight },
    signal);
  const bias = createEditable({ ...numbers, label: text.bias, name: text.bias,
    changed: (_, value) => answers.bias(value) }, signal);
  bias.arrange(1);
  const button = (/** @type {string} */ path, /** @type {string} */ words, /** @type {() => void} */ act) => {
    const made = element("button", { type: "button", class: "action" }, icon(path), words);
    made.addEventListener("click", act, { signal });
    return made;
  };
  const [reset, random] = [button(RESET, text.reset, answers.reset), button(DICE, text.random, answers.random)];
  const [before, after, legend] = [createMap(), createMap(), createLegend()];
  const { root, was, says, count, saysNow, status } = build(["div.bench", {},
    ["section.kernel-side", {},
      ["div.section-head", {}, ["h2", {}, text.kernel], ["span.muted", {}, text.write]],
      ["div.fields", {}, filter.element, channel?.element], weights.element,
      ["div.below", {},
        ["span.muted.number", { ref: "was" }], ["span.bias", {}, ["span.muted", {}, text.bias], bias.element]],
      ["div.buttons", {}, reset, random]],
    ["section.map-side", {},
      ["div.section-head", {}, ["h2", {}, text.before]], before.canvas, legend.element,
      ["span.muted", { ref: "says" }]],
    ["div.arrow", { "aria-hidden": "true" }, "→"],
    ["section.map-side", {},
      ["div.section-head", {}, ["h2", {}, text.after]], after.canvas, ["span.muted", { ref: "count" }],
      ["span.muted", { ref: "saysNow" }]],
    ["div.visually-hidden", { ref: "status", "aria-live": "polite" }]]);

  function show(/** @type {Meta} */ now) {
    filter.set(now.filter);
    channel?.set(now.channel);
  }
  return { element: root, weights, was, bias, reset, before, after, legend, count, says, saysNow, status, show };
}

/** The list of preset kernels, and the settings as radio groups. */

import { paintCells, snappedEdges } from "../common/cells.js";
import { build, context2d, element, fitCanvas, setText } from "../common/dom.js";
import { createField } from "../common/field.js";
import { format } from "../common/numbers.js";
import { largest } from "../common/palette.js";
import { createRadios } from "../common/radios.js";
import { convolve, geometryOf } from "../common/sliding.js";
import { createSegments } from "../common/transport.js";
import { GRID_SIZES, IMAGE } from "./state.js";

/** @import { Bench } from "./state.js" */
/** @import { Setting } from "scenes/lab" */

/**
 * @typedef {Texts} Words
 * @typedef {(change: Partial<Setting>) => void} Change
 */

const ICON = 28;
const THUMBNAIL = 34;

/** @param {number} side cells along an axis @param {number} pixels CSS pixels */
function paintSmall(/** @type {HTMLCanvasElement} */ canvas, /** @type {ArrayLike<number>} */ values, side, pixels,
    /** @type {Palette} */ palette) {
  const ratio = fitCanvas(canvas, pixels, pixels);
  const edges = snappedEdges(side, canvas.width / ratio / side, ratio);
  paintCells(context2d(canvas), values, edges, edges, { kind: "diverging", limit: largest(values) || 1 }, palette);
}

/** @param {Bench} bench @param {Words} text @param {Change} change @param {AbortSignal} signal */
export function createPresets(bench, text, change, signal) {
  const names = [...Object.keys(bench.presets), "learned", "own"];
  const buttons = names.map((name) => {
    const parts = { kernel: element("canvas", { "aria-hidden": "true" }), label: element("span"),
      result: element("canvas", { "aria-hidden": "true" }) };
    const root = element("button", { type: "button", class: "preset" }, parts.kernel, parts.label, parts.result);
    return { name, root, ...parts };
  });
  const field = bench.learned.shape[0] > 1 ? createField(
    { label: text.model_filter, less: text.less, more: text.more, last: bench.learned.shape[0] - 1 },
    (filter) => change({ preset: "learned", filter }), signal) : null;
  const list = element("div", { class: "presets", "aria-label": text.presets }, ...buttons.map(({ root }) => root));
  const radios = createRadios(list, buttons.map(({ root }) => root), (place) => {
    if (names[place] !== "own") change({ preset: names[place] });
  }, signal);
  const { root, note } = build(["section.preset-side", {},
    ["h2", {}, text.presets], list, field?.element, ["p.muted.note", { ref: "note" }, text.presets_note]]);
  let painted = /** @type {unknown[]} */ ([]);

  /** The weights of a button's preset. @param {string} name @returns {ArrayLike<number>} */
  function kernelOf(name) {
    const { setting } = bench;
    if (name === "learned") return bench.learnedKernel(setting.filter);
    if (name === "own") return bench.kernel;
    return bench.presets[name][setting.window - 1] ?? bench.presets[name][2] ?? [];
  }

  function paint(/** @type {Palette} */ palette) {
    const { setting, image, learned } = bench;
    const now = [palette, image, learned, setting.window, setting.filter, devicePixelRatio];
    const isSame = now.every((part, place) => part === painted[place]);
    painted = now;
    const chosen = setting.preset ?? "own";
    radios.mark(names.indexOf(chosen));
    for (const { name, root, kernel, label, result } of buttons) {
      root.hidden = (name === "own" && chosen !== "own") || (name === "learned" && bench.learnedSize === 0);
      setText(label, format(text[`preset_${name}`], { filter: setting.filter }));
      if (root.hidden || (isSame && name !== "own")) continue;
      const weights = kernelOf(name);
      const window = Math.round(Math.sqrt(weights.length));
      const geometry = geometryOf({ size: IMAGE, window, strides: 1, dilation: 1, padding: "none" });
      paintSmall(kernel, weights, window, ICON, palette);
      paintSmall(result, convolve(image, weights, geometry), geometry.places, THUMBNAIL, palette);
    }
    field?.set(setting.filter);
    setText(note, setting.preset === "learned" ? text.model_note : text.presets_note);
  }
  return { element: root, paint };
}

/** @param {Words} text @param {boolean} isPooling @param {Change} change @param {AbortSignal} signal */
export function createSettings(text, isPooling, change, signal) {
  const number = (/** @type {number[]} */ values) => values.map(String).map((name) => ({ name, text: name }));
  const words = (/** @type {string[]} */ names, /** @type {string} */ table) =>
    names.map((name) => ({ name, text: text[`${table}_${name}`] }));
  /** @type {[key: string, choices: {name: string, text: string}[], read: (name: string) => Partial<Setting>][]} */
  const rows = [
    ["size", number([...GRID_SIZES, IMAGE]), (name) => ({ size: Number(name) })],
    ["window", number([1, 2, 3, 4, 5, 6, 7]), (name) => ({ window: Number(name) })],
    ["padding", words(isPooling ? ["none", "same"] : ["none", "ring1", "ring2", "same"], "padding"),
      (name) => ({ padding: /** @type {Setting["padding"]} */ (name) })],
    isPooling
      ? ["strides", [{ name: "default", text: text.strides_default }, ...number([1, 2, 3])],
        (name) => ({ strides: name === "default" ? null : Number(name) })]
      : ["strides", number([1, 2, 3]), (name) => ({ strides: Number(name) })],
  ];
  if (isPooling) rows.unshift(["rule", words(["max", "average"], "rule"),
    (name) => ({ rule: /** @type {Setting["rule"]} */ (name) })]);
  else rows.push(["dilation", number([1, 2, 3]), (name) => ({ dilation: Number(name) })]);
  const parts = rows.map(([key, choices, read]) => {
    const label = text[`set_${key}`];
    const segments = createSegments(label, choices, (name) => change(read(name)), signal);
    return { key, segments,
      element: element("div", { class: "setting" }, element("span", { class: "muted" }, label), segments.element) };
  });
  const root = element("section", { class: "settings" }, element("h2", {}, text.settings),
    ...parts.map((part) => part.element));

  function show(/** @type {Setting} */ setting) {
    for (const { key, segments } of parts) {
      segments.mark(String(Object.entries(setting).find(([name]) => name === key)?.[1] ?? "default"));
    }
  }
  return { element: root, show };
}

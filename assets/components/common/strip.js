/**
 * All maps of a layer as small pictures to choose from, with their kernels below them. Python's `strip_payload` defines
 * the data. At first only some maps are sent; the rest comes on demand.
 */

import { paintCells, snappedEdges } from "./cells.js";
import { STACKED_WIDTH, build, childrenOf, context2d, element, fitCanvas, setAttributes, setText } from "./dom.js";
import { claim } from "./keys.js";
import { clamp, format, formatNumber, paragraph } from "./numbers.js";
import { diverging, largest } from "./palette.js";
import { mapOf } from "./payload.js";
import { STRIP_LOOK, createStripTools, orderOfMaps, stripOrder } from "./striplook.js";

/**
 * `kernels` are present for a convolution, for one of the strip's `kernel_channels`.
 * @typedef {{maps: Packed, strengths: Packed, kernels?: Packed}} StripArrays
 * @typedef {{strip: Strip, filter: number, text: {maps: Texts}}} StripMeta
 * @typedef {ViewContext<StripMeta, StripArrays>} StripContext
 */

const STRIP_GAP = 3;
const STRIP_PHONE_GAP = 6;
/** Least size of a map that fingers can hit, in CSS pixels. */
const STRIP_PHONE_MAP = 46;

/** @param {StripContext} viewContext @param {() => Record<string, unknown>} here values that are sent with a choice */
export function createStrip(viewContext, here) {
  const { signal } = viewContext;
  const text = viewContext.scene.meta.text.maps;
  const { root, list, painted, tools, enlarge, more, kernels } = stripParts(viewContext, () => paint());
  /** In the displayed order. @type {HTMLButtonElement[]} */
  let buttons = [];
  const send = (/** @type {Record<string, unknown>} */ choice) => viewContext.send({ ...here(), ...choice });

  more.addEventListener("click", () => send({ all_maps: true }), { signal });
  enlarge.addEventListener("click", () => {
    const enlarged = !viewContext.scene.meta.strip.enlarged;
    STRIP_LOOK.enlargeAsked = enlarged;
    send({ enlarged });
  }, { signal });
  list.addEventListener("click", (event) => {
    const option = /** @type {Element} */ (event.target).closest("button");
    if (option === null) return;
    mark(Number(option.dataset.map));
    send({ filter: Number(option.dataset.map) });
  }, { signal });
  onOptionKeys(list, () => buttons, signal);

  function paint() {
    const { scene: { meta: { strip, filter }, arrays }, palette, width } = viewContext;
    const { indices, count } = strip;
    setText(painted, paragraph([strip.painted, text.hint]));
    setText(kernels, arrays.kernels === undefined ? "" : strip.kernel_channels === 1
      ? text.kernels
      : format(text.kernels_channel, { channel: strip.kernel_channel, channels: strip.kernel_channels }));
    setText(enlarge, strip.enlarged ? text.close : text.enlarge);
    setAttributes(enlarge, { "aria-expanded": String(strip.enlarged) });
    setText(more, format(text.more, { count: count - indices.length }));
    more.hidden = indices.length === count;
    tools.update(palette, strip.scale, width);
    buttons = arrangeOptions(list, buttons, orderOfMaps(indices, arrays.strengths.values, stripOrder(width)), indices);
    const size = stripMapSize(indices.length, width);
    for (const option of buttons) paintOption(option, Number(option.dataset.place), size, viewContext);
    mark(filter);
  }

  function mark(/** @type {number} */ filter) {
    const chosen = buttons.find((option) => Number(option.dataset.map) === filter);
    for (const option of buttons) {
      option.setAttribute("aria-selected", String(option === chosen));
      option.tabIndex = option === (chosen ?? buttons[0]) ? 0 : -1;
    }
    if (chosen !== undefined && list.scrollWidth > list.clientWidth) {
      const left = chosen.offsetLeft - list.offsetLeft;
      if (left < list.scrollLeft || left + chosen.offsetWidth > list.scrollLeft + list.clientWidth) {
        list.scrollLeft = left - list.clientWidth / 3;
      }
    }
  }
  return { element: root, paint };
}

/** The elements, without maps. @param {StripContext} viewContext @param {() => void} changed */
function stripParts(viewContext, changed) {
  const text = viewContext.scene.meta.text.maps;
  const title = format(text.title, { count: viewContext.scene.meta.strip.count });
  const tools = createStripTools(text, changed, viewContext.signal);
  const enlarge = element("button", { type: "button", class: "plain-button" });
  tools.element.append(enlarge);
  const { root: heading, painted } = build(
    ["div.section-head", {}, ["h2", {}, title], ["span.muted", { ref: "painted" }]]);
  const refs = build(["section.strip-section", {},
    heading, tools.element, ["div.strip", { ref: "list", role: "listbox", "aria-label": title }],
    ["p.muted.strip-kernels", { ref: "kernels" }],
    ["button.plain-button.more-maps", { ref: "more", type: "button" }]]);
  return { ...refs, painted, tools, enlarge };
}

/** @param {HTMLElement} list @param {() => HTMLElement[]} options in the displayed order @param {AbortSignal} signal */
function onOptionKeys(list, options, signal) {
  list.addEventListener("keydown", (event) => {
    const buttons = options();
    const focused = buttons.indexOf(/** @type {HTMLElement} */ (event.target));
    const perRow = buttons.filter((option) => option.offsetTop === buttons[0].offsetTop).length;
    const last = buttons.length - 1;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -perRow, ArrowDown: perRow, Home: -focused,
      End: last - focused }[event.key];
    if (focused < 0 || step === undefined) return;
    claim(event);
    const next = buttons[clamp(focused + step, 0, last)];
    buttons.forEach((option) => { option.tabIndex = option === next ? 0 : -1; });
    next.focus();
  }, { signal });
}

/**
 * One button per map, in order; the focus stays on its map.
 * @param {HTMLElement} list @param {HTMLButtonElement[]} before the existing buttons
 * @param {number[]} places among the sent maps @param {number[]} indices of these
 */
function arrangeOptions(list, before, places, indices) {
  const buttons = before.slice(0, places.length);
  for (const surplus of before.slice(places.length)) surplus.remove();
  while (buttons.length < places.length) {
    buttons.push(element("button", { class: "strip-map", type: "button", role: "option" }, element("canvas")));
  }
  const byMap = new Map(buttons.map((option) => [option.dataset.map, option]));
  const spare = buttons.filter((option) => !indices.includes(Number(option.dataset.map ?? -1)));
  const next = places.map((place) => {
    const option = byMap.get(String(indices[place])) ?? /** @type {HTMLButtonElement} */ (spare.pop());
    option.dataset.map = String(indices[place]);
    option.dataset.place = String(place);
    return option;
  });
  if (next.some((option, place) => option !== childrenOf(list)[place])) {
    const focused = buttons.find((option) => option.matches(":focus"));
    list.replaceChildren(...next);
    focused?.focus();
  }
  return next;
}

/** @returns {number} CSS pixels; a phone cuts off the last map, which suggests swiping */
function stripMapSize(/** @type {number} */ count, /** @type {number} */ width) {
  if (width >= STACKED_WIDTH) return clamp(Math.floor(width / Math.min(count, 32)) - STRIP_GAP, 31, 56);
  const whole = Math.floor(width / (STRIP_PHONE_MAP + STRIP_PHONE_GAP) - 0.5);
  return Math.floor(width / (whole + 0.5)) - STRIP_PHONE_GAP;
}

/** @param {HTMLButtonElement} option @param {number} place @param {number} size @param {StripContext} given */
function paintOption(option, place, size,
    { scene: { meta: { strip, text: { maps: text } }, arrays: { maps, kernels, strengths } }, palette }) {
  const [, rows, columns] = maps.shape;
  const map = strip.indices[place];
  const silent = strip.silent.includes(map);
  const limit = strengths.values[map];
  const scale = STRIP_LOOK.own ? { ...strip.scale, limit } : strip.scale;
  const kernelSize = kernels ? Math.round(size * 0.58) : 0;
  const height = size + (kernels ? kernelSize + 2 : 0);
  const canvas = /** @type {HTMLCanvasElement} */ (option.firstElementChild);
  const ratio = fitCanvas(canvas, size, height);
  const context = context2d(canvas);
  const cell = size / Math.max(rows, columns);
  const edges = [snappedEdges(columns, cell, ratio), snappedEdges(rows, cell, ratio)];
  paintCells(context, mapOf(maps, place), edges[0], edges[1], scale, palette);
  if (silent) {
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    Object.assign(context, { fillStyle: palette.muted, font: "12px sans-serif", textAlign: "center",
      textBaseline: "middle" });
    context.fillText("0", size / 2, size / 2);
    context.setTransform(1, 0, 0, 1, 0, 0);
  }
  if (kernels) {
    const weights = mapOf(kernels, place);
    const sides = snappedEdges(kernels.shape[1], kernelSize / kernels.shape[1], ratio);
    const left = Math.round(((size - kernelSize) / 2) * ratio);
    const top = Math.round((size + 2) * ratio);
    paintCells(context, weights, sides, sides, diverging(largest(weights)), palette, left, top);
  }
  const low = formatNumber(strip.scale.kind === "diverging" ? -limit : 0);
  const label = format(text[silent ? "silent" : STRIP_LOOK.own ? "map_own" : "map"],
    { index: map, low, high: formatNumber(limit) });
  setAttributes(option, { "aria-label": label, title: label });
}

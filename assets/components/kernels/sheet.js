import { build, element, setAttributes, setText } from "../common/dom.js";
import { onKeys } from "../common/keys.js";
import { createLegend } from "../common/legend.js";
import { format, formatCount, formatRange, formatSigned } from "../common/numbers.js";
import { diverging, largest } from "../common/palette.js";
import { mapOf } from "../common/payload.js";
import { createSheet } from "../common/sheet.js";

/** @import { Meta, Size } from "scenes/kernels" */

/**
 * All kernels of the first convolution on one scale, their values or their changes, and one of them enlarged.
 *
 * @typedef {{now: Packed, start: Packed | null}} Kernels arrays of shape (kernels, height, width)
 */

const KERNEL_PITCH = 34;
const KERNEL_LARGE = 62;
const KERNELS_A_ROW = 8;
const SMALL_KERNELS_A_ROW = 4;

/** @param {() => void} changed called after a choice */
export function createKernelSheet(/** @type {Texts} */ text, /** @type {Size} */ size, changed,
    /** @type {AbortSignal} */ signal) {
  const parts = kernelParts(text, size);
  const { root, sheet, legend, frame, moment, choices, choice, detail } = parts;
  let chosen = 0;
  let shows = "now";

  choices.forEach((button, place) => button.addEventListener("click", () => {
    shows = place === 0 ? "now" : "change";
    changed();
  }, { signal }));
  setAttributes(sheet.canvas, { tabindex: 0 });
  sheet.canvas.addEventListener("click", (event) => choose(sheet.indexAt(event)), { signal });
  onKeys(sheet.canvas, (key) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -sheet.perRow(), ArrowDown: sheet.perRow() }[key];
    return step && (() => choose(chosen + step));
  }, signal);

  function choose(/** @type {number | null} */ index) {
    if (index === null || index < 0 || index >= size.shown) return;
    chosen = index;
    changed();
  }

  /** @param {Kernels} kernels @param {Meta} state @param {Palette} palette @param {number} width */
  function paint({ now, start }, state, palette, width) {
    const [count, rows, columns] = now.shape;
    const change = start === null ? null : Float32Array.from(now.values, (value, index) => value - start.values[index]);
    choice.hidden = change === null;
    const values = shows === "change" && change !== null ? change : now.values;
    const scale = diverging(Math.max(largest(now.values), largest(start?.values ?? [])));
    const perRow = Math.min(count, count <= 16 ? SMALL_KERNELS_A_ROW : KERNELS_A_ROW);
    const pitch = Math.min(KERNEL_PITCH, (width + 4) / KERNELS_A_ROW) * (count <= 16 ? 1.6 : 1);
    sheet.paint({ values, count, rows, columns, palette, scaleOf: () => scale, perRow, pitchX: pitch, pitchY: pitch,
      gap: 4 });
    legend.update(palette, scale);
    const box = sheet.boxOf(chosen);
    Object.assign(frame.style,
      { left: `${box.x}px`, top: `${box.y}px`, width: `${box.width}px`, height: `${box.height}px` });
    choices.forEach((button, place) => setAttributes(button,
      { "aria-pressed": String((shows === "now") === (place === 0)) }));
    setText(moment, momentWords(text, state));
    setAttributes(sheet.canvas,
      { "aria-label": format(text.picture, { count, limit: formatRange(scale.limit), filter: chosen }) });
    detail.hidden = change === null;
    if (start === null || change === null) return;
    paintDetail(parts, text, chosen, [start, now, { values: change, shape: now.shape }], scale, palette);
  }
  return { element: root, paint };
}

/** Creates the elements, without numbers. @param {Texts} text @param {Size} size */
function kernelParts(text, size) {
  const sheet = createSheet();
  const large = createSheet();
  const legend = createLegend();
  const captions = ["at_start", "now", "change"].map((name) => element("span", {}, text[name]));
  const choices = ["now", "change"].map((name) => element("button", { type: "button", class: "kernel-wish" },
    text[`show_${name}`]));
  const { root: picture, frame } = build(
    ["div.kernel-sheet", {}, sheet.canvas, ["div.kernel-frame", { ref: "frame" }]]);
  const { root: detail, words } = build(["div.kernel-detail", {},
    ["div.kernel-words.number", { ref: "words", "aria-live": "polite" }], large.canvas,
    ["div.kernel-captions", {}, ...captions]]);
  const refs = build(["section.kernels", {},
    ["div.section-head", {}, ["h2", {}, text.title], ["span.muted.number", {}, sizeWords(text, size)]],
    ["div.kernel-tools", {},
      ["div.kernel-choice", { ref: "choice", role: "group", "aria-label": text.show }, ...choices],
      ["span.muted", { ref: "moment" }]],
    picture, ["div.kernel-below", {}, legend.element], detail]);
  return { ...refs, sheet, large, legend, frame, words, choices, detail };
}

function paintDetail(/** @type {ReturnType<typeof kernelParts>} */ { large, words }, /** @type {Texts} */ text,
    /** @type {number} */ chosen, /** @type {Packed[]} */ stacks, /** @type {Scale} */ scale,
    /** @type {Palette} */ palette) {
  const own = stacks.map((stack) => Array.from(mapOf(stack, chosen)));
  const [, rows, columns] = stacks[0].shape;
  const pitch = KERNEL_LARGE + 16;
  large.paint({ values: own.flat(), count: 3, rows, columns, palette, scaleOf: () => scale, perRow: 3, pitchX: pitch,
    pitchY: pitch, gap: 16 });
  const most = own[2].reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  setText(words, format(text.chosen, { filter: chosen, change: most === 0 ? "0" : formatSigned(most) }));
  setAttributes(large.canvas, { "aria-label": words.textContent });
}

/** Text with the number of kernels shown, of all, and their size. */
function sizeWords(/** @type {Texts} */ text, /** @type {Size} */ { filters, shown, height, width }) {
  return format(filters > shown ? text.size_part : text.size, { filters, shown, height, width });
}

/** Text with the epoch and batch of the kernels. */
function momentWords(/** @type {Texts} */ text, /** @type {Meta} */ { epoch, batch }) {
  if (epoch === 0) return text.before;
  return format(text.moment, { epoch, batch: formatCount(batch) });
}

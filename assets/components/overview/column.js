import { build, element, setAttributes, svgElement } from "../common/dom.js";
import { createLegend } from "../common/legend.js";
import { format, formatCount } from "../common/numbers.js";
import { DRAWINGS } from "./drawings.js";
import { LABEL_WIDTH, NARROW_LEGEND } from "./layout.js";

/** @import { ColumnState, Drawing, Mark } from "./drawings.js" */
/** @import { ColumnMeta } from "scenes/overview" */

/** @typedef {ReturnType<typeof createColumn>} Column */
/**
 * `all`: whether all maps are shown, not only a few.
 * @typedef {Omit<ColumnState, "count" | "silent"> & {all: boolean}} ColumnLook
 */

/** One column of the overview: head, picture, legend, sentence. */
export function createColumn(/** @type {ColumnMeta} */ meta, /** @type {Texts} */ text,
    /** @type {{open: (stage: string) => void}} */ answers, /** @type {AbortSignal} */ signal) {
  const label = format(text[`picture_${meta.word}`] ?? "", { title: meta.title, count: meta.count });
  /** @type {Drawing} */
  const drawing = DRAWINGS[meta.drawing](meta.count, label);
  const marks = svgElement("svg", { class: "marks", "aria-hidden": "true" });
  const { root: picture, content } = build(["div", { class: `column-picture picture-${meta.drawing}` },
    ["div.content", { ref: "content" }, drawing.element, marks]]);
  const full = meta.parameters === null ? "" : format(text.parameters, { count: formatCount(meta.parameters) });
  const { root: parameters, words, count } = build(["span.muted.parameters", { title: full },
    ["span", { ref: "words" }, full],
    ["span", { ref: "count", "aria-hidden": "true" }, meta.parameters === null ? "" : formatCount(meta.parameters)]]);
  const head = element("button",
    { type: "button", class: "column-head", title: format(text.open_layer, { title: meta.title }) },
    element("span", { class: "column-title" }, meta.title),
    element("span", { class: "column-shape number" }, meta.shape), parameters);
  head.addEventListener("click", () => answers.open(meta.stage), { signal });
  const legend = createLegend();
  legend.element.dataset.own = text.range_own;
  if (meta.after) legend.element.append(element("span", { class: "after" }, meta.after));
  // On a phone the head has no space for the parameters.
  const foot = element("div", { class: "foot" }, element("p", { class: "sentence", "data-terms": true }, meta.sentence),
    element("p", { class: "foot-parameters number" }, full));
  for (const dropout of meta.dropouts) {
    const chip = element("button", { type: "button", class: "dropout", title: text.dropout_hint }, dropout.label);
    chip.addEventListener("click", () => answers.open(dropout.stage), { signal });
    foot.append(chip);
  }
  const root = element("section", { class: `column column-${meta.drawing} origin-${meta.origin}` }, head, picture,
    legend.element, foot);

  /** Indices of the shown maps or numbers, in the order of the picture. */
  let shown = fewOf(meta);

  function paint(/** @type {ColumnLook} */ look) {
    shown = look.all ? allOf(meta.count) : fewOf(look.meta);
    const state = { ...look, ...partOf(look, shown) };
    shorten(state.compact || (state.width < LABEL_WIDTH && !drawing.isNarrow));
    legend.element.hidden = drawing.hasColours === false;
    legend.update(state.palette, state.meta.scale);
    legend.element.classList.toggle("narrow", state.width < NARROW_LEGEND && state.meta.scale.kind === "diverging" &&
      !state.phone);
    legend.element.classList.toggle("own", state.ownScale && drawing.ownScales === true && meta.choosable);
    drawing.paint(state);
    picture.style.maxHeight = state.phone ? "" : `${state.height}px`;
    const overflowing = !state.phone && content.offsetHeight > state.height + 1;
    picture.classList.toggle("scrolling", overflowing);
    // A region that scrolls has to be reachable by keyboard.
    setAttributes(picture,
      { tabindex: overflowing || state.phone && picture.scrollWidth > picture.clientWidth + 1 ? 0 : null });
  }

  /** Shows the bare number of parameters; screen readers still get the full text. */
  function shorten(/** @type {boolean} */ brief) {
    words.classList.toggle("visually-hidden", brief);
    count.hidden = !brief;
  }

  function mark(/** @type {Mark[]} */ marked, /** @type {Palette} */ palette) {
    marks.replaceChildren(...marked.filter(({ index }) => shown.includes(index)).flatMap(({ index, tone }) =>
      drawing.frame(boxOf(index), palette[tone], palette.page)));
  }
  const boxOf = (/** @type {number} */ index) => drawing.boxOf(shown.indexOf(index));
  /** @returns {number | null} the index below the pointer */
  function indexAt(/** @type {MouseEvent} */ event) {
    const place = drawing.indexAt(event);
    return place === null ? null : shown[place] ?? null;
  }
  /** Least width of the head, in CSS pixels. */
  const labelWidth = () => Math.max(.../** @type {HTMLElement[]} */ ([...head.children].slice(0, 2))
    .map((each) => each.offsetWidth));
  return { meta, element: root, labelWidth, parameters, picture, content, paint, shorten, mark,
    isNarrow: drawing.isNarrow === true, boxOf, indexAt, perRow: drawing.perRow, shown: () => shown };
}

/** Indices of the maps or numbers shown initially. @returns {number[]} */
export function fewOf(/** @type {ColumnMeta} */ meta) {
  return meta.few ?? allOf(meta.count);
}

function allOf(/** @type {number} */ count) {
  return Array.from({ length: count }, (_, index) => index);
}

/** The arrays of a column, restricted to the shown maps or numbers. @param {ColumnLook} look @param {number[]} shown */
function partOf({ array, meta }, shown) {
  const silent = new Set(meta.silent.map((index) => shown.indexOf(index)).filter((place) => place >= 0));
  if (shown.length === meta.count) return { count: meta.count, silent };
  const size = array.values.length / meta.count;
  const values = new Float32Array(shown.length * size);
  shown.forEach((index, place) => values.set(array.values.subarray(index * size, (index + 1) * size), place * size));
  return { count: shown.length, silent, array: { shape: [shown.length, ...array.shape.slice(1)], values } };
}

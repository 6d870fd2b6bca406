import { createClasses } from "../common/classes.js";
import { element, setAttributes, svgElement } from "../common/dom.js";
import { createLegend } from "../common/legend.js";
import { boxWithin } from "../common/links.js";
import { fill, formatCount } from "../common/numbers.js";
import { createSheet, largestIn } from "../common/sheet.js";
import {
  LABEL_WIDTH, NARROW_LEGEND, STRIP_WIDTH, condensed, layOutMaps, layOutPhoneMaps, layOutPhoneUnits, layOutUnits,
} from "./layout.js";

/** @import { ColumnMeta } from "./layout.js" */

/**
 * One column of the overview: head, numbers as a picture, range, sentence.
 * @param {ColumnMeta} meta
 * @param {Record<string, string>} text
 * @param {{open: (stage: string) => void}} answers
 * @param {AbortSignal} signal
 */
export function createColumn(meta, text, answers, signal) {
  const parts = columnParts(meta, text, answers, signal);
  const { root, sheet, classes, marks, content, picture, words, count, parameters, head, legend } = parts;
  let horizontal = false;

  /**
   * @param {{array: Packed, meta: ColumnMeta, palette: Palette, width: number, height: number, phone: boolean,
   *   ownScale: boolean, compact: boolean}} state
   */
  function paint(state) {
    horizontal = state.phone;
    shorten(state.compact || (state.width < LABEL_WIDTH && meta.picture !== "units"));
    legend.element.hidden = classes !== null;
    showRange(legend, state);
    if (classes !== null) {
      classes.update(state.array.values);
      classes.element.style.height = state.phone ? "" : `${state.height}px`;
    } else if (meta.picture === "strip") {
      paintStrip(sheet, state);
    } else {
      paintSheet(sheet, state);
    }
    picture.style.maxHeight = state.phone ? "" : `${state.height}px`;
    const overflowing = !state.phone && content.offsetHeight > state.height + 1;
    picture.classList.toggle("scrolling", overflowing);
    // A region that scrolls has to be reachable by keyboard.
    setAttributes(picture,
      { tabindex: overflowing || state.phone && picture.scrollWidth > picture.clientWidth + 1 ? 0 : null });
  }

  /** The bare number of parameters; who cannot see still hears what is counted. */
  function shorten(/** @type {boolean} */ brief) {
    words.classList.toggle("visually-hidden", brief);
    count.hidden = !brief;
  }

  /** @param {number} index @returns {DOMRect} from the content's corner */
  function boxOf(index) {
    if (classes !== null) return boxWithin(classes.rowOf(index), content);
    if (meta.picture !== "strip") return sheet.boxOf(index);
    const whole = sheet.boxOf(0);
    const share = 1 / meta.count;
    return horizontal
      ? new DOMRect(whole.width * index * share, 0, whole.width * share, whole.height)
      : new DOMRect(0, whole.height * index * share, whole.width, whole.height * share);
  }

  /** @param {MouseEvent} event @returns {number | null} */
  function indexAt(event) {
    if (classes !== null) {
      const row = /** @type {Element} */ (event.target).closest(".class");
      return row === null ? null : Number(/** @type {HTMLElement} */ (row).dataset.index);
    }
    if (meta.picture !== "strip") return sheet.indexAt(event);
    const bounds = sheet.canvas.getBoundingClientRect();
    const share = horizontal
      ? (event.clientX - bounds.left) / bounds.width
      : (event.clientY - bounds.top) / bounds.height;
    return share >= 0 && share < 1 ? Math.floor(share * meta.count) : null;
  }

  /** @param {{index: number, tone: "focus" | "positive" | "negative"}[]} marked @param {Palette} palette */
  function mark(marked, palette) {
    const thin = meta.picture === "strip";
    marks.replaceChildren(...marked.flatMap(({ index, tone }) => markOf(boxOf(index), palette[tone], thin, palette)));
  }
  /** Least width of the head, in CSS pixels. */
  const labelWidth = () => Math.max(.../** @type {HTMLElement[]} */ ([...head.children].slice(0, 2))
    .map((label) => label.offsetWidth));
  return { meta, element: root, labelWidth, head, parameters, picture, content, paint, shorten, boxOf, indexAt, mark,
    perRow: () => (classes ? 1 : sheet.perRow()) };
}

/**
 * The elements, without numbers.
 * @param {ColumnMeta} meta
 * @param {Record<string, string>} text
 * @param {{open: (stage: string) => void}} answers
 * @param {AbortSignal} signal
 */
function columnParts(meta, text, answers, signal) {
  const sheet = createSheet();
  const classes = meta.picture === "classes" ? createClasses() : null;
  const marks = svgElement("svg", { class: "marks", "aria-hidden": "true" });
  const content = element("div", { class: "content" }, classes?.element ?? sheet.canvas, marks);
  const picture = element("div", { class: `column-picture picture-${meta.picture}` }, content);
  const full = silentAboutParameters(meta) ? "" : fill(text.parameters, { count: formatCount(meta.parameters) });
  const words = element("span", {}, full);
  const count = element("span", { "aria-hidden": "true" }, full && formatCount(meta.parameters));
  const parameters = element("span", { class: "quiet parameters", title: full }, words, count);
  const head = element(
    "button",
    { type: "button", class: "column-head", title: fill(text.open_layer, { title: meta.title }) },
    element("span", { class: "column-title" }, meta.title),
    element("span", { class: "column-shape number" }, meta.shape),
    parameters,
  );
  head.addEventListener("click", () => answers.open(meta.stage), { signal });
  const legend = createLegend();
  legend.element.dataset.own = text.range_own;
  if (meta.after) legend.element.append(element("span", { class: "after" }, meta.after));
  // On a phone there is no room for the parameters in the head.
  const foot = element("div", { class: "foot" }, element("p", { class: "sentence" }, meta.sentence),
    element("p", { class: "foot-parameters number" }, full));
  for (const dropout of meta.dropouts) {
    const chip = element("button", { type: "button", class: "dropout", title: text.dropout_hint }, dropout.label);
    chip.addEventListener("click", () => answers.open(dropout.stage), { signal });
    foot.append(chip);
  }
  const root = element("section", { class: `column column-${meta.picture} kind-${meta.kind}` }, head, picture,
    legend.element, foot);
  const label = fill(text[`${meta.picture}_picture`] ?? "", { title: meta.title, count: meta.count });
  setAttributes(sheet.canvas, { "aria-label": label });
  return { root, sheet, classes, marks, content, picture, words, count, parameters, head, legend };
}

/** @param {ReturnType<typeof createLegend>} legend @param {any} state */
function showRange(legend, state) {
  legend.update(state.palette, state.meta.scale);
  legend.element.classList.toggle("narrow", state.width < NARROW_LEGEND && state.meta.scale.kind === "diverging" &&
    !state.phone);
  legend.element.classList.toggle("own", state.ownScale && state.meta.picture === "maps" &&
    state.meta.kind !== "input");
}

/**
 * A frame, or a bar across a strip.
 * @param {DOMRect} box @param {string} colour @param {boolean} thin @param {Palette} palette
 */
function markOf(box, colour, thin, palette) {
  if (thin) {
    const { x, y } = box;
    return [svgElement("rect", { x, y, width: Math.max(box.width, 1), height: Math.max(box.height, 1), fill: colour })];
  }
  const frame = { x: box.x - 1.5, y: box.y - 1.5, width: box.width + 3, height: box.height + 3, fill: "none" };
  return [
    svgElement("rect", { ...frame, stroke: palette.page, "stroke-width": 5 }),
    svgElement("rect", { ...frame, stroke: colour, "stroke-width": 2.5 }),
  ];
}

/** What never has parameters says nothing about them. */
function silentAboutParameters(/** @type {ColumnMeta} */ meta) {
  return meta.kind === "input" || meta.picture === "strip";
}

/** Maps, or units as maps of one cell. */
function paintSheet(/** @type {ReturnType<typeof createSheet>} */ sheet, /** @type {any} */ state) {
  const { array, meta, palette, width, height, phone, ownScale } = state;
  const maps = meta.picture === "maps";
  const [rows, columns] = maps ? array.shape.slice(1) : [1, 1];
  const [forPhone, forDesktop] = maps ? [layOutPhoneMaps, layOutMaps]
    : [layOutPhoneUnits, (/** @type {number} */ count) => layOutUnits(count, height)];
  const layout = phone ? forPhone(meta.count, width) : forDesktop(meta.count, width, height);
  const own = maps && ownScale && meta.kind !== "input";
  sheet.paint({
    values: array.values, count: meta.count, rows, columns, palette, silent: new Set(meta.silent), ...layout,
    scaleOf: (index) => (own ? { ...meta.scale, limit: largestIn(array.values, index, rows * columns) } : meta.scale),
  });
}

function paintStrip(/** @type {ReturnType<typeof createSheet>} */ sheet, /** @type {any} */ state) {
  const { array, meta, palette, width, height, phone } = state;
  const [long, wide] = phone ? [width, 26] : [height, STRIP_WIDTH];
  const values = condensed(array.values, Math.round(long * (devicePixelRatio || 1)));
  sheet.paint({
    values, count: 1, palette, perRow: 1, gap: 0, scaleOf: () => meta.scale,
    rows: phone ? 1 : values.length, columns: phone ? values.length : 1,
    pitchX: phone ? long : wide, pitchY: phone ? wide : long,
  });
}

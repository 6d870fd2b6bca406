/** The digits of a class, in rows of their labels or in one order; mistakes are framed, with the answer below. */

import { build, element, placeOver, setAttributes, setText } from "../common/dom.js";
import { onKeys } from "../common/keys.js";
import { clamp } from "../common/numbers.js";
import { createSheet } from "../common/sheet.js";

/** @import { Context } from "scenes/wall" */

const GAP = 6;
const FOOT = 18;
/** Width of the labels' column with its gap. */
const LABEL = 30;
const PIXELS = 28 * 28;
/** How far apart digits may be, the largest first, and how high all rows together should be at most. */
const PITCHES = [62, 52, 42, 34];
const HEIGHT = 560;

/**
 * How many digits stand in a row, and how far apart: as large as possible without the picture being too high.
 * @param {number} width @param {number[]} counts how many digits each label has
 */
export function wallSizes(width, counts) {
  const sizes = PITCHES.map((pitch) => ({ perRow: Math.max(1, Math.floor((width - LABEL + GAP) / pitch)), pitch }));
  const lines = (/** @type {number} */ perRow) => counts.reduce((sum, count) => sum + Math.ceil(count / perRow), 0);
  return sizes.find(({ perRow, pitch }) => lines(perRow) * pitch <= HEIGHT) ?? sizes[sizes.length - 1];
}

/** @param {Context} viewContext @returns {View} */
export default function createWall(viewContext) {
  const { host, signal, scene: { meta: { text, counts } } } = viewContext;
  const name = element("span", { class: "name", "aria-live": "polite" });
  const frames = { chosen: element("div", { class: "frame chosen" }), pointed: element("div", { class: "frame" }) };
  const byLabel = counts.length > 1;
  const rows = counts.map((_, row) => createRow(row));
  const { root } = build(["div.wall", { tabindex: 0, role: "group", "aria-label": text.keys },
    ...rows.map((row) => row.element)]);
  host.append(root, element("div", { class: "below" }, name));
  /** What is pointed at, by mouse or arrow keys. @type {number | null} */
  let pointed = null;
  let chosen = viewContext.scene.meta.chosen;
  onKeys(root, (key) => {
    const [here, perRow] = [pointed ?? chosen ?? 0, rows[0].sheet.perRow()];
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -perRow, ArrowDown: perRow }[key];
    if (key === "Enter" || key === " ") return () => choose(here);
    return step && (() => point(clamp(here + step, 0, viewContext.scene.meta.names.length - 1)));
  }, signal);

  function createRow(/** @type {number} */ place) {
    const sheet = createSheet();
    const marks = element("div");
    const surface = element("div", { class: "surface" }, sheet.canvas, marks);
    const label = byLabel ? [element("strong", { class: "label" }, String(place))] : [];
    const row = element("div", { class: byLabel ? "row labelled" : "row" }, ...label, surface);
    const at = (/** @type {MouseEvent} */ event) => {
      const index = sheet.indexAt(event);
      return index === null ? null : firstOf(place) + index;
    };
    sheet.canvas.addEventListener("pointermove", (event) => point(at(event)), { signal });
    sheet.canvas.addEventListener("pointerleave", () => point(null), { signal });
    sheet.canvas.addEventListener("click", (event) => {
      const index = at(event);
      if (index !== null) choose(index);
    }, { signal });
    return { element: row, surface, sheet, marks };
  }

  /** The place of a row's first digit among all. */
  function firstOf(/** @type {number} */ row) {
    return viewContext.scene.meta.counts.slice(0, row).reduce((sum, count) => sum + count, 0);
  }

  function point(/** @type {number | null} */ index) {
    pointed = index;
    mark();
  }

  function choose(/** @type {number} */ index) {
    chosen = index;
    mark();
    viewContext.send({ image: index });
  }

  /** The frames, and the name of what is pointed at, else of what is chosen. */
  function mark() {
    const { meta } = viewContext.scene;
    for (const [frame, place] of /** @type {const} */ ([[frames.chosen, chosen], [frames.pointed, pointed]])) {
      frame.hidden = place === null || place >= meta.names.length;
      if (place === null || frame.hidden) continue;
      const row = meta.counts.findIndex((count, each) => place < firstOf(each) + count);
      const { sheet, surface } = rows[row];
      surface.append(frame);
      placeOver(frame, sheet.boxOf(place - firstOf(row)));
    }
    const told = pointed ?? chosen;
    setText(name, told === null ? text.hint : meta.names[told] ?? "");
  }

  /** A frame around each mistake of a row, with the answer below, and the label unless it is the row's. */
  function marksOf(/** @type {number} */ row) {
    const { counts: all, labels, wrong } = viewContext.scene.meta;
    const first = firstOf(row);
    return wrong.slice(first, first + all[row]).flatMap((answer, index) => {
      if (answer === null) return [];
      const box = rows[row].sheet.boxOf(index);
      return [framed(box, "wrong"), below(box, byLabel ? `→ ${answer}` : `${labels[first + index]}→${answer}`)];
    });
  }

  function update() {
    pointed = null;
    chosen = viewContext.scene.meta.chosen;
  }

  function paint() {
    const { scene: { meta, arrays }, palette, width } = viewContext;
    const { perRow, pitch } = wallSizes(width, meta.counts);
    meta.counts.forEach((count, place) => {
      const { sheet, element: row, marks } = rows[place];
      const first = firstOf(place);
      const foot = meta.wrong.slice(first, first + count).some((answer) => answer !== null) ? FOOT : 0;
      row.hidden = count === 0;
      if (row.hidden) return;
      sheet.paint({ values: arrays.images.values.slice(first * PIXELS, (first + count) * PIXELS), count, rows: 28,
        columns: 28, palette, perRow, pitchX: pitch, pitchY: pitch + foot, gap: GAP, foot,
        scaleOf: () => ({ kind: "pixels", limit: 255 }) });
      marks.replaceChildren(...marksOf(place));
      setAttributes(sheet.canvas, { "aria-label": `${byLabel ? `${text.label} ${place}` : text.digits}: ${count}` });
    });
    mark();
  }
  return { update, paint };
}

/** @param {DOMRect} box @param {string} kind */
function framed(box, kind) {
  const frame = element("div", { class: `frame ${kind}` });
  placeOver(frame, box);
  return frame;
}

/** @param {DOMRect} box @param {string} words */
function below(box, words) {
  const { x, y, width, height } = box;
  return element("span", { class: "answer", "aria-hidden": "true",
    style: `left: ${x}px; top: ${y + height}px; width: ${width}px` }, words);
}

/** The same image in two to five networks: a row per network, a column per stage; on a phone, stage by stage. */

import { build, element, muted, setAttributes } from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { createLegend } from "../common/legend.js";
import { format } from "../common/numbers.js";
import { PIXELS } from "../common/palette.js";
import { createSheet, largestIn } from "../common/sheet.js";

/** @import { Column, Context, Meta, Network } from "scenes/compare" */

/** Side lengths in CSS pixels; cells of kernels have the same size for all kernels. */
const KERNEL_CELL = 7;
const UNIT_SIDE = 7;
const IMAGE_CELL = 2.5;
const SHEET_GAP = 4;

/** @param {Context} viewContext @returns {View} */
export default function createComparison(viewContext) {
  const { root, grid } = build(
    ["div.compare-scroll", { tabindex: 0, role: "group" }, ["div.compare-grid", { ref: "grid" }]]);
  viewContext.host.append(root);
  /** @type {(() => void)[]} */
  let painters = [];

  function update() {
    const { meta } = viewContext.scene;
    painters = [];
    grid.style.setProperty("--rows", String(meta.rows.length));
    setAttributes(root, { "aria-label": meta.text.label });
    const columns = meta.columns.map((column, place) => stageColumn(viewContext, column, place, painters));
    grid.replaceChildren(...lettersColumn(meta), ...imageColumn(viewContext, painters), ...columns.flat(),
      ...answerColumn(meta));
  }
  return {
    update,
    paint() {
      for (const paint of painters) paint();
    },
  };
}

function letterOf(/** @type {string} */ letter) {
  return element("span", { class: `letter letter-${letter.toLowerCase()}` }, letter);
}

/** A column's head and the cells below it. */
function columnOf(/** @type {string} */ kind, /** @type {Node[]} */ head, /** @type {Network[]} */ rows,
    /** @type {(row: Network, index: number) => Node[]} */ fillCell) {
  const cells = rows.map((row, index) =>
    element("div", { class: `compare-cell ${kind}`, "data-letter": row.letter },
      element("span", { class: "cell-letter" }, letterOf(row.letter)), ...fillCell(row, index)));
  return [element("div", { class: `compare-head ${kind}` }, ...head), ...cells];
}

function lettersColumn(/** @type {Meta} */ meta) {
  return columnOf("letters", [], meta.rows, (row) => [letterOf(row.letter)]);
}

function imageColumn(/** @type {Context} */ viewContext, /** @type {(() => void)[]} */ painters) {
  const { meta, arrays } = viewContext.scene;
  return columnOf("image", [element("h3", {}, meta.text.input)], meta.rows, () => {
    const map = createMap();
    setAttributes(map.canvas, { "aria-label": meta.text.input });
    painters.push(() => {
      map.configure({ values: arrays.image.values, rows: 28, columns: 28, scale: PIXELS,
        palette: viewContext.palette, cell: IMAGE_CELL });
      map.draw();
    });
    return [map.canvas];
  });
}

/** @param {Context} viewContext @param {Column} column @param {number} place @param {(() => void)[]} painters */
function stageColumn(viewContext, column, place, painters) {
  const { meta, arrays } = viewContext.scene;
  const legend = createLegend();
  painters.push(() => legend.update(viewContext.palette, column.scale));
  return columnOf(column.kind, [element("h3", {}, column.title), legend.element], meta.rows, (row, index) => {
    const packed = arrays[`maps_${place}_${index}`];
    if (packed === undefined) return [muted(meta.text.absent)];
    const sheet = createSheet();
    const [count, rows, columns] = packed.shape;
    const total = column.cells[index].total;
    setAttributes(sheet.canvas, { "aria-label": format(meta.text.maps_label,
      { letter: row.letter, title: column.title, count, total, rows, columns }) });
    painters.push(() => sheet.paint({ values: packed.values, count, rows, columns, palette: viewContext.palette,
      scaleOf: () => column.scale, ...arrangement(column, count, rows), silent: silentIn(packed, column) }));
    const more = count < total
      ? [element("span", { class: "more muted" }, format(meta.text.more, { count, total }))] : [];
    return [sheet.canvas, ...more];
  });
}

/** The layout of a stage's maps. @param {Column} column @param {number} count @param {number} rows */
function arrangement({ flat, side, per_row: perRow }, count, rows) {
  if (flat) return { perRow: Math.min(count, 16), pitchX: UNIT_SIDE + 1, pitchY: UNIT_SIDE + 1, gap: 1 };
  const pitch = (side ?? rows * KERNEL_CELL) + SHEET_GAP;
  return { perRow: Math.min(count, perRow), pitchX: pitch, pitchY: pitch, gap: SHEET_GAP };
}

/** Maps that are 0 everywhere. @param {Packed} packed @param {Column} column */
function silentIn(packed, { flat }) {
  /** @type {Set<number>} */
  const silent = new Set();
  if (flat) return silent;
  const [count, rows, columns] = packed.shape;
  for (let index = 0; index < count; index += 1)
    if (largestIn(packed.values, index, rows * columns) === 0) silent.add(index);
  return silent;
}

function answerColumn(/** @type {Meta} */ meta) {
  return columnOf("answer", [element("h3", {}, meta.text.answer)], meta.rows, (row) => {
    const bars = row.answers.map((answer) =>
      element(
        "li",
        {},
        element("span", {}, String(answer.digit)),
        element("span", { class: "answer-track" }, element("span", { style: `width: ${100 * answer.share}%` })),
        element("span", { class: "number" }, answer.shown),
      ));
    const verdict = element("span", { class: `verdict ${row.verdict ?? ""}` }, row.verdict_words);
    return [element("div", { class: "answer-says" }, element("strong", {}, String(row.prediction)), verdict),
      element("ol", { class: "answer-bars" }, ...bars)];
  });
}

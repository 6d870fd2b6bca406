/** The effect of filters: the test accuracy in each state, and its change without each filter of the layer. */

import { build, cleared, element, placeIn, setText } from "../common/dom.js";
import { paintFocus } from "../common/frames.js";
import { format, formatSigned } from "../common/numbers.js";

/** @import { Context, Meta, Row } from "scenes/filterworth" */

const HEIGHT = 92;
const AXIS = 30;
const PAD = 6;
/** Least distance between two labels. */
const LINE = 13;

/** @param {Context} viewContext @returns {View} */
export default function createWorth(viewContext) {
  const { host, signal } = viewContext;
  const { root, rows, title, bar, canvas, rank, spare } = build(["section.worth", {},
    ["h2", {}, viewContext.scene.meta.text.title], ["dl.states", { ref: "rows" }], ["h3", { ref: "title" }],
    ["progress", { ref: "bar", max: 1 }], ["canvas.bars", { ref: "canvas", role: "img" }], ["p.rank", { ref: "rank" }],
    ["p.muted", { ref: "spare" }]]);
  host.append(root);

  function update() {
    const { meta } = viewContext.scene;
    rows.replaceChildren(...meta.rows.map((row) => element("div", { class: row.name },
      element("dt", {}, row.label), element("dd", { class: "accuracy number" }, accuracyOf(row, meta)),
      element("dd", { class: "muted number" }, row.right))));
    setText(title, meta.title);
    bar.hidden = meta.changes !== null || meta.progress === null;
    bar.value = meta.progress ?? 0;
    bar.setAttribute("aria-label", meta.title);
    canvas.hidden = meta.changes === null;
    setText(rank, meta.rank);
    setText(spare, meta.spare);
    canvas.setAttribute("aria-label", `${meta.title}. ${meta.rank} ${meta.spare}`);
  }

  function paint() {
    paintBars(canvas, viewContext, rows.clientWidth || viewContext.width);
  }

  /** The filter of the bar below the pointer. @param {MouseEvent} event @returns {number | null} */
  function under(event) {
    const { changes, order } = viewContext.scene.meta;
    if (changes === null) return null;
    const { pitch } = layOut(changes, canvas.clientWidth);
    return order[Math.floor((placeIn(canvas, event).x - AXIS) / pitch)] ?? null;
  }
  canvas.addEventListener("click", (event) => {
    const filter = under(event);
    if (filter !== null) viewContext.send({ filter });
  }, { signal });
  canvas.addEventListener("mousemove", (event) => {
    const { meta } = viewContext.scene;
    const filter = under(event);
    setText(spare, filter === null || meta.changes === null ? meta.spare
      : format(meta.text.pointed, { filter, change: formatSigned(meta.changes[filter], 0) }));
  }, { signal });
  canvas.addEventListener("mouseleave", () => setText(spare, viewContext.scene.meta.spare), { signal });
  return { update, paint };
}

/** The accuracy; the accuracy without changes links to the evaluation. @param {Row} row @param {Meta} meta */
function accuracyOf(row, meta) {
  const words = row.accuracy ?? "…";
  return row.name === "learned" ? element("a", { class: "within", href: meta.evaluation }, words) : words;
}

/** @param {HTMLCanvasElement} canvas @param {Context} viewContext @param {number} width CSS pixels */
function paintBars(canvas, { scene: { meta }, palette, host }, width) {
  const { changes } = meta;
  if (changes === null) return;
  const pen = cleared(canvas, width, HEIGHT);
  const { xOf, yOf, pitch, low, high } = layOut(changes, width);
  Object.assign(pen, { font: `12px ${getComputedStyle(host).fontFamily}`, fillStyle: palette.muted, textAlign: "right",
    textBaseline: "middle" });
  const labels = [0, ...[low, high].filter((value) => Math.abs(yOf(value) - yOf(0)) >= LINE)];
  for (const value of labels) pen.fillText(formatSigned(value, 0), AXIS - 5, yOf(value));
  pen.fillRect(AXIS, Math.round(yOf(0)) - 0.5, width - AXIS - PAD, 1);
  const box = (/** @type {number} */ place) => {
    const change = changes[meta.order[place]];
    const [from, to] = [yOf(Math.max(change, 0)), yOf(Math.min(change, 0))];
    return new DOMRect(xOf(place), from, pitch - (pitch > 3 ? 1 : 0), to - from);
  };
  meta.order.forEach((index, place) => {
    const { x, y, width: across, height } = box(place);
    pen.fillStyle = changes[index] < 0 ? palette.ramps.minus[2] : palette.ramps.activation[2];
    pen.fillRect(x, y, across, height);
  });
  const { x, y, width: across, height } = box(meta.order.indexOf(meta.filter));
  paintFocus(pen, new DOMRect(x, y - 2, Math.max(across, 2), height + 4), palette, false, 2);
}

/** The positions of the bars. @param {number[]} changes @param {number} width CSS pixels */
function layOut(changes, width) {
  const [low, high] = [Math.min(0, ...changes), Math.max(0, ...changes)];
  const pitch = (width - AXIS - PAD) / changes.length;
  const yOf = (/** @type {number} */ value) => 8 + ((HEIGHT - 16) * (high - value)) / (high - low || 1);
  return { low, high, pitch, yOf, xOf: (/** @type {number} */ place) => AXIS + place * pitch };
}

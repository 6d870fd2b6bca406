/**
 * The calculation of a gradient: linked maps side by side, lines that add up, and the images of the batch. Pointing at
 * a cell shows its numbers; a click sends the cell to Python.
 */

import { BESIDE_WIDTH, build, element, setText } from "../common/dom.js";
import { pick } from "../common/frames.js";
import { createMap } from "../common/heatmap.js";
import { createImageBars } from "../common/imagebars.js";
import { closedOf, hatch, numbersOf } from "../common/laidcells.js";
import { createLegend } from "../common/legend.js";
import { clamp, format, formatNumber, formatRange } from "../common/numbers.js";
import { colourOf, inkOn } from "../common/palette.js";

/** @import { Context, Line, Panel, Section } from "scenes/gradients" */

const LARGEST = 218;
const SMALLEST = 92;
const BESIDE = 150;
/** Largest width of a kernel's cell, in CSS pixels. */
const LARGEST_CELL = 48;
/** From this width on, a cell shows its number. */
const WRITTEN_CELL = 40;
/** Width of the lines beside the panels, and the gap between panels. */
const LINES_WIDTH = 348;
const GAP = 34;

/** @param {Context} viewContext @returns {View} */
export default function createGradients(viewContext) {
  const { host } = viewContext;
  const sections = element("div", { class: "gradient-sections" });
  const bars = createImageBars(viewContext);
  const { root: end, result, note } = build(["div.gradient-end", {}, ["div.gradient-lines", { ref: "result" }],
    ["p.gradient-note", { ref: "note", "data-terms": true }]]);
  host.append(sections, bars.element, end);
  let shape = "";
  /** @type {ReturnType<typeof createSection>[]} */
  let shown = [];
  let ended = new AbortController();
  viewContext.signal.addEventListener("abort", () => ended.abort());

  function paint() {
    const { meta } = viewContext.scene;
    const now = JSON.stringify(meta.sections.map((section) => section.panels.map((panel) => panel.action)));
    if (now !== shape) {
      ended.abort();
      ended = new AbortController();
      shown = meta.sections.map((_, place) => createSection(viewContext, place, ended.signal));
      sections.replaceChildren(...shown.map((section) => section.element));
      shape = now;
    }
    for (const section of shown) section.paint();
    bars.paint();
    result.replaceChildren(...meta.result.map(createLine));
    setText(note, meta.note);
    host.dataset.painted = meta.identity;
  }
  return { update() {}, paint };
}

/** @param {Context} viewContext @param {number} place of the section @param {AbortSignal} signal */
function createSection(viewContext, place, signal) {
  const here = () => /** @type {Section} */ (viewContext.scene.meta.sections[place]);
  const { root, title, lead, row, told, linesTitle, lines, beside, picture } = build(["section.gradient-section", {},
    ["div.section-head", {}, ["h2", { ref: "title" }]], ["p.gradient-lead", { ref: "lead", "data-terms": true }],
    ["div.gradient-picture", { ref: "picture" },
      ["div", {}, ["div.gradient-panels", { ref: "row" }], ["p.gradient-told", { ref: "told", "aria-live": "polite" }]],
      ["div.gradient-account", {}, ["h3", { ref: "linesTitle" }], ["div.gradient-lines", { ref: "lines" }],
        ["div", { ref: "beside" }]]]]);
  const panels = here().panels.map((_, index) => createPanel(viewContext, () => here().panels[index], {
    point: (cell) => point(index, cell), choose: (cell) => choose(index, cell) }, signal));
  here().panels.forEach(({ operator }, index) => (operator === "|" ? beside : row).append(panels[index].element));

  /** Marks a cell in all linked panels and shows its numbers. */
  function point(/** @type {number} */ index, /** @type {number | null} */ cell) {
    const own = here().panels[index];
    here().panels.forEach((panel, other) => {
      const belongs = other === index || (own.linked && panel.linked && panel.cells.count === own.cells.count);
      panels[other].draw(belongs ? cell : null);
    });
    tell(index, cell);
  }

  function tell(/** @type {number} */ index, /** @type {number | null} */ cell) {
    const { meta, arrays } = viewContext.scene;
    const own = here().panels[index];
    const at = cell ?? own?.focus ?? null;
    if (own === undefined || at === null) return setText(told, "");
    const linked = here().panels.filter((panel) => panel === own
      || (own.linked && panel.linked && panel.cells.count === own.cells.count));
    const numbers = linked.map((panel) => {
      const number = formatNumber(numbersOf(arrays, panel.cells)[at], meta.decimals);
      const sign = ["×", "="].includes(panel.operator) ? panel.operator : panel === linked[0] ? "" : ", ";
      return `${sign} ${number}`;
    });
    return setText(told, `${nameOf(own.cells, at, meta.text)}: ${numbers.join(" ").replaceAll(" ,", ",").trim()}`);
  }

  function choose(/** @type {number} */ index, /** @type {number} */ cell) {
    const { action, cells } = here().panels[index];
    if (action === "") return point(index, cell);
    return viewContext.send({ [action]: cells.first + cell });
  }

  function paint() {
    const section = here();
    setText(title, section.title);
    setText(lead, section.lead);
    setText(linesTitle, section.lines_title);
    lines.replaceChildren(...section.lines.map(createLine));
    picture.classList.toggle("bare", panels.length === 0);
    const { width } = viewContext;
    const count = Math.max(section.panels.filter(({ operator }) => operator !== "|").length, 1);
    const size = clamp((width < BESIDE_WIDTH ? width : width - LINES_WIDTH) / count - GAP, SMALLEST, LARGEST);
    for (const panel of panels) panel.paint(size);
    tell(0, null);
  }
  return { element: root, paint };
}

function nameOf(/** @type {Cells} */ { is_row: isRow, first, columns }, /** @type {number} */ cell,
    /** @type {Texts} */ text) {
  return isRow ? format(text.unit, { unit: first + cell })
    : format(text.place, { row: Math.floor(cell / columns), column: cell % columns });
}

/**
 * @param {Context} viewContext @param {() => Panel} here
 * @param {{point: (cell: number | null) => void, choose: (cell: number) => void}} answers @param {AbortSignal} signal
 */
function createPanel(viewContext, here, answers, signal) {
  const map = createMap();
  const legend = createLegend();
  const { root, operator, title, note, frame } = build(["div.gradient-panel", {},
    ["span.gradient-operator", { ref: "operator", "aria-hidden": "true" }],
    ["div.gradient-body", {}, ["h3", { ref: "title" }], ["span.muted", { ref: "note" }],
      ["div", { ref: "frame" }]]]);
  frame.append(map.canvas, legend.element);
  pick(map.canvas, (event) => {
    const cell = map.cellAt(event);
    return cell === null ? null : cell.row * here().cells.columns + cell.column;
  }, answers, signal);
  const boxOf = (/** @type {number} */ cell) => {
    const { columns } = here().cells;
    return { row: Math.floor(cell / columns), column: cell % columns, height: 1, width: 1 };
  };

  function draw(/** @type {number | null} */ hover = null) {
    const { focus, cells } = here();
    const { palette, scene: { arrays } } = viewContext;
    map.draw({
      windows: focus === null ? [] : [boxOf(focus)],
      hover: hover === null ? null : boxOf(hover),
      marks: (context, rectangle) => {
        hatch(context, closedOf(arrays, cells).map((cell) => rectangle(boxOf(cell))), palette);
        if (rectangle(boxOf(0)).width >= WRITTEN_CELL)
          writeNumbers(context, numbersOf(arrays, cells), (cell) => rectangle(boxOf(cell)), cells.scale, palette);
      },
    });
  }

  function paint(/** @type {number} */ size) {
    const panel = here();
    const { cells } = panel;
    const { palette, scene: { arrays, meta } } = viewContext;
    setText(title, panel.title);
    setText(note, panel.note);
    setText(operator, panel.operator === "|" ? "" : panel.operator);
    root.classList.toggle("apart", panel.operator === "|");
    const longest = panel.operator === "|" ? Math.min(size, BESIDE) : size;
    const cell = Math.min(longest / Math.max(cells.rows, cells.columns), LARGEST_CELL);
    map.configure({ values: numbersOf(arrays, cells), rows: cells.rows, columns: cells.columns, scale: cells.scale,
      palette, cell, count: cells.count });
    map.canvas.classList.toggle("pickable", panel.action !== "");
    map.canvas.setAttribute("aria-label", `${panel.title}, ${panel.note}`);
    legend.update(palette, cells.scale);
    root.dataset.action = panel.action;
    root.title = panel.is_gradient ? meta.text.colours : "";
    draw();
  }
  return { element: root, paint, draw };
}

/** Writes each number into its cell if it fits. */
function writeNumbers(/** @type {Context2D} */ context, /** @type {ArrayLike<number>} */ numbers,
    /** @type {(cell: number) => DOMRect} */ rectangle, /** @type {Scale} */ scale, /** @type {Palette} */ palette) {
  Object.assign(context, { font: "600 12px sans-serif", textAlign: "center", textBaseline: "middle" });
  for (let cell = 0; cell < numbers.length; cell += 1) {
    const { x, y, width, height } = rectangle(cell);
    context.fillStyle = inkOn(colourOf(palette, scale, numbers[cell]));
    const words = formatRange(numbers[cell]);
    if (context.measureText(words).width < width - 2) context.fillText(words, x + width / 2, y + height / 2);
  }
}

/** One term of a sum with its bar, or the sum. @param {Line} line */
function createLine({ name, value, sign, share, kind }) {
  const look = sign > 0 ? "positive" : sign < 0 ? "negative" : "";
  const bar = share === null ? null : element("span", { class: "gradient-bar", "aria-hidden": "true" },
    element("span", { class: share < 0 ? "minus" : "plus", style: `--share: ${Math.abs(share)}` }));
  return element("div", { class: `gradient-line ${kind}` }, element("span", { class: "gradient-name" }, name), bar,
    element("span", { class: `number ${kind === "total" ? "" : look}`, "data-part": kind }, value));
}

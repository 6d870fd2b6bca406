/** The whole network for one image; see `explainer.ui.pictures.overview`. */

import { rememberChoice } from "../common/choice.js";
import { PHONE_WIDTH, build, element, setText } from "../common/dom.js";
import { clamp } from "../common/numbers.js";
import { explainedCell } from "./accounts.js";
import { createColumn, fewOf } from "./column.js";
import { createFibres } from "./fibres.js";
import { createHeader, verdictOf } from "./header.js";
import { createInspector, inspect } from "./inspector.js";
import { SHORT_WINDOW, layOutColumns, topOf, windowHeight } from "./layout.js";
import { chainOf } from "./origins.js";
import { bringIntoView, feedOf, linesOf, listen, markPlaces } from "./pointing.js";

/** @import { Column } from "./column.js" */
/** @import { OverviewState } from "./pointing.js" */
/** @import { Brace, ColumnMeta, Context, Payload, Place } from "scenes/overview" */

/** Least height of the columns' maps, and how much lower they may be so that the panel is visible. */
const LEAST_HEIGHT = 264;
const SQUEEZE = 64;
/** Space below the overview. */
const ROOM_BELOW = 4;

/** @param {Context} viewContext @returns {View} */
export default function createOverview(viewContext) {
  const { host, signal } = viewContext;
  const { meta } = viewContext.scene;
  /** @type {OverviewState} */
  const state = { focus: meta.focus, pinned: false, ownScale: false, all: false, phone: false, sought: true,
    example: true };
  const known = rememberChoice(state.focus);
  const header = createHeader(meta.text, meta.examples.length, {
    scaled(ownScale) {
      state.ownScale = ownScale;
      paint();
    },
    opened(all) {
      const few = fewOf(metaOf(state.focus.column));
      const focus = all || few.includes(state.focus.index) ? state.focus : { ...state.focus, index: few[0] };
      Object.assign(state, { all, focus, ownScale: all && state.ownScale, sought: true });
      paint();
    },
    chosen: (image) => viewContext.send({ image }),
  }, signal);
  const columns = meta.columns.map((column) => createColumn(column, meta.text, { open: openStage }, signal));
  const fibres = createFibres();
  const network = element("div", { class: "network", tabindex: 0, role: "group", "aria-label": meta.text.network });
  arrangeColumns(network, columns, meta.braces);
  network.append(fibres.element);
  const verdict = element("div", { class: "verdict" });
  columns[columns.length - 1].picture.after(verdict);
  const ask = (/** @type {string} */ question) => () => viewContext.send({ [question]: true });
  const questions = [0, 1].map(() => ["why", "where"].map((question) => createQuestion(ask(question), signal)));
  const inspector = createInspector(meta.text, () => open(state.focus), signal);
  const { root, status } = build(["div.overview", { lang: meta.language },
    header.element, ["div.network-scroller", {}, network], inspector.element,
    ["div.visually-hidden", { ref: "status", "aria-live": "polite" }]]);
  host.append(root);
  addEventListener("resize", () => {
    // The maps fill the window's height; `watchSize` handles changes of the width.
    if (!state.phone && host.clientWidth === viewContext.width) paint();
  }, { signal });
  listen({ network: network, columns, state, status, text: meta.text, point: (place, pinned) => point(place, pinned),
    open: (place) => open(place), metaOf: (column) => metaOf(column), redraw: () => show() }, signal);

  function metaOf(/** @type {number} */ column) {
    return viewContext.scene.meta.columns[column];
  }

  function open(/** @type {Place} */ place) {
    const meta = metaOf(place.column);
    viewContext.send(meta.origin === "given"
      ? { stage: meta.stage }
      : { stage: meta.stage, filter: place.index, ...explainedCell(viewContext.scene, place) });
  }

  /** Opens a layer at the map in focus, if that is in the layer's chain. */
  function openStage(/** @type {string} */ stage) {
    const { focus } = state;
    const column = viewContext.scene.meta.columns.findIndex((meta) => meta.stage === stage);
    const isRelated = column >= 0 && metaOf(column).chain === metaOf(focus.column).chain;
    if (isRelated) open({ column, index: focus.index });
    else viewContext.send({ stage });
  }

  function update() {
    viewContext.scene = completed(viewContext.scene);
    const { focus, prediction, label, text, why, where } = viewContext.scene.meta;
    // For another image, the map in focus may not be among the few shown.
    if (known.received(focus) || !state.all && !fewOf(metaOf(state.focus.column)).includes(state.focus.index)) {
      Object.assign(state, { focus, pinned: false, example: true });
    }
    state.sought = true;
    header.update(viewContext.scene);
    verdict.replaceChildren(...verdictOf(prediction, label, text), ...questions[0]);
    header.answer.append(...questions[1]);
    for (const buttons of questions) [why, where].forEach((words, place) => setText(buttons[place], words));
  }

  function paint() {
    const { palette, scene, width } = viewContext;
    state.phone = width < PHONE_WIDTH;
    root.classList.toggle("phone", state.phone);
    root.classList.toggle("few", !state.all && scene.meta.columns.some((meta) => fewOf(meta).length < meta.count));
    root.classList.toggle("short", windowHeight(root) < SHORT_WINDOW && !state.phone);
    const height = clamp(windowHeight(root) - topOf(root) - 470, LEAST_HEIGHT, 416);
    header.paint(scene, palette, state);
    fit(height);
  }

  /**
   * Lowers the maps until the panel is visible: other parts (a brace of two lines, sentences below it) may push it
   * below the window.
   */
  function fit(/** @type {number} */ height, attempts = 3) {
    arrange(height);
    show();
    const end = topOf(root) + root.offsetHeight + ROOM_BELOW;
    const excess = state.phone ? 0 : Math.ceil(end - windowHeight(root));
    const lower = Math.max(height - excess, LEAST_HEIGHT - SQUEEZE);
    // Lower maps are also narrower, so their sentences may need another line.
    if (excess > 0 && lower < height && attempts > 1) fit(lower, attempts - 1);
  }

  /** Lays out and paints all columns, with maps of at most `height`. */
  function arrange(/** @type {number} */ height) {
    const { palette, scene, width } = viewContext;
    root.classList.remove("compact");
    root.classList.toggle("low", height < LEAST_HEIGHT && !state.phone);
    const labels = columns.map((column) => column.labelWidth());
    const shown = scene.meta.columns.map((meta) => ({ ...meta, count: state.all ? meta.count : fewOf(meta).length }));
    const layout = layOutColumns(shown, width, height, labels);
    root.classList.toggle("compact", layout.compact && !state.phone);
    network.style.gridTemplateColumns = layout.widths
      .map((each, place) => (place === 0 ? `${each}px`
        : `minmax(${layout.gaps[place - 1]}px, ${layout.gaps[place - 1]}fr) ${each}px`))
      .join(" ");
    columns.forEach((column, place) => {
      const meta = metaOf(place);
      column.paint({
        array: scene.arrays[meta.array], meta, palette, height, phone: state.phone, ownScale: state.ownScale,
        compact: layout.compact, all: state.all,
        // Columns of a chain show their maps in the same places.
        width: state.phone ? width : Math.min(...chainOf(scene.meta.columns, place).map((each) => layout.widths[each])),
      });
    });
    if (!state.phone) shortenParameters(columns);
  }

  /** Draws frames, lines and numbers of the map or unit in focus. */
  function show() {
    const { scene, palette } = viewContext;
    const { focus, phone, sought, pinned, example } = state;
    const feed = feedOf(scene, focus);
    markPlaces(columns, scene, focus, phone ? feed : null, palette);
    if (sought || phone) bringIntoView(columns, focus, feed);
    state.sought = false;
    if (!phone) fibres.draw(linesOf(columns, network, scene, focus, feed), palette);
    root.classList.toggle("pinned", pinned);
    inspector.update(inspect(scene, focus, palette, example), pinned);
  }

  /** Changes the focus. While it is pinned, pointing does not change it. */
  function point(/** @type {Place} */ place, pinned = state.pinned) {
    const { focus, example } = state;
    const same = place.column === focus.column && place.index === focus.index && pinned === state.pinned;
    if (same && !example) return;
    Object.assign(state, { focus: place, pinned, example: false });
    root.classList.add("pointed");
    show();
  }
  return { update, paint };
}

/**
 * Adds the arrays that the browser computes: see `rectifies` in `explainer.ui.pictures.overview`.
 * @param {Payload} scene @returns {Payload}
 */
function completed({ meta, arrays }) {
  const computed = meta.columns.flatMap(({ array, rectifies }) => {
    if (rectifies === null) return [];
    const { values, shape } = arrays[rectifies];
    return [[array, { values: /** @type {Float32Array} */ (values).map((value) => Math.max(value, 0)), shape }]];
  });
  return { meta, arrays: { ...Object.fromEntries(computed), ...arrays } };
}

/** Shortens the number of parameters of narrow columns if it would overlap a neighbour's. */
function shortenParameters(/** @type {Column[]} */ columns) {
  const boxes = columns.map(({ parameters }) => parameters.getBoundingClientRect());
  const crowded = boxes.some((box, place) => place > 0 && box.width > 0 && boxes[place - 1].width > 0 &&
    boxes[place - 1].right + 8 > box.left);
  if (!crowded) return;
  for (const column of columns) if (column.isNarrow) column.shorten(true);
}

/** A button to the page on the answer's score, or on the important parts of the image. */
function createQuestion(/** @type {() => void} */ chosen, /** @type {AbortSignal} */ signal) {
  const button = element("button", { type: "button", class: "why" });
  button.addEventListener("click", chosen, { signal });
  return button;
}

/** A brace's label, and the sentences of all its columns, in case the columns are too narrow for them. */
function createBrace(/** @type {Brace} */ { title, first, last }, /** @type {ColumnMeta[]} */ metas) {
  const sentences = metas.slice(first, last + 1)
    .map((meta) => element("p", { "data-terms": true }, element("b", {}, meta.title), ` ${meta.sentence}`));
  const parts = [element("h2", { class: "brace" }, title), element("div", { class: "brace-notes" }, ...sentences)];
  for (const part of parts) part.style.gridColumn = `${2 * first + 1} / ${2 * last + 2}`;
  return parts;
}

/** Adds columns and braces to the grid in reading order. */
function arrangeColumns(/** @type {HTMLElement} */ network, /** @type {Column[]} */ columns,
    /** @type {Brace[]} */ braces) {
  columns.forEach((column, place) => {
    const brace = braces.find(({ first }) => first === place);
    if (brace !== undefined) network.append(...createBrace(brace, columns.map(({ meta }) => meta)));
    column.element.style.gridColumn = String(2 * place + 1);
    network.append(column.element);
  });
}

/** The whole network for one image; see `explainer.ui.scenes.overview`. */

import { rememberChoice } from "../common/choice.js";
import { PHONE_WIDTH, element, setAttributes, setText } from "../common/dom.js";
import { fill, formatProbability } from "../common/numbers.js";
import { createSheet } from "../common/sheet.js";
import { explainedCell } from "./accounts.js";
import { createColumn } from "./column.js";
import { createFibres } from "./fibres.js";
import { createInspector, inspect } from "./inspector.js";
import { SHORT_WINDOW, layOutColumns } from "./layout.js";
import { chainOf } from "./origins.js";
import { bringIntoView, feedOf, linesOf, listen, markPlaces } from "./pointing.js";

/**
 * @import { Brace, ColumnMeta, Meta, Place } from "./scene.js"
 * @import { Column } from "./column.js"
 * @import { OverviewState } from "./pointing.js"
 */

/** Height of the columns' maps in a low window, and how much less it may be so that the panel is seen. */
const LEAST_HEIGHT = 264;
const SQUEEZE = 64;
/** What the page has above and below this picture. */
const ROOM_ABOVE = 24 + 4;

/** @param {Stagehand<Meta>} stagehand @returns {View} */
export default function createOverview(stagehand) {
  const { host, signal } = stagehand;
  const { text } = stagehand.scene.meta;
  /** @type {OverviewState} */
  const state = { focus: stagehand.scene.meta.focus, pinned: false, ownScale: false, phone: false, sought: true,
    example: true };
  const known = rememberChoice(state.focus);

  const open = (/** @type {Place} */ place) => {
    const meta = metaOf(place.column);
    stagehand.send(meta.choosable ? { stage: meta.stage, filter: place.index, ...explainedCell(stagehand.scene, place) }
      : { stage: meta.stage });
  };
  const metaOf = (/** @type {number} */ column) => stagehand.scene.meta.columns[column];
  /** A layer's title opens it at the map pointed at, if that is in the layer's chain. */
  const openStage = (/** @type {string} */ stage) => {
    const column = stagehand.scene.meta.columns.findIndex((meta) => meta.stage === stage);
    const isRelated = column >= 0 && metaOf(column).chain === metaOf(state.focus.column).chain;
    if (isRelated) open({ column, index: state.focus.index });
    else stagehand.send({ stage });
  };

  const header = createHeader(text, (ownScale) => {
    state.ownScale = ownScale;
    paint();
  }, signal);
  const columns = stagehand.scene.meta.columns.map((meta) => createColumn(meta, text, { open: openStage }, signal));
  const fibres = createFibres();
  const network = element("div", { class: "network", tabindex: 0, role: "group", "aria-label": text.network });
  arrangeColumns(network, columns, stagehand.scene.meta.braces);
  network.append(fibres.element);
  const verdict = element("div", { class: "verdict" });
  columns[columns.length - 1].picture.after(verdict);
  const inspector = createInspector(text, () => open(state.focus), signal);
  const status = element("div", { class: "visually-hidden", "aria-live": "polite" });
  const scroller = element("div", { class: "network-scroller" }, network);
  const root = element("div", { class: "overview", lang: stagehand.scene.meta.language }, header.element, scroller,
    inspector.element, status);
  host.append(root);

  function update() {
    completeArrays(stagehand.scene);
    const { focus, prediction, label } = stagehand.scene.meta;
    if (known.received(focus)) Object.assign(state, { focus, pinned: false, example: true });
    state.sought = true;
    header.update(stagehand.scene);
    verdict.replaceChildren(...verdictOf(prediction, label, text));
  }

  function paint() {
    const { palette, scene, width } = stagehand;
    state.phone = width < PHONE_WIDTH;
    root.classList.toggle("phone", state.phone);
    root.classList.toggle("short", innerHeight < SHORT_WINDOW && !state.phone);
    const height = Math.min(Math.max(innerHeight - 474, LEAST_HEIGHT), 416);
    header.paint(scene, palette, state.ownScale);
    fit(height);
  }

  /**
   * Whatever takes room besides the maps (a brace of two lines, sentences below it) must not push the panel out of
   * sight.
   */
  function fit(/** @type {number} */ height, attempts = 3) {
    arrange(height);
    show();
    const excess = state.phone ? 0 : Math.ceil(root.offsetHeight + ROOM_ABOVE - innerHeight);
    const lower = Math.max(height - excess, LEAST_HEIGHT - SQUEEZE);
    // Lower maps are narrower, too, and their sentences may need another line.
    if (excess > 0 && lower < height && attempts > 1) fit(lower, attempts - 1);
  }

  /** All columns, their maps at most `height` high. */
  function arrange(/** @type {number} */ height) {
    const { palette, scene, width } = stagehand;
    root.classList.remove("compact");
    const labels = columns.map((column) => column.labelWidth());
    const layout = layOutColumns(scene.meta.columns, width, height, labels);
    root.classList.toggle("compact", layout.compact && !state.phone);
    network.style.gridTemplateColumns = layout.widths
      .map((each, place) => (place === 0 ? `${each}px`
        : `minmax(${layout.gaps[place - 1]}px, ${layout.gaps[place - 1]}fr) ${each}px`))
      .join(" ");
    columns.forEach((column, place) => {
      const meta = metaOf(place);
      column.paint({
        array: scene.arrays[meta.array], meta, palette, height, phone: state.phone, ownScale: state.ownScale,
        compact: layout.compact,
        // Columns of a chain show their maps in the same places.
        width: state.phone ? width
          : Math.min(...chainOf(scene.meta.columns, place).map((each) => layout.widths[each])),
      });
    });
    if (!state.phone) shortenParameters(columns);
  }

  /** The thing pointed at: frames, lines and numbers. */
  function show() {
    const { scene, palette } = stagehand;
    const feed = feedOf(scene, state.focus);
    markPlaces(columns, scene, state.focus, state.phone ? feed : null, palette);
    if (state.sought || state.phone) bringIntoView(columns, state.focus, feed);
    state.sought = false;
    if (!state.phone) fibres.draw(linesOf(columns, network, scene, state.focus, feed), palette);
    root.classList.toggle("pinned", state.pinned);
    inspector.update(inspect(scene, state.focus, palette, state.example), state.pinned);
  }

  /** A pin holds the focus while the pointer is on its way to the panel. */
  function point(/** @type {Place} */ place, pinned = state.pinned) {
    const same = place.column === state.focus.column && place.index === state.focus.index && pinned === state.pinned;
    if (same && !state.example) return;
    Object.assign(state, { focus: place, pinned, example: false });
    root.classList.add("pointed");
    show();
  }

  addEventListener("resize", () => {
    // The maps fill the height of a window; a new width is seen by `watchSize`.
    if (!state.phone && host.clientWidth === stagehand.width) paint();
  }, { signal });
  listen({ network, columns, state, point, open, status, text, metaOf, redraw: show }, signal);
  return { update, paint };
}

/** Adds the arrays that the browser computes itself: see `rectifies` in `explainer.ui.scenes.overview`. */
function completeArrays(/** @type {Scene<Meta>} */ scene) {
  for (const { array, rectifies } of scene.meta.columns) {
    if (rectifies === null) continue;
    const { values, shape } = scene.arrays[rectifies];
    scene.arrays[array] ??= { values: /** @type {Float32Array} */ (values).map((value) => Math.max(value, 0)), shape };
  }
}

/** Columns of units are narrow: their number of parameters has its word only where the neighbours leave room for it. */
function shortenParameters(/** @type {Column[]} */ columns) {
  const boxes = columns.map(({ parameters }) => parameters.getBoundingClientRect());
  const crowded = boxes.some((box, place) => place > 0 && box.width > 0 && boxes[place - 1].width > 0 &&
    boxes[place - 1].right + 8 > box.left);
  if (!crowded) return;
  for (const column of columns) if (column.isNarrow) column.shorten(true);
}

/** Title, sentence, scale switch; on a phone also the image and the answer. */
function createHeader(/** @type {Record<string, string>} */ text, /** @type {(own: boolean) => void} */ changed,
    /** @type {AbortSignal} */ signal) {
  const photo = createSheet();
  photo.canvas.classList.add("photo");
  setAttributes(photo.canvas, { "aria-label": text.title_input });
  const title = element("h1");
  const answer = element("p", { class: "answer-line" });
  const choices = [["scale_layer", false], ["scale_own", true]].map(([name, own]) => {
    const choice = element("button", { type: "button", role: "radio" }, text[String(name)]);
    choice.addEventListener("click", () => changed(Boolean(own)), { signal });
    return choice;
  });
  const root = element(
    "header",
    { class: "overview-header" },
    photo.canvas,
    element(
      "div",
      { class: "scale-switch" },
      element("span", { class: "quiet" }, text.scale),
      element("div", { class: "segments", role: "radiogroup", "aria-label": text.scale }, ...choices),
    ),
    element(
      "div",
      { class: "overview-titles" },
      title,
      element("p", { class: "quiet lead" }, text.lead),
      element("p", { class: "quiet lead-phone" }, text.lead_phone),
      answer,
    ),
  );
  return {
    element: root,
    update(/** @type {Scene<Meta>} */ scene) {
      const { prediction, label, columns } = scene.meta;
      const probabilities = scene.arrays[columns[columns.length - 1].array].values;
      setText(title, scene.meta.title);
      answer.replaceChildren(
        ...verdictOf(prediction, label, { ...text, answer: text.answer_phone }),
        element("span", { class: "number" }, formatProbability(probabilities[prediction])),
      );
    },
    paint(/** @type {Scene<Meta>} */ scene, /** @type {Palette} */ palette, /** @type {boolean} */ own) {
      const { values, shape } = scene.arrays[scene.meta.columns[0].array];
      photo.paint({
        values, count: 1, rows: shape[1], columns: shape[2], palette, perRow: 1, gap: 0, pitchX: 72, pitchY: 72,
        scaleOf: () => ({ kind: "input", limit: 1 }),
      });
      choices.forEach((choice, index) => setAttributes(choice, { "aria-checked": String((index === 1) === own) }));
    },
  };
}

/** "The answer is 7", and whether that is right, where it is known. */
function verdictOf(/** @type {number} */ prediction, /** @type {number | null} */ label,
    /** @type {Record<string, string>} */ text) {
  const parts = [element("span", {}, text.answer), element("strong", {}, String(prediction))];
  if (label === null) return parts;
  const right = label === prediction;
  const words = right ? text.right : fill(text.wrong, { label });
  const mark = element("span", { class: right ? "tick" : "cross", title: words, "aria-hidden": "true" },
    right ? "✓" : "✗");
  return [...parts, mark, element("span", { class: right ? "visually-hidden" : "quiet wrong" }, words)];
}

/**
 * A brace's label and, for where columns are too narrow for sentences, the sentences of all its columns.
 * @param {Brace} brace
 * @param {ColumnMeta[]} metas
 */
function createBrace({ title, first, last }, metas) {
  const sentences = metas.slice(first, last + 1)
    .map((meta) => element("p", {}, element("b", {}, meta.title), ` ${meta.sentence}`));
  const parts = [element("h2", { class: "brace" }, title), element("div", { class: "brace-notes" }, ...sentences)];
  for (const part of parts) part.style.gridColumn = `${2 * first + 1} / ${2 * last + 2}`;
  return parts;
}

/** Columns and braces in reading order, placed in the grid. */
function arrangeColumns(/** @type {HTMLElement} */ network, /** @type {Column[]} */ columns,
    /** @type {Brace[]} */ braces) {
  columns.forEach((column, place) => {
    const brace = braces.find(({ first }) => first === place);
    if (brace !== undefined) network.append(...createBrace(brace, columns.map(({ meta }) => meta)));
    column.element.style.gridColumn = String(2 * place + 1);
    network.append(column.element);
  });
}

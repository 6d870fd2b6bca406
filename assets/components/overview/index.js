/** The whole network for one image; see `explainer.ui.pictures.overview`. */

import { rememberChoice } from "../common/choice.js";
import { PHONE_WIDTH, element, muted, setAttributes, setText, statusLine } from "../common/dom.js";
import { clamp, format, formatProbability } from "../common/numbers.js";
import { PIXELS } from "../common/palette.js";
import { createRadios } from "../common/radios.js";
import { createSheet } from "../common/sheet.js";
import { explainedCell } from "./accounts.js";
import { createColumn } from "./column.js";
import { createFibres } from "./fibres.js";
import { createInspector, inspect } from "./inspector.js";
import { SHORT_WINDOW, layOutColumns, topOf } from "./layout.js";
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
/** What stays free below this picture. */
const ROOM_BELOW = 4;

/** @param {ViewContext<Meta>} viewContext @returns {View} */
export default function createOverview(viewContext) {
  return new Overview(viewContext);
}

class Overview {
  /** @param {ViewContext<Meta>} viewContext */
  constructor(viewContext) {
    const { host, signal } = viewContext;
    const { meta } = viewContext.scene;
    this.viewContext = viewContext;
    /** @type {OverviewState} */
    this.state = { focus: meta.focus, pinned: false, ownScale: false, phone: false, sought: true, example: true };
    this.known = rememberChoice(this.state.focus);
    this.header = createHeader(meta.text, (ownScale) => {
      this.state.ownScale = ownScale;
      this.paint();
    }, signal);
    const open = (/** @type {string} */ stage) => this.openStage(stage);
    this.columns = meta.columns.map((column) => createColumn(column, meta.text, { open }, signal));
    this.fibres = createFibres();
    this.network = element("div", { class: "network", tabindex: 0, role: "group", "aria-label": meta.text.network });
    arrangeColumns(this.network, this.columns, meta.braces);
    this.network.append(this.fibres.element);
    this.verdict = element("div", { class: "verdict" });
    this.columns[this.columns.length - 1].picture.after(this.verdict);
    const ask = (/** @type {string} */ question) => () => viewContext.send({ [question]: true });
    this.questions = [0, 1].map(() => ["why", "where"].map((question) => createQuestion(ask(question), signal)));
    this.inspector = createInspector(meta.text, () => this.open(this.state.focus), signal);
    const status = statusLine();
    const scroller = element("div", { class: "network-scroller" }, this.network);
    this.root = element("div", { class: "overview", lang: meta.language }, this.header.element, scroller,
      this.inspector.element, status);
    host.append(this.root);
    addEventListener("resize", () => {
      // The maps fill the height of a window; a new width is seen by `watchSize`.
      if (!this.state.phone && host.clientWidth === viewContext.width) this.paint();
    }, { signal });
    listen({
      network: this.network, columns: this.columns, state: this.state, status, text: meta.text,
      point: (place, pinned) => this.point(place, pinned), open: (place) => this.open(place),
      metaOf: (column) => this.metaOf(column), redraw: () => this.show(),
    }, signal);
  }

  metaOf(/** @type {number} */ column) {
    return this.viewContext.scene.meta.columns[column];
  }

  open(/** @type {Place} */ place) {
    const meta = this.metaOf(place.column);
    this.viewContext.send(meta.origin === "given"
      ? { stage: meta.stage }
      : { stage: meta.stage, filter: place.index, ...explainedCell(this.viewContext.scene, place) });
  }

  /** A layer's title opens it at the map pointed at, if that is in the layer's chain. */
  openStage(/** @type {string} */ stage) {
    const { focus } = this.state;
    const column = this.viewContext.scene.meta.columns.findIndex((meta) => meta.stage === stage);
    const isRelated = column >= 0 && this.metaOf(column).chain === this.metaOf(focus.column).chain;
    if (isRelated) this.open({ column, index: focus.index });
    else this.viewContext.send({ stage });
  }

  update() {
    completeArrays(this.viewContext.scene);
    const { focus, prediction, label, text, why, where } = this.viewContext.scene.meta;
    if (this.known.received(focus)) Object.assign(this.state, { focus, pinned: false, example: true });
    this.state.sought = true;
    this.header.update(this.viewContext.scene);
    this.verdict.replaceChildren(...verdictOf(prediction, label, text), ...this.questions[0]);
    this.header.answer.append(...this.questions[1]);
    for (const buttons of this.questions) [why, where].forEach((words, place) => setText(buttons[place], words));
  }

  paint() {
    const { palette, scene, width } = this.viewContext;
    this.state.phone = width < PHONE_WIDTH;
    this.root.classList.toggle("phone", this.state.phone);
    this.root.classList.toggle("short", innerHeight < SHORT_WINDOW && !this.state.phone);
    const height = clamp(innerHeight - topOf(this.root) - 470, LEAST_HEIGHT, 416);
    this.header.paint(scene, palette, this.state.ownScale);
    this.fit(height);
  }

  /**
   * Whatever takes room besides the maps (a brace of two lines, sentences below it) must not push the panel out of
   * sight.
   */
  fit(/** @type {number} */ height, attempts = 3) {
    this.arrange(height);
    this.show();
    const end = topOf(this.root) + this.root.offsetHeight + ROOM_BELOW;
    const excess = this.state.phone ? 0 : Math.ceil(end - innerHeight);
    const lower = Math.max(height - excess, LEAST_HEIGHT - SQUEEZE);
    // Lower maps are narrower, too, and their sentences may need another line.
    if (excess > 0 && lower < height && attempts > 1) this.fit(lower, attempts - 1);
  }

  /** All columns, their maps at most `height` high. */
  arrange(/** @type {number} */ height) {
    const { palette, scene, width } = this.viewContext;
    this.root.classList.remove("compact");
    const labels = this.columns.map((column) => column.labelWidth());
    const layout = layOutColumns(scene.meta.columns, width, height, labels);
    this.root.classList.toggle("compact", layout.compact && !this.state.phone);
    this.network.style.gridTemplateColumns = layout.widths
      .map((each, place) => (place === 0 ? `${each}px`
        : `minmax(${layout.gaps[place - 1]}px, ${layout.gaps[place - 1]}fr) ${each}px`))
      .join(" ");
    this.columns.forEach((column, place) => {
      const meta = this.metaOf(place);
      column.paint({
        array: scene.arrays[meta.array], meta, palette, height, phone: this.state.phone, ownScale: this.state.ownScale,
        compact: layout.compact,
        // Columns of a chain show their maps in the same places.
        width: this.state.phone ? width
          : Math.min(...chainOf(scene.meta.columns, place).map((each) => layout.widths[each])),
      });
    });
    if (!this.state.phone) shortenParameters(this.columns);
  }

  /** The thing pointed at: frames, lines and numbers. */
  show() {
    const { scene, palette } = this.viewContext;
    const { focus, phone, sought, pinned, example } = this.state;
    const feed = feedOf(scene, focus);
    markPlaces(this.columns, scene, focus, phone ? feed : null, palette);
    if (sought || phone) bringIntoView(this.columns, focus, feed);
    this.state.sought = false;
    if (!phone) this.fibres.draw(linesOf(this.columns, this.network, scene, focus, feed), palette);
    this.root.classList.toggle("pinned", pinned);
    this.inspector.update(inspect(scene, focus, palette, example), pinned);
  }

  /** A pin holds the focus while the pointer is on its way to the panel. */
  point(/** @type {Place} */ place, pinned = this.state.pinned) {
    const { focus, example } = this.state;
    const same = place.column === focus.column && place.index === focus.index && pinned === this.state.pinned;
    if (same && !example) return;
    Object.assign(this.state, { focus: place, pinned, example: false });
    this.root.classList.add("pointed");
    this.show();
  }
}

/** Adds the arrays that the browser computes itself: see `rectifies` in `explainer.ui.pictures.overview`. */
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
function createHeader(/** @type {Texts} */ text, /** @type {(own: boolean) => void} */ changed,
    /** @type {AbortSignal} */ signal) {
  const photo = createSheet();
  photo.canvas.classList.add("photo");
  setAttributes(photo.canvas, { "aria-label": text.title_input });
  const title = element("h1");
  const answer = element("p", { class: "answer-line" });
  const choices = ["scale_layer", "scale_own"].map((name) => element("button", { type: "button" }, text[name]));
  const segments = element("div", { class: "segments", "aria-label": text.scale }, ...choices);
  const scales = createRadios(segments, choices, (place) => changed(place === 1), signal);
  const root = element(
    "header",
    { class: "overview-header" },
    photo.canvas,
    element(
      "div",
      { class: "scale-switch" },
      muted(text.scale),
      segments,
    ),
    element(
      "div",
      { class: "overview-titles" },
      title,
      element("p", { class: "muted lead" }, text.lead),
      element("p", { class: "muted lead-phone" }, text.lead_phone),
      answer,
    ),
  );
  return {
    element: root,
    answer,
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
        scaleOf: () => PIXELS,
      });
      scales.mark(own ? 1 : 0);
    },
  };
}

/** Leads to where the answer's score comes from, or to where the model looked. */
function createQuestion(/** @type {() => void} */ chosen, /** @type {AbortSignal} */ signal) {
  const button = element("button", { type: "button", class: "why" });
  button.addEventListener("click", chosen, { signal });
  return button;
}

/** "The answer is 7", and whether that is right, where it is known. */
function verdictOf(/** @type {number} */ prediction, /** @type {number | null} */ label,
    /** @type {Texts} */ text) {
  const parts = [element("span", {}, text.answer), element("strong", {}, String(prediction))];
  if (label === null) return parts;
  const right = label === prediction;
  const words = right ? text.right : format(text.wrong, { label });
  const mark = element("span", { class: right ? "tick" : "cross", title: words, "aria-hidden": "true" },
    right ? "✓" : "✗");
  return [...parts, mark, element("span", { class: right ? "visually-hidden" : "muted wrong" }, words)];
}

/**
 * A brace's label and, for where columns are too narrow for sentences, the sentences of all its columns.
 * @param {Brace} brace @param {ColumnMeta[]} metas
 */
function createBrace({ title, first, last }, metas) {
  const sentences = metas.slice(first, last + 1)
    .map((meta) => element("p", { "data-terms": true }, element("b", {}, meta.title), ` ${meta.sentence}`));
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

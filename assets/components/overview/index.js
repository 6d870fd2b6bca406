/** The whole network for one image; see `explainer.ui.scenes.overview`. */

import { rememberChoice } from "../common/choice.js";
import { PHONE_WIDTH, element, setAttributes, setText } from "../common/dom.js";
import { fill, formatProbability } from "../common/numbers.js";
import { createSheet } from "../common/sheet.js";
import { createColumn } from "./column.js";
import { createFibres } from "./fibres.js";
import { createInspector, explainedCell, inspect } from "./inspector.js";
import { SHORT_WINDOW, layOutColumns } from "./layout.js";
import { bringIntoView, feedOf, linesOf, listen, markPlaces } from "./pointing.js";

/**
 * @import { ColumnMeta } from "./layout.js"
 * @import { Place } from "./fibres.js"
 */

/** Height of the columns' maps in a low window, and how much less it may be so that the panel is seen. */
const LEAST_HEIGHT = 264;
const SQUEEZE = 64;
/** What the page has above and below this picture. */
const ROOM_ABOVE = 24 + 4;

/** @param {Stagehand} stagehand @returns {View} */
export default function createOverview(stagehand) {
  return new OverviewView(stagehand);
}

class OverviewView {
  /** @param {Stagehand} stagehand */
  constructor(stagehand) {
    this.stagehand = stagehand;
    this.host = stagehand.host;
    this.signal = stagehand.signal;
    this.text = stagehand.scene.meta.text;
    /**
     * `sought`: the thing pointed at may be out of sight; `example`: nobody has pointed at it.
     * @type {{focus: Place, pinned: boolean, ownScale: boolean, phone: boolean, sought: boolean, example: boolean}}
     */
    this.state = { focus: stagehand.scene.meta.focus, pinned: false, ownScale: false, phone: false, sought: true,
      example: true };
    this.known = rememberChoice(this.state.focus);
    this.open = (/** @type {Place} */ place) => {
      const meta = this.metaOf(place.column);
      const choosable = meta.picture !== "strip" && meta.kind !== "input";
      stagehand.send(choosable
        ? { stage: meta.stage, filter: place.index, ...explainedCell(stagehand.scene, place) }
        : { stage: meta.stage });
    };
    this.metaOf = (/** @type {number} */ column) =>
      /** @type {ColumnMeta} */ (stagehand.scene.meta.columns[column]);
    /** A layer's title opens it at the map pointed at, if that is in the layer's block. */
    this.openStage = (/** @type {string} */ stage) => {
      const column =
        stagehand.scene.meta.columns.findIndex((/** @type {ColumnMeta} */ meta) => meta.stage === stage);
      if (column >= 0 && this.related(this.state.focus.column).includes(column))
        this.open({ column, index: this.state.focus.index });
      else stagehand.send({ stage });
    };
    /** @returns {number[]} the columns of the same block, or the column itself */
    this.related = (/** @type {number} */ column) => {
      const { columns } = stagehand.scene.meta;
      const { block } = this.metaOf(column);
      if (block === null) return [column];
      return columns.flatMap((/** @type {ColumnMeta} */ meta, /** @type {number} */ place) => (meta.block === block
        ? [place] : []));
    };
    this.header = createHeader(this.text, (ownScale) => {
      this.state.ownScale = ownScale;
      this.paint();
    }, this.signal);
    this.columns = stagehand.scene.meta.columns.map((/** @type {ColumnMeta} */ meta) => createColumn(meta,
      this.text,
      { open: this.openStage }, this.signal));
    this.fibres = createFibres();
    this.network = element("div", { class: "network", tabindex: 0, role: "group", "aria-label": this.text.network });
    arrangeColumns(this.network, this.columns, stagehand.scene.meta.braces);
    this.network.append(this.fibres.element);
    this.verdict = element("div", { class: "verdict" });
    this.columns[this.columns.length - 1].picture.after(this.verdict);
    this.inspector = createInspector(this.text, () => this.open(this.state.focus), this.signal);
    const status = element("div", { class: "visually-hidden", "aria-live": "polite" });
    const scroller = element("div", { class: "network-scroller" }, this.network);
    this.root = element("div", { class: "overview", lang: stagehand.scene.meta.language }, this.header.element,
      scroller,
      this.inspector.element, status);
    this.host.append(this.root);
    addEventListener("resize", () => {
      // The maps fill the height of a window; a new width is seen by `watchSize`.
      if (!this.state.phone && this.host.clientWidth === stagehand.width) this.paint();
    }, { signal: this.signal });
    listen({ network: this.network, columns: this.columns, state: this.state, point: this.point.bind(this),
      open: this.open, status, related: this.related, text: this.text, metaOf: this.metaOf,
        redraw: this.show.bind(this) }, this.signal);
  }

  update() {
    completeArrays(this.stagehand.scene);
    const { focus, prediction, label } = this.stagehand.scene.meta;
    if (this.known.received(focus)) Object.assign(this.state, { focus, pinned: false, example: true });
    this.state.sought = true;
    this.header.update(this.stagehand.scene);
    this.verdict.replaceChildren(...verdictOf(prediction, label, this.text));
  }

  paint() {
    const { palette, scene, width } = this.stagehand;
    this.state.phone = width < PHONE_WIDTH;
    this.root.classList.toggle("phone", this.state.phone);
    this.root.classList.toggle("short", innerHeight < SHORT_WINDOW && !this.state.phone);
    const height = Math.min(Math.max(innerHeight - 474, LEAST_HEIGHT), 416);
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
    const excess = this.state.phone ? 0 : Math.ceil(this.root.offsetHeight + ROOM_ABOVE - innerHeight);
    const lower = Math.max(height - excess, LEAST_HEIGHT - SQUEEZE);
    // Lower maps are narrower, too, and their sentences may need another line.
    if (excess > 0 && lower < height && attempts > 1) this.fit(lower, attempts - 1);
  }

  /** All columns, their maps at most `height` high. */
  arrange(/** @type {number} */ height) {
    const { palette, scene, width } = this.stagehand;
    this.root.classList.remove("compact");
    const labels = this.columns.map((/** @type {any} */ column) => column.labelWidth());
    const layout = layOutColumns(scene.meta.columns, width, height, labels);
    this.root.classList.toggle("compact", layout.compact && !this.state.phone);
    this.network.style.gridTemplateColumns = layout.widths
      .map((each, place) => (place === 0 ? `${each}px`
        : `minmax(${layout.gaps[place - 1]}px, ${layout.gaps[place - 1]}fr) ${each}px`))
      .join(" ");
    this.columns.forEach((/** @type {any} */ column, /** @type {number} */ place) => {
      const meta = this.metaOf(place);
      column.paint({
        array: scene.arrays[meta.array], meta, palette, height, phone: this.state.phone, ownScale: this.state.ownScale,
        compact: layout.compact,
        // Columns of a block show their maps in the same places.
        width: this.state.phone ? width : Math.min(...this.related(place).map((each) => layout.widths[each])),
      });
    });
    if (!this.state.phone) shortenParameters(this.columns);
  }

  /** The thing pointed at: frames, lines and numbers. */
  show() {
    const { scene, palette } = this.stagehand;
    const feed = feedOf(scene, this.state.focus, this.related(this.state.focus.column)[0]);
    markPlaces(this.columns, scene, this.state.focus, this.related(this.state.focus.column),
      this.state.phone ? feed : null, palette);
    if (this.state.sought || this.state.phone)
      bringIntoView(this.columns, this.related(this.state.focus.column), this.state.focus, feed);
    this.state.sought = false;
    if (!this.state.phone)
      this.fibres.draw(linesOf(this.columns, this.network, scene, this.state.focus,
        this.related(this.state.focus.column), feed), palette);
    this.root.classList.toggle("pinned", this.state.pinned);
    this.inspector.update(inspect(scene, this.state.focus, palette, this.state.example), this.state.pinned);
  }

  /** A pin holds the focus while the pointer is on its way to the panel. */
  point(/** @type {Place} */ place, pinned = this.state.pinned) {
    const same = place.column === this.state.focus.column && place.index === this.state.focus.index &&
      pinned === this.state.pinned;
    if (same && !this.state.example) return;
    Object.assign(this.state, { focus: place, pinned, example: false });
    this.root.classList.add("pointed");
    this.show();
  }
}

/** Adds the arrays that the browser computes itself: see `rectifies` in `explainer.ui.scenes.overview`. */
function completeArrays(/** @type {Scene} */ scene) {
  for (const { array, rectifies } of scene.meta.columns) {
    if (rectifies === null) continue;
    const { values, shape } = scene.arrays[rectifies];
    scene.arrays[array] ??= { values: /** @type {Float32Array} */ (values).map((value) => Math.max(value, 0)), shape };
  }
}

/** Columns of units are narrow: their number of parameters has its word only where the neighbours leave room for it. */
function shortenParameters(/** @type {ReturnType<typeof createColumn>[]} */ columns) {
  const boxes = columns.map(({ parameters }) => parameters.getBoundingClientRect());
  const crowded = boxes.some((box, place) => place > 0 && box.width > 0 && boxes[place - 1].width > 0 &&
    boxes[place - 1].right + 8 > box.left);
  if (!crowded) return;
  for (const column of columns) if (column.meta.picture === "units") column.shorten(true);
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
    update(/** @type {Scene} */ scene) {
      const { prediction, label } = scene.meta;
      setText(title, scene.meta.title);
      answer.replaceChildren(
        ...verdictOf(prediction, label, { ...text, answer: text.answer_phone }),
        element("span", { class: "number" }, formatProbability(scene.arrays.softmax.values[prediction])),
      );
    },
    paint(/** @type {Scene} */ scene, /** @type {Palette} */ palette, /** @type {boolean} */ own) {
      const { values, shape } = scene.arrays.input;
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
 * @param {{title: string, first: number, last: number}} brace
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
function arrangeColumns(/** @type {HTMLElement} */ network, /** @type {any[]} */ columns, /** @type {any[]} */ braces) {
  columns.forEach((column, place) => {
    const brace = braces.find(({ first }) => first === place);
    if (brace !== undefined) network.append(...createBrace(brace, columns.map(({ meta }) => meta)));
    column.element.style.gridColumn = String(2 * place + 1);
    network.append(column.element);
  });
}

/** Every layer's answer to a drawing; see `explainer.ui.pictures.live`. */

import { createClasses } from "../common/classes.js";
import { PHONE_WIDTH, element, quiet, setAttributes, setText } from "../common/dom.js";
import { createLegend } from "../common/legend.js";
import { fill, formatCount, formatNumber, formatProbability } from "../common/numbers.js";
import { createSheet } from "../common/sheet.js";

/**
 * @import { SheetLayout } from "../overview/layout.js"
 * @import { Meta, Strip } from "./scene.js"
 */

/** @param {Stagehand<Meta>} stagehand @returns {View} */
export default function createLive(stagehand) {
  const { host, signal } = stagehand;
  const { text } = stagehand.scene.meta;
  const strips = stagehand.scene.meta.strips.map((meta) => createLiveStrip(meta, text, signal));
  const answer = createAnswer(text);
  const root = element(
    "div",
    { class: "live", lang: stagehand.scene.meta.language },
    element("section", { class: "live-strips", "aria-label": text.title },
      ...strips.map((strip) => strip.element)),
    answer.element,
  );
  host.append(root);

  function update() {
    answer.update(stagehand.scene);
  }

  /** All at once, without a tween: the numbers on the screen always belong together. */
  function paint() {
    const { scene, palette, width } = stagehand;
    const phone = width < PHONE_WIDTH;
    root.classList.toggle("phone", phone);
    const room = phone ? width : strips[0].element.clientWidth;
    strips.forEach((strip, place) => {
      const meta = scene.meta.strips[place];
      strip.paint(meta, scene.arrays[meta.stage] ?? null, palette, room, phone);
    });
    root.dataset.painted = scene.meta.token;
  }
  return { update, paint };
}

/** Title, shape, range and all maps (or units) of one stage. */
function createLiveStrip(/** @type {Strip} */ meta, /** @type {Record<string, string>} */ text,
    /** @type {AbortSignal} */ signal) {
  const sheet = createSheet();
  const legend = createLegend();
  const pointed = element("span", { class: "pointed quiet number" });
  const frame = element("div", { class: "live-frame" });
  const content = element("div", { class: "live-content" }, sheet.canvas, frame);
  const picture = element("div", { class: "live-picture" }, content);
  const swipe = element("p", { class: "live-swipe quiet" }, fill(text.swipe, { count: formatCount(meta.count) }));
  const root = element(
    "section",
    { class: `live-strip ${meta.flat ? "flat" : ""}` },
    element(
      "div",
      { class: "live-head" },
      element("h2", {}, meta.title),
      element("span", { class: "quiet number" }, meta.shape),
      pointed,
      legend.element,
    ),
    picture,
    swipe,
  );
  setAttributes(sheet.canvas, { "aria-label": fill(text.picture, { title: meta.title, shape: meta.shape }) });
  pointAtMaps(sheet, frame, (index) => setText(pointed, index === null ? "" : fill(text.pointed, { index })), signal);

  /**
   * @param {Strip} state
   * @param {Packed | null} array null: nothing is drawn yet
   * @param {Palette} palette
   * @param {number} width
   * @param {boolean} phone
   */
  function paint(state, array, palette, width, phone) {
    const layout = meta.flat ? layOutLiveUnits(meta.count, width) : layOutLiveMaps(meta.count, width, phone);
    const picture_ = { count: meta.count, rows: meta.rows, columns: meta.columns, palette, ...layout };
    frame.hidden = true;
    const showScrolling = () => {
      const scrolls = picture.scrollWidth > picture.clientWidth + 1;
      setAttributes(picture, { tabindex: scrolls ? 0 : null });
      swipe.hidden = !scrolls;
    };
    legend.element.style.visibility = array === null ? "hidden" : "";
    if (array === null || state.scale === null) {
      sheet.paintUnknown(picture_);
      showScrolling();
      return;
    }
    const { scale } = state;
    sheet.paint({ ...picture_, values: array.values, silent: new Set(state.silent), scaleOf: () => scale });
    legend.update(palette, scale);
    showScrolling();
  }
  return { element: root, paint };
}

/**
 * A quiet frame and the index of what is under the pointer.
 * @param {ReturnType<typeof createSheet>} sheet @param {HTMLElement} frame
 * @param {(index: number | null) => void} changed @param {AbortSignal} signal
 */
function pointAtMaps(sheet, frame, changed, signal) {
  const point = (/** @type {PointerEvent} */ event) => {
    const index = event.type === "pointerleave" ? null : sheet.indexAt(event);
    frame.hidden = index === null;
    if (index !== null) {
      const box = sheet.boxOf(index);
      Object.assign(frame.style,
        { left: `${box.x}px`, top: `${box.y}px`, width: `${box.width}px`, height: `${box.height}px` });
    }
    changed(index);
  };
  for (const type of /** @type {const} */ (["pointermove", "pointerdown", "pointerleave"]))
    sheet.canvas.addEventListener(type, point, { signal });
}

/** What a phone's page leaves free beside its pictures; rows of maps run over it. */
const PHONE_EDGE = 16;

/**
 * @param {number} count @param {number} width @param {boolean} phone
 * @returns {SheetLayout} rows of 16, or one row to swipe
 */
function layOutLiveMaps(count, width, phone) {
  if (phone) {
    // Half a map at the edge of the screen says that there are more.
    const pitch = Math.min(Math.floor((width + PHONE_EDGE) / 8.5), 56);
    return { perRow: count, pitchX: pitch, pitchY: pitch, gap: 4 };
  }
  const perRow = count <= 64 ? 16 : Math.ceil(count / 4);
  const pitch = Math.max(Math.min((width + 2) / perRow, 44), 11);
  return { perRow: Math.min(count, perRow), pitchX: pitch, pitchY: pitch, gap: pitch >= 22 ? 2 : 1 };
}

/** @param {number} count @param {number} width @returns {SheetLayout} */
function layOutLiveUnits(count, width) {
  const rows = Math.max(1, Math.round((count * 7.5) / width));
  const perRow = Math.ceil(count / rows);
  return { perRow, pitchX: Math.min((width + 1) / perRow, 24), pitchY: rows > 2 ? 14 : 24, gap: 1 };
}

/** The answer, how sure the network is, all ten probabilities and the time it took. */
function createAnswer(/** @type {Record<string, string>} */ text) {
  const digit = element("div", { class: "answer-digit" });
  const probability = element("div", { class: "answer-probability number" });
  const nothing = element("div", { class: "answer-nothing" }, element("strong", {}, text.nothing),
    quiet(text.nothing_hint));
  const classes = createClasses();
  const milliseconds = element("span", { class: "number" });
  const time = element("div", { class: "answer-time" }, quiet(text.milliseconds), milliseconds);
  const card = element("div", { class: "answer-card", "aria-live": "polite" }, digit, probability, nothing);
  const choice = element("p", { class: "answer-choice quiet" });
  const root = element("section", { class: "live-answer" }, element("h2", {}, text.answer), card, choice,
    classes.element, time);

  /** @param {Scene<Meta>} scene */
  function update(scene) {
    const { prediction, milliseconds: taken, is_far: isFar } = scene.meta;
    const probabilities = scene.arrays.probabilities?.values ?? null;
    const known = probabilities !== null && prediction !== null;
    nothing.hidden = known;
    digit.hidden = !known;
    probability.hidden = !known;
    setText(digit, known ? String(prediction) : "");
    const percent = known ? formatProbability(probabilities[prediction]) : "";
    setText(probability, percent);
    choice.hidden = !known;
    choice.classList.toggle("far", isFar);
    setText(choice, fill(isFar ? text.choice_far : text.choice, { percent }));
    classes.update(probabilities);
    time.hidden = taken === null;
    if (taken !== null)
      setText(milliseconds, fill(text.milliseconds_value, { count: formatNumber(taken, taken < 10 ? 1 : 0) }));
  }
  return { element: root, update };
}

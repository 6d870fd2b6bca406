/** The answer to a drawing: the digit, all ten probabilities, the computing time, and whether Keras computed them. */

import { createClasses } from "../common/classes.js";
import { build, element, setAttributes, setText } from "../common/dom.js";
import { format, formatNumber, formatProbability } from "../common/numbers.js";

/** Interval between updates of the computing time while the numbers change in each frame. */
const EVERY_MS = 250;

/**
 * Computed by Keras or by the browser; null if not known yet.
 * @typedef {{probabilities: ArrayLike<number> | null, prediction: number | null, milliseconds: number | null,
 *   isFar: boolean}} Answer
 */

export function createAnswer(/** @type {Texts} */ text, /** @type {AbortSignal} */ signal) {
  const classes = createClasses();
  const { root: time, milliseconds } = build(
    ["div.answer-time", {}, ["span.muted", {}, text.milliseconds], ["span.number", { ref: "milliseconds" }]]);
  const { root: card, digit, probability, nothing } = build(["div.answer-card", { "aria-live": "polite" },
    ["div.answer-digit", { ref: "digit" }], ["div.answer-probability.number", { ref: "probability" }],
    ["div.answer-nothing", { ref: "nothing" }, ["strong", {}, text.nothing], ["span.muted", {}, text.nothing_hint]]]);
  let updated = -Infinity;
  const { root, choice, note } = build(["section.live-answer", {},
    ["h2", {}, text.answer], card, ["p.answer-choice.muted", { ref: "choice" }], classes.element, time,
    ["p.answer-note.muted", { ref: "note" }]]);
  // On a phone the canvas is above the answer: a short form stays visible.
  const brief = element("div", { class: "answer-brief number", "aria-hidden": "true" });
  root.append(brief);
  const sight = new IntersectionObserver(([{ isIntersecting }]) => root.classList.toggle("unseen", !isIntersecting));
  sight.observe(card);
  signal.addEventListener("abort", () => sight.disconnect());

  /** @param {Answer} answer @param {string} words note @param {boolean} moving true while drawing */
  function update({ probabilities, prediction, milliseconds: taken, isFar }, words, moving) {
    // Screen readers cannot announce sixty answers per second.
    setAttributes(card, { "aria-live": moving ? "off" : "polite" });
    setText(note, words);
    note.hidden = words === "";
    const known = probabilities !== null && prediction !== null;
    nothing.hidden = known;
    digit.hidden = !known;
    probability.hidden = !known;
    setText(digit, known ? String(prediction) : "");
    const percent = known ? formatProbability(probabilities[prediction]) : "";
    setText(probability, percent);
    setText(brief, known ? `${prediction} · ${percent}` : "");
    choice.hidden = !known;
    choice.classList.toggle("far", isFar);
    setText(choice, format(isFar ? text.choice_far : text.choice, { percent }));
    classes.update(probabilities);
    time.hidden = taken === null;
    // A number that changes sixty times per second is not readable.
    const now = performance.now();
    if (moving && now - updated < EVERY_MS) return;
    updated = now;
    if (taken !== null)
      setText(milliseconds, format(text.milliseconds_value, { count: formatNumber(taken, taken < 10 ? 1 : 0) }));
  }
  return { element: root, update };
}

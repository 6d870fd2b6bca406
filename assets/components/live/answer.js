/** The answer to a drawing: the digit, how sure the network is, all ten probabilities, and whose numbers they are. */

import { createClasses } from "../common/classes.js";
import { build, element, setAttributes, setText } from "../common/dom.js";
import { format, formatNumber, formatProbability } from "../common/numbers.js";

/** While the numbers change all the time, how often the time to compute is told. */
const EVERY_MS = 250;

/**
 * What is known: nothing yet, or what Keras or the browser has computed.
 * @typedef {{probabilities: ArrayLike<number> | null, prediction: number | null, milliseconds: number | null,
 *   isFar: boolean}} Answer
 */

/** The answer, how sure the network is, all ten probabilities and the time it took. */
export function createAnswer(/** @type {Texts} */ text, /** @type {AbortSignal} */ signal) {
  const classes = createClasses();
  const { root: time, milliseconds } = build(
    ["div.answer-time", {}, ["span.muted", {}, text.milliseconds], ["span.number", { ref: "milliseconds" }]]);
  const { root: card, digit, probability, nothing } = build(["div.answer-card", { "aria-live": "polite" },
    ["div.answer-digit", { ref: "digit" }], ["div.answer-probability.number", { ref: "probability" }],
    ["div.answer-nothing", { ref: "nothing" }, ["strong", {}, text.nothing], ["span.muted", {}, text.nothing_hint]]]);
  let told = -Infinity;
  const { root, choice, note } = build(["section.live-answer", {},
    ["h2", {}, text.answer], card, ["p.answer-choice.muted", { ref: "choice" }], classes.element, time,
    ["p.answer-note.muted", { ref: "note" }]]);
  // On a phone the pen is above the answer: what it says stays in sight.
  const brief = element("div", { class: "answer-brief number", "aria-hidden": "true" });
  root.append(brief);
  const sight = new IntersectionObserver(([{ isIntersecting }]) => root.classList.toggle("unseen", !isIntersecting));
  sight.observe(card);
  signal.addEventListener("abort", () => sight.disconnect());

  /** @param {Answer} answer @param {string} words whose numbers they are @param {boolean} moving all the time */
  function update({ probabilities, prediction, milliseconds: taken, isFar }, words, moving) {
    // Nobody can listen to sixty answers a second.
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
    // What changes sixty times a second cannot be read.
    const now = performance.now();
    if (moving && now - told < EVERY_MS) return;
    told = now;
    if (taken !== null)
      setText(milliseconds, format(text.milliseconds_value, { count: formatNumber(taken, taken < 10 ? 1 : 0) }));
  }
  return { element: root, update };
}

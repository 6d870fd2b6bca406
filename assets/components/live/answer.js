/** The answer to a drawing: the digit, how sure the network is, all ten probabilities, and whose numbers they are. */

import { createClasses } from "../common/classes.js";
import { element, muted, setAttributes, setText } from "../common/dom.js";
import { format, formatNumber, formatProbability } from "../common/numbers.js";

/** While the numbers change all the time, how often the time to compute is told. */
const EVERY_MS = 250;

/**
 * What is known: nothing yet, or what Keras or the browser has computed.
 * @typedef {{probabilities: ArrayLike<number> | null, prediction: number | null, milliseconds: number | null,
 *   isFar: boolean}} Answer
 */

/** The answer, how sure the network is, all ten probabilities and the time it took. */
export function createAnswer(/** @type {Texts} */ text) {
  const digit = element("div", { class: "answer-digit" });
  const probability = element("div", { class: "answer-probability number" });
  const nothing = element("div", { class: "answer-nothing" }, element("strong", {}, text.nothing),
    muted(text.nothing_hint));
  const classes = createClasses();
  const milliseconds = element("span", { class: "number" });
  const time = element("div", { class: "answer-time" }, muted(text.milliseconds), milliseconds);
  const card = element("div", { class: "answer-card", "aria-live": "polite" }, digit, probability, nothing);
  const choice = element("p", { class: "answer-choice muted" });
  let told = -Infinity;
  const note = element("p", { class: "answer-note muted" });
  const root = element("section", { class: "live-answer" }, element("h2", {}, text.answer), card, choice,
    classes.element, time, note);

  /**
   * @param {Answer} answer @param {string} words whose numbers they are
   * @param {boolean} moving whether they change all the time
   */
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

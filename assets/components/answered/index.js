/** Images with the answers of one or two networks: ten bars each, and links to pages that explain the answer. */

import { element, setText } from "../common/dom.js";
import { format, formatProbability } from "../common/numbers.js";
import { createPager } from "../common/pager.js";
import { mapOf } from "../common/payload.js";
import { paintPixels } from "../common/pixels.js";

/** @import { Answer, Card, Context, Meta } from "scenes/answered" */

/** @param {Context} viewContext @returns {View} */
export default function createAnswered(viewContext) {
  const { text } = viewContext.scene.meta;
  const list = element("ul", { class: "cards" });
  const pager = createPager({ before: text.before, after: text.after }, (page) => {
    list.scrollLeft = 0;
    viewContext.send({ page });
  }, viewContext.signal);
  viewContext.host.append(list, pager.element);

  function update() {
    const { meta, arrays } = viewContext.scene;
    const networks = arrays.probabilities.shape[1];
    list.replaceChildren(...meta.cards.map((card, place) => {
      const ofCard = mapOf(arrays.probabilities, place);
      const rows = Array.from({ length: networks }, (_, row) => ofCard.subarray(10 * row, 10 * (row + 1)));
      return createCard(card, mapOf(arrays.images, place), rows, meta.text);
    }));
    pager.update(meta.paging);
  }
  return { update, paint() {} };
}

/** @param {Card} card @param {Packed["values"]} pixels @param {ArrayLike<number>[]} rows @param {Meta["text"]} text */
function createCard(card, pixels, rows, text) {
  const canvas = element("canvas", { width: 28, height: 28, "aria-hidden": "true" });
  paintPixels(canvas, pixels);
  const follow = `${card.name}: ${text.follow}`;
  const picture = element("a", { class: "within picture-link", href: card.walkthrough, title: text.follow,
    "aria-label": follow }, canvas);
  const [why, where] = /** @type {[string, string][]} */ ([[card.ledger, text.why], [card.attribution, text.where]])
    .map(([href, words]) => element("a", { class: "within why", href, "aria-label": `${card.name}: ${words}` }, words));
  const bars = element("div", { class: "card-bars" },
    ...card.answers.map((answer, row) => createBars(answer, card.label, rows[row], text)));
  return element("li", { class: "card" }, picture, bars,
    element("div", { class: "card-words" }, element("span", { class: "muted number" }, card.title),
      ...card.answers.map((answer, row) => createWords(answer, rows[row], text)), why, where));
}

/** The answer in words; correct answers get a tick. */
function createWords(/** @type {Answer} */ { letter, digit, right }, /** @type {ArrayLike<number>} */ probabilities,
    /** @type {Meta["text"]} */ text) {
  const share = formatProbability(probabilities[digit]);
  const words = element("span", { class: right ? "answer right" : "answer" });
  if (letter) words.append(element("span", { class: `letter letter-${letter.toLowerCase()}` }, letter));
  words.append(format(right ? text.right : text.wrong, { answer: digit, share }));
  return words;
}

/** Ten vertical bars: the answer's bar is dark, and the correct digit is bold. */
function createBars(/** @type {Answer} */ answer, /** @type {number} */ label,
    /** @type {ArrayLike<number>} */ probabilities, /** @type {Meta["text"]} */ text) {
  const names = Array.from(probabilities, (share, digit) =>
    format(text.bar, { digit, share: formatProbability(share) }));
  const root = element("div", { class: "bars", role: "img", "aria-label": names.join(text.and) });
  for (let digit = 0; digit < probabilities.length; digit += 1) {
    const name = element("span", { class: digit === label ? "bar-digit label" : "bar-digit" });
    setText(name, String(digit));
    root.append(element("span", { class: digit === answer.digit ? "bar best" : "bar", title: names[digit] },
      element("span", { class: "bar-well" },
        element("span", { class: "bar-fill", style: `height: ${100 * probabilities[digit]}%` })), name));
  }
  return root;
}

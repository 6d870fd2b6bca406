/**
 * A question: the field to answer in, what is said of the answer, and every step of the way once that is given.
 *
 * Parts for tests, as `data-part`: `answer` is the field, `said` what is said of the answer, `step` a step of the way
 * with its `data-state`.
 */

import { build, element, icon, setText } from "../common/dom.js";
import { createField } from "./field.js";

/** @import { Context, Meta, Row, Way } from "scenes/question" */

const ICONS = {
  right: "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM8 12.2l3 3l5.5-6",
  failing: "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM12 7.5v5.5M12 16.2v.3",
  hint: "M9.5 19h5M10.5 21.5h3M12 3a6 6 0 0 0-3.6 10.8c.9.7 1.1 1.4 1.1 2.4h5c0-1 .2-1.7 1.1-2.4A6 6 0 0 0 12 3z",
};

/** @param {Context} viewContext @returns {View} */
export default function createQuestion(viewContext) {
  const { host, signal } = viewContext;
  const { text } = viewContext.scene.meta;
  const field = createField(viewContext);
  const button = (/** @type {string} */ wish, /** @type {string} */ style) => {
    const made = element("button", { type: "button", class: `button ${style}`, "data-wish": wish }, text[wish]);
    made.addEventListener("click", () => viewContext.send({ wish, turn: Date.now() }), { signal });
    return made;
  };
  const [show, again, next, other] = [button("show", "plain"), button("again", ""), button("next", "main"),
    button("other", "plain")];
  const way = element("section", { class: "way" });
  const progressTitle = element("strong");
  const dots = element("ul", { class: "progress-dots" });
  const { root: ask, place, tolerance, said } = build(["section.ask", {},
    ["div.question-head", {}, ["h2", {}, text.yours], ["span.muted", { ref: "place" }]], field.element,
    ["div.muted.tolerance", { ref: "tolerance" }], ["div.said", { ref: "said", role: "status", "data-part": "said" }],
    ["div.buttons", {}, again, next, other, show]]);
  const progress = element("div", { class: "progress-row" },
    progressTitle, dots, element("span", { class: "muted" }, text.progress_note));
  host.append(element("div", { class: "question" }, ask, way, progress));

  function update() {
    const { meta } = viewContext.scene;
    const isOpen = meta.is_open;
    ask.dataset.state = meta.said?.state ?? "open";
    field.update(isOpen);
    setText(place, meta.place);
    setText(tolerance, meta.tolerance);
    tolerance.hidden = meta.tolerance === "" || !isOpen;
    for (const one of [again, next, other, show]) one.hidden = !meta.wishes.includes(one.dataset.wish ?? "");
    said.hidden = meta.said === null;
    said.replaceChildren(...(meta.said === null ? [] : [icon(meta.said.state === "right" ? ICONS.right : ICONS.hint),
      element("strong", {}, meta.said.title), element("p", { class: "muted" }, meta.said.hint)]));
    way.replaceChildren(...wayOf(meta));
    progress.hidden = meta.dots.length === 0;
    setText(progressTitle, meta.progress);
    dots.replaceChildren(...meta.dots.map((dot) => element("li", {}, element("span", { role: "img",
      "aria-label": dot.label, title: dot.label, "data-state": dot.state, "data-current": dot.is_current }))));
  }

  return { update, paint: () => undefined };
}

/** What is known, and the steps once they may be seen. @param {Meta} meta @returns {HTMLElement[]} */
function wayOf(meta) {
  const { text, steps, given } = meta;
  const head = (/** @type {string} */ title) => element("div", { class: "question-head" }, element("h2", {}, title));
  const parts = [];
  if (given.length > 0) {
    parts.push(head(text.given), element("ul", { class: "given" }, ...given.map(givenRow)));
  }
  const failed = steps.some((step) => step.state === "failing");
  parts.push(head(failed ? text.where : text.way));
  if (steps.length === 0) parts.push(element("p", { class: "muted later" }, text.way_later));
  else parts.push(element("ol", { class: "steps" }, ...steps.map((step) => stepRow(step, text))));
  return parts;
}

function givenRow(/** @type {Row} */ row) {
  return element("li", {}, element("span", {}, row.label), element("span", { class: "muted number note" }, row.note),
    element("span", { class: `number value ${colourOf(row.sign)}` }, row.value));
}

function stepRow(/** @type {Way} */ step, /** @type {Texts} */ text) {
  const mark = step.state === "right" ? icon(ICONS.right) : step.state === "failing" ? icon(ICONS.failing) : null;
  const told = step.state === "right" ? text.right_step : step.state === "failing" ? text.failing_step : "";
  return element("li", { "data-part": "step", "data-state": step.state },
    element("span", {}, ...(mark ? [mark, element("span", { class: "visually-hidden" }, told)] : [])),
    element("span", { class: "name" }, step.name), element("span", { class: "muted how" }, step.how),
    element("span", { class: "here" }, step.is_here ? text.here : ""),
    element("span", { class: `number value ${colourOf(step.sign)}` }, step.value));
}

function colourOf(/** @type {number} */ sign) {
  return sign > 0 ? "positive" : sign < 0 ? "negative" : "";
}

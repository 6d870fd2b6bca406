/** What the optimizer makes of one weight's gradient, and what becomes of the loss. */

import { PHONE_WIDTH, STACKED_WIDTH, build, element, setText } from "../common/dom.js";
import { createCurve } from "./curve.js";
import { createRates } from "./rates.js";

/** @import { Context, Account, Line, Other, Others } from "scenes/update" */

const GAP = 36;

/** @param {Context} viewContext @returns {View} */
export default function createUpdate(viewContext) {
  const { host, signal } = viewContext;
  const { root: account, title, where, lines, result, notes } = build(["section.account", {},
    ["div.section-head", {}, ["h2", { ref: "title" }], ["span.muted", { ref: "where" }]],
    ["div.lines", {}, ["div", { ref: "lines" }], ["div.result", { ref: "result" }]],
    ["div.notes-below", { ref: "notes", "data-terms": true }]]);
  const { root: others, lead, rows } = build(["section.others", {},
    ["div.section-head", {}, ["h2", {}, viewContext.scene.meta.text.others]],
    ["p.muted", { ref: "lead", "data-terms": true }], ["div.rows", { ref: "rows" }]]);
  const curve = createCurve();
  const rates = createRates(viewContext.scene.meta.text, signal);
  host.append(element("div", { class: "update" }, account, curve.element, others, rates.element));

  function paint() {
    const { scene: { meta, arrays }, width } = viewContext;
    const room = width < STACKED_WIDTH ? width : (width - GAP) / 2;
    const height = width < PHONE_WIDTH ? 240 : 290;
    paintAccount(meta.account);
    setText(where, meta.name);
    others.hidden = meta.others === null;
    if (meta.others !== null) paintOthers(meta.others);
    curve.element.hidden = meta.curve === null;
    if (meta.curve !== null) curve.paint(meta.curve, arrays, meta.text, room, height);
    rates.element.hidden = meta.rates === null;
    if (meta.rates !== null) rates.paint(meta.rates, arrays, meta.text, room);
    host.dataset.painted = `${meta.name} ${meta.curve === null} ${meta.rates === null}`;
  }

  function paintAccount(/** @type {Account} */ shown) {
    setText(title, shown.title);
    lines.replaceChildren(...shown.lines.map((one, place) => line(one, place === shown.lines.length - 1)));
    result.replaceChildren(...line(shown.result, false).childNodes);
    notes.replaceChildren(...shown.notes.map((note) => element("p", {}, note)));
  }

  function paintOthers(/** @type {Others} */ shown) {
    setText(lead, shown.lead);
    const { text } = viewContext.scene.meta;
    rows.replaceChildren(
      element("div", { class: "other muted head" }, element("span", {}, text.rule_name), element("span", {}, text.step),
        element("span", {}, text.change)),
      ...shown.rows.map(other));
  }
  return { update() {}, paint };
}

/** @param {Line} shown @param {boolean} isStep */
function line({ title, formula, value, sign }, isStep) {
  const colour = sign > 0 ? "positive" : sign < 0 ? "negative" : "";
  return element("div", { class: isStep ? "line step" : "line" },
    element("div", {}, element("strong", {}, title), element("span", { class: "muted formula" }, formula)),
    element("span", { class: `number ${colour}` }, value));
}

function other(/** @type {Other} */ { name, step, share, change, is_own: isOwn }) {
  return element("div", { class: isOwn ? "other own" : "other", "aria-current": isOwn ? "true" : null },
    element("span", {}, name),
    element("span", { class: "step-bar" },
      element("span", { class: "bar", style: `width: ${Math.max(Math.abs(share) * 50, 0.5)}%` }),
      element("span", { class: "number" }, step)),
    element("span", { class: "number change" }, change));
}

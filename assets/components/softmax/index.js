/**
 * Softmax: scores → exponentials → shares, one line a class.
 *
 * What is shown can be read by `data-part`: "logit", "exponential", "probability" (each with the class as
 * `data-index`), "sum" (of the exponentials), "total" (of the probabilities), "share" (the chosen class's probability),
 * "keras" (the same as Keras returned it) and "loss". They are Keras's while the view's `data-temperature` is 1.
 */

import { createFocus } from "../common/choice.js";
import { PHONE_WIDTH, build, childrenOf, element, setAttributes, setText } from "../common/dom.js";
import { format, formatNumber, formatPercent } from "../common/numbers.js";
import { createRadios } from "../common/radios.js";
import {
  accountOfSoftmax, closesAsShown, equalsShare, formatExponent, formatExponential, formatShare,
} from "./account.js";
import { createLoss } from "./loss.js";
import { createClassRow } from "./row.js";
import { createTemperature } from "./temperature.js";

/** @import { SoftmaxAccount } from "./account.js" */
/** @import { Context } from "scenes/softmax" */

/** @param {Context} viewContext @returns {View} */
export default function createSoftmax(viewContext) {
  const { host, signal } = viewContext;
  const { text } = viewContext.scene.meta;
  const classes = viewContext.scene.arrays.logits.shape[0];
  const focus = createFocus({ filter: viewContext.scene.meta.focus }, viewContext);
  const rows = Array.from({ length: classes }, (_, digit) => createClassRow(digit, text));
  const loss = createLoss(text, classes, signal);
  let temperature = 1;
  const slider = createTemperature(text, classes, (next) => {
    temperature = next;
    paint();
  }, signal);
  const parts = softmaxParts(text, rows, loss, slider);
  const { root, show, list } = parts;
  host.append(root);
  let opened = false;

  const choose = (/** @type {number} */ digit) => {
    opened = viewContext.width < PHONE_WIDTH && !(opened && digit === focus.value.filter);
    focus.choose({ filter: digit });
    draw();
  };
  // A phone has no room for the second step: it is shown for the chosen class only.
  show.addEventListener("click", () => {
    opened = !opened;
    draw();
    rows[focus.value.filter].element.scrollIntoView({ block: "nearest" });
  }, { signal });
  const radios = createRadios(list, rows.map((row) => row.element), choose, signal);

  function update() {
    focus.hear({ filter: viewContext.scene.meta.focus });
  }

  function paint() {
    const account = accountOfSoftmax(viewContext.scene, temperature);
    showSoftmaxSteps(parts, account, text);
    rows.forEach((row) => row.update(account, viewContext));
    loss.update(account);
    slider.update(temperature, viewContext.scene);
    draw(account);
  }

  function draw(account = accountOfSoftmax(viewContext.scene, temperature)) {
    const digit = focus.value.filter;
    radios.mark(digit);
    rows.forEach((row, place) => setAttributes(row.element, { "data-open": opened && place === digit }));
    show.setAttribute("aria-expanded", String(opened));
    showShare(parts, account, digit, text);
  }
  return { update, paint };
}

/** @typedef {ReturnType<typeof softmaxParts>} SoftmaxParts */

function softmaxParts(/** @type {Texts} */ text, /** @type {ReturnType<typeof createClassRow>[]} */ rows,
    /** @type {ReturnType<typeof createLoss>} */ loss, /** @type {ReturnType<typeof createTemperature>} */ slider) {
  const head = (/** @type {string} */ name) => element("div", { class: `column-head ${name}` }, element("h2"),
    element("div", { class: "muted" }));
  const heads = ["logits", "exponentials", "probabilities"].map(head);
  const totals = { exponentials: element("strong", { class: "number", "data-part": "sum" }),
    probabilities: element("strong", { class: "number", "data-part": "total" }, formatPercent(1, 0)) };
  const refs = build(["div.softmax", {},
    ["div.heads", {}, ["span"], ...heads],
    ["button.show-exponentials", { ref: "show", type: "button" }, text.show_exponentials],
    ["div.share-rows", { ref: "list", "aria-label": text.classes }, ...rows.map((row) => row.element)],
    ["div.totals", {},
      ["div.total.exponentials", {}, ["span", { ref: "sum", title: text.rounded_sum }], totals.exponentials],
      ["div.total.probabilities", {}, ["span", {}, text.sum], totals.probabilities]],
    ["div.panel.conclusion", {},
      ["div.share", { "aria-live": "polite" }, ["div.formula", { ref: "formula" }], ["div.muted", { ref: "returned" }]],
      loss.element],
    slider.element]);
  return { ...refs, heads, totals };
}

/** @param {SoftmaxParts} given @param {SoftmaxAccount} account @param {Texts} text */
function showSoftmaxSteps({ root, heads, totals, sum }, account, text) {
  const { temperature, shift } = account;
  root.dataset.temperature = String(temperature);
  const words = [
    [temperature === 1 ? text.logits : format(text.logits_cooled, { temperature }), text.logits_hint],
    [text.exponentials, shift === 0 ? text.exponentials_hint
      : format(text.exponentials_shifted, { largest: formatNumber(shift) })],
    [text.probabilities, text.probabilities_hint],
  ];
  heads.forEach((head, place) => childrenOf(head).forEach((child, line) => setText(child, words[place][line])));
  setText(sum, closesAsShown(account) ? text.sum : `${text.sum} ≈`);
  setText(totals.exponentials, formatExponential(account.shownTotal, account));
}

/** @param {SoftmaxParts} given @param {SoftmaxAccount} account @param {number} digit @param {Texts} text */
function showShare({ formula, returned }, account, digit, text) {
  const probability = account.probabilities[digit];
  const span = (/** @type {(Node | string)[]} */ ...content) => element("span", {}, ...content);
  formula.replaceChildren(
    span(format(text.share, { digit }), " = ", element("i", {}, "e"),
      element("sup", {}, formatExponent(digit, account)), ` ÷ ${text.sum}`), " ",
    span(`= ${formatExponential(account.shown[digit], account)} ÷ ${formatExponential(account.shownTotal, account)}`),
    " ",
    span(equalsShare(probability), element("strong",
      { class: "focus number", "data-part": "share", title: formatNumber(probability, 6) }, formatShare(probability))));
  const keras = element("span", { "data-part": "keras" }, formatNumber(account.keras[digit], 6));
  const [before, after] = (account.temperature === 1 ? text.returned : text.returned_at_1).split("{value}");
  returned.replaceChildren(before, keras, after ?? "");
}

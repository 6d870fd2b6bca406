import { element, setText } from "../common/dom.js";
import {
  MINUS, closeSum, format, formatCount, formatNumber, formatSigned, largestRemainder, signClass,
} from "../common/numbers.js";

/** @import { DenseParts } from "./index.js" */
/** @import { UnitAccount } from "./terms.js" */
/** @import { Context, Meta, Payload } from "scenes/dense" */

/** The table of the largest terms, the unit's sum, and the formula, rounded so that the shown numbers add up. */
const DENSE_ROWS = 11;

/** @param {DenseParts} parts @param {Context} viewContext @param {UnitAccount} account */
export function showAccountOfUnit(parts, viewContext, account) {
  const { scene, palette } = viewContext;
  const { meta, arrays } = scene;
  const { text } = meta;
  const { decimals, total } = account;
  const rounded = closeSum(total, [account.gain, account.loss], [account.bias], decimals);
  const [gain, loss, bias] = [...rounded.parts, ...rounded.fixed];
  setText(parts.title, format(meta.classes ? text.class_title : text.unit_title, { unit: meta.unit }));
  parts.termLegend.update(palette, { kind: "diverging", limit: account.limit });

  const few = Math.min(account.losses.length, 4);
  const many = Math.min(account.gains.length, DENSE_ROWS - few);
  const shares = [termRows(account, account.gains, many, gain, text.more_above),
    termRows(account, account.losses, Math.min(account.losses.length, DENSE_ROWS - many), loss, text.more_below)];
  const columns = [text.at, text.input, text.weight, text.term];
  parts.table.replaceChildren(
    element("thead", {}, element("tr", {}, ...columns.map((name) => element("th", { scope: "col" }, name)),
      element("td", { class: "term-bar-head" }))),
    ...shares.map((rows) => element("tbody", {}, ...rows.map((row) => termRow(row, scene, account)))),
  );

  const bar = (/** @type {number} */ value) => {
    const longest = Math.max(account.gain, -account.loss) || 1;
    return element("span",
      { class: `answer-bar ${value < 0 ? "minus" : "plus"}`, style: `width: ${(100 * Math.abs(value)) / longest}%` });
  };
  const line = (/** @type {string} */ part, /** @type {string} */ name, /** @type {number} */ value,
      /** @type {number} */ exact) => {
    const kind = part === "total" ? "total" : "";
    const sign = exact < 0 ? "negative" : "positive";
    return element("div", { class: `answer-line ${kind}` }, element("span", {}, name),
      element("span", { class: `number ${kind ? "focus" : sign}`, "data-part": part, title: formatNumber(exact, 6) },
        formatSigned(value, decimals, exact)));
  };
  parts.answer.replaceChildren(line("positive", text.for, gain, account.gain), bar(account.gain),
    line("negative", text.against, loss, account.loss), bar(account.loss), line("bias", text.bias, bias, account.bias),
    element("hr"), line("total", text.total, rounded.total, total));
  const [before, after] = text.returned.split("{value}");
  parts.returned.replaceChildren(before, element("span", { "data-part": "keras" }, formatNumber(total, 6)),
    after ?? "");
  showUnitFormula(parts.formula, scene, account, { gain, loss, bias, total: rounded.total });
  parts.evidence?.configure(viewContext, account);
  parts.panel.dataset.units = String(arrays.units.shape[0]);
}

/**
 * Rows of the first terms of a list, and one row for the rest; rounded, they add up to the shown sum.
 * @param {UnitAccount} account @param {number[]} list indices, the largest first @param {number} count
 * @param {number} sum @param {string} rest
 */
export function termRows(account, list, count, sum, rest) {
  const others = list.slice(count);
  const exact = list.slice(0, count).map((index) => account.terms[index]);
  const remainder = others.reduce((total, index) => total + account.terms[index], 0);
  const { parts } = largestRemainder(sum, [...exact, ...(others.length > 0 ? [remainder] : [])], account.decimals);
  return parts.map((term, place) => place < count
    ? { index: list[place], term, exact: exact[place], words: "" }
    : { index: -1, term, exact: remainder, words: format(rest, { count: formatCount(others.length) }) });
}

/**
 * @param {{index: number, term: number, exact: number, words: string}} row @param {Payload} scene
 * @param {UnitAccount} account
 */
function termRow({ index, term, exact, words }, { meta, arrays }, account) {
  const shown = element("td", { class: `number term ${signClass(exact)}` },
    formatSigned(term, account.decimals, exact));
  shown.dataset.part = index < 0 ? "rest" : "term";
  if (index < 0)
    return element("tr", { class: "rest" }, element("td", { colspan: 3, class: "muted" }, words), shown, element("td"));
  shown.title = formatNumber(exact, 6);
  const share = account.limit > 0 ? (50 * Math.abs(exact)) / account.limit : 0;
  const number = (/** @type {string} */ part, /** @type {string} */ value, /** @type {number} */ precise) =>
    element("td", { class: "number", "data-part": part, title: formatNumber(precise, 6) }, value);
  return element("tr", { "data-index": index },
    element("td", { class: "term-place" }, placeName(index, meta)),
    number("input", formatNumber(arrays.inputs.values[index], 3), arrays.inputs.values[index]),
    number("weight", formatSigned(arrays.weights.values[index], 4), arrays.weights.values[index]),
    shown,
    element("td", { class: "term-bar" },
      element("span", { class: exact < 0 ? "minus" : "plus", style: `width: ${share}%` })));
}

/** @param {number} index @param {Meta} meta @returns {string} "8 (1, 2)", "(1, 2)" or "57" */
function placeName(index, { shape }) {
  if (!shape) return String(index);
  const place = Math.floor(index / shape[2]);
  const cell = `(${Math.floor(place / shape[1])}, ${place % shape[1]})`;
  return shape[2] === 1 ? cell : `${index % shape[2]} ${cell}`;
}

/**
 * Shows the unit as one formula: the factors of its largest terms, then the sums of positive and negative terms.
 * @param {HTMLElement} formula @param {Payload} scene @param {UnitAccount} account
 * @param {{gain: number, loss: number, bias: number, total: number}} shown rounded, so that they add up
 */
function showUnitFormula(formula, { meta, arrays }, account, shown) {
  const { terms, decimals } = account;
  const strongest = [...account.gains.slice(0, 3), ...account.losses.slice(0,
    3)].sort((a, b) => Math.abs(terms[b]) - Math.abs(terms[a])).slice(0, 3);
  const inBrackets = (/** @type {string} */ number) => (number.startsWith(MINUS) ? `(${number})` : number);
  const product = (/** @type {number} */ index) =>
    `${inBrackets(formatNumber(arrays.inputs.values[index], 3))} × ` +
    inBrackets(formatNumber(arrays.weights.values[index], 4));
  const plus = (/** @type {"loss" | "bias"} */ part) =>
    `${shown[part] < 0 ? MINUS : "+"} ${formatNumber(Math.abs(shown[part]), decimals, account[part])}`;
  const rest = terms.length > strongest.length ? ["…"] : [];
  const products = [...strongest.map(product), ...rest].join(" + ");
  const span = (/** @type {(Node | string)[]} */ ...content) => element("span", {}, ...content);
  formula.replaceChildren(
    span(element("span", { class: "muted" }, format(meta.text.formula, { count: formatCount(terms.length) }))), " ",
    span(`= ${products || "0"} ${plus("bias")}`), " ",
    span(`= ${formatNumber(shown.gain, decimals, account.gain)} ${plus("loss")} ${plus("bias")}`), " ",
    span("= ", element("strong", { class: "focus number" }, formatSigned(shown.total, decimals, account.total))));
}

import { element, selectAll } from "../common/dom.js";
import { keepKeys } from "../common/keys.js";
import { format } from "../common/numbers.js";

/** @import { PanelAnswers } from "./panel.js" */
/** @import { ArgumentMeta, CallMeta, LineMeta } from "scenes/article" */

/** A value with more characters leaves no room for a note beside it. */
const LONG = 17;

/**
 * The arguments of a line's calls: those that the line passes, and collapsed, Keras's defaults. A list lets the visitor
 * try other values of an argument.
 * @param {Texts} text @param {LineMeta} line @param {PanelAnswers} answers @param {AbortSignal} signal
 */
export function createArguments(text, line, answers, signal) {
  const parts = line.calls.flatMap((call, place) => [
    ...(place === 0 ? [] : [element("h4", {}, format(text.arguments_of, { call: call.name }))]),
    createTable(text, call, answers, signal), ...createMore(text, call, answers, signal)]);
  const root = element("section", { class: "article-arguments" },
    element("div", { class: "section-head" }, element("h3", {}, text.arguments),
      element("span", { class: "muted" }, text.arguments_hint)), ...parts);

  /** @param {string} argument call and argument name, `""` for none */
  function mark(argument) {
    for (const row of selectAll(root, "tr")) {
      const isChosen = argument !== "" && row.dataset.argument === argument;
      row.classList.toggle("chosen", isChosen);
      const more = row.closest("details");
      if (isChosen && more !== null) more.open = true;
    }
  }
  return { element: root, mark };
}

/** @param {Texts} text @param {CallMeta} call @param {PanelAnswers} answers @param {AbortSignal} signal */
function createTable(text, call, answers, signal) {
  return tableOf(text, call.arguments.filter(({ given }) => given), answers, signal);
}

/** @param {Texts} text @param {CallMeta} call @param {PanelAnswers} answers @param {AbortSignal} signal */
function createMore(text, call, answers, signal) {
  const others = call.arguments.filter(({ given }) => !given);
  if (others.length === 0) return [];
  return [element("details", {}, element("summary", {}, format(text.more_arguments, { count: others.length })),
    tableOf(text, others, answers, signal))];
}

/** @param {Texts} text @param {ArgumentMeta[]} list @param {PanelAnswers} answers @param {AbortSignal} signal */
function tableOf(text, list, answers, signal) {
  const rows = list.map((argument) => createRow(text, argument, answers, signal));
  return element("table", {}, element("tbody", {}, ...rows));
}

/** @param {Texts} text @param {ArgumentMeta} argument @param {PanelAnswers} answers @param {AbortSignal} signal */
function createRow(text, argument, answers, signal) {
  const value = argument.options.length > 0 ? createField(text, argument, answers, signal)
    : element("code", {}, argument.value || text.required);
  const note = element("td", { class: "article-note" }, argument.text);
  const cells = argument.value.length > LONG ? [element("td", { colspan: 2 }, value, element("p", {}, argument.text))]
    : [element("td", {}, value), note];
  const row = element("tr", { class: argument.given ? "given" : "", "data-argument": argument.key },
    element("th", { scope: "row" }, element("code", {}, argument.name)), ...cells);
  row.addEventListener("click", (event) => {
    if (!(event.target instanceof HTMLSelectElement)) answers.pick(argument.key);
  }, { signal });
  return row;
}

/** @param {Texts} text @param {ArgumentMeta} argument @param {PanelAnswers} answers @param {AbortSignal} signal */
function createField(text, argument, answers, signal) {
  const options = argument.options.map((words, place) =>
    element("option", { value: place, selected: place === argument.chosen }, words));
  const field = element("select", { name: argument.key, "aria-label": format(text.change, { name: argument.name }) },
    ...options);
  field.addEventListener("change", () => {
    answers.send({ argument: argument.key, option: Number(field.value) });
  }, { signal });
  keepKeys(field, signal);
  return field;
}

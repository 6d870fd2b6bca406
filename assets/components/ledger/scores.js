import { element } from "../common/dom.js";
import { format, formatCount, formatNumber, formatProbability, formatSigned, signClass } from "../common/numbers.js";
import { createSegments } from "../common/transport.js";
import { numberOfColumn } from "./columns.js";
import { createFieldPicture, sayField } from "./field.js";
import { ledgerNumber, roundTogether } from "./numbers.js";
import { createLine, createOpener } from "./rows.js";

/** @import { LedgerColumn, LedgerTools } from "./rows.js" */
/** @import { ScoresColumn, ScoresGroup, ScoresRow } from "scenes/ledger" */

/**
 * @typedef {keyof ScoresColumn["orders"]} Order
 * @typedef {{order: Order, sort: (order: Order) => void, compare: (classes: number[]) => void}} Sorting
 * @typedef {LedgerTools & Sorting} ScoreTools
 */

/** The first column: two scores, their difference, and the contributions of the inputs. @returns {LedgerColumn} */
export function createScoresColumn(/** @type {ScoresColumn} */ column, /** @type {ScoreTools} */ tools) {
  const { meta, decimals } = tools;
  const { text, classes } = meta;
  const [first, second] = classes;
  const shownScores = column.scores.map((score) => Math.round(score * 10 ** decimals) / 10 ** decimals);
  const difference = shownScores[0] - shownScores[1];
  const ahead = column.scores[0] >= column.scores[1] ? 0 : 1;
  const isAnswer = column.all_scores.every((score) => score <= column.scores[ahead]);
  const size = 72;
  const head = ledgerNumber(formatSigned(difference, decimals, column.value), column.value, "head", "level-head");
  const table = createScoresTable(column, tools);
  const root = element("section", { class: "level scores", "data-level": column.level, "data-node": column.node,
    "data-kind": "scores", "aria-label": text.scores },
    element("h2", {}, numberOfColumn(column), text.scores),
    element("div", { class: "score-pair" },
      createFieldPicture(tools.image, column.field, null,
        { palette: tools.palette, size, label: sayField(column.field, null, tools.image.shape, text) }),
      element("div", { class: "score-lines" },
        ...[0, 1].map((side) => createScoreLine(column, side, shownScores[side], tools)))),
    element("div", { class: "score-difference" },
      element("span", {}, format(text.difference,
        { first: formatNumber(shownScores[0], decimals, column.scores[0]),
          second: bracketed(shownScores[1], decimals, column.scores[1]) })),
      head, ...(isAnswer ? [element("strong", {}, format(text.verdict, { digit: classes[ahead] }))] : [])),
    createSortSwitch(tools),
    table.root,
    ...(column.zeros > 0
      ? [element("p", { class: "muted level-note" }, format(text.silent, { count: formatCount(column.zeros) }))] : []));
  const { row } = table;
  const link = row && { used: format(text.used_for,
    { first, second, first_weight: formatNumber(row.weights[0], 4), second_weight: formatNumber(row.weights[1], 4) }) };
  return { root, head, chosen: table.chosen, link };
}

/** One class: a list to choose its digit, its score, a bar and the probability. */
function createScoreLine(/** @type {ScoresColumn} */ column, /** @type {number} */ side, /** @type {number} */ shown,
    /** @type {ScoreTools} */ tools) {
  const { meta } = tools;
  const { text, classes } = meta;
  const select = element("select",
    { class: "score-class", "aria-label": side === 0 ? text.first_class : text.second_class },
    ...column.all_scores.map((_, digit) =>
      element("option", { value: digit, selected: digit === classes[side], disabled: digit === classes[1 - side] },
        String(digit))));
  select.addEventListener("change", () => {
    const chosen = [...classes];
    chosen[side] = Number(select.value);
    tools.compare(chosen);
  }, { signal: tools.signal });
  select.addEventListener("keydown", (event) => event.stopPropagation(), { signal: tools.signal });
  const longest = Math.max(...column.scores.map(Math.abs)) || 1;
  const score = column.scores[side];
  return element("div", { class: "score-line" }, select,
    ledgerNumber(formatNumber(shown, tools.decimals, score), score, "score", "score-number"),
    element("span", { class: "score-bar" },
      element("span", { class: score < 0 ? "minus" : "plus", style: `width: ${(100 * Math.abs(score)) / longest}%` })),
    element("span", { class: "muted score-probability" },
      format(text.probability, { percent: formatProbability(column.probabilities[side]) })));
}

/** Formats a number after a minus sign: negative ones in brackets. */
function bracketed(/** @type {number} */ value, /** @type {number} */ decimals, /** @type {number} */ exact) {
  const words = formatNumber(value, decimals, exact);
  return value < 0 ? `(${words})` : words;
}

/** The choice of the lines' order, which needs no server. */
function createSortSwitch(/** @type {ScoreTools} */ { meta, order, sort, signal }) {
  const { text, classes } = meta;
  const names = { difference: text.by_difference, first: format(text.by_class, { digit: classes[0] }),
    second: format(text.by_class, { digit: classes[1] }) };
  const choices = Object.entries(names).map(([name, words]) => ({ name, text: words }));
  const segments = createSegments(text.sort, choices, (name) => sort(/** @type {Order} */ (name)), signal);
  segments.element.classList.add("sort");
  segments.mark(order);
  return segments.element;
}

/** A line per input: value, contribution to each score, and the difference. Each column adds up as shown. */
function createScoresTable(/** @type {ScoresColumn} */ column, /** @type {ScoreTools} */ tools) {
  const { meta, decimals, order } = tools;
  const { text, classes } = meta;
  const lines = column.orders[order];
  const others = (/** @type {ScoresGroup} */ group, /** @type {string} */ words) =>
    (group.others.count > 0 ? [{ ...group.others, words, part: "others" }] : []);
  const count = (/** @type {ScoresGroup} */ group) => ({ count: formatCount(group.others.count) });
  const [forWords, againstWords] = order === "difference"
    ? [lines.gains, lines.losses].map((group, side) =>
      format(text.others_for, { digit: classes[side], ...count(group) }))
    : [format(text.others_plus, count(lines.gains)), format(text.others_minus, count(lines.losses))];
  const termsOf = (/** @type {ScoresRow} */ row) => ({ row, first: row.first, second: row.second });
  /** @type {{first: number, second: number, row?: ScoresRow, gap?: boolean, words?: string, part?: string}[]} */
  const entries = [...lines.gains.rows.map(termsOf), ...others(lines.gains, forWords),
    ...lines.losses.rows.map((row, place) => ({ ...termsOf(row), gap: place === 0 && lines.gains.rows.length > 0 })),
    ...others(lines.losses, againstWords)];
  const rounded = roundTogether(entries.map((entry) => entry.first), entries.map((entry) => entry.second),
    column.scores, column.biases, decimals);
  entries.push({ first: column.biases[0], second: column.biases[1], words: text.bias, part: "bias" });
  const shownFirst = [...rounded.first, rounded.biases[0]];
  const shownSecond = [...rounded.second, rounded.biases[1]];
  let [chosen, row] = [/** @type {HTMLElement | null} */ (null), /** @type {ScoresRow | null} */ (null)];
  const nodes = entries.map((entry, place) => {
    const numbers = threeNumbers([shownFirst[place], shownSecond[place]], [entry.first, entry.second],
      entry.part ?? "part", decimals);
    if (!entry.row) return createLine(
      [element("span", { class: `wide ${entry.part === "bias" ? "" : "muted"}` }, entry.words ?? ""), ...numbers]);
    const isChosen = entry.row.index === column.chosen;
    const { name, short } = entry.row;
    const shown = numbers.map((number) => number.textContent);
    const terms = format(text.row_scores,
      { first: classes[0], second: classes[1], first_term: shown[0], second_term: shown[1], difference: shown[2] });
    const value = ledgerNumber(formatNumber(entry.row.value, decimals), entry.row.value, "value");
    const line = createOpener([element("span", { class: "level-name" }, short), value, ...numbers],
      { column, index: entry.row.index, position: 0, chosen: isChosen, label: format(text.row_label, { name, terms }) },
        tools);
    if (entry.gap) line.classList.add("after-gap");
    if (isChosen) [chosen, row] = [line, entry.row];
    return line;
  });
  const totals = threeNumbers(rounded.totals, column.scores, "total", decimals);
  const total = createLine([element("strong", { class: "wide" }, text.score), ...totals], "level-total");
  const heads = [column.place_head, text.value_head, format(text.class_head, { digit: classes[0] }),
    format(text.class_head, { digit: classes[1] }),
    format(text.difference_head, { first: classes[0], second: classes[1] })];
  const head = createLine(heads.map((words) => element("span", {}, words)), "score-heads muted");
  return { root: element("div", { class: "score-table" }, head, ...nodes, total), chosen, row };
}

/** @returns {HTMLElement[]} a line's contributions to both scores, and the difference of the shown numbers */
function threeNumbers(/** @type {number[]} */ shown, /** @type {number[]} */ exact, /** @type {string} */ part,
    /** @type {number} */ decimals) {
  const difference = Math.round((shown[0] - shown[1]) * 10 ** decimals) / 10 ** decimals;
  /** @type {[number, number, string][]} */
  const all = [[shown[0], exact[0], "first"], [shown[1], exact[1], "second"],
    [difference, exact[0] - exact[1], "difference"]];
  return all.map(([rounded, precise, name]) => {
    const number = ledgerNumber(formatSigned(rounded, decimals, precise), precise, part,
      part === "total" ? "strong" : signClass(precise));
    number.dataset.column = name;
    return number;
  });
}

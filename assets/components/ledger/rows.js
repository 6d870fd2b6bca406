import { element } from "../common/dom.js";
import { claim, hasModifier } from "../common/keys.js";
import { closeSum, format, formatCount, formatSigned, signClass } from "../common/numbers.js";
import { ledgerNumber } from "./numbers.js";

/** @import { Group, Meta, Row, SumColumn } from "scenes/ledger" */

/**
 * What all columns share; `position` is a choice's index among all choices, `null` if there is no choice.
 * @typedef {{meta: Meta, arrays: Record<string, Packed>, image: Packed, palette: Palette, decimals: number,
 *   width: number, phone: boolean, signal: AbortSignal,
 *   open: (level: number, position: number | null, choice: number) => void}} LedgerTools
 *
 * Passed to the next column: a text about the use of the chosen row, or the chosen row's shown share.
 * @typedef {{used?: string, shown?: number}} LedgerLink
 * @typedef {{root: HTMLElement, head: HTMLElement, chosen: HTMLElement | null, link: LedgerLink | null}} LedgerColumn
 */

/**
 * A line that opens the next columns.
 * @param {Node[]} cells
 * @param {{column: {level: number}, index: number, position: number | null, chosen: boolean, label: string}} line
 * @param {LedgerTools} tools
 */
export function createOpener(cells, { column, index, position, chosen, label }, tools) {
  const row = element("button", {
    type: "button", class: "level-row", "data-key": `${column.level}:${index}`, "aria-pressed": String(chosen),
    "aria-label": label, tabindex: chosen ? 0 : -1,
  }, ...cells);
  row.addEventListener("click", () => tools.open(column.level, position, index), { signal: tools.signal });
  return row;
}

/** A line that is not a button. */
export function createLine(/** @type {Node[]} */ cells, look = "") {
  return element("div", { class: `level-line ${look}` }, ...cells);
}

/**
 * The lines of a sum: the largest positive and negative parts, the sums of all others, bias and total, rounded so that
 * they add up as shown.
 * @returns {{lines: HTMLElement[], chosen: HTMLElement | null, row: Row | null, shown: number}}
 */
export function createSumLines(/** @type {SumColumn} */ column, /** @type {LedgerTools} */ tools) {
  const { text } = tools.meta;
  const { gains, losses } = column;
  /** @type {{term: number, row?: Row, gap?: boolean, words?: string, part?: string}[]} */
  const entries = [...gains.rows.map((row) => ({ row, term: row.term })), ...othersOf(gains, text.others_plus),
    ...losses.rows.map((row, place) => ({ row, term: row.term, gap: place === 0 && gains.rows.length > 0 })),
    ...othersOf(losses, text.others_minus)];
  const closed = closeSum(column.before, entries.map((entry) => entry.term), [column.bias], tools.decimals);
  const parts = [...closed.parts, ...closed.fixed];
  entries.push({ words: text.bias, term: column.bias, part: "bias" });
  const limit = Math.max(...[...gains.rows, ...losses.rows].map((row) => Math.abs(row.term)), 0);
  let chosen = null;
  let chosenEntry = { row: /** @type {Row | null} */ (null), shown: 0 };
  const lines = entries.map((entry, place) => {
    const shown = formatSigned(parts[place], tools.decimals, entry.term);
    const number = ledgerNumber(shown, entry.term, entry.part ?? "part", signClass(entry.term));
    if (!entry.row)
      return createLine([element("span", { class: entry.part === "bias" ? "" : "muted" }, entry.words ?? ""), number]);
    const isChosen = entry.row.index === column.chosen;
    const { name } = entry.row;
    const line = createOpener([element("span", { class: "level-name" }, name), createTermBar(entry.term, limit),
        number], { column, index: entry.row.index, position: column.position, chosen: isChosen,
          label: format(text.row_label, { name, terms: shown }) }, tools);
    if (entry.gap) line.classList.add("after-gap");
    if (isChosen) {
      chosen = line;
      chosenEntry = { row: entry.row, shown: parts[place] };
    }
    return line;
  });
  lines.push(createTotal(text.total, formatSigned(closed.total, tools.decimals, column.before), column.before));
  return { lines, chosen, ...chosenEntry };
}

function othersOf(/** @type {Group} */ { others }, /** @type {string} */ template) {
  return others.count > 0
    ? [{ words: format(template, { count: formatCount(others.count) }), term: others.term, part: "others" }] : [];
}

/** The line with the total. */
export function createTotal(/** @type {string} */ words, /** @type {string} */ shown, /** @type {number} */ exact) {
  return createLine([element("strong", {}, words), ledgerNumber(shown, exact, "total", "strong")], "level-total");
}

/** A short bar from the middle: to the right if positive. */
function createTermBar(/** @type {number} */ term, /** @type {number} */ limit) {
  const share = limit > 0 ? (50 * Math.abs(term)) / limit : 0;
  return element("span", { class: "level-bar", "aria-hidden": "true" },
    element("span", { class: term < 0 ? "minus" : "plus", style: `width: ${share}%` }));
}

/**
 * Up and down move within a column, left and right to the chosen line of the previous and next column.
 * @param {HTMLElement} host @param {(level: number) => void} reveal shows a column that is hidden
 * @param {AbortSignal} signal
 */
export function onLedgerKeys(host, reveal, signal) {
  host.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const level = /** @type {HTMLElement | null} */ (target.closest(".level"));
    if (level === null || target.dataset.key === undefined || hasModifier(event)) return;
    const next = keyTarget(event.key, target, level);
    if (next === undefined) return;
    claim(event);
    const column = /** @type {HTMLElement | null | undefined} */ (next?.closest(".level"));
    if (column?.hidden) reveal(Number(column.dataset.level));
    next?.focus();
  }, { signal });
}

/** @returns {HTMLElement | null | undefined} null if there is none, undefined for other keys */
function keyTarget(/** @type {string} */ key, /** @type {HTMLElement} */ target, /** @type {HTMLElement} */ level) {
  const grid = target.closest(".number-cells");
  const inGrid = grid !== null;
  const siblings =
    /** @type {HTMLElement[]} */ (Array.from(inGrid ? grid.children : level.querySelectorAll(".level-row")));
  const place = siblings.indexOf(target);
  const perRow = inGrid ? Math.round(Math.sqrt(siblings.length)) : 1;
  if (key === "ArrowUp" || key === "ArrowDown") return siblings[place + (key === "ArrowUp" ? -perRow : perRow)] ?? null;
  if (key === "Home" || key === "End") return siblings[key === "Home" ? 0 : siblings.length - 1];
  if (key !== "ArrowLeft" && key !== "ArrowRight") return undefined;
  if (inGrid) return siblings[place + (key === "ArrowLeft" ? -1 : 1)] ?? null;
  const beside = key === "ArrowLeft" ? level.previousElementSibling : level.nextElementSibling;
  return beside?.querySelector("[data-key][tabindex='0']") ?? null;
}

import { childrenOf, element, setText } from "../common/dom.js";
import { format, formatNumber, formatSigned, largestRemainder, signClass } from "../common/numbers.js";
import { createFieldFigure } from "./field.js";
import { createTermPictures } from "./maps.js";
import { ledgerNumber, usedOnce } from "./numbers.js";
import { createLine, createSumLines, createTotal } from "./rows.js";
import { createCellGrid, createWindowGrids, makeCellsOpen } from "./windows.js";

/** @import { LedgerColumn, LedgerLink, LedgerTools } from "./rows.js" */
/** @import { Chosen, MadeColumn, NoteColumn, ShareColumn, SumColumn, WindowColumn } from "scenes/ledger" */

/**
 * @typedef {NoteColumn | ShareColumn | MadeColumn | SumColumn | WindowColumn} NumberColumn
 * @typedef {{nodes: HTMLElement[], chosen: HTMLElement | null, link: LedgerLink | null}} LedgerContent
 */

/**
 * A column for one number and its calculation: the steps that produce it (`making`, from the last to the first), and
 * the sum or the window's products that they start from.
 * @param {LedgerLink} inherited from the previous column @returns {LedgerColumn}
 */
export function createLedgerColumn(/** @type {NumberColumn} */ column, inherited, /** @type {LedgerTools} */ tools) {
  const { meta, decimals } = tools;
  // Keras does not return the share of one channel: it is shown rounded as in its line.
  const share = "window" in column && !("making" in column) ? column : null;
  const shown = share === null ? formatNumber(column.value, decimals)
    : formatSigned(inherited.shown ?? 0, decimals, share.value);
  const head = ledgerNumber(shown, column.value, "head", "level-head");
  const used = share === null ? inherited.used ?? ""
    : format(meta.text.window_sum, { size: share.window.size, count: share.window.size ** 2 });
  const root = element("section", { class: `level ${column.kind}`, "data-level": column.level, "data-node": column.node,
    "data-kind": column.kind, "aria-label": column.title },
    element("div", { class: "muted level-stage" }, numberOfColumn(column), column.stage),
    element("h2", {}, column.title), head, element("div", { class: "muted level-used" }, used),
    createFieldFigure(column, tools, tools.phone ? 160 : 124));
  const { nodes, chosen, link } = contentOf(column, inherited.shown ?? 0, tools);
  root.append(...nodes, ...("making" in column ? createEnding(column, tools) : []));
  return { root, head, chosen, link };
}

/** A column's number in a circle. It is hidden from screen readers, which get the order from the trail. */
export function numberOfColumn(/** @type {{level: number}} */ { level }) {
  return element("span", { class: "level-order", "aria-hidden": "true" }, String.fromCodePoint(0x2460 + level));
}

/** @param {number} share the shown value if the column is a channel's share @returns {LedgerContent} */
function contentOf(/** @type {NumberColumn} */ column, share, /** @type {LedgerTools} */ tools) {
  const { text } = tools.meta;
  if ("note" in column)
    return { nodes: [element("p", { class: "level-note" }, column.note)], chosen: null, link: null };
  if (!("making" in column)) {
    const grid = createWindowGrids(column, share, tools);
    const words = format(text.product_sum, { count: column.window.size ** 2 });
    const total = createTotal(words, formatSigned(share, tools.decimals, column.value), column.value);
    return { nodes: [...grid.nodes, total], chosen: grid.chosen, link: grid.link };
  }
  const choices = column.making.flatMap((step) => "values" in step ? createChoiceGrid(step, column.level, tools) : []);
  if ("window" in column) {
    const grid = createWindowGrids(column, column.before - column.bias, tools);
    const bias = createLine([element("span", {}, text.bias),
      ledgerNumber(formatSigned(grid.bias, tools.decimals, column.bias), column.bias, "bias", signClass(column.bias))]);
    const total = createTotal(text.total, formatSigned(grid.total, tools.decimals, column.before), column.before);
    return { nodes: [...choices, ...grid.nodes, bias, total], chosen: grid.chosen, link: grid.link };
  }
  if (!("gains" in column)) return { nodes: choices, chosen: null, link: null };
  const lines = createSumLines(column, tools);
  const pictures = column.sheet ? createTermPictures(column, column.sheet, tools)
    : [element("div", { class: "muted level-label" }, column.label)];
  // The next column's number is this line's term, or is multiplied by a weight to give the term.
  const link = column.shares ? { shown: lines.shown } : lines.row && { used: usedOnce(lines.row, lines.shown, tools) };
  return { nodes: [...choices, ...pictures, ...lines.lines], chosen: lines.chosen, link };
}

/** The cells of a pooling window: for a maximum, with the chosen one; for a mean, with the followed one. */
function createChoiceGrid(/** @type {Chosen} */ step, /** @type {number} */ level, /** @type {LedgerTools} */ tools) {
  const { rule, size, values, inside, chosen, position, scale, label } = step;
  const count = inside.filter(Boolean).length;
  const grid = createCellGrid(size, values, values, scale, tools, inside, chosen);
  // Pooling ignores padding, so it is not shown as 0.
  inside.forEach((counts, index) => {
    if (!counts) setText(childrenOf(grid.cells)[index], "–");
  });
  const nodes = [element("div", { class: "muted level-label" }, label), grid.element];
  if (rule !== "mean" || chosen === null) return nodes;
  makeCellsOpen(grid, inside, tools, level, position, chosen, (index) => formatNumber(values[index], tools.decimals));
  const exact = values[chosen] / count;
  const [term] = largestRemainder(step.value, [exact, step.value - exact], tools.decimals).parts;
  const words = format(tools.meta.text.pooled, { value: formatNumber(values[chosen], tools.decimals), count,
    term: formatSigned(term, tools.decimals, exact) });
  return [...nodes, element("div", { class: "muted level-label" }, words)];
}

/** The steps from the total to the column's number, and the number that Keras returned. */
function createEnding(/** @type {MadeColumn} */ column, /** @type {LedgerTools} */ { meta, decimals }) {
  const { text } = meta;
  const nodes = [...column.making].reverse().filter((step) => step.result).flatMap((step) => {
    const part = step.rule === "function" ? "activation" : step.rule;
    const result = ledgerNumber(formatNumber(step.value, decimals), step.value, part, "level-result");
    const line = createLine([element("strong", {}, step.result), result]);
    if (!("factor" in step)) return [line];
    const words = { factor: formatNumber(step.factor, 4), bias: formatSigned(step.bias, decimals) };
    return [element("div", { class: "muted level-label" }, format(text.scaled_by, words)), line];
  });
  const returned = format(text.returned_one, { value: formatNumber(column.value, 6) });
  return [...nodes, element("div", { class: "muted level-returned", "data-part": "keras" }, returned)];
}

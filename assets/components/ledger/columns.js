import { childrenOf, element, setText } from "../common/dom.js";
import { fill, formatNumber, formatSigned, largestRemainder, signClass } from "../common/numbers.js";
import { createFieldFigure } from "./field.js";
import { createTermPictures } from "./maps.js";
import { ledgerNumber, signedAsShown, usedOnce } from "./numbers.js";
import { createLine, createSumLines, createTotal } from "./rows.js";
import { createCellGrid, createWindowGrids, makeCellsOpen } from "./windows.js";

/** @import { LedgerColumn, LedgerTools } from "./rows.js" */

/**
 * A number with all it is made of, as Python describes it: the steps that make it (`making`, from the number inwards),
 * and the sum, or the window's products, at the bottom of them.
 * @param {any} column @param {any} inherited from the column before @param {LedgerTools} tools @returns {LedgerColumn}
 */
export function createLedgerColumn(column, inherited, tools) {
  const { meta, decimals } = tools;
  // The share of one channel is no number that Keras returns: it is shown as the line it comes from.
  const isShare = column.window && !column.making;
  const shown = isShare ? signedAsShown(inherited.shown, column.value, decimals) : formatNumber(column.value, decimals);
  const head = ledgerNumber(shown, column.value, "head", "level-head");
  const used = isShare ? fill(meta.text.window_sum, { size: column.window.size, count: column.window.size ** 2 })
    : inherited.used ?? "";
  const root = element("section", { class: `level ${column.kind}`, "data-level": column.level, "data-node": column.node,
    "data-kind": column.kind, "aria-label": column.title },
    element("div", { class: "quiet level-stage" }, numberOfColumn(column), column.stage),
    element("h2", {}, column.title), head, element("div", { class: "quiet level-used" }, used),
    createFieldFigure(column, tools, tools.phone ? 160 : 124));
  const { nodes, chosen, link } = contentOf(column, inherited, isShare, tools);
  root.append(...nodes, ...(column.making ? createEnding(column, tools) : []));
  return { root, head, chosen, link };
}

/** The order of the columns, for the eye; the trail says it to those who listen. */
export function numberOfColumn(/** @type {any} */ { level }) {
  return element("span", { class: "level-order", "aria-hidden": "true" }, String.fromCodePoint(0x2460 + level));
}

/**
 * @param {any} column @param {any} inherited @param {boolean} isShare @param {LedgerTools} tools
 * @returns {{nodes: HTMLElement[], chosen: HTMLElement | null, link: any}}
 */
function contentOf(column, inherited, isShare, tools) {
  const { text } = tools.meta;
  if (column.note) return { nodes: [element("p", { class: "level-note" }, column.note)], chosen: null, link: null };
  if (isShare) {
    const grid = createWindowGrids(column, inherited.shown, tools);
    const words = fill(text.product_sum, { count: column.window.size ** 2 });
    const total = createTotal(words, signedAsShown(inherited.shown, column.value, tools.decimals), column.value);
    return { nodes: [...grid.nodes, total], chosen: grid.chosen, link: grid.link };
  }
  const choices = column.making.filter((/** @type {any} */ step) => step.values)
    .flatMap((/** @type {any} */ step) => createChoiceGrid(step, column.level, tools));
  if (column.window) {
    const grid = createWindowGrids(column, column.before - column.bias, tools);
    const bias = createLine([element("span", {}, text.bias),
      ledgerNumber(signedAsShown(grid.bias, column.bias, tools.decimals), column.bias, "bias",
        signClass(column.bias))]);
    const total = createTotal(text.total, signedAsShown(grid.total, column.before, tools.decimals), column.before);
    return { nodes: [...choices, ...grid.nodes, bias, total], chosen: grid.chosen, link: grid.link };
  }
  if (!column.gains) return { nodes: choices, chosen: null, link: null };
  const lines = createSumLines(column, tools);
  const pictures = column.sheet ? createTermPictures(column, tools)
    : [element("div", { class: "quiet level-label" }, column.label)];
  // The next column's number is this line's term, or its value times a weight.
  const link = column.shares ? { shown: lines.shown, exact: lines.row?.term }
    : lines.row && { used: usedOnce(lines.row, lines.shown, tools) };
  return { nodes: [...choices, ...pictures, ...lines.lines], chosen: lines.chosen, link };
}

/** The cells that a number is chosen from, or all cells of a mean, of which one is followed. */
function createChoiceGrid(/** @type {any} */ step, /** @type {number} */ level, /** @type {LedgerTools} */ tools) {
  const { rule, size, values, inside, chosen, position, scale, label } = step;
  const count = inside.filter(Boolean).length;
  const grid = createCellGrid(size, values, values, scale, tools, inside, chosen);
  // Padding is no candidate here, so it is no zero either.
  inside.forEach((/** @type {boolean} */ counts, /** @type {number} */ index) => {
    if (!counts) setText(childrenOf(grid.cells)[index], "–");
  });
  const nodes = [element("div", { class: "quiet level-label" }, label), grid.element];
  if (rule !== "mean") return nodes;
  makeCellsOpen(grid, inside, tools, level, position, chosen, (index) => formatNumber(values[index], tools.decimals));
  const exact = values[chosen] / count;
  const [term] = largestRemainder(step.value, [exact, step.value - exact], tools.decimals).parts;
  const words = fill(tools.meta.text.pooled, { value: formatNumber(values[chosen], tools.decimals), count,
    term: signedAsShown(term, exact, tools.decimals) });
  return [...nodes, element("div", { class: "quiet level-label" }, words)];
}

/** What becomes of a total, step by step outwards, and what Keras returned. */
function createEnding(/** @type {any} */ column, /** @type {LedgerTools} */ { meta, decimals }) {
  const { text } = meta;
  const nodes = [...column.making].reverse().filter((step) => step.result).flatMap((step) => {
    const part = step.rule === "function" ? "activation" : step.rule;
    const result = ledgerNumber(formatNumber(step.value, decimals), step.value, part, "level-result");
    const line = createLine([element("strong", {}, step.result), result]);
    if (step.rule !== "scaled") return [line];
    const by = fill(text.scaled_by, { factor: formatNumber(step.factor, 4), bias: formatSigned(step.bias, decimals) });
    return [element("div", { class: "quiet level-label" }, by), line];
  });
  const returned = fill(text.returned_one, { value: formatNumber(column.value, 6) });
  return [...nodes, element("div", { class: "quiet level-returned", "data-part": "keras" }, returned)];
}

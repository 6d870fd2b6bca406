import { childrenOf, element, setText } from "../common/dom.js";
import { fill, formatCount, formatNumber, largestRemainder, signClass } from "../common/numbers.js";
import { createFieldFigure } from "./field.js";
import { createTermPictures } from "./maps.js";
import { ledgerNumber, signedAsShown, titleOfColumn, usedOnce } from "./numbers.js";
import { createActivationLine, createLine, createSumLines, createTotal } from "./rows.js";
import { createCellGrid, createWindowGrids, makeCellsOpen } from "./windows.js";

/** @import { LedgerColumn, LedgerTools } from "./rows.js" */

/**
 * @param {any} column @param {any} inherited from the column before @param {LedgerTools} tools @returns {LedgerColumn}
 */
export function createLedgerColumn(column, inherited, tools) {
  const builders = { unit: fillUnitColumn, cell: fillCellColumn, channel: fillChannelColumn, pixel: fillPixelColumn };
  const { meta, decimals } = tools;
  const title = titleOfColumn(column, meta);
  // The share of one channel is no number that Keras returns: it is shown as the line it comes from.
  const isShare = column.kind === "channel";
  const shown = isShare ? signedAsShown(inherited.shown, column.value, decimals) : formatNumber(column.value, decimals);
  const head = ledgerNumber(shown, column.value, "head", "level-head");
  const used = isShare ? fill(meta.text.window_sum, { size: column.window.size, count: column.window.size ** 2 })
    : inherited.used ?? "";
  const root = element("section", { class: `level ${column.kind}`, "data-level": column.level, "data-node": column.node,
    "data-kind": column.kind, "aria-label": title },
    element("div", { class: "quiet level-stage" }, numberOfColumn(column), column.stage),
    element("h3", {}, title), head, element("div", { class: "quiet level-used" }, used),
    createFieldFigure(column, tools, tools.phone ? 160 : 124));
  const { chosen, link } = builders[/** @type {keyof typeof builders} */ (column.kind)](root, column, inherited, tools);
  return { root, head, chosen, link };
}

/** The order of the columns, for the eye; the trail says it to those who listen. */
export function numberOfColumn(/** @type {any} */ { level }) {
  return element("span", { class: "level-order", "aria-hidden": "true" }, String.fromCodePoint(0x2460 + level));
}

/** A dense unit: its terms as pictures, then as lines. */
function fillUnitColumn(/** @type {HTMLElement} */ root, /** @type {any} */ column, /** @type {any} */ _,
    /** @type {LedgerTools} */ tools) {
  const { text } = tools.meta;
  const lines = createSumLines(column, tools);
  root.append(
    ...(column.sheet ? createTermPictures(column, tools)
      : [element("div", { class: "quiet level-label" }, fill(text.inputs, { count: formatCount(column.inputs) }))]),
    ...lines.lines, ...createEnding(column, tools));
  return { chosen: lines.chosen, link: lines.row && { used: usedOnce(lines.row, lines.shown, tools) } };
}

/** A cell of a map: the pooling that chose it, then the sum over the channels or, with one channel, its window. */
function fillCellColumn(/** @type {HTMLElement} */ root, /** @type {any} */ column, /** @type {LedgerTools} */ tools) {
  const { text } = tools.meta;
  if (column.pooling) root.append(...createPoolingGrid(column, tools));
  if (column.window) {
    const sum = column.before - column.bias;
    const grid = createWindowGrids(column, sum, tools);
    root.append(...grid.nodes, createLine([element("span", {}, text.bias), ledgerNumber(signedAsShown(grid.bias,
      column.bias, tools.decimals), column.bias, "bias", signClass(column.bias))]),
      createTotal(text.total, signedAsShown(grid.total, column.before, tools.decimals), column.before));
    root.append(...createEnding(column, tools));
    return { chosen: grid.chosen, link: grid.link };
  }
  const words = column.pooling === null ? text.channels : column.pooling.rule === "mean" ? text.mean_cell : text.winner;
  const lines = createSumLines(column, tools);
  root.append(element("div", { class: "quiet level-label" }, fill(words, { count: column.inputs })), ...lines.lines,
    ...createEnding(column, tools));
  return { chosen: lines.chosen, link: { shown: lines.shown, exact: lines.row?.term } };
}

/** The window of a pooling: the winner framed, or all cells of a mean, of which one is followed. */
function createPoolingGrid(/** @type {any} */ column, /** @type {LedgerTools} */ tools) {
  const { text } = tools.meta;
  const { rule, size, values, inside, chosen, position, scale } = column.pooling;
  const count = inside.filter(Boolean).length;
  /** @type {HTMLElement[]} */
  const nodes =
    [element("div", { class: "quiet level-label" }, fill(rule === "mean" ? text.mean : text.largest, { count }))];
  const grid = createCellGrid(size, values, values, scale, tools, inside, chosen);
  // Padding is no candidate here, so it is no zero either.
  inside.forEach((/** @type {boolean} */ counts, /** @type {number} */ index) => {
    if (!counts) setText(childrenOf(grid.cells)[index], "–");
  });
  if (rule === "mean") {
    makeCellsOpen(grid, inside, tools, column.level, position, chosen,
      (index) => formatNumber(values[index], tools.decimals));
    const [term] = largestRemainder(column.value, [values[chosen] / count, column.value - values[chosen] / count],
      tools.decimals).parts;
    nodes.push(grid.element,
      element("div", { class: "quiet level-label" }, fill(text.pooled, { value: formatNumber(values[chosen],
        tools.decimals), count, term: signedAsShown(term, values[chosen] / count, tools.decimals) })));
  } else {
    nodes.push(grid.element);
  }
  return nodes;
}

/** The share of one channel: window × kernel = products, of which one is followed. */
function fillChannelColumn(/** @type {HTMLElement} */ root, /** @type {any} */ column, /** @type {any} */ inherited,
    /** @type {LedgerTools} */ tools) {
  const grid = createWindowGrids(column, inherited.shown, tools);
  root.append(...grid.nodes, createTotal(fill(tools.meta.text.product_sum, { count: column.window.size ** 2 }),
    signedAsShown(inherited.shown, column.value, tools.decimals), column.value));
  return { chosen: grid.chosen, link: grid.link };
}

/** A pixel: nothing stands behind it. */
function fillPixelColumn(/** @type {HTMLElement} */ root, /** @type {any} */ _column, /** @type {any} */ _inherited,
    /** @type {LedgerTools} */ tools) {
  root.append(element("p", { class: "level-note" }, tools.meta.text.given));
  return { chosen: null, link: null };
}

/** What becomes of a total: its activation, the mean that it is a part of, and what Keras returned. */
function createEnding(/** @type {any} */ column, /** @type {LedgerTools} */ { meta, decimals }) {
  const { text } = meta;
  const nodes = [createActivationLine(column, decimals)];
  if (column.pooling?.rule === "mean") {
    const count = column.pooling.inside.filter(Boolean).length;
    nodes.push(createLine([element("strong", {}, fill(text.mean_result, { count })),
      ledgerNumber(formatNumber(column.value, decimals), column.value, "mean", "level-result")]));
  }
  const returned = fill(text.returned_one, { value: formatNumber(column.value, 6) });
  return [...nodes, element("div", { class: "quiet level-returned", "data-part": "keras" }, returned)];
}

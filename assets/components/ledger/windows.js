import { childrenOf, element, setAttributes } from "../common/dom.js";
import { onKeys } from "../common/keys.js";
import { createNumberGrid } from "../common/numbergrid.js";
import { closeSum, format, formatNumber, formatSigned, signClass } from "../common/numbers.js";
import { largest } from "../common/palette.js";
import { ledgerNumber, usedOnce } from "./numbers.js";
import { createLine, createOpener } from "./rows.js";

/** @import { NumberGrid } from "../common/numbergrid.js" */
/** @import { LedgerTools } from "./rows.js" */
/** @import { ShareColumn, WindowColumn } from "scenes/ledger" */

/** Cells per side of the largest square with numbers; larger squares show colours only. */
const FINEST = 7;

/**
 * A window's values, its kernel and their products as three squares of numbers.
 * @param {ShareColumn | WindowColumn} column
 * @param {number} sum of the products; for a channel's share the shown value @param {LedgerTools} tools
 */
export function createWindowGrids(column, sum, tools) {
  const { text } = tools.meta;
  const { size, values, weights, products, inside, scale, weight_scale: weightScale, chosen, position,
    label: name } = column.window;
  const rounded = "bias" in column
    ? closeSum(column.before, products, [column.bias], tools.decimals)
    : closeSum(sum, products, [], tools.decimals);
  const shown = rounded.parts;
  const [bias = 0] = rounded.fixed;
  const label = (/** @type {string} */ words) => element("div", { class: "muted level-label" }, words);
  const productScale = /** @type {Scale} */ ({ kind: "diverging", limit: largest(products) });
  const grids = [createCellGrid(size, values, values, scale, tools, inside, chosen),
    createCellGrid(size, weights, weights, weightScale, tools, null, chosen, 3),
    createCellGrid(size, products, shown, productScale, tools, null, chosen)];
  const [valueGrid, weightGrid, productGrid] = grids;
  childrenOf(productGrid.cells).forEach((cell) => { cell.dataset.part = "part"; });
  const nodes = [label(name), valueGrid.element, label(text.weights), weightGrid.element, label(text.products),
    productGrid.element];
  if (inside.includes(false)) nodes.push(element("p", { class: "muted level-note" }, text.padding_note));
  const total = rounded.total;
  if (chosen === null) return { nodes, bias, total, chosen: null, link: null };
  const say = (/** @type {number} */ index) => format(text.product_at, { row: Math.floor(index / size),
    column: index % size, value: formatNumber(values[index], tools.decimals), weight: formatNumber(weights[index], 3),
    term: formatSigned(shown[index], tools.decimals, products[index]) });
  makeCellsOpen(productGrid, inside, tools, column.level, position, chosen, say);
  for (const grid of [valueGrid, weightGrid]) openByPointer(grid, inside, tools, column.level, position);
  const row = { value: values[chosen], weight: weights[chosen], term: products[chosen] };
  const rest = Math.round((rounded.total - bias - shown[chosen]) * 10 ** tools.decimals) / 10 ** tools.decimals;
  const restExact = products.reduce((total, product) => total + product, -row.term);
  const line = createOpener([
    element("span", { class: "level-name" },
      `${formatNumber(row.value, tools.decimals)} × ${formatNumber(row.weight, 3)}`),
    ledgerNumber(formatSigned(shown[chosen], tools.decimals, row.term), row.term, "followed", signClass(row.term)),
  ], { column, index: chosen, position, chosen: true, label: say(chosen) }, tools);
  line.dataset.key = `${column.level}:line`;
  nodes.push(line);
  if (products.length > 1) {
    nodes.push(createLine([element("span", { class: "muted" }, format(text.others, { count: products.length - 1 })),
      ledgerNumber(formatSigned(rest, tools.decimals, restExact), restExact, "rest", signClass(rest))]));
  }
  return { nodes, bias, total, chosen: line, link: { used: usedOnce(row, shown[chosen], tools, 3) } };
}

/**
 * A square of numbers as wide as its column.
 * @param {number} size cells per side @param {number[]} values exact ones @param {number[]} shown rounded ones
 * @param {Scale} scale @param {LedgerTools} tools @param {boolean[] | null} inside which cells are not padding
 * @param {number | null} chosen the cell in focus @param {number} [decimals]
 */
export function createCellGrid(size, values, shown, scale, tools, inside, chosen, decimals = tools.decimals) {
  const grid = createNumberGrid("");
  grid.heading.remove();
  grid.arrange(size * size, size, 0, 24);
  grid.element.classList.toggle("fine", size > FINEST);
  const longest = size > FINEST ? 0 : Math.max(...shown.map((value) => formatNumber(value, decimals).length));
  const narrowest = size > FINEST ? 0 : Math.max(40, longest * 6.6 + 4);
  grid.cells.style.gridTemplateColumns = `repeat(${size}, minmax(${narrowest}px, 1fr))`;
  grid.update(values, shown, scale, tools.palette, { decimals, absent: (index) => inside !== null && !inside[index] });
  grid.element.removeAttribute("aria-label");
  if (chosen !== null) childrenOf(grid.cells)[chosen]?.classList.add("chosen");
  return grid;
}

/** Opens a cell on a click, except padding. */
function openByPointer(/** @type {NumberGrid} */ grid, /** @type {boolean[]} */ inside,
    /** @type {LedgerTools} */ tools, /** @type {number} */ level, /** @type {number | null} */ position) {
  grid.cells.classList.add("pickable");
  grid.cells.addEventListener("click", (event) => {
    const index = childrenOf(grid.cells).indexOf(/** @type {HTMLElement} */ (event.target));
    if (inside[index]) tools.open(level, position, index);
  }, { signal: tools.signal });
}

/** Like `openByPointer`, also for the keyboard and for screen readers. */
export function makeCellsOpen(/** @type {NumberGrid} */ grid, /** @type {boolean[]} */ inside,
    /** @type {LedgerTools} */ tools, /** @type {number} */ level, /** @type {number | null} */ position,
    /** @type {number} */ chosen, /** @type {(index: number) => string} */ say) {
  openByPointer(grid, inside, tools, level, position);
  childrenOf(grid.cells).forEach((cell, index) => {
    if (!inside[index]) return;
    setAttributes(cell, {
      role: "button", tabindex: index === chosen ? 0 : -1, "data-key": `${level}:cell${position}:${index}`,
      "aria-pressed": String(index === chosen), "aria-label": say(index),
    });
  });
  onKeys(grid.cells, (key, { target }) =>
    (key === "Enter" || key === " " ? () => /** @type {HTMLElement} */ (target).click() : undefined), tools.signal);
}

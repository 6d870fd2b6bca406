import { build, element, setText } from "../common/dom.js";
import { closeSum, format, formatNumber, formatSigned, signClass } from "../common/numbers.js";

/** @import { Arrays, Meta } from "scenes/gradcam" */

/** Number of filters listed; the terms of all others are summed. */
const NAMED = 5;
/** Decimals in the tooltip of a number. */
const EXACT_DECIMALS = 9;

/**
 * The mean of a map's gradients, formatted: their sum, and the mean.
 * @param {ArrayLike<number>} gradients @param {number} weight their mean @param {number} decimals
 */
export function meanOf(gradients, weight, decimals) {
  let sum = 0;
  for (let index = 0; index < gradients.length; index += 1) sum += gradients[index];
  return { sum: formatNumber(sum, decimals), weight: formatNumber(weight, decimals) };
}

/**
 * A cell's sum as its largest terms and the sum of all others.
 * @param {ArrayLike<number>} values of all maps, one map after another @param {ArrayLike<number>} weights
 * @param {number} place of the cell in its map @param {number} total the sum @param {number} decimals
 */
export function partsOf(values, weights, place, total, decimals) {
  const cells = values.length / weights.length;
  const terms = Array.from(weights, (weight, filter) => ({ filter, weight, value: values[filter * cells + place],
    term: weight * values[filter * cells + place] }));
  terms.sort((one, other) => Math.abs(other.term) - Math.abs(one.term) || one.filter - other.filter);
  const others = terms.slice(NAMED);
  const rest = others.reduce((sum, { term }) => sum + term, 0);
  const exact = [...terms.slice(0, NAMED).map(({ term }) => term), ...(others.length ? [rest] : [])];
  const shown = closeSum(total, exact, [], decimals);
  return { named: terms.slice(0, NAMED), others: others.length, exact, shown };
}

/** A table of one cell's sum by filter, and the sum after ReLU. A click on a filter's name chooses the filter. */
export function createTerms(/** @type {Texts} */ text, /** @type {(filter: number) => void} */ choose,
    /** @type {AbortSignal} */ signal) {
  const { root: foot, sum, kept } = build(["tfoot", {},
    ["tr.total", {},
      ["th", { scope: "row", colspan: 2 }, text.total], ["td.number", { ref: "sum", "data-part": "sum" }]],
    ["tr.kept", {},
      ["th", { scope: "row", colspan: 2 }, text.kept], ["td.number.focus", { ref: "kept", "data-part": "kept" }]]]);
  const { root: table, caption, body } = build(
    ["table.terms", {}, ["caption", { ref: "caption" }], ["tbody", { ref: "body" }], foot]);
  body.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("button");
    if (button) choose(Number(button.dataset.filter));
  }, { signal });
  let rows = /** @type {ReturnType<typeof createRow>[]} */ ([]);
  const others = createRow(false);

  /** @param {Meta} meta @param {Arrays} arrays @param {Cell} cell @param {number} chosen */
  function show(meta, arrays, cell, chosen) {
    const place = cell.row * arrays.sums.shape[1] + cell.column;
    const decimals = meta.decimals.sums;
    const total = arrays.sums.values[place];
    const found = partsOf(arrays.maps.values, meta.weights, place, total, decimals);
    if (rows.length !== found.named.length) {
      rows = found.named.map(() => createRow(true));
      body.replaceChildren(...rows.map(({ root }) => root), ...(found.others ? [others.root] : []));
    }
    setText(caption, format(text.cell, { ...cell }));
    found.named.forEach(({ filter, weight, value }, index) => {
      const row = rows[index];
      setText(row.name, format(text.filter, { filter }));
      row.name.dataset.filter = String(filter);
      row.root.classList.toggle("chosen", filter === chosen);
      setText(row.factors, `${formatNumber(weight, meta.decimals.weights)} × ${
        formatNumber(value, meta.decimals.maps)}`);
      showPart(row.part, found.shown.parts[index], found.exact[index], decimals);
    });
    if (found.others) {
      setText(others.name, format(text.others, { count: found.others }));
      showPart(others.part, found.shown.parts[NAMED], found.exact[NAMED], decimals);
    }
    setText(sum, formatSigned(found.shown.total, decimals, total));
    sum.title = formatNumber(total, EXACT_DECIMALS);
    setText(kept, formatNumber(Math.max(found.shown.total, 0), decimals, Math.max(total, 0)));
  }
  return { element: table, show };
}

/** @param {boolean} isButton whether its name chooses a filter */
function createRow(isButton) {
  const name = isButton ? element("button", { type: "button" }) : element("span");
  const factors = element("td", { class: "number muted" });
  const part = element("td", { class: "number", "data-part": "term" });
  return { name, factors, part, root: element("tr", {}, element("th", { scope: "row" }, name), factors, part) };
}

/** @param {HTMLElement} cell @param {number} shown @param {number} exact @param {number} decimals */
function showPart(cell, shown, exact, decimals) {
  setText(cell, formatSigned(shown, decimals, exact));
  cell.className = `number ${signClass(exact)}`;
  cell.title = formatNumber(exact, EXACT_DECIMALS);
}

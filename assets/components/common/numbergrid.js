import { build, childrenOf, element, setText } from "./dom.js";
import { clamp, formatNumber, formatRange, formatSigned, signClass } from "./numbers.js";
import { colourOf, inkOn } from "./palette.js";

/** @typedef {ReturnType<typeof createNumberGrid>} NumberGrid */

/** A framed square of numbers on coloured cells: a window, a kernel, products. @param {string} title */
export function createNumberGrid(title) {
  const { root, heading, cells } = build(
    ["figure.number-grid", {},
      ["div.number-title", { ref: "heading" }, title], ["div.number-cells", { ref: "cells" }]]);

  /** @param {number} count @param {number} perRow @param {number} width of a cell @param {number} height */
  function arrange(count, perRow, width, height) {
    cells.style.gridTemplateColumns = `repeat(${perRow}, ${width}px)`;
    cells.style.gridAutoRows = `${height}px`;
    while (cells.childElementCount > count) cells.lastElementChild?.remove();
    while (cells.childElementCount < count) cells.append(element("span"));
  }

  /**
   * @param {ArrayLike<number>} values exact values, for colours and tooltips
   * @param {ArrayLike<number>} shown the rounded ones @param {Scale} scale @param {Palette} palette
   * @param {{decimals: number, absent?: (index: number) => boolean}} how absent cells are padding
   */
  function update(values, shown, scale, palette, how) {
    for (const [index, cell] of childrenOf(cells).entries()) {
      const colour = colourOf(palette, scale, values[index]);
      const absent = how.absent?.(index) ?? false;
      if (cell.dataset.colour !== colour) {
        cell.dataset.colour = colour;
        cell.style.background = colour;
        cell.style.color = inkOn(colour);
      }
      cell.classList.toggle("absent", absent);
      setText(cell, formatNumber(shown[index], how.decimals, values[index]));
      const exact = formatNumber(values[index], 6);
      if (cell.title !== exact) cell.title = exact;
    }
    root.setAttribute("aria-label", title);
  }

  /** Highlights the cells one after the other. */
  function light() {
    childrenOf(cells).forEach((cell, index) => {
      cell.animate([{ opacity: 0.1 }, { opacity: 1 }], { duration: 120, delay: 40 * index, fill: "backwards" });
    });
  }
  return { element: root, heading, cells, arrange, update, light };
}

/** Lines of "name … number". The last one is the result, below a rule. @param {string[]} labels */
export function createLedger(labels) {
  const numbers = labels.map(() => element("span", { class: "number" }));
  const rows = labels.map((label, index) => {
    const last = index === labels.length - 1;
    return element("div", { class: last ? "ledger-row result" : "ledger-row" }, element("span", {}, label),
      numbers[index]);
  });
  const root = element("div", { class: "ledger" }, ...rows);

  /** @param {number[]} shown rounded @param {number[]} exact @param {number} decimals */
  function update(shown, exact, decimals) {
    numbers.forEach((number, index) => {
      setText(number, formatSigned(shown[index], decimals, exact[index]));
      number.title = formatNumber(exact[index], 6);
      if (index < numbers.length - 1) {
        number.className = `number ${signClass(exact[index])}`;
      }
    });
  }
  /** @returns {string[]} the numbers as displayed */
  const words = () => numbers.map((number) => number.textContent);
  return { element: root, rows, update, words };
}

/** The scale as a line, with a marker at one value. */
export function createNumberLine() {
  const { root, pointer, ramp, marks } = build(["div.number-line", { "aria-hidden": "true" },
    ["span.line-pointer", { ref: "pointer" }], ["div.line-ramp", { ref: "ramp" }],
    ["div.line-marks", { ref: "marks" }]]);

  /** @param {Scale} scale diverging @param {{minus?: string, plus?: string}} [names] of the halves */
  function configure(/** @type {Palette} */ palette, scale, names = {}) {
    const { activation, minus } = palette.ramps;
    ramp.style.background = `linear-gradient(to right, ${[...minus.slice(1).reverse(), ...activation].join(", ")})`;
    marks.replaceChildren(element("span", {}, formatRange(-scale.limit)), element("span", {}, names.minus ?? ""),
      element("span", {}, "0"), element("span", {}, names.plus ?? ""), element("span", {}, formatRange(scale.limit)));
  }

  function point(/** @type {number} */ value, /** @type {Scale} */ scale) {
    const share = scale.limit > 0 ? 50 + (50 * value) / scale.limit : 50;
    pointer.style.left = `${clamp(share, 0, 100)}%`;
  }
  return { element: root, configure, point };
}

import { svgElement } from "../common/dom.js";
import { boxWithin, shifted } from "../common/links.js";
import { clamp } from "../common/numbers.js";

/** @import { Column } from "./column.js" */
/** @import { Place } from "scenes/overview" */

/**
 * The lines of the overview: from the inputs of the map or unit in focus, and to the ones it is an input of.
 * @typedef {{from: Place[], to: Place, terms: number[]}} Feed
 */

/** An overlay that covers the network's columns. */
export function createFibres() {
  const hairlines = svgElement("path", { class: "hairlines" });
  const feeders = svgElement("g", {});
  const halo = svgElement("path", { class: "thread-halo" });
  const thread = svgElement("path", { class: "thread" });
  const branches = svgElement("path", { class: "thread branches" });
  const root = svgElement("svg", { class: "links fibres", "aria-hidden": "true" }, hairlines, feeders, branches, halo,
    thread);

  /**
   * @param {{hairlines: string, feeders: {path: string, term: number}[], thread: string, branches: string}} lines
   * @param {Palette} palette
   */
  function draw(lines, palette) {
    hairlines.setAttribute("d", lines.hairlines);
    thread.setAttribute("d", lines.thread);
    halo.setAttribute("d", lines.thread);
    branches.setAttribute("d", lines.branches);
    const limit = Math.max(...lines.feeders.map(({ term }) => Math.abs(term)), 0);
    feeders.replaceChildren(...lines.feeders.map(({ path, term }) => svgElement("path", {
      d: path,
      fill: "none",
      stroke: palette.ramps[term < 0 ? "minus" : "activation"][2],
      "stroke-width": (1 + (3 * Math.abs(term)) / limit).toFixed(2),
      "stroke-linecap": "round",
    })));
  }
  return { element: root, draw };
}

/** @typedef {ReturnType<typeof measureColumns>} MeasureColumns */

/** Boxes and gaps between which lines run; gaps are clipped to the visible part of a column that scrolls. */
export function measureColumns(/** @type {Column[]} */ columns, /** @type {HTMLElement} */ network) {
  const measured = columns.map((column) => ({ picture: boxWithin(column.picture, network),
    content: boxWithin(column.content, network) }));
  /** @param {Place} place */
  const boxOf = ({ column, index }) => shifted(columns[column].boxOf(index), measured[column].content);
  /** @param {Place} place @returns {number} height of the gap below a map's row */
  const gapBelow = (place) => {
    const [box, frame] = [boxOf(place), measured[place.column].picture];
    return clamp(box.bottom + 1, frame.top, frame.bottom);
  };
  const edges = (/** @type {number} */ column) => measured[column].content;
  return { boxOf, gapBelow, edges };
}

/** A line from a map along the gap below its row to the column's edge, then to the target. */
export function fibre(/** @type {MeasureColumns} */ measure, /** @type {Column[]} */ columns, /** @type {Place} */ from,
    /** @type {Place} */ to) {
  const [source, right] = [measure.boxOf(from), measure.edges(from.column).right + 2];
  const straight = columns[from.column].perRow() === 1;
  const y = straight ? source.y + source.height / 2 : measure.gapBelow(from);
  const start = straight ? `M${source.right} ${y}` : `M${source.x + source.width / 2} ${y}H${right}`;
  return start + arrival(measure, columns, to, straight ? source.right : right, y);
}

/** A curve from (x, y) to a map: to its left side, or along the gap below its row. */
export function arrival(
  /** @type {MeasureColumns} */ measure,
  /** @type {Column[]} */ columns,
  /** @type {Place} */ to,
  /** @type {number} */ x,
  /** @type {number} */ y,
) {
  const box = measure.boxOf(to);
  const first = columns[to.column].shown().indexOf(to.index) % columns[to.column].perRow() === 0;
  const [endX, endY] = first ? [box.left, box.y + box.height / 2]
    : [measure.edges(to.column).left - 2, measure.gapBelow(to)];
  const bend = (endX - x) / 2;
  const restHairlines = first ? "" : `H${box.x + box.width / 2}`;
  return `C${x + bend} ${y} ${endX - bend} ${endY} ${endX} ${endY}${restHairlines}`;
}

/** The first map or unit of each row of a column. @param {Column} column @returns {number[]} */
function firstOfRows(column) {
  return column.shown().filter((_, place) => place % column.perRow() === 0);
}

/**
 * Hairlines from a point on the right edge of a column to each row of the next column.
 * @param {MeasureColumns} measure @param {Column[]} columns @param {number} column @param {number} y
 */
export function fanOut(measure, columns, column, y) {
  const [next, x] = [columns[column + 1], measure.edges(column).right + 2];
  const lines = [];
  for (const index of firstOfRows(next)) {
    lines.push(`M${x} ${y}${arrival(measure, columns, { column: column + 1, index }, x, y)}`);
  }
  return lines.join("");
}

/**
 * Hairlines from each row of a column without a thick line.
 * @param {MeasureColumns} measure @param {Column[]} columns @param {number} column @param {Place} to
 * @param {Set<number>} taken rows with a thick line
 */
export function restHairlines(measure, columns, column, to, taken) {
  const source = columns[column];
  const x = measure.edges(column).right + 2;
  const lines = [];
  for (const [row, index] of firstOfRows(source).entries()) {
    if (taken.has(row)) continue;
    const y = measure.gapBelow({ column, index });
    lines.push(`M${x} ${y}${arrival(measure, columns, to, x, y)}`);
  }
  return lines.join("");
}

import { build, element } from "./dom.js";
import { MAP_MARGIN } from "./heatmap.js";

/** @import { MapPart } from "./heatmap.js" */

/** Space for the row numbers and the column numbers, in CSS pixels. */
export const AXIS_ROOM = { rows: 20, columns: 17 };
/** Least distance between two numbers, in CSS pixels. */
const APART = 40;
const STEPS = [1, 2, 5, 10, 20];

/**
 * A map with row numbers beside it and column numbers below it.
 * @param {MapPart} map @param {"left" | "right"} side side of the row numbers: not the side where a thread arrives
 */
export function createAxes(map, side = "left") {
  const { root, rows, columns } = build(["div", { class: `axes ${side}` },
    map.canvas, ["div.axis.rows", { ref: "rows", "aria-hidden": "true" }],
    ["div.axis.columns", { ref: "columns", "aria-hidden": "true" }]]);

  /**
   * Call it after the map is configured.
   * @param {{rows: number, columns: number} | null} size of the map; null where there is no room for numbers
   */
  function update(size) {
    root.classList.toggle("bare", size === null);
    if (size === null) return;
    const first = map.boxOf({ row: 0, column: 0, height: 1, width: 1 });
    const number = (/** @type {"top" | "left"} */ edge, /** @type {number} */ index) => element("span",
      { style: `${edge}: ${first[edge] - MAP_MARGIN + (index + 0.5) * first.width}px` }, String(index));
    rows.replaceChildren(...numbersAlong(size.rows, first.width).map((index) => number("top", index)));
    columns.replaceChildren(...numbersAlong(size.columns, first.width).map((index) => number("left", index)));
  }
  return { element: root, update };
}

/**
 * @param {number} count of rows or columns @param {number} cell their size in CSS pixels
 * @returns {number[]} the indices that get a number
 */
export function numbersAlong(count, cell) {
  const step = STEPS.find((each) => each * cell >= APART) ?? count;
  return Array.from({ length: Math.ceil(count / step) }, (_, place) => place * step);
}

import { build, element } from "./dom.js";
import { MAP_MARGIN } from "./heatmap.js";

/** @import { MapPart } from "./heatmap.js" */

/** Room that the numbers of the rows and those of the columns take, in CSS pixels. */
export const AXIS_ROOM = { rows: 20, columns: 17 };
/** Numbers are at least so far apart. */
const APART = 40;
const STEPS = [1, 2, 5, 10, 20];

/**
 * A map with the numbers of some rows beside it and of some columns below it.
 * @param {MapPart} map @param {"left" | "right"} side where the rows' numbers stand: not where a thread arrives
 */
export function createAxes(map, side = "left") {
  const { root, rows, columns } = build(["div", { class: `axes ${side}` },
    map.canvas, ["div.axis.rows", { ref: "rows", "aria-hidden": "true" }],
    ["div.axis.columns", { ref: "columns", "aria-hidden": "true" }]]);

  /**
   * To be called once the map is configured.
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
 * @returns {number[]} those that are named, from 0
 */
export function numbersAlong(count, cell) {
  const step = STEPS.find((each) => each * cell >= APART) ?? count;
  return Array.from({ length: Math.ceil(count / step) }, (_, place) => place * step);
}

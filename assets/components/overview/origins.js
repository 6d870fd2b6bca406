/** @import { ColumnMeta, Payload } from "scenes/overview" */

/**
 * Which number of a column comes from which map of the column before, where that is one map.
 * @typedef {{channel: number, row: number, column: number, height: number, width: number}} Source
 */

const MOST_BRANCHES = 32;

/**
 * By origin, from the shape `[maps, rows, columns]` before.
 * @type {Record<string, ((shape: number[], index: number) => Source) | undefined>}
 */
const SOURCES = {
  cell: ([channels, , width], place) => {
    const cell = Math.floor(place / channels);
    return { channel: place % channels, row: Math.floor(cell / width), column: cell % width, height: 1, width: 1 };
  },
  map: ([, height, width], index) => ({ channel: index, row: 0, column: 0, height, width }),
};

/**
 * By origin, the numbers that a map leads to.
 * @type {Record<string, ((shape: number[], map: number) => number[]) | undefined>}
 */
const GOALS = {
  // Evenly spread ones, if there are many.
  cell: ([channels, rows, columns], map) => {
    const step = Math.ceil((rows * columns) / MOST_BRANCHES);
    return Array.from({ length: Math.ceil((rows * columns) / step) }, (_, branch) => branch * step * channels + map);
  },
  map: (_, map) => [map],
};

/** @param {Payload} scene @param {number} column @param {number} index @returns {Source | null} */
export function sourceOf(scene, column, index) {
  const find = SOURCES[scene.meta.columns[column].origin];
  return find === undefined ? null : find(shapeOf(scene, column - 1), index);
}

/** @returns {number[]} numbers of the next column; none where all maps lead to all of its numbers */
export function goalsOf(/** @type {Payload} */ scene, /** @type {number} */ column, /** @type {number} */ map) {
  const next = /** @type {ColumnMeta | undefined} */ (scene.meta.columns[column + 1]);
  const find = next === undefined ? undefined : GOALS[next.origin];
  return find === undefined ? [] : find(shapeOf(scene, column), map);
}

/** @param {ColumnMeta[]} columns @param {number} column @returns {number[]} the columns of its chain, in order */
export function chainOf(columns, column) {
  return columns.flatMap(({ chain }, place) => (chain === columns[column].chain ? [place] : []));
}

function shapeOf(/** @type {Payload} */ scene, /** @type {number} */ column) {
  return scene.arrays[scene.meta.columns[column].array].shape;
}

/**
 * A cell that a picture explains at the moment, for whatever follows it on the page.
 * @typedef {{stage: string, row: number, column: number, filter?: number, rushing?: boolean}} ExplainedCell
 *   `stage` is the stage's name, `filter` the map if the picture goes from map to map, `rushing` says that the cell
 *   changes too fast for numbers to be read
 */

const CELL_EVENT = "cell";

/** Components have shadow roots of their own; this module is what they share. */
const explainedCells = new EventTarget();

/** Tell the page which cell is explained. @param {ExplainedCell} cell */
export function announceCell(cell) {
  explainedCells.dispatchEvent(new CustomEvent(CELL_EVENT, { detail: cell }));
}

/** Hear of every cell that any picture explains, as soon as it does. */
export function followCell(/** @type {AbortSignal} */ signal, /** @type {(cell: ExplainedCell) => void} */ listener) {
  explainedCells.addEventListener(CELL_EVENT, (event) => listener(/** @type {CustomEvent} */ (event).detail),
    { signal });
}

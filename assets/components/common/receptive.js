/**
 * The cell that a picture currently explains. Other pictures of the page listen to it.
 * @typedef {{stage: string, row: number, column: number, filter?: number, rushing?: boolean}} ExplainedCell
 *   `stage` is the stage's name, `filter` the map if the picture goes from map to map, `rushing`: the cell
 *   changes too fast for numbers to be read
 */

const CELL_EVENT = "cell";

/** Shared by all components, although each has its own shadow root. */
const explainedCells = new EventTarget();

/** Announces the explained cell. @param {ExplainedCell} cell */
export function announceCell(cell) {
  explainedCells.dispatchEvent(new CustomEvent(CELL_EVENT, { detail: cell }));
}

/** Listens to the explained cells of all pictures. */
export function followCell(/** @type {AbortSignal} */ signal, /** @type {(cell: ExplainedCell) => void} */ listener) {
  explainedCells.addEventListener(CELL_EVENT, (event) => listener(/** @type {CustomEvent} */ (event).detail),
    { signal });
}

/** @param {number} place @param {number} count @returns {number} the nearest of 0 to `count` - 1 */
export function clampPlace(place, count) {
  return Math.min(Math.max(place, 0), count - 1);
}

/**
 * Does what a key is for; all others, and those pressed with another, are the browser's.
 * @param {KeyboardEvent} event @param {Record<string, () => void>} actions by the key's name
 */
export function act(event, actions) {
  const action = actions[event.key];
  if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  action();
}

/**
 * Arrow keys choose a neighbouring cell, Escape lets go.
 * @param {HTMLElement} surface @param {() => Cell} here @param {number} rows @param {number} columns
 * @param {{choose: (cell: Cell) => void, release?: () => void}} answers @param {AbortSignal} signal
 */
export function onCellKeys(surface, here, rows, columns, answers, signal) {
  surface.addEventListener("keydown", (event) => {
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (event.key === "Escape") answers.release?.();
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const { row, column } = here();
    answers.choose({ row: clampPlace(row + move[0], rows), column: clampPlace(column + move[1], columns) });
  }, { signal });
}

import { clamp } from "./numbers.js";

/** The event is answered here: Streamlit and the page must not answer it, too. @param {Event} event */
export function claim(event) {
  event.preventDefault();
  event.stopPropagation();
}

/** Whether another key is held: then the key is the browser's. @param {KeyboardEvent | MouseEvent} event */
export function hasModifier({ ctrlKey, metaKey, altKey }) {
  return ctrlKey || metaKey || altKey;
}

/** Streamlit's shortcuts must not hear what is typed here. @param {HTMLElement} field @param {AbortSignal} signal */
export function keepKeys(field, signal) {
  field.addEventListener("keydown", (event) => event.stopPropagation(), { signal });
}

/**
 * Does what a key is for, and claims it.
 * @param {HTMLElement} surface @param {(key: string, event: KeyboardEvent) => (() => void) | undefined} actionOf
 * @param {AbortSignal} signal
 */
export function onKeys(surface, actionOf, signal) {
  surface.addEventListener("keydown", (event) => {
    const action = hasModifier(event) ? undefined : actionOf(event.key, event);
    if (action === undefined) return;
    claim(event);
    action();
  }, { signal });
}

/**
 * Keys choose among `count` places.
 * @param {HTMLElement} surface @param {Record<string, number>} steps by key; infinite ones lead to the ends
 * @param {number} count @param {() => number} here @param {(place: number) => void} choose @param {AbortSignal} signal
 */
export function onArrowKeys(surface, steps, count, here, choose, signal) {
  onKeys(surface, (key) => (key in steps ? () => choose(clamp(here() + steps[key], 0, count - 1)) : undefined), signal);
}

/**
 * Arrow keys choose a neighbouring cell, Escape lets go.
 * @param {HTMLElement} surface @param {() => Cell} here @param {number} rows @param {number} columns
 * @param {{choose: (cell: Cell) => void, release?: () => void}} answers @param {AbortSignal} signal
 */
export function onCellKeys(surface, here, rows, columns, { choose, release }, signal) {
  onKeys(surface, (key) => {
    if (key === "Escape") release?.();
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
    const { row, column } = here();
    return move && (() =>
      choose({ row: clamp(row + move[0], 0, rows - 1), column: clamp(column + move[1], 0, columns - 1) }));
  }, signal);
}

import { clamp } from "./numbers.js";

/** Claims an event, so that neither Streamlit nor the browser handles it, too. @param {Event} event */
export function claim(event) {
  event.preventDefault();
  event.stopPropagation();
}

/** Whether a modifier key is held: then the browser handles the key. @param {KeyboardEvent | MouseEvent} event */
export function hasModifier({ ctrlKey, metaKey, altKey }) {
  return ctrlKey || metaKey || altKey;
}

/** Hides keys typed in a field from Streamlit's shortcuts. @param {HTMLElement} field @param {AbortSignal} signal */
export function keepKeys(field, signal) {
  field.addEventListener("keydown", (event) => event.stopPropagation(), { signal });
}

/** Calls a key's action and claims the event. */
export function onKeys(/** @type {EventTarget} */ surface,
    /** @type {(key: string, event: KeyboardEvent) => (() => void) | 0 | undefined} */ actionOf,
    /** @type {AbortSignal} */ signal) {
  surface.addEventListener("keydown", (event) => {
    const pressed = /** @type {KeyboardEvent} */ (event);
    const action = hasModifier(pressed) ? undefined : actionOf(pressed.key, pressed);
    if (!action) return;
    claim(event);
    action();
  }, { signal });
}

/** Lets keys choose one of `count` places. @param {Record<string, number>} steps by key; ±Infinity: to an end */
export function onArrowKeys(/** @type {HTMLElement} */ surface, steps, /** @type {number} */ count,
    /** @type {() => number} */ here, /** @type {(place: number) => void} */ choose,
    /** @type {AbortSignal} */ signal) {
  onKeys(surface, (key) => (key in steps ? () => choose(clamp(here() + steps[key], 0, count - 1)) : undefined), signal);
}

/** Lets arrow keys choose a neighbouring cell and Escape clear the choice. */
export function onCellKeys(/** @type {HTMLElement} */ surface, /** @type {() => Cell} */ here,
    /** @type {number} */ rows, /** @type {number} */ columns,
    /** @type {{choose: (cell: Cell) => void, release?: () => void}} */ { choose, release },
    /** @type {AbortSignal} */ signal) {
  onKeys(surface, (key) => {
    if (key === "Escape") release?.();
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
    const { row, column } = here();
    return move && (() =>
      choose({ row: clamp(row + move[0], 0, rows - 1), column: clamp(column + move[1], 0, columns - 1) }));
  }, signal);
}

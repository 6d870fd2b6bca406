/** A square of numbers that can be typed, dragged and changed by arrow keys. */

import { element } from "./dom.js";
import { hasModifier } from "./keys.js";
import { MINUS, format } from "./numbers.js";

const DRAG_START = 3;
/** Change of a weight per pixel of dragging; values snap to whole steps. */
const DRAG_UNIT = 0.02;
const DRAG_STEP = 0.05;

/**
 * Parses a typed number, with any kind of minus sign, full-width digits and a decimal comma.
 * @param {string} typed @returns {number | null} null if it is not a number (yet)
 */
export function numberFrom(typed) {
  const plain = typed.normalize("NFKC").trim().replace(/[\u2212\u2013\u30fc]/g, "-").replace(",", ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : null;
}

/** @param {number} from @param {number} pixels upwards @returns {number} */
export function draggedWeight(from, pixels) {
  return Math.round((from + pixels * DRAG_UNIT) / DRAG_STEP) * DRAG_STEP;
}

/**
 * @typedef {{label: string, name: string, weights: boolean, format: (value: number) => string,
 *   exact: (value: number) => string, changed: (index: number, value: number) => void}} EditableOptions
 *   `exact` formats a number while it is edited; `name` is the template of a cell's name, with {row} and {column}.
 *   Arrow keys and dragging change weights; in squares of whole numbers, arrow keys move between cells
 */

export function createEditable(/** @type {EditableOptions} */ options, /** @type {AbortSignal} */ signal) {
  const root = element("div", { class: `editable ${options.weights ? "weights" : "cells"}`, role: "group",
    "aria-label": options.label });
  let inputs = /** @type {HTMLInputElement[]} */ ([]);
  let [side, active] = [0, 0];
  /** @type {ArrayLike<number>} */
  let values = [];
  const focused = () => /** @type {ShadowRoot | Document} */ (root.getRootNode()).activeElement;
  const indexOf = (/** @type {EventTarget | null} */ target) =>
    inputs.indexOf(/** @type {HTMLInputElement} */ (target));

  function enter(/** @type {number} */ index) {
    inputs[index].focus();
    inputs[index].select();
  }

  function mark(/** @type {number} */ index) {
    active = index;
    inputs.forEach((input, place) => { input.tabIndex = place === active ? 0 : -1; });
  }

  function arrange(/** @type {number} */ rows) {
    if (rows === side) return;
    side = rows;
    inputs = Array.from({ length: rows ** 2 }, (_, index) => element("input", { type: "text", autocomplete: "off",
      spellcheck: "false", maxlength: 7, role: options.weights ? "spinbutton" : null,
      inputmode: options.weights ? null : "numeric",
      "aria-label": format(options.name, { row: Math.floor(index / rows), column: index % rows }) }));
    root.replaceChildren(...inputs);
    root.style.setProperty("--side", String(rows));
    mark(Math.min(active, inputs.length - 1));
  }

  /** @param {ArrayLike<number>} next @param {(index: number) => [ground: string, ink: string]} coloursOf */
  function show(next, coloursOf) {
    values = next;
    const typing = focused();
    inputs.forEach((input, index) => {
      const [ground, ink] = coloursOf(index);
      if (input.style.color !== ink) input.style.color = ink;
      if (input.style.background !== ground) input.style.background = ground;
      const words = options.format(values[index]);
      if (options.weights && input.ariaValueNow !== words) input.ariaValueNow = words.replace(MINUS, "-");
      const isTyped = input === typing && sameNumber(numberFrom(input.value), values[index]);
      const wanted = input === typing ? options.exact(values[index]) : words;
      if (!isTyped && !input.dataset.typing && input.value !== wanted) input.value = wanted;
    });
  }
  listen({ root, options, indexOf, enter, mark, valueAt: (index) => values[index], side: () => side, focused,
    inputAt: (index) => inputs[index] }, signal);
  return { element: root, arrange, show };
}

/** Whether a value equals the typed one to three decimals. @param {number | null} typed @param {number} value */
function sameNumber(typed, value) {
  return typed !== null && Math.abs(typed - value) < 0.0005;
}

/**
 * @typedef {{root: HTMLElement, options: EditableOptions, indexOf: (target: EventTarget | null) => number,
 *   enter: (index: number) => void, mark: (index: number) => void, valueAt: (index: number) => number,
 *   side: () => number, focused: () => Element | null, inputAt: (index: number) => HTMLInputElement}} Editing
 */

function listen(/** @type {Editing} */ editing, /** @type {AbortSignal} */ signal) {
  const { root, options, indexOf, mark } = editing;
  root.addEventListener("focusin", ({ target }) => {
    const index = indexOf(target);
    if (index < 0) return;
    mark(index);
    editing.inputAt(index).value = options.exact(editing.valueAt(index));
  }, { signal });
  root.addEventListener("input", ({ target }) => {
    const input = /** @type {HTMLInputElement} */ (target);
    const typed = numberFrom(input.value);
    input.dataset.typing = "true";
    if (typed !== null) options.changed(indexOf(target), typed);
    if (!options.weights && typed !== null) {
      delete input.dataset.typing;
      input.value = options.format(editing.valueAt(indexOf(target)));
      input.select();
    }
  }, { signal });
  root.addEventListener("focusout", ({ target }) => {
    const input = /** @type {HTMLInputElement} */ (target);
    delete input.dataset.typing;
    input.value = options.format(editing.valueAt(indexOf(target)));
  }, { signal });
  root.addEventListener("keydown", (event) => press(event, editing), { signal });
  if (options.weights) listenToDrags(editing, signal);
  else root.addEventListener("click", ({ target }) => { if (indexOf(target) >= 0) editing.enter(indexOf(target)); },
    { signal });
}

/** Handles keys, and keeps them from moving the window. @param {KeyboardEvent} event @param {Editing} editing */
function press(event, { options, indexOf, enter, valueAt, side, inputAt }) {
  event.stopPropagation();
  if (hasModifier(event)) return;
  const index = indexOf(event.target);
  const count = side() ** 2;
  const move = { ArrowLeft: -1, ArrowRight: 1, Enter: 1, ArrowUp: -side(), ArrowDown: side() }[event.key];
  if (index < 0 || move === undefined) return;
  event.preventDefault();
  if (options.weights && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    const step = (event.key === "ArrowUp" ? 1 : -1) * (event.shiftKey ? 1 : 0.1);
    delete inputAt(index).dataset.typing;
    options.changed(index, valueAt(index) + step);
    return;
  }
  const next = index + move;
  if (next >= 0 && next < count) enter(next);
}

/** Dragging up increases the value, down decreases it; without movement it is a click.
 * @param {Editing} editing @param {AbortSignal} signal */
function listenToDrags({ root, options, indexOf, enter, valueAt, focused }, signal) {
  let drag = /** @type {{index: number, y: number, from: number, moved: boolean} | null} */ (null);
  root.addEventListener("mousedown", (event) => {
    if (event.target !== focused()) event.preventDefault();
  }, { signal });
  root.addEventListener("pointerdown", (event) => {
    const index = indexOf(event.target);
    if (index < 0 || event.button !== 0 || event.target === focused()) return;
    drag = { index, y: event.clientY, from: valueAt(index), moved: false };
    root.setPointerCapture(event.pointerId);
  }, { signal });
  root.addEventListener("pointermove", (event) => {
    if (drag === null) return;
    const pixels = drag.y - event.clientY;
    drag.moved ||= Math.abs(pixels) >= DRAG_START;
    if (drag.moved) options.changed(drag.index, draggedWeight(drag.from, pixels));
  }, { signal });
  const end = (/** @type {boolean} */ kept) => {
    if (drag !== null && kept && !drag.moved) enter(drag.index);
    drag = null;
  };
  root.addEventListener("pointerup", () => end(true), { signal });
  root.addEventListener("pointercancel", () => end(false), { signal });
}

import { setAttributes } from "./dom.js";
import { claim, hasModifier } from "./keys.js";
import { clamp } from "./numbers.js";

/** Down and right lead on; Home and End to the ends. @type {Record<string, number>} */
const STEPS = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1, Home: -Infinity, End: Infinity };

/**
 * Makes buttons a group of which one is chosen: by a click, or by keys from the one before. Only one of them is a stop
 * of the Tab key, as the pattern of a radio group has it: https://www.w3.org/WAI/ARIA/apg/patterns/radio/
 * @param {HTMLElement} root holds the buttons, maybe beside others
 * @param {HTMLElement[]} buttons those that are hidden cannot be chosen @param {(place: number) => void} choose
 * @param {AbortSignal} signal
 */
export function createRadios(root, buttons, choose, signal) {
  setAttributes(root, { role: "radiogroup" });
  for (const [place, button] of buttons.entries()) {
    setAttributes(button, { role: "radio" });
    button.addEventListener("click", () => choose(place), { signal });
  }
  root.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const shown = buttons.filter((button) => !button.hidden);
    const from = shown.findIndex((button) => button === event.target);
    if (step === undefined || from < 0 || hasModifier(event)) return;
    claim(event);
    const next = shown[clamp(from + step, 0, shown.length - 1)];
    // First, so that a picture that is built anew knows where the focus is.
    next.focus();
    choose(buttons.indexOf(next));
  }, { signal });

  /** @param {number} chosen its place; -1 if none is */
  function mark(chosen) {
    const stop = Math.max(chosen, 0);
    buttons.forEach((button, place) =>
      setAttributes(button, { "aria-checked": String(place === chosen), tabindex: place === stop ? 0 : -1 }));
  }
  mark(-1);
  return { mark };
}

import { setAttributes } from "./dom.js";
import { claim, hasModifier } from "./keys.js";
import { clamp } from "./numbers.js";

/** Down and right: the next one; Home and End: the first and the last. @type {Record<string, number>} */
const STEPS = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1, Home: -Infinity, End: Infinity };

/**
 * Makes buttons a radio group: one is chosen by a click or by arrow keys, and the group is one stop of the Tab key.
 * Source: https://www.w3.org/WAI/ARIA/apg/patterns/radio/
 * @param {HTMLElement} root contains the buttons, perhaps among other elements
 * @param {HTMLElement[]} buttons hidden ones cannot be chosen @param {(place: number) => void} choose
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
    // Focus first, so that a picture that is rebuilt by `choose` can restore the focus.
    next.focus();
    choose(buttons.indexOf(next));
  }, { signal });

  /** @param {number} chosen index of the chosen button; -1 if none */
  function mark(chosen) {
    const stop = Math.max(chosen, 0);
    buttons.forEach((button, place) =>
      setAttributes(button, { "aria-checked": String(place === chosen), tabindex: place === stop ? 0 : -1 }));
  }
  mark(-1);
  return { mark };
}

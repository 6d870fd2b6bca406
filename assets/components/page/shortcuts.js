import { hasModifier } from "../common/keys.js";
import { firstSeen } from "./visible.js";

/** Keys of the keyboard, and of the device in a presenter's hand. */
const DIRECTIONS = { ArrowRight: "next", PageDown: "next", ArrowLeft: "back", PageUp: "back" };
/** What goes a step on or back, the first of each that there is: a stop of the tour, what a picture says, a page. */
const STEPS = {
  next: [".st-key-tour_next button", "[data-step=next]:not(:disabled)", ".st-key-page-next a"],
  back: [".st-key-tour_back button", "[data-step=back]:not(:disabled)", ".st-key-page-back a"],
};
/** Where the keys have a meaning already. */
const BUSY = "input, select, textarea, [role=slider], [role=radio], [role=dialog] *, [contenteditable]";

/** Go on and back by the keys that presenters use. @param {AbortSignal} signal */
export function stepByKeys(signal) {
  document.addEventListener("keydown", (event) => {
    const direction = /** @type {keyof typeof STEPS | undefined} */ (/** @type {Texts} */ (DIRECTIONS)[event.key]);
    if (direction === undefined || event.defaultPrevented || hasModifier(event)) return;
    const [target] = event.composedPath();
    if (target instanceof Element && target.matches(BUSY)) return;
    const step = STEPS[direction].map(firstSeen).find((found) => found !== undefined);
    if (step === undefined) return;
    event.preventDefault();
    step.click();
  }, { signal });
}

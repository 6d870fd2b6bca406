import { build, element } from "./dom.js";
import { keepKeys } from "./keys.js";
import { MINUS } from "./numbers.js";

/**
 * A field for a whole number, with step buttons large enough for fingers.
 * @param {{label: string, less: string, more: string, last: number}} options from 0 to `last`
 * @param {(value: number) => void} changed called with numbers in range only @param {AbortSignal} signal
 */
export function createField(options, changed, signal) {
  const button = (/** @type {string} */ sign, /** @type {string} */ label) =>
    element("button", { type: "button", "aria-label": `${options.label}: ${label}` }, sign);
  const less = button(MINUS, options.less);
  const more = button("+", options.more);
  const { root, input } = build(["label.field", {},
    ["span.muted", {}, options.label],
    ["span.field-box", {},
      less,
      ["input",
        { ref: "input", type: "number", min: 0, max: options.last, step: 1, inputmode: "numeric",
          "aria-label": options.label }],
      more]]);
  let value = 0;

  const offer = (/** @type {number} */ next) => {
    if (!Number.isInteger(next) || next < 0 || next > options.last || next === value) return;
    set(next);
    changed(next);
  };
  less.addEventListener("click", () => offer(value - 1), { signal });
  more.addEventListener("click", () => offer(value + 1), { signal });
  input.addEventListener("input", () => {
    if (input.value !== "") offer(Number(input.value));
  }, { signal });
  input.addEventListener("blur", () => { input.value = String(value); }, { signal });
  keepKeys(input, signal);

  function set(/** @type {number} */ next) {
    value = next;
    if (Number(input.value) !== next || input.value === "") input.value = String(next);
    less.disabled = next === 0;
    more.disabled = next === options.last;
  }
  return { element: root, set };
}

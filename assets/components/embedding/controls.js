/** The map's controls: show one label only, mark mistakes, zoom in or out. */

import { element, setAttributes } from "../common/dom.js";
import { format, formatCount } from "../common/numbers.js";

/** @import { Meta } from "scenes/embedding" */

/**
 * @param {Meta} meta
 * @param {{digit: (digit: number | null) => void, mark: (marks: boolean) => void, move: (way: 1 | -1 | 0) => void}} act
 * @param {AbortSignal} signal
 */
export function createControls({ text, groups }, act, signal) {
  const chips = groups.map(({ label, images }) => {
    const name = format(text.only, { label, count: formatCount(images) });
    const chip = element("button", { type: "button", class: "chip digit", "aria-pressed": "false", "aria-label": name,
      title: name }, String(label));
    chip.addEventListener("click", () => act.digit(chip.getAttribute("aria-pressed") === "true" ? null : label),
      { signal });
    return chip;
  });
  const mistakes = element("button", { type: "button", class: "chip" });
  mistakes.addEventListener("click", () => act.mark(mistakes.getAttribute("aria-pressed") !== "true"), { signal });
  const ways = /** @type {[1 | -1 | 0, string, string][]} */ ([[1, "+", text.closer], [-1, "−", text.farther],
    [0, text.whole, text.whole]]);
  const [closer, farther, whole] = ways.map(([way, sign, name]) => {
    const button = element("button", { type: "button", class: "chip zoom", "aria-label": name, title: name }, sign);
    button.addEventListener("click", () => act.move(way), { signal });
    return button;
  });
  const root = element("div", { class: "map-controls" },
    element("div", { class: "chips", role: "group", "aria-label": text.labels }, ...chips), mistakes,
    element("div", { class: "chips", role: "group", "aria-label": text.zoom }, closer, farther, whole));

  /**
   * @param {{digit: number | null, marksMistakes: boolean, isWhole: boolean, isClosest: boolean}} state
   * @param {number} count of mistakes @param {Palette} palette
   */
  function show({ digit, marksMistakes, isWhole, isClosest }, count, palette) {
    chips.forEach((chip, label) => {
      chip.setAttribute("aria-pressed", String(label === digit));
      chip.style.textDecorationColor = palette.digits[label];
    });
    setAttributes(mistakes, { "aria-pressed": String(marksMistakes), hidden: count === 0 });
    mistakes.textContent = format(text.mistakes, { count: formatCount(count) });
    setAttributes(closer, { disabled: isClosest });
    for (const button of [farther, whole]) setAttributes(button, { disabled: isWhole });
  }
  return { element: root, show };
}

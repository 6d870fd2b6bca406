import { PHONE_WIDTH, childrenOf, element, setText } from "./dom.js";
import { formatNumber } from "./numbers.js";
import { colourOf, inkOn } from "./palette.js";

/**
 * Numbers side by side on their colours, each with its name below it. If there are too many, only the page with the
 * chosen number is shown.
 */
export function createBlock(/** @type {AbortSignal} */ signal) {
  const root = element("div", { class: "block" });
  /** @type {null | {values: ArrayLike<number>, scale: Scale, palette: Palette, width: number}} */
  let view = null;
  let from = 0;

  /** @param {{values: ArrayLike<number>, scale: Scale, palette: Palette, width: number}} picture width in CSS pixels */
  function configure(picture) {
    view = picture;
  }

  /** @param {number} chosen its index @param {{from: number, count: number}} run the range of numbers to show */
  function draw(chosen, run, /** @type {(index: number) => number} */ nameOf) {
    if (view === null) return;
    const { values, scale, palette, width } = view;
    const most = width < PHONE_WIDTH ? 32 : 128;
    const page = Math.floor((chosen - run.from) / most) * most;
    from = run.from + page;
    const count = Math.min(run.count - page, most);
    const decimals = scale.limit >= 100 ? 0 : scale.limit >= 10 ? 1 : scale.limit >= 0.1 ? 2 : 3;
    const cell = (scale.kind === "diverging" ? 38 : 32) + (decimals > 2 ? 8 : 0);
    const fitting = width < PHONE_WIDTH ? 8 : Math.max(1, Math.floor(width / cell));
    const lines = Math.ceil(count / fitting);
    root.style.gridTemplateColumns = `repeat(${Math.ceil(count / lines)}, minmax(0, 64px))`;
    while (root.childElementCount > count) root.lastElementChild?.remove();
    while (root.childElementCount < count) root.append(element("span", { class: "block-cell" }, element("b"),
      element("i")));
    childrenOf(root).forEach((cell, place) => {
      const value = values[from + place];
      const colour = colourOf(palette, scale, value);
      const [number, name] = childrenOf(cell);
      Object.assign(number.style, { background: colour, color: inkOn(colour) });
      setText(number, formatNumber(value, decimals));
      number.title = formatNumber(value, 6);
      setText(name, String(nameOf(from + place)));
      cell.classList.toggle("chosen", from + place === chosen);
    });
  }

  /** @param {MouseEvent} event @returns {number | null} the number's index */
  function indexAt(event) {
    const cell = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".block-cell"));
    return cell === null ? null : from + childrenOf(root).indexOf(cell);
  }
  signal.addEventListener("abort", () => root.replaceChildren());
  return { element: root, configure, draw, indexAt };
}

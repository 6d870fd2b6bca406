import { build, cleared, element, muted, sectionHead, setText } from "../common/dom.js";
import { fillWithEdge } from "../common/frames.js";
import { FUNCTIONS } from "../common/functions.js";
import { decimalsFor, formatNumber, signClass } from "../common/numbers.js";

/** @import { Meta } from "scenes/activation" */

/**
 * Cards with the other functions, each applied to the same cell's value before activation.
 * @param {Meta} meta @param {Texts} text the table component.activation
 */
export function createOtherFunctions(meta, text) {
  const cards = Object.keys(FUNCTIONS).filter((name) => name !== meta.activation).map((name) => {
    const { root: card, canvas, value } = build(["div.other-function", {},
      ["canvas", { ref: "canvas", "aria-hidden": "true" }],
      ["div", {}, ["div.other-name", {}, text[`name_${name}`]], ["strong.number", { ref: "value" }]]]);
    return { name, canvas, value, element: card };
  });
  const root = element("section", { class: "other-functions" }, sectionHead(text.others, muted(text.others_hint)),
    element("div", { class: "other-cards" }, ...cards.map((card) => card.element)));

  function draw(/** @type {number} */ before, /** @type {Palette} */ palette, /** @type {Meta} */ now) {
    const reach = now.scales.before.limit || 1;
    for (const { name, canvas, value } of cards) {
      const apply = (/** @type {number} */ x) => FUNCTIONS[name](x, now.slope);
      const result = apply(before);
      setText(value, formatNumber(result, decimalsFor(reach)));
      value.className = `number ${signClass(result)}`;
      value.title = formatNumber(result, 6);
      paintSmallCurve(canvas, apply, before, reach, palette);
    }
  }
  return { element: root, draw };
}

/** Draws a function over the layer's range, scaled separately along both axes, with the cell's point. */
function paintSmallCurve(/** @type {HTMLCanvasElement} */ canvas, /** @type {(value: number) => number} */ apply,
    /** @type {number} */ before, /** @type {number} */ reach, /** @type {Palette} */ palette) {
  const [width, height] = [84, 52];
  const context = cleared(canvas, width, height);
  const high = Math.max(Math.abs(apply(reach)), Math.abs(apply(-reach))) || 1;
  const xOf = (/** @type {number} */ x) => 7 + ((width - 14) * (x + reach)) / (2 * reach);
  const yOf = (/** @type {number} */ y) => 7 + ((height - 14) * (high - y)) / (2 * high);
  context.strokeStyle = palette.hairline;
  context.strokeRect(xOf(0), 2, 0, height - 4);
  context.strokeRect(2, yOf(0), width - 4, 0);
  context.strokeStyle = palette.muted;
  context.lineWidth = 2.5;
  context.beginPath();
  for (let step = -20; step <= 20; step += 1) context.lineTo(xOf((reach * step) / 20), yOf(apply((reach * step) / 20)));
  context.stroke();
  context.beginPath();
  context.arc(xOf(before), yOf(apply(before)), 5, 0, 2 * Math.PI);
  fillWithEdge(context, palette.focus, palette);
}

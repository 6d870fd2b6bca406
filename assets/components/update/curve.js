import { build, element, setAttributes, setText, svgElement } from "../common/dom.js";
import { format, formatCount } from "../common/numbers.js";
import { createPlot, endsOf, ticksBetween } from "../common/plot.js";

/** @import { Arrays, Curve } from "scenes/update" */

/** How long the step is in the lens, in CSS pixels. */
const STEP_IN_LENS = 60;
const LENS = { width: 236, height: 112 };
/** Round magnifications. */
const TIMES = [1, 2, 5];

/** The loss with one weight at other values: dots that were computed, the tangent, and the step under a lens. */
export function createCurve() {
  const plot = createPlot("curve");
  const { root, title, lead, said } = build(["section.curve-part", {},
    ["div.section-head", {}, ["h2", { ref: "title" }]], ["p.muted", { ref: "lead", "data-terms": true }],
    plot.element, ["div.said", { ref: "said", "data-terms": true }]]);

  /** @param {Curve} curve @param {Arrays} arrays @param {Texts} text @param {number} width @param {number} height */
  function paint(curve, { values, losses, near_values: nearValues, near_losses: nearLosses }, text, width, height) {
    setText(title, text.curve);
    setText(lead, curve.said[0]);
    said.replaceChildren(...curve.said.slice(1).map((one) => element("p", {}, one)));
    const places = pairs(values.values, losses.values);
    const [low, high] = endsOf(losses.values);
    // Above the curve there is room for the lens.
    plot.configure({ width, height, x: endsOf(values.values, 0.02), y: [low, high + (high - low) * 0.55], left: 58,
      bottom: 40 });
    plot.up(ticksBetween([low, high], 4), (value) => String(value));
    plot.across(ticksBetween(endsOf(values.values, 0), 5), (value) => String(value));
    plot.write(text.value, [width - 10, height - 6], "end", "quiet");
    plot.line(places, "batch-line");
    plot.dots(places, "batch-dot", 2.6);
    const reach = (values.values[values.values.length - 1] - values.values[0]) * 0.22;
    plot.line([[curve.weight - reach, curve.loss - reach * curve.gradient],
      [curve.weight + reach, curve.loss + reach * curve.gradient]], "tangent");
    plot.dots([[curve.weight, curve.loss]], "here", 6);
    plot.write(curve.slope, [width - 12, 14], "end", "focus-words");
    drawLens(curve, pairs(nearValues.values, nearLosses.values), text, width);
    setAttributes(plot.svg, { "aria-label": `${text.curve} ${curve.said.join(" ")}` });
  }

  /** @param {Curve} curve @param {[number, number][]} near from the weight and its loss @param {Texts} text */
  function drawLens(curve, near, text, /** @type {number} */ width) {
    const scale = { x: plot.x(1) - plot.x(0), y: plot.y(0) - plot.y(1) };
    const times = magnification(STEP_IN_LENS / (Math.abs(curve.moved) * scale.x));
    if (curve.moved === 0 || times <= 1) return;
    const box = { x: Math.min(Math.max(plot.x(curve.weight) - 40, 66), width - LENS.width - 12), y: 26 };
    const middle = { x: box.x + LENS.width * (curve.moved > 0 ? 0.36 : 0.64), y: box.y + LENS.height * 0.5 };
    const at = (/** @type {[number, number]} */ [one, other]) =>
      [middle.x + one * scale.x * times, middle.y - other * scale.y * times];
    const clip = svgElement("clipPath", { id: "plot-lens" }, svgElement("rect", { ...box, ...LENS, rx: 6 }));
    plot.add(clip);
    plot.add(svgElement("path", { class: "lens-thread",
      d: `M${plot.x(curve.weight)} ${plot.y(curve.loss) - 7}L${middle.x} ${box.y + LENS.height}` }));
    plot.add(svgElement("rect", { class: "lens", ...box, ...LENS, rx: 6 }));
    const inside = svgElement("g", { "clip-path": "url(#plot-lens)" });
    plot.add(inside);
    const points = near.map(at);
    inside.append(svgElement("path", { class: "batch-line",
      d: points.map(([one, other], index) => `${index ? "L" : "M"}${one} ${other}`).join("") }));
    for (const [one, other] of points)
      inside.append(svgElement("circle", { class: "batch-dot", cx: one, cy: other, r: 2.6 }));
    const arrival = at([curve.moved, near[4][1]]);
    const foot = box.y + LENS.height - 12;
    const tip = arrival[0] - Math.sign(curve.moved) * 6;
    inside.append(svgElement("circle", { class: "here", cx: middle.x, cy: middle.y, r: 5 }),
      svgElement("circle", { class: "there", cx: arrival[0], cy: arrival[1], r: 5 }),
      svgElement("path", { class: "arrow",
        d: `M${middle.x} ${foot}H${arrival[0]}M${tip} ${foot - 5}L${arrival[0]} ${foot}L${tip} ${foot + 5}` }));
    const words = `${format(text.magnified, { times: formatCount(times) })} ${curve.lens}`;
    plot.write(words, [box.x + 8, box.y + 15], "start", "quiet");
    const beyond = arrival[0] + Math.sign(curve.moved) * 8;
    plot.write(curve.moved_words, [beyond, foot + 4], curve.moved > 0 ? "start" : "end", "focus-words");
  }
  return { element: root, paint };
}

/** @param {number} wanted @returns {number} 1, 2 or 5 times a power of ten, not above it */
function magnification(wanted) {
  if (!Number.isFinite(wanted) || wanted <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(wanted));
  return power * (TIMES.findLast((digit) => digit * power <= wanted) ?? 1);
}

/** @param {ArrayLike<number>} one @param {ArrayLike<number>} other @returns {[number, number][]} */
export function pairs(one, other) {
  return Array.from(one, (value, index) => [value, other[index]]);
}

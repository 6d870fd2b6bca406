import { element, setAttributes, svgElement } from "./dom.js";
import { clamp, formatRange } from "./numbers.js";

/**
 * @typedef {[number, number]} Ends the lower one first
 * @typedef {{width: number, height: number, x: Ends, y: Ends, left?: number, bottom?: number, right?: number,
 *   top?: number}} PlotFrame sizes in CSS pixels; margins around what is drawn
 * @typedef {[number, number][]} Places
 */

/** A chart in SVG: axes, lines, dots and words. Lines do not leave the axes. @param {string} className */
export function createPlot(className) {
  const clip = svgElement("rect");
  const clipName = `plot-${className}`;
  const drawn = svgElement("g", { "clip-path": `url(#${clipName})` });
  const over = svgElement("g");
  const grid = svgElement("g", { class: "plot-grid" });
  const svg = svgElement("svg", { class: `plot ${className}`, role: "img" },
    svgElement("defs", {}, svgElement("clipPath", { id: clipName }, clip)), grid, drawn, over);
  const root = element("div", { class: "plot-box" }, svg);
  let frame = /** @type {Required<PlotFrame>} */ ({ width: 1, height: 1, x: [0, 1], y: [0, 1], left: 0, bottom: 0,
    right: 0, top: 0 });

  const x = (/** @type {number} */ value) =>
    frame.left + share(value, frame.x) * (frame.width - frame.left - frame.right);
  const y = (/** @type {number} */ value) =>
    frame.height - frame.bottom - share(value, frame.y) * (frame.height - frame.top - frame.bottom);

  /** Empties the chart and gives it other axes. @param {PlotFrame} next */
  function configure(next) {
    frame = { left: 46, bottom: 24, right: 10, top: 10, ...next };
    setAttributes(svg, { width: frame.width, height: frame.height, viewBox: `0 0 ${frame.width} ${frame.height}` });
    setAttributes(clip, { x: frame.left, y: frame.top, width: frame.width - frame.left - frame.right,
      height: frame.height - frame.top - frame.bottom });
    for (const group of [grid, drawn, over]) group.replaceChildren();
    drawn.append(svgElement("path", { class: "plot-floor",
      d: `M${frame.left} ${frame.height - frame.bottom}H${frame.width - frame.right}` }));
  }

  /** Names values on an axis. @param {number[]} values @param {(value: number) => string} [words] */
  function across(values, words = formatRange) {
    for (const value of values) write(words(value), [x(value), frame.height - frame.bottom + 16], "middle", "quiet");
  }

  /** @param {number[]} values @param {(value: number) => string} [words] */
  function up(values, words = formatRange) {
    for (const value of values) {
      grid.append(svgElement("path", { d: `M${frame.left} ${y(value)}H${frame.width - frame.right}` }));
      write(words(value), [frame.left - 8, y(value) + 4], "end", "quiet");
    }
  }

  /** @param {Places} places in values @param {string} name class @param {Element} [group] */
  function line(places, name, group = drawn) {
    const known = places.filter(([, value]) => Number.isFinite(value));
    const path = known.map(([one, other], index) =>
      `${index ? "L" : "M"}${x(one).toFixed(2)} ${clamp(y(other), -5000, 5000).toFixed(2)}`).join("");
    const node = svgElement("path", { d: path, class: name });
    group.append(node);
    return node;
  }

  /** @param {Places} places in values @param {string} name class @param {number} radius */
  function dots(places, name, radius) {
    for (const [one, other] of places) {
      if (Number.isFinite(other) && y(other) >= frame.top - 1)
        over.append(svgElement("circle", { cx: x(one), cy: y(other), r: radius, class: name }));
    }
  }

  /** @param {string} words @param {[number, number]} at in CSS pixels @param {"start" | "middle" | "end"} anchor */
  function write(words, at, anchor, name = "") {
    const node = svgElement("text", { x: at[0], y: at[1], "text-anchor": anchor, class: name });
    node.textContent = words;
    over.append(node);
    return node;
  }

  /** @param {SVGElement} node over all lines */
  const add = (node) => {
    over.append(node);
    return node;
  };
  return { element: root, svg, drawn, configure, across, up, line, dots, write, add, x, y, frame: () => frame };
}

/** @typedef {ReturnType<typeof createPlot>} Plot */

/** @param {number} value @param {Ends} ends */
function share(value, [low, high]) {
  return high > low ? (value - low) / (high - low) : 0.5;
}

/** Round numbers between two ends. @param {Ends} ends @param {number} [count] about how many @returns {number[]} */
export function ticksBetween([low, high], count = 5) {
  if (!(high > low)) return [];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((digit) => digit * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** The ends of some values, with a little room. @param {Iterable<number>} values @returns {Ends} */
export function endsOf(values, room = 0.06) {
  const known = [...values].filter(Number.isFinite);
  const low = Math.min(...known);
  const high = Math.max(...known);
  const more = (high - low || Math.abs(high) || 1) * room;
  return known.length === 0 ? [0, 1] : [low - more, high + more];
}

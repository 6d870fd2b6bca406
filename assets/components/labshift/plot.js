/** The similarity of each map to itself before the shift: a dot per map on a line from 0 to 1. */

import { setAttributes, svgElement } from "../common/dom.js";
import { onKeys } from "../common/keys.js";
import { clamp, format } from "../common/numbers.js";

/** @import { Row } from "scenes/labshift" */

const HEIGHT = 46;
const LINE = 26;
const EDGE = 12;
const RADIUS = 5;

/** @param {Texts} text @param {(map: number) => void} choose @param {AbortSignal} signal */
export function createPlot(text, choose, signal) {
  const root = svgElement("svg", { class: "plot", role: "img", height: HEIGHT });
  /** Maps that have a similarity, in ascending order. @type {number[]} */
  let order = [];
  let chosen = 0;

  onKeys(root, (key) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    return step && order.length > 0
      ? () => choose(order[clamp(order.indexOf(chosen) + step, 0, order.length - 1)]) : undefined;
  }, signal);
  root.addEventListener("click", (event) => {
    const dot = /** @type {Element} */ (event.target).closest("[data-map]");
    if (dot !== null) choose(Number(/** @type {SVGElement} */ (dot).dataset.map));
  }, { signal });

  /** @param {Row} row @param {number} map the chosen one @param {number} width */
  function paint(row, map, width) {
    chosen = map;
    const placeOf = (/** @type {number} */ share) => EDGE + clamp(share, 0, 1) * (width - 2 * EDGE);
    order = row.alike.map((_, index) => index).filter((index) => row.alike[index] !== null)
      .sort((one, other) => Number(row.alike[one]) - Number(row.alike[other]));
    const dots = order.map((index) => dotAt(placeOf(Number(row.alike[index])), index, index === map,
      `${row.maps > 1 ? `${index}: ` : ""}${Number(row.alike[index]).toFixed(3)}`));
    const chosenDot = dots.find((_, place) => order[place] === map);
    const typical = row.typical === null ? [] : [svgElement("path",
      { class: "typical", d: `M${placeOf(row.typical)} ${LINE - 13}l-5 -8h10z` })];
    const isChoice = row.maps > 1;
    const typically = row.typical === null ? "–" : row.typical.toFixed(2);
    setAttributes(root, { width, tabindex: isChoice ? 0 : null, role: isChoice ? "group" : "img",
      "aria-label": isChoice ? format(text.plot_label, { count: row.maps, typical: typically })
        : `${text.plot_row}: ${typically}` });
    root.replaceChildren(
      svgElement("path", { class: "axis", d: `M${EDGE} ${LINE}H${width - EDGE}` }),
      ...[0, 0.5, 1].flatMap((share) => [
        svgElement("path", { class: "axis", d: `M${placeOf(share)} ${LINE - 4}v8` }),
        label(String(share), placeOf(share)),
      ]), ...typical, ...dots, ...(chosenDot ? [chosenDot] : []));
  }
  return { element: root, paint };
}

function label(/** @type {string} */ words, /** @type {number} */ x) {
  const node = svgElement("text", { x, y: HEIGHT - 3, "text-anchor": "middle" });
  node.textContent = words;
  return node;
}

/** @param {number} x @param {number} map @param {boolean} isChosen @param {string} words */
function dotAt(x, map, isChosen, words) {
  const title = svgElement("title");
  title.textContent = words;
  return svgElement("circle", { cx: x, cy: LINE, r: RADIUS, class: isChosen ? "dot chosen" : "dot", "data-map": map },
    title);
}

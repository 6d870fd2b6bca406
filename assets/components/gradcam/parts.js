import { createAxes } from "../common/axes.js";
import { element, muted, statusLine } from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { createLegend } from "../common/legend.js";

/** @typedef {ReturnType<typeof createMapStep>} MapStep */

/**
 * A step whose numbers are a map.
 * @param {string} heading @param {string} [keys] what the keys do on it, if they choose its cells
 */
function createMapStep(heading, keys = "") {
  const map = createMap(keys ? "pickable" : "");
  const axes = createAxes(map);
  const legend = createLegend();
  const title = element("h3", {}, heading);
  const reading = element("p", { class: "reading muted number" });
  const surface = element("div", keys ? { class: "surface", tabindex: 0, role: "group", "aria-label": keys } : {},
    axes.element);
  const root = element("li", { class: "step" }, title, surface, legend.element, reading);
  return { map, axes, legend, heading: title, reading, surface, element: root };
}

/** @param {Texts} text @param {HTMLElement} block @param {HTMLElement} terms */
export function gradcamParts(text, block, terms) {
  const activation = createMapStep(text.map, text.keys);
  const gradient = createMapStep(text.gradient, text.keys);
  const sum = createMapStep(text.sum, text.keys);
  const result = createMapStep(text.result, text.keys);
  const over = createMapStep(text.over);
  const random = createMapStep(text.random);
  const [outcome, verdict] = [element("p"), element("p")];
  const [meanName, meanCells] = [muted(), element("span", {})];
  const [meanSum, mean] = ["gradients", "weight"].map((part) =>
    element("span", { class: "number", "data-part": part }));
  const weights = element("div", { class: "weights", tabindex: 0, role: "slider", "aria-label": text.weights_keys,
    "aria-valuemin": 0 }, block);
  const weighing = element("li", { class: "step wide" }, element("h3", {}, text.weights), weights,
    element("p", { class: "mean" }, meanName, element("span", { class: "number" }, meanSum, meanCells,
      element("strong", {}, mean))));
  const account = element("li", { class: "step account" }, terms);
  result.element.append(outcome);
  random.element.classList.add("check");
  const check = element("li", { class: "step wide said" }, element("h3", {}, text.check), verdict);
  const root = element("ol", { class: "gradcam" }, activation.element, gradient.element, weighing, sum.element,
    account, result.element, over.element, random.element, check);
  const cellSteps = [activation, gradient, sum, result];
  return { root, activation, gradient, sum, result, over, random, weights, meanName, meanSum, meanCells, mean, outcome,
    verdict, cellSteps, status: statusLine() };
}

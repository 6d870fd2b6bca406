import { createAxes } from "../common/axes.js";
import { build, element, statusLine } from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { createLegend } from "../common/legend.js";

/** @typedef {ReturnType<typeof createMapStep>} MapStep */

/** @param {string} heading @param {string} [keys] accessible label about keys, if its cells can be chosen */
function createMapStep(heading, keys = "") {
  const map = createMap(keys ? "pickable" : "");
  const axes = createAxes(map);
  const legend = createLegend();
  const { root, title, surface, reading } = build(["li.step", {},
    ["h3", { ref: "title" }, heading],
    ["div", { ref: "surface", ...(keys ? { class: "surface", tabindex: 0, role: "group", "aria-label": keys } : {}) },
      axes.element],
    legend.element, ["p.reading.muted.number", { ref: "reading" }]]);
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
  const outcome = element("p");
  const [meanSum, mean] = ["gradients", "weight"].map((part) =>
    element("span", { class: "number", "data-part": part }));
  const { root: weighing, weights, meanName, meanCells } = build(["li.step.wide", {},
    ["h3", {}, text.weights],
    ["div.weights",
      { ref: "weights", tabindex: 0, role: "slider", "aria-label": text.weights_keys, "aria-valuemin": 0 },
      block],
    ["p.mean", {},
      ["span.muted", { ref: "meanName" }],
      ["span.number", {}, meanSum, ["span", { ref: "meanCells" }], ["strong", {}, mean]]]]);
  const account = element("li", { class: "step account" }, terms);
  result.element.append(outcome);
  random.element.classList.add("check");
  const { root: check, verdict } = build(["li.step.wide.said", {}, ["h3", {}, text.check], ["p", { ref: "verdict" }]]);
  const root = element("ol", { class: "gradcam" }, activation.element, gradient.element, weighing, sum.element,
    account, result.element, over.element, random.element, check);
  const cellSteps = [activation, gradient, sum, result];
  return { root, activation, gradient, sum, result, over, random, weights, meanName, meanSum, meanCells, mean, outcome,
    verdict, cellSteps, status: statusLine() };
}

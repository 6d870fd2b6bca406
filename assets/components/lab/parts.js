import { build, element } from "../common/dom.js";
import { createEditable } from "../common/editable.js";
import { createMap } from "../common/heatmap.js";
import { createLegend } from "../common/legend.js";
import { createLinks } from "../common/links.js";
import { createNumberGrid } from "../common/numbergrid.js";
import { signedNumber } from "./account.js";
import { labHead, previewParts } from "./preview.js";

/**
 * @typedef {Texts} Words
 * @typedef {{cell: (index: number, value: number) => void, weight: (index: number, value: number) => void,
 *   format: (weight: number) => string}} Edits
 */

/** @param {Words} text the table component.lab */
export function labParts(text, /** @type {boolean} */ isPooling, /** @type {Edits} */ edits,
    /** @type {AbortSignal} */ signal) {
  const input = createMap("pickable");
  const output = createMap("pickable");
  const [inputLegend, outputLegend] = [createLegend(), createLegend()];
  const cells = createEditable({ label: text.input, name: text.cell_name, weights: false, format: String,
    exact: String, changed: edits.cell }, signal);
  const weights = isPooling ? null : createEditable({ label: text.kernel, name: text.weight_name, weights: true,
    format: edits.format, exact: signedNumber, changed: edits.weight }, signal);
  const products = createNumberGrid(text.products);
  const { root: total, sum, result } = build(["div.total-row", {},
    ["span.sum-words.number", { ref: "sum" }], ["strong.result.number", { ref: "result", "data-part": "total" }]]);
  const [inputHead, outputHead] = [labHead(text.input), labHead(text.output)];
  const preview = previewParts();
  const links = createLinks();
  const { root: picture, key, middle } = build(["div",
    { class: `picture lab-picture ${isPooling ? "pooling" : ""}`, tabindex: 0, role: "group",
      "aria-label": text.picture },
    ["div.side.input-side", {},
      inputHead.element, ["div.holder", {}, input.canvas, cells.element], inputLegend.element,
      ["div.muted.key", { ref: "key" }]],
    ["div.middle", { ref: "middle" },
      weights ? element("div", { class: "weight-side" }, labHead(text.kernel).element, weights.element,
      element("p", { class: "muted hint" }, text.write_weights)) : null,
      products.element, total],
    ["div.side.output-side", {}, outputHead.element, output.canvas, outputLegend.element, preview.element],
    links.element]);
  const codeHead = element("h2");
  const code = element("pre", { class: "code", tabindex: 0 });
  return { text, input, output, inputLegend, outputLegend, cells, weights, products, sum, result, total, inputHead,
    outputHead, key, middle, preview, links, picture, codeHead, code };
}

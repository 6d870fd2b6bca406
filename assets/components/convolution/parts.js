import { createAxes } from "../common/axes.js";
import { build, childrenOf, element, muted, sectionHead, statusLine } from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { createLegend } from "../common/legend.js";
import { createLinks } from "../common/links.js";
import { createLedger, createNumberGrid, createNumberLine } from "../common/numbergrid.js";
import { format } from "../common/numbers.js";
import { createTiles } from "./tiles.js";

/** @import { ConvolutionPlaces } from "./layout.js" */
/** @import { createFlow } from "./waterfall.js" */
/** @import { Context } from "scenes/convolution" */

/** `data-part` of the ledger's rows; see `index.js`. */
const LEDGER_PARTS = ["sum", "bias", "total"];

/** @typedef {ReturnType<typeof convolutionParts>} ConvolutionParts */

/** @param {number} channels if more than one: tiles, one of them open */
export function convolutionParts(/** @type {Context} */ viewContext, channels,
    /** @type {ReturnType<typeof createFlow> | null} */ flow) {
  const { meta, arrays } = viewContext.scene;
  const text = meta.text.convolution;
  const many = flow !== null;
  const sizeOf = (/** @type {number[]} */ shape) => format(text.size, { rows: shape[0], columns: shape[1] });
  const input = createMap("pickable");
  const tiles = many ? createTiles() : null;
  const output = createMap("pickable");
  const axes = { input: createAxes(input), output: createAxes(output, "right") };
  const [inputLegend, outputLegend] = [createLegend(), createLegend()];
  const follow = element("button", { type: "button", class: "chip follow", "aria-pressed": "false" }, text.follow);
  const links = createLinks();
  const opened = element("h2", { class: "opened" });
  const frame = tiles ? element("div",
    { class: "tiles-frame", tabindex: 0, role: "group", "aria-label": text.tiles_keys }, tiles.canvas) : null;
  const chips = many ? createTileChips(text) : null;
  const { root: inputSide, notes } = build(["div.side.input-side", {},
    many
      ? sectionHead(format(text.input_many, { count: channels }), muted(`${sizeOf(arrays.input.shape)} · ${text.bars}`))
      : sectionHead(text.input, muted(sizeOf(arrays.input.shape))),
    frame ?? axes.input.element, ["div.foot", {}, inputLegend.element, ...(chips ? [chips.element] : [follow])],
    ["div.muted.notes", { ref: "notes", "data-terms": true }]]);
  const { root: outputSide, outputName } = build(["div.side.output-side", {},
    ["div.section-head", {}, ["h2", {}, text.output], ["span.muted", { ref: "outputName" }]], axes.output.element,
    outputLegend.element]);
  const calculation = calculationParts(viewContext, many, channels);
  const picture = element("div",
    { class: many ? "picture many" : "picture single", tabindex: 0, role: "group", "aria-label": text.picture },
    inputSide, ...(many ? [element("div", { class: "side opened-side" }, opened, input.canvas, follow)] : []),
    calculation.calculation, outputSide, links.element);
  const status = statusLine();
  return { ...calculation, axes, input, tiles, frame, chips, output, inputLegend, outputLegend, outputName, links,
    opened, notes, follow, picture, flow, status, places: /** @type {ConvolutionPlaces | null} */ (null) };
}

/** Buttons for the content and the order of the tiles. */
function createTileChips(/** @type {Texts} */ text) {
  const chip = (/** @type {string} */ words) => element("button",
    { type: "button", class: "chip", "aria-pressed": "false" }, words);
  const [sorted, sums] = [chip(text.tiles_sorted), chip(text.tiles_sums)];
  return { sorted, sums, element: element("div", { class: "chips" }, sums, sorted) };
}

/** The three grids, the written sum, the ledger down to the next stage's number, and the text about a pixel. */
function calculationParts(/** @type {Context} */ viewContext, /** @type {boolean} */ many,
    /** @type {number} */ channels) {
  const { meta } = viewContext.scene;
  const text = meta.text.convolution;
  const grids = [text.window, text.kernel, text.products].map(createNumberGrid);
  const ledger = createLedger([format(many ? text.sum_maps : text.sum, { count: many ? channels : meta.window ** 2 }),
    text.bias, text.value]);
  ledger.rows.forEach((row, index) => { childrenOf(row)[1].dataset.part = LEDGER_PARTS[index]; });
  const line = createNumberLine();
  const { root: written, terms } = build(
    ["details.written", {}, ["summary", {}, text.written], ["div.terms.number-text", { ref: "terms" }]]);
  const sign = (/** @type {string} */ character) => element("span", { class: "sign", "aria-hidden": "true" },
    character);
  const gridRow = element("div", { class: "grids" }, grids[0].element, sign("×"), grids[1].element, sign("="),
    grids[2].element);
  const partial = many ? { label: muted(), number: element("span", { "data-part": "partial" }),
    effect: element("span", { class: "muted partial-effect" }) } : null;
  if (partial) gridRow.append(element("div", { class: "partial" }, partial.label, partial.number, partial.effect));
  const words = { name: element("strong"), reach: element("p"),
    how: element("p", { class: "muted", "data-terms": true }), next: element("p", { class: "muted" }) };
  const { root: sums, keras, activated } = build(["div.sums", {},
    written, ledger.element,
    ["div.after-row", {},
      ["span.muted", {}, text.keras, " ", ["span.number", { ref: "keras", "data-part": "keras" }]],
      ["span.next", {},
        text[`next_${meta.activation}`] ?? meta.activation, " ",
        ["span.number", { ref: "activated", "data-part": "activation" }]]],
    ...(many ? [] : [line.element])]);
  const account = element("div", { class: "account" }, sums,
    element("div", { class: "spread-words" }, words.name, words.reach, words.how, words.next));
  const calculation = element("div", { class: "calculation", "data-mode": "sum" }, gridRow, account);
  return { grids, ledger, line, terms, written, keras, activated, partial, words, calculation };
}

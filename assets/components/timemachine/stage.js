import { STACKED_WIDTH, build, element, setAttributes, setText, svgElement } from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { createLegend } from "../common/legend.js";
import { createNumberGrid } from "../common/numbergrid.js";
import {
  MINUS, clamp, decimalsFor, format, formatNumber, formatProbability, formatSigned, signClass,
} from "../common/numbers.js";
import { PIXELS } from "../common/palette.js";
import { paintSmall } from "../common/small.js";
import { convolutionOf, valuesAt } from "./pictures.js";

/** @import { EpochClock } from "./clock.js" */
/** @import { FollowedConvolution } from "./pictures.js" */
/** @import { Context } from "scenes/timemachine" */

/** Kernels of up to so many cells a side show their numbers. */
const NUMBERED_KERNEL = 5;
const ARROW = "M4 12h30M27 5l8 7-8 7";

function createArrow() {
  return svgElement("svg", { class: "tm-arrow", viewBox: "0 0 40 24", "aria-hidden": "true" },
    svgElement("path", { d: ARROW }));
}

/** A titled part of the big view. @param {string} name */
function createPart(name) {
  const refs = build(["div", { class: `tm-part tm-${name}` },
    ["div.section-head", {}, ["h2", { ref: "heading" }], ["span.muted", { ref: "note" }]]]);
  return refs;
}

/** The chosen epoch, large: image, kernel, map, scores and probabilities. */
export function createEpochView(/** @type {Context} */ viewContext, /** @type {EpochClock} */ clock) {
  const parts = epochParts(viewContext, clock);
  const { root, image, pixels, table } = parts;

  /** What stays the same from epoch to epoch. */
  function configure() {
    const { scene: { meta, arrays }, palette, width } = viewContext;
    const { text } = meta;
    const convolution = convolutionOf(viewContext.scene);
    const phone = width < STACKED_WIDTH;
    const share = clamp(width / 1092, 0.72, 1);
    setText(image.heading, text.image);
    setText(image.note, text.image_note);
    pixels.configure({ values: arrays.image.values, rows: 28, columns: 28, scale: PIXELS, palette,
      cell: phone ? Math.min((width / 2 - 20) / 28, 5) : (174 * share) / 28 });
    pixels.draw();
    pixels.canvas.setAttribute("aria-label", text.image_label);
    root.classList.toggle("bare", convolution === null);
    table.configure(viewContext);
    if (convolution !== null) configureConvolution(parts, viewContext, convolution, phone, share);
  }

  /** The numbers of the chosen epoch. */
  function draw() {
    const { place } = clock.state;
    table.draw(viewContext, place);
    const convolution = convolutionOf(viewContext.scene);
    if (convolution !== null) drawConvolution(parts, viewContext, convolution, place);
  }
  return { element: root, configure, draw };
}

/** @typedef {ReturnType<typeof epochParts>} EpochParts */

/** The elements, without numbers. @param {Context} viewContext @param {EpochClock} clock */
function epochParts(viewContext, clock) {
  const [image, kernel, map, scores] = ["image", "kernel", "map", "scores"].map(createPart);
  const pixels = createMap();
  image.root.append(pixels.canvas);
  const grid = createNumberGrid("");
  const plain = element("canvas", { role: "img" });
  const bias = element("span", { class: "number" });
  const biasName = element("span");
  const kernelLegend = createLegend();
  const picker = createFilterPicker(viewContext, clock);
  kernel.root.append(grid.element, plain, kernelLegend.element, element("div", { class: "tm-bias" }, biasName, bias),
    picker.element);
  const picture = createMap();
  const mapLegend = createLegend();
  map.root.append(picture.canvas, mapLegend.element);
  const table = createScores();
  scores.root.replaceChildren(table.element);
  const arrows = [createArrow(), createArrow(), createArrow()];
  const root = element("div", { class: "tm-view" }, image.root, arrows[0], kernel.root, arrows[1], map.root, arrows[2],
    scores.root);
  return { root, image, pixels, kernel, map, grid, plain, bias, biasName, kernelLegend, picker, picture, mapLegend,
    table };
}

/**
 * @param {EpochParts} given @param {Context} given
 * @param {FollowedConvolution} convolution @param {boolean} phone @param {number} share
 */
function configureConvolution({ kernel, map, grid, plain, biasName, kernelLegend, mapLegend, picker },
    { scene: { meta: { text } }, palette, width }, convolution, phone, share) {
  setText(kernel.heading, format(text.kernel, { filter: convolution.filter }));
  setText(biasName, text.bias);
  setText(map.heading, text.map);
  const [, rows, columns] = convolution.maps.shape;
  setText(map.note, format(convolution.function === null ? text.map_linear : text.map_note,
    { rows, columns, function: convolution.function ?? "" }));
  const size = convolution.kernels.shape[1];
  const side = phone ? Math.min(44, (width / 2 - 16) / size) : Math.floor((size > 3 ? 42 : 56) * Math.max(share, 0.9));
  grid.element.hidden = size > NUMBERED_KERNEL;
  plain.hidden = !grid.element.hidden;
  grid.arrange(size * size, size, side, Math.round(side * 0.84));
  kernelLegend.update(palette, convolution.kernel_scale);
  mapLegend.update(palette, convolution.map_scale);
  picker.update();
}

/** @param {EpochParts} given @param {Context} given @param {FollowedConvolution} convolution @param {number} place */
function drawConvolution({ kernel, grid, plain, bias, picture },
    { scene: { meta: { text, epochs } }, palette, width }, convolution, place) {
  const words = { filter: convolution.filter, epoch: epochs[place] };
  const weights = valuesAt(convolution.kernels, place);
  const size = convolution.kernels.shape[1];
  setText(kernel.note, epochs[place] === 0 ? text.kernel_start : text.kernel_note);
  const label = format(text.kernel_label, { ...words, size });
  if (size > NUMBERED_KERNEL) {
    paintSmall(plain,
      { values: weights, rows: size, columns: size, scale: convolution.kernel_scale, palette, size: 174 });
    plain.setAttribute("aria-label", label);
  } else {
    grid.update(weights, weights, convolution.kernel_scale, palette,
      { decimals: decimalsFor(convolution.kernel_scale.limit) });
    grid.element.setAttribute("aria-label", label);
  }
  const value = convolution.biases.values[place];
  setText(bias, formatSigned(value));
  setAttributes(bias, { class: `number ${signClass(value)}`, title: formatNumber(value, 6) });
  const [, rows, columns] = convolution.maps.shape;
  const room = width < STACKED_WIDTH ? Math.min(width, 300) : 254 * clamp(width / 1092, 0.72, 1);
  picture.configure({ values: valuesAt(convolution.maps, place), rows, columns, scale: convolution.map_scale, palette,
    cell: room / Math.max(rows, columns) });
  picture.draw();
  picture.canvas.setAttribute("aria-label", format(text.map_label, { ...words, rows, columns }));
}

/** One kernel on, one back, or its number. @param {Context} viewContext @param {EpochClock} clock */
function createFilterPicker(viewContext, clock) {
  const { signal, scene: { meta: { text } } } = viewContext;
  const last = () => (viewContext.scene.meta.convolution?.filters ?? 1) - 1;
  const number = element("input", { type: "number", min: 0, class: "tm-filter", inputmode: "numeric" });
  const choose = (/** @type {number} */ filter) => {
    if (!Number.isInteger(filter)) return;
    clock.choose(clamp(filter, 0, last()));
    update();
  };
  const button = (/** @type {string} */ sign, /** @type {number} */ by, /** @type {string} */ name) => {
    const node = element("button", { type: "button", class: "tool", "aria-label": name, title: name }, sign);
    node.addEventListener("click", () => choose(clock.state.filter + by), { signal });
    return node;
  };
  const before = button(MINUS, -1, text.filter_before);
  const after = button("+", 1, text.filter_after);
  number.addEventListener("change", () => choose(Math.round(Number(number.value))), { signal });
  const root = element("div", { class: "tm-picker" }, before, number, after);

  function update() {
    number.value = String(clock.state.filter);
    setAttributes(number, { max: last(), "aria-label": format(text.choose_filter, { last: last() }),
      title: format(text.choose_filter, { last: last() }) });
    before.disabled = clock.state.filter === 0;
    after.disabled = clock.state.filter === last();
  }
  return { element: root, update };
}

/** Ten classes with score and probability; the answer is framed. */
function createScores() {
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const { root: row, bar, score, share, probability } = build(["div.tm-class", { "data-index": digit },
      ["span.tm-digit", {}, String(digit)], ["span.tm-axis", {}, ["span", { ref: "bar" }]],
      ["span.number", { ref: "score" }], ["span.tm-track", {}, ["span", { ref: "share" }]],
      ["span.number", { ref: "probability" }]]);
    return { row, bar, score, share, probability };
  });
  const { root, logits, probabilities } = build(["div.tm-table", {},
    ["div.tm-heads", {}, ["h2", { ref: "logits" }], ["h2", { ref: "probabilities" }]], ...rows.map(({ row }) => row)]);

  function configure(/** @type {Context} */ { scene: { meta: { text, label } } }) {
    setText(logits, text.logits);
    setText(probabilities, text.probabilities);
    rows.forEach(({ row }, digit) => row.classList.toggle("labelled", digit === label));
  }

  function draw(/** @type {Context} */ { scene: { meta, arrays } }, /** @type {number} */ place) {
    const scores = valuesAt(arrays.logits, place);
    const shares = valuesAt(arrays.probabilities, place);
    const decimals = decimalsFor(meta.logit_limit);
    rows.forEach(({ row, bar, score, share, probability }, digit) => {
      const value = scores[digit];
      const half = meta.logit_limit > 0 ? (50 * Math.abs(value)) / meta.logit_limit : 0;
      bar.className = value < 0 ? "minus" : "plus";
      bar.style.width = `${half}%`;
      setText(score, formatSigned(value, decimals));
      score.title = formatNumber(value, 6);
      share.style.width = `${100 * shares[digit]}%`;
      setText(probability, formatProbability(shares[digit]));
      row.classList.toggle("best", digit === meta.predictions[place]);
    });
  }
  return { element: root, configure, draw };
}

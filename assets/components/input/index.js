/** The input image: each pixel's number before and after preprocessing. `data-part` "value" is the pixel's value. */

import { AXIS_ROOM, createAxes } from "../common/axes.js";
import { createFocus } from "../common/choice.js";
import { PHONE_WIDTH, build, childrenOf, element, muted, setText } from "../common/dom.js";
import { pick } from "../common/frames.js";
import { createMap } from "../common/heatmap.js";
import { onCellKeys } from "../common/keys.js";
import { createLegend } from "../common/legend.js";
import { boxWithin, createLinks, shifted } from "../common/links.js";
import { createNumberGrid } from "../common/numbergrid.js";
import { format, formatNumber } from "../common/numbers.js";
import { PIXELS } from "../common/palette.js";
import { announceCell } from "../common/receptive.js";

/** @import { NumberGrid } from "../common/numbergrid.js" */
/** @import { Context, Meta, Payload } from "scenes/input" */

/** @param {Context} viewContext @returns {View} */
export default function createInput(viewContext) {
  const { host, signal, scene } = viewContext;
  const { text } = scene.meta;
  const [rows, columns] = scene.arrays.pixels.shape;
  const focus = createFocus(scene.meta.focus, viewContext);
  const { root, surface, map, axes, legend, stored, scaled, title, facts, status, sentence, links } = inputParts(scene);
  host.append(root);
  let peek = /** @type {{row: number, column: number} | null} */ (null);

  pick(map.canvas, map.cellAt, {
    point: (cell) => { peek = cell; draw(); },
    choose: (cell) => choose({ row: cell.row, column: cell.column }),
  }, signal);
  const choose = (/** @type {Cell} */ cell) => { peek = null; focus.choose(cell); draw(); };
  onCellKeys(surface, () => focus.value, rows, columns, { choose }, signal);

  function update() {
    focus.hear(viewContext.scene.meta.focus);
  }

  function paint() {
    const { scene: { arrays, meta }, palette, width } = viewContext;
    const phone = width < PHONE_WIDTH;
    const cell = phone ? width / columns : Math.min(16, Math.floor((width - 480 - AXIS_ROOM.rows) / columns));
    map.configure({ values: arrays.pixels.values, rows, columns, scale: PIXELS, palette, cell: Math.max(cell, 6) });
    axes.update(phone ? null : { rows, columns });
    map.canvas.setAttribute("aria-label", format(text.picture, { rows, columns }));
    legend.update(palette, PIXELS);
    showFacts(facts, meta, text);
    draw();
  }

  function draw() {
    const { scene: { arrays, meta }, palette, width } = viewContext;
    const phone = width < PHONE_WIDTH;
    const span = phone ? 3 : 5;
    const cell = peek ?? focus.value;
    announceCell({ stage: meta.stage, ...cell });
    const { places, window } = windowAround(cell, span, rows, columns);
    const values = places.map((place) => (place < 0 ? 0 : arrays.pixels.values[place]));
    const cells = { places, span, width: phone ? 46 : 40, height: phone ? 40 : 35, palette };
    showPixels(stored, values.map((value) => Math.round(255 * value)), 255, 0, cells);
    showPixels(scaled, values, 1, 3, cells);
    map.draw({ windows: [window, { row: cell.row, column: cell.column, height: 1, width: 1 }] });
    const value = arrays.pixels.values[cell.row * columns + cell.column];
    const words = { ...cell, value: formatNumber(value), stored: Math.round(value * 255) };
    setText(title, format(text.pixel, words));
    const task = element("span", {}, meta.stored ? `${words.stored} ÷ 255 = ` : "");
    sentence.replaceChildren(task,
      element("strong", { class: "focus number", "data-part": "value", title: formatNumber(value, 6) }, words.value),
      muted(value === 0 ? text.black : value > 0.98 ? text.white : text.grey));
    if (peek === null) setText(status, format(text.status, words));
    const target = boxWithin((meta.stored ? stored : scaled).cells, root);
    const box = shifted(map.boxOf(window), boxWithin(map.canvas, root));
    links.project(phone ? null : box, phone ? null : target);
  }
  return { update, paint };
}

/** Creates the elements of the picture, without sizes. @param {Payload} scene */
function inputParts(scene) {
  const { text } = scene.meta;
  const [rows, columns] = scene.arrays.pixels.shape;
  const map = createMap("pickable");
  const axes = createAxes(map);
  const legend = createLegend();
  const stored = createNumberGrid(text.stored);
  const scaled = createNumberGrid(text.scaled);
  const sign = element("span", { class: "divide" }, "÷ 255", element("span", { "aria-hidden": "true" }, "→"));
  const links = createLinks();
  const refs = build(["div.input-stage", {},
    ["section.image", { ref: "surface", tabindex: 0, role: "group", "aria-label": text.keys },
      ["div.section-head", {},
        ["h2", {}, text.image], ["span.muted", {}, format(text.size, { rows, columns, count: rows * columns })],
        legend.element],
      axes.element, ["p.muted.counting", {}, text.counting]],
    ["section.pixel", {},
      ["h2", { ref: "title" }],
      ["div.pixel-grids", {}, ...(scene.meta.stored ? [stored.element, sign] : []), scaled.element],
      ["div.pixel-line", { ref: "sentence" }], ["div.facts", { ref: "facts" }]],
    links.element, ["div.visually-hidden", { ref: "status", "aria-live": "polite" }]]);
  return { ...refs, map, axes, legend, stored, scaled, links };
}

/** A square around a pixel: the indices of its pixels, -1 outside the image, and its part inside the image. */
function windowAround(/** @type {Cell} */ cell, /** @type {number} */ span, /** @type {number} */ rows,
    /** @type {number} */ columns) {
  const corner = { row: cell.row - (span - 1) / 2, column: cell.column - (span - 1) / 2 };
  const places = Array.from({ length: span * span }, (_, place) => {
    const [row, column] = [corner.row + Math.floor(place / span), corner.column + (place % span)];
    return row < 0 || column < 0 || row >= rows || column >= columns ? -1 : row * columns + column;
  });
  const [top, left] = [Math.max(corner.row, 0), Math.max(corner.column, 0)];
  const [height, width] = [Math.min(corner.row + span, rows) - top, Math.min(corner.column + span, columns) - left];
  return { places, window: { row: top, column: left, height, width } };
}

/**
 * @param {NumberGrid} grid @param {number[]} numbers @param {number} limit @param {number} decimals
 * @param {{places: number[], span: number, width: number, height: number, palette: Palette}} cells
 */
function showPixels(grid, numbers, limit, decimals, { places, span, width, height, palette }) {
  grid.arrange(span * span, span, width, height);
  grid.update(numbers, numbers, { kind: "pixels", limit }, palette, { decimals, absent: (place) => places[place] < 0 });
  childrenOf(grid.cells).forEach((node, place) => {
    node.classList.toggle("middle", place === (span * span - 1) / 2);
    if (places[place] < 0) setText(node, "");
  });
}

/** Shows the article's three preprocessing steps with the resulting shape, dtype or value. */
function showFacts(/** @type {HTMLElement} */ facts, /** @type {Meta} */ meta,
    /** @type {Texts} */ text) {
  const step = (/** @type {string} */ name, /** @type {(Node | string)[]} */ ...content) =>
    element("div", { class: "fact" }, muted(name), element("span", {}, ...content));
  const steps = [
    step(text.step_shape, element("code", {}, "(28, 28)"), " → ", element("code", {}, "(28, 28, 1)"),
      muted(text.step_shape_why)),
    meta.stored
      ? step(text.step_scale, element("code", {}, "uint8 0–255"), " → ", element("code", {}, "float32 0–1"),
        muted(text.step_scale_why))
      : step(text.step_scale_drawing, element("code", {}, "float32 0–1"), muted(text.step_scale_drawing_why)),
  ];
  if (meta.label !== null) {
    const row = Array.from({ length: 10 }, (_, digit) => element("span", { class: digit === meta.label ? "hot" : "" },
      digit === meta.label ? "1" : "0", element("i", {}, String(digit))));
    steps.push(step(text.step_label, element("code", {}, String(meta.label)), " → ",
      element("span", { class: "one-hot" }, ...row), muted(text.step_label_why)));
  }
  facts.replaceChildren(element("h2", {}, steps.length === 3 ? text.steps : text.steps_drawing), ...steps);
}

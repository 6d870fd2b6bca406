/**
 * Occlusion: a square covers each place of the image in turn. Shows the loss of a class's score per place, and the same
 * with random weights. Pointing moves the square, a click or the arrow keys fix it.
 *
 * Parts for tests, as `data-part`: "before" − "after" = "loss", which is the map's value.
 */

import { createAxes } from "../common/axes.js";
import { createFocus } from "../common/choice.js";
import { build, element, setAttributes, setText, statusLine } from "../common/dom.js";
import { pick } from "../common/frames.js";
import { createMap } from "../common/heatmap.js";
import { onCellKeys } from "../common/keys.js";
import { createLegend } from "../common/legend.js";
import { clamp, closeSum, format, formatNumber, formatProbability, signClass } from "../common/numbers.js";
import { PIXELS } from "../common/palette.js";
import { coveredImage, squareAt } from "./square.js";

/** @import { Context, Payload } from "scenes/occlusion" */

const SIDE = 28;
/** Width of the table beside the maps, of gaps and axes, in CSS pixels. Below a width of `BESIDE`, it moves below. */
const [ACCOUNT, GAP, AXIS, BESIDE, PAIRS] = [250, 20, 20, 900, 560];
const [LEAST_CELL, MOST_CELL] = [4, 9];
/** Cell of the image, if it has its own row: large enough for a finger. */
const FINGER_CELL = 12;

/** @param {Context} viewContext @returns {View} */
export default function createOcclusion(viewContext) {
  const { host, signal, scene: { meta: { text, row, column } } } = viewContext;
  const parts = occlusionParts(text);
  const focus = createFocus({ row, column }, viewContext);
  let peek = /** @type {Cell | null} */ (null);
  let imageCell = MOST_CELL;
  host.append(parts.root, parts.status);
  const choose = (/** @type {Cell} */ cell) => {
    peek = null;
    focus.choose({ row: cell.row, column: cell.column });
    draw();
    setText(parts.status, parts.place.textContent);
  };
  const point = (/** @type {Cell | null} */ cell) => { peek = cell; draw(); };
  for (const { map } of parts.figures) pick(map.canvas, map.cellAt, { point, choose }, signal);
  onCellKeys(parts.maps, () => focus.value, SIDE, SIDE, { choose }, signal);

  /** The score's loss at each place. @param {ArrayLike<number>} after @param {number} before */
  const losses = (after, before) => Float32Array.from(after, (score) => before - score);

  function paint() {
    const { scene: { meta, arrays }, palette, width } = viewContext;
    const beside = width >= BESIDE;
    const columns = width >= PAIRS ? 3 : 2;
    const room = (beside ? width - ACCOUNT - GAP : width) - columns * AXIS - (columns - 1) * GAP;
    const cell = clamp(LEAST_CELL, Math.floor(room / (columns * SIDE)), MOST_CELL);
    imageCell = columns === 3 ? cell : Math.min(FINGER_CELL, Math.floor((width - AXIS) / SIDE));
    const shared = { rows: SIDE, columns: SIDE, palette, cell };
    const [, learned, random] = parts.figures;
    learned.map.configure({ ...shared, values: losses(arrays.learned.values, meta.before[0]), scale: meta.scales[0] });
    random.map.configure({ ...shared, values: losses(arrays.random.values, meta.before[1]), scale: meta.scales[1] });
    [PIXELS, ...meta.scales].forEach((scale, place) => parts.figures[place].legend.update(palette, scale));
    parts.root.style.setProperty("--map", `${cell * SIDE + AXIS}px`);
    parts.root.style.setProperty("--image", `${imageCell * SIDE + AXIS}px`);
    setText(parts.verdict, meta.verdict);
    draw();
    for (const { axes } of parts.figures) axes.update({ rows: SIDE, columns: SIDE });
  }

  function draw() {
    const { scene: { meta, arrays }, palette } = viewContext;
    const cell = peek ?? focus.value;
    const square = squareAt(cell, meta.size, SIDE);
    const [image, learned, random] = parts.figures;
    image.map.configure({ values: coveredImage(arrays.image.values, square, SIDE), rows: SIDE, columns: SIDE, palette,
      scale: PIXELS, cell: imageCell });
    image.map.draw({ windows: [square] });
    for (const { map } of [learned, random]) map.draw({ windows: [{ ...cell, height: 1, width: 1 }] });
    showAccount(parts, viewContext.scene, cell);
    for (const { map, title } of parts.figures) {
      setAttributes(map.canvas, { "aria-label": `${title}. ${parts.place.textContent}` });
    }
  }

  function update() {
    const { row, column } = viewContext.scene.meta;
    focus.hear({ row, column });
  }

  return { update, paint };
}

/** @param {ReturnType<typeof occlusionParts>} parts @param {Payload} scene @param {Cell} cell */
function showAccount(parts, { meta, arrays }, cell) {
  const place = cell.row * SIDE + cell.column;
  const { text, digit } = meta;
  setText(parts.place, format(text.place, { ...cell, size: meta.size }));
  setText(parts.names[0], format(text.before, { digit }));
  [arrays.learned, arrays.random].forEach(({ values }, which) => {
    const [before, after] = [meta.before[which], values[place]];
    const decimals = meta.decimals[which];
    const shown = closeSum(before, [before - after], [after], decimals);
    const numbers = [shown.total, shown.fixed[0], shown.sum].map((number, index) =>
      formatNumber(number, decimals, [before, after, before - after][index]));
    parts.rows[which].forEach((part, index) => setText(part, numbers[index]));
    parts.rows[which][2].className = `number ${signClass(shown.sum)}`;
  });
  const share = { before: formatProbability(meta.share), after: formatProbability(arrays.shares.values[place]) };
  setText(parts.share, format(text.share, { ...share, digit }));
}

function occlusionParts(/** @type {Texts} */ text) {
  const figures = ["image", "learned", "random"].map((name) => {
    const map = createMap("pickable");
    const axes = createAxes(map);
    const legend = createLegend();
    const root = element("figure", { class: `occlusion-${name}` }, element("h3", {}, text[name]), axes.element,
      legend.element);
    return { map, axes, legend, title: text[name], element: root };
  });
  const names = ["before", "after", "loss"].map((name) => element("th", { scope: "row" }, text[name]));
  const rows = [0, 1].map((which) => ["before", "after", "loss"].map((part) =>
    element("td", { class: "number", "data-part": which === 0 && part })));
  const { root: side, place, share, verdict } = build(["div.occlusion-side", {},
    ["h3", { ref: "place" }],
    ["table.occlusion-account", {},
      ["thead", {}, ["tr", {}, ["td"], ["th", { scope: "col" }, text.model], ["th", { scope: "col" }, text.at_random]]],
      ["tbody", {},
        ...names.map((name, index) => element("tr", { class: index === 2 ? "result" : "" }, name,
      rows[0][index], rows[1][index]))]],
    ["span.muted", { ref: "share" }], ["h3", {}, text.check], ["p.verdict", { ref: "verdict" }]]);
  const { root, maps } = build(["div.occlusion", {},
    ["div.occlusion-maps", { ref: "maps", tabindex: 0, role: "group", "aria-label": text.keys },
      ...figures.map((figure) => figure.element)],
    side]);
  return { figures, maps, place, names, rows, share, verdict, root, status: statusLine() };
}

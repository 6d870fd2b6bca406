/** All 784 numbers of an image in their cells, as they are stored or divided by 255; and its label as ten numbers. */

import { deviceCanvas } from "../common/cells.js";
import { PHONE_WIDTH, build, context2d, element, pixelRatio, setAttributes, setText } from "../common/dom.js";
import { pick } from "../common/frames.js";
import { createMap } from "../common/heatmap.js";
import { onCellKeys } from "../common/keys.js";
import { createLegend } from "../common/legend.js";
import { clamp, format, formatNumber } from "../common/numbers.js";
import { colourOf, inkOn } from "../common/palette.js";
import { createSegments } from "../common/transport.js";

/** @import { MapPart } from "../common/heatmap.js" */
/** @import { Context, Meta } from "scenes/pixelgrid" */

const SIZE = 28;
const SIDE = 288;
/** Enough for three digits. */
const LEAST_CELL = 23;
const MOST_CELL = 27;
const PIXELS = /** @type {Scale} */ ({ kind: "pixels", limit: 1 });

/** @typedef {"stored" | "scaled"} Shown */

/** A pixel as it is written into its cell. @param {number} value 0 to 1 @param {Shown} shown */
export function pixelWords(value, shown) {
  return shown === "stored" ? String(Math.round(255 * value)) : value === 0 ? "0" : value.toFixed(2);
}

/** @param {Context} viewContext @returns {View} */
export default function createPixelGrid(viewContext) {
  const { signal, host, scene: { meta: { text } } } = viewContext;
  const parts = gridParts(text);
  const { map, frame, reading } = parts;
  let shown = /** @type {Shown} */ ("stored");
  let focus = brightest(viewContext.scene.arrays.pixels.values);
  let peek = /** @type {Cell | null} */ (null);
  /** Written once, and laid over the cells wherever one points. */
  let numbers = /** @type {Context2D | null} */ (null);
  let written = shown;
  /** Where the grid is wider than its frame, on a phone, its middle is seen first: that is where the digit is. */
  let centred = false;
  const choices = ["stored", "scaled"].map((name) => ({ name, text: text[name] }));
  const segments = createSegments(text.shown, choices,
    (name) => { shown = /** @type {Shown} */ (name); draw(); }, signal);
  parts.side.prepend(segments.element);
  host.append(parts.root);
  pick(map.canvas, map.cellAt, {
    point: (cell) => { peek = cell; draw(); },
    choose: (cell) => { focus = cell; draw(); },
  }, signal);
  onCellKeys(frame, () => focus, SIZE, SIZE, { choose: (cell) => { focus = cell; peek = null; draw(); } }, signal);

  function paint() {
    const { scene: { meta, arrays }, palette, width } = viewContext;
    const beside = width >= PHONE_WIDTH + SIDE;
    const cell = clamp(LEAST_CELL, Math.floor((beside ? width - SIDE - 28 : width) / SIZE), MOST_CELL);
    map.configure({ values: arrays.pixels.values, rows: SIZE, columns: SIZE, scale: PIXELS, palette, cell });
    setAttributes(map.canvas, { "aria-label": text.picture });
    parts.legend.update(palette, PIXELS);
    parts.label.replaceChildren(...labelParts(meta, text));
    numbers = null;
    draw();
    if (!centred) frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2;
    centred = true;
  }

  function draw() {
    const { scene: { meta, arrays }, palette } = viewContext;
    const { values } = arrays.pixels;
    const cell = peek ?? focus;
    const as = meta.stored ? shown : "scaled";
    segments.element.hidden = !meta.stored;
    segments.mark(as);
    if (numbers === null || written !== as) numbers = paintNumbers(map, values, as, palette, host);
    const { canvas } = numbers;
    written = as;
    parts.legend.name("0", as === "stored" ? "255" : "1");
    map.draw({ windows: [{ ...cell, height: 1, width: 1 }],
      marks: (context) => context.drawImage(canvas, 0, 0, map.canvas.clientWidth, map.canvas.clientHeight) });
    const value = values[cell.row * SIZE + cell.column];
    const words = { ...cell, stored: Math.round(255 * value), value: formatNumber(value) };
    setText(reading, format(meta.stored ? text.reading : text.reading_drawing, words));
    setText(parts.means, value === 0 ? text.black : value === 1 ? text.white : text.grey);
  }
  /** Another image begins where it is brightest. */
  function update() {
    focus = brightest(viewContext.scene.arrays.pixels.values);
    centred = false;
  }
  return { update, paint };
}

/** All numbers on a canvas as large as the map's. @param {Element} host whose font is taken */
function paintNumbers(/** @type {MapPart} */ map, /** @type {ArrayLike<number>} */ values, /** @type {Shown} */ as,
    /** @type {Palette} */ palette, host) {
  const pen = context2d(deviceCanvas(map.canvas.width, map.canvas.height));
  const ratio = pixelRatio(map.canvas);
  pen.scale(ratio, ratio);
  Object.assign(pen, { font: `12px ${getComputedStyle(host).fontFamily}`, textAlign: "center",
    textBaseline: "middle" });
  for (let index = 0; index < values.length; index += 1) {
    const box = map.boxOf({ row: Math.floor(index / SIZE), column: index % SIZE, height: 1, width: 1 });
    pen.globalAlpha = values[index] === 0 ? 0.55 : 1;
    pen.fillStyle = inkOn(colourOf(palette, PIXELS, values[index]));
    pen.fillText(pixelWords(values[index], as), box.x + box.width / 2, box.y + box.height / 2 + 0.5);
  }
  return pen;
}

/** @param {ArrayLike<number>} values @returns {Cell} */
function brightest(values) {
  let place = 0;
  for (let index = 0; index < values.length; index += 1) if (values[index] > values[place]) place = index;
  return { row: Math.floor(place / SIZE), column: place % SIZE };
}

function gridParts(/** @type {Texts} */ text) {
  const map = createMap("pickable");
  const legend = createLegend();
  const { root: side, reading, means, label } = build(["div.grid-side", {},
    legend.element, ["p.reading.number", { ref: "reading", "aria-live": "polite" }], ["p.muted", { ref: "means" }],
    ["div.label-side", { ref: "label" }]]);
  const { root, frame } = build(["section.pixelgrid", {},
    ["div.section-head", {}, ["h2", {}, text.title], ["span.muted", {}, text.size]],
    ["div.grid-row", {},
      ["div.grid-frame", { ref: "frame", tabindex: 0, role: "group", "aria-label": text.keys }, map.canvas], side]]);
  return { map, legend, frame, reading, means, label, side, root };
}

/** The label, and the same as ten numbers. @param {Meta} meta @param {Texts} text */
function labelParts({ label, one_hot: oneHot }, text) {
  if (label === null || oneHot === null) return [element("h2", {}, text.label), element("p", {}, text.no_label)];
  const cells = oneHot.map((number, digit) => element("span", { class: number === 1 ? "hot" : "" }, String(number),
    element("i", {}, String(digit))));
  return [element("h2", {}, text.label),
    element("p", { class: "label-line" }, element("strong", {}, String(label)), " → ",
      element("span", { class: "one-hot" }, ...cells)),
    element("p", { class: "muted" }, format(text.one_hot, { label }))];
}

import { createBand } from "../common/band.js";
import { createClasses } from "../common/classes.js";
import { build, element, setAttributes, setText } from "../common/dom.js";
import { pick } from "../common/frames.js";
import { createMap } from "../common/heatmap.js";
import { onCellKeys } from "../common/keys.js";
import { format, formatCount } from "../common/numbers.js";
import { mapOf } from "../common/payload.js";
import { createSheet } from "../common/sheet.js";

/** @import { LayerPicture, Sheet } from "scenes/article" */

const IMAGE_WIDTH = 108;
const ROW_HEIGHT = 22;
const KERNEL_PITCH = 27;

/**
 * A layer: its input map (or row of numbers), its kernels, its output maps (or numbers). Pointing at a cell of the
 * large output map marks its window on the input.
 * @param {Texts} text @param {LayerPicture} picture @param {Record<string, Packed>} arrays @param {AbortSignal} signal
 */
export function createLayer(text, picture, arrays, signal) {
  const marked = () => pair?.paint();
  const before = createSide(text, picture.before, arrays, marked, signal);
  const after = createSide(text, picture.after, arrays, marked, signal);
  const kernels = picture.kernels === null ? null : createKernels(text, picture.kernels, arrays);
  const words = element("p", { class: "muted article-window", "aria-live": "polite" });
  const pair = before.map !== null && after.map !== null && picture.window !== null
    ? joinMaps(text, picture, before.map, after.map, words, signal) : null;
  const drops = picture.dropped > 0 && picture.before.array !== "";
  const dropping = drops ? createDropping(text, picture, arrays, signal) : null;
  const arrow = () => element("span", { class: "article-arrow", "aria-hidden": "true" }, "→");
  const root = element("figure", { class: "article-figure layer" },
    element("div", { class: "article-flow" }, before.element, arrow(), ...(kernels ? [kernels.element, arrow()] : []),
      after.element), words, ...(dropping ? [dropping.element] : []));
  setText(words, picture.after.array === "" ? text.unknown : pair === null ? "" : text.point_map);

  function paint(/** @type {Palette} */ palette, /** @type {number} */ width) {
    before.paint(palette, width, picture.window, true);
    kernels?.paint(palette);
    after.paint(palette, width, picture.window, false);
    dropping?.paint(palette, width);
    pair?.paint();
  }
  return { element: root, paint };
}

/**
 * The input or output of a layer: one large map and the others small, a row of numbers, or ten probabilities.
 * @param {Texts} text @param {Sheet} sheet @param {Record<string, Packed>} arrays
 * @param {() => void} marked called after another map is painted, to draw its marks @param {AbortSignal} signal
 */
function createSide(text, sheet, arrays, marked, signal) {
  const label = element("figcaption", {}, element("b", { class: "number" }, sheet.shape));
  const packed = arrays[sheet.array] ?? null;
  if (sheet.form === "classes") return classesSide(packed, label);
  if (sheet.form === "row") return rowSide(text, sheet, packed, label);
  return mapsSide(text, sheet, packed, label, marked, signal);
}

function classesSide(/** @type {Packed | null} */ packed, /** @type {HTMLElement} */ label) {
  const classes = createClasses();
  classes.update(packed?.values ?? null);
  const root = element("div", { class: "article-side classes-side" }, classes.element, label);
  return { element: root, map: null, paint: () => {} };
}

/** @param {Texts} text @param {Sheet} sheet @param {Packed | null} packed @param {HTMLElement} label */
function rowSide(text, sheet, packed, label) {
  const band = createBand();
  setAttributes(band.canvas, { "aria-label": format(text.numbers_of, { count: formatCount(sheet.count) }) });
  const blank = element("div", { class: "article-blank", "aria-hidden": "true" }, "· · · · · ·");
  const root = element("div", { class: "article-side" }, packed === null ? blank : band.canvas, label);

  function paint(/** @type {Palette} */ palette, /** @type {number} */ width) {
    if (packed === null) return;
    const room = Math.min(width * 0.42, 240);
    band.configure({ values: packed.values, perLine: perLineOf(packed.values.length), width: room, height: ROW_HEIGHT,
      scale: sheet.scale, palette });
    band.draw(null);
  }
  return { element: root, map: null, paint };
}

/** @typedef {NonNullable<ReturnType<typeof mapsSide>["map"]>} Shown a map that supports pointing */

/** @param {number} count of numbers */
function perLineOf(count) {
  return Math.ceil(count / Math.ceil(count / 200));
}

function mapsSide(/** @type {Texts} */ text, /** @type {Sheet} */ sheet, /** @type {Packed | null} */ packed,
    /** @type {HTMLElement} */ label, /** @type {() => void} */ marked, /** @type {AbortSignal} */ signal) {
  const map = createMap();
  const others = createSheet();
  const many = sheet.count > 1 ? format(text.shown_of, { count: sheet.count, shown: sheet.shown }) : "";
  if (many !== "") label.append(element("span", { class: "muted" }, ` ${many}`));
  setAttributes(map.canvas, { "aria-label": sheet.shape });
  setAttributes(others.canvas, { "aria-label": many });
  const strip = sheet.count > 1 && packed !== null ? [others.canvas] : [];
  const root = element("div", { class: "article-side" },
    element("div", { class: "article-maps" }, map.canvas, ...strip), label);
  let shown = 0;
  let again = () => {};

  /** @param {LayerPicture["window"]} window its padding is drawn around an input map */
  function paint(/** @type {Palette} */ palette, /** @type {number} */ width, window, /** @type {boolean} */ isInput) {
    again = () => paint(palette, width, window, isInput);
    const rows = sheet.rows || 1;
    const room = Math.min(IMAGE_WIDTH, width * 0.22);
    const edge = isInput && window !== null ? window.before : 0;
    const ring = { top: edge, left: edge, bottom: edge, right: edge };
    const values = packed === null ? new Float32Array(rows * rows) : mapOf(packed, shown);
    map.configure({ values, rows, columns: rows, scale: sheet.scale, palette, cell: room / (rows + 2 * edge), ring });
    map.draw(packed === null ? { computed: 0 } : {});
    if (strip.length === 0 || packed === null) return;
    const pitch = Math.max(18, room / 4);
    others.paint({ values: packed.values, count: sheet.shown, rows, columns: rows, palette, scaleOf: () => sheet.scale,
      perRow: 4, pitchX: pitch, pitchY: pitch, gap: 3 });
  }
  others.canvas.addEventListener("click", (event) => {
    const index = others.indexAt(event);
    if (index === null) return;
    shown = index;
    again();
    marked();
  }, { signal });
  const joined = packed === null && sheet.rows === 0 ? null : { ...map, known: packed !== null };
  return { element: root, map: joined, paint };
}

/** Marks the window on the input map for the output cell below the pointer. */
function joinMaps(/** @type {Texts} */ text, /** @type {LayerPicture} */ picture, /** @type {Shown} */ before,
    /** @type {Shown} */ after, /** @type {HTMLElement} */ words, /** @type {AbortSignal} */ signal) {
  const rows = picture.after.rows;
  const { size, strides, before: edge } = picture.window ?? { size: 1, strides: 1, before: 0 };
  let cell = { row: rows >> 1, column: rows >> 1 };
  const draw = () => {
    if (rows === 0) return;
    const window = { row: cell.row * strides - edge, column: cell.column * strides - edge, height: size, width: size };
    before.draw({ windows: [window], ...(before.known ? {} : { computed: 0 }) });
    after.draw({ windows: [{ ...cell, height: 1, width: 1 }], ...(after.known ? {} : { computed: 0 }) });
  };
  const point = (/** @type {Cell | null} */ next) => {
    if (next === null) return;
    cell = next;
    setText(words, format(text.window_at, cell));
    draw();
  };
  setAttributes(after.canvas, { tabindex: 0 });
  after.canvas.classList.add("pickable");
  pick(after.canvas, after.cellAt, { point, choose: point }, signal);
  onCellKeys(after.canvas, () => cell, rows, rows, { choose: point }, signal);
  return { paint: draw };
}

/** @param {Texts} text @param {Sheet} sheet @param {Record<string, Packed>} arrays */
function createKernels(text, sheet, arrays) {
  const kernels = createSheet();
  const packed = arrays[sheet.array];
  setAttributes(kernels.canvas, { "aria-label": `${text.kernels} ${sheet.shape}` });
  const many = format(text.shown_of, { count: sheet.count, shown: sheet.shown });
  const root = element("div", { class: "article-side" }, kernels.canvas,
    element("figcaption", {}, element("b", { class: "number" }, sheet.shape),
      element("span", { class: "muted" }, ` ${text.kernels} ${many}`)));

  function paint(/** @type {Palette} */ palette) {
    kernels.paint({ values: packed.values, count: sheet.shown, rows: sheet.rows, columns: sheet.rows, palette,
      scaleOf: () => sheet.scale, perRow: Math.min(3, sheet.shown), pitchX: KERNEL_PITCH, pitchY: KERNEL_PITCH,
      gap: 3 });
  }
  return { element: root, paint };
}

/** Dropout as in training: sets random values to 0 and scales up the rest, so that the expected sum stays the same. */
function createDropping(/** @type {Texts} */ text, /** @type {LayerPicture} */ picture,
    /** @type {Record<string, Packed>} */ arrays, /** @type {AbortSignal} */ signal) {
  const packed = arrays[picture.before.array];
  const band = createBand();
  setAttributes(band.canvas, { "aria-label": text.dropped });
  const { root, again } = build(["div.article-dropping", {},
    ["p", {}, text.dropped], band.canvas, ["button.plain-button", { ref: "again", type: "button" }, text.again]]);
  let repaint = () => {};
  again.addEventListener("click", () => repaint(), { signal });

  function paint(/** @type {Palette} */ palette, /** @type {number} */ width) {
    repaint = () => paint(palette, width);
    const values = Array.from(packed.values.subarray(0, 512), (value) =>
      (Math.random() < picture.dropped ? 0 : value / (1 - picture.dropped)));
    band.configure({ values, perLine: perLineOf(values.length), width: Math.min(width, 420), height: ROW_HEIGHT,
      scale: picture.before.scale, palette });
    band.draw(null);
  }
  return { element: root, paint };
}

import {
  BESIDE_WIDTH, PHONE_WIDTH, build, context2d, element, fitCanvas, placeIn, setAttributes,
} from "../common/dom.js";
import { createMapSheet } from "../common/mapsheet.js";
import { clamp, format, formatRange, formatSigned, largestRemainder } from "../common/numbers.js";
import { diverging, largest } from "../common/palette.js";

/** @import { accountForUnit } from "./index.js" */
/** @import { Context } from "scenes/dense" */

/** @typedef {ReturnType<typeof accountForUnit>} UnitAccount */

/** Width of the table and the answer beside the terms, with gaps. */
const DENSE_ASIDE = 306 + 184 + 2 * 24;

/** Width for the pictures of the terms: the whole width on a phone, else what the table and the answer leave. */
function termRoom(/** @type {number} */ width) {
  if (width < PHONE_WIDTH) return width - 24;
  return width < BESIDE_WIDTH ? width - 40 : width - 40 - DENSE_ASIDE;
}

/** Input × weight as maps, if the inputs are flattened maps: each cell is one term. */
export function createTermSheet(/** @type {Texts} */ text) {
  const sheet = createMapSheet();
  setAttributes(sheet.canvas, { role: null, "aria-hidden": "true" });
  const root = element("div", { class: "term-field", tabindex: 0, role: "group" }, sheet.canvas);
  /** @type {number[]} */
  let shape = [];

  function configure(/** @type {Context} */ { scene, palette, width }, /** @type {UnitAccount} */ account) {
    shape = scene.meta.shape ?? [];
    const channels = shape[2];
    const captions = sumsOfMaps(account, channels).map(({ shown, exact, decimals }, channel) =>
      `${channel}\t${formatSigned(shown, decimals, exact)}`);
    sheet.configure({ values: account.terms, shape, scale: diverging(account.limit), palette, captions,
      captionWidth: 20, width: termRoom(width), height: 348 });
    root.setAttribute("aria-label", format(text.terms_picture, { channels }));
  }

  /** @param {MouseEvent} event @returns {number | null} */
  function indexAt(event) {
    const cell = sheet.cellAt(event);
    return cell === null ? null : (cell.row * shape[1] + cell.column) * shape[2] + cell.channel;
  }

  /** @param {{row: number, column: number} | null} place marked on all maps if `index` is null */
  function mark(/** @type {number | null} */ index, place) {
    const channel = index === null ? -1 : index % shape[2];
    sheet.draw(place === null ? null : { ...place, channel });
  }

  /** @param {number} index @param {string} key @returns {number | null} the next term; null for other keys */
  function step(index, key) {
    const [rows, columns, channels] = shape;
    const place = Math.floor(index / channels);
    const at = { row: Math.floor(place / columns), column: place % columns, channel: index % channels };
    const moves = { ArrowUp: [-1, 0, 0], ArrowDown: [1, 0, 0], ArrowLeft: [0, -1, 0], ArrowRight: [0, 1, 0],
      PageUp: [0, 0, -1], PageDown: [0, 0, 1] };
    const move = moves[/** @type {keyof typeof moves} */ (key)];
    if (move === undefined) return null;
    return (clamp(at.row + move[0], 0, rows - 1) * columns + clamp(at.column + move[1], 0, columns - 1)) * channels +
      clamp(at.channel + move[2], 0, channels - 1);
  }
  return { element: root, surface: sheet.canvas, configure, indexAt, mark, step };
}

/**
 * Each map's contribution, rounded so that the shown contributions add up.
 * @param {UnitAccount} account @param {number} channels @returns {{shown: number, exact: number, decimals: number}[]}
 */
export function sumsOfMaps({ terms }, channels) {
  const sums = new Float64Array(channels);
  terms.forEach((term, index) => { sums[index % channels] += term; });
  const decimals = largest(sums) >= 100 ? 0 : 2;
  const { parts } = largestRemainder(sums.reduce((total, sum) => total + sum, 0), sums, decimals);
  return parts.map((part, channel) => ({ shown: part, exact: sums[channel], decimals }));
}

/** Input × weight as bars, one per input, if the inputs are not flattened maps. */
export function createTermBars(/** @type {Texts} */ text) {
  const { root, canvas, pointer } = build(["div.term-field", { tabindex: 0, role: "group" },
    ["canvas.term-bars", { ref: "canvas", "aria-hidden": "true" }], ["span.term-mark", { ref: "pointer" }]]);
  const context = context2d(canvas);
  let [count, pitch] = [0, 0];
  let size = { width: 0, height: 0, left: 40 };

  function configure(/** @type {Context} */ { palette, width }, /** @type {UnitAccount} */ account) {
    size = { width: termRoom(width), height: width < PHONE_WIDTH ? 220 : 310, left: 44 };
    count = account.terms.length;
    const ratio = fitCanvas(canvas, size.width, size.height);
    root.setAttribute("aria-label", format(text.term_bars_picture, { count }));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const room = size.width - size.left;
    const [top, bottom] = [8, size.height - 26];
    const middle = (top + bottom) / 2;
    const scale = account.limit > 0 ? (bottom - top) / 2 / account.limit : 0;
    Object.assign(context, { font: `12px ${getComputedStyle(canvas).fontFamily}`, textBaseline: "middle",
      textAlign: "right" });
    for (const [level, y] of [[account.limit, top], [0, middle], [-account.limit, bottom]]) {
      context.fillStyle = level === 0 ? palette.muted : palette.hairline;
      context.fillRect(size.left, Math.round(y), room, 1);
      context.fillStyle = palette.muted;
      context.fillText(level === 0 ? "0" : formatRange(level), size.left - 6, y);
    }
    pitch = room / count;
    account.terms.forEach((term, index) => {
      context.fillStyle = term < 0 ? palette.negative : palette.positive;
      const length = term * scale;
      context.fillRect(size.left + index * pitch, middle - Math.max(length, 0),
        Math.max(pitch - (pitch > 3 ? 1 : 0), 0.75), Math.abs(length));
    });
    Object.assign(context, { textAlign: "center", textBaseline: "top", fillStyle: palette.muted });
    const every = [1, 2, 4, 8, 16, 32, 64, 128, 256].find((step) => step * pitch >= 44) ?? 512;
    for (let index = 0; index < count; index += every) {
      context.fillText(String(index), Math.max(size.left + (index + 0.5) * pitch, size.left + 4), bottom + 8);
    }
  }

  /** @param {MouseEvent} event @returns {number | null} */
  function indexAt(event) {
    const index = Math.floor((placeIn(canvas, event).x - size.left) / pitch);
    return index >= 0 && index < count ? index : null;
  }

  function mark(/** @type {number | null} */ index) {
    pointer.hidden = index === null;
    if (index !== null) Object.assign(pointer.style,
      { left: `${size.left + index * pitch}px`, width: `${Math.max(pitch, 2)}px`, height: `${size.height - 20}px` });
  }

  /** @param {number} index @param {string} key @returns {number | null} the next term; null for other keys */
  function step(index, key) {
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -count, End: count };
    const by = steps[/** @type {keyof typeof steps} */ (key)];
    return by === undefined ? null : clamp(index + by, 0, count - 1);
  }
  return { element: root, surface: canvas, configure, indexAt, mark, step };
}

import { deviceCanvas, paintCells, snappedEdges } from "./cells.js";
import { context2d, drawBase, element, fitCanvas, placeIn } from "./dom.js";
import { paintFocus } from "./frames.js";
import { MAP_MARGIN } from "./heatmap.js";
import { clamp } from "./numbers.js";
import { channelOf } from "./payload.js";

/**
 * All maps of a stage side by side in one canvas, each with a caption below it.
 * @typedef {{values: ArrayLike<number>, shape: number[], scale: Scale, palette: Palette, width: number,
 *   height: number, captions: string[], captionWidth: number, order?: number[],
 *   scaleOf?: (channel: number) => Scale}} MapSheetPicture values in Keras's order (rows, columns, channels); maps
 *   narrower than `captionWidth` have no captions; `order` are the channels in the order shown; `scaleOf` gives
 *   each its own scale
 *
 * @typedef {{row: number, column: number, channel: number}} Address
 */

/**
 * @typedef {MapSheetPicture & {perRow: number, cell: number, caption: number, order: number[],
 *   places: Map<number, number>, size: {width: number, height: number}, pitch: {x: number, y: number}, ratio: number,
 *   rows: number, columns: number, channels: number, font: string}} LaidMapSheet
 * @typedef {LaidMapSheet & {base: HTMLCanvasElement}} MapSheetView
 */

export const MAP_CAPTION = 20;
const LARGEST_MAP = 320;
const SMALLEST_MAP = 12;

/** The layout with the largest maps that fit. If even the smallest do not, the sheet grows downwards. */
export function mapSheetLayout(/** @type {number} */ count, /** @type {number} */ rows, /** @type {number} */ columns,
    /** @type {number} */ width, /** @type {number} */ height, /** @type {number} */ captionWidth) {
  let best = { perRow: 1, cell: 0, caption: 0 };
  for (let perRow = 1; perRow <= count; perRow += 1) {
    const pitch = width / perRow;
    const wide = Math.min(pitch - Math.max(6, pitch * 0.16), LARGEST_MAP);
    if (wide < SMALLEST_MAP && best.cell > 0) break;
    const caption = wide >= captionWidth && count > 1 ? MAP_CAPTION : 0;
    const tall = height / Math.ceil(count / perRow) - caption - 8;
    const cell = clamp(tall / rows, SMALLEST_MAP / columns, wide / columns);
    if (cell > best.cell) best = { perRow, cell, caption };
  }
  const whole = best.cell >= 3 ? Math.floor(best.cell) : best.cell;
  return { ...best, cell: whole, caption: whole * columns >= captionWidth ? best.caption : 0 };
}

export function createMapSheet() {
  const canvas = element("canvas", { class: "map-sheet", role: "img" });
  const context = context2d(canvas);
  /** @type {MapSheetView} */
  let view;

  function configure(/** @type {MapSheetPicture} */ picture) {
    const [rows, columns, channels] = picture.shape;
    const room = picture.width;
    const layout = mapSheetLayout(channels, rows, columns, room, picture.height, picture.captionWidth);
    const size = { width: layout.cell * columns, height: layout.cell * rows };
    const apart = layout.perRow > 1 ? (room - size.width) / (layout.perRow - 1) : size.width;
    const pitch = { x: Math.min(apart, size.width * 1.35 + 8), y: size.height + (layout.caption || 2) + 8 };
    const lines = Math.ceil(channels / layout.perRow);
    const ratio = fitCanvas(canvas, (layout.perRow - 1) * pitch.x + size.width + 2 * MAP_MARGIN,
      (lines - 1) * pitch.y + size.height + layout.caption + 2 * MAP_MARGIN);
    const order = picture.order ?? Array.from({ length: channels }, (_, channel) => channel);
    const places = new Map(order.map((channel, place) => [channel, place]));
    const { fontFamily: font } = getComputedStyle(canvas);
    const laid = { ...picture, ...layout, order, places, size, pitch, ratio, rows, columns, channels, font };
    canvas.style.margin = `-${MAP_MARGIN}px`;
    view = { ...laid, base: paintMapSheet(laid, canvas) };
  }

  /** @param {number} channel @param {CellBox} [cells] of that map; the whole map by default @returns {DOMRect} */
  function boxOf(channel, cells) {
    const [x, y] = mapCorner(view, channel);
    const { row, column, width, height } = cells ?? { row: 0, column: 0, width: view.columns, height: view.rows };
    const { cell } = view;
    return new DOMRect(x + column * cell, y + row * cell, width * cell, height * cell);
  }

  /**
   * @param {Address | null} focus its place is marked on every map, strongest on its own (channel -1: on none)
   * @param {number | null} [chosen] a map to frame
   */
  function draw(focus, chosen = null) {
    drawBase(context, view);
    if (chosen !== null) frameMap(chosen);
    if (focus === null) return;
    const cells = { ...focus, width: 1, height: 1 };
    const onInput = view.scale.kind === "pixels";
    for (let channel = 0; channel < view.channels && view.cell >= 5; channel += 1) {
      if (channel !== focus.channel) paintFocus(context, boxOf(channel, cells), view.palette, onInput, 1);
    }
    if (focus.channel < 0) return;
    paintFocus(context, boxOf(focus.channel, cells), view.palette, onInput, 2.5);
    if (view.caption) writeMapCaption(context, view, focus.channel, true);
  }

  function frameMap(/** @type {number} */ channel) {
    const box = boxOf(channel);
    context.lineWidth = 2.5;
    context.strokeStyle = view.palette.text;
    context.strokeRect(box.x - 1.5, box.y - 1.5, box.width + 3, box.height + 3);
    if (view.caption) writeMapCaption(context, view, channel, true);
  }

  /** @param {MouseEvent} event @returns {Address | null} */
  function cellAt(event) {
    const { x, y } = placeIn(canvas, event);
    return addressAt(view, x - MAP_MARGIN, y - MAP_MARGIN);
  }
  return { canvas, configure, draw, boxOf, cellAt };
}

/** @param {LaidMapSheet} view @param {number} x from the first corner @param {number} y @returns {Address | null} */
function addressAt({ pitch, cell, perRow, rows, columns, channels, order }, x, y) {
  const [across, down] = [Math.floor(x / pitch.x), Math.floor(y / pitch.y)];
  const place = down * perRow + across;
  const [row, column] = [Math.floor((y - down * pitch.y) / cell), Math.floor((x - across * pitch.x) / cell)];
  const inside = across >= 0 && across < perRow && place >= 0 && place < channels && row >= 0 && column >= 0 &&
    row < rows && column < columns;
  return inside ? { row, column, channel: order[place] } : null;
}

/** @param {LaidMapSheet} view @param {number} channel @returns {[number, number]} CSS pixels, on whole device pixels */
function mapCorner(view, channel) {
  const snap = (/** @type {number} */ length) => Math.round(length * view.ratio) / view.ratio;
  const place = view.places.get(channel) ?? 0;
  return [MAP_MARGIN + snap((place % view.perRow) * view.pitch.x),
    MAP_MARGIN + snap(Math.floor(place / view.perRow) * view.pitch.y)];
}

function paintMapSheet(/** @type {LaidMapSheet} */ view, /** @type {HTMLCanvasElement} */ canvas) {
  const { ratio, palette, channels, size } = view;
  const base = deviceCanvas(canvas.width, canvas.height);
  const context = context2d(base);
  const xEdges = snappedEdges(view.columns, view.cell, ratio);
  const yEdges = snappedEdges(view.rows, view.cell, ratio);
  for (let channel = 0; channel < channels; channel += 1) {
    const [x, y] = mapCorner(view, channel);
    const values = channelOf({ values: view.values, shape: view.shape }, channel);
    context.setTransform(1, 0, 0, 1, 0, 0);
    const scale = view.scaleOf?.(channel) ?? view.scale;
    paintCells(context, values, xEdges, yEdges, scale, palette, Math.round(x * ratio), Math.round(y * ratio));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.strokeStyle = palette.hairline;
    context.strokeRect(x - 0.5, y - 0.5, size.width + 1, size.height + 1);
    if (view.caption) writeMapCaption(context, view, channel, false);
  }
  return base;
}

/** The caption below a map: centred, or left and right if it contains a tab; if space is short, the first part only. */
function writeMapCaption(/** @type {Context2D} */ context, /** @type {LaidMapSheet} */ view,
    /** @type {number} */ channel, /** @type {boolean} */ chosen) {
  const [x, y] = mapCorner(view, channel);
  const line = y + view.size.height + 5;
  const parts = view.captions[channel].split("\t").slice(0, view.size.width < 50 ? 1 : 2);
  context.font = `${chosen ? 700 : 400} 12px ${view.font}`;
  context.textBaseline = "top";
  if (chosen) context.clearRect(x - 3, line - 1, view.size.width + 6, 15);
  context.fillStyle = chosen ? view.palette.text : view.palette.muted;
  parts.forEach((/** @type {string} */ part, /** @type {number} */ index) => {
    context.textAlign = parts.length === 1 ? "center" : index === 0 ? "left" : "right";
    context.fillText(part, x + (parts.length === 1 ? view.size.width / 2 : index * view.size.width), line);
  });
}

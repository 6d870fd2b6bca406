import { deviceCanvas, paintCells, snappedEdges } from "../common/cells.js";
import { context2d, drawBase, element, fitCanvas, placeIn } from "../common/dom.js";

/** @import { ConvolutionParts } from "./parts.js" */

/**
 * One small tile a channel: its map with the window on it, or the map of what it adds; and below it a
 * bar of what it adds here.
 * @typedef {{maps: Float32Array[], rows: number, columns: number, scale: Scale, palette: Palette,
 *   perRow: number, pitch: number, order: number[]}} TilesPicture pitch is the distance of two tiles in
 *   CSS pixels; order holds the channels as they stand
 */

const TILE_BAR = 6;

/** @param {number} channels @returns {number} tiles a row, so that the sheet is about square */
export function tilesPerRow(channels) {
  return Math.ceil(Math.sqrt(channels));
}

export function createTiles() {
  const canvas = element("canvas", { class: "tiles pickable", role: "img" });
  const context = context2d(canvas);
  /** @type {ConfigureTiles} */
  let view;

  function configure(/** @type {TilesPicture} */ picture) {
    view = configureTiles(canvas, picture);
  }

  const cornerOf = (/** @type {number} */ channel) => cornerOfTile(view, channel);

  /**
   * @param {CellBox} place the window on every map
   * @param {ArrayLike<number> | null} sums what each channel adds; null leaves the bars out
   * @param {number} limit length of a full bar @param {number} opened
   */
  function draw(place, sums, limit, opened) {
    const { palette, size, cell } = view;
    drawBase(context, view);
    const corners = Array.from(view.maps, (_, channel) => cornerOf(channel));
    fillBoxes(context, palette.chip, corners.map(([x, y]) => [x, y + size + 2, size, 4]));
    if (sums !== null && limit > 0) drawBars(context, view, corners, sums, limit);
    context.lineWidth = size < 24 ? 1 : 1.5;
    context.strokeStyle = palette.focus;
    context.beginPath();
    for (const [x, y] of corners) {
      context.rect(x + place.column * cell, y + place.row * cell, place.width * cell, place.height * cell);
    }
    context.stroke();
    const [x, y] = corners[opened];
    context.lineWidth = 2.5;
    context.strokeStyle = palette.text;
    context.strokeRect(x - 2.5, y - 3, size + 5, size + TILE_BAR + 6);
  }

  /** @param {MouseEvent} event @returns {number | null} */
  function channelAt(event) {
    const { x, y } = placeIn(canvas, event);
    const [column, row] = [Math.floor(x / view.pitch), Math.floor(y / view.pitch)];
    if (column < 0 || row < 0 || column >= view.perRow) return null;
    return view.order[row * view.perRow + column] ?? null;
  }
  /** @param {number} channel @returns {DOMRect} its frame, from the canvas's corner */
  const boxOf = (channel) => {
    const [x, y] = cornerOf(channel);
    return new DOMRect(x - 3, y - 3, view.size + 6, view.size + TILE_BAR + 6);
  };
  /** @param {number} channel @param {string} key an arrow's @returns {number | null} the channel on that side */
  const neighbour = (channel, key) => {
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -view.perRow, ArrowDown: view.perRow };
    const step = steps[/** @type {keyof typeof steps} */ (key)];
    return step === undefined ? null : view.order[view.places[channel] + step] ?? channel;
  };
  return { canvas, configure, draw, channelAt, boxOf, neighbour };
}

/** @typedef {ReturnType<typeof configureTiles>} ConfigureTiles */

/** Paints all maps. @param {HTMLCanvasElement} canvas @param {TilesPicture} picture */
function configureTiles(canvas, picture) {
  const lines = Math.ceil(picture.maps.length / picture.perRow);
  const ratio = fitCanvas(canvas, picture.perRow * picture.pitch, lines * picture.pitch);
  const size = picture.pitch - Math.max(6, Math.round(picture.pitch * 0.2)) - TILE_BAR;
  const edge = Math.max(picture.rows, picture.columns);
  const xEdges = snappedEdges(picture.columns, size / edge, ratio);
  const yEdges = snappedEdges(picture.rows, size / edge, ratio);
  const places = new Int32Array(picture.maps.length);
  picture.order.forEach((channel, place) => { places[channel] = place; });
  const base = deviceCanvas(canvas.width, canvas.height);
  const view = { ...picture, ratio, size, cell: size / edge, places, base };
  picture.maps.forEach((values, channel) => {
    const [x, y] = cornerOfTile(view, channel);
    paintCells(context2d(base), values, xEdges, yEdges, picture.scale, picture.palette, Math.round(x * ratio),
      Math.round(y * ratio));
  });
  return view;
}

/** @returns {[number, number]} CSS pixels */
function cornerOfTile(/** @type {{places: Int32Array, perRow: number, pitch: number}} */ { places, perRow, pitch },
    /** @type {number} */ channel) {
  const place = places[channel];
  return [(place % perRow) * pitch + 3, Math.floor(place / perRow) * pitch + 4];
}

/** Fill one path of boxes, so that many tiles cost as little as one. */
function fillBoxes(/** @type {Context2D} */ context, /** @type {string} */ colour,
    /** @type {[number, number, number, number][]} */ boxes) {
  context.fillStyle = colour;
  context.beginPath();
  for (const box of boxes) context.rect(...box);
  context.fill();
}

/**
 * @param {Context2D} context @param {ConfigureTiles} view @param {[number, number][]} corners of the tiles
 * @param {ArrayLike<number>} sums what each channel adds @param {number} limit length of a full bar
 */
function drawBars(context, { palette, size }, corners, sums, limit) {
  const half = size / 2;
  /** @type {[number, number, number, number][][]} */
  const [gains, losses] = [[], []];
  corners.forEach(([x, y], channel) => {
    const length = (half * sums[channel]) / limit;
    (length < 0 ? losses : gains).push([x + half + Math.min(length, 0), y + size + 2, Math.abs(length), 4]);
  });
  fillBoxes(context, palette.positive, gains);
  fillBoxes(context, palette.negative, losses);
  fillBoxes(context, palette.muted, corners.map(([x, y]) => [x + half - 0.5, y + size + 1, 1, 6]));
}

/** Scroll a channel's tile into sight where the sheet scrolls. */
export function bringTile(/** @type {ConvolutionParts} */ parts, /** @type {number} */ channel) {
  const { tiles, frame } = parts;
  if (!tiles || !frame) return;
  const box = tiles.boxOf(channel);
  frame.scrollTo({ left: box.x - (frame.clientWidth - box.width) / 2,
    top: box.y - (frame.clientHeight - box.height) / 2 });
}

/**
 * @param {ArrayLike<number>} sums one a channel
 * @param {"size" | "index"} order by size: the largest gains first and the largest losses last @returns {number[]}
 */
export function channelOrder(sums, order) {
  const channels = Array.from(sums, (_, channel) => channel);
  return order === "size" ? channels.sort((a, b) => sums[b] - sums[a] || a - b) : channels;
}

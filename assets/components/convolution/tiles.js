import { deviceCanvas, paintCells, snappedEdges } from "../common/cells.js";
import { context2d, drawBase, element, fitCanvas, placeIn } from "../common/dom.js";

/** @import { ConvolutionParts } from "./parts.js" */

/**
 * One small tile per channel: its map with the window, or the map of its contributions; and below it a bar of its
 * contribution to the chosen output cell.
 * @typedef {{maps: Float32Array[], rows: number, columns: number, scale: Scale, palette: Palette,
 *   perRow: number, pitch: number, order: number[]}} TilesPicture pitch is the distance between tiles in
 *   CSS pixels; order contains the channels in the tiles' order
 */

const TILE_BAR = 6;

/** @param {number} channels @returns {number} tiles per row, for an approximately square sheet */
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
   * @param {CellBox} place the window on each map
   * @param {ArrayLike<number> | null} sums each channel's contribution; null hides the bars
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
  /** @param {number} channel @returns {DOMRect} its tile's frame, from the canvas's corner */
  const boxOf = (channel) => {
    const [x, y] = cornerOf(channel);
    return new DOMRect(x - 3, y - 3, view.size + 6, view.size + TILE_BAR + 6);
  };
  /** @param {number} channel @param {string} key @returns {number | null} the channel beside it; null for other keys */
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

/** Fills all boxes as one path, which is as fast as filling one. */
function fillBoxes(/** @type {Context2D} */ context, /** @type {string} */ colour,
    /** @type {[number, number, number, number][]} */ boxes) {
  context.fillStyle = colour;
  context.beginPath();
  for (const box of boxes) context.rect(...box);
  context.fill();
}

/**
 * @param {Context2D} context @param {ConfigureTiles} view @param {[number, number][]} corners of the tiles
 * @param {ArrayLike<number>} sums each channel's contribution @param {number} limit value of a full bar
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

/** Scrolls a channel's tile to the middle of the frame if the frame scrolls. */
export function scrollToTile(/** @type {ConvolutionParts} */ parts, /** @type {number} */ channel) {
  const { tiles, frame } = parts;
  if (!tiles || !frame) return;
  const box = tiles.boxOf(channel);
  frame.scrollTo({ left: box.x - (frame.clientWidth - box.width) / 2,
    top: box.y - (frame.clientHeight - box.height) / 2 });
}

/**
 * @param {ArrayLike<number>} sums one per channel
 * @param {"size" | "index"} order by size: the largest gains first and the largest losses last @returns {number[]}
 */
export function channelOrder(sums, order) {
  const channels = Array.from(sums, (_, channel) => channel);
  return order === "size" ? channels.sort((a, b) => sums[b] - sums[a] || a - b) : channels;
}

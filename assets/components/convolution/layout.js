import { AXIS_ROOM } from "../common/axes.js";
import { STACKED_WIDTH, setText } from "../common/dom.js";
import { boxWithin, shifted } from "../common/links.js";
import { clamp, format, paragraph } from "../common/numbers.js";
import { windowEdges } from "../common/sweep.js";
import { tilesPerRow } from "./tiles.js";

/** @import { ConvolutionParts } from "./parts.js" */
/** @import { Context, Meta } from "scenes/convolution" */

/**
 * Boxes within the picture. The result is connected to the output if the output is `beside` it.
 * @typedef {{
 *   beside: boolean, projects: boolean, input: DOMRect, tiles: DOMRect | null, output: DOMRect, grid: DOMRect,
 *   result: DOMRect,
 * }} ConvolutionPlaces
 */

const GRID_SIGN = 16;
const PICTURE_GAP = 20;
/** With less width for the output, the calculation moves below the maps. */
const LEAST_OUTPUT = 200;
/** Height of a map above a question, low enough to answer without scrolling. */
const ASKED_HEIGHT = 230;
const LEAST_PITCH = 34;
const OPENED_WIDTH = 130;
/** Size of one term of the written sum. Space is reserved for all terms, so that the layout does not move. */
const TERM_WIDTH = 53;
const TERM_LINE = 19;

/** @param {ConvolutionParts} parts @param {Context} viewContext @param {number} channels */
export function layOutConvolution(parts, viewContext, channels) {
  const { scene: { meta, arrays }, palette, width } = viewContext;
  const text = meta.text.convolution;
  const [rows, columns] = arrays.input.shape;
  const [outputRows, outputColumns] = arrays.output.shape;
  const { ring, reached, padded } = windowEdges(meta, [rows, columns], [outputRows, outputColumns]);
  const many = parts.tiles !== null;
  const size = convolutionSizes(meta,
    { rows: rows + ring.top + ring.bottom, columns: columns + ring.left + ring.right },
    { rows: outputRows, columns: outputColumns }, many ? channels : 0, width);
  parts.picture.dataset.arrangement = size.arrangement;
  parts.grids.forEach((grid) => grid.arrange(meta.window ** 2, meta.window, size.gridCell[0], size.gridCell[1]));
  parts.calculation.style.width = size.middle === 0 ? "" : `${size.middle}px`;
  const plain = !size.phone && meta.window <= 3;
  if (plain || !parts.written.classList.contains("asked")) parts.written.open = plain;
  parts.written.classList.toggle("plain", plain);
  parts.written.classList.toggle("asked", !plain);
  const perLine = Math.max(1, Math.floor(size.account / TERM_WIDTH));
  parts.terms.style.minHeight = `${TERM_LINE * Math.ceil((meta.window ** 2 + 1) / perLine)}px`;
  if (!many) {
    parts.input.configure({ values: arrays.input.values, rows, columns, scale: meta.scales.input, palette,
      cell: size.cell, ring, reached });
    parts.input.canvas.setAttribute("aria-label", format(text.input_picture, { rows, columns, window: meta.window }));
    parts.axes.input.update(size.phone ? null : { rows, columns });
    parts.inputLegend.update(palette, meta.scales.input);
  }
  parts.output.configure({ values: arrays.output.values, rows: outputRows, columns: outputColumns,
    scale: meta.scales.output, palette, cell: size.outputCell });
  parts.output.canvas.setAttribute("aria-label",
    format(text.output_picture, { rows: outputRows, columns: outputColumns }));
  parts.axes.output.update(size.phone ? null : { rows: outputRows, columns: outputColumns });
  parts.outputLegend.update(palette, meta.scales.output);
  setText(parts.outputName, format(size.outputCell * outputColumns < 250 ? text.output_size_short : text.output_size, {
    rows: outputRows, columns: outputColumns, filter: meta.filter, filters: meta.filters }));
  setText(parts.notes, paragraph([padded ? text.padding : "", reached ? text.unreached : ""]));
  const relu = meta.activation === "relu";
  parts.line.configure(palette, meta.scales.output, relu ? { minus: text.becomes_zero, plus: text.stays } : {});
  parts.places = null;
  return { ...size, ring, reached };
}

/** Measures positions once after the numbers are set, so that frames need not. @returns {ConvolutionPlaces} */
export function measureConvolution(/** @type {ConvolutionParts} */ parts, /** @type {string} */ arrangement) {
  const within = (/** @type {Element} */ inner) => boxWithin(inner, parts.picture);
  const phone = arrangement.startsWith("phone");
  const { frame } = parts;
  const scrolls = frame !== null &&
    (frame.scrollHeight > frame.clientHeight + 1 || frame.scrollWidth > frame.clientWidth + 1);
  return {
    beside: !phone && arrangement !== "wrapped",
    projects: arrangement !== "wrapped",
    input: within(parts.input.canvas),
    tiles: parts.tiles && !scrolls && !phone ? within(parts.tiles.canvas) : null,
    output: within(parts.output.canvas),
    // If the grid is below its map, the projection ends above the grid's title.
    grid: within(phone ? parts.grids[0].element : parts.grids[0].cells),
    result: within(parts.ledger.rows[2]),
  };
}

/**
 * Sizes in CSS pixels. The numbers keep a readable size; the maps get the remaining space.
 * @param {{rows: number, columns: number}} input with its padding @param {number} channels 0 for a single input map
 */
function convolutionSizes(/** @type {Meta} */ meta, input, /** @type {{rows: number, columns: number}} */ output,
    channels, /** @type {number} */ width) {
  const window = meta.window;
  const phone = width < STACKED_WIDTH;
  const gap = phone ? 16 : PICTURE_GAP;
  const gridCell = phone
    ? [Math.min(44, Math.floor((width - (window > 3 ? 4 : 2 * 12 + 12)) / (window > 3 ? window : 3 * window)) - 1), 34]
    : window === 1 ? [64, 40] : [window > 3 ? 41 : 39, window > 5 ? 26 : window > 3 ? 28 : 35];
  const grid = window * (gridCell[0] + 1) + 4;
  if (channels > 0) return manySizes({ phone, gap, gridCell, grid, window, input, output, channels, width });
  const stacked = window > 3;
  const middle = stacked ? Math.max(2 * grid + GRID_SIGN + 8, 300) : Math.max(3 * grid + 2 * GRID_SIGN, 330);
  const tallest = phone ? 220 : meta.asked ? ASKED_HEIGHT : 336;
  const room = phone ? width - gap : width - middle - 2 * (gap + AXIS_ROOM.rows);
  // An output cell is as large as the stride of the window: a coarser output looks coarser, not smaller.
  const span = output.columns * meta.strides;
  const fitting = Math.min(room / (input.columns + span),
    tallest / Math.max(input.rows, output.rows * meta.strides), 24);
  const cell = fitting >= 8 ? Math.floor(fitting) : fitting;
  return { phone, gridCell, middle: phone ? 0 : middle, account: phone ? width : stacked ? grid - 8 : middle, perRow: 0,
    pitch: 0, cell, outputCell: cell * meta.strides,
    arrangement: phone ? (window > 3 ? "phone column" : "phone") : stacked ? "stacked" : "row" };
}

/**
 * The sizes with several input maps: tiles, the open map, the calculation and the output. If these do not fit side by
 * side, the calculation moves below the maps.
 * @param {{phone: boolean, gap: number, gridCell: number[], grid: number, window: number, input: {rows: number,
 * columns: number}, output: {rows: number, columns: number}, channels: number, width: number}} given
 */
function manySizes({ phone, gap, gridCell, grid, window, input, output, channels, width }) {
  const fit = (/** @type {number} */ room, /** @type {{rows: number, columns: number}} */ map) => {
    const cell = room / Math.max(map.columns, map.rows);
    return cell >= 4 ? Math.floor(cell) : cell;
  };
  if (phone) {
    const half = Math.min((width - gap) / 2, 220);
    const lines = channels > 64 ? 4 : channels > 8 ? 2 : 1;
    return { phone, gridCell, middle: 0, account: width, perRow: Math.ceil(channels / lines),
      pitch: lines > 2 ? 44 : 58,
      cell: fit(half, input), outputCell: fit(half, output), arrangement: window > 3 ? "phone column" : "phone" };
  }
  const columns = tilesPerRow(channels);
  const beside = Math.max(2 * grid + GRID_SIGN + 8, 272);
  const opened = Math.max(OPENED_WIDTH, 118);
  const least = Math.min(columns, 8) * LEAST_PITCH;
  const wrapped = width < beside + opened + least + LEAST_OUTPUT + 3 * gap;
  const room = width - opened - AXIS_ROOM.rows - (wrapped ? 2 * gap : beside + 3 * gap);
  const tiles = clamp(least, room - (wrapped ? 300 : 250), 352);
  const perRow = clamp(Math.floor(tiles / LEAST_PITCH), 1, columns);
  return { phone, gridCell, middle: wrapped ? width : beside, account: wrapped ? width / 2 : beside, perRow,
    pitch: Math.min(72, Math.floor(tiles / perRow)), cell: fit(opened, input),
    outputCell: Math.max(2, fit(Math.min(320, room - tiles), output)), arrangement: wrapped ? "wrapped" : "stacked" };
}

/** @param {ConvolutionParts} parts @param {CellBox} window @param {CellBox} focus @param {number} channel */
export function drawLinks(parts, window, focus, channel) {
  const { places } = parts;
  if (places === null) return;
  const target = shifted(parts.output.boxOf(focus), places.output);
  const start = /** @type {[number, number]} */ ([places.result.right + 6, places.result.y + places.result.height / 2]);
  parts.links.connect(places.beside ? start : null, [target.left - 3, target.y + target.height / 2]);
  parts.links.project(places.projects ? shifted(parts.input.boxOf(window), places.input) : null, places.grid);
  if (parts.tiles === null || places.tiles === null) {
    parts.links.bendAlong(null);
    return;
  }
  const tile = shifted(parts.tiles.boxOf(channel), places.tiles);
  const gutter = places.tiles.right + 8;
  const middle = places.input.y + 12;
  parts.links.bendAlong([
    [tile.x + tile.width / 2, tile.y - 1],
    [tile.x + tile.width / 2, tile.y - 3],
    [gutter, tile.y - 3],
    [gutter, middle],
    [places.input.x + 1, middle],
  ]);
}

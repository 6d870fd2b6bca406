import { childrenOf, setText } from "../common/dom.js";
import { pick } from "../common/frames.js";
import { hasModifier } from "../common/keys.js";
import { clamp, decimalsFor, format, formatNumber } from "../common/numbers.js";
import { diverging, largest } from "../common/palette.js";
import { nameGrids, nameParts } from "./account.js";

/** @import { MapPart } from "../common/heatmap.js" */
/** @import { ConvolutionParts } from "./parts.js" */
/** @import { Context, Payload } from "scenes/convolution" */

/**
 * The output cells that one input cell contributes to, one per kernel weight. The first weight covers this cell when
 * the window extends below and to the right of it, so the output cells are in reverse order.
 * @param {Payload} scene @param {Cell} pixel of the input @param {number} channel
 */
export function spreadOf(scene, pixel, channel) {
  const { meta, arrays } = scene;
  const [, columns, channels] = arrays.input.shape;
  const [outputRows, outputColumns] = arrays.output.shape;
  const value = arrays.input.values[(pixel.row * columns + pixel.column) * channels + channel];
  const entries = Array.from({ length: meta.window ** 2 }, (_, index) => {
    const row = (pixel.row + meta.pad[0] - Math.floor(index / meta.window)) / meta.strides;
    const column = (pixel.column + meta.pad[1] - (index % meta.window)) / meta.strides;
    const exists = Number.isInteger(row) && Number.isInteger(column)
      && row >= 0 && column >= 0 && row < outputRows && column < outputColumns;
    const weight = arrays.kernel.values[index * channels + channel];
    return { cell: exists ? { row, column } : null, weight, share: exists ? value * weight : 0 };
  });
  const cells = entries.flatMap(({ cell }) => (cell === null ? [] : [cell]));
  const [top, left] = [Math.min(...cells.map(({ row }) => row)), Math.min(...cells.map(({ column }) => column))];
  const box = cells.length === 0 ? null : { row: top, column: left,
    height: Math.max(...cells.map(({ row }) => row)) - top + 1,
    width: Math.max(...cells.map(({ column }) => column)) - left + 1 };
  return { pixel, channel, value, entries, count: cells.length, box };
}

export function showSpread(/** @type {ConvolutionParts} */ parts, /** @type {Context} */ viewContext,
    /** @type {ReturnType<typeof spreadOf>} */ spread, /** @type {boolean} */ pinned) {
  const { scene: { meta, arrays }, palette } = viewContext;
  const text = meta.text.convolution;
  const decimals = decimalsFor(meta.scales.output.limit);
  const [, outputColumns] = arrays.output.shape;
  const { entries } = spread;
  const absent = (/** @type {number} */ index) => entries[index].cell === null;
  const how = { decimals, absent };
  const outputs = entries.map(({ cell }) => (cell ? arrays.output.values[cell.row * outputColumns + cell.column] : 0));
  const [weights, shares] = [entries.map(({ weight }) => weight), entries.map(({ share }) => share)];
  const kernelScale = diverging(largest(arrays.kernel.values));
  const value = formatNumber(spread.value, decimals);
  nameGrids(parts, [text.goes_to, text.kernel, format(text.times, { value })]);
  parts.grids[0].update(outputs, outputs, meta.scales.output, palette, how);
  parts.grids[1].update(weights, weights, kernelScale, palette, { decimals });
  parts.grids[2].update(shares, shares, diverging(Math.max(largest(shares), 1e-9)), palette, how);
  nameParts(parts.grids[2], "share");
  entries.forEach(({ cell }, index) => {
    const place = childrenOf(parts.grids[0].cells)[index];
    setText(place, cell ? `${cell.row}, ${cell.column}` : "–");
    place.title = cell ? format(meta.text.transport.place, cell) : text.no_cell;
    if (!cell) setText(childrenOf(parts.grids[2].cells)[index], "–");
  });
  const name = format(parts.tiles ? text.pixel_of_map : text.pixel,
    { ...spread.pixel, channel: spread.channel, value });
  setText(parts.words.name, name);
  setText(parts.words.reach, spread.count > 0 ? format(text.reaches, { count: spread.count }) : text.reaches_none);
  setText(parts.words.how, spread.count > 0 ? format(text.reading, { value }) : "");
  setText(parts.words.next, pinned ? text.pinned_pixel : text.click_pixel);
  setText(parts.status, `${name} ${parts.words.reach.textContent}`);
}

/**
 * State of the followed input cell: below the mouse, or pinned by touch, button or keyboard.
 * @param {{rows: number, columns: number, changed: () => void, take: (cell: Cell) => void, centre: () => Cell}} options
 *   `take` moves the window to a cell, `centre` returns the cell in the middle of the window
 */
export function createPixelFocus(options) {
  const { rows, columns, changed, take, centre } = options;
  let hovered = /** @type {Cell | null} */ (null);
  let pinned = /** @type {Cell | null} */ (null);
  const within = (/** @type {number} */ index, /** @type {number} */ count) => clamp(index, 0, count - 1);

  function pin(/** @type {Cell | null} */ cell) {
    pinned = cell;
    hovered = null;
    changed();
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was handled */
  function press(event) {
    if (pinned === null || hasModifier(event)) return false;
    const [row, column] = [pinned.row, pinned.column];
    /** @type {Record<string, () => void>} */
    const actions = {
      ArrowLeft: () => pin({ row, column: within(column - 1, columns) }),
      ArrowRight: () => pin({ row, column: within(column + 1, columns) }),
      ArrowUp: () => pin({ row: within(row - 1, rows), column }),
      ArrowDown: () => pin({ row: within(row + 1, rows), column }),
      Home: () => pin({ row: 0, column: 0 }),
      End: () => pin({ row: rows - 1, column: columns - 1 }),
      Escape: () => pin(null),
      Enter: () => choose({ row, column }, false),
    };
    const action = actions[event.key];
    if (action === undefined) return false;
    action();
    return true;
  }

  /** A click moves the window there. A first tap pins the pixel, and a second tap moves the window. */
  function choose(/** @type {Cell} */ cell, /** @type {boolean} */ byFinger) {
    const again = pinned !== null && pinned.row === cell.row && pinned.column === cell.column;
    if (!again && (pinned !== null || byFinger)) {
      pin(cell);
      return;
    }
    pinned = null;
    hovered = null;
    take(cell);
  }
  return {
    /** The followed cell, null for none. */
    cell: () => hovered ?? pinned,
    isPinned: () => pinned !== null,
    toggle: () => pin(pinned === null ? centre() : null),
    /** Returns to the calculation without drawing a frame. */
    release() {
      pinned = null;
      hovered = null;
    },
    press,
    follow(/** @type {MapPart} */ map, /** @type {() => boolean} */ playing, /** @type {AbortSignal} */ signal) {
      pick(map.canvas, map.cellAt, {
        point: (cell) => {
          if (playing()) return;
          hovered = cell;
          changed();
        },
        choose: (cell, event) => choose(cell, /** @type {PointerEvent} */ (event).pointerType === "touch"),
      }, signal);
    },
  };
}

import { rememberChoice } from "./choice.js";
import { setAttributes } from "./dom.js";
import { pick } from "./frames.js";
import { clamp } from "./numbers.js";
import { createPlayer } from "./player.js";
import { announceCell } from "./receptive.js";
import { createTransport } from "./transport.js";

/** @import { MapPart } from "./heatmap.js" */
/** @import { Player } from "./player.js" */

/**
 * @typedef {{row: number, column: number}} Cell
 * @typedef {{window: number, strides: number, pad: number[]}} Slide how a window moves; `pad` is rows, columns
 * @typedef {{identity: string, stage: string, row: number, column: number, asked?: "open" | "answered" | null,
 *   text: {transport: Texts}}} SweptMeta `row` and `column` are the cell in focus; if `asked` is
 *   `"open"`, the learner is asked for its number: the map ends before it, and nothing moves until the answer
 */

/** After an answer, this many cells are replayed, up to the one in question. */
const CELLS_REPLAYED = 6;

/**
 * The shared part of pictures with a sliding window: a player over the output's cells, its controls, pointing at cells,
 * and sending the cell where the window stops to Python.
 * @param {{rows: number, columns: number, draw: () => void, report?: (cell: Cell) => Record<string, unknown>}} options
 * `draw` paints a frame, `report` returns the choice to send (by default the cell)
 */
export function createSweep(/** @type {ViewContext<SweptMeta, unknown>} */ viewContext, options) {
  const { signal, scene: { meta: { text } } } = viewContext;
  const { report = (cell) => ({ ...cell }) } = options;
  let { rows, columns } = options;
  const cellOf = (/** @type {number} */ at) => ({ row: Math.floor(at / columns), column: at % columns });
  const indexOf = (/** @type {Cell} */ cell) => cell.row * columns + cell.column;
  const cellOfScene = () => ({ row: viewContext.scene.meta.row, column: viewContext.scene.meta.column });
  const known = rememberChoice(cellOfScene());
  let peek = /** @type {Cell | null} */ (null);
  const draw = () => {
    options.draw();
    const cell = peek ?? cellOf(player.state.position);
    announceCell({ stage: viewContext.scene.meta.stage, ...cell, rushing: player.rushing() });
  };
  const player = createPlayer({
    rows, columns, signal, position: indexOf(viewContext.scene.meta),
    changed: () => {
      if (player.state.playing) peek = null;
      draw();
    },
    rested: (position) => {
      if (known.reported(cellOf(position))) viewContext.send(report(cellOf(position)));
    },
  });
  const peekAt = (/** @type {Cell | null} */ cell) => { peek = cell; draw(); };
  const goTo = (/** @type {Cell} */ cell) => { peek = null; player.goTo(indexOf(cell)); };
  const transport = createTransport(player, text.transport, signal);
  /** The row that appears, if rows appear as a whole. @returns {CellBox | null} */
  const band = () => (player.state.playing && player.state.order === "row"
    ? { row: player.row(), column: 0, height: 1, width: columns } : null);

  return {
    player,
    transport,
    /** The cell to explain: the one pointed at, else the player's. */
    cell: () => peek ?? cellOf(player.state.position),
    /** The window's drawn position: between two cells while it glides. */
    place: () => peek ?? player.place(),
    /** Number of cells of the output known so far. */
    computed: () => player.computed(),
    band,
    /** What appears in this frame: the row or the cell. */
    stop: () => band() ?? boxOfCell(peek ?? player.place()),
    /** Whether it moves too fast for numbers to be read. */
    rushing: () => player.rushing(),
    /** Whether the number of the cell in focus must be hidden. */
    asked: () => player.state.held,
    /** The player's cell, to be sent with another choice. */
    here() {
      known.reported(cellOf(player.state.position));
      return report(cellOf(player.state.position));
    },
    /** Changes the size of the output. */
    resize(/** @type {number} */ nextRows, /** @type {number} */ nextColumns) {
      [rows, columns, peek] = [nextRows, nextColumns, null];
      player.resize(rows, columns);
    },
    /** Moves to Python's cell if it was changed elsewhere. */
    adopt() {
      if (known.received(cellOfScene())) player.moveTo(indexOf(cellOfScene()), { quietly: true });
      hold(viewContext, player);
    },
    /**
     * Lets the visitor point at cells of a map to peek at them, and click to go there.
     * @param {MapPart} map @param {(cell: Cell) => Cell} [stopFor] from a cell of the map to one of the output
     */
    follow(map, stopFor = (cell) => cell) {
      pick(map.canvas, map.cellAt, {
        point: (cell) => { if (!player.state.playing && !player.state.held) peekAt(cell && stopFor(cell)); },
        choose: (cell) => goTo(stopFor(cell)),
      }, signal);
    },
  };
}

/** Stops all movement while a question is open; after the answer, the last cells are replayed. */
function hold(/** @type {ViewContext<SweptMeta, unknown>} */ viewContext, /** @type {Player} */ player) {
  const { asked } = viewContext.scene.meta;
  const answered = player.state.held && asked !== "open";
  player.state.held = asked === "open";
  setAttributes(viewContext.host, { "data-asked": asked });
  if (answered) player.replay(CELLS_REPLAYED);
}

/** @param {Cell} cell @returns {CellBox} */
export function boxOfCell(cell) {
  return { row: cell.row, column: cell.column, height: 1, width: 1 };
}

/** @param {Cell} cell of the output @param {Slide} meta @returns {CellBox} on the input */
export function windowAt(cell, meta) {
  return { row: cell.row * meta.strides - meta.pad[0], column: cell.column * meta.strides - meta.pad[1],
    height: meta.window, width: meta.window };
}

/** @param {CellBox} box of the output @param {Slide} meta @returns {CellBox} all windows in it, on the input */
export function windowsAt(box, meta) {
  return { ...windowAt(box, meta), height: (box.height - 1) * meta.strides + meta.window,
    width: (box.width - 1) * meta.strides + meta.window };
}

/**
 * The output cell whose window is centred nearest to an input cell.
 * @param {Cell} cell of the input @param {number} rows of the output @returns {Cell}
 */
export function nearestStop(cell, /** @type {Slide} */ meta, rows, /** @type {number} */ columns) {
  const stop = (/** @type {number} */ place, /** @type {number} */ pad, /** @type {number} */ count) =>
    clamp(Math.round((place + pad - (meta.window - 1) / 2) / meta.strides), 0, count - 1);
  return { row: stop(cell.row, meta.pad[0], rows), column: stop(cell.column, meta.pad[1], columns) };
}

/**
 * Input cells of a window in reading order, as indexes into the input; -1 is padding.
 * @param {Cell} cell of the output @param {number} rows of the input @returns {number[]}
 */
export function windowPlaces(cell, /** @type {Slide} */ meta, rows, /** @type {number} */ columns) {
  const top = cell.row * meta.strides - meta.pad[0];
  const left = cell.column * meta.strides - meta.pad[1];
  return Array.from({ length: meta.window ** 2 }, (_, index) => {
    const row = top + Math.floor(index / meta.window);
    const column = left + (index % meta.window);
    return row >= 0 && column >= 0 && row < rows && column < columns ? row * columns + column : -1;
  });
}

/**
 * The windows at the input's edges.
 * @param {number[]} input rows, columns @param {number[]} output rows, columns @returns {{ring: {top: number, left:
 * number, bottom: number, right: number}, reached: {rows: number, columns: number} | undefined, padded: boolean}} cells
 * of padding on each side; the part of the input that windows reach, undefined if that is all of it
 */
export function windowEdges(/** @type {Slide} */ meta, input, output) {
  const ends = [0, 1].map((axis) => (output[axis] - 1) * meta.strides + meta.window - meta.pad[axis]);
  const ring = { top: meta.pad[0], left: meta.pad[1], bottom: Math.max(ends[0] - input[0], 0),
    right: Math.max(ends[1] - input[1], 0) };
  const reached = { rows: Math.min(ends[0], input[0]), columns: Math.min(ends[1], input[1]) };
  return {
    ring,
    reached: reached.rows < input[0] || reached.columns < input[1] ? reached : undefined,
    padded: ring.top + ring.left + ring.bottom + ring.right > 0,
  };
}

import { prefersReducedMotion } from "./dom.js";
import { clamp } from "./numbers.js";

/** Milliseconds per cell; `sweep`: for all cells together. */
export const SPEEDS = { slow: 1000, normal: 125, sweep: 2000 };

/** What appears in one step: a cell, a row, or the whole map. */
export const ORDERS = /** @type {const} */ (["cell", "row", "all"]);

/** At normal speed, a row takes as long as this many cells. */
const ROW_IN_CELLS = 3;

/** Milliseconds for which the map stays empty before it appears as a whole. */
const ALL_MILLISECONDS = 600;

/** Milliseconds in which the window glides to the next cell after a step. */
const GLIDE_MILLISECONDS = 180;

/**
 * `changed` is called in each frame that moves something; `rested` after a click, a step or a pause, but not while
 * playing.
 * @typedef {{rows: number, columns: number, position: number, signal: AbortSignal, changed: () => void,
 *   rested: (position: number) => void}} PlayerOptions
 * @typedef {ReturnType<typeof createPlayer>} Player
 */

/** Moves a window over all cells in reading order. @param {PlayerOptions} options */
export function createPlayer({ rows, columns, position, signal, changed, rested }) {
  let [request, previous, pending, resting] = [0, 0, 0, 0];
  const within = (/** @type {number} */ index) => clamp(index, 0, rows * columns - 1);
  const state = {
    position: within(position), from: within(position), glide: 1, playing: false, empty: false,
    // `held`: the visitor may not move it. `until`: where it stops by itself.
    held: false, until: /** @type {number | null} */ (null),
    speed: /** @type {keyof typeof SPEEDS} */ ("normal"),
    order: /** @type {typeof ORDERS[number]} */ ("cell"),
  };
  const row = () => Math.floor(state.position / columns);
  const column = () => state.position % columns;
  const isAtEnd = () => positionAfter(1) === state.position;
  signal.addEventListener("abort", () => {
    cancelAnimationFrame(request);
    clearTimeout(resting);
  });

  function tick(/** @type {number} */ now) {
    request = 0;
    const elapsed = Math.min(now - previous, 250);
    previous = now;
    if (state.playing) advance(elapsed);
    else state.glide = Math.min(1, state.glide + elapsed / GLIDE_MILLISECONDS);
    changed();
    if (state.playing || state.glide < 1) wake();
  }

  /** Milliseconds from one cell to the next. */
  function pace() {
    const { order, speed } = state;
    if (order === "all") return ALL_MILLISECONDS;
    if (speed === "sweep") return SPEEDS.sweep / (order === "row" ? rows : rows * columns);
    return order === "row" && speed === "normal" ? ROW_IN_CELLS * SPEEDS.normal : SPEEDS[speed];
  }

  /** @param {number} by steps, forward or back @returns {number} row by row, the column stays */
  function positionAfter(by) {
    if (state.order !== "row") return within(state.position + by);
    return clamp(row() + by, 0, rows - 1) * columns + column();
  }

  /** @param {number} elapsed milliseconds */
  function advance(elapsed) {
    pending += elapsed / pace();
    const whole = Math.floor(pending);
    pending -= whole;
    if (state.order === "all") {
      if (whole > 0) pause();
      return;
    }
    if (whole > 0) Object.assign(state, { from: state.position, position: positionAfter(whole) });
    const span = state.speed === "slow" ? GLIDE_MILLISECONDS / SPEEDS.slow : 1;
    state.glide = state.speed === "sweep" || state.order !== "cell" ? 1 : Math.min(1, pending / span);
    if (state.until !== null && state.position >= state.until) state.position = state.until;
    if (isAtEnd() || state.position === state.until) pause();
  }

  function wake() {
    if (request === 0 && !signal.aborted) request = requestAnimationFrame(tick);
  }

  function restSoon() {
    clearTimeout(resting);
    resting = setTimeout(() => { if (!state.playing) rested(state.position); }, 400);
  }

  function begin() {
    pending = 0;
    previous = performance.now();
    wake();
  }

  /** @param {number} index @param {{glide?: boolean, quietly?: boolean}} [how] */
  function moveTo(index, { glide = false, quietly = false } = {}) {
    if (state.held && !quietly) return;
    const [from, next] = [state.position, within(index)];
    const near = [1, columns].includes(Math.abs(next - from));
    Object.assign(state, { from, position: next, glide: glide && near && !prefersReducedMotion() ? 0 : 1 });
    begin();
    if (!quietly) restSoon();
  }

  function play() {
    if (prefersReducedMotion()) {
      if (state.order !== "all") nextRow();
      return;
    }
    if (state.order === "all") state.empty = true;
    else if (isAtEnd()) state.position = state.order === "row" ? column() : 0;
    state.from = state.position;
    clearTimeout(resting);
    state.playing = true;
    begin();
  }

  function pause() {
    if (!state.playing) return;
    Object.assign(state, { playing: false, empty: false, until: null, from: state.position, glide: 1 });
    restSoon();
    wake();
  }

  function nextRow() {
    moveTo(row() + 1 < rows ? (row() + 2) * columns - 1 : columns - 1);
  }

  function change(/** @type {Partial<Pick<typeof state, "speed" | "order">>} */ choice) {
    Object.assign(state, choice);
    pending = 0;
    changed();
  }

  return {
    state, row, column, moveTo, play, pause,
    get count() { return rows * columns; },
    toggle: () => (state.playing ? pause() : play()),
    /** @param {number} index of the cell */
    goTo(index) {
      pause();
      moveTo(index);
    },
    step(/** @type {number} */ by) {
      pause();
      moveTo(positionAfter(by), { glide: true });
    },
    /** Moves up or down by whole rows, in the same column. @param {number} by */
    stepRow(by) {
      const next = state.position + by * columns;
      if (next < 0 || next >= rows * columns) return;
      pause();
      moveTo(next, { glide: true });
    },
    setSpeed: (/** @type {keyof typeof SPEEDS} */ speed) => change({ speed }),
    setOrder(/** @type {typeof ORDERS[number]} */ order) {
      if (state.order === "all") pause();
      change({ order });
    },
    /** Replays the last cells up to the current one; jumps there if the visitor prefers reduced motion. */
    replay(/** @type {number} */ cells) {
      if (prefersReducedMotion() || state.position === 0) return;
      const until = state.position;
      Object.assign(state, { position: Math.max(0, until - cells), speed: "normal", order: "cell" });
      play();
      state.until = until;
    },
    /** Changes the output. The window keeps its row and column if they still exist. */
    resize(/** @type {number} */ nextRows, /** @type {number} */ nextColumns) {
      if (nextRows === rows && nextColumns === columns) return;
      const next = Math.min(row(), nextRows - 1) * nextColumns + Math.min(column(), nextColumns - 1);
      [rows, columns] = [nextRows, nextColumns];
      Object.assign(state, { position: next, from: next, glide: 1, playing: false, empty: false });
    },
    /** Whether it moves too fast for numbers to be read. */
    rushing: () => state.playing && (state.speed === "sweep" || state.order === "all"),
    /** Number of cells known so far, in reading order; while held, only those before the current cell. */
    computed() {
      if (state.held) return state.position;
      if (state.order === "all") return state.empty ? 0 : rows * columns;
      return state.order === "row" ? (row() + 1) * columns : state.position + 1;
    },
    /** The window's drawn position: between two cells while it glides. */
    place() {
      const { playing, speed, glide, from } = state;
      const eased = playing && speed === "normal" ? glide : 1 - (1 - glide) ** 3;
      const before = { row: Math.floor(from / columns), column: from % columns };
      const to = { row: row(), column: column() };
      if (before.row !== to.row && before.column !== to.column) return to;
      return { row: before.row + (to.row - before.row) * eased,
        column: before.column + (to.column - before.column) * eased };
    },
  };
}

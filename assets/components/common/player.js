import { prefersReducedMotion } from "./dom.js";

/** Milliseconds for one cell; `sweep` is for all of them. */
export const SPEEDS = { slow: 1000, normal: 125, sweep: 2000 };

/** What appears at a time: a cell, a row, or the whole map. */
export const ORDERS = /** @type {const} */ (["cell", "row", "all"]);

/** A row at normal speed takes as long as so many cells. */
const ROW_IN_CELLS = 3;

/** How long the map stays empty before all of it appears. */
const ALL_MILLISECONDS = 600;

/** How long the window glides to the next cell after a step. */
const GLIDE_MILLISECONDS = 180;

/**
 * The position of a window that visits all cells in reading order.
 * @param {{rows: number, columns: number, position: number, signal: AbortSignal,
 *   changed: () => void, rested: (position: number) => void}} options `changed` in each frame that
 *   moves something, `rested` after a click, a step or a pause, but never while it plays
 */
export function createPlayer(options) {
  const { rows, columns, signal, changed, rested } = options;
  const count = rows * columns;
  const clamp = (/** @type {number} */ index) => Math.min(Math.max(index, 0), count - 1);
  const state = {
    position: clamp(options.position),
    from: clamp(options.position),
    glide: 1,
    playing: false,
    speed: /** @type {keyof typeof SPEEDS} */ ("normal"),
    order: /** @type {typeof ORDERS[number]} */ ("cell"),
    empty: false,
  };
  let request = 0;
  let previous = 0;
  let pending = 0;
  let resting = 0;

  /** @param {number} now */
  function tick(now) {
    request = 0;
    const elapsed = Math.min(now - previous, 250);
    previous = now;
    if (state.playing) advance(elapsed);
    else state.glide = Math.min(1, state.glide + elapsed / GLIDE_MILLISECONDS);
    changed();
    if (state.playing || state.glide < 1) wake();
  }

  /** Milliseconds from one stop to the next. */
  function pace() {
    if (state.order === "all") return ALL_MILLISECONDS;
    if (state.speed === "sweep") return SPEEDS.sweep / (state.order === "row" ? rows : count);
    return state.order === "row" && state.speed === "normal" ? ROW_IN_CELLS * SPEEDS.normal : SPEEDS[state.speed];
  }

  /**
   * @param {number} by stops, forward or back @returns {number} the position there; a row's stop is in the same column
   */
  function positionAfter(by) {
    if (state.order !== "row") return clamp(state.position + by);
    const row = Math.min(Math.max(Math.floor(state.position / columns) + by, 0), rows - 1);
    return row * columns + (state.position % columns);
  }

  const atEnd = () => positionAfter(1) === state.position;

  /** @param {number} elapsed milliseconds */
  function advance(elapsed) {
    pending += elapsed / pace();
    const whole = Math.floor(pending);
    pending -= whole;
    if (state.order === "all") {
      if (whole > 0) pause();
      return;
    }
    if (whole > 0) {
      state.from = state.position;
      state.position = positionAfter(whole);
    }
    const span = state.speed === "slow" ? GLIDE_MILLISECONDS / SPEEDS.slow : 1;
    state.glide = state.speed === "sweep" || state.order !== "cell" ? 1 : Math.min(1, pending / span);
    if (atEnd()) pause();
  }

  function wake() {
    if (request === 0 && !signal.aborted) request = requestAnimationFrame(tick);
  }

  /** @param {number} index @param {{glide?: boolean, quietly?: boolean}} [how] */
  function moveTo(index, how = {}) {
    const next = clamp(index);
    const near = Math.abs(next - state.position) === 1 || Math.abs(next - state.position) === columns;
    state.from = state.position;
    state.position = next;
    state.glide = how.glide && near && !prefersReducedMotion() ? 0 : 1;
    pending = 0;
    previous = performance.now();
    wake();
    if (!how.quietly) restSoon();
  }

  function restSoon() {
    clearTimeout(resting);
    resting = setTimeout(() => {
      if (!state.playing) rested(state.position);
    }, 400);
  }

  function play() {
    if (prefersReducedMotion()) {
      if (state.order !== "all") nextRow();
      return;
    }
    if (state.order === "all") state.empty = true;
    else if (atEnd()) state.position = state.order === "row" ? state.position % columns : 0;
    state.from = state.position;
    clearTimeout(resting);
    state.playing = true;
    pending = 0;
    previous = performance.now();
    wake();
  }

  function pause() {
    if (!state.playing) return;
    state.playing = false;
    state.empty = false;
    state.from = state.position;
    state.glide = 1;
    restSoon();
    wake();
  }

  function nextRow() {
    const row = Math.floor(state.position / columns);
    moveTo(row + 1 < rows ? (row + 1) * columns + (columns - 1) : columns - 1);
  }

  signal.addEventListener("abort", () => {
    cancelAnimationFrame(request);
    clearTimeout(resting);
  });
  return {
    state,
    count,
    play,
    pause,
    moveTo,
    toggle: () => (state.playing ? pause() : play()),
    step: (/** @type {number} */ by) => {
      pause();
      moveTo(positionAfter(by), { glide: true });
    },
    /** Up or down by whole rows, in the same column. */
    stepRow: (/** @type {number} */ by) => {
      const next = state.position + by * columns;
      if (next >= 0 && next < count) {
        pause();
        moveTo(next, { glide: true });
      }
    },
    setSpeed: (/** @type {keyof typeof SPEEDS} */ speed) => {
      state.speed = speed;
      pending = 0;
      changed();
    },
    setOrder: (/** @type {typeof ORDERS[number]} */ order) => {
      if (state.order === "all") pause();
      state.order = order;
      pending = 0;
      changed();
    },
    /** Cells known so far, in reading order. */
    computed() {
      if (state.order === "all") return state.empty ? 0 : count;
      return state.order === "row" ? (Math.floor(state.position / columns) + 1) * columns : state.position + 1;
    },
    row: () => Math.floor(state.position / columns),
    column: () => state.position % columns,
    /** Where the window is drawn: between two cells while it glides. */
    place: () => {
      const eased = state.playing && state.speed === "normal" ? state.glide : 1 - (1 - state.glide) ** 3;
      const from = { row: Math.floor(state.from / columns), column: state.from % columns };
      const to = { row: Math.floor(state.position / columns), column: state.position % columns };
      if (from.row !== to.row && from.column !== to.column) return to;
      return {
        row: from.row + (to.row - from.row) * eased,
        column: from.column + (to.column - from.column) * eased,
      };
    },
  };
}

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
 *
 * `changed` is called in each frame that moves something, `rested` after a click, a step or a pause, but never while it
 * plays.
 * @typedef {{rows: number, columns: number, position: number, signal: AbortSignal,
 *   changed: () => void, rested: (position: number) => void}} PlayerOptions
 */
export class Player {
  #request = 0;
  #previous = 0;
  #pending = 0;
  #resting = 0;
  #options;

  /** @param {PlayerOptions} options */
  constructor(options) {
    this.#options = options;
    this.count = options.rows * options.columns;
    const position = this.#clamp(options.position);
    this.state = {
      position, from: position, glide: 1, playing: false, empty: false,
      // Whether nobody may move it, and where it stops by itself.
      held: false, until: /** @type {number | null} */ (null),
      speed: /** @type {keyof typeof SPEEDS} */ ("normal"),
      order: /** @type {typeof ORDERS[number]} */ ("cell"),
    };
    options.signal.addEventListener("abort", () => {
      cancelAnimationFrame(this.#request);
      clearTimeout(this.#resting);
    });
  }

  /** @param {number} index */
  #clamp(index) {
    return Math.min(Math.max(index, 0), this.count - 1);
  }

  /** @param {number} now */
  #tick = (now) => {
    const { state } = this;
    this.#request = 0;
    const elapsed = Math.min(now - this.#previous, 250);
    this.#previous = now;
    if (state.playing) this.#advance(elapsed);
    else state.glide = Math.min(1, state.glide + elapsed / GLIDE_MILLISECONDS);
    this.#options.changed();
    if (state.playing || state.glide < 1) this.#wake();
  };

  /** Milliseconds from one stop to the next. */
  #pace() {
    const { order, speed } = this.state;
    if (order === "all") return ALL_MILLISECONDS;
    if (speed === "sweep") return SPEEDS.sweep / (order === "row" ? this.#options.rows : this.count);
    return order === "row" && speed === "normal" ? ROW_IN_CELLS * SPEEDS.normal : SPEEDS[speed];
  }

  /** @param {number} by stops, forward or back @returns {number} a row's stop is in the same column */
  #positionAfter(by) {
    if (this.state.order !== "row") return this.#clamp(this.state.position + by);
    const row = Math.min(Math.max(this.row() + by, 0), this.#options.rows - 1);
    return row * this.#options.columns + this.column();
  }

  #isAtEnd() {
    return this.#positionAfter(1) === this.state.position;
  }

  /** @param {number} elapsed milliseconds */
  #advance(elapsed) {
    const { state } = this;
    this.#pending += elapsed / this.#pace();
    const whole = Math.floor(this.#pending);
    this.#pending -= whole;
    if (state.order === "all") {
      if (whole > 0) this.pause();
      return;
    }
    if (whole > 0) {
      state.from = state.position;
      state.position = this.#positionAfter(whole);
    }
    const span = state.speed === "slow" ? GLIDE_MILLISECONDS / SPEEDS.slow : 1;
    state.glide = state.speed === "sweep" || state.order !== "cell" ? 1 : Math.min(1, this.#pending / span);
    if (state.until !== null && state.position >= state.until) state.position = state.until;
    if (this.#isAtEnd() || state.position === state.until) this.pause();
  }

  #wake() {
    if (this.#request === 0 && !this.#options.signal.aborted) this.#request = requestAnimationFrame(this.#tick);
  }

  #restSoon() {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      if (!this.state.playing) this.#options.rested(this.state.position);
    }, 400);
  }

  #begin() {
    this.#pending = 0;
    this.#previous = performance.now();
    this.#wake();
  }

  /** @param {number} index @param {{glide?: boolean, quietly?: boolean}} [how] */
  moveTo(index, how = {}) {
    const { state } = this;
    if (state.held && !how.quietly) return;
    const next = this.#clamp(index);
    const distance = Math.abs(next - state.position);
    const near = distance === 1 || distance === this.#options.columns;
    state.from = state.position;
    state.position = next;
    state.glide = how.glide && near && !prefersReducedMotion() ? 0 : 1;
    this.#begin();
    if (!how.quietly) this.#restSoon();
  }

  play() {
    const { state } = this;
    if (prefersReducedMotion()) {
      if (state.order !== "all") this.#nextRow();
      return;
    }
    if (state.order === "all") state.empty = true;
    else if (this.#isAtEnd()) state.position = state.order === "row" ? this.column() : 0;
    state.from = state.position;
    clearTimeout(this.#resting);
    state.playing = true;
    this.#begin();
  }

  pause() {
    if (!this.state.playing) return;
    Object.assign(this.state, { playing: false, empty: false, until: null, from: this.state.position, glide: 1 });
    this.#restSoon();
    this.#wake();
  }

  /** The way to where it is, once more, from some cells before; at once if less motion is wanted. */
  replay(/** @type {number} */ cells) {
    const { state } = this;
    if (prefersReducedMotion() || state.position === 0) return;
    const until = state.position;
    Object.assign(state, { position: Math.max(0, until - cells), speed: "normal", order: "cell" });
    this.play();
    state.until = until;
  }

  #nextRow() {
    const { rows, columns } = this.#options;
    this.moveTo(this.row() + 1 < rows ? (this.row() + 2) * columns - 1 : columns - 1);
  }

  /** Over another output: the window stays in its row and column as far as there are such. */
  resize(/** @type {number} */ rows, /** @type {number} */ columns) {
    const { rows: rowsBefore, columns: columnsBefore } = this.#options;
    if (rows === rowsBefore && columns === columnsBefore) return;
    const position = Math.min(this.row(), rows - 1) * columns + Math.min(this.column(), columns - 1);
    this.#options = { ...this.#options, rows, columns };
    this.count = rows * columns;
    Object.assign(this.state, { position, from: position, glide: 1, playing: false, empty: false });
  }

  toggle = () => (this.state.playing ? this.pause() : this.play());

  /** @param {number} by */
  step(by) {
    this.pause();
    this.moveTo(this.#positionAfter(by), { glide: true });
  }

  /** Up or down by whole rows, in the same column. @param {number} by */
  stepRow(by) {
    const next = this.state.position + by * this.#options.columns;
    if (next < 0 || next >= this.count) return;
    this.pause();
    this.moveTo(next, { glide: true });
  }

  /** @param {keyof typeof SPEEDS} speed */
  setSpeed(speed) {
    this.state.speed = speed;
    this.#pending = 0;
    this.#options.changed();
  }

  /** @param {typeof ORDERS[number]} order */
  setOrder(order) {
    if (this.state.order === "all") this.pause();
    this.state.order = order;
    this.#pending = 0;
    this.#options.changed();
  }

  /** Whether it runs too fast to read numbers. */
  rushing() {
    const { playing, speed, order } = this.state;
    return playing && (speed === "sweep" || order === "all");
  }

  /** Cells known so far, in reading order; while it is held, those before the one where it is. */
  computed() {
    const { order, empty, position, held } = this.state;
    if (held) return position;
    if (order === "all") return empty ? 0 : this.count;
    return order === "row" ? (this.row() + 1) * this.#options.columns : position + 1;
  }

  row() {
    return Math.floor(this.state.position / this.#options.columns);
  }

  column() {
    return this.state.position % this.#options.columns;
  }

  /** Where the window is drawn: between two cells while it glides. */
  place() {
    const { playing, speed, glide, from } = this.state;
    const eased = playing && speed === "normal" ? glide : 1 - (1 - glide) ** 3;
    const [row, column] = [Math.floor(from / this.#options.columns), from % this.#options.columns];
    const to = { row: this.row(), column: this.column() };
    if (row !== to.row && column !== to.column) return to;
    return { row: row + (to.row - row) * eased, column: column + (to.column - column) * eased };
  }
}

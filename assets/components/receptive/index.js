/**
 * The receptive field: the pixels of the image that can reach the cell in focus, and back, the cells a pixel reaches.
 * It follows the cell that the stage's picture explains.
 */

import { createFocus } from "../common/choice.js";
import { PHONE_WIDTH, setText } from "../common/dom.js";
import { pick } from "../common/frames.js";
import { onCellKeys } from "../common/keys.js";
import { clamp, format } from "../common/numbers.js";
import { PIXELS } from "../common/palette.js";
import { mapOf } from "../common/payload.js";
import { followCell } from "../common/receptive.js";
import { cellsReachedBy, extentOf, fieldOf, paintArea, paintUnseen } from "./area.js";
import { FIELD_WIDTH, receptiveParts, wordsOfCell, wordsOfPixel } from "./parts.js";

/**
 * @import { ExplainedCell } from "../common/receptive.js"
 * @import { Arrays, Meta } from "./scene.js"
 */

/** @param {ViewContext<Meta, Arrays>} viewContext @returns {View} */
export default function createReceptive(viewContext) {
  return new ReceptiveView(viewContext);
}

class ReceptiveView {
  /** @param {ViewContext<Meta, Arrays>} viewContext */
  constructor(viewContext) {
    this.viewContext = viewContext;
    const { host } = viewContext;
    this.signal = viewContext.signal;
    this.kind = viewContext.scene.meta.kind;
    this.channels = this.kind === "place" ? viewContext.scene.meta.channels : 1;
    this.rows = viewContext.scene.arrays.rows.shape[0];
    this.columns = viewContext.scene.arrays.columns.shape[0];
    this.parts = receptiveParts(viewContext);
    host.append(this.parts.root);
    this.focus = createFocus(this.choiceOf(viewContext.scene.meta), viewContext);
    // What the stage's picture explains, the cell pointed at here, and the pixel pointed at or held.
    this.live = /** @type {ExplainedCell | null} */ (null);
    this.peek = /** @type {Cell | null} */ (null);
    this.pixel = /** @type {Cell | null} */ (null);
    this.held = /** @type {Cell | null} */ (null);
    this.rushing = false;
    this.painted = false;
    this.inView = true;
    this.request = 0;
    this.saying = 0;
    this.unseen = /** @type {HTMLCanvasElement | null} */ (null);
    this.mapShown = "";
    const [imageRows, imageColumns] = viewContext.scene.arrays.image.shape;
    this.imageRows = imageRows;
    this.imageColumns = imageColumns;
    followCell(this.signal, (heard) => this.hear(heard));
    this.listen();
    // Below the fold there is nothing to follow.
    this.observer = new IntersectionObserver((entries) => {
      this.inView = entries[entries.length - 1].isIntersecting;
      this.wake();
    });
    this.observer.observe(this.parts.root);
    this.signal.addEventListener("abort", () => {
      this.observer.disconnect();
      cancelAnimationFrame(this.request);
      clearTimeout(this.saying);
    });
  }

  listen() {
    const { parts, signal } = this;
    pick(parts.image.canvas, parts.image.cellAt, {
      point: (cell) => { this.pixel = cell ?? this.held; this.wake(); },
      choose: this.kind === "pixel" ? this.chooseCell : this.choosePixel,
    }, signal);
    if (parts.map !== null && parts.mapSurface !== null) {
      pick(parts.map.canvas, parts.map.cellAt,
        { point: (cell) => { this.peek = cell; this.pixel = cell === null ? this.held : null; this.wake(); },
          choose: this.chooseCell }, signal);
      onCellKeys(parts.mapSurface, this.current.bind(this), this.rows, this.columns, { choose: this.chooseCell },
        signal);
    }
    const pointed = () => (this.kind === "pixel" ? this.current() : this.pixel ?? this.middleOfField());
    onCellKeys(parts.imageSurface, pointed, this.imageRows, this.imageColumns, {
      choose: (next) => {
        if (this.kind === "pixel") return this.chooseCell(next);
        this.held = null;
        return this.choosePixel(next);
      },
      release: () => {
        [this.held, this.pixel] = [null, null];
        this.wake();
      },
    }, signal);
  }

  /** Follow what the stage's picture explains. @param {ExplainedCell} heard */
  hear(heard) {
    if (heard.stage !== this.viewContext.scene.meta.stage || this.kind === "unit" || heard.row >= this.rows ||
      heard.column >= this.columns)
      return;
    const before = this.current();
    const calmed = this.rushing && !heard.rushing;
    this.rushing = heard.rushing ?? false;
    this.live = heard;
    const after = this.current();
    const moved = before.row !== after.row || before.column !== after.column || before.filter !== after.filter;
    if (moved) {
      if (this.held !== null && this.pixel === this.held) this.pixel = null;
      this.held = null;
    }
    if (moved || calmed) this.wake();
  }

  choosePixel = (/** @type {Cell} */ next) => {
    this.held = this.held !== null && this.held.row === next.row && this.held.column === next.column ? null : next;
    this.pixel = this.held;
    this.peek = null;
    this.wake();
  };

  chooseCell = (/** @type {Cell} */ next) => {
    const cell = { ...this.current(), ...next };
    [this.held, this.pixel, this.peek, this.live] = [null, null, null, null];
    this.focus.choose(this.choiceOf(cell));
    this.wake();
  };

  /**
   * The record that Python hears of: a place of flatten is one number.
   * @param {{row: number, column: number, filter: number}} cell @returns {Record<string, number>}
   */
  choiceOf({ row, column, filter }) {
    return this.kind === "place" ? { filter: (row * this.columns + column) * this.channels + filter } : { row, column };
  }

  cellOfChoice(/** @type {Record<string, number>} */ { row, column, filter }) {
    if (this.kind !== "place") return { row, column, filter: this.viewContext.scene.meta.filter };
    const place = Math.floor(filter / this.channels);
    return { row: Math.floor(place / this.columns), column: place % this.columns, filter: filter % this.channels };
  }

  current() {
    const cell = this.live === null ? this.cellOfChoice(this.focus.value)
      : { filter: this.viewContext.scene.meta.filter, ...this.live };
    return this.peek === null ? cell : { ...cell, ...this.peek };
  }

  wake() {
    if (this.request === 0 && this.painted && this.inView && !this.signal.aborted)
      this.request = requestAnimationFrame(this.draw.bind(this));
  }

  middleOfField() {
    const field = fieldOf(this.viewContext.scene, this.current());
    const extent = extentOf(field) ?? { top: 0, bottom: 0, left: 0, right: 0 };
    return { row: Math.floor((extent.top + extent.bottom) / 2), column: Math.floor((extent.left + extent.right) / 2) };
  }

  update() {
    const before = JSON.stringify(this.focus.value);
    this.focus.hear(this.choiceOf(this.viewContext.scene.meta));
    if (JSON.stringify(this.focus.value) !== before) this.live = null;
  }

  paint() {
    const { scene, palette, width } = this.viewContext;
    const phone = width < PHONE_WIDTH;
    const side = phone ? FIELD_WIDTH.phone : FIELD_WIDTH.desktop;
    const values = scene.arrays.image.values;
    this.parts.image.configure({
      values, rows: this.imageRows, columns: this.imageColumns, scale: PIXELS, palette,
      cell: side / this.imageColumns,
    });
    this.parts.axes.image.update(phone ? null : { rows: this.imageRows, columns: this.imageColumns });
    this.unseen = paintUnseen(scene, this.parts.image.boxOf, devicePixelRatio || 1, palette);
    setText(this.parts.hint, scene.meta.text[phone ? `hint_touch_${this.kind}` : `hint_${this.kind}`]);
    this.mapShown = "";
    this.painted = true;
    this.draw();
  }

  /** Only flatten goes from map to map without new data. */
  showMap(/** @type {number} */ filter) {
    const { scene: { meta, arrays }, palette, width } = this.viewContext;
    const index = clamp(filter - meta.first, 0, arrays.maps.shape[0] - 1);
    if (this.parts.map === null || this.mapShown === String(index)) return;
    this.mapShown = String(index);
    const side = width < PHONE_WIDTH ? FIELD_WIDTH.phone : FIELD_WIDTH.desktop;
    this.parts.map.configure({ values: mapOf(arrays.maps, index), rows: this.rows, columns: this.columns,
      scale: meta.scale, palette,
      cell: side / Math.max(this.rows, this.columns) });
    this.parts.axes.map?.update(width < PHONE_WIDTH ? null : { rows: this.rows, columns: this.columns });
    setText(this.parts.mapName,
      format(meta.text.map, { filter: meta.first + index, rows: this.rows, columns: this.columns }));
  }

  draw() {
    cancelAnimationFrame(this.request);
    this.request = 0;
    const { scene, palette } = this.viewContext;
    const cell = this.current();
    this.showMap(cell.filter);
    const shown = this.kind === "pixel" ? null : this.pixel;
    const field = this.kind === "pixel" && this.pixel !== null
      ? { rows: [this.pixel.row], columns: [this.pixel.column] }
      : fieldOf(scene, cell);
    const area = shown === null ? field : cellsReachedBy(scene, shown);
    const onImage = shown === null ? field : { rows: [shown.row], columns: [shown.column] };
    const onMap = shown === null ? { rows: [cell.row], columns: [cell.column] } : area;
    this.parts.image.draw({
      marks: (context, boxOf) => {
        const whole = boxOf({ row: 0, column: 0, height: this.imageRows, width: this.imageColumns });
        if (this.unseen !== null) context.drawImage(this.unseen, whole.x, whole.y, whole.width, whole.height);
        paintArea(context, boxOf, onImage, palette, true);
      },
    });
    this.parts.map?.draw(
      { marks: (context, boxOf) => paintArea(context, boxOf, onMap, palette, scene.meta.scale.kind === "pixels") });
    if (this.rushing && shown === null) return;
    const extent = extentOf(area);
    const place = this.kind === "pixel" ? { ...cell, row: field.rows[0], column: field.columns[0] } : cell;
    const words = shown === null ? wordsOfCell(scene.meta, place, extent)
      : wordsOfPixel(scene.meta, shown, extent, this.rows * this.columns);
    for (const part of /** @type {const} */ (["about", "amount", "sentence", "note"]))
      setText(this.parts[part], words[part]);
    clearTimeout(this.saying);
    this.saying = setTimeout(() => setText(this.parts.status,
      [words.about, words.amount, words.sentence, words.note].join(" ")), 500);
  }
}

/**
 * The receptive field: the pixels of the image that can reach the cell in focus, and back, the cells a pixel reaches.
 * It follows the cell that the stage's picture explains.
 */

import { createFocus } from "../common/choice.js";
import { PHONE_WIDTH, pixelRatio, setText } from "../common/dom.js";
import { pick } from "../common/frames.js";
import { onCellKeys } from "../common/keys.js";
import { clamp, format } from "../common/numbers.js";
import { PIXELS } from "../common/palette.js";
import { mapOf } from "../common/payload.js";
import { followCell } from "../common/receptive.js";
import { cellsReachedBy, extentOf, fieldOf, paintArea, paintUnseen } from "./area.js";
import { FIELD_WIDTH, receptiveParts, wordsOfCell, wordsOfPixel } from "./parts.js";

/** @import { ExplainedCell } from "../common/receptive.js" */
/** @import { Context } from "scenes/receptive" */

/** @param {Context} viewContext @returns {View} */
export default function createReceptive(viewContext) {
  const { host } = viewContext;
  const signal = viewContext.signal;
  const kind = viewContext.scene.meta.kind;
  const channels = kind === "place" ? viewContext.scene.meta.channels : 1;
  const rows = viewContext.scene.arrays.rows.shape[0];
  const columns = viewContext.scene.arrays.columns.shape[0];
  const parts = receptiveParts(viewContext);
  host.append(parts.root);
  const focus = createFocus(choiceOf(viewContext.scene.meta), viewContext);
  // What the stage's picture explains, the cell pointed at here, and the pixel pointed at or held.
  let live = /** @type {ExplainedCell | null} */ (null);
  let peek = /** @type {Cell | null} */ (null);
  let pixel = /** @type {Cell | null} */ (null);
  let held = /** @type {Cell | null} */ (null);
  let rushing = false;
  let painted = false;
  let inView = true;
  let request = 0;
  let saying = 0;
  let unseen = /** @type {HTMLCanvasElement | null} */ (null);
  let mapShown = "";
  const [imageRows, imageColumns] = viewContext.scene.arrays.image.shape;
  followCell(signal, (heard) => hear(heard));
  listen();
  // Below the fold there is nothing to follow.
  const observer = new IntersectionObserver((entries) => {
    inView = entries[entries.length - 1].isIntersecting;
    wake();
  });
  observer.observe(parts.root);
  signal.addEventListener("abort", () => {
    observer.disconnect();
    cancelAnimationFrame(request);
    clearTimeout(saying);
  });

  function listen() {
    pick(parts.image.canvas, parts.image.cellAt, {
      point: (cell) => { pixel = cell ?? held; wake(); },
      choose: kind === "pixel" ? chooseCell : choosePixel,
    }, signal);
    if (parts.map !== null && parts.mapSurface !== null) {
      pick(parts.map.canvas, parts.map.cellAt,
        { point: (cell) => { peek = cell; pixel = cell === null ? held : null; wake(); },
          choose: chooseCell }, signal);
      onCellKeys(parts.mapSurface, current, rows, columns, { choose: chooseCell }, signal);
    }
    const pointed = () => (kind === "pixel" ? current() : pixel ?? middleOfField());
    onCellKeys(parts.imageSurface, pointed, imageRows, imageColumns, {
      choose: (next) => {
        if (kind === "pixel") return chooseCell(next);
        held = null;
        return choosePixel(next);
      },
      release: () => {
        [held, pixel] = [null, null];
        wake();
      },
    }, signal);
  }

  /** Follow what the stage's picture explains. @param {ExplainedCell} heard */
  function hear(heard) {
    if (heard.stage !== viewContext.scene.meta.stage || kind === "unit" || heard.row >= rows || heard.column >= columns)
      return;
    const before = current();
    const calmed = rushing && !heard.rushing;
    rushing = heard.rushing ?? false;
    live = heard;
    const after = current();
    const moved = before.row !== after.row || before.column !== after.column || before.filter !== after.filter;
    if (moved) {
      if (held !== null && pixel === held) pixel = null;
      held = null;
    }
    if (moved || calmed) wake();
  }

  function choosePixel(/** @type {Cell} */ next) {
    held = held !== null && held.row === next.row && held.column === next.column ? null : next;
    pixel = held;
    peek = null;
    wake();
  }

  function chooseCell(/** @type {Cell} */ next) {
    const cell = { ...current(), ...next };
    [held, pixel, peek, live] = [null, null, null, null];
    focus.choose(choiceOf(cell));
    wake();
  }

  /** The record that Python hears of: a place of flatten is one number. @returns {Record<string, number>} */
  function choiceOf(/** @type {{row: number, column: number, filter: number}} */ { row, column, filter }) {
    return kind === "place" ? { filter: (row * columns + column) * channels + filter } : { row, column };
  }

  function cellOfChoice(/** @type {Record<string, number>} */ { row, column, filter }) {
    if (kind !== "place") return { row, column, filter: viewContext.scene.meta.filter };
    const place = Math.floor(filter / channels);
    return { row: Math.floor(place / columns), column: place % columns, filter: filter % channels };
  }

  function current() {
    const cell = live === null ? cellOfChoice(focus.value) : { filter: viewContext.scene.meta.filter, ...live };
    return peek === null ? cell : { ...cell, ...peek };
  }

  function wake() {
    if (request === 0 && painted && inView && !signal.aborted)
      request = requestAnimationFrame(draw);
  }

  function middleOfField() {
    const field = fieldOf(viewContext.scene, current());
    const extent = extentOf(field) ?? { top: 0, bottom: 0, left: 0, right: 0 };
    return { row: Math.floor((extent.top + extent.bottom) / 2), column: Math.floor((extent.left + extent.right) / 2) };
  }

  function update() {
    const before = JSON.stringify(focus.value);
    focus.hear(choiceOf(viewContext.scene.meta));
    if (JSON.stringify(focus.value) !== before) live = null;
  }

  function paint() {
    const { scene, palette, width } = viewContext;
    const phone = width < PHONE_WIDTH;
    const side = phone ? FIELD_WIDTH.phone : FIELD_WIDTH.desktop;
    const values = scene.arrays.image.values;
    parts.image.configure({ values, rows: imageRows, columns: imageColumns, scale: PIXELS, palette,
      cell: side / imageColumns });
    parts.axes.image.update(phone ? null : { rows: imageRows, columns: imageColumns });
    unseen = paintUnseen(scene, parts.image.boxOf, pixelRatio(parts.image.canvas), palette);
    setText(parts.hint, scene.meta.text[phone ? `hint_touch_${kind}` : `hint_${kind}`]);
    mapShown = "";
    painted = true;
    draw();
  }

  /** Only flatten goes from map to map without new data. */
  function showMap(/** @type {number} */ filter) {
    const { scene: { meta, arrays }, palette, width } = viewContext;
    const index = clamp(filter - meta.first, 0, arrays.maps.shape[0] - 1);
    if (parts.map === null || mapShown === String(index)) return;
    mapShown = String(index);
    const side = width < PHONE_WIDTH ? FIELD_WIDTH.phone : FIELD_WIDTH.desktop;
    parts.map.configure({ values: mapOf(arrays.maps, index), rows, columns, scale: meta.scale, palette,
      cell: side / Math.max(rows, columns) });
    parts.axes.map?.update(width < PHONE_WIDTH ? null : { rows, columns });
    setText(parts.mapName, format(meta.text.map, { filter: meta.first + index, rows, columns }));
  }

  function draw() {
    cancelAnimationFrame(request);
    request = 0;
    const { scene, palette } = viewContext;
    const cell = current();
    showMap(cell.filter);
    const shown = kind === "pixel" ? null : pixel;
    const field = kind === "pixel" && pixel !== null
      ? { rows: [pixel.row], columns: [pixel.column] }
      : fieldOf(scene, cell);
    const area = shown === null ? field : cellsReachedBy(scene, shown);
    const onImage = shown === null ? field : { rows: [shown.row], columns: [shown.column] };
    const onMap = shown === null ? { rows: [cell.row], columns: [cell.column] } : area;
    parts.image.draw({
      marks: (context, boxOf) => {
        const whole = boxOf({ row: 0, column: 0, height: imageRows, width: imageColumns });
        if (unseen !== null) context.drawImage(unseen, whole.x, whole.y, whole.width, whole.height);
        paintArea(context, boxOf, onImage, palette, true);
      },
    });
    parts.map?.draw(
      { marks: (context, boxOf) => paintArea(context, boxOf, onMap, palette, scene.meta.scale.kind === "pixels") });
    if (rushing && shown === null) return;
    const extent = extentOf(area);
    const place = kind === "pixel" ? { ...cell, row: field.rows[0], column: field.columns[0] } : cell;
    const words = shown === null ? wordsOfCell(scene.meta, place, extent)
      : wordsOfPixel(scene.meta, shown, extent, rows * columns);
    for (const part of /** @type {const} */ (["about", "amount", "sentence", "note"]))
      setText(parts[part], words[part]);
    clearTimeout(saying);
    saying = setTimeout(() => setText(parts.status,
      [words.about, words.amount, words.sentence, words.note].join(" ")), 500);
  }
  return { update, paint };
}

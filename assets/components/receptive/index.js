/**
 * The receptive field: the pixels of the image that can reach the cell in focus, and back, the cells a pixel reaches.
 * It follows the cell that the stage's picture explains.
 */

import { createFocus } from "../common/choice.js";
import { PHONE_WIDTH, setText } from "../common/dom.js";
import { pickCells } from "../common/frames.js";
import { fill } from "../common/numbers.js";
import { mapOf } from "../common/payload.js";
import { followCell } from "../common/receptive.js";
import { cellsReachedBy, extentOf, fieldOf, paintArea, paintUnseen } from "./area.js";
import { FIELD_WIDTH, receptiveParts, wordsOfCell, wordsOfPixel } from "./parts.js";

/** @import { ExplainedCell } from "../common/receptive.js" */

/** @param {Stagehand} stagehand @returns {View} */
export default function createReceptive(stagehand) {
  const { host, signal } = stagehand;
  const { kind } = stagehand.scene.meta;
  const channels = kind === "place" ? stagehand.scene.meta.channels : 1;
  const [rows, columns] = [stagehand.scene.arrays.rows.shape[0], stagehand.scene.arrays.columns.shape[0]];
  const parts = receptiveParts(stagehand);
  host.append(parts.root);
  const focus = createFocus(choiceOf(stagehand.scene.meta), stagehand);
  /** What the stage's picture explains, pointed at here, and the pixel pointed at or held. */
  let [live, peek] = [/** @type {ExplainedCell | null} */ (null), /** @type {Cell | null} */ (null)];
  let [pixel, held] = [/** @type {Cell | null} */ (null), /** @type {Cell | null} */ (null)];
  let [rushing, painted, inView] = [false, false, true];
  let [request, saying] = [0, 0];
  let unseen = /** @type {HTMLCanvasElement | null} */ (null);
  let mapShown = "";

  /**
   * The record that Python hears of: a place of flatten is one number.
   * @param {{row: number, column: number, filter: number}} cell
   * @returns {Record<string, number>}
   */
  function choiceOf({ row, column, filter }) {
    return kind === "place" ? { filter: (row * columns + column) * channels + filter } : { row, column };
  }
  function cellOfChoice(/** @type {any} */ choice) {
    if (kind !== "place") return { ...choice, filter: stagehand.scene.meta.filter };
    const place = Math.floor(choice.filter / channels);
    return { row: Math.floor(place / columns), column: place % columns, filter: choice.filter % channels };
  }
  function current() {
    const cell = live === null ? cellOfChoice(focus.value) : { filter: stagehand.scene.meta.filter, ...live };
    return peek === null ? cell : { ...cell, ...peek };
  }
  function wake() {
    if (request === 0 && painted && inView && !signal.aborted) request = requestAnimationFrame(draw);
  }

  followCell(signal, (heard) => {
    if (heard.stage !== stagehand.scene.meta.stage || kind === "unit" || heard.row >= rows || heard.column >= columns)
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
  });

  const choosePixel = (/** @type {Cell} */ next) => {
    held = held !== null && held.row === next.row && held.column === next.column ? null : next;
    pixel = held;
    peek = null;
    wake();
  };
  const chooseCell = (/** @type {Cell} */ next) => {
    const cell = { ...current(), ...next };
    [held, pixel, peek, live] = [null, null, null, null];
    focus.choose(choiceOf(cell));
    wake();
  };
  pickCells(parts.image, {
    point: (cell) => { pixel = cell ?? held; wake(); },
    choose: kind === "pixel" ? chooseCell : choosePixel,
  }, signal);
  if (parts.map !== null && parts.mapSurface !== null) {
    pickCells(parts.map,
      { point: (cell) => { peek = cell; pixel = cell === null ? held : null; wake(); }, choose: chooseCell }, signal);
    steerField(parts.mapSurface, current, rows, columns, chooseCell, () => {}, signal);
  }
  const [imageRows, imageColumns] = stagehand.scene.arrays.image.shape;
  steerField(parts.imageSurface, () => (kind === "pixel" ? current() : pixel ?? middleOfField()), imageRows,
    imageColumns,
    (next) => { if (kind === "pixel") chooseCell(next); else { held = null; choosePixel(next); } },
    () => { [held, pixel] = [null, null]; wake(); }, signal);

  function middleOfField() {
    const extent = extentOf(fieldOf(stagehand.scene, current())) ?? { top: 0, bottom: 0, left: 0, right: 0 };
    return { row: Math.floor((extent.top + extent.bottom) / 2), column: Math.floor((extent.left + extent.right) / 2) };
  }

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

  function update() {
    const before = JSON.stringify(focus.value);
    focus.hear(choiceOf(stagehand.scene.meta));
    if (JSON.stringify(focus.value) !== before) live = null;
  }

  function paint() {
    const { scene, palette, width } = stagehand;
    const phone = width < PHONE_WIDTH;
    const side = phone ? FIELD_WIDTH.phone : FIELD_WIDTH.desktop;
    const values = scene.arrays.image.values;
    parts.image.configure({
      values, rows: imageRows, columns: imageColumns, scale: { kind: "input", limit: 1 }, palette,
      cell: side / imageColumns,
    });
    unseen = paintUnseen(scene, parts.image.boxOf, devicePixelRatio || 1);
    setText(parts.hint, scene.meta.text[phone ? `hint_touch_${kind}` : `hint_${kind}`]);
    mapShown = "";
    painted = true;
    draw();
  }

  /** Only flatten goes from map to map without new data. */
  function showMap(/** @type {number} */ filter) {
    const { scene: { meta, arrays }, palette, width } = stagehand;
    const index = Math.min(Math.max(filter - meta.first, 0), arrays.maps.shape[0] - 1);
    if (parts.map === null || mapShown === String(index)) return;
    mapShown = String(index);
    const side = width < PHONE_WIDTH ? FIELD_WIDTH.phone : FIELD_WIDTH.desktop;
    parts.map.configure({ values: mapOf(arrays.maps, index), rows, columns, scale: meta.scale, palette,
      cell: side / Math.max(rows, columns) });
    setText(parts.mapName, fill(meta.text.map, { filter: meta.first + index, rows, columns }));
  }

  function draw() {
    cancelAnimationFrame(request);
    request = 0;
    const { scene, palette } = stagehand;
    const cell = current();
    showMap(cell.filter);
    const shown = kind === "pixel" ? null : pixel;
    const field = kind === "pixel" && pixel !== null ? { rows: [pixel.row], columns: [pixel.column] }
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
      { marks: (context, boxOf) => paintArea(context, boxOf, onMap, palette, scene.meta.scale.kind === "input") });
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

/**
 * Arrow keys choose a neighbour, Escape lets go.
 * @param {HTMLElement} surface
 * @param {() => Cell} here
 * @param {number} rows
 * @param {number} columns
 * @param {(cell: Cell) => void} choose
 * @param {() => void} release
 * @param {AbortSignal} signal
 */
function steerField(surface, here, rows, columns, choose, release, signal) {
  surface.addEventListener("keydown", (event) => {
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (event.key === "Escape") release();
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const clamp = (/** @type {number} */ place, /** @type {number} */ count) => Math.min(Math.max(place, 0), count - 1);
    const { row, column } = here();
    choose({ row: clamp(row + move[0], rows), column: clamp(column + move[1], columns) });
  }, { signal });
}

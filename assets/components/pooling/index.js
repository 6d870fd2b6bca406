/**
 * A pooling window slides over one map and keeps one number of each stop: the largest, or the mean.
 *
 * Parts for tests, as `data-part`: `total` is what Keras returned for the cell; `term` are the window's cells that
 * count (padding is left out), whose largest or mean it is.
 */

import { AXIS_ROOM, createAxes } from "../common/axes.js";
import {
  STACKED_WIDTH, build, childrenOf, element, muted, sectionHead, setAttributes, setText, statusLine,
} from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { createLegend } from "../common/legend.js";
import { boxWithin, createLinks, shifted } from "../common/links.js";
import { createNumberGrid } from "../common/numbergrid.js";
import { decimalsFor, format, formatCount, formatNumber, paragraph } from "../common/numbers.js";
import { createStrip } from "../common/strip.js";
import {
  boxOfCell, createSweep, nearestStop, windowAt, windowEdges, windowPlaces, windowsAt,
} from "../common/sweep.js";
import { onPlayerKeys } from "../common/transport.js";
import { paintBlocks, paintGaps, paintWinner } from "./marks.js";
import { createShift } from "./shift.js";

/** @import { Context, Payload } from "scenes/pooling" */

/** A map above a question is lower, so that the answer can be given without scrolling. */
const ASKED_HEIGHT = 270;

/** Size of a number's cell in the enlarged window, by the window's size. */
const POOL_CELLS = [0, 96, 84, 58, 50, 46, 44, 44];

/** @param {Context} viewContext @returns {View} */
export default function createPooling(viewContext) {
  const { host, signal } = viewContext;
  const { meta: { text: { pooling: text } }, arrays } = viewContext.scene;
  const [outputRows, outputColumns] = arrays.output.shape;
  const parts = poolingParts(viewContext);
  const sweep = createSweep(viewContext, { rows: outputRows, columns: outputColumns, draw: () => draw() });
  const strip = createStrip(viewContext, () => sweep.here());
  const shift = createShift(viewContext);
  host.append(parts.picture, sweep.transport.element, parts.status, shift.element, strip.element);
  onPlayerKeys(host, sweep.player, signal);
  sweep.follow(parts.output);
  sweep.follow(parts.input, (cell) => nearestStop(cell, viewContext.scene.meta, outputRows, outputColumns));

  let stops = /** @type {PoolingStop[]} */ ([]);
  let explained = "";

  function update() {
    stops = Array.from({ length: outputRows * outputColumns }, (_, index) =>
      stopFor(viewContext.scene, { row: Math.floor(index / outputColumns), column: index % outputColumns }));
    sweep.adopt();
    explained = "";
  }

  function paint() {
    layOutPooling(parts, viewContext);
    shift.paint();
    strip.paint();
    explained = "";
    draw();
  }

  function draw() {
    const { scene, palette } = viewContext;
    const { playing, position } = sweep.player.state;
    const rushing = sweep.rushing();
    const cell = sweep.cell();
    const stop = sweep.stop();
    const window = windowsAt(stop, scene.meta);
    parts.input.draw({
      windows: [window],
      marks: (context, boxOf) => {
        paintBlocks(context, boxOf, scene.meta, palette, outputRows, outputColumns);
        paintGaps(context, boxOf, scene, palette);
        if (scene.meta.rule !== "largest") return;
        const known = sweep.asked() ? position : position + 1;
        for (let index = 0; index < known; index += 1) paintWinner(context, boxOf, stops[index], scene, palette);
      },
    });
    parts.output.draw({ computed: sweep.computed(), peek: sweep.asked() ? null : boxOfCell(cell), windows: [stop] });
    sweep.transport.update();
    parts.calculation.classList.toggle("resting", rushing);
    parts.links.element.style.display = rushing ? "none" : "";
    if (rushing) return;
    const name = `${cell.row} ${cell.column}`;
    if (name !== explained) {
      explained = name;
      const value = showStop(parts, scene, palette, stops[cell.row * outputColumns + cell.column]);
      // Screen readers are told about the cell, but never while it plays.
      if (!playing && !sweep.asked()) setText(parts.status, format(text.status, { ...cell, value }));
    }
    drawPoolingLinks(parts, viewContext, windowAt(cell, scene.meta), stop);
  }
  return { update, paint };
}

/** From the window to its numbers, and from the result to its cell. */
function drawPoolingLinks(/** @type {PoolingParts} */ parts, /** @type {Context} */ viewContext,
    /** @type {CellBox} */ window, /** @type {CellBox} */ stop) {
  const places = (parts.places ??= measurePooling(parts, viewContext.width >= STACKED_WIDTH));
  parts.links.project(shifted(parts.input.boxOf(window), places.input), places.grid);
  const target = shifted(parts.output.boxOf(stop), places.output);
  if (places.beside) parts.links.bendTo(places.result, target, places.output);
  else parts.links.bendAlong(null);
}

/**
 * @typedef {{places: number[], values: number[], inside: number[], winner: number, same: boolean,
 *   result: number}} PoolingStop places are input cells, -1 for padding; `inside` the values that
 *   count; `winner` the first of the largest; `same` if all are equal
 */

/** @param {Payload} scene @param {Cell} cell @returns {PoolingStop} */
function stopFor(scene, cell) {
  const { meta, arrays } = scene;
  const places = windowPlaces(cell, meta, arrays.input.shape[0], arrays.input.shape[1]);
  const values = places.map((place) => (place < 0 ? 0 : arrays.input.values[place]));
  const inside = values.filter((_, index) => places[index] >= 0);
  const most = Math.max(...inside);
  const winner = places.findIndex((place, index) => place >= 0 && values[index] === most);
  const result = arrays.output.values[cell.row * arrays.output.shape[1] + cell.column];
  return { places, values, inside, winner, same: inside.every((value) => value === most), result };
}

/** @typedef {ReturnType<typeof poolingParts>} PoolingParts */

/** The elements of the picture, without sizes. */
function poolingParts(/** @type {Context} */ viewContext) {
  const { meta, arrays } = viewContext.scene;
  const text = meta.text.pooling;
  const [inputRows, inputColumns] = arrays.input.shape;
  const [outputRows, outputColumns] = arrays.output.shape;
  const input = createMap("pickable");
  const output = createMap("pickable");
  const axes = { input: createAxes(input), output: createAxes(output, "right") };
  const legend = createLegend();
  const grid = createNumberGrid(format(text.window, { count: meta.window ** 2 }));
  const badge = element("span", { class: "winner-badge" }, text.winner);
  const links = createLinks();
  const notes = element("div", { class: "muted notes", "data-terms": true });
  const inputName = muted();
  const dots = element("span", { class: "winner-key muted" }, element("i"), text.winners);
  const side = (/** @type {string} */ name, /** @type {Node} */ note, /** @type {Node[]} */ ...rest) =>
    element("div", { class: `side ${name}-side` }, sectionHead(text[name], note), ...rest);
  const { root: equals, result } = build(
    ["div.equals", {}, "= ", ["strong.pool-result.number", { ref: "result", "data-part": "total" }]]);
  const { root: calculation, formula } = build(
    ["div.calculation.pool", {}, grid.element, ["div.muted.formula.number", { ref: "formula" }], equals]);
  const [before, after] = [inputRows * inputColumns, outputRows * outputColumns];
  const share = `${Number(((100 * after) / before).toFixed(1))}\u00a0%`;
  const cells = { before: formatCount(before), after: formatCount(after), share };
  const kept = element("strong", { class: "kept" }, format(text.kept, cells));
  const keys = element("div", { class: "keys" }, legend.element, ...(meta.rule === "largest" ? [dots] : []));
  const outputName = muted(format(text.size, { rows: outputRows, columns: outputColumns }));
  const { root: picture, below } = build(
    ["div.picture.pooling", { tabindex: 0, role: "group", "aria-label": text.picture },
      side("input", inputName, axes.input.element, keys, notes), calculation,
      side("output", outputName, axes.output.element, kept), ["div.pooling-below", { ref: "below" }], links.element]);
  const status = statusLine();
  return {
    input, output, axes, legend, grid, badge, formula, result, links, notes, inputName, calculation, picture, status,
    keys, kept, below,
    places: /** @type {null | {beside: boolean, input: DOMRect, output: DOMRect, grid: DOMRect, result: DOMRect}} */ (
      null),
  };
}

/** Choose sizes for the width at hand and paint what does not move. */
function layOutPooling(/** @type {PoolingParts} */ parts,
    /** @type {Context} */ viewContext) {
  const { scene: { meta, arrays }, palette, width } = viewContext;
  const text = meta.text.pooling;
  const [rows, columns] = arrays.input.shape;
  const [outputRows, outputColumns] = arrays.output.shape;
  const { ring, reached, padded } = windowEdges(meta, [rows, columns], [outputRows, outputColumns]);
  const phone = width < STACKED_WIDTH;
  const wanted = POOL_CELLS[meta.window] ?? 44;
  const tile = phone ? Math.min(wanted, Math.floor((width - 8) / meta.window) - 1) : wanted;
  const middle = Math.max(meta.window * (tile + 1) + 4, 200);
  const across = columns + ring.left + ring.right + outputColumns * meta.strides;
  const down = Math.max(rows + ring.top + ring.bottom, outputRows * meta.strides);
  const room = phone ? width - 12 : width - middle - 60 - 2 * AXIS_ROOM.rows;
  const fitting = Math.min(room / across, (phone ? 240 : meta.asked ? ASKED_HEIGHT : 392) / down, 36);
  const cell = fitting >= 8 ? Math.floor(fitting) : fitting;
  const shared = { scale: meta.scale, palette };
  parts.input.configure({ ...shared, values: arrays.input.values, rows, columns, cell, ring, reached });
  parts.output.configure({ ...shared, values: arrays.output.values, rows: outputRows, columns: outputColumns,
    cell: cell * meta.strides });
  parts.axes.input.update(phone ? null : { rows, columns });
  parts.axes.output.update(phone ? null : { rows: outputRows, columns: outputColumns });
  parts.grid.arrange(meta.window ** 2, meta.window, tile, meta.window > 3 ? Math.min(tile, 36) : tile);
  parts.grid.element.classList.toggle("many", meta.window > 3);
  parts.calculation.style.width = phone ? "" : `${middle}px`;
  parts.legend.update(palette, meta.scale);
  setText(parts.inputName, `${format(text.size, { rows, columns })}\u2003${format(text.map, { filter: meta.filter })}`);
  const average = meta.rule === "mean";
  const gaps = meta.strides > meta.window && outputRows * outputColumns > 1;
  const notes = [padded ? (average ? text.padding_average : text.padding_max) : "",
    reached || gaps ? text.unreached : ""];
  setText(parts.notes, paragraph(notes));
  parts.input.canvas.setAttribute("aria-label", format(text.input_picture, { rows, columns, window: meta.window }));
  parts.output.canvas.setAttribute("aria-label",
    format(text.output_picture, { rows: outputRows, columns: outputColumns }));
  if (phone) parts.below.replaceChildren(parts.keys, parts.kept, parts.notes);
  else {
    parts.axes.input.element.after(parts.keys, parts.notes);
    parts.axes.output.element.after(parts.kept);
  }
  parts.places = null;
}

/** Where things are, measured once after their numbers are in, so that no frame has to. */
function measurePooling(/** @type {PoolingParts} */ parts, /** @type {boolean} */ beside) {
  const within = (/** @type {Element} */ inner) => boxWithin(inner, parts.picture);
  return {
    beside,
    input: within(parts.input.canvas),
    output: within(parts.output.canvas),
    grid: within(parts.grid.cells),
    result: within(parts.result.parentElement ?? parts.result),
  };
}

/** @returns {string} what it gives, as shown */
function showStop(/** @type {PoolingParts} */ parts, /** @type {Payload} */ scene, /** @type {Palette} */ palette,
    /** @type {PoolingStop} */ stop) {
  const { meta } = scene;
  const text = meta.text.pooling;
  const decimals = decimalsFor(meta.scale.limit);
  parts.grid.update(stop.values, stop.values, meta.scale, palette,
    { decimals, absent: (index) => stop.places[index] < 0 });
  const average = meta.rule === "mean";
  childrenOf(parts.grid.cells).forEach((cell, index) => {
    cell.classList.toggle("winner", !average && !stop.same && index === stop.winner);
    setAttributes(cell, { "data-part": stop.places[index] >= 0 && "term" });
  });
  if (!average && !stop.same && meta.window <= 2) childrenOf(parts.grid.cells)[stop.winner].append(parts.badge);
  else parts.badge.remove();
  const few = stop.inside.length <= 4;
  const numbers = stop.inside.map((value) => formatNumber(value, decimals));
  const values = { count: numbers.length, values: numbers.join(average ? " + " : ", ") };
  const name = average ? "average" : "max";
  setText(parts.formula, format(text[few ? name : `${name}_many`], values));
  const result = formatNumber(stop.result, decimals);
  setText(parts.result, result);
  parts.result.title = formatNumber(stop.result, 6);
  return result;
}

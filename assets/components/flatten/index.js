/**
 * Flatten: the index of each cell of the maps in the flattened vector, and the cell of each index. Pointing at a cell,
 * or at its place in the vector, marks both; a click keeps it.
 *
 * Parts for tests, as `data-part`: "index", and "value", which Keras returned there.
 */

import { BAND_LABEL, createBand } from "../common/band.js";
import { createBlock } from "../common/block.js";
import { createFocus } from "../common/choice.js";
import {
  BESIDE_WIDTH, PHONE_WIDTH, build, element, muted, sectionHead, selectAll, setAttributes, setText,
} from "../common/dom.js";
import { pick } from "../common/frames.js";
import { onArrowKeys, onKeys } from "../common/keys.js";
import { createLegend } from "../common/legend.js";
import { boxWithin, createLinks, shifted } from "../common/links.js";
import { createMapSheet } from "../common/mapsheet.js";
import { clamp, format, formatNumber } from "../common/numbers.js";
import { announceCell } from "../common/receptive.js";
import { addressOf, createAddressPanel, indexOf } from "./address.js";

/** @import { Address } from "../common/mapsheet.js" */
/** @import { Context } from "scenes/flatten" */

/** @param {Context} viewContext @returns {View} */
export default function createFlatten(viewContext) {
  const { host, signal } = viewContext;
  const shape = viewContext.scene.arrays.values.shape;
  const [, columns, channels] = shape;
  const text = viewContext.scene.meta.text;
  const heard = createFocus(viewContext.scene.meta.focus, viewContext);
  const current = () => addressOf(heard.value.filter, shape);
  const parts = flattenParts(viewContext, shape);
  const address = createAddressPanel(text, shape, (next) => choose(next), signal);
  const block = createBlock(signal);
  parts.place.append(address.element);
  parts.block.prepend(block.element);
  host.append(parts.root);
  let peek = /** @type {Address | null} */ (null);

  function choose(/** @type {Address} */ next) {
    peek = null;
    heard.choose({ filter: indexOf(next, shape) });
    draw();
  }
  const answers = { choose, point: (/** @type {Address | null} */ next) => { peek = next; draw(); } };
  const addressAt = (/** @type {number | null} */ index) => (index === null ? null : addressOf(index, shape));
  pick(parts.sheet.canvas, parts.sheet.cellAt, answers, signal);
  pick(parts.band.canvas, (event) => addressAt(parts.band.indexAt(event)), answers, signal);
  pick(block.element, (event) => addressAt(block.indexAt(event)), answers, signal);
  onAddressKeys(parts, () => heard.value.filter, shape, choose, signal);

  function update() {
    heard.hear(viewContext.scene.meta.focus);
  }

  function paint() {
    layOutFlatten(parts, viewContext, shape);
    const { scene: { meta: { scale }, arrays }, palette, width } = viewContext;
    block.configure({ values: arrays.values.values, scale, palette, width });
    draw();
  }

  function draw() {
    const shown = peek ?? current();
    announceCell({ stage: viewContext.scene.meta.stage, row: shown.row, column: shown.column, filter: shown.channel });
    const index = indexOf(shown, shape);
    const value = viewContext.scene.arrays.values.values[index];
    const run = runOf(shown, shape);
    const place = shown.row * columns + shown.column;
    parts.sheet.draw(shown);
    parts.band.draw({ from: run.from, count: run.count, label: String(run.byPlace ? place : shown.row) });
    block.draw(index, run, (number) => (run.byPlace || channels === 1 ? number - run.from : number));
    address.draw(shown);
    const words = { ...shown, index, place, count: run.count, first: run.from, last: run.from + run.count - 1,
      value: formatNumber(value) };
    setText(parts.caption, format(run.byPlace ? text.block_place : text.block_row, words));
    const [before, after] = format(text.value, { index }).split("{value}");
    parts.value.replaceChildren(before, element("span", { "data-part": "value" }, words.value), after ?? "");
    parts.value.title = formatNumber(value, 6);
    setAttributes(parts.track, { "aria-valuenow": index, "aria-valuetext": format(text.status, words) });
    if (peek === null) setText(parts.status, format(text.status, words));
    drawFlattenLinks(parts, block, shown, run, shape);
  }
  return { update, paint };
}

/** Keys move from cell to cell on the maps, and from number to number in the vector. */
function onAddressKeys(/** @type {FlattenParts} */ parts, /** @type {() => number} */ here,
    /** @type {number[]} */ shape, /** @type {(next: Address) => void} */ choose, /** @type {AbortSignal} */ signal) {
  const [rows, columns, channels] = shape;
  onKeys(parts.maps, (key) => {
    const move = { ArrowUp: [-1, 0, 0], ArrowDown: [1, 0, 0], ArrowLeft: [0, -1, 0], ArrowRight: [0, 1, 0],
      PageUp: [0, 0, -1], PageDown: [0, 0, 1] }[key];
    const { row, column, channel } = addressOf(here(), shape);
    return move && (() => choose({ row: clamp(row + move[0], 0, rows - 1),
      column: clamp(column + move[1], 0, columns - 1), channel: clamp(channel + move[2], 0, channels - 1) }));
  }, signal);
  onArrowKeys(parts.track, { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -channels,
    PageUp: channels, Home: -Infinity, End: Infinity }, rows * columns * channels, here,
  (index) => choose(addressOf(index, shape)), signal);
}

/** The range of the vector with all channels of one place; with few channels, with one row of the maps. */
function runOf(/** @type {Address} */ address, /** @type {number[]} */ [, columns, channels]) {
  const byPlace = channels >= 8 || columns === 1;
  const count = byPlace ? channels : columns * channels;
  return { byPlace, count, from: byPlace ? (address.row * columns + address.column) * channels : address.row * count };
}

/** @typedef {ReturnType<typeof flattenParts>} FlattenParts */

function flattenParts(/** @type {Context} */ { scene }, /** @type {number[]} */ [rows, columns, channels]) {
  const text = scene.meta.text;
  const sheet = createMapSheet();
  const band = createBand();
  // Screen readers get the content from the group and the slider around them.
  for (const { canvas } of [sheet, band]) setAttributes(canvas, { role: null, "aria-hidden": "true" });
  const legend = createLegend();
  const links = createLinks();
  const size = { rows, columns, channels, count: rows * columns * channels, places: rows * columns };
  const head = (/** @type {string} */ title, /** @type {string} */ hint) =>
    sectionHead(format(title, size), muted(format(hint, size)));
  const { root: block, caption, value } = build(["div.block-section", {},
    ["div.block-caption", {}, ["span.muted", { ref: "caption" }], ["strong.focus.number", { ref: "value" }]]]);
  const stripHead = head(text.strip, channels === 1 ? text.strip_rows : text.strip_hint);
  stripHead.classList.add("strip-head");
  const mapsHead = head(channels === 1 ? text.one_map : text.maps, channels === 1 ? text.one_map_hint : text.maps_hint);
  mapsHead.append(legend.element);
  const refs = build(["div.flatten", {},
    ["section.maps-section", {},
      mapsHead,
      ["div.maps", { ref: "maps", tabindex: 0, role: "group", "aria-label": format(text.maps_keys, size) },
        sheet.canvas]],
    ["div.place", { ref: "place" }],
    ["section.strip-row", {},
      stripHead,
      ["div.track",
        { ref: "track", tabindex: 0, role: "slider", "aria-label": format(text.strip, size), "aria-valuemin": 0,
          "aria-valuemax": size.count - 1 },
        band.canvas]],
    block, links.element, ["div.visually-hidden", { ref: "status", "aria-live": "polite" }]]);
  return { ...refs, sheet, band, legend, links, caption, value, block, stripHead };
}

/** @param {FlattenParts} parts @param {Context} viewContext @param {number[]} shape */
function layOutFlatten(parts, { scene, palette, width }, shape) {
  const [rows, columns, channels] = shape;
  const { values } = scene.arrays.values;
  const { scale } = scene.meta;
  const phone = width < PHONE_WIDTH;
  const room = width >= BESIDE_WIDTH ? width - 470 : width;
  parts.sheet.configure({ values, shape, scale, palette, width: room, height: phone ? 300 : 318, captionWidth: 24,
    captions: Array.from({ length: channels }, (_, channel) => String(channel)) });
  parts.legend.update(palette, scale);
  const rowsPerLine = phone ? Math.ceil(rows / 7) : rows;
  const { count } = runOf({ row: 0, column: 0, channel: 0 }, shape);
  const perLine = rowsPerLine * columns * channels;
  const every = Math.max(1, Math.ceil(30 / ((width * count) / perLine)));
  parts.band.configure({
    values, perLine, width, height: phone ? 26 : 34, scale, palette, group: count,
    labels: (line) => {
      const runs = Math.floor(Math.min(perLine, values.length - line * perLine) / count);
      return Array.from({ length: Math.ceil(runs / every) }, (_, step) => {
        const run = (line * perLine) / count + step * every;
        return { at: (run + 0.5) * count, text: String(run) };
      });
    },
  });
}

/** Draws the line from the cell to its place in the vector, and the projection to the enlarged range. */
function drawFlattenLinks(/** @type {FlattenParts} */ parts, /** @type {ReturnType<typeof createBlock>} */ block,
    /** @type {Address} */ address, /** @type {ReturnType<typeof runOf>} */ run, /** @type {number[]} */ shape) {
  const track = shifted(parts.band.boxOf(run.from, run.count), boxWithin(parts.band.canvas, parts.root));
  const below = new DOMRect(track.x, track.y, track.width, track.height + BAND_LABEL + 1);
  const target = boxWithin(block.element, parts.root);
  const beside = parts.root.clientWidth >= PHONE_WIDTH;
  parts.links.project(beside ? below : null, beside ? target : null);
  const left = track.x + track.width / 2 < parts.root.clientWidth / 2;
  parts.stripHead.classList.toggle("far", beside && left);
  const paths = selectAll(parts.links.element, ".thread, .thread-halo");
  for (const path of paths) path.style.display = beside ? "" : "none";
  if (!beside) return;
  const origin = boxWithin(parts.sheet.canvas, parts.root);
  const cell = shifted(parts.sheet.boxOf(address.channel, { ...address, width: 1, height: 1 }), origin);
  const map = shifted(parts.sheet.boxOf(address.channel), origin);
  const gutter = map.right + 5;
  const lane = boxWithin(parts.stripHead, parts.root).top - 9;
  const number = parts.band.boxOf(indexOf(address, shape));
  const [x, top] = [boxWithin(parts.band.canvas, parts.root).x + number.x + number.width / 2, track.y - 5];
  const line =
    `M${cell.right + 2} ${cell.y + cell.height / 2} H${gutter} V${lane} H${x} V${top} ` +
    `M${x - 5} ${top - 6} L${x} ${top} L${x + 5} ${top - 6}`;
  for (const path of paths) path.setAttribute("d", line);
}

/**
 * Global average pooling: all cells of a map are added up and divided by their number, and so of every map one number
 * is left. A click chooses another map.
 *
 * Parts for tests, as `data-part`: of a small map, its cells are the "term"s of "sum", which divided by "count" is
 * "total", the mean as Keras returned it; "keras" is the same to six decimals.
 */

import { createBlock } from "../common/block.js";
import { createFocus } from "../common/choice.js";
import { STACKED_WIDTH, setAttributes, setText } from "../common/dom.js";
import { pick } from "../common/frames.js";
import { onArrowKeys } from "../common/keys.js";
import { boxWithin, shifted } from "../common/links.js";
import { decimalsFor, format, formatNumber } from "../common/numbers.js";
import { channelOf } from "../common/payload.js";
import { createPlayer } from "../common/player.js";
import { boxOfCell } from "../common/sweep.js";
import { createTransport, onPlayerKeys } from "../common/transport.js";
import { accountOfMean } from "./mean.js";
import { layOutMaps, paintUncounted, showAccount, wholeMapParts } from "./parts.js";

/** @import { Context } from "scenes/whole_map" */

const SLIDER_STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, Home: -Infinity, End: Infinity };

/** @param {Context} viewContext @returns {View} */
export default function createWholeMap(viewContext) {
  const { host, signal } = viewContext;
  const { meta, arrays } = viewContext.scene;
  const [rows, columns, maps] = arrays.maps.shape;
  const text = meta.text.whole_map;
  const count = rows * columns;
  const focus = createFocus({ filter: meta.filter }, viewContext);
  const parts = wholeMapParts(meta, arrays);
  const block = createBlock(signal);
  const player = createPlayer({ rows, columns, position: count - 1, signal,
    changed: () => draw(), rested: () => {} });
  const transport = createTransport(player, meta.text.transport, signal);
  parts.means.append(block.element);
  host.append(parts.picture, transport.element, parts.status, parts.mapsSection, parts.meansSection);
  let peek = /** @type {Cell | null} */ (null);
  /** The map that is laid out, and its account. */
  let shown = { filter: -1, account: accountOfMean(0, [0], 0) };
  onPlayerKeys(host, player, signal);
  listen();

  function listen() {
    for (const chooser of [parts.means, parts.sheetSurface])
      onArrowKeys(chooser, SLIDER_STEPS, maps, () => focus.value.filter, choose, signal);
    block.element.addEventListener("click", (event) => {
      const index = block.indexAt(event);
      if (index !== null) choose(index);
    }, { signal });
    parts.sheet.canvas.addEventListener("click", (event) => {
      const cell = parts.sheet.cellAt(event);
      if (cell !== null) choose(cell.channel);
    }, { signal });
    pick(parts.map.canvas, parts.map.cellAt, {
      point: (cell) => {
        if (player.state.playing) return;
        peek = cell;
        draw();
      },
      choose: ({ row, column }) => {
        peek = null;
        player.goTo(row * columns + column);
      },
    }, signal);
  }

  function choose(/** @type {number} */ filter) {
    focus.choose({ filter });
    showMap();
    draw();
  }

  /** Another map: its cells and the account of its mean. */
  function showMap() {
    const { scene, palette, width } = viewContext;
    const { filter } = focus.value;
    const { scales } = scene.meta;
    const values = channelOf(scene.arrays.maps, filter);
    const decimals = decimalsFor(scales.maps.limit);
    shown = { filter, account: accountOfMean(scene.arrays.means.values[filter], values, decimals) };
    parts.map.configure({ values, rows, columns, cell: parts.cell, scale: scales.maps, palette });
    parts.axes.update(width < STACKED_WIDTH ? null : { rows, columns });
    const size = format(text.size, { rows, columns });
    setText(parts.mapName, `${size}\u2003${format(text.map, { filter })}`);
    showAccount(parts, scene, palette, values, { ...shown, decimals });
    if (maps > 1) parts.sheet.draw(null, filter);
    block.draw(filter, { from: 0, count: maps }, (index) => index);
    const { account } = shown;
    const mean = formatNumber(account.mean, decimals, scene.arrays.means.values[filter]);
    const sum = formatNumber(account.sum, decimals, account.exact);
    const words = format(text.status, { filter, mean, sum, count });
    setAttributes(parts.means, { "aria-valuenow": filter, "aria-valuetext": words });
    setText(parts.status, words);
    const beside = width >= STACKED_WIDTH && parts.grid !== null;
    const whole = parts.map.boxOf({ row: 0, column: 0, height: rows, width: columns });
    parts.links.project(beside ? shifted(whole, boxWithin(parts.map.canvas, parts.picture)) : null,
      beside && parts.grid ? boxWithin(parts.grid.cells, parts.picture) : null);
  }

  function update() {
    focus.hear({ filter: viewContext.scene.meta.filter });
  }

  function paint() {
    const { scene, palette, width } = viewContext;
    layOutMaps(parts, scene, palette, width);
    block.configure({ values: scene.arrays.means.values, scale: scene.meta.scales.means, palette, width });
    showMap();
    draw();
  }

  function draw() {
    const { palette, scene } = viewContext;
    const done = player.computed();
    const decimals = decimalsFor(scene.meta.scales.maps.limit);
    const cell = peek ?? { row: player.row(), column: player.column() };
    parts.map.draw({
      windows: [boxOfCell(peek ?? player.place())],
      marks: (context, boxOf) => paintUncounted(context, boxOf, done, rows, columns, palette),
    });
    const { account } = shown;
    const sum = account.cells.slice(0, done).reduce((total, part) => total + part, 0);
    const exact = done === count ? account.exact : 1;
    setText(parts.sumName, format(done === count ? text.sum : text.sum_so_far, { count, done }));
    setText(parts.sum, formatNumber(Math.round(sum * 10 ** decimals) / 10 ** decimals, decimals, exact));
    setAttributes(parts.sum, { "data-part": done === count && "sum" });
    parts.rest.classList.toggle("resting", done < count);
    parts.grid?.mark(done, cell.row * columns + cell.column);
    transport.update();
  }
  return { update, paint };
}

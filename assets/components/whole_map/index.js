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

/** @import { Arrays, Meta } from "./scene.js" */

const SLIDER_STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, Home: -Infinity, End: Infinity };

/** @param {ViewContext<Meta, Arrays>} viewContext @returns {View} */
export default function createWholeMap(viewContext) {
  return new WholeMap(viewContext);
}

class WholeMap {
  /** @param {ViewContext<Meta, Arrays>} viewContext */
  constructor(viewContext) {
    const { host, signal } = viewContext;
    const { meta, arrays } = viewContext.scene;
    const [rows, columns, maps] = arrays.maps.shape;
    this.rows = rows;
    this.columns = columns;
    this.maps = maps;
    this.viewContext = viewContext;
    this.text = meta.text.whole_map;
    this.count = this.rows * this.columns;
    this.focus = createFocus({ filter: meta.filter }, viewContext);
    this.parts = wholeMapParts(meta, arrays);
    this.block = createBlock(signal);
    this.player = createPlayer({ rows, columns, position: this.count - 1, signal,
      changed: () => this.draw(), rested: () => {} });
    this.transport = createTransport(this.player, meta.text.transport, signal);
    this.parts.means.append(this.block.element);
    host.append(this.parts.picture, this.transport.element, this.parts.status, this.parts.mapsSection,
      this.parts.meansSection);
    this.peek = /** @type {Cell | null} */ (null);
    /** The map that is laid out, and its account. */
    this.shown = { filter: -1, account: accountOfMean(0, [0], 0) };
    onPlayerKeys(host, this.player, signal);
    this.listen(signal);
  }

  listen(/** @type {AbortSignal} */ signal) {
    const { parts, player } = this;
    const choose = (/** @type {number} */ filter) => this.choose(filter);
    for (const chooser of [parts.means, parts.sheetSurface])
      onArrowKeys(chooser, SLIDER_STEPS, this.maps, () => this.focus.value.filter, choose, signal);
    this.block.element.addEventListener("click", (event) => {
      const index = this.block.indexAt(event);
      if (index !== null) choose(index);
    }, { signal });
    parts.sheet.canvas.addEventListener("click", (event) => {
      const cell = parts.sheet.cellAt(event);
      if (cell !== null) choose(cell.channel);
    }, { signal });
    pick(parts.map.canvas, parts.map.cellAt, {
      point: (cell) => {
        if (player.state.playing) return;
        this.peek = cell;
        this.draw();
      },
      choose: ({ row, column }) => {
        this.peek = null;
        player.pause();
        player.moveTo(row * this.columns + column);
      },
    }, signal);
  }

  choose(/** @type {number} */ filter) {
    this.focus.choose({ filter });
    this.showMap();
    this.draw();
  }

  /** Another map: its cells and the account of its mean. */
  showMap() {
    const { scene, palette, width } = this.viewContext;
    const { filter } = this.focus.value;
    const { scales } = scene.meta;
    const values = channelOf(scene.arrays.maps, filter);
    const decimals = decimalsFor(scales.maps.limit);
    this.shown = { filter, account: accountOfMean(scene.arrays.means.values[filter], values, decimals) };
    const { rows, columns, count } = this;
    this.parts.map.configure({ values, rows, columns, cell: this.parts.cell, scale: scales.maps, palette });
    this.parts.axes.update(width < STACKED_WIDTH ? null : { rows, columns });
    const size = format(this.text.size, { rows, columns });
    setText(this.parts.mapName, `${size}\u2003${format(this.text.map, { filter })}`);
    showAccount(this.parts, scene, palette, values, { ...this.shown, decimals });
    if (this.maps > 1) this.parts.sheet.draw(null, filter);
    this.block.draw(filter, { from: 0, count: this.maps }, (index) => index);
    const { account } = this.shown;
    const mean = formatNumber(account.mean, decimals, scene.arrays.means.values[filter]);
    const sum = formatNumber(account.sum, decimals, account.exact);
    const words = format(this.text.status, { filter, mean, sum, count });
    setAttributes(this.parts.means, { "aria-valuenow": filter, "aria-valuetext": words });
    setText(this.parts.status, words);
    const beside = width >= STACKED_WIDTH && this.parts.grid !== null;
    const whole = this.parts.map.boxOf({ row: 0, column: 0, height: rows, width: columns });
    this.parts.links.project(beside ? shifted(whole, boxWithin(this.parts.map.canvas, this.parts.picture)) : null,
      beside && this.parts.grid ? boxWithin(this.parts.grid.cells, this.parts.picture) : null);
  }

  update() {
    this.focus.hear({ filter: this.viewContext.scene.meta.filter });
  }

  paint() {
    const { scene, palette, width } = this.viewContext;
    layOutMaps(this.parts, scene, palette, width);
    this.block.configure({ values: scene.arrays.means.values, scale: scene.meta.scales.means, palette, width });
    this.showMap();
    this.draw();
  }

  draw() {
    const { palette, scene } = this.viewContext;
    const { count } = this;
    const done = this.player.computed();
    const decimals = decimalsFor(scene.meta.scales.maps.limit);
    const cell = this.peek ?? { row: this.player.row(), column: this.player.column() };
    this.parts.map.draw({
      windows: [boxOfCell(this.peek ?? this.player.place())],
      marks: (context, boxOf) => paintUncounted(context, boxOf, done, this.rows, this.columns, palette),
    });
    const { account } = this.shown;
    const sum = account.cells.slice(0, done).reduce((total, part) => total + part, 0);
    const exact = done === count ? account.exact : 1;
    setText(this.parts.sumName, format(done === count ? this.text.sum : this.text.sum_so_far, { count, done }));
    setText(this.parts.sum, formatNumber(Math.round(sum * 10 ** decimals) / 10 ** decimals, decimals, exact));
    setAttributes(this.parts.sum, { "data-part": done === count && "sum" });
    this.parts.rest.classList.toggle("resting", done < this.count);
    this.parts.grid?.mark(done, cell.row * this.columns + cell.column);
    this.transport.update();
  }
}

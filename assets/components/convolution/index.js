/**
 * The kernel of a convolution slides over its input: window × kernel = products, sum + bias = one
 * cell of the output. With many input maps, one of them is opened.
 *
 * Numbers on the page are marked by `data-part`, in this and the other stages:
 * `product` (one an input of the opened channel), `partial` (the opened channel's sum; many channels
 * only), `channel` (each channel's sum, with `data-channel`, in the list that opens on demand), `sum`
 * (all channels), `bias`, `total` (before activation, rounded), `keras` (the same with 6 decimals) and
 * `activation` (what the next stage made of it). `share` stands in the place of `product` while one
 * pixel is followed. As shown: product + … = partial (or sum), channel + … = sum, sum + bias = total.
 */

import { rememberChoice } from "../common/choice.js";
import { setText } from "../common/dom.js";
import { claim, hasModifier } from "../common/keys.js";
import { clamp, format } from "../common/numbers.js";
import { largest } from "../common/palette.js";
import { channelOf } from "../common/payload.js";
import { createStrip } from "../common/strip.js";
import { boxOfCell, createSweep, nearestStop, windowAt, windowsAt } from "../common/sweep.js";
import { onPlayerKeys } from "../common/transport.js";
import { accountFor, createChannelSums, showAccount } from "./account.js";
import { drawLinks, layOutConvolution, measureConvolution } from "./layout.js";
import { convolutionParts } from "./parts.js";
import { createPixelFocus, showSpread, spreadOf } from "./spread.js";
import { bringTile, channelOrder } from "./tiles.js";
import { Flow } from "./waterfall.js";

/** @import { Arrays, Meta } from "./scene.js" */

/** Milliseconds without a key before Python is told which map is open. */
const KEY_PAUSE = 300;

/** @param {ViewContext<Meta, Arrays>} viewContext @returns {View} */
export default function createConvolution(viewContext) {
  return new ConvolutionView(viewContext);
}

class ConvolutionView {
  /** @param {ViewContext<Meta, Arrays>} viewContext */
  constructor(viewContext) {
    this.viewContext = viewContext;
    const { signal } = viewContext;
    this.host = viewContext.host;
    const { meta, arrays } = viewContext.scene;
    this.text = meta.text.convolution;
    const [rows, columns, channels] = arrays.input.shape;
    this.rows = rows;
    this.columns = columns;
    this.channels = channels;
    const [outputRows, outputColumns] = arrays.output.shape;
    this.outputRows = outputRows;
    this.outputColumns = outputColumns;
    this.many = this.channels > 1;
    this.chosen = {
      channel: /** @type {number | null} */ (meta.channel),
      sort: /** @type {"size" | "index"} */ ("size"),
      tilesSorted: false,
      tilesOfSums: false,
    };
    this.flow = this.many ? new Flow(this.text, {
      open: (channel) => { this.open(channel); bringTile(this.parts, channel); },
      sort: (order) => { this.chosen.sort = order; this.draw(); },
      changed: () => this.draw(),
    }, signal) : null;
    this.parts = convolutionParts(viewContext, this.channels, this.flow);
    this.sweep = createSweep(viewContext,
      { rows: this.outputRows, columns: this.outputColumns, draw: () => this.draw() });
    this.player = this.sweep.player;
    this.stopAt = (/** @type {Cell} */ cell) => nearestStop(cell, viewContext.scene.meta, this.outputRows,
      this.outputColumns);
    this.pixel = this.followPixel();
    this.strip = createStrip(viewContext, () => this.sweep.here());
    this.host.append(this.parts.picture, this.sweep.transport.element, this.parts.status);
    if (this.flow) this.host.append(this.flow.element);
    this.host.append(this.strip.element);
    this.sums = createChannelSums(viewContext.scene);
    this.channelMaps = /** @type {Float32Array[]} */ ([]);
    this.size = /** @type {ReturnType<typeof layOutConvolution> | null} */ (null);
    this.account = /** @type {ReturnType<typeof accountFor> | null} */ (null);
    this.shown = "";
    this.tiled = "";
    this.openedMap = -1;
    this.position = this.player.state.position;
    this.telling = 0;
    this.told = rememberChoice({ channel: meta.channel });
    this.listen(signal);
    this.listenToTiles(signal);
    signal.addEventListener("abort", () => clearTimeout(this.telling));
  }

  /** Pointing at a pixel of the input, and the window's way there. */
  followPixel() {
    return createPixelFocus({
      rows: this.rows,
      columns: this.columns,
      changed: () => this.draw(),
      take: (cell) => {
        const stop = this.stopAt(cell);
        this.player.pause();
        this.player.moveTo(stop.row * this.outputColumns + stop.column);
      },
      centre: () => {
        const window = windowAt(this.sweep.cell(), this.viewContext.scene.meta);
        const middle = (/** @type {number} */ first, /** @type {number} */ count) =>
          clamp(first + Math.floor(this.viewContext.scene.meta.window / 2), 0, count - 1);
        return { row: middle(window.row, this.rows), column: middle(window.column, this.columns) };
      },
    });
  }

  /** @param {AbortSignal} signal */
  listen(signal) {
    this.parts.picture.addEventListener("keydown", (event) => {
      const onButton = /** @type {Element} */ (event.target).closest("button, summary") !== null;
      if (this.sweep.asked() || (onButton && event.key === "Enter") || !this.pixel.press(event)) return;
      claim(event);
    }, { signal });
    onPlayerKeys(this.host, this.player, signal);
    this.parts.output.canvas.addEventListener("click", this.pixel.release, { signal });
    this.sweep.follow(this.parts.output);
    this.pixel.follow(this.parts.input, () => this.player.state.playing || this.sweep.asked(), signal);
    this.parts.written.addEventListener("toggle", () => {
      this.parts.places = null;
      this.draw();
    }, { signal });
    this.parts.follow.addEventListener("click", () => {
      this.player.pause();
      this.pixel.toggle();
    }, { signal });
  }

  /** @param {AbortSignal} signal */
  listenToTiles(signal) {
    const { tiles, chips } = this.parts;
    if (!tiles || !chips) return;
    tiles.canvas.addEventListener("click", (event) => {
      const channel = tiles.channelAt(event);
      if (channel !== null) this.open(channel);
    }, { signal });
    this.parts.frame?.addEventListener("keydown", (event) => {
      const channel = this.account === null ? null : tiles.neighbour(this.account.channel, event.key);
      if (channel === null || hasModifier(event)) return;
      claim(event);
      this.open(channel, KEY_PAUSE);
      bringTile(this.parts, channel);
    }, { signal });
    chips.sorted.addEventListener("click", () => { this.chosen.tilesSorted = !this.chosen.tilesSorted; this.draw(); },
      { signal });
    chips.sums.addEventListener("click", () => { this.chosen.tilesOfSums = !this.chosen.tilesOfSums; this.draw(); },
      { signal });
  }

  /** @param {number} channel @param {number} [pause] milliseconds until Python is told; keys repeat */
  open(channel, pause = 0) {
    this.chosen.channel = channel;
    this.shown = "";
    this.draw();
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      if (this.told.reported({ channel })) this.viewContext.send({ ...this.sweep.here(), channel });
    }, pause);
  }

  update() {
    const { scene } = this.viewContext;
    this.channelMaps = this.many
      ? Array.from({ length: this.channels }, (_, channel) => channelOf(scene.arrays.input, channel)) : [];
    this.sums = createChannelSums(scene);
    this.account = null;
    const { channel } = scene.meta;
    if (channel !== null && this.told.received({ channel })) this.chosen.channel = channel;
    this.sweep.adopt();
  }

  paint() {
    this.size = layOutConvolution(this.parts, this.viewContext, this.channels);
    const { palette, width } = this.viewContext;
    this.flow?.configure(palette, width, 128, getComputedStyle(this.host).fontFamily);
    this.strip.paint();
    this.shown = "";
    this.tiled = "";
    this.openedMap = -1;
    this.draw();
  }

  /** The frame: windows always; numbers only when they can be read. */
  draw() {
    if (this.size === null) return;
    if (this.player.state.playing || this.player.state.position !== this.position) this.pixel.release();
    this.position = this.player.state.position;
    const followed = this.pixel.cell();
    const { meta: current } = this.viewContext.scene;
    const stop = boxOfCell(this.sweep.place());
    const window = windowsAt(stop, current);
    this.sweep.transport.update();
    const rushing = this.sweep.rushing();
    this.parts.calculation.classList.toggle("resting", rushing);
    this.flow?.element.classList.toggle("resting", rushing);
    this.parts.links.element.style.display = rushing || followed !== null ? "none" : "";
    if (!rushing) this.explain(followed);
    this.drawTiles(window, stop, rushing);
    this.drawMaps(followed, window, stop);
    if (rushing || followed !== null || this.account === null) return;
    this.parts.places ??= measureConvolution(this.parts, this.size.arrangement);
    drawLinks(this.parts, window, stop, this.account.channel);
  }

  /** The numbers of the cell in focus, or of the pixel that is followed. */
  explain(/** @type {Cell | null} */ followed) {
    const { scene } = this.viewContext;
    const { playing, speed } = this.player.state;
    const cell = this.sweep.cell();
    const old = this.account;
    if (this.account === null || this.shown === "" || this.account.cell.row !== cell.row ||
        this.account.cell.column !== cell.column) {
      this.account = accountFor(scene, cell, this.sums.at(cell), this.chosen.channel);
    }
    this.showOpened(this.account.channel);
    this.flow?.show(this.account, this.chosen.sort, scene.meta.bias);
    const name = followed ? `pixel ${followed.row} ${followed.column} ${this.pixel.isPinned()}`
      : `cell ${cell.row} ${cell.column}`;
    if (name === this.shown && this.account === old) return;
    this.shown = name;
    this.parts.calculation.dataset.mode = followed ? "spread" : "sum";
    this.parts.follow.setAttribute("aria-pressed", String(this.pixel.isPinned()));
    if (followed) {
      showSpread(this.parts, this.viewContext, spreadOf(scene, followed, this.account.channel), this.pixel.isPinned());
      return;
    }
    showAccount(this.parts, this.viewContext, this.account);
    if (playing && speed === "slow") this.parts.grids[2].light();
    if (playing || this.sweep.asked()) return;
    const [sum, bias, value] = this.parts.ledger.words();
    setText(this.parts.status, format(this.text.status, { ...cell, sum, bias, value }));
  }

  /** The opened channel's own map, painted when it changes. */
  showOpened(/** @type {number} */ channel) {
    if (!this.many || channel === this.openedMap || this.size === null) return;
    this.openedMap = channel;
    this.parts.input.configure({
      values: this.channelMaps[channel], rows: this.rows, columns: this.columns,
      scale: this.viewContext.scene.meta.scales.input, palette: this.viewContext.palette,
      cell: this.size.cell, ring: this.size.ring, reached: this.size.reached,
    });
    this.parts.input.canvas.setAttribute("aria-label",
      format(this.text.opened_picture, { channel, rows: this.rows, columns: this.columns }));
  }

  drawMaps(/** @type {Cell | null} */ followed, /** @type {CellBox} */ window, /** @type {CellBox} */ stop) {
    const computed = this.sweep.computed();
    const band = this.sweep.band();
    if (followed === null) {
      const hover = band && windowsAt(band, this.viewContext.scene.meta);
      if (!this.many || this.openedMap >= 0) this.parts.input.draw({ windows: [window], hover });
      const peek = computed > 0 && !this.sweep.asked() ? boxOfCell(this.sweep.cell()) : null;
      this.parts.output.draw({ computed, peek, windows: [stop], hover: band });
      return;
    }
    const { box } = spreadOf(this.viewContext.scene, followed, this.account?.channel ?? 0);
    this.parts.input.draw({ windows: [boxOfCell(followed)] });
    this.parts.output.draw({ computed, peek: box, windows: box ? [box] : [] });
  }

  /** The tiles stand still while it plays and while cells are pointed at: sorted by the cell that was chosen. */
  drawTiles(/** @type {CellBox} */ window, /** @type {CellBox} */ stop, /** @type {boolean} */ rushing) {
    const { tiles, chips } = this.parts;
    if (!tiles || !chips || this.size === null || this.account === null) return;
    const { scene, palette } = this.viewContext;
    const rest = { row: this.player.row(), column: this.player.column() };
    const sortedBy = this.chosen.tilesSorted ? `${rest.row} ${rest.column}` : "";
    const name = `${this.chosen.tilesOfSums} ${sortedBy}`;
    if (this.tiled === "" || (name !== this.tiled && !this.player.state.playing)) {
      this.tiled = name;
      const maps = this.chosen.tilesOfSums ? this.channelMaps.map((_, channel) => this.sums.mapOf(channel))
        : this.channelMaps;
      const limit = Math.max(...maps.map(largest), 1e-9);
      const scale = this.chosen.tilesOfSums ? { kind: /** @type {const} */ ("diverging"), limit }
        : scene.meta.scales.input;
      const [mapRows, mapColumns] = this.chosen.tilesOfSums ? [this.outputRows, this.outputColumns]
        : [this.rows, this.columns];
      tiles.configure({
        maps, rows: mapRows, columns: mapColumns, scale, palette, perRow: this.size.perRow, pitch: this.size.pitch,
        order: channelOrder(this.sums.at(rest), this.chosen.tilesSorted ? "size" : "index"),
      });
      tiles.canvas.setAttribute("aria-label", format(this.text.tiles_picture, { count: this.channels }));
      this.parts.inputLegend.update(palette, scale);
      chips.sorted.setAttribute("aria-pressed", String(this.chosen.tilesSorted));
      chips.sums.setAttribute("aria-pressed", String(this.chosen.tilesOfSums));
    }
    tiles.draw(this.chosen.tilesOfSums ? stop : window, rushing ? null : this.account.sums, this.account.longest,
      this.account.channel);
  }
}

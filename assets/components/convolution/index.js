/**
 * A convolution: its kernel slides over the input; window × kernel = products, sum + bias = one cell of the output.
 * With several input maps, one of them is open.
 *
 * Parts for tests, as `data-part`, in this and the other stages: `product` (one per input of the open channel),
 * `partial` (the open channel's sum; only with several channels), `channel` (each channel's sum, with `data-channel`,
 * in a list that opens on demand), `sum` (all channels), `bias`, `total` (before activation, rounded), `keras` (the
 * same with 6 decimals) and `activation` (the output of the next stage). `share` replaces `product` while one pixel is
 * followed. The shown numbers add up: product + … = partial (or sum), channel + … = sum, sum + bias = total.
 */

import { rememberChoice } from "../common/choice.js";
import { setText } from "../common/dom.js";
import { claim, onKeys } from "../common/keys.js";
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
import { channelOrder, scrollToTile } from "./tiles.js";
import { createFlow } from "./waterfall.js";

/** @import { AccountFor } from "./account.js" */
/** @import { Context } from "scenes/convolution" */

/** Milliseconds without a key before the open map is sent to Python. */
const KEY_PAUSE = 300;

/** @param {Context} viewContext @returns {View} */
export default function createConvolution(viewContext) {
  const { host, signal } = viewContext;
  const { meta, arrays } = viewContext.scene;
  const text = meta.text.convolution;
  const [rows, columns, channels] = arrays.input.shape;
  const [outputRows, outputColumns] = arrays.output.shape;
  const many = channels > 1;
  const chosen = { channel: /** @type {number | null} */ (meta.channel), sort: /** @type {"size" | "index"} */ ("size"),
    tilesSorted: false, tilesOfSums: false };
  const flow = many ? createFlow(text, {
    open: (channel) => { open(channel); scrollToTile(parts, channel); },
    sort: (order) => { chosen.sort = order; draw(); },
    changed: () => draw(),
  }, signal) : null;
  const parts = convolutionParts(viewContext, channels, flow);
  const sweep = createSweep(viewContext, { rows: outputRows, columns: outputColumns, draw: () => draw() });
  const { player } = sweep;
  const stopAt = (/** @type {Cell} */ cell) => nearestStop(cell, viewContext.scene.meta, outputRows, outputColumns);
  const pixel = followPixel();
  const strip = createStrip(viewContext, () => sweep.here());
  host.append(parts.picture, sweep.transport.element, parts.status);
  host.append(...(flow ? [flow.element] : []), strip.element);
  let sums = createChannelSums(viewContext.scene);
  let channelMaps = /** @type {Float32Array[]} */ ([]);
  let size = /** @type {ReturnType<typeof layOutConvolution> | null} */ (null);
  let account = /** @type {AccountFor | null} */ (null);
  let shown = "";
  let tiled = "";
  let openedMap = -1;
  let position = player.state.position;
  let reporting = 0;
  const known = rememberChoice({ channel: meta.channel });
  onPicture();
  onTiles();
  signal.addEventListener("abort", () => clearTimeout(reporting));

  /** Follows the input pixel below the pointer, and moves the window to a clicked pixel. */
  function followPixel() {
    return createPixelFocus({
      rows,
      columns,
      changed: () => draw(),
      take: (cell) => {
        const stop = stopAt(cell);
        player.goTo(stop.row * outputColumns + stop.column);
      },
      centre: () => {
        const window = windowAt(sweep.cell(), viewContext.scene.meta);
        const middle = (/** @type {number} */ first, /** @type {number} */ count) =>
          clamp(first + Math.floor(viewContext.scene.meta.window / 2), 0, count - 1);
        return { row: middle(window.row, rows), column: middle(window.column, columns) };
      },
    });
  }

  function onPicture() {
    parts.picture.addEventListener("keydown", (event) => {
      const onButton = /** @type {Element} */ (event.target).closest("button, summary") !== null;
      if (sweep.asked() || (onButton && event.key === "Enter") || !pixel.press(event)) return;
      claim(event);
    }, { signal });
    onPlayerKeys(host, player, signal);
    parts.output.canvas.addEventListener("click", pixel.release, { signal });
    sweep.follow(parts.output);
    pixel.follow(parts.input, () => player.state.playing || sweep.asked(), signal);
    parts.written.addEventListener("toggle", () => {
      parts.places = null;
      draw();
    }, { signal });
    parts.follow.addEventListener("click", () => {
      player.pause();
      pixel.toggle();
    }, { signal });
  }

  function onTiles() {
    const { tiles, chips } = parts;
    if (!tiles || !chips) return;
    tiles.canvas.addEventListener("click", (event) => {
      const channel = tiles.channelAt(event);
      if (channel !== null) open(channel);
    }, { signal });
    if (parts.frame) onKeys(parts.frame, (key) => {
      const channel = account === null ? null : tiles.neighbour(account.channel, key);
      return channel === null ? undefined : () => {
        open(channel, KEY_PAUSE);
        scrollToTile(parts, channel);
      };
    }, signal);
    chips.sorted.addEventListener("click", () => { chosen.tilesSorted = !chosen.tilesSorted; draw(); }, { signal });
    chips.sums.addEventListener("click", () => { chosen.tilesOfSums = !chosen.tilesOfSums; draw(); }, { signal });
  }

  /** @param {number} channel @param {number} [pause] milliseconds before it is sent to Python, since keys repeat */
  function open(channel, pause = 0) {
    chosen.channel = channel;
    shown = "";
    draw();
    clearTimeout(reporting);
    reporting = setTimeout(() => {
      if (known.reported({ channel })) viewContext.send({ ...sweep.here(), channel });
    }, pause);
  }

  function update() {
    const { scene } = viewContext;
    channelMaps = many ? Array.from({ length: channels }, (_, channel) => channelOf(scene.arrays.input, channel)) : [];
    sums = createChannelSums(scene);
    account = null;
    const { channel } = scene.meta;
    if (channel !== null && known.received({ channel })) chosen.channel = channel;
    sweep.adopt();
  }

  function paint() {
    size = layOutConvolution(parts, viewContext, channels);
    const { palette, width } = viewContext;
    flow?.configure(palette, width, 128, getComputedStyle(host).fontFamily);
    strip.paint();
    shown = "";
    tiled = "";
    openedMap = -1;
    draw();
  }

  /** Draws a frame: the windows always, the numbers only when the window is slow enough to read them. */
  function draw() {
    if (size === null) return;
    if (player.state.playing || player.state.position !== position) pixel.release();
    position = player.state.position;
    const followed = pixel.cell();
    const { meta: current } = viewContext.scene;
    const stop = boxOfCell(sweep.place());
    const window = windowsAt(stop, current);
    sweep.transport.update();
    const rushing = sweep.rushing();
    parts.calculation.classList.toggle("resting", rushing);
    flow?.element.classList.toggle("resting", rushing);
    parts.links.element.style.display = rushing || followed !== null ? "none" : "";
    if (!rushing) explain(followed);
    drawTiles(window, stop, rushing);
    drawMaps(followed, window, stop);
    if (rushing || followed !== null || account === null) return;
    parts.places ??= measureConvolution(parts, size.arrangement);
    drawLinks(parts, window, stop, account.channel);
  }

  /** Shows the numbers of the cell in focus, or of the followed pixel. */
  function explain(/** @type {Cell | null} */ followed) {
    const { scene } = viewContext;
    const { playing, speed } = player.state;
    const cell = sweep.cell();
    const old = account;
    if (account === null || shown === "" || account.cell.row !== cell.row || account.cell.column !== cell.column) {
      account = accountFor(scene, cell, sums.at(cell), chosen.channel);
    }
    showOpened(account.channel);
    flow?.show(account, chosen.sort, scene.meta.bias);
    const name = followed ? `pixel ${followed.row} ${followed.column} ${pixel.isPinned()}`
      : `cell ${cell.row} ${cell.column}`;
    if (name === shown && account === old) return;
    shown = name;
    parts.calculation.dataset.mode = followed ? "spread" : "sum";
    parts.follow.setAttribute("aria-pressed", String(pixel.isPinned()));
    if (followed) {
      showSpread(parts, viewContext, spreadOf(scene, followed, account.channel), pixel.isPinned());
      return;
    }
    showAccount(parts, viewContext, account);
    if (playing && speed === "slow") parts.grids[2].light();
    if (playing || sweep.asked()) return;
    const [sum, bias, value] = parts.ledger.words();
    setText(parts.status, format(text.status, { ...cell, sum, bias, value }));
  }

  /** Paints the open channel's map if the channel has changed. */
  function showOpened(/** @type {number} */ channel) {
    if (!many || channel === openedMap || size === null) return;
    openedMap = channel;
    parts.input.configure({ values: channelMaps[channel], rows, columns, scale: viewContext.scene.meta.scales.input,
      palette: viewContext.palette, cell: size.cell, ring: size.ring, reached: size.reached });
    parts.input.canvas.setAttribute("aria-label", format(text.opened_picture, { channel, rows, columns }));
  }

  function drawMaps(/** @type {Cell | null} */ followed, /** @type {CellBox} */ window, /** @type {CellBox} */ stop) {
    const computed = sweep.computed();
    const band = sweep.band();
    if (followed === null) {
      const hover = band && windowsAt(band, viewContext.scene.meta);
      if (!many || openedMap >= 0) parts.input.draw({ windows: [window], hover });
      const peek = computed > 0 && !sweep.asked() ? boxOfCell(sweep.cell()) : null;
      parts.output.draw({ computed, peek, windows: [stop], hover: band });
      return;
    }
    const { box } = spreadOf(viewContext.scene, followed, account?.channel ?? 0);
    parts.input.draw({ windows: [boxOfCell(followed)] });
    parts.output.draw({ computed, peek: box, windows: box ? [box] : [] });
  }

  /** Draws the tiles. Their order depends on the chosen cell, so it stays the same while playing or pointing. */
  function drawTiles(/** @type {CellBox} */ window, /** @type {CellBox} */ stop, /** @type {boolean} */ rushing) {
    const { tiles, chips } = parts;
    if (!tiles || !chips || size === null || account === null) return;
    const { scene, palette } = viewContext;
    const rest = { row: player.row(), column: player.column() };
    const sortedBy = chosen.tilesSorted ? `${rest.row} ${rest.column}` : "";
    const name = `${chosen.tilesOfSums} ${sortedBy}`;
    if (tiled === "" || (name !== tiled && !player.state.playing)) {
      tiled = name;
      const maps = chosen.tilesOfSums ? channelMaps.map((_, channel) => sums.mapOf(channel)) : channelMaps;
      const limit = Math.max(...maps.map(largest), 1e-9);
      const scale = chosen.tilesOfSums ? { kind: /** @type {const} */ ("diverging"), limit } : scene.meta.scales.input;
      const [mapRows, mapColumns] = chosen.tilesOfSums ? [outputRows, outputColumns] : [rows, columns];
      tiles.configure({ maps, rows: mapRows, columns: mapColumns, scale, palette, perRow: size.perRow,
        pitch: size.pitch, order: channelOrder(sums.at(rest), chosen.tilesSorted ? "size" : "index") });
      tiles.canvas.setAttribute("aria-label", format(text.tiles_picture, { count: channels }));
      parts.inputLegend.update(palette, scale);
      chips.sorted.setAttribute("aria-pressed", String(chosen.tilesSorted));
      chips.sums.setAttribute("aria-pressed", String(chosen.tilesOfSums));
    }
    tiles.draw(chosen.tilesOfSums ? stop : window, rushing ? null : account.sums, account.longest, account.channel);
  }
  return { update, paint };
}

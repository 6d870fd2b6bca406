/**
 * A layer's maps, large enough to point at single cells, and the value of a cell exactly as Keras returned it.
 *
 * Parts for tests: `data-part="total"` is the value read, with its map, row and column beside it.
 */

import { build, prefersReducedMotion, setText } from "../common/dom.js";
import { pick } from "../common/frames.js";
import { MAP_MARGIN } from "../common/heatmap.js";
import { onKeys } from "../common/keys.js";
import { createLegend } from "../common/legend.js";
import { MAP_CAPTION, createMapSheet } from "../common/mapsheet.js";
import { clamp, format, formatNumber } from "../common/numbers.js";
import { largest } from "../common/palette.js";
import { channelOf } from "../common/payload.js";
import { STRIP_LOOK, orderOfMaps, showStripScale, stripOrder, watchStripLook } from "../common/striplook.js";

/** @import { Address } from "../common/mapsheet.js" */
/** @import { Context } from "scenes/enlarged" */

/** Least width of a map with a caption, in CSS pixels, so that captions do not overlap. */
const ENLARGED_CAPTION = 24;
const ENLARGED_DECIMALS = 6;

/** @param {Context} viewContext @returns {View} */
export default function createEnlarged(viewContext) {
  const { host, signal } = viewContext;
  const { enlarged: text } = viewContext.scene.meta.text;
  const parts = enlargedParts(viewContext);
  const { root, sheet, place, value, open, close, frame } = parts;
  host.append(root);
  // `held` is the chosen cell, `pointed` the one below the pointer; `channel` is an index into the sent maps.
  let [held, pointed] = [/** @type {Address | null} */ (null), /** @type {Address | null} */ (null)];
  let order = /** @type {number[]} */ ([]);

  watchStripLook(() => paint(), signal);
  close.addEventListener("click", () => viewContext.send({ enlarged: false }), { signal });
  open.addEventListener("click", () => {
    if (held === null) return;
    viewContext.send({ filter: mapAt(held.channel), row: held.row, column: held.column });
  }, { signal });
  pick(sheet.canvas, sheet.cellAt, {
    point: (address) => { pointed = address; draw(); },
    choose: (address) => { held = address; draw(); },
  }, signal);
  onKeys(frame, (key) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[key];
    return step && (() => {
      const { shape } = viewContext.scene.arrays.maps;
      pointed = null;
      held = movedAddress(held ?? { row: 0, column: 0, channel: order[0] }, step, order, shape);
      draw();
    });
  }, signal);

  const mapAt = (/** @type {number} */ channel) => viewContext.scene.meta.indices[channel];

  function paint() {
    order = configureSheet(parts, viewContext);
    if (held !== null && held.channel >= order.length) held = null;
    draw();
    const behavior = prefersReducedMotion() ? "auto" : "smooth";
    if (STRIP_LOOK.enlargeAsked) root.scrollIntoView({ block: "start", behavior });
    STRIP_LOOK.enlargeAsked = false;
  }

  function draw() {
    const { meta, arrays: { maps } } = viewContext.scene;
    const cell = pointed ?? held;
    const chosen = meta.indices.indexOf(meta.filter);
    sheet.draw(cell, chosen < 0 ? null : chosen);
    open.hidden = held === null;
    if (held !== null) setText(open, format(text.open, { index: mapAt(held.channel) }));
    setText(place, cell === null ? text.nothing_read
      : format(text.reading, { index: mapAt(cell.channel), row: cell.row, column: cell.column }));
    const number = cell === null ? null
      : maps.values[(cell.row * maps.shape[1] + cell.column) * maps.shape[2] + cell.channel];
    setText(value, number === null ? "" : formatNumber(number, ENLARGED_DECIMALS));
  }
  return { update: () => {}, paint };
}

function enlargedParts(/** @type {Context} */ viewContext) {
  const { maps: common, enlarged: text } = viewContext.scene.meta.text;
  const sheet = createMapSheet();
  const legend = createLegend();
  const { root: reading, place, value } = build(["output.enlarged-reading", { "aria-live": "polite" },
    ["span", { ref: "place" }], ["strong.number.focus", { ref: "value", "data-part": "total" }]]);
  const refs = build(["section.enlarged", {},
    ["div.section-head", {}, ["h2", {}, text.title], ["span.muted", {}, text.hint]], legend.element,
    ["div.enlarged-bar", {},
      reading,
      ["span.enlarged-buttons", {},
        ["button.plain-button", { ref: "open", type: "button" }],
        ["button.plain-button", { ref: "close", type: "button" }, common.close]]],
    ["div.enlarged-maps", { ref: "frame", tabindex: 0, role: "group" }, sheet.canvas]]);
  return { ...refs, sheet, legend, place, value };
}

/** @returns {number[]} indices of the maps in the order shown */
function configureSheet(/** @type {ReturnType<typeof enlargedParts>} */ { sheet, legend, frame },
    /** @type {Context} */ viewContext) {
  const { scene: { meta, arrays: { maps } }, palette, width } = viewContext;
  const { maps: common, enlarged: text } = meta.text;
  const [rows, columns, count] = maps.shape;
  const limits = Array.from({ length: count }, (_, channel) => largest(channelOf(maps, channel)));
  const strengths = new Float32Array(meta.count);
  limits.forEach((limit, channel) => { strengths[meta.indices[channel]] = limit; });
  const captionOf = (/** @type {number} */ index, /** @type {number} */ channel) =>
    limits[channel] === 0 ? `${index}\t${text.all_zero}` : String(index);
  const order = orderOfMaps(meta.indices, strengths, stripOrder(width));
  const picture = format(text.picture, { count, rows, columns });
  for (const node of [frame, sheet.canvas]) node.setAttribute("aria-label", picture);
  showStripScale(legend, common, palette, meta.scale);
  sheet.configure({ values: maps.values, shape: maps.shape, scale: meta.scale, palette, order,
    scaleOf: STRIP_LOOK.own ? (channel) => ({ ...meta.scale, limit: limits[channel] }) : undefined,
    width: width - 2 * MAP_MARGIN, height: enlargedHeight(count, rows, columns, width),
    captions: meta.indices.map(captionOf), captionWidth: ENLARGED_CAPTION });
  return order;
}

/**
 * Moves by one cell; beyond the left or right edge of a map, to the map before or after it in the order shown.
 * @param {Address} from @param {number[]} step rows, columns @param {number[]} order channels in the order shown
 * @param {number[]} shape rows, columns, channels @returns {Address}
 */
export function movedAddress(from, step, order, [rows, columns]) {
  const row = from.row + step[0];
  const column = from.column + step[1];
  if (row < 0 || row >= rows) return from;
  if (column >= 0 && column < columns) return { ...from, row, column };
  const next = order.indexOf(from.channel) + step[1];
  if (next < 0 || next >= order.length) return from;
  return { row, column: column < 0 ? columns - 1 : 0, channel: order[next] };
}

/** The sheet's height for cells of 4 CSS pixels, or smaller ones so that three maps fit side by side. */
function enlargedHeight(/** @type {number} */ count, /** @type {number} */ rows, /** @type {number} */ columns,
    /** @type {number} */ width) {
  const wanted = clamp(4 * columns, 72, width / Math.min(count, 3) / 1.16);
  const perRow = Math.max(1, Math.floor(width / (wanted * 1.16) + 0.01));
  return Math.ceil(count / perRow) * ((wanted * rows) / columns + MAP_CAPTION + 10);
}

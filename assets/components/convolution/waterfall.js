import { build, context2d, element, fitCanvas, placeIn, setAttributes, setText } from "../common/dom.js";
import { paintFocus, paintHover } from "../common/frames.js";
import { clamp, format, formatRange, formatSigned, signClass } from "../common/numbers.js";
import { createSegments } from "../common/transport.js";
import { channelOrder } from "./tiles.js";

/** @import { AccountFor } from "./account.js" */

const FALL_LEFT = 44;
const FALL_RIGHT = 66;
const FALL_PAD = 10;

/**
 * @typedef {{palette: Palette, width: number, height: number, font: string, ratio: number, order: number[],
 *   pitch: number}} FallView
 */

/** A running sum as a waterfall chart: a bar per channel, then the bias; it ends at the output value. */
function createWaterfall() {
  const canvas = element("canvas", { class: "waterfall pickable", role: "img" });
  const context = context2d(canvas);
  /** @type {FallView} */
  let view;

  /** @param {Palette} palette @param {number} width CSS pixels @param {number} height @param {string} font */
  function configure(palette, width, height, font) {
    view = { palette, width, height, font, ratio: fitCanvas(canvas, width, height), order: [], pitch: 1 };
  }

  /**
   * @param {ArrayLike<number>} sums one per channel @param {number[]} order the channels from left to right
   * @param {number} bias the last step @param {{opened: number, hovered: number | null, value: string}} marks
   */
  function draw(sums, order, bias, marks) {
    const { palette, ratio, width, height } = view;
    const levels = [0];
    for (const channel of order) levels.push(levels[levels.length - 1] + sums[channel]);
    levels.push(levels[levels.length - 1] + bias);
    const [low, high] = [Math.min(...levels), Math.max(...levels)];
    const heightOf = (/** @type {number} */ level) =>
      FALL_PAD + (height - 2 * FALL_PAD) * (high > low ? (high - level) / (high - low) : 0.5);
    view.order = order;
    view.pitch = (width - FALL_LEFT - FALL_RIGHT) / (levels.length - 1);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawAxis(context, view, { heightOf, levels });
    const boxOf = (/** @type {number} */ step) => {
      const [a, b] = [heightOf(levels[step]), heightOf(levels[step + 1])];
      const gap = view.pitch > 3 ? 1 : 0;
      return new DOMRect(FALL_LEFT + step * view.pitch + gap / 2, Math.min(a, b), Math.max(view.pitch - gap, 1),
        Math.max(Math.abs(a - b), 1));
    };
    for (let step = 0; step < levels.length - 1; step += 1) {
      const change = levels[step + 1] - levels[step];
      const box = boxOf(step);
      context.fillStyle = step === order.length ? palette.muted : change < 0 ? palette.negative : palette.positive;
      context.fillRect(box.x, box.y, box.width, box.height);
    }
    const hovered = marks.hovered === null ? -1 : order.indexOf(marks.hovered);
    if (hovered >= 0) paintHover(context, boxOf(hovered), palette);
    paintFocus(context, boxOf(order.indexOf(marks.opened)), palette, false, 2);
    drawEnd(context, view, heightOf(levels[levels.length - 1]), marks.value);
  }

  /** @param {MouseEvent} event @returns {number | null} the channel of the bar at the pointer */
  function channelAt(event) {
    const x = placeIn(canvas, event).x - FALL_LEFT;
    return x < 0 ? null : view.order[Math.floor(x / view.pitch)] ?? null;
  }
  return { canvas, configure, draw, channelAt };
}

function drawAxis(/** @type {Context2D} */ context, /** @type {FallView} */ view,
    /** @type {{heightOf: (level: number) => number, levels: number[]}} */ { heightOf, levels }) {
  const { palette, width } = view;
  const [low, high] = [Math.min(...levels), Math.max(...levels)];
  Object.assign(context, { font: `12px ${view.font}`, textAlign: "right", textBaseline: "middle", lineWidth: 1 });
  for (const level of new Set([0, high, low])) {
    const y = Math.round(heightOf(level)) + 0.5;
    context.strokeStyle = level === 0 ? palette.muted : palette.hairline;
    context.beginPath();
    context.moveTo(FALL_LEFT, y);
    context.lineTo(width - FALL_RIGHT, y);
    context.stroke();
    context.fillStyle = palette.muted;
    if (level === 0 || Math.abs(y - heightOf(0)) > 14) context.fillText(formatRange(level), FALL_LEFT - 6, y);
  }
}

/** Draws the final level with the value. */
function drawEnd(/** @type {Context2D} */ context, /** @type {FallView} */ { palette, width, height, font },
    /** @type {number} */ y, /** @type {string} */ value) {
  const x = width - FALL_RIGHT;
  context.strokeStyle = palette.focus;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + 8, y);
  context.stroke();
  Object.assign(context, { fillStyle: palette.focus, font: `700 14px ${font}`, textAlign: "left" });
  context.fillText(value, x + 12, clamp(y, 8, height - 8));
}

/**
 * The waterfall with texts: the channel of a bar, the sums of positive and negative contributions, a list of numbers.
 * @param {Texts} text the table component.convolution
 * @param {{open: (channel: number) => void, sort: (order: "size" | "index") => void, changed: () => void}} answers
 * @param {AbortSignal} signal
 */
export function createFlow(text, answers, signal) {
  const fall = createWaterfall();
  setAttributes(fall.canvas, { "aria-label": `${text.waterfall}. ${text.waterfall_hint}` });
  const sorting = createSegments(
    text.sort,
    ["size", "index"].map((name) => ({ name, text: text[`sort_${name}`] })),
    (order) => answers.sort(/** @type {"size" | "index"} */ (order)),
    signal,
  );
  const { root: numbers, list } = build(
    ["details.flow-numbers", {}, ["summary", {}, text.numbers], ["div.flow-list", { ref: "list" }]]);
  const { root, reading, pushes, pulls, nothing } = build(["section.flow", {},
    ["div.section-head", {},
      ["h2", {}, text.waterfall], ["span.muted", { "data-terms": true }, text.waterfall_hint], sorting.element],
    fall.canvas, ["span.flow-reading", { ref: "reading" }],
    ["div.flow-totals", {},
      ["strong.positive", { ref: "pushes" }], ["strong.negative", { ref: "pulls" }],
      ["span.muted", { ref: "nothing" }]],
    numbers]);
  let hovered = /** @type {number | null} */ (null);
  let listed = "";
  /** The state drawn last; nothing is drawn while it is unchanged. @type {unknown[]} */
  let seen = [];
  const point = (/** @type {number | null} */ channel) => {
    if (channel === hovered) return;
    hovered = channel;
    answers.changed();
  };
  fall.canvas.addEventListener("pointermove", (event) => point(fall.channelAt(event)), { signal });
  fall.canvas.addEventListener("pointerleave", () => point(null), { signal });
  fall.canvas.addEventListener("click", (event) => {
    const channel = fall.channelAt(event);
    if (channel !== null) answers.open(channel);
  }, { signal });
  numbers.addEventListener("toggle", () => {
    listed = "";
    answers.changed();
  }, { signal });

  function show(/** @type {AccountFor} */ account, /** @type {"size" | "index"} */ order, /** @type {number} */ bias) {
    const { sums, shown, decimals } = account;
    const now = [account, order, hovered, numbers.open];
    if (now.every((value, index) => value === seen[index])) return;
    seen = now;
    const channels = channelOrder(sums, order);
    sorting.mark(order);
    fall.draw(sums, channels, bias,
      { opened: account.channel, hovered: hovered, value: formatSigned(shown.total, decimals, account.total) });
    const read = hovered ?? account.channel;
    setText(reading, format(text.running, { channel: read, sum: formatSigned(shown.sums[read], decimals, sums[read]),
      total: sumOf(channels.slice(0, channels.indexOf(read) + 1), account) }));
    const { up, down, rest } = totalsOf(account);
    setText(pushes, format(text.pushes, up));
    setText(pulls, format(text.pulls, down));
    setText(nothing, rest > 0 ? format(text.nothing, { count: rest }) : "");
    setAttributes(nothing, { "data-part": rest > 0 && "nothing" });
    const name = `${account.cell.row} ${account.cell.column} ${order} ${shown.total}`;
    if (numbers.open && name !== listed) {
      listed = name;
      list.replaceChildren(...channels.map((channel) => listedSum(channel, account)));
    }
  }

  /** @param {Palette} palette @param {number} width @param {number} height @param {string} font */
  function configure(palette, width, height, font) {
    seen = [];
    fall.configure(palette, width, height, font);
  }
  return { element: root, show, configure };
}

/** The sum of some channels' contributions as shown. @param {number[]} channels @param {AccountFor} account */
function sumOf(channels, { sums, shown, decimals }) {
  const added = (/** @type {ArrayLike<number>} */ all) => channels.reduce((sum, channel) => sum + all[channel], 0);
  return formatSigned(Number(added(shown.sums).toFixed(decimals)), decimals, added(sums));
}

/** Totals of the positive and negative contributions; together they equal the sum in the ledger. */
function totalsOf(/** @type {AccountFor} */ account) {
  const { sums } = account;
  const totalOf = (/** @type {number} */ sign) => {
    const chosen = Array.from(sums, (_, channel) => channel).filter((channel) => Math.sign(sums[channel]) === sign);
    return { count: chosen.length, sum: sumOf(chosen, account) };
  };
  const [up, down] = [totalOf(1), totalOf(-1)];
  return { up, down, rest: sums.length - up.count - down.count };
}

/** A channel and its contribution. @param {number} channel @param {AccountFor} account */
function listedSum(channel, { sums, shown, decimals }) {
  const names = { class: `number ${signClass(sums[channel])}`, "data-part": "channel", "data-channel": channel };
  return element("span", {}, element("span", { class: "muted" }, `${channel}`),
    element("span", names, formatSigned(shown.sums[channel], decimals, sums[channel])));
}

/** The layers as boxes in proportion to their shapes: side by side, or below each other on a phone. */

import { PHONE_WIDTH, context2d, element, setAttributes, svgElement } from "../common/dom.js";
import { clamp } from "../common/numbers.js";
import { CELL, drawArrow, drawMisfit, drawProjection, drawSolid, extentOfBox } from "./boxes.js";

/** @import { Solid } from "./boxes.js" */
/** @import { Box, Context } from "scenes/flow" */

const FLOW = { head: 46, tall: 176, gap: 24, line: 17, amber: 12, phoneRow: 16, phoneDrawing: 148 };

/** @param {Context} viewContext @returns {View} */
export default function createFlow(viewContext) {
  const picture = svgElement("svg", { role: "img", class: "flow" });
  const scroller = element("div", { class: "flow-scroller" }, picture);
  viewContext.host.append(scroller, element("p", { class: "muted flow-note" }, viewContext.scene.meta.text.note));
  const ruler = context2d(element("canvas"));

  /** @returns {number} width of the widest text in pixels */
  function widthOf(/** @type {string[]} */ words, /** @type {boolean} */ bold) {
    const { fontFamily } = getComputedStyle(viewContext.host);
    ruler.font = `${bold ? "700 14px" : "13px"} ${fontFamily}`;
    return Math.max(0, ...words.map((word) => ruler.measureText(word).width));
  }

  function paint() {
    const { scene: { meta }, width } = viewContext;
    const { boxes } = meta;
    const words = boxes.map((box) => Math.max(widthOf([box.title], true), widthOf([box.shape, ...box.notes], false)));
    const plan = width < PHONE_WIDTH ? arrangedDown(boxes, width) : arrangedAcross(boxes, words, width);
    setAttributes(picture, { "aria-label": meta.picture, width: plan.width, height: plan.height,
      viewBox: `0 0 ${plan.width} ${plan.height}` });
    scroller.classList.toggle("scrolls", plan.width > width);
    setAttributes(scroller, { tabindex: plan.width > width ? 0 : null });
    picture.replaceChildren(...plan.parts);
  }
  return { update() {}, paint };
}

/** @param {Box[]} boxes @returns {number} length of the longest vector */
function longestRow(boxes) {
  return Math.max(1, ...boxes.map((box) => box.length ?? 1));
}

/** @param {Box[]} boxes @param {number[]} words width of each box's widest text @param {number} available */
function arrangedAcross(boxes, words, available) {
  const longest = longestRow(boxes);
  const widths = (/** @type {number} */ cell) => boxes.map((box, place) => {
    const { width, dx } = extentOfBox(box, cell, longest);
    return Math.max(words[place], width + dx) + (box.misfit ? 2 * FLOW.amber : 0);
  });
  const total = (/** @type {number[]} */ columns) => columns.reduce((sum, width) => sum + width, 0) +
    (boxes.length - 1) * FLOW.gap;
  let cell = CELL.most;
  while (cell > CELL.least && total(widths(cell)) > available) cell -= 0.1;
  const columns = widths(cell);
  const gap = FLOW.gap + clamp((available - total(columns)) / Math.max(boxes.length - 1, 1), 0, 40);
  const extents = boxes.map((box) => extentOfBox(box, cell, longest));
  const tall = Math.max(...extents.map(({ height, dy }) => height + dy));
  const middle = FLOW.head + 8 + tall / 2;
  const foot = FLOW.head + tall + 32;
  const height = foot + Math.max(1, ...boxes.map((box) => box.notes.length)) * FLOW.line + 4;
  let left = 1;
  const solids = boxes.map((_, place) => {
    const { width, height: high, dx, dy } = extents[place];
    const solid = { x: left + (columns[place] - width - dx) / 2, y: middle - (high - dy) / 2, width, height: high,
      dx, dy };
    left += columns[place] + gap;
    return solid;
  });
  const parts = [];
  left = 1;
  for (const [place, box] of boxes.entries()) {
    const centre = left + columns[place] / 2;
    if (box.misfit) parts.push(amberGround(left - 4, 2, columns[place] + 8, height - 4));
    parts.push(words14(box.title, centre, 16, "middle", box.state),
      words13(box.shape, centre, 35, "middle", box.state));
    box.notes.forEach(
      (note, line) => parts.push(words13(note, centre, foot + line * FLOW.line, "middle", `note ${box.state}`)));
    parts.push(...drawBox(boxes, solids, place, false));
    left += columns[place] + gap;
  }
  return { parts: inDrawingOrder(parts), width: Math.max(available, left - gap + 4), height };
}

function arrangedDown(/** @type {Box[]} */ boxes, /** @type {number} */ available) {
  const longest = longestRow(boxes);
  let cell = 3;
  const extents = () => boxes.map((box) => turned(box, extentOfBox(box, cell, longest)));
  while (cell > CELL.least && extents().some(({ width, dx }) => width + dx > FLOW.phoneDrawing)) cell -= 0.1;
  const shapes = extents();
  let top = 4;
  const tops = /** @type {number[]} */ ([]);
  const solids = boxes.map((box, place) => {
    const { width, height, dx, dy } = shapes[place];
    tops.push(top);
    const tall = Math.max(height + dy, box.notes.length > 0 ? 58 : 40);
    const solid = { x: (FLOW.phoneDrawing - width - dx) / 2, y: top + (tall - height + dy) / 2, width, height, dx, dy };
    top += tall + FLOW.phoneRow + 8;
    return solid;
  });
  const parts = [];
  const beside = FLOW.phoneDrawing + 20;
  for (const [place, box] of boxes.entries()) {
    const next = tops[place + 1] ?? top;
    if (box.misfit) parts.push(amberGround(1, tops[place] - 8, available - 2, next - tops[place] - 2));
    parts.push(words14(box.title, beside, tops[place] + 14, "start", box.state),
      words13(box.shape, beside, tops[place] + 32, "start", box.state));
    parts.push(words13(box.notes.join(" · "), beside, tops[place] + 49, "start", `note ${box.state}`));
    parts.push(...drawBox(boxes, solids, place, true));
  }
  return { parts: inDrawingOrder(parts), width: available, height: top };
}

/** Turns a vector's box on its side, for layers below each other. */
function turned(/** @type {Box} */ box, /** @type {ReturnType<typeof extentOfBox>} */ extent) {
  if (box.size !== undefined || box.misfit) return extent;
  return { ...extent, width: Math.min(extent.height * 0.8, FLOW.phoneDrawing), height: 12 };
}

/** @param {Box[]} boxes @param {Solid[]} solids @param {number} place @param {boolean} downwards */
function drawBox(boxes, solids, place, downwards) {
  const [box, solid] = [boxes[place], solids[place]];
  const parts = [box.misfit ? drawMisfit(solid, box.misfit) : drawSolid(solid, box.state)];
  if (place === 0) return parts;
  const [before, from] = [boxes[place - 1], solids[place - 1]];
  if (box.window && before.state === "built" && (before.size ?? null) !== null) {
    return [...parts, drawProjection(from, solid, before, box, downwards)];
  }
  const ends = downwards
    ? [from.x + from.width / 2, from.y + from.height + 4, solid.x + (solid.width + solid.dx) / 2,
      solid.y - solid.dy - 3]
    : [from.x + from.width + from.dx + 4, from.y + (from.height - from.dy) / 2, solid.x - 4,
      solid.y + (solid.height - solid.dy) / 2];
  return [...parts, drawArrow(ends, box.state)];
}

/** Sorts into drawing order: backgrounds, boxes, then windows and arrows. */
function inDrawingOrder(/** @type {Element[]} */ parts) {
  const rank = (/** @type {Element} */ part) => (part.matches(".ground") ? 0 : part.matches(".window, .arrow") ? 2 : 1);
  return [...parts].sort((one, other) => rank(one) - rank(other));
}

/** @param {number} x @param {number} y @param {number} width @param {number} height */
function amberGround(x, y, width, height) {
  return svgElement("rect", { class: "ground", x, y, width, height, rx: 10 });
}

/** @param {string} words @param {number} x @param {number} y @param {string} anchor @param {string} state */
function words14(words, x, y, anchor, state) {
  const node = svgElement("text", { x, y, "text-anchor": anchor, class: `flow-title ${state}` });
  node.textContent = words;
  return node;
}

/** @param {string} words @param {number} x @param {number} y @param {string} anchor @param {string} state */
function words13(words, x, y, anchor, state) {
  const node = svgElement("text", { x, y, "text-anchor": anchor, class: `flow-words ${state}` });
  node.textContent = words;
  return node;
}

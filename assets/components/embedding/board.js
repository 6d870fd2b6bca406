/** The map of images as points, its marks, and a text about the point below the pointer. */

import { build, cleared, pixelRatio, setAttributes, setText } from "../common/dom.js";
import { clamp, format } from "../common/numbers.js";
import { placeOf } from "./nearest.js";
import { paintPoints, paintRing, paintWords } from "./plot.js";

/** @import { Looking } from "./plot.js" */
/** @import { Payload } from "scenes/embedding" */

/**
 * @typedef {{digit: number | null, marksMistakes: boolean, pointed: number | null, side: number}} Shown
 */

/** The text about an image. @param {Payload} scene @param {number} index */
export function wordsOf({ meta: { text }, arrays: { labels, answers } }, index) {
  const [label, answer] = [labels.values[index], answers.values[index]];
  return format(label === answer ? text.right : text.wrong, { index, label, answer });
}

/** @param {string} name accessible name with the keys */
export function createBoard(name) {
  const { root: frame, canvas, tip } = build(["div.plane-frame", { tabindex: 0, role: "group", "aria-label": name },
    ["canvas.plane", { ref: "canvas" }], ["div.tip.number", { ref: "tip", hidden: true }]]);
  let ground = /** @type {HTMLCanvasElement | null} */ (null);
  let painted = "";

  /** @param {Payload} scene @param {Shown} shown @param {Looking} looking @param {Palette} palette */
  function draw(scene, shown, looking, palette) {
    const { side } = shown;
    const look = { ...shown, palette, font: getComputedStyle(frame).fontFamily, ratio: pixelRatio(canvas) };
    const now = [shown.digit, shown.marksMistakes, side, palette.name, look.ratio, looking.zoom(),
      ...looking.toMap(0, 0)].join(" ");
    if (ground === null || painted !== now) ground = paintPoints(scene, looking, look);
    painted = now;
    const pen = cleared(canvas, side, side);
    pen.drawImage(ground, 0, 0, side, side);
    const { opened, own } = scene.meta;
    const placed = (/** @type {number} */ index) => looking.toScreen(...placeOf(scene.arrays.positions.values, index));
    if (shown.pointed !== null) paintRing(pen, placed(shown.pointed), 9, palette.muted, palette);
    if (opened !== null) paintRing(pen, placed(opened), 11, palette.text, palette);
    if (own !== null) {
      paintRing(pen, looking.toScreen(...own.place), 7, palette.focus, palette);
      paintWords(pen, looking.toScreen(...own.place), own.name, look);
    }
    setAttributes(canvas, { "data-zoom": looking.zoom() });
    frame.classList.toggle("close", !looking.isWhole());
    showTip(scene, shown, looking);
  }

  /** @param {Payload} scene @param {Shown} shown @param {Looking} looking */
  function showTip(scene, { pointed, side }, looking) {
    tip.hidden = pointed === null;
    if (pointed === null) return;
    setText(tip, wordsOf(scene, pointed));
    const [x, y] = looking.toScreen(...placeOf(scene.arrays.positions.values, pointed));
    tip.style.left = `${clamp(x - tip.offsetWidth / 2, 0, Math.max(0, side - tip.offsetWidth))}px`;
    tip.style.top = `${y > 56 ? y - 16 - tip.offsetHeight : y + 18}px`;
  }
  return { frame, canvas, draw, forget: () => { ground = null; } };
}

/** Sends the canvas's pixels and strokes to the components that follow the pen, in each frame in which it has moved. */

import { setReadable, tellFollowers } from "../common/pen.js";
import { createReader } from "./pixels.js";
import { createWays } from "./ways.js";

/** @import { Stroke } from "../common/strokes.js" */
/** @import { Context, Payload } from "scenes/canvas" */

/** Time for the library to show its canvas, before it counts as unreadable. */
const PATIENCE_MS = 5000;

/** After this time, a stroke counts as received, or lost; while the server computes, after `COMPUTING_MS`. */
const HEARING_MS = 5000;
const COMPUTING_MS = 30_000;

/** Matches while Streamlit shows that the server computes. */
const COMPUTING = "[data-testid=stApp][data-test-script-state=running]";

/**
 * @param {Context} viewContext @param {() => ShadowRoot | null} find the canvas, if it is there
 * @param {() => void} lifted called after a stroke, once the canvas has it
 * @returns `count`: the number of strokes; `keep`: keeps the first ones only; `hear`: takes over the server's strokes;
 *   `isHeard`: whether the server has the last stroke, or will never get it
 */
export function reportPen(viewContext, find, lifted) {
  const { signal } = viewContext;
  const ways = createWays(strokesOf(viewContext.scene));
  const read = createReader();
  /** Number of strokes last sent to the server, and the time. */
  let sent = 0;
  let sentAt = -Infinity;
  const patience = setTimeout(() => setReadable(read(find()) !== null), PATIENCE_MS);
  signal.addEventListener("abort", () => clearTimeout(patience));
  watchPen(find, {
    begin: (x, y) => ways.begin(x, y, viewContext.scene.meta.width),
    go: ways.go,
    frame: () => {
      const sheet = read(find());
      setReadable(sheet !== null);
      if (sheet !== null) tellFollowers({ ...sheet, strokes: ways.all() });
    },
    end: () => {
      ways.end(performance.now());
      sent = ways.count();
      sentAt = performance.now();
      tellFollowers(null);
      // The canvas handles the same event, and has the stroke right after it.
      setTimeout(lifted);
    },
  }, signal);
  return {
    count: ways.count,
    keep: (/** @type {number} */ count) => {
      ways.keep(count, performance.now());
      sent = Math.min(sent, count);
    },
    hear: () => ways.hear(strokesOf(viewContext.scene), performance.now()),
    isHeard: () => sent <= (viewContext.scene.meta.ways?.length ?? Infinity)
      || performance.now() - sentAt > (document.querySelector(COMPUTING) === null ? HEARING_MS : COMPUTING_MS),
  };
}

/** @param {Payload} scene @returns {Stroke[] | null} */
function strokesOf({ meta, arrays }) {
  if (meta.ways === null) return null;
  let start = 0;
  return meta.ways.map(({ count, width }) => {
    const points = Array.from(arrays.points.values.subarray(2 * start, 2 * (start + count)));
    start += count;
    return { points, width };
  });
}

/**
 * Follows the pen from its start on the canvas until it is lifted, even outside the canvas.
 * @param {() => ShadowRoot | null} find the canvas, if it is there @param {{begin: (x: number, y: number) => void, go:
 * (x: number, y: number) => void, frame: () => void, end: () => void}} answers with positions in pixels of the canvas;
 * `frame` is called once per animation frame in which the pen has moved @param {AbortSignal} signal
 */
function watchPen(find, answers, signal) {
  let drawing = false;
  let request = 0;
  const place = (/** @type {MouseEvent | TouchEvent} */ event, /** @type {(x: number, y: number) => void} */ use) => {
    const at = "touches" in event ? event.touches[0] : event;
    const surface = /** @type {HTMLCanvasElement | null | undefined} */ (find()?.querySelector("canvas.upper-canvas"));
    if (!surface || !at) return;
    const box = surface.getBoundingClientRect();
    use(((at.clientX - box.left) * surface.width) / box.width, ((at.clientY - box.top) * surface.height) / box.height);
    request ||= requestAnimationFrame(() => {
      request = 0;
      if (drawing) answers.frame();
    });
  };
  const begin = (/** @type {MouseEvent | TouchEvent} */ event) => {
    const canvas = find();
    if (drawing || canvas === null || !event.composedPath().includes(canvas)) return;
    drawing = "touches" in event || event.button === 0;
    if (drawing) place(event, answers.begin);
  };
  const go = (/** @type {MouseEvent | TouchEvent} */ event) => { if (drawing) place(event, answers.go); };
  const end = () => {
    const drew = drawing;
    drawing = false;
    if (drew) answers.end();
  };
  const heard = { signal, passive: true, capture: true };
  for (const type of /** @type {const} */ (["mousedown", "touchstart"])) document.addEventListener(type, begin, heard);
  for (const type of /** @type {const} */ (["mousemove", "touchmove"])) document.addEventListener(type, go, heard);
  for (const type of ["mouseup", "touchend", "touchcancel"]) document.addEventListener(type, end, heard);
  signal.addEventListener("abort", () => cancelAnimationFrame(request));
}

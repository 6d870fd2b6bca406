/** Tells whoever follows the pen what is on the canvas, in every frame in which it has moved. */

import { setReadable, tellFollowers } from "../common/pen.js";
import { createReader } from "./pixels.js";
import { createWays } from "./ways.js";

/** @import { Stroke } from "../common/strokes.js" */
/** @import { Context, Payload } from "scenes/canvas" */

/** How long the library may take to show its canvas, before it is said that it cannot be read. */
const PATIENCE_MS = 5000;

/** A stroke that is older than this was heard, or never will be; unless the server computes meanwhile. */
const HEARING_MS = 5000;
const COMPUTING_MS = 30_000;

/** Where Streamlit says whether the server computes. */
const COMPUTING = "[data-testid=stApp][data-test-script-state=running]";

/**
 * @param {Context} viewContext @param {() => ShadowRoot | null} find the canvas, if it is there
 * @param {() => void} lifted called after a stroke, once the canvas has taken it over
 * @returns what is to be told of the strokes: how many are left, or that the server has answered; and whether it has
 */
export function tellPen(viewContext, find, lifted) {
  const { signal } = viewContext;
  const ways = createWays(strokesOf(viewContext.scene));
  const read = createReader();
  /** How many strokes the server was told of last, and when. */
  let told = 0;
  let toldAt = -Infinity;
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
      told = ways.count();
      toldAt = performance.now();
      tellFollowers(null);
      // The canvas hears of the same event, and takes the stroke over right after it.
      setTimeout(lifted);
    },
  }, signal);
  return {
    count: ways.count,
    keep: (/** @type {number} */ count) => {
      ways.keep(count, performance.now());
      told = Math.min(told, count);
    },
    hear: () => ways.hear(strokesOf(viewContext.scene), performance.now()),
    isHeard: () => told <= (viewContext.scene.meta.ways?.length ?? Infinity)
      || performance.now() - toldAt > (document.querySelector(COMPUTING) === null ? HEARING_MS : COMPUTING_MS),
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
 * Follows the pen from where it is put down on the canvas until it is lifted, wherever that is.
 * @param {() => ShadowRoot | null} find the canvas, if it is there @param {{begin: (x: number, y: number) => void, go:
 * (x: number, y: number) => void, frame: () => void, end: () => void}} answers places in pixels of the canvas; `frame`,
 * in each frame before which the pen has moved @param {AbortSignal} signal
 */
function watchPen(find, answers, signal) {
  let drawing = false;
  let request = 0;
  const place = (/** @type {MouseEvent | TouchEvent} */ event, /** @type {(x: number, y: number) => void} */ told) => {
    const at = "touches" in event ? event.touches[0] : event;
    const surface = /** @type {HTMLCanvasElement | null | undefined} */ (find()?.querySelector("canvas.upper-canvas"));
    if (!surface || !at) return;
    const box = surface.getBoundingClientRect();
    told(((at.clientX - box.left) * surface.width) / box.width, ((at.clientY - box.top) * surface.height) / box.height);
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

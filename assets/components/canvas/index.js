/**
 * Additions to the canvas of `streamlit-drawable-canvas`; see `explainer.ui.components.canvas`.
 * It is mounted before the canvas, in the same container.
 *
 * - The library's toolbar is in English and hidden. Two buttons of this component press its buttons.
 * - The canvas gets an accessible name.
 * - Each stroke is sent at once, and a click on a link waits until the server has it; otherwise it would be lost.
 * - After a switch between pen and eraser, drawing is blocked until the canvas has switched.
 * - While the pen is down, components that follow it get the canvas's pixels in each frame.
 */

import { element, icon } from "../common/dom.js";
import { blockPen } from "./choosing.js";
import { keepOneEntry } from "./history.js";
import { holdLinks } from "./links.js";
import { reportPen } from "./pen.js";

/** @import { Context } from "scenes/canvas" */

const TOOLBAR = ".dc-toolbar";
/** Selectors of the toolbar's buttons, which work although they are hidden. */
const SUBMIT = `${TOOLBAR} [title^="Update"]`;
const UNDO = `${TOOLBAR} [title="Undo"]`;
const RESET = `${TOOLBAR} [title^="Reset"]`;

const ARROW_BACK = "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-2";
const BIN = "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13";

/** @param {Context} viewContext @returns {View} */
export default function createCanvas(viewContext) {
  const { host, scene, send, signal } = viewContext;
  const own = rootOf(host);
  const frame = own.host.closest(`.st-key-${scene.meta.frame}`);
  // The visitor may have switched to another input meanwhile, which removes the canvas.
  if (frame === null) return { update() {}, paint() {} };
  keepOneEntry(signal);
  let canvas = /** @type {ShadowRoot | null} */ (null);
  /** Number of the canvas's initial strokes still kept: the library can only undo strokes drawn since. */
  let kept = scene.meta.strokes;
  const find = (/** @type {string} */ selector) =>
    /** @type {HTMLButtonElement | null | undefined} */ (canvas?.querySelector(selector));
  const drawnSince = () => find(UNDO)?.disabled === false;

  const keep = (/** @type {number} */ count) => {
    kept = count;
    send({ keep: kept });
  };
  const ways = reportPen(viewContext, () => canvas, () => find(SUBMIT)?.click());
  const releaseLink = holdLinks(ways.isHeard, signal);
  const undo = tool(scene.meta.undo, ARROW_BACK, () => {
    ways.keep(ways.count() - 1);
    if (drawnSince()) find(UNDO)?.click();
    else keep(kept - 1);
  });
  const clear = tool(scene.meta.clear, BIN, () => {
    ways.keep(0);
    if (kept === 0) find(RESET)?.click();
    else keep(0);
  });
  const offer = () => {
    undo.disabled = clear.disabled = kept === 0 && !drawnSince();
  };
  for (const button of [undo, clear]) button.addEventListener("click", offer, { signal });
  host.append(undo, clear);
  const releasePen = blockPen(frame, viewContext);

  const findCanvas = () => {
    if (signal.aborted) return;
    const roots = [...frame.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
    const found = roots.find((root) => root !== own) ?? null;
    if (found !== null && found !== canvas) {
      Object.assign(found.host, { role: "img", ariaLabel: scene.meta.name });
      // Its toolbar appears later. Its Undo button is disabled while there is no stroke to undo.
      strokes.observe(found, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });
    }
    canvas = found;
    offer();
  };
  const strokes = observer(offer, signal);
  const parts = observer(() => {
    findCanvas();
    // The shadow root may be attached only after this mutation, but before the next frame.
    requestAnimationFrame(findCanvas);
  }, signal);
  parts.observe(frame, { childList: true, subtree: true });
  findCanvas();
  return {
    update() {
      ways.hear();
      releaseLink();
      // Strokes undone since the request stay undone.
      kept = Math.min(kept, viewContext.scene.meta.strokes);
      offer();
      releasePen();
    },
    paint() {},
  };
}

function tool(/** @type {string} */ name, /** @type {string} */ shape, /** @type {() => void} */ press) {
  const button = element("button", { type: "button" }, icon(shape), name);
  button.addEventListener("click", press);
  return button;
}

function rootOf(/** @type {Node} */ node) {
  return /** @type {ShadowRoot} */ (node.getRootNode());
}

function observer(/** @type {() => void} */ changed, /** @type {AbortSignal} */ signal) {
  const observing = new MutationObserver(changed);
  signal.addEventListener("abort", () => observing.disconnect());
  return observing;
}

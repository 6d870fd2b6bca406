/**
 * What the canvas of `streamlit-drawable-canvas` leaves to be wished for; see `explainer.ui.components.canvas`.
 * It is mounted before the canvas, in the same container.
 *
 * That library's toolbar is in English and is not shown: two buttons that can be seen press its own. The canvas gets a
 * name. A stroke is told at once, and a link waits until it was heard: whoever leaves the page before that would lose
 * it otherwise. Whoever takes the eraser draws nothing until the canvas has it. And while the pen is down, what is on
 * the canvas is told in every frame to whoever follows it.
 */

import { element, icon } from "../common/dom.js";
import { holdPen } from "./choosing.js";
import { keepOneEntry } from "./history.js";
import { holdLinks } from "./links.js";
import { tellPen } from "./pen.js";

/** @import { Context } from "scenes/canvas" */

const TOOLBAR = ".dc-toolbar";
/** The toolbar's buttons, which work though nobody sees them. */
const TELL = `${TOOLBAR} [title^="Update"]`;
const UNDO = `${TOOLBAR} [title="Undo"]`;
const RESET = `${TOOLBAR} [title^="Reset"]`;

const ARROW_BACK = "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-2";
const BIN = "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13";

/** @param {Context} viewContext @returns {View} */
export default function createCanvas(viewContext) {
  const { host, scene, send, signal } = viewContext;
  const own = rootOf(host);
  const frame = own.host.closest(`.st-key-${scene.meta.frame}`);
  // Whoever chooses another way to bring a digit meanwhile has taken it away again.
  if (frame === null) return { update() {}, paint() {} };
  keepOneEntry(signal);
  let canvas = /** @type {ShadowRoot | null} */ (null);
  /** Of the strokes that the canvas began with: the library takes back only what was drawn since. */
  let kept = scene.meta.strokes;
  const find = (/** @type {string} */ selector) =>
    /** @type {HTMLButtonElement | null | undefined} */ (canvas?.querySelector(selector));
  const drawnSince = () => find(UNDO)?.disabled === false;

  const keep = (/** @type {number} */ count) => {
    kept = count;
    send({ keep: kept });
  };
  const ways = tellPen(viewContext, () => canvas, () => find(TELL)?.click());
  const letGo = holdLinks(ways.isHeard, signal);
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
  const letDraw = holdPen(frame, viewContext);

  const attend = () => {
    if (signal.aborted) return;
    const roots = [...frame.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
    const found = roots.find((root) => root !== own) ?? null;
    if (found !== null && found !== canvas) {
      Object.assign(found.host, { role: "img", ariaLabel: scene.meta.name });
      // Its toolbar comes later, and says with each stroke whether there is one to take back.
      strokes.observe(found, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });
    }
    canvas = found;
    offer();
  };
  const strokes = observer(offer, signal);
  const parts = observer(() => {
    attend();
    // In the next frame its shadow root is there for certain.
    requestAnimationFrame(attend);
  }, signal);
  parts.observe(frame, { childList: true, subtree: true });
  attend();
  return {
    update() {
      ways.hear();
      letGo();
      // What was taken back since the server was asked stays away.
      kept = Math.min(kept, viewContext.scene.meta.strokes);
      offer();
      letDraw();
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

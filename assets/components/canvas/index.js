/**
 * What the canvas of `streamlit-drawable-canvas` leaves to be wished for; see `explainer.ui.components.canvas`.
 * It shows nothing itself and is mounted before the canvas, in the same container.
 *
 * That library's toolbar is in English and lies, unseen, over a corner of the canvas: it is taken away from fingers,
 * mice and keys alike. The canvas gets a name. And a stroke is told at once: whoever undoes it or leaves the page
 * within the library's 200 ms of waiting would lose it otherwise.
 */

/** @import { Meta } from "./scene.js" */

const TOOLBAR = ".dc-toolbar";
/** The toolbar's button that tells what is drawn; it works though nobody sees it. */
const TELL = `${TOOLBAR} button:first-of-type`;

/** @param {Stagehand<Meta>} stagehand @returns {View} */
export default function createCanvas({ host, scene, signal }) {
  const own = rootOf(host);
  const frame = /** @type {Element} */ (own.host.closest(`.st-key-${scene.meta.frame}`));
  const hidden = new CSSStyleSheet();
  hidden.replaceSync(`${TOOLBAR} { display: none !important; }`);
  let canvas = /** @type {ShadowRoot | null} */ (null);

  const attend = () => {
    const roots = [...frame.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
    canvas = roots.find((root) => root !== own) ?? null;
    if (canvas === null || canvas.adoptedStyleSheets.includes(hidden)) return;
    canvas.adoptedStyleSheets.push(hidden);
    canvas.host.setAttribute("role", "img");
    canvas.host.setAttribute("aria-label", scene.meta.name);
  };
  watch(frame, attend, signal);
  tellStrokes(() => canvas, signal);
  return { update() {}, paint() {} };
}

/** @param {Node} node */
function rootOf(node) {
  return /** @type {ShadowRoot} */ (node.getRootNode());
}

/**
 * Calls for whatever comes into a part of the page; also in the next frame, when its shadow root is there for certain.
 * @param {Element} part @param {() => void} attend @param {AbortSignal} signal
 */
function watch(part, attend, signal) {
  const observer = new MutationObserver(() => {
    attend();
    requestAnimationFrame(attend);
  });
  observer.observe(part, { childList: true, subtree: true });
  signal.addEventListener("abort", () => observer.disconnect());
  attend();
}

/**
 * Tells each stroke as soon as it ends, wherever that is.
 * @param {() => ShadowRoot | null} find the canvas, if it is there
 * @param {AbortSignal} signal
 */
function tellStrokes(find, signal) {
  let drawing = false;
  const begin = (/** @type {Event} */ event) => {
    const canvas = find();
    drawing ||= canvas !== null && event.composedPath().includes(canvas);
  };
  const end = () => {
    if (!drawing) return;
    drawing = false;
    // The canvas hears of the same event, and takes the stroke over right after it.
    setTimeout(() => /** @type {HTMLElement | null | undefined} */ (find()?.querySelector(TELL))?.click());
  };
  for (const type of ["mousedown", "touchstart"]) document.addEventListener(type, begin, { signal, passive: true });
  for (const type of ["mouseup", "touchend"]) document.addEventListener(type, end, { signal, passive: true });
}

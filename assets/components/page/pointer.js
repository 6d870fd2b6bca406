import { element, zoomOf } from "../common/dom.js";
import { firstSeen, isSeen } from "./visible.js";

/** Between the thing pointed out and its frame, in CSS pixels. */
const GAP = 6;
/** What the page's bar on phones may cover. */
const ROOM_ABOVE = 60;
/** How long it may take until a thing that has moved by itself is followed. */
const INTERVAL_MS = 250;
/** How often it is brought into view while the page around it grows; whoever moves on their own is left alone. */
const LOOKS = 8;
const PANEL = ".st-key-tour";
const WORDS = ".tour-words";

/**
 * Frame the thing that a stop of the tour is about, wherever it is drawn and moves. The frame takes no clicks and no
 * focus, and is not in the thing itself, so whoever draws that need not know.
 * @param {string} selector of the thing, in the page or in a component; the first that is seen
 * @param {Node} place where to draw the frame: what it is drawn in must not contain what is fixed
 */
export function pointOut(selector, place, /** @type {AbortSignal} */ signal) {
  const frame = element("div", { class: "tour-frame", "aria-hidden": "true", hidden: true });
  let target = /** @type {HTMLElement | undefined} */ (undefined);
  let looks = LOOKS;
  const follow = () => {
    if (target === undefined || !isSeen(target)) target = firstSeen(selector);
    frame.hidden = target === undefined;
    if (target === undefined) return;
    const { left, top, width, height } = target.getBoundingClientRect();
    const zoom = zoomOf(frame);
    Object.assign(frame.style, {
      left: `${left / zoom - GAP}px`, top: `${top / zoom - GAP}px`, width: `${width / zoom + 2 * GAP}px`,
      height: `${height / zoom + 2 * GAP}px`,
    });
  };
  const timer = setInterval(() => {
    follow();
    const panel = document.querySelector(PANEL);
    if (looks === 0 || target === undefined || panel === null) return;
    looks -= 1;
    bringIntoView(target, innerHeight - panel.getBoundingClientRect().height);
    takeFocus();
  }, INTERVAL_MS);
  place.appendChild(frame);
  addEventListener("scroll", follow, { capture: true, passive: true, signal });
  addEventListener("resize", follow, { signal });
  for (const name of ["wheel", "pointerdown", "keydown"]) {
    addEventListener(name, () => { looks = 0; }, { capture: true, passive: true, signal });
  }
  signal.addEventListener("abort", () => {
    clearInterval(timer);
    frame.remove();
  });
}

/** Tell the pictures how much the panel takes of the screen, for what they keep at its lower edge. */
export function makeRoomForPanel(/** @type {AbortSignal} */ signal) {
  const root = document.documentElement;
  const measure = () => {
    const dock = `${document.querySelector(PANEL)?.clientHeight ?? 0}px`;
    // Whatever is written here makes every picture look at its theme again.
    if (root.style.getPropertyValue("--dock") !== dock) root.style.setProperty("--dock", dock);
  };
  const timer = setInterval(measure, INTERVAL_MS);
  signal.addEventListener("abort", () => {
    clearInterval(timer);
    root.style.removeProperty("--dock");
  });
}

/** Coming from another page, nothing has the focus: whoever goes by the keyboard goes on at the stop's words. */
function takeFocus() {
  const words = document.querySelector(WORDS);
  if (document.activeElement === document.body && words instanceof HTMLElement) words.focus({ preventScroll: true });
}

/**
 * Scroll only if some of it is not seen; what is higher than the screen begins at its top.
 * @param {HTMLElement} node @param {number} end where the panel begins
 */
function bringIntoView(node, end) {
  const { top, bottom, height } = node.getBoundingClientRect();
  // What is pinned above a thing in its own picture, the thing says as its margin.
  const begin = ROOM_ABOVE + zoomOf(node) * parseFloat(getComputedStyle(node).scrollMarginTop);
  if (top >= begin && bottom <= end) return;
  node.scrollIntoView({ block: height > end - begin ? "start" : "center", behavior: "instant" });
}

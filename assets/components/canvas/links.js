/** How often it is asked whether a link still has to wait. */
const LOOK_MS = 250;

/**
 * Holds a click on a link back while the server has not heard of the last stroke. When another page is asked for,
 * Streamlit forgets what still waits for its turn, and with it the stroke.
 * @param {() => boolean} isHeard whether it has heard, or never will @param {AbortSignal} signal
 * @returns what lets the click go on, to be called whenever the server has answered
 */
export function holdLinks(isHeard, signal) {
  let held = /** @type {HTMLElement | null} */ (null);
  let timer = 0;
  const release = () => {
    const link = held;
    clearInterval(timer);
    held = null;
    link?.click();
  };
  const look = () => {
    if (isHeard()) release();
  };
  document.addEventListener("click", (event) => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    const opensElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
    // A click of a program's own is one that was held back before.
    if (link === undefined || !event.isTrusted || opensElsewhere || isHeard()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held = /** @type {HTMLAnchorElement} */ (link);
    clearInterval(timer);
    timer = setInterval(look, LOOK_MS);
  }, { capture: true, signal });
  signal.addEventListener("abort", release);
  return look;
}

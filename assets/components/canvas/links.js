/** Longer than even a busy server takes to hear of a stroke; who has waited so long may go without it. */
const PATIENCE_MS = 5000;

/**
 * Holds a click on a link back while the server has not heard of the last stroke. When another page is asked for,
 * Streamlit forgets what still waits for its turn, and with it the stroke.
 * @returns what lets the click go on, to be called whenever the server has answered
 */
export function holdLinks(/** @type {() => boolean} */ isHeard, /** @type {AbortSignal} */ signal) {
  let held = /** @type {HTMLElement | null} */ (null);
  let patience = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  const release = () => {
    const link = held;
    clearTimeout(patience);
    held = null;
    link?.click();
  };
  document.addEventListener("click", (event) => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    const opensElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
    // A click of a program's own is one that was held back before.
    if (link === undefined || !event.isTrusted || opensElsewhere || isHeard()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held = /** @type {HTMLAnchorElement} */ (link);
    clearTimeout(patience);
    patience = setTimeout(release, PATIENCE_MS);
  }, { capture: true, signal });
  signal.addEventListener("abort", release);
  return () => {
    if (isHeard()) release();
  };
}

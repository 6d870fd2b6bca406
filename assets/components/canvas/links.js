/** Interval between checks of whether a link must still wait. */
const LOOK_MS = 250;

/**
 * Delays a click on a link until the server has the last stroke. When another page is requested, Streamlit discards
 * pending updates, and the stroke with them.
 * @param {() => boolean} isHeard whether the server has it, or will never get it @param {AbortSignal} signal
 * @returns a function that releases the click if possible; call it after each answer of the server
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
    // An untrusted click comes from `release`.
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

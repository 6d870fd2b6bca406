/**
 * Every stroke changes the link, which holds the drawing, and Streamlit makes an entry of the browser's history of
 * every change. While a drawing is drawn on, its entry is written anew instead: back leads to what was before it. Where
 * the browser cannot tell of such changes, each stroke is an entry.
 */
export function keepOneEntry(/** @type {AbortSignal} */ signal) {
  document.defaultView?.navigation?.addEventListener("navigate", (event) => {
    const { url } = event.destination;
    if (event.navigationType !== "push" || !event.cancelable || !isOfOneVisit(location.href, url)) return;
    event.preventDefault();
    history.replaceState(history.state, "", url);
  }, { signal });
}

/** @param {string} from @param {string} to @returns {boolean} whether both are drawings on the same page */
function isOfOneVisit(from, to) {
  const [before, after] = [new URL(from), new URL(to)];
  return before.pathname === after.pathname && before.host === after.host
    && [before, after].every((url) => url.searchParams.get("image")?.startsWith("drawing"));
}

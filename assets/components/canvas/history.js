/**
 * Keeps one entry per drawing in the browser's history. Each stroke changes the link, which contains the drawing, and
 * Streamlit pushes an entry per change. This replaces the entry instead, so that Back leads to the page before the
 * drawing. Browsers without the Navigation API get an entry per stroke.
 */
export function keepOneEntry(/** @type {AbortSignal} */ signal) {
  document.defaultView?.navigation?.addEventListener("navigate", (event) => {
    const { url } = event.destination;
    if (event.navigationType !== "push" || !event.cancelable || !isSameDrawing(location.href, url)) return;
    event.preventDefault();
    history.replaceState(history.state, "", url);
  }, { signal });
}

/** @param {string} from @param {string} to @returns {boolean} whether both URLs are drawings on the same page */
function isSameDrawing(from, to) {
  const [before, after] = [new URL(from), new URL(to)];
  return before.pathname === after.pathname && before.host === after.host
    && [before, after].every((url) => url.searchParams.get("image")?.startsWith("drawing"));
}

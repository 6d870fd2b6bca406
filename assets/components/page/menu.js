/** Names of the pages that were visited in this browser, parted by spaces. */
const KEPT = "inside_a_cnn_visited";
/** Up to this width Streamlit's sidebar lies over the page. */
const OVER_PAGE = "(max-width: 768px)";
const MENU = ".st-key-pages a";

/**
 * Marks in the menu which pages were visited, this one from now on. By a style sheet: Streamlit draws the links anew.
 * @param {string} page @param {string} words said of them @param {AbortSignal} signal
 */
export function markVisited(page, words, signal) {
  const visited = new Set([...known(), page]);
  try {
    localStorage.setItem(KEPT, [...visited].join(" "));
  } catch {
    // Where a browser keeps nothing, this page alone is marked.
  }
  const sheet = new CSSStyleSheet();
  const links = [...visited].filter((name) => /^\w+$/.test(name))
    .map((name) => (name === "overview" ? `${MENU}[href^="?"]` : `${MENU}[href^="${name}?"]`));
  sheet.replaceSync(`:is(${links.join(", ")})::after { content: "✓" / ${JSON.stringify(words)}; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  signal.addEventListener("abort", () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  });
}

/** Once a page is chosen, a sidebar that lies over it closes. @param {AbortSignal} signal */
export function closeOnceChosen(signal) {
  document.addEventListener("click", (event) => {
    const chosen = event.target instanceof Element && event.target.closest(MENU) !== null;
    const close = document.querySelector("[data-testid=stSidebarCollapseButton] button");
    if (chosen && matchMedia(OVER_PAGE).matches && close instanceof HTMLElement) close.click();
  }, { signal });
}

/** @returns {string[]} */
function known() {
  try {
    return (localStorage.getItem(KEPT) ?? "").split(" ");
  } catch {
    return [];
  }
}

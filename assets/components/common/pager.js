import { element, setAttributes, setText } from "./dom.js";

/** @typedef {{page: number, pages: number, words: string}} Paging the page from 0, of how many, and what is on it */

/**
 * Buttons to the page before and after, and which images are on this one.
 * @param {{before: string, after: string}} text @param {(page: number) => void} turn @param {AbortSignal} signal
 */
export function createPager(text, turn, signal) {
  const range = element("span", { class: "muted number" });
  const before = element("button", { type: "button", class: "page" }, text.before);
  const after = element("button", { type: "button", class: "page" }, text.after);
  const root = element("div", { class: "pager" }, before, range, after);
  let page = 0;
  before.addEventListener("click", () => turn(page - 1), { signal });
  after.addEventListener("click", () => turn(page + 1), { signal });

  /** @param {Paging | null} paging null: there is one page only */
  function update(paging) {
    root.hidden = paging === null;
    if (paging === null) return;
    page = paging.page;
    setText(range, paging.words);
    setAttributes(before, { disabled: page === 0 });
    setAttributes(after, { disabled: page + 1 >= paging.pages });
  }
  return { element: root, update };
}

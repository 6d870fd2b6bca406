import { build, setAttributes, setText } from "./dom.js";

/** @typedef {{page: number, pages: number, words: string}} Paging the page from 0, of how many, and what is on it */

/** Buttons to the page before and after, and which images are on this one. */
export function createPager(/** @type {{before: string, after: string}} */ text,
    /** @type {(page: number) => void} */ turn, /** @type {AbortSignal} */ signal) {
  const { root, before, range, after } = build(["div.pager", {},
    ["button.page", { ref: "before", type: "button" }, text.before], ["span.muted.number", { ref: "range" }],
    ["button.page", { ref: "after", type: "button" }, text.after]]);
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

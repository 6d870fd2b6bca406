import { build, setAttributes, setText } from "./dom.js";

/** @typedef {{page: number, pages: number, words: string}} Paging `page` from 0; what is on it, in words */

/** Buttons for the previous and next page, and a line about the images on this one. */
export function createPager(/** @type {{before: string, after: string}} */ text,
    /** @type {(page: number) => void} */ turn, /** @type {AbortSignal} */ signal) {
  const { root, before, range, after } = build(["div.pager", {},
    ["button.page", { ref: "before", type: "button" }, text.before], ["span.muted.number", { ref: "range" }],
    ["button.page", { ref: "after", type: "button" }, text.after]]);
  let page = 0;
  before.addEventListener("click", () => turn(page - 1), { signal });
  after.addEventListener("click", () => turn(page + 1), { signal });

  /** @param {Paging | null} paging null if there is only one page */
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

/**
 * Writes on the button of a field for files what it does, in the visitor's language; Streamlit knows one English word.
 * It shows nothing itself and is mounted in the same container as the field.
 */

import { setText } from "../common/dom.js";
/** @import { Meta } from "./scene.js" */

const WORD = "[data-testid=stFileUploaderDropzone] button p";

/** @param {Stagehand<Meta>} stagehand @returns {View} */
export default function createUpload({ host, scene, signal }) {
  const own = /** @type {ShadowRoot} */ (host.getRootNode());
  const field = /** @type {Element} */ (own.host.closest(`.st-key-${scene.meta.frame}`));
  const name = () => {
    const word = field.querySelector(WORD);
    if (word === null) return;
    setText(word, scene.meta.word);
    // Until then the style sheet hides it.
    word.setAttribute("data-named", "");
  };
  const observer = new MutationObserver(name);
  observer.observe(field, { childList: true, subtree: true });
  signal.addEventListener("abort", () => observer.disconnect());
  name();
  return { update() {}, paint() {} };
}

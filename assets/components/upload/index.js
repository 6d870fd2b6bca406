/**
 * Writes on the button of a field for files what it does, in the visitor's language, and whatever else Streamlit says
 * in English there. It shows nothing itself and is mounted in the same container as the field.
 */

import { setText } from "../common/dom.js";

/** @import { Context } from "scenes/upload" */

const WORD = "[data-testid=stFileUploaderDropzone] button p";

/** @param {Context} viewContext @returns {View} */
export default function createUpload({ host, scene, signal }) {
  const own = /** @type {ShadowRoot} */ (host.getRootNode());
  const field = /** @type {Element} */ (own.host.closest(`.st-key-${scene.meta.frame}`));
  const { word, others } = scene.meta;
  const name = () => {
    const button = field.querySelector(WORD);
    if (button !== null) {
      setText(button, word);
      // Until then the style sheet hides it.
      button.setAttribute("data-named", "");
    }
    translate(field, others);
  };
  const observer = new MutationObserver(name);
  observer.observe(field, { childList: true, characterData: true, subtree: true });
  signal.addEventListener("abort", () => observer.disconnect());
  name();
  return { update() {}, paint() {} };
}

/** @param {Element} field @param {Texts} words Streamlit's, with what is to stand there instead */
function translate(field, words) {
  if (Object.keys(words).length === 0) return;
  const texts = document.createTreeWalker(field, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = /** @type {Text} */ (texts.currentNode);
    const own = words[node.data.trim()];
    if (own !== undefined) node.data = own;
  }
  for (const named of field.querySelectorAll("[aria-label]")) {
    const own = words[named.getAttribute("aria-label") ?? ""];
    if (own !== undefined) named.setAttribute("aria-label", own);
  }
}

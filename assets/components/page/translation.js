/** What Streamlit says in English alone, said in the visitor's language. */

import { watchTexts } from "../common/texts.js";

/** @typedef {(said: string) => string | null} Translator what stands there instead; null for anything else */

/** A gap in a sentence, for whatever may stand in it. */
const GAP = "{}";

/** @param {Texts} words Streamlit's, with ours; either may have one gap @returns {Translator} */
export function translator(words) {
  const known = Object.entries(words).map(([english, own]) => ({
    pattern: new RegExp(`^${english.split(GAP).map(literally).join("(.+)")}$`), own,
  }));
  return (said) => {
    for (const { pattern, own } of known) {
      const found = pattern.exec(said);
      if (found !== null) return own.replace(GAP, () => found[1] ?? "");
    }
    return null;
  };
}

function literally(/** @type {string} */ text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/**
 * @param {{names: Texts, sentences: Texts}} words of parts, and what is written; none
 * where the page is in English @param {AbortSignal} signal
 */
export function translate({ names, sentences }, signal) {
  if (Object.keys(names).length === 0) return;
  const [nameOf, sentenceOf] = [translator(names), translator(sentences)];

  function rename(/** @type {Element} */ part) {
    const own = nameOf(part.getAttribute("aria-label") ?? "");
    // Setting the same value anew would be a change to answer, for ever.
    if (own !== null && own !== part.getAttribute("aria-label")) part.setAttribute("aria-label", own);
  }
  function renameAll(/** @type {Node} */ node) {
    if (node instanceof Element) for (const part of [node, ...node.querySelectorAll("[aria-label]")]) rename(part);
  }
  const observer = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "attributes") rename(/** @type {Element} */ (target));
      else addedNodes.forEach(renameAll);
    }
  });
  observer.observe(document.body,
    { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] });
  signal.addEventListener("abort", () => observer.disconnect());
  renameAll(document.body);
  watchTexts(document.body, (text) => {
    const own = sentenceOf(text.nodeValue ?? "");
    if (own !== null && own !== text.nodeValue) text.nodeValue = own;
  }, signal);
}

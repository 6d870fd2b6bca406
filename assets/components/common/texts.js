/** Observes the texts of a page or a component. */

/**
 * Calls `look` with every text node, and again when one is added or changed.
 * @param {Node} root @param {(text: Node) => void} look @param {AbortSignal} signal
 */
export function watchTexts(root, look, signal) {
  /** @param {Node} node added or changed */
  function every(node) {
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    for (let text = node instanceof Text ? node : texts.nextNode(); text !== null; text = texts.nextNode()) look(text);
  }
  const observer = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "characterData") look(target);
      else addedNodes.forEach(every);
    }
  });
  observer.observe(root, { subtree: true, childList: true, characterData: true });
  signal.addEventListener("abort", () => observer.disconnect());
  every(root);
}

// The same marks as `UNTRANSLATED` in explainer/text.py: they enclose English sentences in an incomplete translation.
const [OPENED, CLOSED] = ["\u2068", "\u2069"];

/** Marks untranslated sentences as English for screen readers. @param {Node} root @param {AbortSignal} signal */
export function markEnglish(root, signal) {
  const marked = new WeakSet();
  watchTexts(root, ({ parentElement: part }) => {
    if (part === null) return;
    const said = (part.textContent ?? "").trim();
    if (said.startsWith(OPENED) && said.endsWith(CLOSED)) {
      part.setAttribute("lang", "en");
      marked.add(part);
    } else if (marked.delete(part)) part.removeAttribute("lang");
  }, signal);
}

/** Whether a component's data contain untranslated sentences. @param {unknown} told */
export function hasEnglish(told) {
  return JSON.stringify(told).includes(OPENED);
}

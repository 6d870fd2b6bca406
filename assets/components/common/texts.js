/** The texts of a page or a component, as they come and change. */

/**
 * Look at every text, and again at each that changes.
 * @param {Node} root @param {(text: Node) => void} look @param {AbortSignal} signal
 */
export function watchTexts(root, look, signal) {
  /** @param {Node} node that is new, or whose text is */
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

// As `UNTRANSLATED` of explainer/text.py: what stands around an English sentence in another language's catalogue.
const [OPENED, CLOSED] = ["\u2068", "\u2069"];

/** Tell readers of the page that what is not translated is English. @param {Node} root @param {AbortSignal} signal */
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

/** Whether there are such sentences in what a component is told. @param {unknown} told */
export function hasEnglish(told) {
  return JSON.stringify(told).includes(OPENED);
}

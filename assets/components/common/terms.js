import { element, selectAll } from "./dom.js";

/**
 * The terms in a picture's sentences: a pattern that finds them, the term of each word form, and the note of each term.
 * @typedef {{pattern: string, forms: Texts, notes: Texts}} Terms
 */

/** Attribute of elements that contain sentences. */
const SENTENCES = "[data-terms]";
/** Japanese particles, which must not begin a line. */
const PARTICLE = /^\p{Script=Hiragana}/u;

/**
 * Makes the first mention of a term in each sentence a button that opens its meaning, without the server. Sentences may
 * change at any time and keep their text: the note is outside of them, once per picture.
 * @param {() => Terms | undefined} terms the current ones: their links depend on the image in use
 */
export function openTerms(/** @type {HTMLElement} */ host, terms, /** @type {AbortSignal} */ signal) {
  const note = element("div", { class: "term-note", popover: "auto" });
  host.after(note);

  function opener(/** @type {string} */ word, /** @type {string} */ term) {
    const button = element("button", { type: "button", class: "term", "data-term": term }, word);
    button.popoverTargetElement = note;
    // Runs before the button opens the note.
    button.addEventListener("click", () => {
      if (note.matches(":popover-open") && note.dataset.term !== term) note.hidePopover();
      note.dataset.term = term;
      note.innerHTML = terms()?.notes[term] ?? "";
    });
    return button;
  }

  function mark(/** @type {Element} */ sentence) {
    const known = terms();
    if (known === undefined || known.pattern === "") return;
    const opened = new Set(selectAll(sentence, "button.term").map((button) => button.dataset.term ?? ""));
    for (const node of [...sentence.childNodes])
      if (node instanceof Text) node.replaceWith(...keepParticles(partsOf(node.data, known, opened, opener)));
  }

  const observer = new MutationObserver((changes) => {
    const changed = changes.flatMap(({ target, addedNodes }) => [target, ...addedNodes]);
    for (const sentence of new Set(changed.flatMap(sentencesAt))) mark(sentence);
    observer.takeRecords();
  });
  selectAll(host, SENTENCES).forEach(mark);
  observer.observe(host, { childList: true, characterData: true, subtree: true });
  signal.addEventListener("abort", () => observer.disconnect());
}

/** The sentences that contain a changed node, or that it contains. @param {Node} node @returns {Element[]} */
function sentencesAt(node) {
  const nearest = node instanceof Element ? node : node.parentElement;
  const around = nearest?.closest(SENTENCES) ?? null;
  return [...(around === null ? [] : [around]), ...(node instanceof Element ? selectAll(node, SENTENCES) : [])];
}

/** Joins each term with the particle that follows it. @param {(HTMLElement | string)[]} parts */
function keepParticles(parts) {
  const kept = /** @type {(HTMLElement | string)[]} */ ([]);
  for (const part of parts) {
    const before = kept.at(-1);
    if (typeof part === "string" && before instanceof HTMLElement && PARTICLE.test(part)) {
      kept.splice(-1, 1, element("span", { class: "term-and-particle" }, before, part[0]), part.slice(1));
    } else {
      kept.push(part);
    }
  }
  return kept;
}

/**
 * Splits a text into strings and buttons, one for each term that does not have one yet.
 * @template Opener
 * @param {string} text @param {{pattern: string, forms: Texts}} known @param {Set<string>} opened
 * @param {(word: string, term: string) => Opener} opener
 * @returns {(Opener | string)[]}
 */
export function partsOf(text, known, opened, opener) {
  const parts = /** @type {(Opener | string)[]} */ ([]);
  let end = 0;
  for (const found of text.matchAll(new RegExp(known.pattern, "gi"))) {
    const form = found.slice(1).find((group) => group !== undefined) ?? "";
    const term = known.forms[form.toLowerCase()];
    if (opened.has(term)) continue;
    opened.add(term);
    parts.push(text.slice(end, found.index), opener(found[0], term));
    end = found.index + found[0].length;
  }
  return [...parts, text.slice(end)].filter((part) => part !== "");
}

import { element, selectAll } from "./dom.js";

/**
 * The terms of a picture's sentences: what finds them, which of them each form stands for, and by term what opens.
 * @typedef {{pattern: string, forms: Texts, notes: Texts}} Terms
 */

/** Elements that hold sentences bear it. */
const SENTENCES = "[data-terms]";
/** What follows a Japanese word and does not begin a line. */
const PARTICLE = /^\p{Script=Hiragana}/u;

/**
 * In each sentence, the first mention of a term opens what it means, in place and without the server. A sentence may
 * change at any time, and stays the same text: what opens stands elsewhere, once a picture.
 * @param {() => Terms | undefined} terms as they are now: their links lead on for the image in use
 */
export function openTerms(/** @type {HTMLElement} */ host, terms, /** @type {AbortSignal} */ signal) {
  const note = element("div", { class: "term-note", popover: "auto" });
  host.after(note);

  function opener(/** @type {string} */ word, /** @type {string} */ term) {
    const button = element("button", { type: "button", class: "term", "data-term": term }, word);
    button.popoverTargetElement = note;
    // Before the button does what it is for.
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

/** The sentences that a change was in, or that came with it. @param {Node} node @returns {Element[]} */
function sentencesAt(node) {
  const nearest = node instanceof Element ? node : node.parentElement;
  const around = nearest?.closest(SENTENCES) ?? null;
  return [...(around === null ? [] : [around]), ...(node instanceof Element ? selectAll(node, SENTENCES) : [])];
}

/** Each term with the particle that follows it. @param {(HTMLElement | string)[]} parts */
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
 * A text, with a button for each term that is not open yet.
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

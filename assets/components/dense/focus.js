import { selectAll, setText } from "../common/dom.js";
import { claim } from "../common/keys.js";
import { format, formatNumber, formatSigned } from "../common/numbers.js";

/** @import { DenseParts } from "./index.js" */
/** @import { UnitAccount } from "./terms.js" */
/** @import { Context, Payload } from "scenes/dense" */

/**
 * The term looked at, by pointing, by a click (which keeps it) or by keys: marked in every picture, written out with
 * its factors. All of it happens in the browser.
 * @param {DenseParts} parts @param {Context} viewContext
 */
export function createTermFocus(parts, viewContext) {
  const { meta } = viewContext.scene;
  const { text, shape } = meta;
  const { terms, band, evidence } = parts;
  /** @type {UnitAccount | null} */
  let account = null;
  let kept = /** @type {number | null} */ (null);
  const { signal } = viewContext;
  const leave = createPatience(signal);

  /** @param {number | null} index */
  function show(index) {
    const place = index === null || !shape ? null : placeOfTerm(index, shape);
    setText(parts.termHint, index === null || account === null ? sayTermHint(text)
      : sayTerm(index, viewContext.scene, account));
    parts.termHint.classList.toggle("told", index !== null);
    terms.mark(index, place);
    evidence?.mark(place);
    band.draw(null, index);
    for (const row of selectAll(parts.table, "tr[data-index]"))
      row.classList.toggle("looked-at", Number(row.dataset.index) === index);
  }

  function keep(/** @type {number} */ index) {
    leave.stop();
    kept = index;
    show(index);
    setText(parts.status, parts.termHint.textContent);
  }

  const answers = { show, keep, leave: () => leave.start(() => show(kept)), stay: leave.stop };
  listen(terms.surface, terms.indexAt, answers, signal);
  listen(band.canvas, band.indexAt, answers, signal);
  listen(parts.table, (event) => {
    const row = /** @type {Element} */ (event.target).closest("tr[data-index]");
    return row === null ? null : Number(/** @type {HTMLElement} */ (row).dataset.index);
  }, answers, signal);
  terms.element.addEventListener("keydown", (event) => {
    const next = kept === null ? strongestOf(account) : terms.step(kept, event.key);
    if (next === null || !/^(Arrow|Page|Home|End)/.test(event.key)) return;
    claim(event);
    keep(next);
  }, { signal });
  evidence?.canvas.addEventListener("pointermove", (event) => {
    const place = evidence.placeAt(event);
    leave.stop();
    if (place === null || shape === null) return show(kept);
    show(null);
    setText(parts.termHint, format(text.place_sum, { ...place, channels: shape[2], sum: formatSigned(place.sum, 6) }));
    terms.mark(null, place);
    evidence.mark(place);
    return undefined;
  }, { signal });
  evidence?.canvas.addEventListener("pointerleave", () => show(kept), { signal });

  return {
    /** @param {UnitAccount} next */
    configure(next) {
      account = next;
      show(kept);
    },
  };
}

/** Waits 80 ms until something left alone is let go. @param {AbortSignal} signal */
function createPatience(signal) {
  let timer = 0;
  const stop = () => clearTimeout(timer);
  signal.addEventListener("abort", stop);
  return { stop, start: (/** @type {() => void} */ end) => { timer = setTimeout(end, 80); } };
}

/**
 * @param {HTMLElement} surface @param {(event: MouseEvent) => number | null} indexAt
 * @param {{show: (index: number) => void, keep: (index: number) => void, leave: () => void, stay: () => void}} answers
 * @param {AbortSignal} signal
 */
function listen(surface, indexAt, answers, signal) {
  let last = /** @type {number | null} */ (null);
  const point = (/** @type {number | null} */ index) => {
    if (index === last) return;
    last = index;
    answers.stay();
    if (index !== null) answers.show(index);
    else answers.leave();
  };
  surface.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch") point(indexAt(event));
  }, { signal });
  surface.addEventListener("pointerleave", () => point(null), { signal });
  surface.addEventListener("click", (event) => {
    const index = indexAt(event);
    if (index !== null) answers.keep(index);
  }, { signal });
}

/** @param {number} index @param {number[]} shape @returns {{row: number, column: number}} */
function placeOfTerm(index, [, columns, channels]) {
  const place = Math.floor(index / channels);
  return { row: Math.floor(place / columns), column: place % columns };
}

/** @param {UnitAccount | null} account @returns {number | null} the term that counts most */
function strongestOf(account) {
  if (account === null || account.terms.length === 0) return null;
  const [gain, loss] = [account.gains[0], account.losses[0]];
  if (gain === undefined) return loss ?? 0;
  return loss === undefined || account.terms[gain] >= -account.terms[loss] ? gain : loss;
}

/**
 * @param {number} index @param {Payload} scene @param {UnitAccount} account
 * @returns {string} with both factors, to six decimals
 */
export function sayTerm(index, { meta, arrays }, account) {
  const { text, shape } = meta;
  const numbers = { input: formatNumber(arrays.inputs.values[index], 6),
    weight: formatSigned(arrays.weights.values[index], 6), term: formatSigned(account.terms[index], 6) };
  const place = shape ? { ...placeOfTerm(index, shape), channel: index % shape[2] } : {};
  return format(text.told, { index, ...place, ...numbers });
}

/** @param {Texts} text @returns {string} how to see a term; fingers do not point */
export function sayTermHint(text) {
  return matchMedia("(hover: none)").matches ? text.term_hint_touch : text.term_hint;
}

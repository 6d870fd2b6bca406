import { selectAll, setText } from "../common/dom.js";
import { pick } from "../common/frames.js";
import { onKeys } from "../common/keys.js";
import { format, formatNumber, formatSigned } from "../common/numbers.js";

/** @import { DenseParts } from "./index.js" */
/** @import { UnitAccount } from "./terms.js" */
/** @import { Context, Payload } from "scenes/dense" */

/**
 * The term in focus: chosen by pointing, by a click (which keeps it) or by keys, marked in each picture and written out
 * with its factors. The server is not involved.
 */
export function createTermFocus(/** @type {DenseParts} */ parts, /** @type {Context} */ viewContext) {
  const { meta } = viewContext.scene;
  const { text, shape } = meta;
  const { terms, band, evidence } = parts;
  /** @type {UnitAccount | null} */
  let account = null;
  let kept = /** @type {number | null} */ (null);
  const { signal } = viewContext;

  function show(/** @type {number | null} */ index) {
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
    kept = index;
    show(index);
    setText(parts.status, parts.termHint.textContent);
  }

  const answers = { point: (/** @type {number | null} */ index) => show(index ?? kept), choose: keep };
  pick(terms.surface, terms.indexAt, answers, signal);
  pick(band.canvas, band.indexAt, answers, signal);
  pick(parts.table, (event) => {
    const row = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("tr[data-index]"));
    return row === null ? null : Number(row.dataset.index);
  }, answers, signal);
  onKeys(terms.element, (key) => {
    const next = kept === null ? strongestOf(account) : terms.step(kept, key);
    return next === null || !/^(Arrow|Page|Home|End)/.test(key) ? undefined : () => keep(next);
  }, signal);
  if (evidence) pick(evidence.canvas, evidence.placeAt, { choose() {}, point(place) {
    if (place === null || shape === null) return show(kept);
    show(null);
    setText(parts.termHint, format(text.place_sum, { ...place, channels: shape[2], sum: formatSigned(place.sum, 6) }));
    terms.mark(null, place);
    return evidence.mark(place);
  } }, signal);

  return {
    configure(/** @type {UnitAccount} */ next) {
      account = next;
      show(kept);
    },
  };
}

/** @param {number} index @param {number[]} shape @returns {{row: number, column: number}} */
function placeOfTerm(index, [, columns, channels]) {
  const place = Math.floor(index / channels);
  return { row: Math.floor(place / columns), column: place % columns };
}

/** @param {UnitAccount | null} account @returns {number | null} index of the term largest by magnitude */
function strongestOf(account) {
  if (account === null || account.terms.length === 0) return null;
  const [gain, loss] = [account.gains[0], account.losses[0]];
  if (gain === undefined) return loss ?? 0;
  return loss === undefined || account.terms[gain] >= -account.terms[loss] ? gain : loss;
}

/** @returns {string} the term with both factors, to six decimals */
export function sayTerm(/** @type {number} */ index, /** @type {Payload} */ { meta, arrays },
    /** @type {UnitAccount} */ account) {
  const { text, shape } = meta;
  const numbers = { input: formatNumber(arrays.inputs.values[index], 6),
    weight: formatSigned(arrays.weights.values[index], 6), term: formatSigned(account.terms[index], 6) };
  const place = shape ? { ...placeOfTerm(index, shape), channel: index % shape[2] } : {};
  return format(text.told, { index, ...place, ...numbers });
}

/** @param {Texts} text @returns {string} how to choose a term: by pointing, or on touch screens by tapping */
export function sayTermHint(text) {
  return matchMedia("(hover: none)").matches ? text.term_hint_touch : text.term_hint;
}

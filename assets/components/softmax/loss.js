import { build, element, setText } from "../common/dom.js";
import { MINUS, format, formatNumber } from "../common/numbers.js";
import { createRadios } from "../common/radios.js";
import { formatExponential, formatLoss, formatLossShare, lossOf, plainLossOf } from "./account.js";

/** @import { SoftmaxAccount } from "./account.js" */

/**
 * Cross-entropy: this image's term in the loss of its batch, from the probability of the right answer. A drawing has no
 * right answer, so one may be supposed.
 * @param {Texts} text @param {number} classes @param {AbortSignal} signal
 */
export function createLoss(text, classes, signal) {
  const buttons = Array.from({ length: classes }, (_, digit) => element("button", { type: "button" }, String(digit)));
  const { root, title, suppose, steps, meaning } = build(["div.loss", {},
    ["div.muted", { ref: "title" }], ["div.suppose", { ref: "suppose", "aria-label": text.suppose }, ...buttons],
    ["div.loss-steps", { ref: "steps" }], ["div.muted.loss-meaning", { ref: "meaning" }]]);
  let supposed = /** @type {number | null} */ (null);
  let last = /** @type {SoftmaxAccount | null} */ (null);

  const radios = createRadios(suppose, buttons, (digit) => {
    supposed = digit;
    radios.mark(digit);
    if (last !== null) update(last);
  }, signal);

  function update(/** @type {SoftmaxAccount} */ account) {
    last = account;
    const known = account.label !== null;
    const label = account.label ?? supposed;
    suppose.hidden = known;
    steps.hidden = label === null;
    meaning.hidden = label === null;
    if (label === null) return setText(title, text.no_label);
    setText(title, format(known ? text.loss : text.loss_supposed, { label }));
    showLossSteps(steps, account, label);
    const { temperature } = account;
    const plain = known ? text.loss_meaning : text.loss_meaning_supposed;
    const real = formatLoss(plainLossOf(account, label));
    setText(meaning, temperature === 1 ? plain : format(text.loss_what_if, { temperature, loss: real }));
    return undefined;
  }
  return { element: root, update };
}

/** "−ln(0.6319) = ln(776.21) − 6.195 = 6.654 − 6.195 = 0.459": every step adds up as shown. */
function showLossSteps(/** @type {HTMLElement} */ steps, /** @type {SoftmaxAccount} */ account,
    /** @type {number} */ label) {
  const loss = lossOf(account, label);
  const tiny = loss.exact < 0.0001;
  const minus = (/** @type {string} */ from) =>
    `${from} ${loss.score < 0 ? "+" : MINUS} ${formatNumber(Math.abs(loss.score), loss.decimals)}`;
  const long = tiny ? ""
    : `= ${minus(`ln(${formatExponential(account.shownTotal, account)})`)} = ` +
      minus(formatNumber(loss.logarithm, loss.decimals));
  steps.replaceChildren(
    element("span", {}, `${MINUS}ln(${formatLossShare(account.probabilities[label], loss.exact)})`), " ",
    ...(long ? [element("span", {}, long), " "] : []),
    element("span", {}, formatLoss(loss.exact).startsWith("<") ? "" : "= ", element("strong",
      { class: "number", "data-part": "loss", title: formatNumber(loss.exact, 6) }, formatLoss(loss.exact))));
}

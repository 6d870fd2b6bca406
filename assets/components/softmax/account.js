import { MINUS, formatNumber } from "../common/numbers.js";
import { largest } from "../common/palette.js";

/** @import { Payload } from "scenes/softmax" */

/** Up to this largest score, exponentials have two decimals; above it, none. */
const SOFTMAX_DECIMALS = 14;

/** Above this, e to its power cannot be read any more, and the largest score is taken off first. */
const SOFTMAX_PLAIN = 21;

/** What a share of 0 is less than: float32 can write no smaller number with all its digits. */
const LEAST_SHARE = "<1.2×10⁻³⁸";

/** Decimals of a loss, at most. */
const LOSS_DECIMALS = 9;

/** @typedef {ReturnType<typeof accountOfSoftmax>} SoftmaxAccount */

/**
 * Exponentials in double precision from the scores as sent. At temperature 1 the probabilities are Keras's; at any
 * other they are what softmax would give, calculated here. Every number is rounded on its own, so that it reads the
 * same on every page; what is shown need not add up to the last digit.
 * @param {Payload} scene @param {number} [temperature] what the scores are divided by
 */
export function accountOfSoftmax({ meta, arrays }, temperature = 1) {
  const logits = Array.from(arrays.logits.values);
  const scores = logits.map((logit) => logit / temperature);
  const keras = Array.from(arrays.probabilities.values);
  const { top, shift, exponentials, total } = exponentialsOf(scores);
  const probabilities = temperature === 1 ? keras : exponentials.map((term) => term / total);
  const decimals = shift !== 0 ? 4 : top > SOFTMAX_DECIMALS ? 0 : 2;
  const round = (/** @type {number} */ value) => Math.round(value * 10 ** decimals) / 10 ** decimals;
  const widest = temperature < 1 ? scores : logits;
  const account = { temperature, logits, scores, keras, probabilities, shift, exponentials, total, decimals,
    shown: exponentials.map(round), shownTotal: round(total), limit: largest(widest), low: Math.min(0, ...widest),
    high: Math.max(0, ...widest), prediction: meta.prediction, label: meta.label };
  return { ...account, loss: meta.label === null ? null : lossOf(account, meta.label).exact };
}

function exponentialsOf(/** @type {number[]} */ scores) {
  const top = Math.max(...scores);
  const shift = top > SOFTMAX_PLAIN || top < 0 ? top : 0;
  const exponentials = scores.map((score) => Math.exp(score - shift));
  return { top, shift, exponentials, total: exponentials.reduce((sum, term) => sum + term, 0) };
}

/**
 * Whether the exponentials, each rounded on its own, add up to their sum as shown.
 * @param {{shown: number[], shownTotal: number, decimals: number}} account
 */
export function closesAsShown({ shown, shownTotal, decimals }) {
  const unit = 10 ** decimals;
  return shown.reduce((sum, term) => sum + Math.round(term * unit), 0) === Math.round(shownTotal * unit);
}

/**
 * The cross-entropy of one image, −ln p, and the same as ln(sum) − score: `logarithm` − `score` is `shown`, as shown.
 * @param {{scores: number[], total: number, shift: number}} account @param {number} label
 */
export function lossOf({ scores, total, shift }, label) {
  const exact = Math.max(0, Math.log(total) - (scores[label] - shift));
  const decimals = lossDecimals(exact);
  const round = (/** @type {number} */ value) => Math.round(value * 10 ** decimals);
  const [shown, score] = [round(exact), round(scores[label] - shift)];
  const unit = 10 ** decimals;
  return { exact, decimals, shown: shown / unit, score: score / unit, logarithm: (shown + score) / unit };
}

/** The cross-entropy by which the network learns, whatever temperature is shown. */
export function plainLossOf(/** @type {SoftmaxAccount} */ { logits }, /** @type {number} */ label) {
  return lossOf({ scores: logits, ...exponentialsOf(logits) }, label).exact;
}

/** @param {number} value never 0 before rounding @param {{decimals: number}} account @returns {string} */
export function formatExponential(value, { decimals }) {
  if (value === 0) return `<${(10 ** -decimals).toFixed(decimals)}`;
  return value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** @returns {string} "6.195…", "6.195… ÷ 2" or "30.000… − 30.000" */
export function formatExponent(/** @type {number} */ digit,
    /** @type {SoftmaxAccount} */ { logits, temperature, shift }) {
  const score = `${formatNumber(logits[digit])}…`;
  const cooled = temperature === 1 ? score : `${score} ÷ ${temperature}`;
  return shift === 0 ? cooled : `${cooled} ${shift < 0 ? "+" : MINUS} ${formatNumber(Math.abs(shift))}`;
}

/** @param {number} share @returns {string} the sign before it; ">0.9999" and what is too small have their own */
export function equalsShare(share) {
  return share > 0.9999 || share === 0 ? "" : "= ";
}

/** @param {number} share 0..1 @returns {string} four digits that count, as its logarithm needs them; never 0 or 1 */
export function formatShare(share) {
  if (share > 0.9999) return ">0.9999";
  if (share === 0) return LEAST_SHARE;
  if (share >= 0.1) return share.toFixed(4);
  if (share >= 0.0001) return share.toPrecision(4);
  const [digits, exponent] = share.toExponential(3).split("e");
  const raised = Array.from(String(Math.abs(Number(exponent))), (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");
  return `${digits}×10⁻${raised}`;
}

/** @param {number} loss from 0 @returns {number} two digits that count where it is small, up to nine */
function lossDecimals(loss) {
  if (loss >= 0.0001) return loss < 0.001 ? 4 : 3;
  return loss > 0 ? Math.min(Math.ceil(-Math.log10(loss)) + 1, LOSS_DECIMALS) : LOSS_DECIMALS;
}

/** @param {number} loss from 0 @returns {string} never 0 where it is not */
export function formatLoss(loss) {
  const least = (10 ** -LOSS_DECIMALS).toFixed(LOSS_DECIMALS);
  return loss < Number(least) ? `<${least}` : loss.toFixed(lossDecimals(loss));
}

/**
 * What the logarithm of a loss is taken of, with as many digits as the loss needs: "0.999963" for 0.000037.
 * @param {number} share @param {number} loss −ln of the share; near 1, float32 knows the share less well than this
 */
export function formatLossShare(share, loss) {
  // A share of 0 is too small for float32, though not for this.
  if (share <= 0.9999 && loss >= 0.0001) return formatShare(share || Math.exp(-loss));
  if (loss < 10 ** -LOSS_DECIMALS) return `0.${"9".repeat(LOSS_DECIMALS)}…`;
  return Math.exp(-loss).toFixed(lossDecimals(loss));
}

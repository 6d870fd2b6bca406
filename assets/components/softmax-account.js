/** Up to this largest score, exponentials have two decimals; above it, none. */
const SOFTMAX_DECIMALS = 14;

/** Above this, e to its power cannot be read any more, and the largest score is taken off first. */
const SOFTMAX_PLAIN = 21;

/** @typedef {ReturnType<typeof accountOfSoftmax>} SoftmaxAccount */

/**
 * Exponentials in double precision from the scores as sent. At temperature 1 the probabilities are Keras's; at any
 * other they are what softmax would give, calculated here.
 * @param {Scene} scene
 * @param {number} [temperature] what the scores are divided by
 */
function accountOfSoftmax({ meta, arrays }, temperature = 1) {
  const logits = Array.from(arrays.logits.values);
  const scores = logits.map((logit) => logit / temperature);
  const keras = Array.from(arrays.probabilities.values);
  const top = Math.max(...scores);
  const shift = top > SOFTMAX_PLAIN || top < 0 ? top : 0;
  const exponentials = scores.map((score) => Math.exp(score - shift));
  const total = exponentials.reduce((sum, term) => sum + term, 0);
  const probabilities = temperature === 1 ? keras : exponentials.map((term) => term / total);
  const decimals = shift !== 0 ? 4 : top > SOFTMAX_DECIMALS ? 0 : 2;
  const rounded = largestRemainder(total, exponentials, decimals);
  const widest = temperature < 1 ? scores : logits;
  const account = { temperature, logits, scores, keras, probabilities, shift, exponentials, total, decimals, shown: rounded.parts,
    shownTotal: rounded.total, shares: roundShares(probabilities), limit: largest(widest), low: Math.min(0, ...widest),
    high: Math.max(0, ...widest), prediction: meta.prediction, label: meta.label };
  return { ...account, loss: meta.label === null ? null : lossOf(account, meta.label).exact };
}

/**
 * Shares of 1 in units of 0.01 %, which add up to 1: what is missing goes to those that are shown as a number first,
 * since the others read "<0.01 %".
 * @param {number[]} probabilities
 */
function roundShares(probabilities) {
  const units = probabilities.map((probability) => Math.floor(probability * 10_000 + 1e-9));
  const rest = (/** @type {number} */ place) => probabilities[place] * 10_000 - units[place] + (probabilities[place] < 0.0001 ? 0 : 1);
  const order = units.map((_, place) => place).sort((a, b) => rest(b) - rest(a));
  const missing = 10_000 - units.reduce((sum, unit) => sum + unit, 0);
  for (const place of order.slice(0, Math.max(missing, 0))) units[place] += 1;
  return units.map((unit) => unit / 10_000);
}

/**
 * The cross-entropy of one image, −ln p, and the same as ln(sum) − score: `logarithm` − `score` is `shown`, as shown.
 * @param {{scores: number[], exponentials: number[], total: number, shift: number}} account
 * @param {number} label
 */
function lossOf({ scores, total, shift }, label) {
  const exact = Math.max(0, Math.log(total) - (scores[label] - shift));
  const decimals = exact < 0.001 ? 4 : 3;
  const round = (/** @type {number} */ value) => Math.round(value * 10 ** decimals);
  const [shown, score] = [round(exact), round(scores[label] - shift)];
  const unit = 10 ** decimals;
  return { exact, decimals, shown: shown / unit, score: score / unit, logarithm: (shown + score) / unit };
}

/** @param {number} value never 0 before rounding @param {{decimals: number}} account @returns {string} */
function formatExponential(value, { decimals }) {
  if (value === 0) return `<${(10 ** -decimals).toFixed(decimals)}`;
  return value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** @param {number} digit @param {SoftmaxAccount} account @returns {string} "6.195…", "6.195… ÷ 2" or "30.000… − 30.000" */
function formatExponent(digit, { logits, temperature, shift }) {
  const score = `${formatNumber(logits[digit])}…`;
  const cooled = temperature === 1 ? score : `${score} ÷ ${temperature}`;
  return shift === 0 ? cooled : `${cooled} ${shift < 0 ? "+" : MINUS} ${formatNumber(Math.abs(shift))}`;
}

/** @param {number} digit @param {SoftmaxAccount} account @returns {string} "63.19 %", never "0.00 %" or "100.00 %" */
function formatPercent(digit, { probabilities, shares }) {
  const probability = probabilities[digit];
  return formatProbability(probability < 0.0001 || probability > 0.9999 ? probability : shares[digit]);
}

/** @param {number} share @returns {string} the sign before it; ">0.9999" has its own */
function equalsShare(share) {
  return share > 0.9999 ? "" : "= ";
}

/** @param {number} share 0..1 @returns {string} four digits that count, as its logarithm needs them; never 0 or 1 */
function formatShare(share) {
  if (share > 0.9999) return ">0.9999";
  if (share === 0 || share >= 0.1) return share.toFixed(4);
  if (share >= 0.0001) return share.toPrecision(4);
  const [digits, exponent] = share.toExponential(3).split("e");
  const raised = Array.from(String(Math.abs(Number(exponent))), (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");
  return `${digits}×10⁻${raised}`;
}

/** @param {number} loss from 0 */
function formatLoss(loss) {
  return loss < 0.0001 ? "<0.0001" : loss.toFixed(loss < 0.001 ? 4 : 3);
}

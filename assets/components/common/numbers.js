export const MINUS = "\u2212";

/** @param {number} value @param {number} low @param {number} high @returns {number} the nearest from `low` to `high` */
export function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

/**
 * @param {number} [exact] the value before it was rounded to close a sum
 * @returns {string} with a real minus sign; only an exact zero is "0", a rounded zero has decimals and no sign
 */
export function formatNumber(/** @type {number} */ value, /** @type {number} */ decimals = 3, exact = value) {
  if (!Number.isFinite(value)) return "–";
  if (value === 0 && exact === 0) return "0";
  const digits = Math.abs(value).toFixed(decimals);
  if (Number(digits) === 0) return (0).toFixed(Math.max(decimals, 1));
  return (value < 0 ? MINUS : "") + digits;
}

/** @param {number} [exact] as in `formatNumber` @returns {string} "+0.500" or "−0.500" */
export function formatSigned(/** @type {number} */ value, /** @type {number} */ decimals = 3, exact = value) {
  const text = formatNumber(value, decimals, exact);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** @param {number} value @returns {string} the class that gives a number the colour of its sign */
export function signClass(value) {
  return value > 0 ? "positive" : value < 0 ? "negative" : "";
}

/** Cached, since `toLocaleString` would look up its locale in every frame. */
const COUNTS = new Intl.NumberFormat("en-US");

/** @param {number} count @returns {string} with thousands separators */
export function formatCount(count) {
  return COUNTS.format(count);
}

/** A percentage whose number and sign stay on one line. @param {number} share 0..1 @param {number} decimals */
export function formatPercent(share, decimals) {
  return `${(100 * share).toFixed(decimals)}\u00a0%`;
}

/** @param {number} probability 0..1 @returns {string} never 0.00 % or 100.00 % */
export function formatProbability(probability) {
  if (probability < 0.0001) return `<${formatPercent(0.0001, 2)}`;
  if (probability > 0.9999) return `>${formatPercent(0.9999, 2)}`;
  return formatPercent(probability, 2);
}

/** @param {number} value of `float32` @returns {string} as many digits as identify the value */
export function inFull(value) {
  return String(Number(value.toPrecision(9)));
}

/** @param {number} limit the largest number of a picture @returns {number} decimals that fit into its cells */
export function decimalsFor(limit) {
  return limit >= 100 ? 1 : limit >= 10 ? 2 : 3;
}

/** Short form for the ends of a legend: two significant decimals, fewer for large numbers. @param {number} value */
export function formatRange(value) {
  const size = Math.abs(value);
  if (Number.isInteger(value)) return formatNumber(value, 0);
  if (size < 0.001) return formatNumber(value, Math.min(1 - Math.floor(Math.log10(size)), 9));
  return formatNumber(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3);
}

/**
 * Rounds a total, then its parts so that they add up to it as displayed (largest remainder method): every part is
 * rounded down, then those with the largest remainders up. An exact zero stays zero. See `closeSum` for fixed parts.
 * @param {number} total @param {ArrayLike<number>} parts whose sum is the total up to float error
 * @param {number} [decimals] @returns {{total: number, parts: number[]}}
 */
export function largestRemainder(total, parts, decimals = 3) {
  const unit = 10 ** decimals;
  const target = Math.round(total * unit);
  const units = Array.from(parts, (part) => Math.floor(part * unit + 1e-9));
  const remainders = Array.from(parts, (part, index) => part * unit - units[index]);
  const places = units.map((_, index) => index);
  const used = places.filter((index) => parts[index] !== 0);
  const order = (used.length > 0 ? used : places).sort((a, b) => remainders[b] - remainders[a]);
  let missing = target - units.reduce((sum, part) => sum + part, 0);
  for (let turn = 0; missing > 0 && order.length > 0; turn += 1, missing -= 1) {
    units[order[turn % order.length]] += 1;
  }
  for (let turn = order.length - 1; missing < 0 && order.length > 0; turn -= 1, missing += 1) {
    units[order[(turn + order.length * 1000) % order.length]] -= 1;
  }
  return { total: target / unit, parts: units.map((part) => part / unit) };
}

/**
 * Rounds a sum that contains fixed numbers. A bias or a weight is rounded by itself and never adjusted, so that it is
 * the same wherever it is displayed. The other parts absorb the rounding: their sum is displayed as the rounded total
 * minus the rounded fixed numbers, and the parts add up to that sum as displayed.
 * @param {ArrayLike<number>} parts which add up to the total with the fixed numbers, up to float error
 * @returns {{total: number, sum: number, parts: number[], fixed: number[]}} as displayed; `sum` is that of the parts
 */
export function closeSum(/** @type {number} */ total, parts, /** @type {ArrayLike<number>} */ fixed = [],
    /** @type {number} */ decimals = 3) {
  const unit = 10 ** decimals;
  const [whole,
    ...own] = [total, ...Array.from(fixed)].map((number) => Math.sign(number) * Math.round(Math.abs(number) * unit));
  const left = whole - own.reduce((sum, number) => sum + number, 0);
  const closed = largestRemainder(left / unit, parts, decimals);
  return { total: whole / unit, sum: left / unit, parts: closed.parts, fixed: own.map((number) => number / unit) };
}

/** Fills a template of the text catalogue with values. @param {string} template such as "row {row}, column {column}" */
export function format(template, /** @type {Record<string, unknown>} */ values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/**
 * Joins sentences; no space follows a full-width full stop.
 * @param {string[]} sentences empty ones are skipped
 */
export function paragraph(sentences) {
  return sentences.filter(Boolean).join(" ").replace(/(?<=[\u3002\uff1f\uff01]) /g, "");
}

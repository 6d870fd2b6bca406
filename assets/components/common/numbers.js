const MINUS = "\u2212";

/**
 * @param {number} value
 * @param {number} [decimals]
 * @returns {string} with a real minus sign; an exact zero is "0", a rounded one never has a sign
 */
function formatNumber(value, decimals = 3) {
  if (!Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const digits = Math.abs(value).toFixed(decimals);
  return (value < 0 && Number(digits) !== 0 ? MINUS : "") + digits;
}

/** @param {number} value @param {number} [decimals] @returns {string} "+0.500" or "−0.500" */
function formatSigned(value, decimals = 3) {
  const text = formatNumber(value, decimals);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** @param {number} value @returns {string} the class that gives a number the colour of its sign */
function signClass(value) {
  return value > 0 ? "positive" : value < 0 ? "negative" : "";
}

/** @param {number} count @returns {string} with thousands separators */
function formatCount(count) {
  return count.toLocaleString("en-US");
}

/** @param {number} probability 0..1 @returns {string} never "0.00 %" or "100.00 %" */
function formatProbability(probability) {
  if (probability < 0.0001) return "<0.01 %";
  if (probability > 0.9999) return ">99.99 %";
  return `${(100 * probability).toFixed(2)} %`;
}

/** @param {number} limit the largest number around @returns {number} decimals to show, so that cells stay readable */
function decimalsFor(limit) {
  return limit >= 100 ? 1 : limit >= 10 ? 2 : 3;
}

/**
 * Short form for the ends of a legend: two significant decimals, fewer for large numbers.
 * @param {number} value
 */
function formatRange(value) {
  const size = Math.abs(value);
  if (Number.isInteger(value)) return formatNumber(value, 0);
  return formatNumber(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3);
}

/**
 * Round a total, then its parts so that they add up to it as shown: every part is rounded down
 * and the largest remainders are rounded up.
 * @param {number} total
 * @param {ArrayLike<number>} parts whose sum is the total, but for float error
 * @param {number} [decimals]
 * @returns {{total: number, parts: number[]}}
 */
function largestRemainder(total, parts, decimals = 3) {
  const unit = 10 ** decimals;
  const target = Math.round(total * unit);
  const units = Array.from(parts, (part) => Math.floor(part * unit + 1e-9));
  const remainders = Array.from(parts, (part, index) => part * unit - units[index]);
  const order = units.map((_, index) => index).sort((a, b) => remainders[b] - remainders[a]);
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
 * Put values into a template of the text catalogue.
 * @param {string} template such as "row {row}, column {column}"
 * @param {Record<string, string | number>} values
 */
function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

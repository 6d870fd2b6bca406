import assert from "node:assert/strict";
import { test } from "node:test";

import {
  format, formatNumber, formatProbability, formatRange, formatSigned, largestRemainder, paragraph,
} from "../../assets/components/common/numbers.js";
import { formatQuantity } from "../../assets/components/curves/marks.js";
import { formatLoss, formatLossShare, formatShare, plainLossOf } from "../../assets/components/softmax/account.js";
import { TEMPERATURES } from "../../assets/components/softmax/temperature.js";

test("numbers read as what they are", () => {
  assert.deepEqual([0, -0.0004, -1.5, 0.12345, NaN].map((value) => formatNumber(value, 3)),
    ["0", "0.000", "−1.500", "0.123", "–"]);
  assert.deepEqual([0.5, -0.5, 0, 0.0004].map((value) => formatSigned(value)), ["+0.500", "−0.500", "0", "0.000"]);
  assert.deepEqual([3, -0.1234, 12.34, 123.4, 0.000321].map(formatRange), ["3", "−0.12", "12.3", "123", "0.00032"]);
  assert.deepEqual([0, 0.00005, 0.5, 0.9996, 0.99995].map(formatProbability),
    ["<0.01\u00a0%", "<0.01\u00a0%", "50.00\u00a0%", "99.96\u00a0%", ">99.99\u00a0%"]);
  assert.equal(format("{row}, {column}, {other}", { row: 1, column: "x" }), "1, x, {other}");
});

test("what is missing goes to the parts that lost most by rounding down", () => {
  assert.deepEqual(largestRemainder(1, [0.3331, 0.3338, 0.3331]).parts, [0.333, 0.334, 0.333]);
  assert.deepEqual(largestRemainder(-1, [-0.3331, -0.3338, -0.3331]).parts, [-0.333, -0.334, -0.333]);
});

test("only an exact zero reads 0", () => {
  assert.deepEqual([[0, 3, 0.0002], [-0, 1, -0.02], [0, 0, 0.3], [0.3, 0], [0, 3, 0], [0.001, 3, 0]].map(
    ([shown, decimals, exact]) => formatSigned(shown, decimals, exact)), ["0.000", "0.0", "0.0", "0.0", "0", "+0.001"]);
});

test("shares never read as 0 or 1 when they are not", () => {
  assert.deepEqual([0, 1, 0.5, 0.01234, 3.2e-12, 0.99999996, 0.99991].map(formatShare),
    ["<1.2×10⁻³⁸", ">0.9999", "0.5000", "0.01234", "3.200×10⁻¹²", ">0.9999", ">0.9999"]);
});

test("a loss too small to write is no zero", () => {
  assert.deepEqual([0, 3.7e-5, 2e-7, 0.0003, 0.0123].map(formatLoss),
    ["<0.000000001", "0.000037", "0.00000020", "0.0003", "0.012"]);
  assert.deepEqual([formatLossShare(1, 0), formatLoss(0)], ["0.999999999…", "<0.000000001"]);
});

test("a share too small for float32 still has its loss", () => {
  assert.deepEqual([formatLossShare(0, 110), formatLossShare(0, 800)], ["1.689×10⁻⁴⁸", "<1.2×10⁻³⁸"]);
});

test("the loss that is learned from is that of the scores, at any temperature", () => {
  const plain = (/** @type {number[]} */ logits, /** @type {number} */ label) =>
    formatLoss(plainLossOf(/** @type {any} */ ({ logits }), label));
  assert.equal(plain([110, ...new Array(9).fill(0)], 1), "110.000");
  assert.equal(plain([0, 18.5, ...new Array(8).fill(0)], 1), "0.000000083");
});

test("sentences stand side by side as their language writes them", () => {
  assert.equal(paragraph(["Right.", "", "So it is."]), "Right. So it is.");
  assert.equal(paragraph(["A\u3002", "B\u3002", ""]), "A\u3002B\u3002");
});

test("a quantity that is not known is a dash", () => {
  assert.deepEqual(["loss", "accuracy"].map((quantity) => formatQuantity(quantity, NaN)), ["–", "–"]);
});

test("the slider reaches from a quarter to five through exactly 1", () => {
  assert.deepEqual(TEMPERATURES, [...new Set(TEMPERATURES)].sort((a, b) => a - b));
  assert.deepEqual([TEMPERATURES.at(0), TEMPERATURES.at(-1)], [0.25, 5]);
  for (const temperature of [0.5, 1, 2, 5]) assert.ok(TEMPERATURES.includes(temperature));
});

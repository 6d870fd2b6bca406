import assert from "node:assert/strict";
import test from "node:test";

import { meanOf, partsOf } from "../../assets/components/gradcam/account.js";
import { coveredImage, squareAt } from "../../assets/components/occlusion/square.js";

test("a square is what lies of it in the image", () => {
  assert.deepEqual(squareAt({ row: 13, column: 9 }, 5, 28), { row: 11, column: 7, height: 5, width: 5 });
  assert.deepEqual(squareAt({ row: 0, column: 27 }, 7, 28), { row: 0, column: 24, height: 4, width: 4 });
  const image = new Float32Array(28 * 28).fill(1);
  const covered = coveredImage(image, squareAt({ row: 0, column: 27 }, 3, 28), 28);
  assert.equal(covered.reduce((sum, value) => sum + value, 0), 28 * 28 - 4);
  assert.deepEqual([covered[26], covered[27], covered[28 + 26], covered[25], covered[28]], [0, 0, 0, 1, 1]);
  assert.equal(image[27], 1);
});

test("a cell's parts are the largest, and add up as shown", () => {
  const weights = [0.5, -0.25, 0.125, 0.01, -0.02, 0.03, 0.0004];
  const values = weights.flatMap((_, filter) => [filter + 1, 2 * filter + 0.3]);
  for (const place of [0, 1]) {
    const total = weights.reduce((sum, weight, filter) => sum + weight * values[2 * filter + place], 0);
    const { named, others, shown } = partsOf(values, weights, place, total, 4);
    assert.equal(others, 2);
    const sizes = named.map(({ term }) => Math.abs(term));
    assert.deepEqual(sizes, sizes.toSorted((one, other) => other - one));
    const units = shown.parts.reduce((sum, part) => sum + Math.round(part * 1e4), 0);
    assert.equal(units, Math.round(shown.total * 1e4));
    assert.equal(shown.total, Math.round(total * 1e4) / 1e4);
  }
});

test("of a single filter, all of the sum is its part", () => {
  const { named, others, shown } = partsOf([2, 4], [0.25], 1, 1, 3);
  assert.deepEqual([named.length, others, shown.parts], [1, 0, [1]]);
});

test("the mean of gradients is their sum by their number", () => {
  assert.deepEqual(meanOf([0.5, -0.25, 0.25, 0.5], 0.25, 3), { sum: "1.000", weight: "0.250" });
});

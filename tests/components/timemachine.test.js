import assert from "node:assert/strict";
import { test } from "node:test";

import { changesAt } from "../../assets/components/timemachine/pictures.js";

const text = Object.fromEntries(["no_convolution", "only_one", "start", "kernel_grew", "kernel_shrank", "kernel_same",
  "probability_rose", "probability_fell", "probability_same", "turn_right", "turn_never",
  "turn_settled"].map((name) => [name, name]));

/** Two epochs of one kernel, with the probability of digit 3. */
function sceneOf({ kernels, shares, label = 3, turn = /** @type {number | null} */ (1), epochs = [0, 1] }) {
  const probabilities = shares.flatMap((share) => Array.from({ length: 10 }, (_, digit) => (digit === 3 ? share : 0)));
  return /** @type {any} */ ({
    meta: { text, epochs, label, turn, predictions: epochs.map(() => 3), convolution: { filter: 0 } },
    arrays: {
      kernels: { values: new Float32Array(kernels), shape: [epochs.length, 1, 1] },
      biases: { values: new Float32Array(epochs.length), shape: [epochs.length] },
      maps: { values: new Float32Array(epochs.length), shape: [epochs.length, 1, 1] },
      probabilities: { values: new Float32Array(probabilities), shape: [epochs.length, 10] },
    },
  });
}

test("what is said to have grown is larger, and reads so", () => {
  /** @type {[number[], string][]} */
  const cases = [
    [[0.5, 0.6], "kernel_grew"], [[-0.6, 0.5], "kernel_shrank"], [[0.5, -0.5], "kernel_same"],
    [[0.5, 0.5001], "kernel_same"], [[999.4, 1234.5], "kernel_grew"], [[0.0002, 0.3], "kernel_grew"],
  ];
  for (const [kernels, expected] of cases)
    assert.equal(changesAt(sceneOf({ kernels, shares: [0.1, 0.1] }), 1)[0], expected, String(kernels));
});

test("what is said to have risen is larger, and reads so", () => {
  /** @type {[number[], string][]} */
  const cases = [
    [[0.1, 0.2], "probability_rose"], [[0.2, 0.1], "probability_fell"], [[0.10001, 0.10002], "probability_same"],
    [[0.99999, 1], "probability_same"], [[0, 0.00002], "probability_same"],
  ];
  for (const [shares, expected] of cases)
    assert.equal(changesAt(sceneOf({ kernels: [0, 0], shares }), 1)[1], expected, String(shares));
});

test("of the turning point is said what is known", () => {
  const given = { kernels: [0, 0], shares: [0.1, 0.1] };
  assert.deepEqual(changesAt(sceneOf(given), 0), ["start", "turn_right"]);
  assert.deepEqual(changesAt(sceneOf({ ...given, turn: null }), 0), ["start", "turn_never"]);
  assert.deepEqual(changesAt(sceneOf({ ...given, label: null }), 0), ["start", "turn_settled"]);
  assert.deepEqual(changesAt(sceneOf({ ...given, epochs: [2, 4] }), 0), ["turn_right"]);
  assert.deepEqual(changesAt(sceneOf({ kernels: [0], shares: [0.1], epochs: [5], turn: 0 }), 0), ["only_one"]);
});

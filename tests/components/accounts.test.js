import assert from "node:assert/strict";
import { test } from "node:test";

import { accountOfCell, precisionOf, spreadOf } from "../../assets/components/normalization/account.js";
import { accountOfMean } from "../../assets/components/whole_map/mean.js";

/** The same numbers each time, from 0 to 1. */
function drawing(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
const inUnits = (value, decimals) => Math.round(value * 10 ** decimals);

test("the cells of a map add up to the sum, which divided by their number is the mean, all as shown", () => {
  const draw = drawing(5);
  for (const count of [1, 4, 25, 49, 784]) {
    for (let turn = 0; turn < 60; turn += 1) {
      const values = Float32Array.from({ length: count }, () => (draw() < 0.4 ? 0 : 4 * draw() - 1));
      const sum = values.reduce((total, value) => total + value, 0);
      const mean = Math.fround(Math.fround(sum) / count);
      const account = accountOfMean(mean, values, 3);
      assert.equal(account.cells.reduce((total, cell) => total + inUnits(cell, 3), 0), inUnits(account.sum, 3));
      assert.ok(Math.abs(account.sum / count - account.mean) * 1000 <= 0.5 + 1e-6);
      assert.ok(Math.abs(account.mean - mean) * 1000 <= 0.5 + 1e-6);
      assert.ok(Math.abs(account.sum - sum) * 1000 <= 1);
      account.cells.forEach((cell, place) => assert.ok(Math.abs(cell - values[place]) * 1000 <= 1 + 1e-6));
    }
  }
});

test("a mean on a rounding's edge takes its sum along", () => {
  const account = accountOfMean(0.0005000001, [0.001, 0], 3);
  assert.deepEqual([account.mean, account.sum], [0.001, 0.001]);
  assert.equal(accountOfMean(0.4994999, [1.9986, 0, 0, 0], 3).sum, 1.998);
});

test("whoever calculates with the numbers shown of a normalized cell gets what is shown", () => {
  const draw = drawing(8);
  for (let turn = 0; turn < 3000; turn += 1) {
    const numbers = { gamma: 4 * draw() - 2, beta: 2 * draw() - 1, mean: 2 * draw() - 1,
      variance: draw() ** 4 * 3, epsilon: 0.001 };
    const values = Array.from({ length: 9 }, () => Math.fround(6 * draw() - 3));
    const [value] = values;
    const spread = spreadOf(numbers);
    const total = ((value - numbers.mean) / spread) * numbers.gamma + numbers.beta;
    const account = accountOfCell(value, total, numbers, precisionOf(numbers, values, 3));
    const shown = Object.fromEntries(Object.entries(account).map(([name, [number]]) => [name, number]));
    for (const [number, exact, decimals] of Object.values(account))
      assert.ok(Math.abs(number - exact) * 10 ** decimals <= 1 + 1e-4);
    const decimals = (name) => account[name][2];
    assert.equal(inUnits(shown.value, decimals("value")),
      inUnits(shown.mean, decimals("value")) + inUnits(shown.difference, decimals("value")));
    assert.equal(inUnits(shown.total, 3), inUnits(shown.scaled, 3) + inUnits(shown.beta, 3));
    const off = (calculated, name) => Math.abs(calculated - shown[name]) * 10 ** decimals(name);
    assert.ok(off(Math.sqrt(shown.variance + numbers.epsilon), "spread") <= 1.01);
    assert.ok(off(shown.difference / shown.spread, "normalized") <= 2.01);
    assert.ok(off(shown.normalized * shown.gamma, "scaled") <= 2.01);
  }
});

test("a map that never varied is divided by the root of epsilon alone", () => {
  const numbers = { gamma: 1, beta: 0, mean: 0, variance: 0, epsilon: 0.001 };
  const account = accountOfCell(0, 0, numbers, precisionOf(numbers, [0, 0], 3));
  assert.deepEqual([account.difference[0], account.normalized[0], account.scaled[0], account.total[0]], [0, 0, 0, 0]);
  assert.ok(Math.abs(account.spread[0] - 0.031623) < 1e-3);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { accountOfCell, decimalsIn } from "../../assets/components/lab/account.js";
import { geometryOf, poolWindow, sameEdges, tapsOf, waysOut } from "../../assets/components/common/sliding.js";
import { draggedWeight, numberFrom } from "../../assets/components/common/editable.js";
import { writtenDecimals } from "../../assets/components/lab/layout.js";
import { meaningOf } from "../../assets/components/lab/formula.js";
import { createBench, keptWeight, resizeSquare, settingOf } from "../../assets/components/lab/state.js";

const SLIDE = { size: 6, window: 3, strides: 1, dilation: 1, padding: "none" };
const SETTING = { size: 6, cells: [], row: 0, column: 0, window: 3, preset: "edge", filter: 0, weights: [],
  padding: "none", strides: 1, dilation: 1, rule: "max" };
const META = { tool: "convolution", setting: SETTING, sample: Array.from({ length: 36 }, (_, index) => index % 10),
  presets: { edge: [null, [1, -1, 1, -1], [1, 0, -1, 1, 0, -1, 1, 0, -1], null], identity: [[1]] } };
const ARRAYS = { image: { values: new Float32Array(784), shape: [28, 28] },
  learned: { values: Float32Array.from({ length: 50 }, (_, index) => index / 8), shape: [2, 5, 5] } };
const bench = (change = {}) => createBench({ ...META, setting: { ...SETTING, ...change } }, ARRAYS);

test("what was typed is read as people write numbers", () => {
  for (const [typed, number] of [["-1", -1], ["\u22121.5", -1.5], ["１２", 12], ["ー2", -2], ["0,5", 0.5], ["+3", 3],
    [" 4 ", 4], [".5", 0.5]]) assert.equal(numberFrom(typed), number);
  for (const typed of ["", "-", "1e5", "x", "1-2"]) assert.equal(numberFrom(typed), null);
});

test("dragging goes in steps and up is more", () => {
  assert.ok(draggedWeight(0.123, 50) > 1);
  assert.ok(draggedWeight(0, -50) < -0.9);
  assert.equal(Math.round(draggedWeight(0.123, 7) * 1000) % 50, 0);
});

test("the padding of 'same' goes behind first", () => {
  assert.deepEqual(sameEdges(6, 3, 2), [0, 1]);
  assert.deepEqual(sameEdges(5, 3, 1), [1, 1]);
  assert.deepEqual(sameEdges(6, 2, 2), [0, 0]);
});

test("every way out of an impossible setting changes one thing", () => {
  const slide = { ...SLIDE, window: 7, strides: 2, dilation: 2 };
  assert.equal(geometryOf(slide).problem, "strides_and_dilation");
  assert.deepEqual(waysOut({ ...slide, window: 3 }, [3, 28]).map(({ name }) => name),
    ["strides", "dilation"]);
  for (const { change } of waysOut({ ...SLIDE, window: 7 }, [3, 7, 28])) {
    assert.equal(Object.keys(change).length, 1);
    assert.equal(geometryOf({ ...SLIDE, window: 7, ...change }).problem, null);
  }
});

test("padding never wins and is never counted", () => {
  const taps = tapsOf(geometryOf({ ...SLIDE, padding: "same" }), { row: 0, column: 0 });
  assert.equal(taps.filter(({ place }) => place < 0).length, 5);
  const values = new Float32Array(36).fill(-2);
  assert.deepEqual(poolWindow(values, taps, "max"), { value: -2, winner: 4, count: 4 });
  assert.equal(poolWindow(values, taps, "average").value, -2);
});

test("an account adds up as shown, with as few decimals as it needs", () => {
  assert.equal(decimalsIn([1, 2, -3]), 0);
  assert.equal(decimalsIn([0.25]), 2);
  assert.equal(decimalsIn([1 / 9]), 3);
  const taps = tapsOf(geometryOf(SLIDE), { row: 0, column: 0 });
  const { shown, decimals } = accountOfCell(new Float32Array(36).fill(1), new Array(9).fill(1 / 9), taps);
  assert.equal(decimals, 3);
  assert.equal(Math.round(1000 * shown.products.reduce((sum, product) => sum + product, 0)), 1000 * shown.total);
});

test("what is said of the edges is so", () => {
  const text = { fits: "fits", left_over: "{cells} of input", left_over_padding: "{remainder} of padding", gaps: "gaps",
    ring_is_same: "same", ring_is_not_same: "not same {above} {below}", same_even: "even {before}",
    same_odd: "odd {before} {after}", same_none: "none" };
  const said = (change) => meaningOf(geometryOf({ ...SLIDE, ...change }), text);
  assert.equal(said({}), "fits");
  assert.equal(said({ strides: 2 }), "1 of input");
  assert.equal(said({ strides: 2, padding: "ring1" }), "1 of padding not same 0 1");
  assert.equal(said({ padding: "ring1" }), "fits same");
  assert.equal(said({ padding: "same" }), "even 1");
  assert.equal(said({ padding: "same", strides: 2 }), "odd 0 1");
  assert.equal(said({ padding: "same", window: 1, strides: 3 }), "none gaps");
});

test("another size keeps one's own weights in the middle, and a preset is a preset at any size", () => {
  const own = bench();
  own.weightAt(4, 2.5);
  own.change({ window: 5 });
  assert.equal(own.kernel[12], 2.5);
  assert.equal(own.setting.preset, null);
  own.change({ window: 3 });
  assert.deepEqual(own.kernel, [1, 0, -1, 1, 2.5, -1, 1, 0, -1]);
  const preset = bench();
  preset.change({ window: 2 });
  assert.deepEqual(preset.kernel, [1, -1, 1, -1]);
  preset.change({ window: 1 });
  assert.equal(preset.setting.window, 3, "there is no edge in a single cell");
});

test("a learned filter brings its size, and is one's own once it is altered", () => {
  const learned = bench();
  learned.change({ preset: "learned", filter: 1 });
  assert.equal(learned.setting.window, 5);
  assert.equal(learned.kernel[0], 25 / 8);
  learned.change({ window: 3 });
  assert.equal(learned.setting.preset, null);
  assert.equal(learned.kernel.length, 9);
  assert.equal(settingOf(learned.setting, false, null).filter, 0);
});

test("a grid that grows keeps its corner, and the digit does not lose it", () => {
  const grown = bench();
  grown.change({ size: 7 });
  assert.equal(grown.values[7], META.sample[6]);
  assert.equal(grown.values[6], 0);
  grown.cellAt(6, 12);
  grown.change({ size: 28 });
  assert.equal(grown.values.length, 784);
  assert.deepEqual(settingOf(grown.setting, false, null).cells, []);
  grown.change({ size: 7 });
  assert.equal(grown.values[6], 9);
  assert.deepEqual(resizeSquare([1, 2, 3, 4], 2, 1, false), [1]);
});

test("a number is not written where it would read as another", () => {
  assert.equal(writtenDecimals([0.18, 2], 24), null);
  assert.equal(writtenDecimals([0.18, 2], 60), 2);
  assert.equal(writtenDecimals([3, -2], 24), 0);
  assert.equal(writtenDecimals([0.5], 34), 1);
});

test("weights are kept in thousandths and within bounds", () => {
  assert.equal(keptWeight(12), 9.999);
  assert.equal(keptWeight(0.12345), 0.123);
  assert.ok(Object.is(keptWeight(-0.0001), 0));
});

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  condensed, layOutColumns, layOutMaps, layOutUnits,
} from "../../assets/components/overview/layout.js";
import { accountOf, explainedCell, pathOf } from "../../assets/components/overview/accounts.js";
import { chainOf, goalsOf, sourceOf } from "../../assets/components/overview/origins.js";

const COLUMNS = [
  { origin: "given", drawing: "maps", count: 1, chain: 0, array: "input" },
  { origin: "window", drawing: "maps", count: 64, chain: 1, array: "conv2d_1" },
  { origin: "same", drawing: "maps", count: 64, chain: 1, array: "activation_1" },
  { origin: "same", drawing: "maps", count: 64, chain: 1, array: "pooling2d_1" },
  { origin: "cell", drawing: "strip", count: 64 * 25, chain: 4, array: "flatten" },
  { origin: "numbers", drawing: "units", count: 128, chain: 5, array: "activation_2" },
  { origin: "numbers", drawing: "classes", count: 10, chain: 6, array: "softmax" },
];
const SCENE = { meta: { columns: COLUMNS }, arrays: { pooling2d_1: { shape: [64, 5, 5] } } };
const WHOLE = { ...SCENE, meta: { columns: COLUMNS.with(4, { ...COLUMNS[4], origin: "map" }) } };

test("a flattened number comes from one cell, and a map leads to all of its cells", () => {
  assert.deepEqual(sourceOf(SCENE, 4, 7 * 64 + 12), { channel: 12, row: 1, column: 2, height: 1, width: 1 });
  const goals = goalsOf(SCENE, 3, 12);
  assert.equal(goals.length, 25);
  assert.deepEqual(goals.map((place) => sourceOf(SCENE, 4, place).channel), Array(25).fill(12));
  assert.equal(new Set(goals).size, 25);
});

test("a mean comes from its whole map, and the map leads to it alone", () => {
  assert.deepEqual(sourceOf(WHOLE, 4, 12), { channel: 12, row: 0, column: 0, height: 5, width: 5 });
  assert.deepEqual(goalsOf(WHOLE, 3, 12), [12]);
});

test("other numbers come from all before, and lead to all that follow", () => {
  for (const place of [0, 1, 5, 6]) assert.equal(sourceOf(SCENE, place, 3), null);
  for (const place of [0, 4, 5, 6]) assert.deepEqual(goalsOf(SCENE, place, 3), []);
});

test("a chain is what is made of the same sum", () => {
  assert.deepEqual([0, 1, 3, 4].map((place) => chainOf(COLUMNS, place)), [[0], [1, 2, 3], [1, 2, 3], [4]]);
});

test("columns fit from a laptop to a projector, closer where there is less room", () => {
  const labels = COLUMNS.map(() => 60);
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  const widths = [900, 1100, 1400, 1900].map((width) => {
    const layout = layOutColumns(COLUMNS, width, 420, labels);
    assert.equal(layout.widths.length, COLUMNS.length);
    assert.equal(layout.gaps.length, COLUMNS.length - 1);
    assert.ok(sum(layout.widths) + sum(layout.gaps) <= width, `${width}`);
    return sum(layout.widths);
  });
  assert.deepEqual(widths, widths.toSorted((a, b) => a - b));
});

test("maps keep a size that can be seen; more of them than fit scroll", () => {
  for (const count of [1, 8, 64, 512]) {
    const { perRow, pitchX, pitchY } = layOutMaps(count, 130, 420);
    assert.ok(pitchX >= 17 && pitchX === pitchY);
    assert.ok(perRow * pitchX <= 130 + 1e-9);
  }
});

test("units stand in as many columns as they need", () => {
  for (const count of [1, 10, 128, 1024]) {
    const { perRow, pitchX, pitchY } = layOutUnits(count, 420);
    assert.ok(perRow * pitchX <= 50 + 1e-9);
    assert.ok(Math.ceil(count / perRow) * pitchY <= 420 + 1e-9);
  }
});

test("no peak is lost where there are more numbers than pixels", () => {
  const values = Float32Array.from({ length: 800 }, (_, place) => (place === 333 ? -9 : 0.1));
  const kept = condensed(values, 100);
  assert.equal(kept.length, 100);
  assert.equal(Math.min(...kept), -9);
});

/** A chain of two maps: the strongest cell of map 1 is one that no window of the pooling reaches. */
function followed() {
  const packed = (shape, values) => ({ shape, values: Float32Array.from(values) });
  const columns = [
    { chain: 0, cells: null, count: 3 },
    { chain: 1, account: "conv2d_1", inputs: 3, array: "conv2d_1", cells: "conv2d_1.cells", count: 2 },
    { chain: 1, array: "activation_1", cells: "conv2d_1.cells", count: 2 },
    { chain: 1, array: "pooling2d_1", cells: "pooling2d_1.cells", count: 2 },
  ];
  const arrays = {
    "conv2d_1.cells": packed([2, 2], [4, 6, 8, 8]), "pooling2d_1.cells": packed([2, 2], [2, 3, -1, -1]),
    "conv2d_1.value": packed([2], [2.5, 0.5]), "activation_1.value": packed([2], [1.5, 0.25]),
    "pooling2d_1.value": packed([2], [1.75, 0]),
    "conv2d_1.feeders": packed([2, 3], [2, 0, 1, 1, 2, 0]), "conv2d_1.terms": packed([2, 3], [1, 0.5, 0.25, 3, -2, 0]),
    "conv2d_1.others": packed([2], [0.25, 0]), "conv2d_1.bias": packed([2], [0.75, -0.5]),
    "conv2d_1.kernels": packed([2, 2, 1, 1], [1, 2, 3, 4]), "conv2d_1.inputs": packed([2, 0], []),
  };
  return { meta: { columns, shown: 2 }, arrays };
}

test("a strongest cell is followed through its chain, and each column explains its own cell", () => {
  const scene = followed();
  assert.deepEqual(pathOf(scene, { column: 2, index: 0 }), [
    { place: 1, row: 4, column: 6, value: 2.5 },
    { place: 2, row: 4, column: 6, value: 1.5 },
    { place: 3, row: 2, column: 3, value: 1.75 },
  ]);
  assert.deepEqual(explainedCell(scene, { column: 2, index: 1 }), { row: 8, column: 8 });
  assert.deepEqual(explainedCell(scene, { column: 3, index: 0 }), { row: 2, column: 3 });
});

test("where no window reaches the cell, and where there are no cells, none is explained", () => {
  assert.deepEqual(explainedCell(followed(), { column: 3, index: 1 }), {});
  assert.deepEqual(explainedCell(followed(), { column: 0, index: 0 }), {});
});

test("an account shows the first terms, and what the others add together", () => {
  const account = accountOf(followed(), 1, 0);
  assert.deepEqual([account.exact, account.bias, account.value], [[1, 0.5, 0.25], 0.75, 2.5]);
  assert.deepEqual([account.feeders, account.kernels], [[2, 0, 1], [1, 2]]);
});

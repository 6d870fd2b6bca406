import assert from "node:assert/strict";
import { test } from "node:test";

import {
  condensed, layOutColumns, layOutMaps, layOutUnits,
} from "../../assets/components/overview/layout.js";

const COLUMNS = [
  { kind: "input", picture: "maps", count: 1, block: null },
  { kind: "conv2d", picture: "maps", count: 64, block: 0 },
  { kind: "activation", picture: "maps", count: 64, block: 0 },
  { kind: "max_pooling2d", picture: "maps", count: 64, block: 0 },
  { kind: "flatten", picture: "strip", count: 800, block: null },
  { kind: "dense", picture: "units", count: 128, block: null },
  { kind: "softmax", picture: "classes", count: 10, block: null },
];

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

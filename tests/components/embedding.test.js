import assert from "node:assert/strict";
import { test } from "node:test";

import { nearestPoint, pointTowards } from "../../assets/components/embedding/nearest.js";
import { createLook } from "../../assets/components/embedding/viewport.js";

const POINTS = [0.5, 0.5, 0.6, 0.5, 0.9, 0.52, 0.55, 0.1, 0.2, 0.5];
const all = () => true;

test("the nearest point within reach is meant", () => {
  assert.equal(nearestPoint(POINTS, [0.58, 0.5], 0.1, all), 1);
  assert.equal(nearestPoint(POINTS, [0.58, 0.5], 0.1, (index) => index !== 1), 0);
  assert.equal(nearestPoint(POINTS, [0.75, 0.9], 0.1, all), null);
});

test("an arrow leads to a point in its direction, or nowhere", () => {
  assert.equal(pointTowards(POINTS, 0, [1, 0], all), 1);
  assert.equal(pointTowards(POINTS, 0, [-1, 0], all), 4);
  assert.equal(pointTowards(POINTS, 0, [0, -1], all), 3);
  assert.equal(pointTowards(POINTS, 0, [0, 1], all), 0);
  assert.equal(pointTowards(POINTS, 0, [1, 0], (index) => index !== 1), 2);
});

test("places go to the screen and back, however near one looks", () => {
  const look = createLook(() => 600);
  for (const way of [1, 1, 1, -1]) {
    look.move(way, [0.3, 0.8]);
    const [x, y] = look.toMap(...look.toScreen(0.25, 0.7));
    assert.ok(Math.abs(x - 0.25) < 1e-9 && Math.abs(y - 0.7) < 1e-9);
  }
  assert.equal(look.zoom(), 4);
  const before = look.toScreen(0.3, 0.8);
  look.drag(30, -20);
  const after = look.toScreen(0.3, 0.8);
  assert.deepEqual([after[0] - before[0], after[1] - before[1]].map(Math.round), [30, -20]);
});

test("what is looked at stays on the map", () => {
  const look = createLook(() => 600);
  look.drag(500, 500);
  assert.deepEqual(look.toScreen(0.5, 0.5), [300, 300]);
  look.move(1, [0, 0]);
  assert.deepEqual(look.toScreen(0.25, 0.25).map(Math.round), [300, 300]);
  look.show([0.9, 0.9]);
  assert.deepEqual(look.toScreen(0.75, 0.75).map(Math.round), [300, 300]);
  look.move(0, [0.9, 0.9]);
  assert.ok(look.isWhole());
});

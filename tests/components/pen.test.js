// The strokes on the canvas as the browser keeps them, and what it says of its own numbers.
import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";

import { createWays, wayOf } from "../../assets/components/canvas/ways.js";
import { setReadable, isReadable, followPen, tellFollowers } from "../../assets/components/common/pen.js";
import { programOf, putProgram } from "../../assets/components/common/programs.js";
import { atMost } from "../../assets/components/live/source.js";

const stroke = (x) => ({ points: [x, 0, x, 10], width: 24 });

test("a way goes from middle to middle, without places next to each other", () => {
  assert.deepEqual(wayOf([0, 0, 0, 0]), [0, 0, 0, 0]);
  const way = wayOf([0, 0, 0, 0, 0.1, 0, 8, 0, 9, 9, 16, 8]);
  // The middle of the curve bent by (0, 0) and its end; then that bent by (8, 0), which leads to the last place.
  assert.deepEqual(way, [0, 0, 1, 0, 4, 0, 8, 1, 12, 4, 16, 8]);
});

test("a stroke is there while it is drawn and after it, until the server has heard of it", () => {
  const ways = createWays([stroke(1)]);
  ways.begin(50, 50, 10);
  ways.go(60, 50);
  assert.equal(ways.all().length, 2);
  assert.equal(ways.all()[1].width, 10);
  ways.end(0);
  assert.equal(ways.all().length, 2);
  ways.hear([stroke(1)], 100);
  assert.equal(ways.all().length, 2, "what the server says is older than the stroke");
  ways.hear([stroke(1), stroke(2)], 200);
  assert.deepEqual(ways.all(), [stroke(1), stroke(2)]);
});

test("what was taken back stays away, and what lasts is the server's word", () => {
  const ways = createWays([stroke(1), stroke(2)]);
  ways.keep(1, 0);
  ways.hear([stroke(1), stroke(2)], 100);
  assert.equal(ways.count(), 1);
  ways.hear([stroke(1), stroke(2)], 60_000);
  assert.equal(ways.count(), 2);
});

test("of what cannot be drawn again, there are no strokes", () => {
  const ways = createWays(null);
  ways.begin(0, 0, 10);
  ways.go(5, 5);
  assert.deepEqual(ways.all(), []);
  ways.end(0);
  ways.hear([], 100);
  assert.deepEqual(ways.all(), []);
  assert.equal(ways.count(), 0);
});

test("followers are told until they end, also that nothing can be read", () => {
  const [heard, ended] = [[], new AbortController()];
  followPen((sheet) => heard.push(sheet), ended.signal);
  tellFollowers({ width: 1 });
  setReadable(false);
  assert.equal(isReadable(), false);
  ended.abort();
  setReadable(true);
  assert.deepEqual(heard, [{ width: 1 }, null]);
});

test("a network that takes too long is not computed while somebody draws", () => {
  const [run, ended] = [() => new Map(), new AbortController()];
  putProgram("fast", { run, milliseconds: 2 }, ended.signal);
  putProgram("slow", { run, milliseconds: 30 }, ended.signal);
  assert.deepEqual(programOf("fast"), { run, slow: false });
  assert.deepEqual(programOf("slow"), { run: null, slow: true });
  assert.deepEqual(programOf("other"), { run: null, slow: false });
  ended.abort();
  assert.equal(programOf("fast").run, null);
});

test("a difference is never said to be less than it is", () => {
  assert.equal(atMost(0), "0\u00a0%");
  assert.equal(atMost(2.1e-7), "0.00003\u00a0%");
  assert.equal(atMost(0.0123), "2\u00a0%");
  assert.equal(atMost(2e-15), "0.00001\u00a0%");
  for (const share of [1e-9, 3.7e-6, 0.004, 0.5])
    assert.ok(Number.parseFloat(atMost(share)) >= 100 * share * (1 - 1e-9));
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { createPlayer } from "../../assets/components/common/player.js";

const FRAME = 16;
let now = 0;

/** A player, what it told, and a clock that draws a frame every 16 ms. */
function play(context, { rows = 8, columns = 9, position = 0, reduced = false } = {}) {
  now = 0;
  context.mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.matchMedia = () => ({ matches: reduced });
  globalThis.requestAnimationFrame = (draw) => setTimeout(() => draw(now), FRAME);
  globalThis.cancelAnimationFrame = clearTimeout;
  context.mock.method(performance, "now", () => now);
  const [seen, computed, rested] = [[], [], []];
  const ended = new AbortController();
  const player = createPlayer({
    rows, columns, position, signal: ended.signal,
    changed: () => { seen.push(player.state.position); computed.push(player.computed()); },
    rested: (place) => rested.push([place, player.state.playing]),
  });
  const wait = (milliseconds) => {
    for (const end = now + milliseconds; now < end;) {
      now += FRAME;
      context.mock.timers.tick(FRAME);
    }
  };
  return { player, seen, computed, rested, ended, wait };
}

for (const speed of ["normal", "sweep"]) {
  test(`the player reaches the end and pauses there: ${speed}`, (context) => {
    const { player, seen, rested, wait } = play(context);
    player.setSpeed(speed);
    player.play();
    wait(speed === "sweep" ? 2_600 : 72 * 125 + 600);
    assert.deepEqual(seen, seen.toSorted((a, b) => a - b));
    assert.ok(new Set(seen).size > 3);
    assert.equal(seen.at(-1), 71);
    assert.deepEqual(rested, [[71, false]]);
  });
}

test("what is asked after stays hidden and still; once it is answered, the way there is played again", (context) => {
  const { player, seen, computed, rested, wait } = play(context, { position: 30 });
  player.state.held = true;
  player.moveTo(12);
  wait(500);
  assert.equal(player.state.position, 30);
  assert.equal(player.computed(), 30);
  player.state.held = false;
  player.replay(6);
  wait(6 * 125 + 600);
  assert.deepEqual([...new Set(seen)], [24, 25, 26, 27, 28, 29, 30]);
  assert.equal(computed.at(-1), 31);
  assert.deepEqual(rested, [[30, false]]);
  player.play();
  wait(400);
  assert.ok(player.state.position > 31);
});

test("a frame that comes late does not lead beyond what was asked after", (context) => {
  const { player, seen, wait } = play(context, { position: 30 });
  player.replay(6);
  for (let frame = 0; frame < 6; frame += 1) {
    now += 240;
    context.mock.timers.tick(240);
  }
  wait(600);
  assert.equal(Math.max(...seen), 30);
  assert.equal(player.state.playing, false);
});

test("with less motion, nothing is played again", (context) => {
  const { player, seen, wait } = play(context, { position: 30, reduced: true });
  player.replay(6);
  wait(1_000);
  assert.deepEqual(seen, []);
});

test("a sweep takes two seconds, whatever the size", (context) => {
  const { player, wait } = play(context, { rows: 26, columns: 26 });
  player.setSpeed("sweep");
  player.play();
  wait(1_900);
  assert.ok(player.state.playing);
  wait(200);
  assert.ok(!player.state.playing);
});

test("playing from the end begins anew", (context) => {
  const { player, wait } = play(context);
  player.moveTo(71);
  player.play();
  assert.equal(player.state.position, 0);
  wait(100);
  assert.ok(player.state.position < 3);
});

test("a player that ended tells nobody", (context) => {
  const { player, rested, ended, wait } = play(context);
  player.moveTo(3);
  ended.abort();
  wait(600);
  assert.deepEqual(rested, []);
});

test("rows appear whole and keep the column", (context) => {
  const { player, computed, wait } = play(context, { rows: 4, columns: 5, position: 7 });
  player.setOrder("row");
  assert.deepEqual([player.computed(), player.state.position], [10, 7]);
  player.step(1);
  assert.deepEqual([player.computed(), player.state.position], [15, 12]);
  player.step(-5);
  assert.deepEqual([player.computed(), player.state.position], [5, 2]);
  computed.length = 0;
  player.play();
  wait(2_500);
  assert.ok(computed.every((count) => count % 5 === 0));
  assert.equal(computed.at(-1), 20);
  assert.equal(player.state.position, 17);
  player.play();
  assert.equal(player.state.position, 2);
});

test("all at once is nothing and then everything", (context) => {
  const { player, wait } = play(context, { rows: 4, columns: 5, position: 7 });
  player.setOrder("all");
  assert.equal(player.computed(), 20);
  player.play();
  assert.deepEqual([player.computed(), player.state.playing], [0, true]);
  wait(1_000);
  assert.deepEqual([player.computed(), player.state.position, player.state.playing], [20, 7, false]);
});

test("who asked for less motion goes row by row", (context) => {
  const { player } = play(context, { reduced: true });
  player.play();
  assert.deepEqual([player.state.playing, player.state.position], [false, 17]);
});

test("over another output the window stays in its row and column as far as there are such", (context) => {
  const { player } = play(context, { rows: 8, columns: 9, position: 6 * 9 + 7 });
  player.play();
  player.resize(10, 10);
  assert.deepEqual([player.count, player.row(), player.column(), player.state.playing], [100, 6, 7, false]);
  player.resize(3, 3);
  assert.deepEqual([player.count, player.row(), player.column()], [9, 2, 2]);
  player.step(1);
  assert.equal(player.state.position, 8);
});

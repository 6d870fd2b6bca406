import assert from "node:assert/strict";
import { test } from "node:test";

import { createFocus, rememberChoice } from "../../assets/components/common/choice.js";

test("echoes of choices left since are no news", () => {
  const known = rememberChoice({ row: 0, column: 0 });
  const cell = (column) => ({ row: 0, column });
  // Only what the visitor chose anew is reported, and only what nobody here chose is taken over.
  assert.equal(known.received(cell(0)), false);
  assert.equal(known.reported(cell(0)), false);
  assert.equal(known.reported(cell(1)), true);
  assert.equal(known.reported(cell(2)), true);
  assert.equal(known.received(cell(0)), false);
  assert.equal(known.received(cell(1)), false);
  assert.equal(known.reported(cell(3)), true);
  assert.equal(known.received(cell(2)), false);
  assert.equal(known.received(cell(3)), false);
  assert.equal(known.received(cell(3)), false);
  assert.equal(known.received(cell(1)), true);
  assert.equal(known.reported(cell(1)), false);
});

test("a slow server neither moves a choice back nor swallows it", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const sent = [];
  const { signal } = new AbortController();
  const focus = createFocus({ filter: 0 }, { send: ({ filter }) => sent.push(filter), signal });
  for (const filter of [1, 2]) {
    focus.choose({ filter });
    context.mock.timers.tick(300);
  }
  focus.choose({ filter: 3 });
  for (const filter of [1, 2, 3]) {
    assert.equal(focus.hear({ filter }), false);
    assert.equal(focus.value.filter, 3);
    context.mock.timers.tick(300);
  }
  assert.deepEqual(sent, [1, 2, 3]);
  assert.equal(focus.hear({ filter: 9 }), true);
  assert.equal(focus.value.filter, 9);
});

test("a picture that ended tells nobody", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const sent = [];
  const ended = new AbortController();
  const focus = createFocus({ filter: 0 }, { send: (choice) => sent.push(choice), signal: ended.signal });
  focus.choose({ filter: 1 });
  ended.abort();
  context.mock.timers.tick(300);
  assert.deepEqual(sent, []);
});

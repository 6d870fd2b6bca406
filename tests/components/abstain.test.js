import assert from "node:assert/strict";
import { test } from "node:test";

import { niceEnd } from "../../assets/components/abstain/chart.js";

test("an axis ends at a number with whole quarters, not much above the largest", () => {
  for (const largest of [0, 1, 9, 94, 175, 829, 8_617, 10_000]) {
    const end = niceEnd(largest);
    assert.ok(end >= largest && end % 4 === 0 && end <= Math.max(4, 1.4 * largest), `${largest}: ${end}`);
  }
  assert.equal(niceEnd(10_000), 10_000);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { numbersAlong } from "../../assets/components/common/axes.js";
import { cutHeight } from "../../assets/components/common/histogram.js";
import { mapSheetLayout } from "../../assets/components/common/mapsheet.js";
import { windowEdges } from "../../assets/components/common/sweep.js";
import { orderOfMaps } from "../../assets/components/common/striplook.js";
import { thinOut } from "../../assets/components/dropout/index.js";
import { movedAddress } from "../../assets/components/enlarged/index.js";

test("only a bar out of proportion is cut", () => {
  assert.equal(cutHeight([3, 4, 5, 6, 0]), 6);
  assert.equal(cutHeight([4, 4, 4, 4, 4, 4, 500]), 10);
  assert.equal(cutHeight([0, 0]), 1);
});

test("maps are sorted by strength, and equals by number", () => {
  const strengths = [0.5, 2.0, 0.5, 0.0, 0, 0, 0, 0, 0, 3.0];
  assert.deepEqual(orderOfMaps([0, 1, 2, 3, 9], strengths, "strength"), [4, 1, 0, 2, 3]);
  assert.deepEqual(orderOfMaps([0, 1, 2, 3, 9], strengths, "index"), [0, 1, 2, 3, 4]);
});

test("arrow keys walk from map to map", () => {
  const walk = [[0, 1], [0, 1], [1, 0], [1, 0], [0, -1], [0, -1], [0, -1]];
  let address = { row: 0, column: 1, channel: 2 };
  const seen = walk.map((step) => {
    address = movedAddress(address, step, [2, 0, 1], [2, 3, 3]);
    return [address.channel, address.row, address.column];
  });
  assert.deepEqual(seen, [[2, 0, 2], [0, 0, 0], [0, 1, 0], [0, 1, 0], [2, 1, 2], [2, 1, 1], [2, 1, 0]]);
});

test("dropout keeps the mean while training", () => {
  const { thinned, dropped } = thinOut(new Float32Array(20_000).fill(1), 0.25, 3);
  const kept = [...new Set(thinned)].sort();
  assert.equal(kept.length, 2);
  assert.equal(kept[0], 0);
  assert.ok(Math.abs(kept[1] - 1 / 0.75) < 1e-6);
  assert.ok(Math.abs(dropped / 20_000 - 0.25) < 0.02);
});

test("a sheet of maps fits its width, in whole pixels where cells are large", () => {
  const cases = [[64, 26, 1000, 600], [32, 5, 350, 500], [1, 28, 300, 300], [128, 3, 900, 200]];
  for (const [count, side, width, height] of cases) {
    const { perRow, cell, caption } = mapSheetLayout(count, side, side, width, height, 40);
    assert.ok(perRow >= 1 && perRow <= count);
    assert.ok(perRow * cell * side <= width);
    assert.ok(cell < 3 || Number.isInteger(cell));
    assert.ok(caption === 0 || cell * side >= 40);
  }
});

test("rows and columns are numbered from 0, few of them where cells are small", () => {
  assert.deepEqual(numbersAlong(28, 12), [0, 5, 10, 15, 20, 25]);
  assert.deepEqual(numbersAlong(28, 6), [0, 10, 20]);
  assert.deepEqual(numbersAlong(11, 25), [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(numbersAlong(3, 60), [0, 1, 2]);
  assert.deepEqual(numbersAlong(28, 1), [0]);
});

test("the padding below goes by the rows, and that to the right by the columns", () => {
  const { ring } = windowEdges({ window: 3, strides: 2, pad: [1, 0] }, [5, 7], [3, 3]);
  assert.deepEqual(ring, { top: 1, left: 0, bottom: 1, right: 0 });
});

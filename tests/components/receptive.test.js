import assert from "node:assert/strict";
import { test } from "node:test";

import { cellsReachedBy, fieldOf } from "../../assets/components/receptive/area.js";
import { wordsOfCell } from "../../assets/components/receptive/parts.js";

test("what a cell at an edge lacks lies outside the image, or was left out before", () => {
  const text = { sees_cell: "", size: "{height}×{width}", size_with_holes: "{count}", range: "",
    cut_off: "outside of {size}", cut_off_unread: "unread of {size}" };
  const meta = { kind: "cell", full_size: 5, full_count: 25, text, lacks: { rows: [1, 0, 2], columns: [1, 0, 2] } };
  const extent = { top: 0, bottom: 2, left: 0, right: 2, height: 3, width: 3, count: 9, full: true };
  const noteAt = (row, column, more = {}) =>
    wordsOfCell({ ...meta, ...more }, { row, column, filter: 0 }, extent).note;
  assert.deepEqual([[1, 1], [0, 1], [1, 0], [0, 2], [2, 1]].map(([row, column]) => noteAt(row, column)),
    ["", "outside of 5×5", "outside of 5×5", "unread of 5×5", "unread of 5×5"]);
  assert.equal(noteAt(0, 0, { full_count: 9 }), "outside of 9");
});

test("a cell's pixels and a pixel's cells are read from the same table", () => {
  // Two cells a side, of which the first sees pixels 0 and 1, the second 1 and 2.
  const table = { values: Uint8Array.of(1, 1, 0, 0, 1, 1), shape: [2, 3] };
  const scene = { arrays: { rows: table, columns: table } };
  assert.deepEqual(fieldOf(scene, { row: 0, column: 1 }), { rows: [0, 1], columns: [1, 2] });
  assert.deepEqual(cellsReachedBy(scene, { row: 1, column: 2 }), { rows: [0, 1], columns: [1] });
});

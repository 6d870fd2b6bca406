import assert from "node:assert/strict";
import { test } from "node:test";

import { wordsOfCell } from "../../assets/components/receptive/parts.js";

test("what a cell at an edge lacks lies outside the image, or was left out before", () => {
  const names = ["sees_cell", "size", "range", "cut_off", "cut_off_unread"];
  const meta = { kind: "cell", full_size: 5, text: Object.fromEntries(names.map((name) => [name, name])),
    lacks: { rows: [1, 0, 2], columns: [1, 0, 2] } };
  const extent = { top: 0, bottom: 2, left: 0, right: 2, height: 3, width: 3, count: 9, full: true };
  const noteAt = (row, column) => wordsOfCell(meta, { row, column, filter: 0 }, extent).note;
  assert.deepEqual([[1, 1], [0, 1], [1, 0], [0, 2], [2, 1]].map(([row, column]) => noteAt(row, column)),
    ["", "cut_off", "cut_off", "cut_off_unread", "cut_off_unread"]);
});

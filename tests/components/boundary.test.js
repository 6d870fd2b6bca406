import assert from "node:assert/strict";
import { test } from "node:test";

import { placesOf } from "../../assets/components/common/boundary.js";

const LINES = { "common/cells.js": 1, "convolution/index.js": 41, "rail/index.js": 300 };

test("a stack is told as files and lines, whoever wrote it", () => {
  const chromium = `TypeError: no
    at paintCells (blob:library-1.js:12:5)
    at Object.paint (blob:library-1.js:141:9)
    at other (https://elsewhere/app.js:7:1)`;
  const firefox = `paintCells@blob:library-1.js:12:5
paint@blob:library-1.js:141:9
other@https://elsewhere/app.js:7:1`;
  for (const stack of [chromium, firefox]) {
    assert.deepEqual(placesOf(stack, "blob:library-1.js", LINES), ["common/cells.js:11", "convolution/index.js:100"]);
  }
});

test("without a name for the library nothing is its own", () => {
  assert.deepEqual(placesOf("at a (b.js:1:2)", "", LINES), []);
  assert.deepEqual(placesOf("", "b.js", LINES), []);
});

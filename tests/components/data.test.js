import assert from "node:assert/strict";
import { test } from "node:test";

import { channelPixels } from "../../assets/components/channels/index.js";
import { mosaicSizes } from "../../assets/components/mosaic/index.js";
import { wallSizes } from "../../assets/components/wall/index.js";
import { pixelWords } from "../../assets/components/pixelgrid/index.js";

test("a channel alone keeps its numbers and nothing else", () => {
  const picture = [10, 20, 30, 40, 50, 60];
  assert.deepEqual(Array.from(channelPixels(picture, null)), [10, 20, 30, 255, 40, 50, 60, 255]);
  assert.deepEqual(Array.from(channelPixels(picture, 1)), [0, 20, 0, 255, 0, 50, 0, 255]);
});

test("a pixel is written as it is stored, or divided by 255", () => {
  for (let stored = 0; stored < 256; stored += 1) {
    const value = Math.fround(stored / 255);
    assert.equal(pixelWords(value, "stored"), String(stored));
    assert.ok(Math.abs(Number(pixelWords(value, "scaled")) - stored / 255) <= 0.005);
  }
});

test("images fill the row and stay large enough for a finger", () => {
  for (const width of [358, 640, 972, 1092]) {
    const { perRow, pitch } = mosaicSizes(width, 120, false);
    assert.ok(perRow * pitch <= width + 4);
    assert.ok(pitch >= 44);
  }
  assert.equal(mosaicSizes(530, 10, true).perRow, 5);
});

test("a class's digits are as large as they can be without the picture being too high", () => {
  const few = wallSizes(500, Array(10).fill(6));
  const many = wallSizes(500, Array(10).fill(40));
  assert.ok(few.pitch > many.pitch);
  for (const [width, count] of [[500, 6], [345, 6], [500, 40], [20, 1]]) {
    const { perRow, pitch } = wallSizes(width, Array(10).fill(count));
    assert.ok(perRow >= 1);
    assert.ok(perRow === 1 || perRow * pitch <= width);
  }
});

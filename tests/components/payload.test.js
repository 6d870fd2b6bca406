import assert from "node:assert/strict";
import { test } from "node:test";

import { unpack } from "../../assets/components/common/payload.js";

/** A payload as `explainer.ui.components.payload.pack` writes it, with one array of 8-bit levels. */
function packed(levels, low, high) {
  const header = new TextEncoder().encode(JSON.stringify({
    meta: {}, arrays: { maps: { dtype: "uint8", shape: [levels.length], offset: 0, low, high } },
  }));
  const payload = new Uint8Array(4 + header.length + levels.length);
  new DataView(payload.buffer).setUint32(0, header.length, true);
  payload.set(header, 4);
  payload.set(levels, 4 + header.length);
  return payload;
}

test("the level of zero is exactly 0, however its place was rounded", () => {
  const step = 0.1;
  for (const zero of [3, 41, 133]) {
    const { values } = unpack(packed([0, zero, 254], -zero * step, (254 - zero) * step)).arrays.maps;
    assert.equal(values[1], 0);
    assert.ok(Math.abs(values[0] + zero * step) < 1e-5);
    assert.ok(Math.abs(values[2] - (254 - zero) * step) < 1e-5);
  }
});

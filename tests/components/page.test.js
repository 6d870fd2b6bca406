import assert from "node:assert/strict";
import { test } from "node:test";

import { translator } from "../../assets/components/page/translation.js";

const said = translator({ Open: "開く", "Remove {}": "{}を外す", "Up to {}. (Now)": "{}まで" });

test("what Streamlit says is said in another language, with what stands in it", () => {
  assert.deepEqual(["Open", "Remove A $& (b)", "Up to 5. (Now)"].map(said), ["開く", "A $& (b)を外す", "5まで"]);
});

test("what somebody else says stays", () => {
  assert.deepEqual(["Open it", "open", "", "Remove ", "Up to 5! (Now)", "開く"].map(said), Array(6).fill(null));
});

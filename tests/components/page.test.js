import assert from "node:assert/strict";
import { test } from "node:test";

import { translate, translator } from "../../assets/components/page/translation.js";

const said = translator({ Open: "開く", "Remove {}": "{}を外す", "Up to {}. (Now)": "{}まで" });

test("what Streamlit says is said in another language, with what stands in it", () => {
  assert.deepEqual(["Open", "Remove A $& (b)", "Up to 5. (Now)"].map(said), ["開く", "A $& (b)を外す", "5まで"]);
});

test("what somebody else says stays", () => {
  assert.deepEqual(["Open it", "open", "", "Remove ", "Up to 5! (Now)", "開く"].map(said), Array(6).fill(null));
});

test("a sentence that is the same in both languages is left alone, so that nothing changes for ever", () => {
  let written = 0;
  class FakeElement {
    label = "Open";
    querySelectorAll() { return []; }
    getAttribute() { return this.label; }
    setAttribute() { written += 1; }
  }
  class FakeText {
    #value = "Up to 5. (Now)";
    get nodeValue() { return this.#value; }
    set nodeValue(value) { written += 1; this.#value = value; }
  }
  const body = new FakeElement();
  const texts = [new FakeText()];
  Object.assign(globalThis, {
    Element: FakeElement, Text: FakeText, NodeFilter: { SHOW_TEXT: 4 },
    MutationObserver: class { observe() {} disconnect() {} },
    document: { body, createTreeWalker: () => ({ nextNode: () => texts.pop() ?? null }) },
  });
  translate({ names: { Open: "Open" }, sentences: { "Up to {}. (Now)": "Up to {}. (Now)" } },
    new AbortController().signal);
  assert.equal(written, 0);
  texts.push(new FakeText());
  translate({ names: { Open: "Auf" }, sentences: { "Up to {}. (Now)": "Bis {}" } }, new AbortController().signal);
  assert.equal(written, 2);
});

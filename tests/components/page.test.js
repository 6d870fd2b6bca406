import assert from "node:assert/strict";
import { test } from "node:test";

import { hasEnglish, markEnglish } from "../../assets/components/common/texts.js";
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

test("a sentence that is not translated is said to be English, until another stands there", () => {
  class FakeText {
    constructor(/** @type {FakePart} */ part) { this.parentElement = part; }
  }
  class FakePart {
    lang = "";
    constructor(/** @type {string} */ textContent) { this.textContent = textContent; }
    setAttribute(/** @type {string} */ name, /** @type {string} */ value) { if (name === "lang") this.lang = value; }
    removeAttribute() { this.lang = ""; }
  }
  /** @type {((changes: object[]) => void)[]} */
  const observers = [];
  const parts = ["\u2068Draw\u2069", " \u2068Press bold now.\u2069", "手写", "“\u2068Draw\u2069”", "3"]
    .map((said) => new FakePart(said));
  const texts = parts.map((part) => new FakeText(part));
  Object.assign(globalThis, {
    Text: FakeText, NodeFilter: { SHOW_TEXT: 4 },
    MutationObserver: class {
      constructor(/** @type {(changes: object[]) => void} */ changed) { observers.push(changed); }
      observe() {}
      disconnect() {}
    },
    document: { createTreeWalker: () => ({ nextNode: () => texts.pop() ?? null }) },
  });
  const drawn = /** @type {FakeText} */ (texts[0]);
  markEnglish(/** @type {any} */ ({}), new AbortController().signal);
  assert.deepEqual(parts.map((part) => part.lang), ["en", "en", "", "", ""]);
  drawn.parentElement.textContent = "手写";
  observers[0]?.([{ type: "characterData", target: drawn }]);
  assert.equal(drawn.parentElement.lang, "");
});

test("a component knows whether it is told English sentences", () => {
  assert.equal(hasEnglish({ text: { draw: "\u2068Draw\u2069" } }), true);
  assert.equal(hasEnglish({ text: { draw: "手写" } }), false);
});

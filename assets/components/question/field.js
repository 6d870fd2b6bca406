import { build, element, setAttributes } from "../common/dom.js";
import { MINUS } from "../common/numbers.js";

/** @import { Context } from "scenes/question" */

const SIGNS = /^\s*[-+\u2010-\u2015\u2212\u30fc\uff0d\uff0b]/;

/** The same answer with the other sign: phones' keyboards for numbers may have no minus. @param {string} answer */
export function withOtherSign(answer) {
  const sign = SIGNS.exec(answer)?.[0].trim() ?? "";
  const rest = answer.replace(SIGNS, "");
  return sign === "" || sign === "+" || sign === "\uff0b" ? `${MINUS}${rest}` : rest;
}

/**
 * Where the answer goes: a field for a number, or the choices. Python reads it, so that the field takes whatever a
 * keyboard offers.
 */
export function createField(/** @type {Context} */ viewContext) {
  const { meta: { text, field } } = viewContext.scene;
  return field.choices.length > 0 ? createChoices(viewContext, field.choices) : createTyped(viewContext, text);
}

function createTyped(/** @type {Context} */ viewContext, /** @type {Texts} */ text) {
  const { scene: { meta: { field } }, signal } = viewContext;
  const sign = element("button", { type: "button", class: "answer-sign", "aria-label": text.minus, title: text.minus },
    text.minus_key);
  const check = element("button", { type: "button", class: "button main" }, text.check);
  const { root: box, input } = build(["div.answer-box", {},
    ["input",
      { ref: "input", type: "text", inputmode: field.is_whole ? "numeric" : "decimal",
        autocomplete: "off", spellcheck: "false", maxlength: 40, enterkeyhint: "done", "aria-label": text.answer,
        "data-part": "answer" }],
    field.unit ? element("span", { class: "answer-unit" }, field.unit) : null, field.is_signed ? sign : null]);
  const show = () => { check.disabled = input.value.trim() === "" || input.readOnly; };
  const submit = () => {
    // A turn of its own, so that the same answer twice is two answers.
    if (!check.disabled) viewContext.send({ answer: input.value, turn: Date.now() });
  };
  input.addEventListener("input", show, { signal });
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    // The Enter that ends a Japanese keyboard's conversion is not yet the answer.
    if (event.key === "Enter" && !event.isComposing) submit();
  }, { signal });
  check.addEventListener("click", submit, { signal });
  sign.addEventListener("click", () => {
    if (input.readOnly) return;
    input.value = withOtherSign(input.value);
    input.focus();
    show();
  }, { signal });
  let known = /** @type {string | null} */ (null);
  function update(/** @type {boolean} */ isOpen) {
    const { value } = viewContext.scene.meta.field;
    if (value !== known) input.value = value;
    known = value;
    const reopened = isOpen && input.readOnly;
    input.readOnly = !isOpen;
    setAttributes(input, { "aria-invalid": viewContext.scene.meta.said?.state === "unreadable" });
    check.hidden = !isOpen;
    sign.hidden = !isOpen;
    show();
    if (reopened) input.focus();
  }
  return { element: element("div", { class: "answer-row" }, box, check), update };
}

function createChoices(/** @type {Context} */ viewContext, /** @type {string[]} */ choices) {
  const { scene: { meta: { text } }, signal } = viewContext;
  const buttons = choices.map((choice, index) => {
    const made = element("button", { type: "button" }, choice);
    made.addEventListener("click", () => viewContext.send({ choice: index, turn: Date.now() }), { signal });
    return made;
  });
  /** @param {boolean} isOpen */
  function update(isOpen) {
    const { value } = viewContext.scene.meta.field;
    buttons.forEach((button, index) => {
      button.disabled = !isOpen;
      setAttributes(button, { "aria-pressed": String(choices[index] === value) });
    });
  }
  const kind = choices.some((choice) => choice.length > 1) ? "choices words" : "choices";
  const row = element("div", { class: kind, role: "group", "aria-label": text.answer, "data-part": "answer" },
    ...buttons);
  return { element: element("div", { class: "answer-row" }, row), update };
}

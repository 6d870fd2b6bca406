import { build, element, setAttributes, setText } from "../common/dom.js";
import { keepKeys } from "../common/keys.js";
import { format, formatProbability } from "../common/numbers.js";
import { createRadios } from "../common/radios.js";
import { accountOfSoftmax } from "./account.js";

/** @import { Payload } from "scenes/softmax" */

/** What the slider steps through: 0.25 to 5, finer below 1, and exactly 1 among them. */
export const TEMPERATURES = [
  ...Array.from({ length: 15 }, (_, step) => (25 + 5 * step) / 100),
  ...Array.from({ length: 10 }, (_, step) => (10 + step) / 10),
  ...Array.from({ length: 13 }, (_, step) => 2 + step / 4),
];

/** Shown side by side, to compare. */
const EXAMPLE_TEMPERATURES = [0.5, 1, 2, 5];

/** The slider, and the answer at four temperatures. Nothing of it leaves the browser. */
export function createTemperature(/** @type {Texts} */ text, /** @type {number} */ classes,
    /** @type {(temperature: number) => void} */ changed, /** @type {AbortSignal} */ signal) {
  const plain = TEMPERATURES.indexOf(1);
  const last = TEMPERATURES.length - 1;
  const examples = EXAMPLE_TEMPERATURES.map((temperature) => createExample(temperature, classes, text));
  const { root, number, reset, slider, chips, meaning } = build(["section.temperature", {},
    ["div.section-head", {}, ["h2", {}, text.temperature_title], ["span.muted", {}, text.temperature_hint]],
    ["div.temperature-body", {},
      ["div.temperature-slider", {},
        ["div.temperature-line", {},
          ["span", {}, text.temperature], ["strong.number", { ref: "number" }],
          ["button.reset", { ref: "reset", type: "button" }, text.reset]],
        ["div.slider-track", {},
          ["input.scrub", { ref: "slider", type: "range", min: 0, max: last, step: 1, "aria-label": text.temperature }],
          ["span.slider-mark", { "aria-hidden": "true", style: `--place: ${plain / last}` }, "1"]],
        ["div.slider-ends.muted", {}, ["span", {}, text.cold], ["span", {}, text.hot]]],
      ["div.examples", { ref: "chips", "aria-label": text.examples }, ...examples.map((example) => example.element)]],
    ["div.temperature-meaning", { ref: "meaning", "aria-live": "polite" }]]);

  const offer = (/** @type {number} */ temperature) => {
    slider.value = String(TEMPERATURES.indexOf(temperature));
    changed(temperature);
  };
  slider.addEventListener("input", () => offer(TEMPERATURES[Number(slider.value)]), { signal });
  keepKeys(slider, signal);
  reset.addEventListener("click", () => {
    offer(1);
    slider.focus();
  }, { signal });
  const radios = createRadios(chips, examples.map((example) => example.element),
    (place) => offer(EXAMPLE_TEMPERATURES[place]), signal);
  slider.value = String(plain);

  function update(/** @type {number} */ temperature, /** @type {Payload} */ scene) {
    const real = temperature === 1;
    setText(number, String(temperature));
    setText(meaning, real ? text.keras_at_1 : format(text.what_if, { temperature }));
    root.classList.toggle("what-if", !real);
    reset.disabled = real;
    slider.style.setProperty("--share", `${(100 * Number(slider.value)) / last}%`);
    setAttributes(slider, { "aria-valuetext": `${temperature}. ${meaning.textContent}` });
    radios.mark(EXAMPLE_TEMPERATURES.indexOf(temperature));
    for (const example of examples) example.update(scene);
  }
  return { element: root, update };
}

/** The probabilities at one temperature as small bars. */
function createExample(/** @type {number} */ temperature, /** @type {number} */ classes,
    /** @type {Texts} */ text) {
  const bars = Array.from({ length: classes }, () => element("span", { class: "example-bar" }));
  const names = Array.from({ length: classes },
    (_, digit) => element("span", { class: "example-name" }, String(digit)));
  const { root, answer } = build(["button.example", { type: "button" },
    ["span.example-head", {}, ["span", {}, format(text.at, { temperature })], ["span.number", { ref: "answer" }]],
    ["span.example-bars", { "aria-hidden": "true" },
      ...bars.map((bar) => element("span", { class: "example-well" }, bar)), ...names]]);

  function update(/** @type {Payload} */ scene) {
    const account = accountOfSoftmax(scene, temperature);
    const { prediction } = account;
    setText(answer,
      format(text.example, { digit: prediction, percent: formatProbability(account.probabilities[prediction]) }));
    bars.forEach((bar, digit) => { bar.style.height = `${100 * account.probabilities[digit]}%`; });
    names.forEach((name, digit) => name.classList.toggle("best", digit === prediction));
    root.setAttribute("aria-label", `${format(text.at, { temperature })}: ${answer.textContent}`);
  }
  return { element: root, update };
}

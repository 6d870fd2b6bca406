import { build, element, icon, setAttributes, setText } from "../common/dom.js";
import { format, formatProbability } from "../common/numbers.js";
import { PIXELS } from "../common/palette.js";
import { mapOf } from "../common/payload.js";
import { createRadios } from "../common/radios.js";
import { createSheet } from "../common/sheet.js";

/** @import { OverviewState } from "./pointing.js" */
/** @import { Payload } from "scenes/overview" */

/** Side of an example image, in CSS pixels. */
const EXAMPLE = 28;
const SHUFFLE = "M4 7h3.5l8 10H20M4 17h3.5l2.6-3.2M13 9.8l2.5-2.8H20M17.5 4.5L20 7l-2.5 2.5M17.5 14.5L20 17l-2.5 2.5";
/** @type {Scale} */
const BYTES = { ...PIXELS, limit: 255 };

/**
 * Title, sentence, example images, switches; on a phone also the image and the answer.
 * @param {Texts} text @param {number} count of example images
 * @param {{scaled: (own: boolean) => void, opened: (all: boolean) => void, chosen: (image: string) => void}} answers
 * @param {AbortSignal} signal
 */
export function createHeader(text, count, answers, signal) {
  const photo = createSheet();
  photo.canvas.classList.add("photo");
  setAttributes(photo.canvas, { "aria-label": text.title_input });
  const [scales, maps] = [createSwitch(text, "scale", answers.scaled, signal),
    createSwitch(text, "maps", answers.opened, signal)];
  const sheets = Array.from({ length: count }, createSheet);
  const random = element("button", { type: "button", class: "example random", title: text.random,
    "aria-label": text.random }, icon(SHUFFLE));
  const examples = sheets.map(({ canvas }) => element("button", { type: "button", class: "example" }, canvas));
  const { root, title, answer } = build(["header.overview-header", {},
    photo.canvas, ["div.switches", {}, maps.element, scales.element],
    ["div.overview-titles", {},
      ["h1", { ref: "title" }], ["p.muted.lead-phone", {}, text.lead_phone], ["p.answer-line", { ref: "answer" }]],
    ["div.reading", {},
      ["p.muted.lead", {}, text.lead],
      ["div.examples", { role: "group", "aria-label": text.examples, hidden: count === 0 }, ...examples, random]]]);
  random.addEventListener("click", () => answers.chosen("random"), { signal });
  /** @type {string[]} */
  let images = [];
  for (const [place, button] of examples.entries())
    button.addEventListener("click", () => answers.chosen(images[place]), { signal });
  return {
    element: root,
    answer,
    update(/** @type {Payload} */ scene) {
      const { prediction, label, columns } = scene.meta;
      const probabilities = scene.arrays[columns[columns.length - 1].array].values;
      setText(title, scene.meta.title);
      images = scene.meta.examples.map(({ image }) => image);
      scene.meta.examples.forEach(({ name }, place) => setAttributes(examples[place],
        { title: name, "aria-label": name, "aria-pressed": String(place === scene.meta.chosen) }));
      answer.replaceChildren(...verdictOf(prediction, label, { ...text, answer: text.answer_phone }),
        element("span", { class: "number" }, formatProbability(probabilities[prediction])));
    },
    paint(/** @type {Payload} */ scene, /** @type {Palette} */ palette, /** @type {OverviewState} */ state) {
      const { values, shape } = scene.arrays[scene.meta.columns[0].array];
      const look = { count: 1, rows: shape[1], columns: shape[2], palette, perRow: 1, gap: 0 };
      photo.paint({ ...look, values, pitchX: 72, pitchY: 72, scaleOf: () => PIXELS });
      sheets.forEach(({ paint, canvas }, place) => {
        paint({ ...look, values: mapOf(scene.arrays.examples, place), pitchX: EXAMPLE, pitchY: EXAMPLE,
          scaleOf: () => BYTES });
        setAttributes(canvas, { "aria-hidden": "true" });
      });
      scales.mark(state.ownScale ? 1 : 0);
      maps.mark(state.all ? 1 : 0);
    },
  };
}

/**
 * A switch between two views of the maps.
 * @param {Texts} text @param {string} name @param {(second: boolean) => void} changed @param {AbortSignal} signal
 */
function createSwitch(text, name, changed, signal) {
  const choices = ["first", "second"].map((choice) => element("button", { type: "button" }, text[`${name}_${choice}`]));
  const segments = element("div", { class: "segments", "aria-label": text[name] }, ...choices);
  const radios = createRadios(segments, choices, (place) => changed(place === 1), signal);
  return { element: element("div", { class: `switch switch-${name}` }, element("span", { class: "muted" }, text[name]),
    segments), mark: radios.mark };
}

/** "The answer is 3", and whether it is correct if the label is known. */
export function verdictOf(/** @type {number} */ prediction, /** @type {number | null} */ label,
    /** @type {Texts} */ text) {
  const parts = [element("span", {}, text.answer), element("strong", {}, String(prediction))];
  if (label === null) return parts;
  const right = label === prediction;
  const words = right ? text.right : format(text.wrong, { label });
  const mark = element("span", { class: right ? "tick" : "cross", title: words, "aria-hidden": "true" },
    right ? "✓" : "✗");
  return [...parts, mark, element("span", { class: right ? "visually-hidden" : "muted wrong" }, words)];
}

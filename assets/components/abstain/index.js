/** A slider sets the threshold; a table counts the images by outcome, and a chart shows the remaining mistakes. */

import { createFocus } from "../common/choice.js";
import { build, element, setAttributes, setText } from "../common/dom.js";
import { keepKeys } from "../common/keys.js";
import { format, formatCount } from "../common/numbers.js";
import { createChart } from "./chart.js";

/** @import { Context } from "scenes/abstain" */

/** In the order of the columns that Python sends. */
const OUTCOMES = /** @type {const} */ (["answered_right", "answered_wrong", "withheld_right", "withheld_wrong"]);

/** @param {Context} viewContext @returns {View} */
export default function createAbstain(viewContext) {
  const { host, scene: { meta: { text, names, place } }, signal } = viewContext;
  const focus = createFocus({ place }, viewContext);
  const chart = createChart(text);
  const rows = OUTCOMES.map((outcome) => ({ outcome, count: element("td", { class: "number" }) }));
  const { root, number, slider, total, sentence } = build(["div.abstain", {},
    ["div.controls", {},
      ["label.threshold", {}, ["span", {}, text.threshold], ["strong.number", { ref: "number" }]],
      ["input.scrub",
        { ref: "slider", type: "range", min: 0, max: names.length - 1, step: 1, "aria-label": text.threshold }],
      ["div.ends", {}, ["span.muted", {}, names[0]], ["span.muted", {}, names[names.length - 1]]],
      ["table", {},
        ["tbody", {},
          ...rows.map(({ outcome, count }) => element("tr", {},
          element("th", { scope: "row" }, element("span", { class: `chip ${outcome}` }), text[outcome]), count)),
          ["tr.total", {}, ["th", { scope: "row" }, text.total], ["td.number", { ref: "total" }]]]]],
    ["div.cost", {}, ["p.sentence", { ref: "sentence", "aria-live": "polite" }], chart.element]]);
  host.append(root);

  slider.addEventListener("input", () => {
    focus.choose({ place: Number(slider.value) });
    show();
  }, { signal });
  keepKeys(slider, signal);

  function show() {
    const { arrays: { counts } } = viewContext.scene;
    const at = focus.value.place;
    const four = Array.from(counts.values.slice(OUTCOMES.length * at, OUTCOMES.length * (at + 1)));
    rows.forEach(({ count }, outcome) => setText(count, formatCount(four[outcome])));
    setText(total, formatCount(four.reduce((a, b) => a + b, 0)));
    setText(number, names[at]);
    setText(sentence, format(text.cost, { wrong: formatCount(four[3]), right: formatCount(four[2]) }));
    slider.value = String(at);
    slider.style.setProperty("--share", `${(100 * at) / (names.length - 1)}%`);
    setAttributes(slider, { "aria-valuetext": `${names[at]}. ${sentence.textContent}` });
    chart.mark(at);
  }

  function update() {
    focus.hear({ place: viewContext.scene.meta.place });
  }

  function paint() {
    const { values } = viewContext.scene.arrays.counts;
    const points = names.map((name, at) => ({ name, wrong: values[OUTCOMES.length * at + 1],
      withheld: values[OUTCOMES.length * at + 2] + values[OUTCOMES.length * at + 3] }));
    chart.draw(points, viewContext.width);
    show();
  }
  return { update, paint };
}

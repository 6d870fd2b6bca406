/** A slider sets the threshold; what becomes of all images, and what is left of the mistakes, follow it. */

import { createFocus } from "../common/choice.js";
import { build, element, setAttributes, setText } from "../common/dom.js";
import { keepKeys } from "../common/keys.js";
import { format, formatCount } from "../common/numbers.js";
import { createChart } from "./chart.js";

/** @import { Context } from "scenes/abstain" */

/** In the order of the columns that Python sends. */
const WAYS = /** @type {const} */ (["answered_right", "answered_wrong", "withheld_right", "withheld_wrong"]);

/** @param {Context} viewContext @returns {View} */
export default function createAbstain(viewContext) {
  const { host, scene: { meta: { text, names, place } }, signal } = viewContext;
  const focus = createFocus({ place }, viewContext);
  const chart = createChart(text);
  const rows = WAYS.map((way) => ({ way, count: element("td", { class: "number" }) }));
  const { root, number, slider, total, sentence } = build(["div.abstain", {},
    ["div.controls", {},
      ["label.threshold", {}, ["span", {}, text.threshold], ["strong.number", { ref: "number" }]],
      ["input.scrub",
        { ref: "slider", type: "range", min: 0, max: names.length - 1, step: 1, "aria-label": text.threshold }],
      ["div.ends", {}, ["span.muted", {}, names[0]], ["span.muted", {}, names[names.length - 1]]],
      ["table", {},
        ["tbody", {},
          ...rows.map(({ way, count }) => element("tr", {},
          element("th", { scope: "row" }, element("span", { class: `chip ${way}` }), text[way]), count)),
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
    const four = Array.from(counts.values.slice(WAYS.length * at, WAYS.length * (at + 1)));
    rows.forEach(({ count }, way) => setText(count, formatCount(four[way])));
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
    const points = names.map((name, at) => ({ name, wrong: values[WAYS.length * at + 1],
      withheld: values[WAYS.length * at + 2] + values[WAYS.length * at + 3] }));
    chart.draw(points, viewContext.width);
    show();
  }
  return { update, paint };
}

import { build, element, setAttributes, setText, svgElement } from "../common/dom.js";
import { keepKeys } from "../common/keys.js";
import { createPlot, endsOf, ticksBetween } from "../common/plot.js";
import { pairs } from "./curve.js";

/** @import { Arrays, Rates } from "scenes/update" */

const HEIGHT = 230;
/** The losses of the largest rates would press all others flat. */
const MOST_TIMES = 3;

/** One step of all weights at every learning rate: nothing is asked of the server while the slider moves. */
export function createRates(/** @type {Texts} */ text, /** @type {AbortSignal} */ signal) {
  const plot = createPlot("rates");
  const { root, title, slider, said, rule, ends } = build(["section.rates-part", {},
    ["div.section-head", {}, ["h2", { ref: "title" }]],
    ["p.muted", {}, text.rates_lead], plot.element,
    ["input.scrub.rate-slider", { ref: "slider", type: "range", min: 0, step: 1, "aria-label": text.rate }],
    ["div.rate-ends.muted", { ref: "ends", "aria-hidden": "true" }],
    ["p.rate-said", { ref: "said", "aria-live": "polite" }],
    ["p.muted", { ref: "rule", "data-terms": true }]]);
  keepKeys(slider, signal);
  const marker = svgElement("path", { class: "rate-marker" });
  /** @type {{rates: Rates, place: number} | null} */
  let shown = null;
  /** Where the slider was put, until another step is looked at. */
  let chosen = "";

  slider.addEventListener("input", () => {
    if (shown !== null) show(Number(slider.value));
  }, { signal });

  /** @param {Rates} rates @param {Arrays} arrays @param {Texts} words @param {number} width */
  function paint(rates, { batch, unseen }, words, width) {
    const same = JSON.stringify(rates.said) === chosen;
    const place = same && shown !== null ? shown.place : rates.in_use;
    chosen = JSON.stringify(rates.said);
    const last = rates.names.length - 1;
    const most = MOST_TIMES * Math.max(...rates.before);
    const known = [...batch.values, ...unseen.values, ...rates.before].filter((loss) => loss <= most);
    plot.configure({ width, height: HEIGHT, x: [0, last], y: [0, endsOf([0, ...known])[1]], top: 26, left: 46,
      right: 14, bottom: 12 });
    setText(title, rates.title);
    setAttributes(plot.svg, { "aria-label": rates.title });
    setText(rule, rates.rule);
    drawZones(rates, words);
    plot.up(ticksBetween([0, plot.frame().y[1]], 4), (value) => String(value));
    const numbered = (/** @type {ArrayLike<number>} */ losses) =>
      pairs(Array.from(losses, (_, index) => index), losses);
    plot.line(numbered(batch.values), "batch-line");
    plot.line(numbered(unseen.values), "unseen-line");
    plot.dots(numbered(batch.values), "batch-dot", 2.4);
    plot.dots(numbered(unseen.values), "unseen-dot", 2.4);
    const [over, under] = rates.before[0] >= rates.before[1] ? [-8, 18] : [18, -8];
    plot.write(rates.batch_name, [plot.x(0) + 6, plot.y(rates.before[0]) + over], "start", "batch-words");
    plot.write(rates.unseen_name, [plot.x(0) + 6, plot.y(rates.before[1]) + under], "start", "unseen-words");
    plot.add(marker);
    ends.replaceChildren(element("b", {}, text.rate), ...[0, rates.in_use, last].map((index) =>
      element("span", { style: `--at: ${index / last}` }, rates.names[index])));
    setAttributes(slider, { max: last });
    shown = { rates, place };
    show(place);
  }

  /** Grounds behind the rates of which the same is to be said. @param {Rates} rates @param {Texts} words */
  function drawZones({ verdicts }, words) {
    const last = verdicts.length - 1;
    let start = 0;
    for (let index = 1; index <= verdicts.length; index += 1) {
      if (verdicts[index] === verdicts[start]) continue;
      const [left, right] = [Math.max(start - 0.5, 0), Math.min(index - 0.5, last)].map(plot.x);
      if (verdicts[start] === "right")
        plot.drawn.append(svgElement("rect", { class: "zone", x: left, y: plot.frame().top, width: right - left,
          height: HEIGHT - 12 - plot.frame().top }));
      if (right - left > 70)
        plot.write(words[`verdict_${verdicts[start]}`], [(left + right) / 2, 16], "middle",
          verdicts[start] === "right" ? "strong" : "quiet");
      start = index;
    }
  }

  function show(/** @type {number} */ place) {
    if (shown === null) return;
    shown.place = place;
    const { rates } = shown;
    slider.value = String(place);
    slider.style.setProperty("--share", `${(100 * place) / (rates.names.length - 1)}%`);
    setAttributes(slider, { "aria-valuetext": rates.said[place] });
    setAttributes(marker, { d: `M${plot.x(place)} 22V${HEIGHT - 12}` });
    setText(said, rates.said[place]);
    root.dataset.painted = rates.names[place];
  }
  return { element: root, paint };
}

import { build, placeIn, setAttributes, setText, svgElement } from "../common/dom.js";
import { format, formatNumber, formatPercent } from "../common/numbers.js";
import { createPlot, endsOf, ticksBetween } from "../common/plot.js";

/** @import { Payload } from "scenes/play" */

const LOSS_HEIGHT = 236;
const ACCURACY_HEIGHT = 104;
const MARGINS = { left: 46, right: 16, top: 10 };
/** With a second axis, both have their names above. */
const MARGINS_OF_TWO = { left: 46, right: 46, top: 28 };
/** By how much one line may be higher than the other before each has an axis of its own. */
const COMPARABLE = 3;

/** The loss of each step's batch, that of unseen images, and how many of those are right. */
export function createLosses(/** @type {Texts} */ text, /** @type {(place: number) => void} */ choose,
    /** @type {AbortSignal} */ signal) {
  const loss = createPlot("play-loss");
  const accuracy = createPlot("play-accuracy");
  const markers = [svgElement("path", { class: "rate-marker" }), svgElement("path", { class: "rate-marker" })];
  const { root, reading, legend, trueReading } = build(["section.play-losses", {},
    ["div.section-head", {}, ["h2", {}, text.loss], ["span.muted", { ref: "legend" }]], loss.element,
    ["p.number", { ref: "reading" }],
    ["div.section-head", {}, ["h2", {}, text.accuracy], ["span.number", { ref: "trueReading" }]], accuracy.element]);
  const follow = (/** @type {PointerEvent} */ event) => {
    if (event.type === "pointermove" && event.buttons === 0) return;
    const { left, right, width } = loss.frame();
    const share = (placeIn(loss.svg, event).x - left) / (width - left - right);
    choose(Math.round(Math.min(Math.max(share, 0), 1) * last));
  };
  for (const plot of [loss, accuracy]) {
    for (const kind of ["pointerdown", "pointermove"])
      plot.svg.addEventListener(kind, (event) => follow(/** @type {PointerEvent} */ (event)), { signal });
  }
  let last = 1;

  /** @param {Payload} scene @param {number} width */
  function paint({ meta, arrays }, width) {
    last = Math.max(meta.asked, 1);
    setText(legend, `${meta.batch_name} · ${meta.unseen_name}`);
    const tried = rowsOf(arrays.tried);
    const batch = Array.from(arrays.losses.values, (value, index) => /** @type {[number, number]} */ ([index, value]));
    const unseen = tried.map(({ steps, loss: value }) => /** @type {[number, number]} */ ([steps, value]));
    const highs = [batch, unseen].map((line) => endsOf([0, ...line.map(([, value]) => value)])[1]);
    const apart = batch.length > 0 && Math.max(...highs) > COMPARABLE * Math.min(...highs);
    const [batchHigh, high] = apart ? highs : highs.fill(Math.max(...highs));
    const margins = apart ? MARGINS_OF_TWO : MARGINS;
    loss.configure({ ...margins, width, height: LOSS_HEIGHT, x: [0, last], y: [0, high], bottom: 24 });
    accuracy.configure({ ...margins, width, height: ACCURACY_HEIGHT, x: [0, last], y: [0, 1], top: 10, bottom: 12 });
    for (const plot of [loss, accuracy]) {
      const frame = plot.frame();
      plot.drawn.append(svgElement("rect", { class: "not-yet", x: plot.x(meta.steps), y: frame.top,
        width: Math.max(plot.x(last) - plot.x(meta.steps), 0), height: frame.height - frame.top - frame.bottom }));
    }
    loss.up(ticksBetween([0, high], 5), (value) => String(value));
    loss.across(ticksBetween([0, last], 5).filter(Number.isInteger), (value) => String(value));
    accuracy.up([0, 0.5, 1], (value) => formatPercent(value, 0));
    if (apart) nameAxes(batchHigh, high, width);
    const raised = batch.map(([step, value]) => /** @type {[number, number]} */ ([step, (value * high) / batchHigh]));
    loss.line(raised, "batch-line");
    loss.dots(raised, "batch-dot", 1.6);
    loss.line(unseen, "unseen-line");
    loss.dots(unseen, "unseen-dot", 2.6);
    const right = tried.map(({ steps, accuracy: value }) => /** @type {[number, number]} */ ([steps, value]));
    accuracy.line(right, "unseen-line");
    accuracy.dots(right, "unseen-dot", 2.6);
    if (meta.asked > meta.steps && meta.is_over === false)
      loss.write(text.not_yet, [(loss.x(meta.steps) + loss.x(last)) / 2, margins.top + 18], "middle", "quiet");
    loss.add(markers[0]);
    accuracy.add(markers[1]);
  }

  /** The axis of the batch on the right, and both names. @param {number} batchHigh @param {number} high of the axes */
  function nameAxes(batchHigh, high, /** @type {number} */ width) {
    const { left, right } = loss.frame();
    loss.write(text.axis_unseen, [left, 14], "start", "unseen-axis");
    loss.write(text.axis_batch, [width - right + 8, 14], "start", "batch-axis");
    for (const value of ticksBetween([0, batchHigh], 5))
      loss.write(String(value), [width - right + 8, loss.y((value * high) / batchHigh) + 4], "start", "batch-axis");
  }

  /** @param {Payload} scene @param {number} place */
  function draw({ meta, arrays }, place) {
    const [height, small] = [LOSS_HEIGHT - 24, ACCURACY_HEIGHT - 12];
    setAttributes(markers[0], { d: `M${loss.x(place)} 4V${height}` });
    setAttributes(markers[1], { d: `M${accuracy.x(place)} 4V${small}` });
    const known = rowsOf(arrays.tried).findLast(({ steps }) => steps <= place);
    const own = place < meta.steps ? formatNumber(arrays.losses.values[place], 3) : "–";
    const words = format(text.reading, { batch: own, tried: known?.steps ?? 0,
      unseen: known === undefined ? "–" : formatNumber(known.loss, 3) });
    setText(reading, words);
    setText(trueReading, known === undefined ? "" : formatPercent(known.accuracy, 1));
    setAttributes(loss.svg, { "aria-label": words });
    setAttributes(accuracy.svg, { "aria-label": `${text.accuracy} ${trueReading.textContent}` });
  }
  return { element: root, paint, draw };
}

/** @param {Packed} packed */
function rowsOf({ values, shape }) {
  return Array.from({ length: shape[0] }, (_, index) => {
    const [steps, loss, accuracy] = values.subarray(index * 3, index * 3 + 3);
    return { steps, loss, accuracy };
  });
}

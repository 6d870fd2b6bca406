/** The first epoch of the bundled model in five seconds: kernel, map, answer and accuracy grow. */

import { createClasses } from "../common/classes.js";
import {
  build, element, icon, plainlyClickedLink, prefersReducedMotion, setAttributes, setText,
} from "../common/dom.js";
import { clamp, format, formatCount, formatPercent, formatProbability } from "../common/numbers.js";
import { PIXELS } from "../common/palette.js";
import { paintSmall } from "../common/small.js";
import { ICONS } from "../common/transport.js";
import { networkAt, replayed } from "./computing.js";
import { createAccuracy } from "./curve.js";

/** @import { Context } from "scenes/replay" */
/** @import { Replayed } from "./computing.js" */

const MILLISECONDS = 5_000;
const IMAGE_SIDE = 112;
const KERNEL_SIDE = 84;
/** The link at the top of the first page. */
const LINK = "a.to-replay";

/** @param {Context} viewContext @returns {View} */
export default function createReplay(viewContext) {
  const { host, signal } = viewContext;
  const { text } = viewContext.scene.meta;
  const { root, button, name, note, slider, image, kernel, map, kernelName, seen, share, status, shown, classesPlace,
    curvePlace } = build(["section.replay", { "aria-label": text.title },
    ["div.replay-head", {}, ["button.replay-play", { ref: "button", type: "button" }, ["span", { ref: "name" }]],
      ["div", {}, ["h2", {}, text.title], ["p.muted", { ref: "note", "data-terms": true }]]],
    ["div.replay-shown", { ref: "shown" },
      ["figure", {}, ["figcaption", {}, text.image], ["canvas", { ref: "image" }]],
      ["figure", {}, ["figcaption", { ref: "kernelName" }], ["canvas", { ref: "kernel" }]],
      ["figure", {}, ["figcaption", {}, text.map], ["canvas", { ref: "map" }]],
      ["figure.replay-answer", { ref: "classesPlace" }, ["figcaption", {}, text.answer]],
      ["figure.replay-accuracy", { ref: "curvePlace" }, ["figcaption", {}, text.accuracy],
        ["div.replay-now", {}, ["strong.number", { ref: "share" }], ["span.muted", { ref: "seen" }]]]],
    ["input.scrub", { ref: "slider", type: "range", min: 0, step: 1, "aria-label": text.slider }],
    ["p.replay-words", { ref: "status", "aria-live": "polite" }]]);
  const classes = createClasses();
  const curve = createAccuracy(text.curve);
  classesPlace.append(classes.element);
  curvePlace.append(curve.element);
  const sign = element("span", { class: "replay-sign" }, icon(ICONS.play));
  button.prepend(sign);
  host.append(root);

  const state = { place: 0, playing: false, began: 0, frames: 0 };
  let found = /** @type {Replayed | null} */ (null);
  let failed = false;
  const last = () => viewContext.scene.meta.batches.length - 1;
  let wanted = false;
  let playsWhenReady = false;

  /** Once it comes into sight, the weights are asked for: not every visitor needs them. */
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    wanted = true;
    void prepare();
  }, { rootMargin: "200px" });
  watcher.observe(host);
  signal.addEventListener("abort", () => watcher.disconnect());

  let preparing = new AbortController();
  async function prepare() {
    preparing.abort();
    preparing = new AbortController();
    const { signal: mine } = preparing;
    const { scene } = viewContext;
    try {
      const network = await networkAt(scene.meta.address);
      const made = await replayed(network, new Float32Array(scene.arrays.image.values), scene.meta, mine);
      if (mine.aborted || signal.aborted) return;
      found = made;
      failed = false;
    } catch {
      if (mine.aborted) return;
      failed = true;
    }
    draw();
    if (playsWhenReady) play();
  }
  signal.addEventListener("abort", () => preparing.abort());

  /** Starts as soon as the weights are there, unless the visitor prefers no motion. */
  function play() {
    playsWhenReady = found === null && !failed;
    if (found !== null && !state.playing && !prefersReducedMotion()) press();
  }
  document.addEventListener("click", (event) => {
    if (plainlyClickedLink(event, LINK) === undefined) return;
    event.preventDefault();
    host.scrollIntoView({ block: "center", behavior: prefersReducedMotion() ? "auto" : "smooth" });
    button.focus({ preventScroll: true });
    play();
  }, { signal, capture: true });

  function tick(/** @type {number} */ now) {
    if (!state.playing || signal.aborted) return;
    const at = clamp(((now - state.began) / MILLISECONDS) * last(), 0, last());
    state.frames += 1;
    curve.mark(at);
    if (Math.floor(at) > state.place) show(Math.floor(at));
    if (at < last()) requestAnimationFrame(tick);
    else rest();
  }
  function show(/** @type {number} */ place) {
    state.place = clamp(place, 0, last());
    drawMoment();
  }
  function rest() {
    state.playing = false;
    draw();
  }
  function moveTo(/** @type {number} */ place) {
    state.playing = false;
    state.place = clamp(place, 0, last());
    draw();
  }
  function press() {
    if (found === null) return;
    if (state.playing) return void rest();
    const start = state.place < last() ? state.place : 0;
    if (prefersReducedMotion()) return void moveTo(state.place < last() ? state.place + 1 : 0);
    state.playing = true;
    // The next moment comes at once: nobody is to wonder whether anything happens.
    state.began = performance.now() - ((start + 1) * MILLISECONDS) / last();
    show(start + 1);
    drawControls();
    requestAnimationFrame(tick);
  }
  button.addEventListener("click", press, { signal });
  slider.addEventListener("input", () => moveTo(Number(slider.value)), { signal });

  function lead() {
    const { meta } = viewContext.scene;
    return format(text.lead, { images: formatCount(meta.batches[last()] * meta.images) });
  }

  function drawControls() {
    const named = state.playing ? text.pause : prefersReducedMotion() ? text.next : text.play;
    setText(name, named);
    sign.replaceChildren(icon(state.playing ? ICONS.pause : ICONS.play));
    button.disabled = slider.disabled = found === null;
    if (state.playing) status.replaceChildren();
    setText(note, failed ? text.failed : found === null && wanted ? text.loading : lead());
  }

  function drawMoment() {
    const { scene: { meta }, palette } = viewContext;
    const { place } = state;
    const batch = meta.batches[place];
    slider.value = String(place);
    slider.style.setProperty("--share", `${(100 * place) / last()}%`);
    setText(share, formatPercent(meta.accuracies[place], 1));
    setText(seen, batch === 0 ? text.start : format(text.seen, { images: formatCount(batch * meta.images) }));
    if (found === null) return void setText(kernelName, format(text.kernel, { filter: "…" }));
    const { filter, size, rows, columns, kernelLimit, mapLimit } = found;
    const moment = found.moments[place];
    setText(kernelName, format(text.kernel, { filter }));
    paintSmall(kernel, { values: moment.kernel, rows: size, columns: size, palette, size: KERNEL_SIDE,
      scale: { kind: "diverging", limit: kernelLimit } });
    paintSmall(map, { values: moment.map, rows, columns, palette, size: IMAGE_SIDE,
      scale: { kind: "sequential", limit: mapLimit } });
    classes.update(moment.probabilities);
    root.dataset.place = String(place);
  }

  function draw() {
    const { scene: { meta, arrays }, palette } = viewContext;
    slider.max = String(last());
    paintSmall(image, { values: arrays.image.values, rows: 28, columns: 28, scale: PIXELS, palette, size: IMAGE_SIDE });
    shown.classList.toggle("waiting", found === null);
    classes.element.querySelectorAll(".class").forEach((row, digit) => row.classList.toggle("labelled",
      digit === meta.label));
    drawMoment();
    drawControls();
    curve.paint(meta.accuracies);
    curve.mark(state.place);
    const sentences = sentencesOf();
    setAttributes(slider, { "aria-valuetext": sentences.join(" ") });
    // What is written anew is read out anew.
    if (found !== null && status.textContent !== sentences.join(""))
      status.replaceChildren(...sentences.map((sentence) => element("span", {}, sentence)));
    setAttributes(root, { "data-ready": found !== null, "data-frames": state.frames });
  }

  function sentencesOf() {
    const { meta } = viewContext.scene;
    if (found === null) return [seen.textContent ?? ""];
    const probabilities = Array.from(found.moments[state.place].probabilities);
    const prediction = probabilities.indexOf(Math.max(...probabilities));
    const [accuracy, probability] =
      [formatPercent(meta.accuracies[state.place], 1), formatProbability(probabilities[prediction])];
    const sentences = [format(text.moment, { seen: seen.textContent, prediction, accuracy, probability })];
    if (meta.label !== null)
      sentences.push(prediction === meta.label ? text.right : format(text.wrong, { label: meta.label }));
    if (state.place === last()) sentences.push(format(text.end, { epochs: meta.epochs }));
    return sentences;
  }

  let known = "";
  return {
    /** Another image: all moments are computed anew. */
    update() {
      const pixels = Array.from(viewContext.scene.arrays.image.values).join();
      if (pixels === known) return;
      known = pixels;
      if (wanted) void prepare();
    },
    paint: draw,
  };
}

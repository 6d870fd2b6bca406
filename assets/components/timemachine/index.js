/**
 * The time machine: one epoch large, all epochs small, and a slider through them. All epochs of the chosen filter are
 * at hand, so nothing is asked of the server while it plays or slides.
 */

import { build, childrenOf, element, icon, prefersReducedMotion, setAttributes, setText } from "../common/dom.js";
import { format, paragraph } from "../common/numbers.js";
import { ICONS, createButtons } from "../common/transport.js";
import { createClock, onEpochKeys } from "./clock.js";
import { createEpochColumns } from "./columns.js";
import { answerAt, changesAt } from "./pictures.js";
import { createSince } from "./since.js";
import { createEpochView } from "./stage.js";

/** @import { EpochClock } from "./clock.js" */
/** @import { Context } from "scenes/timemachine" */

/** @param {Context} viewContext @returns {View} */
export default function createTimeMachine(viewContext) {
  const clock = createClock(viewContext, () => draw());
  const view = createEpochView(viewContext, clock);
  const columns = createEpochColumns(viewContext, clock);
  const bar = createEpochBar(viewContext, clock);
  const since = createSince(viewContext, clock);
  const { root, words } = build(["div.time-machine", {},
    view.element, columns.element, bar.element, ["p.tm-changes", { ref: "words", "data-terms": true }], since.element,
    columns.note]);
  viewContext.host.append(root);
  onEpochKeys(viewContext.host, clock, viewContext.signal);

  function draw() {
    const { scene } = viewContext;
    const { place } = clock.state;
    view.draw();
    columns.draw();
    bar.draw();
    setText(words, paragraph(changesAt(scene, place)));
    since.draw();
    root.dataset.epoch = String(scene.meta.epochs[place]);
    root.dataset.filter = String(scene.meta.convolution?.filter ?? "");
    root.dataset.painted = `${root.dataset.epoch} ${root.dataset.filter}`;
  }
  return {
    update: () => clock.adopt(),
    paint() {
      view.configure();
      columns.configure();
      bar.configure();
      since.configure();
      draw();
    },
  };
}

/** Play, step and slide through all epochs. @param {Context} viewContext @param {EpochClock} clock */
function createEpochBar(viewContext, clock) {
  const { signal, scene: { meta: { text } } } = viewContext;
  const button = createButtons(text, signal);
  const back = button("back", () => clock.step(-1));
  const play = button("play", clock.toggle, "main");
  const step = button("step", () => clock.step(1));
  const { root: rail, slider, ticks } = build(["div.tm-rail", {},
    ["input.scrub", { ref: "slider", type: "range", min: 0, step: 1, "aria-label": text.slider }],
    ["div.tm-ticks", { ref: "ticks", "aria-hidden": "true" }]]);
  const { root: tools, name } = build(
    ["div.tm-tools", {}, ["strong", { ref: "name" }], ["div.tools", {}, back, play, step]]);
  const root = element("div", { class: "tm-bar", role: "group", "aria-label": text.epoch }, tools,
    element("div", { class: "tm-slide" }, rail));
  slider.addEventListener("input", () => clock.moveTo(Number(slider.value)), { signal });
  let shown = "play";

  function configure() {
    const { columns, epochs } = viewContext.scene.meta;
    slider.max = String(clock.last());
    slider.disabled = play.disabled = clock.last() === 0;
    root.classList.toggle("all", columns.length === epochs.length);
    root.style.setProperty("--columns", String(columns.length));
    ticks.replaceChildren(...columns.map((place) => {
      const share = clock.last() > 0 ? place / clock.last() : 0;
      return element("span", { "data-place": place, style: `--at: ${share}` });
    }));
  }

  function draw() {
    const { scene } = viewContext;
    const { place, playing } = clock.state;
    const answer = answerAt(scene, place);
    slider.value = String(place);
    slider.style.setProperty("--share", `${clock.last() > 0 ? (100 * place) / clock.last() : 0}%`);
    for (const tick of childrenOf(ticks)) {
      tick.classList.toggle("past", Number(tick.dataset.place) < place);
      tick.hidden = Number(tick.dataset.place) === place;
    }
    setText(name, `${text.epoch} ${scene.meta.epochs[place]}`);
    if (!playing)
      slider.setAttribute("aria-valuetext", format(text.column_label, { epoch: scene.meta.epochs[place], ...answer }));
    back.disabled = place === 0;
    step.disabled = place === clock.last();
    const now = playing ? "pause" : prefersReducedMotion() ? "step" : "play";
    if (now === shown) return;
    shown = now;
    play.replaceChildren(icon(playing ? ICONS.pause : ICONS.play));
    setAttributes(play, { "aria-label": text[now], title: text[now] });
  }
  return { element: root, configure, draw };
}

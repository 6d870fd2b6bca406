/** The stages of the network as a row of dots; on phones the current stage's name between two arrows. */

import { rememberChoice } from "../common/choice.js";
import { PHONE_WIDTH, build, childrenOf, element, icon, setAttributes, setText } from "../common/dom.js";
import { onKeys } from "../common/keys.js";
import { clamp } from "../common/numbers.js";

/** @import { Context } from "scenes/rail" */

/** @param {Context} viewContext @returns {View} */
export default function createRail(viewContext) {
  const { host, signal } = viewContext;
  const { text, stages } = viewContext.scene.meta;
  let { current } = viewContext.scene.meta;
  const known = rememberChoice(current);
  const place = () => stages.findIndex((stage) => stage.name === current);

  const stops = stages.map((stage) => {
    const { root: button, label } = build(
      ["button.stop", { type: "button", "aria-label": stage.label, title: stage.label },
        ["span.dot"], ["span.stop-label", { ref: "label" }]]);
    button.addEventListener("click", () => choose(stage.name), { signal });
    return { button, label, stage };
  });
  const [previous, next] = [createArrow("M15 5l-7 7 7 7", text.previous), createArrow("M9 5l7 7-7 7", text.next)];
  previous.dataset.step = "back";
  next.dataset.step = "next";
  previous.addEventListener("click", () => choose(stages[place() - 1]?.name), { signal });
  next.addEventListener("click", () => choose(stages[place() + 1]?.name), { signal });
  const select = element("select", { class: "stage-select", "aria-label": text.choose },
    ...stages.map((stage) => element("option", { value: stage.name }, stage.label)));
  select.addEventListener("change", () => choose(select.value), { signal });
  const { root, track, dots } = build(["nav.rail", { "aria-label": text.label },
    previous, ["div.stops", { ref: "track" }, ...stops.map((stop) => stop.button)],
    ["div.title-line", {},
      select, ["div.dots", { ref: "dots", "aria-hidden": "true" }, ...stages.map(() => element("span"))]],
    next]);
  host.append(root);
  onKeys(track, (key, { target }) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -stops.length, End: stops.length }[key];
    const focused = stops.findIndex((stop) => stop.button === target);
    return step && (() => stops[clamp(focused + step, 0, stops.length - 1)].button.focus());
  }, signal);

  function choose(/** @type {string | undefined} */ name) {
    if (name === undefined || name === current) return;
    current = name;
    paint();
    if (known.reported(name)) viewContext.send({ stage: name });
  }

  function update() {
    const told = viewContext.scene.meta.current;
    if (!known.received(told)) return;
    current = told;
    // Who went on from the end of a stage begins the next one at its top.
    root.scrollIntoView({ block: "nearest" });
  }

  function paint() {
    const index = place();
    const phone = viewContext.width < PHONE_WIDTH;
    host.dataset.phone = String(phone);
    previous.disabled = index <= 0;
    next.disabled = index === stages.length - 1;
    select.value = current;
    childrenOf(dots).forEach((dot, step) => dot.classList.toggle("current", step === index));
    stops.forEach(({ button }, step) => {
      setAttributes(button, { "aria-current": step === index ? "step" : false,
        "data-state": step < index ? "done" : step === index ? "current" : "coming" });
    });
    if (!phone) fitLabels(track, stops, index);
  }
  return { update, paint };
}

function createArrow(/** @type {string} */ path, /** @type {string} */ label) {
  return element("button", { type: "button", class: "tool rail-arrow", "aria-label": label, title: label }, icon(path));
}

/** All labels; if they do not fit, only those near the current stage; then dots that scroll. */
function fitLabels(/** @type {HTMLElement} */ track,
    /** @type {{button: HTMLElement, label: HTMLElement, stage: {label: string}}[]} */ stops,
    /** @type {number} */ index) {
  for (const mode of ["all", "near", "scroll"]) {
    track.dataset.mode = mode;
    stops.forEach(({ label, stage }, step) => {
      const distance = mode === "all" ? 0 : Math.abs(step - index);
      setText(label, distance <= (mode === "near" ? 1 : 0) ? stage.label : "");
    });
    if (track.scrollWidth <= track.clientWidth + 1) return;
  }
  const { button } = stops[index];
  track.scrollLeft = button.offsetLeft - track.offsetLeft - track.clientWidth / 2 + button.offsetWidth / 2;
}

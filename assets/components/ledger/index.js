/**
 * Two scores followed back to the pixels: one column a step, each "value = sum of parts".
 *
 * For tests: the root bears the trail that is shown, `data-trail`; a column is `[data-level][data-kind][data-node]`,
 * its node "stage:index". The numbers in it bear `data-part`: "head" (the column's number), "part", "others", "bias"
 * (which add up to "total"), "activation" (what the activation makes of the total), "mean" (of a pooling), "followed"
 * and "rest" (the chosen one of a window's products again, and all others), "keras" (a sentence with six decimals), in
 * the first column also "score" and "value"; there, parts, bias and total have `data-column` "first", "second" or
 * "difference". A number's `title` has six decimals.
 */

import { PHONE_WIDTH, element, prefersReducedMotion, setText } from "../common/dom.js";
import { fill, formatNumber } from "../common/numbers.js";
import { createLedgerColumn } from "./columns.js";
import { ledgerDecimals } from "./numbers.js";
import { steerLedger } from "./rows.js";
import { createScoresColumn } from "./scores.js";
import { createThreads, createTrailBar } from "./trail.js";

/** @import { LedgerColumn } from "./rows.js" */

/** @param {Stagehand} stagehand @returns {View} */
export default function createLedgerView(stagehand) {
  const { host, signal } = stagehand;
  const { text } = stagehand.scene.meta;
  const state = { order: "difference", level: 0, heading: /** @type {number | null} */ (null) };
  const trail = createTrailBar(signal, text, (level) => show(level));
  const threads = createThreads();
  const columns = element("div", { class: "levels" });
  const scroller = element("div", { class: "levels-scroller" }, columns);
  const returned = element("span", { "data-part": "keras" });
  const reset = element("button", { type: "button", class: "reset" }, text.strongest);
  const status = element("div", { class: "visually-hidden", "aria-live": "polite" });
  const root = element("div", { class: "story", role: "group", "aria-label": text.picture }, trail.element, scroller,
    element("div", { class: "quiet story-foot" }, returned, reset), status);
  host.append(root);
  reset.addEventListener("click", () => send("strongest"), { signal });
  steerLedger(root, signal);
  /** @type {LedgerColumn[]} */
  let built = [];

  function send(/** @type {string} */ chosen) {
    stagehand.send({ trail: chosen });
  }

  /** Open a part: at once where it is open already, otherwise by the server, which computes what stands behind it. */
  function open(/** @type {number} */ level, /** @type {number} */ position, /** @type {number} */ choice) {
    const { classes, choices } = stagehand.scene.meta;
    if (choices[position] === choice) {
      show(level + 1);
      return;
    }
    state.heading = level + 1;
    built.forEach((column, place) => column.root.classList.toggle("waiting", place > level));
    for (const row of built[level].root.querySelectorAll(".level-row")) {
      row.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (row).dataset.key === `${level}:${choice}`));
    }
    threads.element.classList.add("waiting");
    send([classes.join("-"), ...choices.slice(0, position), choice].join("."));
  }

  /** Bring a column into view; on a phone it stands alone. */
  function show(/** @type {number} */ level) {
    state.level = Math.min(Math.max(level, 0), built.length - 1);
    arrange();
    const { root: column } = built[state.level];
    if (root.dataset.arrangement === "phone") {
      root.scrollIntoView({ block: "start" });
      setText(status, fill(text.status,
        { name: column.getAttribute("aria-label") ?? "", value: built[state.level].head.textContent ?? "" }));
    } else {
      const behavior = prefersReducedMotion() ? "auto" : "smooth";
      scroller.scrollTo({ left: column.offsetLeft + column.offsetWidth - scroller.clientWidth + 12, behavior });
    }
  }

  function arrange() {
    const phone = stagehand.width < PHONE_WIDTH;
    root.dataset.arrangement = phone ? "phone" : "wide";
    built.forEach(({ root: column }, place) => { column.hidden = phone && place !== state.level; });
    const crowded = phone || columns.scrollWidth > scroller.clientWidth + 1;
    trail.element.hidden = !crowded;
    const { meta } = stagehand.scene;
    trail.update(built.map(({ head }, place) =>
      ({ title: meta.columns[place].title, shown: head.textContent ?? "" })), state.level);
    if (!phone) threads.draw(built, columns);
  }

  function update() {
    if (state.heading !== null) state.level = state.heading;
    state.level = Math.min(state.level, stagehand.scene.meta.columns.length - 1);
  }

  function paint() {
    const { scene, palette } = stagehand;
    const { meta, arrays } = scene;
    const active = /** @type {HTMLElement | null} */ (/** @type {ShadowRoot} */ (root.getRootNode()).activeElement);
    const focused = active?.dataset.key;
    const phone = stagehand.width < PHONE_WIDTH;
    const tools = {
      meta, arrays, image: arrays.image, palette, signal, decimals: ledgerDecimals(meta.limit), phone,
      order: state.order,
      width: phone ? stagehand.width - 32 : 140, open,
      sort: (/** @type {string} */ order) => { state.order = order; paint(); },
      compare: (/** @type {number[]} */ classes) => send(classes.join("-")),
    };
    /** @type {any} */
    let link = null;
    built = meta.columns.map((/** @type {any} */ column) => {
      const made = column.kind === "scores" ? createScoresColumn(column, tools)
        : createLedgerColumn(column, link, tools);
      link = made.link ?? {};
      return made;
    });
    columns.replaceChildren(...built.map((column) => column.root), threads.element);
    threads.element.classList.remove("waiting");
    const [score, other] = meta.columns[0].scores;
    setText(returned, fill(text.returned, {
      first: meta.classes[0], second: meta.classes[1], first_value: formatNumber(score, 6),
      second_value: formatNumber(other, 6),
    }));
    reset.hidden = meta.trail === "strongest";
    root.dataset.trail = meta.trail;
    arrange();
    if (focused !== undefined)
      /** @type {HTMLElement | null} */ (root.querySelector(`[data-key="${focused}"]`))?.focus({ preventScroll: true });
    if (state.heading !== null) show(state.heading);
    state.heading = null;
  }
  return { update, paint };
}

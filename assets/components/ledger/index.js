/**
 * Two scores traced back to the pixels: one column per step, each "value = sum of parts".
 *
 * For tests: the root has the shown trail, `data-trail`; a column is `[data-level][data-kind][data-node]`, its node
 * "stage:index". Its numbers have `data-part`: "head" (the column's number), "part", "others", "bias" (which add up to
 * "total"), "activation" (the activation of the total), "mean" (of a pooling), "followed" and "rest" (the chosen
 * product of a window and the sum of all others), "keras" (a sentence with six decimals), in the first column also
 * "score" and "value"; there, parts, bias and total have `data-column` "first", "second" or "difference". A number's
 * `title` has six decimals.
 */

import { PHONE_WIDTH, build, setText } from "../common/dom.js";
import { clamp, format, formatNumber } from "../common/numbers.js";
import { createLedgerColumn } from "./columns.js";
import { ledgerDecimals } from "./numbers.js";
import { onLedgerKeys } from "./rows.js";
import { createScoresColumn } from "./scores.js";
import { createThreads, createTrailBar } from "./trail.js";

/** @import { LedgerColumn, LedgerLink } from "./rows.js" */
/** @import { Order } from "./scores.js" */
/** @import { Context } from "scenes/ledger" */

/** @param {Context} viewContext @returns {View} */
export default function createLedgerView(viewContext) {
  const { host } = viewContext;
  const signal = viewContext.signal;
  const text = viewContext.scene.meta.text;
  const state = { order: /** @type {Order} */ ("difference"), level: 0, heading: /** @type {number | null} */ (null) };
  const trail = createTrailBar(signal, text, (level) => show(level));
  const threads = createThreads();
  const { root: scroller, columns } = build(["div.levels-scroller", {}, ["div.levels", { ref: "columns" }]]);
  const { root, returned, reset, status } = build(["div.story", { role: "group", "aria-label": text.picture },
    trail.element, scroller,
    ["div.muted.story-foot", {},
      ["span", { ref: "returned", "data-part": "keras" }],
      ["button.reset", { ref: "reset", type: "button" }, text.strongest]],
    ["div.visually-hidden", { ref: "status", "aria-live": "polite" }]]);
  host.append(root);
  reset.addEventListener("click", () => send("strongest"), { signal });
  onLedgerKeys(root, show, signal);
  /** @type {LedgerColumn[]} */
  let built = [];

  function send(/** @type {string} */ chosen) {
    viewContext.send({ trail: chosen });
  }

  /** Opens a part: at once if its columns are already there, else by a request to the server, which computes them. */
  function open(/** @type {number} */ level, /** @type {number | null} */ position, /** @type {number} */ choice) {
    if (position === null) return;
    const { classes, choices } = viewContext.scene.meta;
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

  /** Brings a column into view. If not all columns fit, some before or after it are hidden. */
  function show(/** @type {number} */ level) {
    state.level = clamp(level, 0, built.length - 1);
    arrange();
    const { root: column } = built[state.level];
    if (root.dataset.arrangement === "phone") root.scrollIntoView({ block: "start" });
    if (trail.element.hidden) return;
    setText(status, format(text.status,
      { name: column.getAttribute("aria-label") ?? "", value: built[state.level].head.textContent ?? "" }));
  }

  /** The first and last column that fit, including the current one; on a phone only the current one. */
  function fitting(/** @type {boolean} */ phone) {
    let [first, last] = [state.level, state.level];
    if (phone) return { first, last };
    const edges = built.map(({ root: column }) => [column.offsetLeft, column.offsetLeft + column.offsetWidth]);
    const fits = () => edges[last][1] - edges[first][0] <= scroller.clientWidth;
    while (first > 0 && fits()) first -= 1;
    if (!fits()) first = Math.min(first + 1, state.level);
    while (last + 1 < built.length && fits()) last += 1;
    if (!fits()) last = Math.max(last - 1, state.level);
    return { first, last };
  }

  function arrange() {
    const phone = viewContext.width < PHONE_WIDTH;
    root.dataset.arrangement = phone ? "phone" : "wide";
    for (const { root: column } of built) column.hidden = false;
    const { first, last } = fitting(phone);
    built.forEach(({ root: column }, place) => { column.hidden = place < first || place > last; });
    trail.element.hidden = first === 0 && last === built.length - 1;
    const { meta } = viewContext.scene;
    trail.update(built.map(({ head }, place) =>
      ({ title: meta.columns[place].title, shown: head.textContent ?? "" })), state.level);
    if (!phone) threads.draw(built, columns);
  }

  /** Shows the scores that Keras returned for both classes. */
  function showScores() {
    const { classes, columns } = viewContext.scene.meta;
    if (!("scores" in columns[0])) return;
    const [first, second] = columns[0].scores;
    setText(returned, format(text.returned, { first: classes[0], second: classes[1],
      first_value: formatNumber(first, 6), second_value: formatNumber(second, 6) }));
  }

  function update() {
    if (state.heading !== null) state.level = state.heading;
    state.level = Math.min(state.level, viewContext.scene.meta.columns.length - 1);
  }

  function paint() {
    const { scene, palette } = viewContext;
    const { meta, arrays } = scene;
    const active = /** @type {HTMLElement | null} */ (/** @type {ShadowRoot} */ (root.getRootNode()).activeElement);
    // Keeps the focus on a row, a cell or a sort button, which are created again below.
    const focused = ["key", "choice"].filter((name) => active?.dataset[name] !== undefined)
      .map((name) => `[data-${name}="${active?.dataset[name]}"]`);
    const phone = viewContext.width < PHONE_WIDTH;
    const tools = {
      meta, arrays, image: arrays.image, palette, signal, decimals: ledgerDecimals(meta.limit), phone,
      order: state.order,
      width: phone ? viewContext.width - 32 : 140, open,
      sort: (/** @type {Order} */ order) => { state.order = order; paint(); },
      compare: (/** @type {number[]} */ classes) => send(classes.join("-")),
    };
    let link = /** @type {LedgerLink} */ ({});
    built = meta.columns.map((column) => {
      const made = "scores" in column ? createScoresColumn(column, tools) : createLedgerColumn(column, link, tools);
      link = made.link ?? {};
      return made;
    });
    columns.replaceChildren(...built.map((column) => column.root), threads.element);
    threads.element.classList.remove("waiting");
    showScores();
    reset.hidden = meta.trail === "strongest";
    root.dataset.trail = meta.trail;
    arrange();
    for (const selector of focused)
      /** @type {HTMLElement | null} */ (root.querySelector(selector))?.focus({ preventScroll: true });
    if (state.heading !== null) show(state.heading);
    state.heading = null;
  }
  return { update, paint };
}

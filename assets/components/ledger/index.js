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

import { PHONE_WIDTH, element, prefersReducedMotion, setText, statusLine } from "../common/dom.js";
import { clamp, format, formatNumber } from "../common/numbers.js";
import { createLedgerColumn } from "./columns.js";
import { ledgerDecimals } from "./numbers.js";
import { onLedgerKeys } from "./rows.js";
import { createScoresColumn } from "./scores.js";
import { createThreads, createTrailBar } from "./trail.js";

/**
 * @import { LedgerColumn, LedgerLink } from "./rows.js"
 * @import { Meta } from "./scene.js"
 * @import { Order } from "./scores.js"
 */

/** @param {ViewContext<Meta>} viewContext @returns {View} */
export default function createLedgerView(viewContext) {
  return new LedgerView(viewContext);
}

class LedgerView {
  /** @param {ViewContext<Meta>} viewContext */
  constructor(viewContext) {
    this.viewContext = viewContext;
    const { host } = viewContext;
    this.signal = viewContext.signal;
    this.text = viewContext.scene.meta.text;
    this.state = { order: /** @type {Order} */ ("difference"), level: 0, heading: /** @type {number | null} */ (null) };
    this.trail = createTrailBar(this.signal, this.text, (level) => this.show(level));
    this.threads = createThreads();
    this.columns = element("div", { class: "levels" });
    this.scroller = element("div", { class: "levels-scroller" }, this.columns);
    this.returned = element("span", { "data-part": "keras" });
    this.reset = element("button", { type: "button", class: "reset" }, this.text.strongest);
    this.status = statusLine();
    this.root = element("div", { class: "story", role: "group", "aria-label": this.text.picture }, this.trail.element,
      this.scroller,
      element("div", { class: "muted story-foot" }, this.returned, this.reset), this.status);
    host.append(this.root);
    this.reset.addEventListener("click", () => this.send("strongest"), { signal: this.signal });
    onLedgerKeys(this.root, this.signal);
    /** @type {LedgerColumn[]} */
    this.built = [];
  }

  send(/** @type {string} */ chosen) {
    this.viewContext.send({ trail: chosen });
  }

  /** Open a part: at once where it is open already, otherwise by the server, which computes what stands behind it. */
  open(/** @type {number} */ level, /** @type {number | null} */ position, /** @type {number} */ choice) {
    if (position === null) return;
    const { classes, choices } = this.viewContext.scene.meta;
    if (choices[position] === choice) {
      this.show(level + 1);
      return;
    }
    this.state.heading = level + 1;
    this.built.forEach((column, place) => column.root.classList.toggle("waiting", place > level));
    for (const row of this.built[level].root.querySelectorAll(".level-row")) {
      row.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (row).dataset.key === `${level}:${choice}`));
    }
    this.threads.element.classList.add("waiting");
    this.send([classes.join("-"), ...choices.slice(0, position), choice].join("."));
  }

  /** Bring a column into view; on a phone it stands alone. */
  show(/** @type {number} */ level) {
    this.state.level = clamp(level, 0, this.built.length - 1);
    this.arrange();
    const { root: column } = this.built[this.state.level];
    if (this.root.dataset.arrangement === "phone") {
      this.root.scrollIntoView({ block: "start" });
      setText(this.status, format(this.text.status,
        { name: column.getAttribute("aria-label") ?? "", value: this.built[this.state.level].head.textContent ?? "" }));
    } else {
      const behavior = prefersReducedMotion() ? "auto" : "smooth";
      this.scroller.scrollTo({ left: column.offsetLeft + column.offsetWidth - this.scroller.clientWidth + 12,
        behavior });
    }
  }

  arrange() {
    const phone = this.viewContext.width < PHONE_WIDTH;
    this.root.dataset.arrangement = phone ? "phone" : "wide";
    this.built.forEach(({ root: column }, place) => { column.hidden = phone && place !== this.state.level; });
    const crowded = phone || this.columns.scrollWidth > this.scroller.clientWidth + 1;
    this.trail.element.hidden = !crowded;
    const { meta } = this.viewContext.scene;
    this.trail.update(this.built.map(({ head }, place) =>
      ({ title: meta.columns[place].title, shown: head.textContent ?? "" })), this.state.level);
    if (!phone) this.threads.draw(this.built, this.columns);
  }

  /** What Keras returned for both classes. */
  tellScores() {
    const { classes, columns } = this.viewContext.scene.meta;
    if (!("scores" in columns[0])) return;
    const [first, second] = columns[0].scores;
    setText(this.returned, format(this.text.returned, {
      first: classes[0], second: classes[1], first_value: formatNumber(first, 6), second_value: formatNumber(second, 6),
    }));
  }

  update() {
    if (this.state.heading !== null) this.state.level = this.state.heading;
    this.state.level = Math.min(this.state.level, this.viewContext.scene.meta.columns.length - 1);
  }

  paint() {
    const { scene, palette } = this.viewContext;
    const { meta, arrays } = scene;
    const active = /** @type {HTMLElement | null} */ (/** @type {ShadowRoot} */ (this.root.getRootNode())
      .activeElement);
    // A number of a column, or what its lines are sorted by.
    const focused = ["key", "choice"].filter((name) => active?.dataset[name] !== undefined)
      .map((name) => `[data-${name}="${active?.dataset[name]}"]`);
    const phone = this.viewContext.width < PHONE_WIDTH;
    const tools = {
      meta, arrays, image: arrays.image, palette, signal: this.signal, decimals: ledgerDecimals(meta.limit), phone,
      order: this.state.order,
      width: phone ? this.viewContext.width - 32 : 140, open: this.open.bind(this),
      sort: (/** @type {Order} */ order) => { this.state.order = order; this.paint(); },
      compare: (/** @type {number[]} */ classes) => this.send(classes.join("-")),
    };
    let link = /** @type {LedgerLink} */ ({});
    this.built = meta.columns.map((column) => {
      const made = "scores" in column ? createScoresColumn(column, tools) : createLedgerColumn(column, link, tools);
      link = made.link ?? {};
      return made;
    });
    this.columns.replaceChildren(...this.built.map((column) => column.root), this.threads.element);
    this.threads.element.classList.remove("waiting");
    this.tellScores();
    this.reset.hidden = meta.trail === "strongest";
    this.root.dataset.trail = meta.trail;
    this.arrange();
    for (const selector of focused)
      /** @type {HTMLElement | null} */ (this.root.querySelector(selector))?.focus({ preventScroll: true });
    if (this.state.heading !== null) this.show(this.state.heading);
    this.state.heading = null;
  }
}

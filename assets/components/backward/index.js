/**
 * The backward pass of one training step, from the loss to the pixels. Each stage shows its output in grey, the
 * gradient in colour, and a square whose area is proportional to the sum of its gradients. A click on a stage opens it.
 */

import { build, setAttributes, setText } from "../common/dom.js";
import { createImageBars } from "../common/imagebars.js";
import { paintLaid } from "../common/laidcells.js";
import { createLegend } from "../common/legend.js";
import { diverging } from "../common/palette.js";
import { paintPixels } from "../common/pixels.js";

/** @import { Column, Context } from "scenes/backward" */

const MAP = 60;
const PHONE_MAP = 48;
const LARGEST_SIDE = 44;

/** @param {Context} viewContext @returns {View} */
export default function createBackward(viewContext) {
  const { host, signal, scene: { meta: { text } } } = viewContext;
  const bars = createImageBars(viewContext);
  const legend = createLegend();
  const answer = createAnswer();
  const { root, ramp, list } = build(["section.backward", {},
    ["div.section-head", {}, ["h2", {}, text.title], ["div.backward-ramp", { ref: "ramp" }]],
    ["p.backward-lead", { "data-terms": true }, text.lead],
    ["ol.backward-rail", { ref: "list", tabindex: 0, role: "list", "aria-label": text.title }],
    ["p.muted.backward-note", {}, text.squares]]);
  ramp.append(legend.element);
  host.append(bars.element, root);
  list.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".back-open"));
    if (button !== null) viewContext.send({ stage: Number(button.dataset.place) });
  }, { signal });
  /** @type {ReturnType<typeof createColumn>[]} */
  let columns = [];

  function paint() {
    const { meta, arrays } = viewContext.scene;
    const { palette, width } = viewContext;
    bars.paint();
    legend.update(palette, diverging(1));
    legend.name(text.lowers, text.raises);
    if (columns.length !== meta.columns.length) {
      columns = meta.columns.map(() => createColumn());
      list.replaceChildren(answer.root, ...columns.map((column) => column.root));
    }
    setText(answer.title, meta.answer.title);
    setText(answer.read, meta.answer.read);
    paintPixels(answer.canvas, arrays.watched.values);
    const size = width < 640 ? PHONE_MAP : MAP;
    columns.forEach((column, index) => {
      const shown = meta.columns[index];
      describe(column, shown, meta.chosen, text);
      paintLaid(column.forward, arrays, shown.forward, palette, size);
      paintLaid(column.backward, arrays, shown.backward, palette, size);
    });
    root.dataset.painted = `${meta.bars.chosen} ${meta.columns.length}`;
  }
  return { update() {}, paint };
}

function createAnswer() {
  return build(["li.back-answer", {}, ["strong", { ref: "title" }], ["canvas", { ref: "canvas", width: 28, height: 28,
    "aria-hidden": "true" }], ["span", { ref: "read" }]]);
}

function createColumn() {
  return build(["li.back-stage", {},
    ["strong.back-name", { ref: "name" }],
    ["span.muted.back-size", { ref: "size" }],
    ["canvas.back-forward", { ref: "forward", "aria-hidden": "true" }],
    ["button.back-open", { ref: "open", type: "button" }, ["canvas", { ref: "backward" }]],
    ["span.back-what", { ref: "what" }],
    ["span.back-closed", { ref: "closed" }, ["span.back-closed-bar", {}, ["span", { ref: "share" }]],
      ["span.muted", { ref: "closedWords" }]],
    ["span.back-squares", { "aria-hidden": "true" }, ["span.back-square", { ref: "square" },
      ["span.back-passed", { ref: "passed" }]]],
    ["span.back-amount", {}, ["strong.number", { ref: "amount" }], ["span.muted.number", { ref: "mean" }]]]);
}

/** @param {ReturnType<typeof createColumn>} column @param {Column} shown @param {string} chosen @param {Texts} text */
function describe(column, shown, chosen, text) {
  setText(column.name, shown.name);
  setText(column.size, shown.map === "" ? shown.size : `${shown.size}\n${shown.map}`);
  setText(column.what, shown.what);
  setText(column.amount, shown.amount);
  setText(column.mean, `${text.mean_of} ${shown.mean}`);
  column.closed.classList.toggle("open", shown.closed === null);
  setText(column.closedWords, shown.closed ?? "");
  column.share.style.width = `${100 * shown.closed_share}%`;
  const side = `${Math.max(shown.side * LARGEST_SIDE, 2)}px`;
  Object.assign(column.square.style, { width: side, height: side });
  const inner = `${(shown.passed ?? shown.side) * LARGEST_SIDE}px`;
  Object.assign(column.passed.style, { width: inner, height: inner });
  column.square.classList.toggle("hatched", shown.passed !== null);
  column.root.classList.toggle("chosen", shown.stage === chosen);
  setAttributes(column.open, { "data-place": shown.place, disabled: shown.place === 0,
    "aria-label": `${shown.name}. ${shown.what} ${text.amount} ${shown.amount}. ${shown.closed ?? ""}` });
}

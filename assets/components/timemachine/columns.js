import { build, element, muted, setText, svgElement } from "../common/dom.js";
import { format } from "../common/numbers.js";
import { paintSmall } from "../common/small.js";
import { answerAt, convolutionOf, paintBars, valuesAt } from "./pictures.js";

/** @import { EpochClock } from "./clock.js" */
/** @import { Context, Payload } from "scenes/timemachine" */

const CHECK = "M4 12a8 8 0 1 0 16 0a8 8 0 1 0-16 0M8.5 12l2.5 2.5 4.5-5";
const COLUMN_KERNEL = 52;
const COLUMN_MAP = 80;
const COLUMN_BARS = 110;
const LOGIT_HEIGHT = 54;
const SHARE_HEIGHT = 46;
/** What is seen of the epoch before the chosen one. */
const GLIMPSE = 12;

/** A column of small pictures for each epoch, all on the same scales. */
export function createEpochColumns(/** @type {Context} */ viewContext, /** @type {EpochClock} */ clock) {
  const note = element("p", { class: "muted tm-selection" });
  const { root, labels, list } = build(
    ["div.tm-epochs", {}, ["div.tm-labels", { ref: "labels" }], ["div.tm-columns", { ref: "list" }]]);
  /** @type {ReturnType<typeof createColumn>[]} */
  const columns = [];

  list.addEventListener("click", (event) => {
    const column = /** @type {Element} */ (event.target).closest("button");
    if (column !== null) clock.moveTo(Number(column.dataset.place));
  }, { signal: viewContext.signal });

  /** Paint all columns: another image, filter, theme or width. */
  function configure() {
    const { scene } = viewContext;
    const { meta } = scene;
    const { text, epochs } = meta;
    const isAll = meta.columns.length === epochs.length;
    root.classList.toggle("plain", meta.convolution === null);
    root.classList.toggle("all", isAll);
    root.style.setProperty("--columns", String(meta.columns.length));
    setText(note, isAll ? "" : format(text.selection, { shown: meta.columns.length, count: epochs.length }));
    labels.replaceChildren(...rowNames(scene));
    while (columns.length > meta.columns.length) columns.pop()?.root.remove();
    while (columns.length < meta.columns.length) columns.push(createColumn());
    list.replaceChildren(...columns.map((column) => column.root));
    columns.forEach((column, index) => configureColumn(column, viewContext, meta.columns[index]));
  }

  /** Frame the chosen epoch; on a phone, bring it into sight. */
  function draw() {
    for (const column of columns) {
      const chosen = Number(column.root.dataset.place) === clock.state.place;
      if (column.root.ariaCurrent === String(chosen)) continue;
      column.root.ariaCurrent = String(chosen);
      if (chosen && list.scrollWidth > list.clientWidth)
        list.scrollLeft = column.root.offsetLeft - list.offsetLeft - GLIMPSE;
    }
  }
  return { element: root, note, configure, draw };
}

function rowNames(/** @type {Payload} */ scene) {
  const { text, label } = scene.meta;
  const convolution = convolutionOf(scene);
  const rows = [["", ""], ["", ""], ["", ""]];
  if (convolution !== null) {
    const [, size] = convolution.kernels.shape;
    rows.push([format(text.kernel, { filter: convolution.filter }), format(text.size, { size })],
      [text.map, text.one_scale]);
  }
  rows.push([text.logits, text.above_below], [text.probabilities, text.classes]);
  rows.push([text.says, label === null ? text.no_label : format(text.true_label, { label })]);
  return rows.map(([name, remark]) => element("div", {}, element("strong", {}, name), muted(remark)));
}

/** @param {ReturnType<typeof createColumn>} column @param {Context} viewContext @param {number} place of the epoch */
function configureColumn(column, { scene, palette }, place) {
  const { meta, arrays } = scene;
  const { text, epochs } = meta;
  const convolution = convolutionOf(scene);
  const answer = answerAt(scene, place);
  column.root.dataset.place = String(place);
  setText(column.epoch, epochs[place] === 0 ? `0 · ${text.untrained}` : String(epochs[place]));
  setText(column.test, meta.accuracies[place] === null ? "" : format(text.test, { accuracy: meta.accuracies[place] }));
  column.kernel.hidden = column.map.hidden = convolution === null;
  if (convolution !== null) {
    const size = convolution.kernels.shape[1];
    const [, rows, wide] = convolution.maps.shape;
    paintSmall(column.kernel, { values: valuesAt(convolution.kernels, place), rows: size, columns: size,
      scale: convolution.kernel_scale, palette, size: COLUMN_KERNEL });
    paintSmall(column.map, { values: valuesAt(convolution.maps, place), rows, columns: wide,
      scale: convolution.map_scale, palette, size: COLUMN_MAP });
  }
  paintBars(column.logits, { values: valuesAt(arrays.logits, place), limit: meta.logit_limit, palette,
    width: COLUMN_BARS, height: LOGIT_HEIGHT, signed: true });
  paintBars(column.shares, { values: valuesAt(arrays.probabilities, place), limit: 1, palette,
    width: COLUMN_BARS, height: SHARE_HEIGHT, signed: false });
  column.digits.forEach((node, digit) => node.classList.toggle("labelled", digit === meta.label));
  setText(column.says, String(answer.prediction));
  setText(column.probability, answer.probability);
  setText(column.words, answer.verdict);
  column.root.classList.toggle("right", answer.right);
  column.root.classList.toggle("turn", answer.turn);
  column.root.setAttribute("aria-label", format(text.column_label, { epoch: epochs[place], ...answer }));
}

function createColumn() {
  const canvas = (/** @type {string} */ name) => element("canvas", { class: name, "aria-hidden": "true" });
  const span = (/** @type {string} */ name) => element("span", { class: name });
  const [epoch, test, says, probability, words] =
    ["tm-epoch", "muted tm-test", "tm-says", "tm-probability", "tm-words"].map(span);
  const [kernel, map, logits, shares] = ["tm-small", "tm-small", "tm-bars", "tm-bars"].map(canvas);
  const digits = Array.from({ length: 10 }, (_, digit) => element("span", {}, String(digit)));
  const check = svgElement("svg", { class: "icon tm-check", viewBox: "0 0 24 24", "aria-hidden": "true" },
    svgElement("path", { d: CHECK }));
  const root = element("button", { type: "button", class: "tm-column" },
    epoch, span("tm-place"), test, kernel, map, logits,
    element("span", { class: "tm-shares" }, shares,
      element("span", { class: "tm-digits", "aria-hidden": "true" }, ...digits)),
    element("span", { class: "tm-verdict" }, element("span", {}, says, probability),
      element("span", {}, words, check)));
  return { root, epoch, test, says, probability, words, kernel, map, logits, shares, digits };
}

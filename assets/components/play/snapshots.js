import { element, fitCanvas, setAttributes } from "../common/dom.js";
import { format, formatProbability } from "../common/numbers.js";
import { paintSmall } from "../common/small.js";
import { at } from "./now.js";

/** @import { Payload } from "scenes/play" */

const MAP = 72;
const KERNEL = 34;

/** Small pictures of some steps, all on the same scales. */
export function createSnapshots(/** @type {Texts} */ text, /** @type {(place: number) => void} */ choose,
    /** @type {AbortSignal} */ signal) {
  const list = element("div", { class: "snapshots" });
  const labels = element("div", { class: "snapshot-labels", "aria-hidden": "true" }, ...["", text.map, text.gradient,
    text.kernel].map((name) => element("span", {}, name)));
  const root = element("section", { class: "walked" },
    element("div", { class: "section-head" }, element("h2", {}, text.walked),
      element("span", { class: "muted" }, text.one_scale)),
    element("div", { class: "walked-row" }, labels, list));
  list.addEventListener("click", (event) => {
    const column = /** @type {Element} */ (event.target).closest("button");
    if (column !== null && !column.disabled) choose(Number(column.dataset.place));
  }, { signal });

  /** @param {Payload} scene @param {Palette} palette */
  function paint({ meta, arrays }, palette) {
    root.hidden = meta.asked === 0;
    list.replaceChildren(...meta.snapshots.map((place) => {
      const known = place <= meta.steps;
      const share = known ? formatProbability(at(arrays.probabilities, place)[meta.label]) : "—";
      const pictures = meta.watched === null ? [] : ["map", "map", "kernel"].map((name) =>
        element("canvas", { class: known ? `small-${name}` : `small-${name} unknown`, "aria-hidden": "true" }));
      const column = element("button", { type: "button", class: "snapshot", "data-place": place, disabled: !known,
        "aria-label": format(text.snapshot, { step: place, share }) },
        element("span", {}, format(text.steps, { count: place })), ...pictures,
        element("strong", { class: "number" }, share));
      const { watched } = meta;
      if (watched !== null && arrays.maps && arrays.gradients && arrays.kernels) {
        const shown = /** @type {[Packed, Scale, number][]} */ ([[arrays.maps, watched.map_scale, MAP],
          [arrays.gradients, watched.gradient_scale, MAP], [arrays.kernels, watched.kernel_scale, KERNEL]]);
        shown.forEach(([packed, scale, size], index) => {
          const [, rows, columns] = packed.shape;
          const values = known ? at(packed, place) : [];
          if (known) paintSmall(pictures[index], { values, rows, columns, scale, palette, size });
          else fitCanvas(pictures[index], size, size);
        });
      }
      return column;
    }));
    labels.hidden = meta.watched === null;
  }

  function draw(/** @type {number} */ place) {
    for (const column of list.children)
      setAttributes(column, { "aria-current": String(column.getAttribute("data-place") === String(place)) });
  }
  return { element: root, paint, draw };
}

/**
 * Grad-CAM step by step: a filter's map and its gradients, the mean of the gradients as the filter's weight, the
 * weighted sum of all maps, ReLU of the sum, and the result enlarged over the image; the same with random weights.
 * Pointing at a cell shows its numbers; a click or keys choose a cell or a filter.
 *
 * Parts for tests, as `data-part`: "gradients" divided by the number of cells is "weight"; the "term"s add up to "sum",
 * the cell's value in the map of sums; "kept" is the value after ReLU.
 */

import { createBlock } from "../common/block.js";
import { createFocus } from "../common/choice.js";
import { setAttributes, setText } from "../common/dom.js";
import { pick } from "../common/frames.js";
import { onArrowKeys, onCellKeys } from "../common/keys.js";
import { format, formatNumber } from "../common/numbers.js";
import { outlineOf, strokeOutline } from "../common/outline.js";
import { mapOf } from "../common/payload.js";
import { createTerms, meanOf } from "./account.js";
import { gradcamParts } from "./parts.js";

/** @import { MapStep } from "./parts.js" */
/** @import { Context } from "scenes/gradcam" */

const SIDE = 28;
/** Largest side of a map, space for its axis, and largest cell of tiny maps, in CSS pixels. */
const [LARGEST, AXIS, CELL] = [208, 26, 40];
const [FOUR_COLUMNS, GAP] = [900, 20];
const HALF_BRIGHT = 0.5;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

/** @param {Context} viewContext @returns {View} */
export default function createGradCam(viewContext) {
  const { host, signal, scene: { meta, arrays } } = viewContext;
  const text = meta.text;
  const [filters, rows, columns] = arrays.maps.shape;
  let cell = CELL;
  const focus = createFocus({ filter: meta.filter, row: meta.row, column: meta.column }, viewContext);
  let peek = /** @type {Cell | null} */ (null);
  const block = createBlock(signal);
  const terms = createTerms(text, (filter) => choose({ filter }), signal);
  const parts = gradcamParts(text, block.element, terms.element);
  host.append(parts.root, parts.status);
  const cells = { choose: (/** @type {Cell} */ cell) => choose({ row: cell.row, column: cell.column }) };
  for (const step of parts.cellSteps) {
    pick(step.map.canvas, step.map.cellAt, { ...cells, point: (cell) => { peek = cell; draw(); } }, signal);
    onCellKeys(step.surface, () => focus.value, rows, columns, cells, signal);
  }
  block.element.addEventListener("click", (event) => {
    const filter = block.indexAt(event);
    if (filter !== null) choose({ filter });
  }, { signal });
  onArrowKeys(parts.weights, STEPS, filters, () => focus.value.filter, (filter) => choose({ filter }), signal);

  function choose(/** @type {Partial<{filter: number, row: number, column: number}>} */ changes) {
    const isOther = changes.filter !== undefined && changes.filter !== focus.value.filter;
    peek = null;
    focus.choose({ ...focus.value, ...changes });
    if (isOther) showFilter();
    draw();
    setText(parts.status, parts.sum.reading.textContent);
  }

  function update() {
    const { filter, row, column } = viewContext.scene.meta;
    focus.hear({ filter, row, column });
  }

  function paint() {
    const { scene: { meta, arrays }, palette, width } = viewContext;
    const perRow = width >= FOUR_COLUMNS ? 4 : 2;
    const room = Math.min(LARGEST, Math.floor((width - (perRow - 1) * GAP) / perRow) - AXIS);
    cell = Math.min(CELL, room / Math.max(rows, columns));
    const shared = { rows, columns, palette, cell };
    parts.sum.map.configure({ ...shared, values: arrays.sums.values, scale: meta.sums_scale });
    parts.result.map.configure({ ...shared, values: arrays.result.values, scale: meta.over_scale });
    const whole = { rows: SIDE, columns: SIDE, palette, cell: room / SIDE };
    parts.over.map.configure({ ...whole, values: arrays.over.values, scale: meta.over_scale });
    parts.random.map.configure({ ...whole, values: arrays.random.values, scale: meta.random_scale });
    for (const [step, scale] of /** @type {[MapStep, Scale][]} */ ([[parts.activation, meta.maps_scale],
      [parts.gradient, meta.gradients_scale], [parts.sum, meta.sums_scale], [parts.result, meta.over_scale],
      [parts.over, meta.over_scale], [parts.random, meta.random_scale]])) step.legend.update(palette, scale);
    block.configure({ values: meta.weights, scale: meta.weights_scale, palette,
      width: perRow === 4 ? (width - 3 * GAP) / 2 + GAP : width });
    setText(parts.outcome, meta.outcome);
    setText(parts.verdict, meta.verdict);
    showFilter();
    draw();
    for (const step of [parts.activation, parts.gradient, parts.sum, parts.result]) step.axes.update({ rows, columns });
    for (const step of [parts.over, parts.random]) step.axes.update({ rows: SIDE, columns: SIDE });
  }

  /** Updates steps 1 to 3 for the chosen filter. */
  function showFilter() {
    const { scene: { meta, arrays }, palette } = viewContext;
    const { value: { filter } } = focus;
    const shared = { rows, columns, palette, cell };
    const gradients = mapOf(arrays.gradients, filter);
    parts.activation.map.configure({ ...shared, values: mapOf(arrays.maps, filter), scale: meta.maps_scale });
    parts.gradient.map.configure({ ...shared, values: gradients, scale: meta.gradients_scale });
    setText(parts.activation.heading, format(text.map, { filter }));
    setText(parts.gradient.heading, format(text.gradient, { filter }));
    block.draw(filter, { from: 0, count: filters }, (index) => index);
    const mean = meanOf(gradients, meta.weights[filter], meta.decimals.weights);
    const words = { filter, cells: gradients.length, digit: meta.digit };
    setText(parts.meanName, format(text.mean, words));
    setText(parts.meanSum, mean.sum);
    setText(parts.meanCells, ` ÷ ${gradients.length} = `);
    setText(parts.mean, mean.weight);
    setAttributes(parts.weights, { "aria-valuemax": filters - 1, "aria-valuenow": filter,
      "aria-valuetext": `${format(text.filter, words)}: ${mean.weight}` });
  }

  function draw() {
    const { scene: { meta, arrays }, palette } = viewContext;
    const { filter } = focus.value;
    const cell = peek ?? { row: focus.value.row, column: focus.value.column };
    const place = cell.row * columns + cell.column;
    const read = (/** @type {MapStep} */ step, /** @type {number} */ value, /** @type {number} */ decimals) => {
      step.map.draw({ windows: [{ ...cell, height: 1, width: 1 }] });
      setText(step.reading, format(text.reading, { ...cell, value: formatNumber(value, decimals) }));
      setAttributes(step.map.canvas, { "aria-label": `${step.heading.textContent} ${step.reading.textContent}` });
    };
    read(parts.activation, arrays.maps.values[filter * rows * columns + place], meta.decimals.maps);
    read(parts.gradient, arrays.gradients.values[filter * rows * columns + place], meta.decimals.gradients);
    read(parts.sum, arrays.sums.values[place], meta.decimals.sums);
    read(parts.result, arrays.result.values[place], meta.decimals.sums);
    terms.show(meta, arrays, cell, filter);
    const [down, across] = [meta.rows[cell.row], meta.columns[cell.column]];
    const windows = down && across ? [{ row: down[0], column: across[0], height: down[1] - down[0] + 1,
      width: across[1] - across[0] + 1 }] : [];
    setText(parts.over.reading, down && across ? format(text.sees, { ...cell, top: down[0], bottom: down[1],
      left: across[0], right: across[1] }) : format(text.sees_none, { ...cell }));
    const edge = (/** @type {(box: CellBox) => DOMRect} */ boxOf) => boxOf({ row: 0, column: 0, height: 1, width: 1 });
    for (const [step, frames] of /** @type {[MapStep, CellBox[]][]} */ ([[parts.over, windows], [parts.random, []]])) {
      step.map.draw({ windows: frames, marks: (context, boxOf) => {
        const { x, y, width } = edge(boxOf);
        strokeOutline(context, outlineOf(arrays.image, HALF_BRIGHT, (column) => x + column * width,
          (row) => y + row * width), palette);
      } });
      setAttributes(step.map.canvas, { "aria-label": step.heading.textContent });
    }
  }
  return { update, paint };
}

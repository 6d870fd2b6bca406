/**
 * The lab: a window slides over a grid or a digit. All settings can be changed, and the browser computes the output.
 *
 * Parts for tests, as `data-part`: `total` is the output cell in focus.
 */

import { rememberChoice } from "../common/choice.js";
import { element, setText } from "../common/dom.js";
import { boxWithin, shifted } from "../common/links.js";
import { format } from "../common/numbers.js";
import { largest } from "../common/palette.js";
import { geometryOf, tapsOf, windowOf } from "../common/sliding.js";
import { createSweep } from "../common/sweep.js";
import { onPlayerKeys } from "../common/transport.js";
import { accountOfCell, coloursOf, showConvolution, showPooling, signedNumber } from "./account.js";
import { convolutionCode, poolingCode } from "./code.js";
import { createPresets, createSettings } from "./controls.js";
import { createFormula, createProblem } from "./formula.js";
import { NUMBERED, inputMarks, kernelDecimals, labSizes, marksStops, numberMarks } from "./layout.js";
import { labParts } from "./parts.js";
import { paintPreview } from "./preview.js";
import { IMAGE, createBench, slideOf, settingOf } from "./state.js";

/** @import { LabSizes } from "./layout.js" */
/** @import { Context, Setting } from "scenes/lab" */

/** Milliseconds after the last change before it is sent to Python, for the link. */
const REST = 500;

/** @param {Context} viewContext @returns {View} */
export default function createLab(viewContext) {
  const { scene: { meta, arrays }, signal, host } = viewContext;
  const text = meta.text.lab;
  const isPooling = meta.tool === "pooling";
  const bench = createBench(meta, arrays);
  let geometry = geometryOf(slideOf(bench.setting));
  let output = bench.outputOf(bench.values, geometry);
  /** Whether the output is shown completely: until the player starts. */
  let all = true;
  let reporting = 0;
  const known = rememberChoice(settingOf(bench.setting, isPooling, null));
  const parts = labParts(text, isPooling, {
    cell: (index, value) => edit(() => bench.cellAt(index, value), true),
    weight: (index, value) => edit(() => bench.weightAt(index, value), false),
    format: (weight) => signedNumber(weight, kernelDecimals(geometry)),
  }, signal);
  const change = (/** @type {Partial<Setting>} */ next) => edit(() => bench.change(next), true);
  const side = Math.max(1, geometry.places);
  const sweep = createSweep(viewContext, { rows: side, columns: side, draw: () => draw(), report: () => report() });
  const presets = isPooling ? null : createPresets(bench, text, change, signal);
  const settings = createSettings(text, isPooling, change, signal);
  const formula = createFormula(text);
  const problem = createProblem(text, change, signal);
  let laid = /** @type {LabSizes | null} */ (null);
  let font = "sans-serif";
  let places = /** @type {{input: DOMRect, output: DOMRect, grid: DOMRect, result: DOMRect} | null} */ (null);
  const code = element("section", { class: "code-side" }, parts.codeHead, parts.code);
  const root = element("div", { class: "lab" },
    element("div", { class: "controls" }, presets?.element, settings.element),
    element("div", { class: "bench" }, parts.picture, problem.element, sweep.transport.element, formula.element, code));
  host.append(root);
  sweep.follow(parts.output);
  onPlayerKeys(host, sweep.player, signal);
  signal.addEventListener("abort", () => clearTimeout(reporting));

  function scale() {
    const { setting, values } = bench;
    return /** @type {Scale} */ ({ kind: "pixels", limit: setting.size === IMAGE ? 1 : largest(values) || 1 });
  }

  function outputScale() {
    return isPooling ? scale() : /** @type {Scale} */ ({ kind: "diverging", limit: largest(output) || 1 });
  }

  /** @param {() => void} act @param {boolean} isWide whether more than a weight changes */
  function edit(act, isWide) {
    act();
    all = true;
    refresh();
    if (isWide) paint();
    else paintOutput();
    clearTimeout(reporting);
    reporting = setTimeout(() => sendSetting(), REST);
  }

  function sendSetting() {
    if (sweep.player.state.playing) return;
    if (known.reported(current())) viewContext.send({ setting: JSON.stringify(current()) });
  }

  function report() {
    known.reported(current());
    return { setting: JSON.stringify(current()) };
  }

  /** The settings in Python's format. */
  function current() {
    return settingOf(bench.setting, isPooling, sweep.player);
  }

  /** Recomputes everything that depends on the settings. */
  function refresh() {
    geometry = geometryOf(slideOf(bench.setting));
    output = bench.outputOf(bench.values, geometry);
    const side = Math.max(1, geometry.places);
    sweep.resize(side, side);
  }

  function update() {
    const { meta } = viewContext.scene;
    bench.refresh(viewContext.scene);
    if (known.received(settingOf(meta.setting, isPooling, null))) bench.take(meta.setting);
    refresh();
    sweep.adopt();
  }

  /** Sets sizes and draws everything that does not move with the window. */
  function paint() {
    const { width } = viewContext;
    const sizes = labSizes(width, geometry);
    laid = sizes;
    font = getComputedStyle(viewContext.host).fontFamily;
    places = null;
    root.classList.toggle("impossible", geometry.problem !== null);
    parts.middle.style.width = sizes.middle > 0 ? `${sizes.middle}px` : "";
    parts.products.arrange(geometry.window ** 2, geometry.window, sizes.kernelCell[0], productHeight(sizes));
    parts.products.element.classList.toggle("with-factors", hasFactors(sizes));
    parts.weights?.arrange(geometry.window);
    parts.middle.classList.toggle("large", kernelDecimals(geometry) < 3);
    parts.weights?.element.style.setProperty("--across", `${sizes.kernelCell[0]}px`);
    parts.weights?.element.style.setProperty("--down", `${sizes.kernelCell[1]}px`);
    paintInput(sizes);
    settings.show(bench.setting);
    formula.show(geometry);
    setText(parts.codeHead, geometry.problem === null ? text.code : text.code_impossible);
    problem.show(geometry);
    const pieces = isPooling ? poolingCode(geometry, bench.setting.rule) : convolutionCode(geometry);
    parts.code.replaceChildren(...pieces.map(([piece, bold]) => (bold ? element("b", {}, piece) : piece)));
    paintOutput();
  }

  function hasFactors(/** @type {LabSizes} */ sizes) {
    return !isPooling && sizes.kernelCell[0] >= 56;
  }

  function productHeight(/** @type {LabSizes} */ sizes) {
    return hasFactors(sizes) ? Math.max(sizes.kernelCell[1], 42) : sizes.kernelCell[1];
  }

  function paintInput(/** @type {LabSizes} */ sizes) {
    const { palette } = viewContext;
    const { size, before, after, reached } = geometry;
    const isGrid = size !== IMAGE;
    parts.input.configure({ values: bench.values, rows: size, columns: size, scale: scale(), palette,
      cell: sizes.cell, ring: { top: before, left: before, bottom: after, right: after },
      reached: reached < size + after ? { rows: reached, columns: reached } : undefined });
    parts.input.canvas.setAttribute("aria-label", format(text.input_picture, { size }));
    parts.inputLegend.update(palette, scale());
    parts.cells.element.hidden = !isGrid;
    if (isGrid) {
      parts.cells.arrange(size);
      const box = parts.input.boxOf({ row: 0, column: 0, height: size, width: size });
      Object.assign(parts.cells.element.style, { left: `${box.x - 4}px`, top: `${box.y - 4}px`,
        width: `${box.width}px`, height: `${box.height}px`, fontSize: sizes.cell >= 34 ? "15px" : "13px" });
      parts.cells.show(bench.values, (index) => ["", coloursOf(palette, scale(), bench.values[index])[1]]);
    }
    const around = before === after ? (before > 0 ? text.ring_note : "") : text.ring_odd_note;
    setText(parts.inputHead.note, [
      format(`{size}×{size}${around}`, { size, before, after }), ...(isGrid ? [text.write_cells] : [])]
      .join(" · "));
    const marked = marksStops(geometry, sizes.cell);
    const stops = format(text.stops, { count: geometry.places ** 2 });
    const isCut = reached < size + after && geometry.problem === null;
    parts.key.replaceChildren(...(marked ? [element("span", {}, element("span", { class: "stop-key" }), stops)] : []),
      ...(isCut ? [element("span", {}, text.unreached)] : []));
  }

  /** Draws everything that depends on the weights. */
  function paintOutput() {
    const { palette } = viewContext;
    if (laid === null) return;
    const kernelScale = /** @type {Scale} */ ({ kind: "diverging", limit: largest(bench.kernel) || 1 });
    parts.weights?.show(bench.kernel, (index) => coloursOf(palette, kernelScale, bench.kernel[index]));
    presets?.paint(palette);
    const side = Math.max(1, geometry.places);
    setText(parts.outputHead.note, geometry.problem === null ? `${side}×${side}` : "");
    if (geometry.problem === null) {
      parts.output.configure({ values: output, rows: side, columns: side, scale: outputScale(), palette,
        cell: laid.outputCell });
      parts.output.canvas.setAttribute("aria-label", format(text.output_picture, { size: side }));
      parts.outputLegend.update(palette, outputScale());
    }
    paintPreview(parts.preview, bench, viewContext, text);
    draw();
  }

  /** Draws one frame. */
  function draw() {
    const { palette } = viewContext;
    if (laid === null) return;
    const { playing } = sweep.player.state;
    if (playing) all = false;
    sweep.transport.update();
    const cell = sweep.cell();
    const look = { cell: laid.cell, palette, font, zeros: !isPooling };
    parts.links.element.style.display = geometry.problem === null && !sweep.rushing() ? "" : "none";
    if (geometry.problem !== null) {
      parts.input.draw({ marks: inputMarks(geometry, cell, look) });
      return;
    }
    const stop = sweep.stop();
    const window = { ...windowOf(geometry, stop), height: (stop.height - 1) * geometry.strides + geometry.spread,
      width: (stop.width - 1) * geometry.strides + geometry.spread };
    parts.input.draw({ windows: [window], marks: inputMarks(geometry, cell, look) });
    const computed = all ? geometry.places ** 2 : sweep.computed();
    const focus = cell.row * geometry.places + cell.column;
    parts.output.draw({ computed, peek: computed > 0 ? { ...cell, height: 1, width: 1 } : null, windows: [stop],
      marks: numberMarks(output, geometry.places, { ...look, cell: laid.outputCell }, outputScale(),
        (index) => index < computed || index === focus) });
    parts.middle.classList.toggle("resting", sweep.rushing());
    if (sweep.rushing()) return;
    const taps = tapsOf(geometry, cell);
    if (isPooling) showPooling(parts, bench.values, taps, bench.setting.rule, scale(), palette);
    else {
      const account = accountOfCell(bench.values, bench.kernel, taps, kernelDecimals(geometry));
      showConvolution(parts, account, bench.kernel, taps, palette);
    }
    if (playing && sweep.player.state.speed === "slow") parts.products.light();
    drawLinks(window, stop);
  }

  /** Draws the window's projection onto its numbers, and the line from the result to its cell. */
  function drawLinks(/** @type {CellBox} */ window, /** @type {CellBox} */ stop) {
    const within = (/** @type {Element} */ inner) => boxWithin(inner, parts.picture);
    places ??= { input: within(parts.input.canvas), output: within(parts.output.canvas),
      grid: within(parts.weights?.element ?? parts.products.cells), result: within(parts.result) };
    const { input, output, grid, result } = places;
    parts.links.project(laid?.phone ? null : shifted(parts.input.boxOf(window), input), grid);
    const target = shifted(parts.output.boxOf(stop), output);
    const [from, gutter] = [result.y + result.height / 2, output.x - 10];
    // If cells contain numbers, the line ends below the cell instead of crossing others.
    const isLarge = target.height >= NUMBERED;
    const [endX, endY] = isLarge ? [target.x + target.width / 2, target.bottom + 2]
      : [target.x - 4, target.y + target.height / 2];
    parts.links.connect(null, null);
    parts.links.bendAlong(laid?.phone ? null : [[Math.max(result.right, grid.right) + 6, from], [gutter, from],
      [gutter, endY], [endX, endY]]);
  }
  return { update, paint };
}

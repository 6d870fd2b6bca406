/**
 * The lab: a window slides over a grid or a digit, everything about it can be changed, and it is worked out here.
 *
 * Numbers are marked by `data-part`: `total` is the output's cell in focus.
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
import { Bench, IMAGE, slideOf, toldOf } from "./state.js";

/** @import { Arrays, Meta, Setting } from "scenes/lab" */

/** Milliseconds after the last change until Python is told, for the link. */
const REST = 500;

/** @param {ViewContext<Meta, Arrays>} viewContext @returns {View} */
export default function createLab(viewContext) {
  return new LabView(viewContext);
}

class LabView {
  /** @param {ViewContext<Meta, Arrays>} viewContext */
  constructor(viewContext) {
    this.viewContext = viewContext;
    const { scene: { meta, arrays }, signal, host } = viewContext;
    this.text = meta.text.lab;
    this.isPooling = meta.tool === "pooling";
    this.bench = new Bench(meta, arrays);
    this.geometry = geometryOf(slideOf(this.bench.setting));
    this.output = this.bench.outputOf(this.bench.values, this.geometry);
    /** Whether cells beyond the player's are shown, too: until it plays. */
    this.all = true;
    this.telling = 0;
    this.known = rememberChoice(this.told());
    this.parts = labParts(this.text, this.isPooling, {
      cell: (index, value) => this.edit(() => this.bench.cellAt(index, value), true),
      weight: (index, value) => this.edit(() => this.bench.weightAt(index, value), false),
      format: (weight) => signedNumber(weight, kernelDecimals(this.geometry)),
    }, signal);
    const change = (/** @type {Partial<Setting>} */ next) => this.edit(() => this.bench.change(next), true);
    const places = Math.max(1, this.geometry.places);
    this.sweep = createSweep(viewContext, { rows: places, columns: places, draw: () => this.draw(),
      report: () => this.report() });
    this.presets = this.isPooling ? null : createPresets(this.bench, this.text, change, signal);
    this.settings = createSettings(this.text, this.isPooling, change, signal);
    this.formula = createFormula(this.text);
    this.problem = createProblem(this.text, change, signal);
    this.laid = /** @type {ReturnType<typeof labSizes> | null} */ (null);
    this.font = "sans-serif";
    this.places = /** @type {{input: DOMRect, output: DOMRect, grid: DOMRect, result: DOMRect} | null} */ (null);
    this.assemble(host);
    this.sweep.follow(this.parts.output);
    onPlayerKeys(host, this.sweep.player, signal);
    signal.addEventListener("abort", () => clearTimeout(this.telling));
  }

  /** @param {HTMLElement} host */
  assemble(host) {
    const code = element("section", { class: "code-side" }, this.parts.codeHead, this.parts.code);
    this.root = element("div", { class: "lab" },
      element("div", { class: "controls" }, ...(this.presets ? [this.presets.element] : []), this.settings.element),
      element("div", { class: "bench" }, this.parts.picture, this.problem.element, this.sweep.transport.element,
        this.formula.element, code));
    host.append(this.root);
  }

  get scale() {
    const { setting, values } = this.bench;
    return /** @type {Scale} */ ({ kind: "pixels", limit: setting.size === IMAGE ? 1 : largest(values) || 1 });
  }

  get outputScale() {
    return this.isPooling ? this.scale
      : /** @type {Scale} */ ({ kind: "diverging", limit: largest(this.output) || 1 });
  }

  /** @param {() => void} act @param {boolean} isWide whether more than a weight changes */
  edit(act, isWide) {
    act();
    this.all = true;
    this.refresh();
    if (isWide) this.paint();
    else this.paintOutput();
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.tell(), REST);
  }

  tell() {
    if (this.sweep.player.state.playing) return;
    if (this.known.reported(this.told())) this.viewContext.send({ setting: JSON.stringify(this.told()) });
  }

  report() {
    this.known.reported(this.told());
    return { setting: JSON.stringify(this.told()) };
  }

  /** What is set, as Python names it. */
  told() {
    return toldOf(this.bench.setting, this.isPooling, this.sweep ? this.sweep.player : null);
  }

  /** Everything that follows from what is set. */
  refresh() {
    this.geometry = geometryOf(slideOf(this.bench.setting));
    this.output = this.bench.outputOf(this.bench.values, this.geometry);
    const places = Math.max(1, this.geometry.places);
    this.sweep.resize(places, places);
  }

  update() {
    const { scene: { meta, arrays } } = this.viewContext;
    this.bench.renew(meta, arrays);
    if (this.known.received(toldOf(meta.setting, this.isPooling, null))) this.bench.take(meta.setting);
    this.refresh();
    this.sweep.adopt();
  }

  /** Sizes, and all that does not move. */
  paint() {
    const { viewContext: { width }, parts, bench, geometry } = this;
    const sizes = labSizes(width, geometry);
    this.laid = sizes;
    this.font = getComputedStyle(this.viewContext.host).fontFamily;
    this.places = null;
    this.root?.classList.toggle("impossible", geometry.problem !== null);
    parts.middle.style.width = sizes.middle > 0 ? `${sizes.middle}px` : "";
    parts.products.arrange(geometry.window ** 2, geometry.window, sizes.kernelCell[0], this.productHeight(sizes));
    parts.products.element.classList.toggle("with-factors", this.hasFactors(sizes));
    parts.weights?.arrange(geometry.window);
    parts.middle.classList.toggle("large", kernelDecimals(geometry) < 3);
    parts.weights?.element.style.setProperty("--across", `${sizes.kernelCell[0]}px`);
    parts.weights?.element.style.setProperty("--down", `${sizes.kernelCell[1]}px`);
    this.paintInput(sizes);
    this.settings.show(bench.setting);
    this.formula.show(geometry);
    setText(parts.codeHead, geometry.problem === null ? this.text.code : this.text.code_impossible);
    this.problem.show(geometry);
    const pieces = this.isPooling ? poolingCode(geometry, bench.setting.rule) : convolutionCode(geometry);
    parts.code.replaceChildren(...pieces.map(([piece, bold]) => (bold ? element("b", {}, piece) : piece)));
    this.paintOutput();
  }

  /** @param {ReturnType<typeof labSizes>} sizes */
  hasFactors(sizes) {
    return !this.isPooling && sizes.kernelCell[0] >= 56;
  }

  /** @param {ReturnType<typeof labSizes>} sizes */
  productHeight(sizes) {
    return this.hasFactors(sizes) ? Math.max(sizes.kernelCell[1], 42) : sizes.kernelCell[1];
  }

  /** @param {ReturnType<typeof labSizes>} sizes */
  paintInput(sizes) {
    const { viewContext: { palette }, parts, bench, geometry, text } = this;
    const { size, before, after, reached } = geometry;
    const isGrid = size !== IMAGE;
    parts.input.configure({ values: bench.values, rows: size, columns: size, scale: this.scale, palette,
      cell: sizes.cell, ring: { top: before, left: before, bottom: after, right: after },
      reached: reached < size + after ? { rows: reached, columns: reached } : undefined });
    parts.input.canvas.setAttribute("aria-label", format(text.input_picture, { size }));
    parts.inputLegend.update(palette, this.scale);
    parts.cells.element.hidden = !isGrid;
    if (isGrid) {
      parts.cells.arrange(size);
      const box = parts.input.boxOf({ row: 0, column: 0, height: size, width: size });
      Object.assign(parts.cells.element.style, { left: `${box.x - 4}px`, top: `${box.y - 4}px`,
        width: `${box.width}px`, height: `${box.height}px`, fontSize: sizes.cell >= 34 ? "15px" : "13px" });
      parts.cells.show(bench.values, (index) => ["", coloursOf(palette, this.scale, bench.values[index])[1]]);
    }
    const around = before === after ? (before > 0 ? text.ring_note : "") : text.ring_odd_note;
    setText(parts.inputHead.note, [
      format(`{size}×{size}${around}`, { size, before, after }), ...(isGrid ? [text.write_cells] : [])]
      .join(" · "));
    const marked = marksStops(geometry, sizes.cell);
    const stops = format(text.stops, { count: geometry.places ** 2 });
    const isCut = reached < size + after && geometry.problem === null;
    parts.key.replaceChildren(
      ...(marked ? [element("span", {}, element("span", { class: "stop-key" }), stops)] : []),
      ...(isCut ? [element("span", {}, text.unreached)] : []));
  }

  /** What follows from the weights. */
  paintOutput() {
    const { viewContext: { palette }, parts, bench, geometry, laid, text, output } = this;
    if (laid === null) return;
    const kernelScale = /** @type {Scale} */ ({ kind: "diverging", limit: largest(bench.kernel) || 1 });
    parts.weights?.show(bench.kernel, (index) => coloursOf(palette, kernelScale, bench.kernel[index]));
    this.presets?.paint(palette);
    const places = Math.max(1, geometry.places);
    setText(parts.outputHead.note, geometry.problem === null ? `${places}×${places}` : "");
    if (geometry.problem === null) {
      parts.output.configure({ values: output, rows: places, columns: places, scale: this.outputScale, palette,
        cell: laid.outputCell });
      parts.output.canvas.setAttribute("aria-label", format(text.output_picture, { size: places }));
      parts.outputLegend.update(palette, this.outputScale);
    }
    paintPreview(parts.preview, bench, this.viewContext, text);
    this.draw();
  }

  /** One frame. */
  draw() {
    const { parts, geometry, laid, sweep, bench, viewContext: { palette } } = this;
    if (laid === null) return;
    const { playing } = sweep.player.state;
    if (playing) this.all = false;
    sweep.transport.update();
    const cell = sweep.cell();
    const look = { cell: laid.cell, palette, font: this.font, zeros: !this.isPooling };
    parts.links.element.style.display = geometry.problem === null && !sweep.rushing() ? "" : "none";
    if (geometry.problem !== null) {
      parts.input.draw({ marks: inputMarks(geometry, cell, look) });
      return;
    }
    const stop = sweep.stop();
    const window = { ...windowOf(geometry, stop),
      height: (stop.height - 1) * geometry.strides + geometry.spread,
      width: (stop.width - 1) * geometry.strides + geometry.spread };
    parts.input.draw({ windows: [window], marks: inputMarks(geometry, cell, look) });
    const computed = this.all ? geometry.places ** 2 : sweep.computed();
    const focus = cell.row * geometry.places + cell.column;
    parts.output.draw({ computed, peek: computed > 0 ? { ...cell, height: 1, width: 1 } : null, windows: [stop],
      marks: numberMarks(this.output, geometry.places, { ...look, cell: laid.outputCell }, this.outputScale,
        (index) => index < computed || index === focus) });
    parts.middle.classList.toggle("resting", sweep.rushing());
    if (sweep.rushing()) return;
    const taps = tapsOf(geometry, cell);
    if (this.isPooling) showPooling(parts, bench.values, taps, bench.setting.rule, this.scale, palette);
    else {
      const account = accountOfCell(bench.values, bench.kernel, taps, kernelDecimals(geometry));
      showConvolution(parts, account, bench.kernel, taps, palette);
    }
    if (playing && sweep.player.state.speed === "slow") parts.products.light();
    this.drawLinks(window, stop);
  }

  /** The window's projection onto its numbers, and the way from the result to its cell. */
  drawLinks(/** @type {CellBox} */ window, /** @type {CellBox} */ stop) {
    const { parts, laid } = this;
    const within = (/** @type {Element} */ inner) => boxWithin(inner, parts.picture);
    this.places ??= { input: within(parts.input.canvas), output: within(parts.output.canvas),
      grid: within(parts.weights?.element ?? parts.products.cells), result: within(parts.result) };
    const { input, output, grid, result } = this.places;
    parts.links.project(laid?.phone ? null : shifted(parts.input.boxOf(window), input), grid);
    const target = shifted(parts.output.boxOf(stop), output);
    const [from, gutter] = [result.y + result.height / 2, output.x - 10];
    // Along the lines between the cells where numbers stand in them.
    const isLarge = target.height >= NUMBERED;
    const [endX, endY] = isLarge ? [target.x + target.width / 2, target.bottom + 2]
      : [target.x - 4, target.y + target.height / 2];
    parts.links.connect(null, null);
    parts.links.bendAlong(laid?.phone ? null : [[Math.max(result.right, grid.right) + 6, from], [gutter, from],
      [gutter, endY], [endX, endY]]);
  }
}

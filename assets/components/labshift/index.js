/** The digit, shifted by arrow keys, and the effect on each layer's output. */

import { createFocus } from "../common/choice.js";
import { build, element, setAttributes, setText } from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { onKeys } from "../common/keys.js";
import { clamp, format } from "../common/numbers.js";
import { createRow } from "./rows.js";

/** @import { Context, Moved } from "scenes/labshift" */

const SIZE = 28;
const DIGIT = 224;
const STEPS = { up: [-1, 0], down: [1, 0], left: [0, -1], right: [0, 1] };
const NAMES = /** @type {const} */ (["up", "left", "right", "down"]);
const ARROWS = { up: "M12 19V5M6 11l6-6 6 6", down: "M12 5v14M6 13l6 6 6-6", left: "M19 12H5M11 6l-6 6 6 6",
  right: "M5 12h14M13 6l6 6-6 6" };

/** The shifted image; pixels beyond its edge are lost. @param {ArrayLike<number>} values @param {Moved} shift */
export function movedImage(values, { down, right }) {
  return Float32Array.from({ length: SIZE ** 2 }, (_, index) => {
    const row = Math.floor(index / SIZE) - down;
    const column = (index % SIZE) - right;
    return row >= 0 && column >= 0 && row < SIZE && column < SIZE ? values[row * SIZE + column] : 0;
  });
}

function placeWords(/** @type {Moved} */ { down, right }, /** @type {Texts} */ text) {
  const ways = [[down < 0 ? "up" : "down", Math.abs(down)], [right < 0 ? "left" : "right", Math.abs(right)]];
  const words = ways.filter(([, count]) => count !== 0).map(([way, count]) => format(text[`place_${way}`], { count }));
  return words.length > 0 ? words.join(text.and) : text.place_none;
}

/** @param {Context} viewContext @returns {View} */
export default function createLabShift(viewContext) {
  const { signal, host, scene: { meta: { text } } } = viewContext;
  // Choices are sent as numbers from 0. While a key is held down, nothing is sent.
  const sentAs = (/** @type {Moved} */ { down, right }, most = viewContext.scene.meta.most) =>
    ({ down: down + most, right: right + most });
  let shift = viewContext.scene.meta.shift;
  const focus = createFocus(sentAs(shift), viewContext);
  const parts = shiftParts(text);
  const rows = viewContext.scene.meta.layers.map(() => createRow(text, signal, paint));
  const { root, layers } = build(["div.labshift", {},
    parts.element,
    ["div.layers", { ref: "layers" }, ["p.muted.plot-hint", {}, text.plot_hint], ...rows.map((row) => row.element)]]);
  host.append(root);

  function moveTo(/** @type {number} */ down, /** @type {number} */ right) {
    const { most } = viewContext.scene.meta;
    const within = (/** @type {number} */ by) => clamp(by, -most, most);
    shift = { down: within(down), right: within(right) };
    paintDigit();
    focus.choose(sentAs(shift));
  }

  const move = (/** @type {number[]} */ [down, right]) => moveTo(shift.down + down, shift.right + right);
  onKeys(parts.pad, (key) => {
    const step = { ArrowUp: STEPS.up, ArrowDown: STEPS.down, ArrowLeft: STEPS.left, ArrowRight: STEPS.right }[key];
    return step && (() => move(step));
  }, signal);
  for (const { name, button } of parts.buttons) button.addEventListener("click", () => move(STEPS[name]), { signal });
  parts.reset.addEventListener("click", () => moveTo(0, 0), { signal });

  function paintDigit() {
    const { scene: { meta, arrays }, palette } = viewContext;
    const isAnswered = meta.shift.down === shift.down && meta.shift.right === shift.right;
    parts.map.configure({ values: movedImage(arrays.image.values, shift), rows: SIZE, columns: SIZE, palette,
      scale: { kind: "pixels", limit: 1 }, cell: DIGIT / SIZE });
    parts.map.draw({ marks: outlineOf(arrays.image.values, palette) });
    setText(parts.place, placeWords(shift, text));
    layers.classList.toggle("waiting", !isAnswered);
    setText(parts.answer, isAnswered ? meta.answer : "");
    setText(parts.lost, isAnswered ? meta.lost : "");
    setAttributes(parts.map.canvas, { "aria-label": placeWords(shift, text) });
  }

  function paint() {
    const { scene: { meta, arrays }, palette, width } = viewContext;
    paintDigit();
    const beside = width >= 760 ? clamp(width - 268 - 300, 220, 420) : width - 4;
    rows.forEach((row, index) => row.paint(meta.layers[index], arrays, palette, beside));
  }

  function update() {
    const { meta } = viewContext.scene;
    focus.hear(sentAs(meta.shift));
    shift = { down: focus.value.down - meta.most, right: focus.value.right - meta.most };
  }
  return { update, paint };
}

/** Draws the outline of the unshifted digit. @param {ArrayLike<number>} values @param {Palette} palette */
function outlineOf(values, palette) {
  return (/** @type {Context2D} */ context, /** @type {(box: CellBox) => DOMRect} */ boxOf) => {
    const ink = (/** @type {number} */ row, /** @type {number} */ column) => row >= 0 && column >= 0 && row < SIZE &&
      column < SIZE && values[row * SIZE + column] > 0.3;
    context.setLineDash([3, 2]);
    context.lineWidth = 1.5;
    context.strokeStyle = palette.ramps.activation[2];
    context.beginPath();
    for (let row = 0; row < SIZE; row += 1) {
      for (let column = 0; column < SIZE; column += 1) {
        if (!ink(row, column)) continue;
        const { x, y, width, height } = boxOf({ row, column, height: 1, width: 1 });
        if (!ink(row - 1, column)) { context.moveTo(x, y); context.lineTo(x + width, y); }
        if (!ink(row + 1, column)) { context.moveTo(x, y + height); context.lineTo(x + width, y + height); }
        if (!ink(row, column - 1)) { context.moveTo(x, y); context.lineTo(x, y + height); }
        if (!ink(row, column + 1)) { context.moveTo(x + width, y); context.lineTo(x + width, y + height); }
      }
    }
    context.stroke();
    context.setLineDash([]);
  };
}

function shiftParts(/** @type {Texts} */ text) {
  const map = createMap();
  const buttons = NAMES.map((name) => {
    const button = element("button", { type: "button", class: `arrow ${name}`, "aria-label": text[name],
      title: text[name] });
    button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ARROWS[name]}"/></svg>`;
    return { name, button };
  });
  const { root, place, pad, reset, answer, lost } = build(["section.digit-side", {},
    ["div.section-head", {}, ["h2", {}, text.digit], ["strong", { ref: "place", "aria-live": "polite" }]],
    ["div.pad", { ref: "pad", tabindex: 0, role: "group", "aria-label": text.pad }, map.canvas],
    ["p.muted.hint", {}, text.outline],
    ["div.arrows", {},
      ...buttons.map(({ button }) => button), ["button.reset", { ref: "reset", type: "button" }, text.reset]],
    ["p.muted.hint", {}, text.hint], ["h2", {}, text.answer], ["p.answer", { ref: "answer", "aria-live": "polite" }],
    ["p.lost", { ref: "lost" }]]);
  return { map, buttons, place, answer, lost, reset, pad, element: root };
}

import { createBand } from "../common/band.js";
import { BESIDE_WIDTH, PHONE_WIDTH, build, element, setAttributes, setText } from "../common/dom.js";
import { onArrowKeys } from "../common/keys.js";
import { boxWithin } from "../common/links.js";
import { format, formatNumber, formatSigned } from "../common/numbers.js";
import { colourOf } from "../common/palette.js";

/** @import { Context } from "scenes/dense" */

/** A picker for many units: a band of coloured cells. */
export function createUnitBand(/** @type {Context} */ viewContext, /** @type {(unit: number) => void} */ choose,
    /** @type {(unit: number | null) => void} */ point) {
  const { meta, arrays } = viewContext.scene;
  const { text } = meta;
  const units = arrays.units.shape[0];
  const band = createBand();
  setAttributes(band.canvas, { role: null, "aria-hidden": "true" });
  let chosen = 0;
  const root = element("div", { class: "unit-band", tabindex: 0, role: "slider",
    "aria-label": format(text.units, { units }), "aria-valuemin": 0, "aria-valuemax": units - 1 }, band.canvas);
  onArrowKeys(root, SLIDER_STEPS, units, () => chosen, choose, viewContext.signal);
  band.canvas.addEventListener("pointermove", (event) => {
    const unit = band.indexAt(event);
    point(unit);
    band.draw({ from: chosen }, unit);
  }, { signal: viewContext.signal });
  band.canvas.addEventListener("pointerleave", () => {
    point(null);
    band.draw({ from: chosen });
  }, { signal: viewContext.signal });
  band.canvas.addEventListener("click", (event) => {
    const unit = band.indexAt(event);
    if (unit !== null) choose(unit);
  }, { signal: viewContext.signal });

  function configure() {
    const { scene, palette, width } = viewContext;
    const room = width;
    const phone = width < PHONE_WIDTH;
    const lines = Math.ceil((units * (phone && units <= 256 ? 10 : 6)) / room);
    band.configure({ values: scene.arrays.units.values, perLine: Math.ceil(units / lines), width: room,
      height: lines > 3 ? 16 : 26, scale: scene.meta.scales.units, palette, group: 1 });
  }

  function draw(/** @type {number} */ unit) {
    chosen = unit;
    band.draw({ from: unit });
    setAttributes(root, { "aria-valuenow": unit, "aria-valuetext": sayUnit(viewContext, unit) });
  }
  return { element: root, configure, draw, boxOf: band.boxOf };
}

/** A picker for a few units, such as the ten classes: bars. */
export function createBars(/** @type {Context} */ viewContext, /** @type {(unit: number) => void} */ choose) {
  const { meta, arrays } = viewContext.scene;
  const units = arrays.units.shape[0];
  const bars = Array.from({ length: units }, (_, unit) => {
    const { root: well, bar } = build(["span.bar-well", {}, ["span.bar", { ref: "bar" }]]);
    const { root: button, number } = build(["button.unit-bar", { type: "button", role: "radio" },
      ["span.number", { ref: "number" }], well, ["span.bar-name", {}, String(unit)]]);
    button.addEventListener("click", () => choose(unit), { signal: viewContext.signal });
    return { button, number, well, bar };
  });
  const root = element("div", { class: "unit-bars", role: "radiogroup", "aria-label": meta.classes ? meta.text.classes
    : format(meta.text.units, { units }) }, ...bars.map(({ button }) => button));
  let chosen = 0;
  onArrowKeys(root, SLIDER_STEPS, units, () => chosen, (unit) => {
    choose(unit);
    bars[unit].button.focus();
  }, viewContext.signal);

  function configure() {
    const { scene, palette, width } = viewContext;
    const values = scene.arrays.units.values;
    const scale = scene.meta.scales.units;
    const [low, high] = [Math.min(0, ...Array.from(values)), Math.max(0, ...Array.from(values))];
    const span = high - low || 1;
    bars.forEach(({ button, number, well, bar }, unit) => {
      const value = values[unit];
      Object.assign(bar.style, {
        top: `${(100 * (high - Math.max(value, 0))) / span}%`, height: `${(100 * Math.abs(value)) / span}%`,
        background: colourOf(palette, scale, value),
      });
      well.style.setProperty("--zero", `${(100 * high) / span}%`);
      setText(number, formatSigned(value, width < PHONE_WIDTH ? 1 : width < BESIDE_WIDTH ? 2 : 3));
      setAttributes(button, { "aria-label": sayUnit(viewContext, unit), title: formatNumber(value, 6) });
    });
  }

  function draw(/** @type {number} */ unit) {
    chosen = unit;
    bars.forEach(({ button }, place) => {
      setAttributes(button, { "aria-checked": String(place === unit), tabindex: place === unit ? 0 : -1 });
    });
  }
  const boxOf = (/** @type {number} */ unit) => boxWithin(bars[unit].button, root);
  return { element: root, configure, draw, boxOf };
}

export function sayUnit(/** @type {Context} */ { scene: { meta, arrays } }, /** @type {number} */ unit) {
  return format(meta.classes ? meta.text.class_value : meta.text.unit_value,
    { unit, value: formatSigned(arrays.units.values[unit]) });
}

/** Keys as on a slider. */
const SLIDER_STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10,
  Home: -Infinity, End: Infinity };

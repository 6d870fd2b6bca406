import { build, setText } from "./dom.js";
import { formatRange } from "./numbers.js";

/** A 7 px ramp with its range printed, so that a colour can be read as a number. */
export function createLegend() {
  const { root, low, ramp, high } = build(
    ["div.legend", {}, ["span", { ref: "low" }], ["span.legend-ramp", { ref: "ramp" }], ["span", { ref: "high" }]]);

  let painted = "";

  function update(/** @type {Palette} */ palette, /** @type {Scale} */ scale) {
    const { input, activation, minus } = palette.ramps;
    const plus = scale.kind === "pixels" ? input : activation;
    const stops = scale.kind === "diverging" ? [...minus.slice(1).reverse(), ...plus] : plus;
    const ground = `linear-gradient(to right, ${stops.join(", ")})`;
    if (ground !== painted) ramp.style.background = painted = ground;
    name(scale.kind === "diverging" ? formatRange(-scale.limit) : "0", formatRange(scale.limit));
  }

  /** Words for the ends, where one number would not be true of everything that is painted. */
  function name(/** @type {string} */ least, /** @type {string} */ most) {
    setText(low, least);
    setText(high, most);
  }
  return { element: root, update, name };
}

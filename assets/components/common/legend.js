import { build, setText } from "./dom.js";
import { formatRange } from "./numbers.js";

/** A colour ramp, 7 px high, with its range in numbers. */
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

  /** Writes words at the ends, where no single range holds for all pictures. */
  function name(/** @type {string} */ least, /** @type {string} */ most) {
    setText(low, least);
    setText(high, most);
  }
  return { element: root, update, name };
}

import assert from "node:assert/strict";
import { test } from "node:test";

import { PALETTES, colourOf, colourTable, inkOn, levelOf, luminance } from "../../assets/components/common/palette.js";

const rgbOf = (/** @type {string} */ colour) => (colour.match(/\d+/g) ?? []).map(Number);
const hex = (/** @type {string} */ colour) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

test("the ends of a scale have the ends of its ramp, and zero its middle", () => {
  for (const palette of Object.values(PALETTES)) {
    const scale = { kind: "diverging", limit: 2 };
    assert.deepEqual(rgbOf(colourOf(palette, scale, 2)), hex(palette.ramps.activation.at(-1)));
    assert.deepEqual(rgbOf(colourOf(palette, scale, -2)), hex(palette.ramps.minus.at(-1)));
    assert.deepEqual(rgbOf(colourOf(palette, scale, 0)), hex(palette.ramps.activation[0]));
    assert.deepEqual(rgbOf(colourOf(palette, scale, 7)), rgbOf(colourOf(palette, scale, 2)));
  }
});

test("a scale without values has one level", () => {
  const scale = { kind: "diverging", limit: 0 };
  assert.equal(levelOf(3, scale), levelOf(0, scale));
  assert.equal(colourTable(PALETTES.light, "diverging").length, 2 * levelOf(0, scale) + 1);
});

test("more of a number is darker in light, lighter in dark", () => {
  const shades = (palette) => [0, 0.25, 0.5, 0.75, 1].map((value) =>
    luminance(rgbOf(colourOf(palette, { kind: "activation", limit: 1 }, value))));
  assert.deepEqual(shades(PALETTES.light), shades(PALETTES.light).toSorted((a, b) => b - a));
  assert.deepEqual(shades(PALETTES.dark), shades(PALETTES.dark).toSorted((a, b) => a - b));
});

test("numbers can be read on every colour (WCAG AA, 4.5 : 1)", () => {
  for (const palette of Object.values(PALETTES)) {
    for (const kind of ["pixels", "sequential", "diverging"]) {
      for (let level = -255; level <= 255; level += 1) {
        const colour = colourOf(palette, { kind, limit: 255 }, level);
        const [a, b] = [luminance(rgbOf(colour)), luminance(hex(inkOn(colour)))];
        assert.ok((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) >= 4.5, `${palette.name} ${kind} ${level}`);
      }
    }
  }
});

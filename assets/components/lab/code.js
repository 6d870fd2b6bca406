/** Keras code for the lab's settings, in pieces: values other than Keras's defaults are bold. */

/** @import { Geometry } from "../common/sliding.js" */

/** @typedef {[text: string, bold: boolean]} Piece */

const RING = { none: 0, same: 0, ring1: 1, ring2: 2 };

/** @param {Geometry} geometry @returns {Piece[]} */
export function convolutionCode({ window, strides, dilation, padding }) {
  const ring = RING[padding];
  /** @type {Piece[]} */
  const before = ring > 0 ? [["model.add(ZeroPadding2D(", false], [String(ring), true], ["))\n", false]] : [];
  return [...before, ["model.add(Conv2D(1, ", false], [`(${window}, ${window})`, true],
    ...options([["strides", strides > 1 ? strides : null], ["dilation_rate", dilation > 1 ? dilation : null],
      ["padding", padding === "same" ? "'same'" : null]]),
    [", use_bias=False))", false]];
}

/** @param {Geometry} geometry @param {"max" | "average"} rule */
export function poolingCode({ window, strides, padding }, rule) {
  const name = rule === "max" ? "MaxPooling2D" : "AveragePooling2D";
  /** @type {Piece[]} */
  const pieces = [[`model.add(${name}(`, false], [`(${window}, ${window})`, true],
    ...options([["strides", strides === window ? null : strides], ["padding", padding === "same" ? "'same'" : null]]),
    ["))", false]];
  return pieces;
}

/** @param {[string, string | number | null][]} given @returns {Piece[]} */
function options(given) {
  return given.flatMap(([name, value]) => (value === null ? []
    : /** @type {Piece[]} */ ([[", ", false], [`${name}=${value}`, true]])));
}

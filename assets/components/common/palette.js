import colours from "../palette.json" with { type: "json" };
import { clamp } from "./numbers.js";

/**
 * The colours of one theme.
 * @typedef {typeof colours.light} Palette
 */

/** @type {{light: Palette, dark: Palette}} */
export const PALETTES = { light: colours.light, dark: colours.dark };

/** The scale of images. @type {Scale} */
export const PIXELS = { kind: "pixels", limit: 1 };

/** @param {number} limit @returns {Scale} for signed numbers */
export function diverging(limit) {
  return { kind: "diverging", limit };
}

/** Number of levels of a table from -limit to limit; level TABLE_HALF is zero. */
const TABLE_HALF = 255;
const { ink: INK_DARK, chalk: INK_LIGHT } = PALETTES.light;

/** @param {string} hex @returns {[number, number, number]} */
function channelsOf(hex) {
  const number = parseInt(hex.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

/** @param {string[]} stops @param {number} fraction 0..1 @returns {[number, number, number]} */
function blendStops(stops, fraction) {
  const place = clamp(fraction, 0, 1) * (stops.length - 1);
  const index = Math.min(Math.floor(place), stops.length - 2);
  const from = channelsOf(stops[index]);
  const to = channelsOf(stops[index + 1]);
  const mix = (/** @type {number} */ axis) => Math.round(from[axis] + (to[axis] - from[axis]) * (place - index));
  return [mix(0), mix(1), mix(2)];
}

/** @type {Map<string, Uint32Array>} */
const TABLES = new Map();

/** A table of colours from -limit to limit, as ImageData stores them (little-endian RGBA). */
export function colourTable(/** @type {Palette} */ palette, /** @type {Scale["kind"]} */ kind) {
  const key = `${palette.name} ${kind}`;
  let table = TABLES.get(key);
  if (table === undefined) {
    table = new Uint32Array(2 * TABLE_HALF + 1);
    for (let level = -TABLE_HALF; level <= TABLE_HALF; level += 1) {
      const positive = kind === "pixels" ? palette.ramps.input : palette.ramps.activation;
      const stops = level < 0 && kind === "diverging" ? palette.ramps.minus : positive;
      const fraction = kind === "diverging" ? Math.abs(level) : Math.max(level, 0);
      const [red, green, blue] = blendStops(stops, fraction / TABLE_HALF);
      table[level + TABLE_HALF] = (255 << 24) | (blue << 16) | (green << 8) | red;
    }
    TABLES.set(key, table);
  }
  return table;
}

/** @param {number} value @param {Scale} scale @returns {number} an index into a colour table */
export function levelOf(value, scale) {
  const fraction = scale.limit > 0 ? clamp(value / scale.limit, -1, 1) : 0;
  return Math.round(fraction * TABLE_HALF) + TABLE_HALF;
}

/** @param {Palette} palette @param {Scale} scale @param {number} value @returns {string} a CSS colour */
export function colourOf(palette, scale, value) {
  const packed = colourTable(palette, scale.kind)[levelOf(value, scale)];
  return `rgb(${packed & 255} ${(packed >> 8) & 255} ${(packed >> 16) & 255})`;
}

/** @param {number[]} rgb 0..255 @returns {number} relative luminance (WCAG) */
export function luminance(rgb) {
  const [red, green, blue] = rgb.map((level) => {
    const share = level / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @param {string} rgb from `colourOf` @returns {string} the text colour with more contrast on it */
export function inkOn(rgb) {
  const ground = luminance((rgb.match(/\d+/g) ?? []).slice(0, 3).map(Number));
  const dark = luminance(channelsOf(INK_DARK));
  return (ground + 0.05) / (dark + 0.05) > 1.05 / (ground + 0.05) ? INK_DARK : INK_LIGHT;
}

/** @param {ArrayLike<number>} values @returns {number} the largest absolute value */
export function largest(values) {
  let limit = 0;
  for (let index = 0; index < values.length; index += 1) limit = Math.max(limit, Math.abs(values[index]));
  return limit;
}

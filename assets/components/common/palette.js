/**
 * @typedef {{name: "light" | "dark", page: string, panel: string, hairline: string, text: string,
 *   quiet: string, primary: string, onPrimary: string, focus: string, focusTint: string, chip: string,
 *   positive: string, negative: string, warning: string, correct: string,
 *   ramps: Record<"input" | "activation" | "minus", string[]>}} Palette
 *
 * How numbers become colours: `input` and `sequential` run from 0 to limit, `diverging` from
 * -limit to limit.
 * @typedef {{kind: "pixels" | "sequential" | "diverging", limit: number}} Scale
 */

/** @type {Record<"light" | "dark", Palette>} */
export const PALETTES = {
  light: {
    name: "light",
    page: "#FFFFFF",
    panel: "#F7F8FA",
    hairline: "#DCE1E7",
    text: "#17202B",
    quiet: "#56616F",
    primary: "#2C3A4C",
    onPrimary: "#FFFFFF",
    focus: "#D4006A",
    focusTint: "#FCE7F1",
    chip: "#E9EDF1",
    positive: "#1F61AB",
    negative: "#AF5010",
    warning: "#8A4B00",
    correct: "#1C6E4A",
    ramps: {
      input: ["#0D1218", "#FFFFFF"],
      activation: ["#F1F3F6", "#A6CCEC", "#5497D4", "#1F61AB", "#0A2E63"],
      minus: ["#F1F3F6", "#F2C08C", "#E08A3A", "#AF5010", "#5E2400"],
    },
  },
  dark: {
    name: "dark",
    page: "#0E1319",
    panel: "#151B23",
    hairline: "#2C3642",
    text: "#E9EEF4",
    quiet: "#A0ACBA",
    primary: "#C9D5E2",
    onPrimary: "#10161D",
    focus: "#FF5CA8",
    focusTint: "#3A1630",
    chip: "#232D38",
    positive: "#8CC3F1",
    negative: "#F3AB66",
    warning: "#F6C372",
    correct: "#6FD3A2",
    ramps: {
      input: ["#05080B", "#FFFFFF"],
      activation: ["#1A212A", "#20507F", "#3A88CE", "#8CC3F1", "#EAF5FF"],
      minus: ["#1A212A", "#6E3A14", "#CB6E20", "#F3AB66", "#FFE9CF"],
    },
  },
};

/** Levels of a table from -limit to limit; level TABLE_HALF is zero. */
const TABLE_HALF = 255;
const INK_DARK = "#10161D";
const INK_LIGHT = "#FFFFFF";

/** @param {string} hex @returns {[number, number, number]} */
function channelsOf(hex) {
  const number = parseInt(hex.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}

/** @param {string[]} stops @param {number} fraction 0..1 @returns {[number, number, number]} */
function blendStops(stops, fraction) {
  const place = Math.min(Math.max(fraction, 0), 1) * (stops.length - 1);
  const index = Math.min(Math.floor(place), stops.length - 2);
  const from = channelsOf(stops[index]);
  const to = channelsOf(stops[index + 1]);
  const mix = (/** @type {number} */ axis) => Math.round(from[axis] + (to[axis] - from[axis]) * (place - index));
  return [mix(0), mix(1), mix(2)];
}

/** @type {Map<string, Uint32Array>} */
const TABLES = new Map();

/**
 * Colours as ImageData stores them (little-endian RGBA), from -limit to limit.
 * @param {Palette} palette
 * @param {Scale["kind"]} kind
 */
export function colourTable(palette, kind) {
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
  const fraction = scale.limit > 0 ? Math.min(Math.max(value / scale.limit, -1), 1) : 0;
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

/** @param {string} rgb such as "rgb(1 2 3)" @returns {string} the ink that is easier to read on it */
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

import { placeIn, STACKED_WIDTH, build, cleared, element, setText } from "./dom.js";
import { fillWithEdge } from "./frames.js";
import { clamp, decimalsFor, format, formatCount, formatNumber, formatRange } from "./numbers.js";
import { colourOf, diverging } from "./palette.js";

/**
 * The values before and after an operation.
 * @typedef {Scene<{scales: {before: Scale, after: Scale}, flat?: boolean}, {before: Packed, after: Packed}>} TwoSides
 *
 * What both histograms share, and one of them; `value` is the value of the cell in focus.
 * @typedef {{reach: number, cut: number, palette: Palette, width: number}} HistogramLook
 * @typedef {ReturnType<typeof histogramOf> & HistogramLook & {value?: number}} HistogramSide
 */

/** Bins on each side of 0. */
const HISTOGRAM_BINS = 24;
/** A bar is cut if it is this many times as tall as the upper quartile of the others. */
const HISTOGRAM_TALL = 2.5;
const HISTOGRAM_HEIGHT = 112;

/** @typedef {ReturnType<typeof histogramOf>} HistogramOf */

/**
 * Counts values per bin. Exact zeros are counted separately: for ReLU they are the cut values.
 * @param {number} reach > 0, the bins run from -reach to reach @param {number} bins on each side of 0
 * @returns {{counts: number[], zeros: number}} a value on an edge belongs to the bin nearer to 0
 */
export function histogramOf(/** @type {ArrayLike<number>} */ values, reach, bins) {
  const counts = new Array(2 * bins).fill(0);
  let zeros = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (value === 0) {
      zeros += 1;
      continue;
    }
    const steps = clamp(Math.ceil((Math.abs(value) / reach) * bins), 1, bins);
    counts[value < 0 ? bins - steps : bins + steps - 1] += 1;
  }
  return { counts, zeros };
}

/**
 * The height at which bars are cut, since one very tall bar would flatten all others.
 * @param {number[]} heights @returns {number} the tallest bar's height if none needs to be cut
 */
export function cutHeight(heights) {
  const filled = heights.filter((height) => height > 0).sort((a, b) => a - b);
  if (filled.length === 0) return 1;
  const quartile = filled[Math.floor((filled.length - 1) * 0.75)];
  const tallest = filled[filled.length - 1];
  return tallest > quartile * HISTOGRAM_TALL * 1.3 ? quartile * HISTOGRAM_TALL : tallest;
}

/**
 * Two histograms, before and after, with the same bins and the same height per cell.
 * @param {Texts} text the table component.histogram @param {AbortSignal} signal
 */
export function createHistograms(text, signal) {
  const sides = (/** @type {const} */ (["before", "after"])).map((name) => {
    const canvas = element("canvas", { class: "histogram", role: "img" });
    return { name, canvas,
      element: element("div", { class: "histogram-side" }, element("h3", {}, text[name]), canvas) };
  });
  const { root, title, reading } = build(["details.histograms", {},
    ["summary", {}, ["span.histogram-title", { ref: "title" }], ["span.muted", {}, text.hint]],
    ["div.histogram-sides", {}, ...sides.map((side) => side.element)],
    ["span.muted.histogram-reading", { ref: "reading" }]]);
  let view = /** @type {HistogramLook | null} */ (null);
  let counted = /** @type {HistogramOf[]} */ ([]);
  let focus = /** @type {number[] | undefined} */ (undefined);
  root.addEventListener("toggle", () => { if (root.open) draw(); }, { signal });
  for (const side of sides) {
    side.canvas.addEventListener("pointermove", (event) => read(side, event), { signal });
    side.canvas.addEventListener("click", (event) => read(side, event), { signal });
    side.canvas.addEventListener("pointerleave", () => setText(reading, text.none), { signal });
  }

  /** @param {TwoSides} scene @param {Palette} palette @param {number} width of one histogram, CSS pixels */
  function configure(scene, palette, width) {
    const { scales, flat } = scene.meta;
    const reach = Math.max(scales.before.limit, scales.after.limit) || 1;
    counted = sides.map((side) => histogramOf(scene.arrays[side.name].values, reach, HISTOGRAM_BINS));
    const cut = cutHeight(counted.flatMap(({ counts, zeros }) => [...counts, zeros]));
    view = { reach, cut, palette, width };
    focus = undefined;
    const count = formatCount(scene.arrays.before.values.length);
    setText(title, format(flat ? text.title_flat : text.title, { count }));
    setText(reading, text.none);
    sides.forEach((side, place) => {
      const { counts, zeros } = counted[place];
      const [minus, plus] =
        [counts.slice(0, HISTOGRAM_BINS), counts.slice(HISTOGRAM_BINS)].map((half) => half.reduce((a, b) => a + b, 0));
      side.canvas.setAttribute("aria-label", `${text[side.name]}: ${format(text.picture, { minus, zeros, plus })}`);
    });
  }

  /** @param {number[]} [cell] the values before and after of the cell in focus */
  function draw(cell = focus) {
    focus = cell;
    if (!root.open || view === null) return;
    const look = view;
    sides.forEach((side, place) => paintHistogram(side.canvas, { ...look, ...counted[place], value: cell?.[place] }));
  }

  function read(/** @type {typeof sides[number]} */ side, /** @type {MouseEvent} */ event) {
    if (view === null) return;
    const { x } = placeIn(side.canvas, event);
    const place = histogramLayout(view.width).places.findIndex(([left, right]) => x >= left && x < right);
    if (place < 0) return;
    setText(reading, `${text[side.name]}: ${wordsOfBar(text, counted[sides.indexOf(side)], place, view.reach)}`);
  }
  return { element: root, configure, draw };
}

/** @param {Texts} text @param {HistogramOf} counted @param {number} place @param {number} reach */
function wordsOfBar(text, { counts, zeros }, place, reach) {
  if (place === HISTOGRAM_BINS) return format(text.zeros, { count: formatCount(zeros) });
  const bin = place < HISTOGRAM_BINS ? place : place - 1;
  const [low, high] = [bin, bin + 1].map((edge) =>
    formatNumber((edge - HISTOGRAM_BINS) * (reach / HISTOGRAM_BINS), decimalsFor(reach)));
  return format(text.bin, { low, high, count: formatCount(counts[bin]) });
}

/** The width of one histogram. The two share a row with another element unless they are `alone`. */
export function histogramWidth(/** @type {number} */ width, /** @type {boolean} */ alone) {
  if (width < STACKED_WIDTH) return Math.floor(width);
  return Math.floor(((alone ? width : width * 0.66 - 24) - 24) / 2);
}

/**
 * Positions of the bars: the bar of exact zeros is in the middle, a little apart.
 * @param {number} width @returns {{places: [number, number][], pitch: number}} left and right ends of all bars
 */
function histogramLayout(width) {
  const pitch = width / (2 * HISTOGRAM_BINS + 2);
  const left = (/** @type {number} */ place) =>
    (place < HISTOGRAM_BINS ? place : place === HISTOGRAM_BINS ? place + 0.5 : place + 1) * pitch;
  return { pitch,
    places: Array.from({ length: 2 * HISTOGRAM_BINS + 1 }, (_, place) => [left(place), left(place) + pitch]) };
}

function paintHistogram(/** @type {HTMLCanvasElement} */ canvas, /** @type {HistogramSide} */ view) {
  const { width, palette, counts, zeros, cut, reach, value } = view;
  const context = cleared(canvas, width, HISTOGRAM_HEIGHT);
  const { places, pitch } = histogramLayout(width);
  const base = HISTOGRAM_HEIGHT - 26;
  const room = base - 18;
  const heights = [...counts.slice(0, HISTOGRAM_BINS), zeros, ...counts.slice(HISTOGRAM_BINS)];
  const scale = diverging(reach);
  context.font = `12px ${getComputedStyle(canvas).fontFamily}`;
  heights.forEach((count, place) => {
    if (count === 0) return;
    const [left, right] = places[place];
    const tall = count > cut;
    const height = Math.max((room * Math.min(count, cut)) / cut, 1.5);
    const centre = (place - HISTOGRAM_BINS) / HISTOGRAM_BINS;
    // Paler bars would be invisible on the page.
    const shade = Math.sign(centre) * Math.max(Math.abs(centre), 0.4) * reach;
    context.fillStyle = centre === 0 ? palette.text : colourOf(palette, scale, shade);
    context.fillRect(left + 0.5, base - height, Math.max(right - left - 1, 1), height);
    if (tall) {
      context.fillStyle = palette.page;
      context.beginPath();
      context.moveTo(left - 1, base - height * 0.78);
      context.lineTo(right + 1, base - height * 0.9);
      context.lineTo(right + 1, base - height * 0.84);
      context.lineTo(left - 1, base - height * 0.72);
      context.fill();
    }
  });
  writeTallCounts(context, heights, places, view);
  context.strokeStyle = palette.muted;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, base + 0.5);
  context.lineTo(width, base + 0.5);
  context.stroke();
  writeHistogramEnds(context, view, base);
  if (value === undefined) return;
  const steps = Math.min(Math.abs(value) / reach, 1) * HISTOGRAM_BINS * pitch;
  const [zeroLeft, zeroRight] = places[HISTOGRAM_BINS];
  const middle = (zeroLeft + zeroRight) / 2;
  const place = value === 0 ? middle : value < 0 ? HISTOGRAM_BINS * pitch - steps
    : places[HISTOGRAM_BINS + 1][0] + steps;
  paintCellMark(context, clamp(place, 7, width - 7), base, palette);
}

/** Writes the counts of cut bars, the tallest first, without overlaps. */
function writeTallCounts(/** @type {Context2D} */ context, /** @type {number[]} */ heights,
    /** @type {[number, number][]} */ places, /** @type {HistogramSide} */ { cut, palette, width }) {
  const tall = heights.map((_, place) => place).filter((place) => heights[place] > cut)
    .sort((a, b) => heights[b] - heights[a]);
  /** @type {[number, number][]} */
  const taken = [];
  Object.assign(context, { fillStyle: palette.text, textAlign: "center", textBaseline: "top" });
  for (const place of tall) {
    const label = formatCount(heights[place]);
    const half = context.measureText(label).width / 2 + 3;
    const middle = clamp((places[place][0] + places[place][1]) / 2, half, width - half);
    if (taken.some(([left, right]) => middle + half > left && middle - half < right)) continue;
    taken.push([middle - half, middle + half]);
    context.fillText(label, middle, 2);
  }
}

/** Writes the range of the bins, and 0, below the axis. */
function writeHistogramEnds(/** @type {Context2D} */ context,
    /** @type {HistogramSide} */ { reach, width, palette }, /** @type {number} */ base) {
  context.fillStyle = palette.muted;
  context.textBaseline = "top";
  for (const [align, x, label] of [["left", 0, formatRange(-reach)], ["center", width / 2, "0"],
      ["right", width, formatRange(reach)]]) {
    context.textAlign = /** @type {CanvasTextAlign} */ (align);
    context.fillText(String(label), Number(x), base + 11);
  }
}

/** Draws a magenta arrow below the axis, at the value of the cell in focus. */
function paintCellMark(/** @type {Context2D} */ context, /** @type {number} */ x, /** @type {number} */ base,
    /** @type {Palette} */ palette) {
  context.beginPath();
  context.moveTo(x, base + 1);
  context.lineTo(x + 5.5, base + 10);
  context.lineTo(x - 5.5, base + 10);
  context.closePath();
  fillWithEdge(context, palette.focus, palette);
}

/**
 * Windows that slide over a square: their positions, what they compute, and why a setting is impossible.
 *
 * @typedef {"none" | "ring1" | "ring2" | "same"} Around
 * @typedef {{size: number, window: number, strides: number, dilation: number, padding: Around}} Slide
 *
 * Along one axis, since input and window are squares. `spread` is the number of cells that the window spans, `before`
 * and `after` are cells of padding, `room` is how far the window can move, `places` the number of its positions, and
 * `reached` the first cell of the input, or of the padding after it, that no window reaches.
 * @typedef {Slide & {spread: number, before: number, after: number, room: number, quotient: number, remainder: number,
 *   places: number, reached: number, problem: Problem | null}} Geometry
 * @typedef {"too_large" | "strides_and_dilation"} Problem
 *
 * One cell of the window: `place` is its index in the input, -1 in the padding.
 * @typedef {{row: number, column: number, place: number}} Tap
 */

const RINGS = { none: 0, ring1: 1, ring2: 2 };

/** @param {Slide} slide @returns {Geometry} */
export function geometryOf(slide) {
  const { size, window, strides, dilation, padding } = slide;
  const spread = (window - 1) * dilation + 1;
  const [before, after] = padding === "same" ? sameEdges(size, spread, strides) : [RINGS[padding], RINGS[padding]];
  const room = size + before + after - spread;
  const problem = dilation > 1 && strides > 1 ? "strides_and_dilation" : room < 0 ? "too_large" : null;
  const quotient = Math.floor(room / strides);
  const places = problem === null ? quotient + 1 : 0;
  const remainder = problem === null ? room - quotient * strides : 0;
  const reached = problem === null ? quotient * strides + spread - before : size + after;
  return { ...slide, spread, before, after, room, quotient, remainder, places, reached, problem };
}

/**
 * Keras's padding for `padding='same'`: the least that gives a position per stride; an odd cell is put at the end.
 * @param {number} size @param {number} spread @param {number} strides @returns {[number, number]}
 */
export function sameEdges(size, spread, strides) {
  const total = Math.max((Math.ceil(size / strides) - 1) * strides + spread - size, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** @param {Geometry} geometry @param {Cell} cell of the output @returns {CellBox} the window on the input */
export function windowOf(geometry, cell) {
  const { strides, before, spread } = geometry;
  return { row: cell.row * strides - before, column: cell.column * strides - before, height: spread, width: spread };
}

/** The cells of a window, row by row. @param {Geometry} geometry @param {Cell} cell @returns {Tap[]} */
export function tapsOf(geometry, cell) {
  const { size, window, dilation } = geometry;
  const { row: top, column: left } = windowOf(geometry, cell);
  return Array.from({ length: window ** 2 }, (_, index) => {
    const row = top + Math.floor(index / window) * dilation;
    const column = left + (index % window) * dilation;
    const inside = row >= 0 && column >= 0 && row < size && column < size;
    return { row, column, place: inside ? row * size + column : -1 };
  });
}

/**
 * The whole output, row by row.
 * @param {ArrayLike<number>} values of the input @param {ArrayLike<number>} kernel row by row @returns {Float64Array}
 */
export function convolve(values, kernel,
    /** @type {Pick<Geometry, "size" | "window" | "strides" | "dilation" | "before" | "places">} */ geometry) {
  const { size, window, strides, dilation, before, places } = geometry;
  const output = new Float64Array(places ** 2);
  for (let down = 0; down < window; down += 1) {
    for (let across = 0; across < window; across += 1) {
      const weight = kernel[down * window + across];
      if (weight === 0) continue;
      for (let row = 0; row < places; row += 1) {
        const y = row * strides - before + down * dilation;
        if (y < 0 || y >= size) continue;
        for (let column = 0; column < places; column += 1) {
          const x = column * strides - before + across * dilation;
          if (x >= 0 && x < size) output[row * places + column] += weight * values[y * size + x];
        }
      }
    }
  }
  return output;
}

/**
 * Pools one window; padding is ignored.
 * @param {ArrayLike<number>} values of the input @param {Tap[]} taps @param {"max" | "average"} rule
 * @returns {{value: number, winner: number, count: number}} `winner` is the index of the first largest tap
 */
export function poolWindow(values, taps, rule) {
  let [sum, count, winner] = [0, 0, -1];
  taps.forEach(({ place }, index) => {
    if (place < 0) return;
    sum += values[place];
    count += 1;
    if (winner < 0 || values[place] > values[taps[winner].place]) winner = index;
  });
  return { value: rule === "max" ? values[taps[winner].place] : sum / count, winner, count };
}

/** @returns {Float64Array} */
export function poolAll(/** @type {ArrayLike<number>} */ values, /** @type {"max" | "average"} */ rule,
    /** @type {Geometry} */ geometry) {
  const { places } = geometry;
  return Float64Array.from({ length: places ** 2 }, (_, index) => {
    const cell = { row: Math.floor(index / places), column: index % places };
    return poolWindow(values, tapsOf(geometry, cell), rule).value;
  });
}

/**
 * Possible changes of an impossible setting, one at a time. If two things are wrong, the second is reported after the
 * first is fixed.
 * @param {Slide} slide @param {readonly number[]} sizes of the input
 * @returns {{name: "window" | "padding" | "strides" | "dilation" | "size", change: Partial<Slide>}[]}
 */
export function waysOut(slide, sizes) {
  const fits = (/** @type {Partial<Slide>} */ change) => geometryOf({ ...slide, ...change }).problem === null;
  const smaller = Array.from({ length: slide.window - 1 }, (_, index) => slide.window - 1 - index);
  const window = smaller.find((one) => fits({ window: one }));
  const size = sizes.find((one) => one > slide.size && fits({ size: one }));
  /** @type {ReturnType<typeof waysOut>} */
  const ways = [];
  const both = geometryOf(slide).problem === "strides_and_dilation";
  if (both) ways.push({ name: "strides", change: { strides: 1 } });
  if (both || fits({ dilation: 1 })) ways.push({ name: "dilation", change: { dilation: 1 } });
  if (window !== undefined) ways.push({ name: "window", change: { window } });
  if (size !== undefined) ways.push({ name: "size", change: { size } });
  if (fits({ padding: "same" })) ways.push({ name: "padding", change: { padding: "same" } });
  return ways;
}

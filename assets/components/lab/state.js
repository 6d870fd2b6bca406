/** The lab's settings, in the format of `explainer.laboratory.settings`, and their changes. */

import { clamp } from "../common/numbers.js";
import { convolve, poolAll } from "../common/sliding.js";

/** @import { Player } from "../common/player.js" */
/** @import { Geometry, Slide } from "../common/sliding.js" */
/** @import { Arrays, Meta, Payload, Setting } from "scenes/lab" */

/** @typedef {ReturnType<typeof createBench>} Bench */

export const IMAGE = 28;
export const GRID_SIZES = [3, 4, 5, 6, 7, 8];
const MOST_WEIGHT = 9.999;
const MOST_CELL = 9;

/** @param {Setting} setting @returns {Slide} */
export function slideOf(setting) {
  const { size, window, strides, dilation, padding } = setting;
  return { size, window, strides: strides ?? window, dilation, padding };
}

/** The settings in the format of `explainer.laboratory.settings`. */
export function settingOf(/** @type {Setting} */ setting, /** @type {boolean} */ isPooling,
    /** @type {Player | null} */ player) {
  const { size, row, column, padding, strides, window, preset, filter, dilation, rule } = setting;
  const shared = { size, cells: setting.size === IMAGE ? [] : Array.from(setting.cells), row: player?.row() ?? row,
    column: player?.column() ?? column, padding, strides };
  return isPooling ? { ...shared, rule, pool_size: window }
    : { ...shared, kernel_size: window, preset, filter: preset === "learned" ? filter : 0,
      weights: Array.from(setting.weights), dilation };
}

/** @param {number} weight @returns {number} rounded to thousandths and clipped */
export function keptWeight(weight) {
  return Math.round(clamp(weight, -MOST_WEIGHT, MOST_WEIGHT) * 1000) / 1000 + 0;
}

/** @param {number} cell @returns {number} */
function keptCell(cell) {
  return clamp(Math.round(cell), 0, MOST_CELL);
}

/**
 * Pads a square with zeros or crops it.
 * @param {ArrayLike<number>} values row by row @param {number} from @param {number} to
 * @param {boolean} centred whether the middle stays in place, else the upper left corner
 */
export function resizeSquare(values, from, to, centred) {
  const shift = centred ? Math.floor((from - 1) / 2) - Math.floor((to - 1) / 2) : 0;
  return Array.from({ length: to ** 2 }, (_, index) => {
    const row = Math.floor(index / to) + shift;
    const column = (index % to) + shift;
    return row >= 0 && column >= 0 && row < from && column < from ? values[row * from + column] : 0;
  });
}

/** The lab's state and values computed from it; it draws nothing. @param {Meta} meta @param {Arrays} arrays */
export function createBench(meta, arrays) {
  const isPooling = meta.tool === "pooling";
  let presets = meta.presets;
  let learned = arrays.learned;
  let image = /** @type {ArrayLike<number>} */ (arrays.image.values);
  let setting = meta.setting;
  let grid = Array.from(meta.sample);
  let gridSize = Math.round(Math.sqrt(grid.length));
  let kernel = /** @type {number[]} */ ([]);
  take(meta.setting);

  /** Takes over another image or network. @param {Payload} next */
  function refresh(next) {
    presets = next.meta.presets;
    learned = next.arrays.learned;
    image = next.arrays.image.values;
    take(setting);
  }

  function take(/** @type {Setting} */ next) {
    setting = { ...next };
    if (next.size !== IMAGE && next.cells.length > 0) {
      grid = Array.from(next.cells);
      gridSize = next.size;
    }
    resizeGrid();
    setKernel();
  }

  /** The numbers that the window slides over. @returns {ArrayLike<number>} */
  function values() {
    return setting.size === IMAGE ? image : grid;
  }

  /** The output for a square of numbers. @param {ArrayLike<number>} values @param {Geometry} geometry */
  function outputOf(values, geometry) {
    return isPooling ? poolAll(values, setting.rule, geometry) : convolve(values, kernel, geometry);
  }

  /** @returns {number} height and width of the network's filters, 0 without any */
  function learnedSize() {
    return learned.shape[0] === 0 ? 0 : learned.shape[1];
  }

  /** @param {number} filter @returns {number[]} */
  function learnedKernel(filter) {
    const area = learnedSize() ** 2;
    return Array.from(learned.values.subarray(filter * area, (filter + 1) * area));
  }

  /** Sets the kernel from the settings. If a preset does not exist in the window's size, the size changes. */
  function setKernel() {
    if (setting.preset === "learned" && learnedSize() === 0) setting.preset = "identity";
    if (setting.preset === null) {
      kernel = Array.from(setting.weights);
    } else if (setting.preset === "learned") {
      setting.filter = Math.min(setting.filter, learned.shape[0] - 1);
      setting.window = learnedSize();
      kernel = learnedKernel(setting.filter);
    } else {
      const sizes = presets[setting.preset];
      if (sizes[setting.window - 1] === null) setting.window = 3;
      kernel = Array.from(sizes[setting.window - 1] ?? []);
    }
  }

  function resizeGrid() {
    const { size } = setting;
    if (size === IMAGE || size === gridSize) return;
    grid = resizeSquare(grid, gridSize, size, false);
    gridSize = size;
    setting.cells = Array.from(grid);
  }

  function change(/** @type {Partial<Setting>} */ next) {
    const { window } = setting;
    Object.assign(setting, next);
    if ("size" in next) {
      setting.cells = setting.size === IMAGE ? [] : Array.from(grid);
      resizeGrid();
    }
    const { preset } = setting;
    const resized = setting.window !== window;
    if (resized && (preset === null || (preset === "learned" && !("preset" in next)))) {
      own(resizeSquare(kernel, window, setting.window, true));
    }
    if (setting.preset !== null) setting.weights = [];
    setKernel();
  }

  /** Switches to the visitor's own weights. @param {number[]} weights */
  function own(weights) {
    setting.preset = null;
    setting.weights = weights.map(keptWeight);
    kernel = Array.from(setting.weights);
  }

  function weightAt(/** @type {number} */ index, /** @type {number} */ weight) {
    own(kernel.with(index, weight));
  }

  function cellAt(/** @type {number} */ index, /** @type {number} */ cell) {
    grid[index] = keptCell(cell);
    setting.cells = Array.from(grid);
  }
  return {
    get presets() { return presets; },
    get learned() { return learned; },
    get image() { return image; },
    get setting() { return setting; },
    get kernel() { return kernel; },
    get values() { return values(); },
    get learnedSize() { return learnedSize(); },
    isPooling, refresh, take, outputOf, learnedKernel, change, weightAt, cellAt,
  };
}

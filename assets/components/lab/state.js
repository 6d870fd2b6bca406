/**
 * What is set in the lab, as Python knows it (`explainer.laboratory.settings`), and how it changes.
 *
 * @import { Player } from "../common/player.js"
 * @import { Geometry, Slide } from "../common/sliding.js"
 * @import { Arrays, Meta, Setting } from "./scene.js"
 */

import { clamp } from "../common/numbers.js";
import { convolve, poolAll } from "../common/sliding.js";

export const IMAGE = 28;
export const GRID_SIZES = [3, 4, 5, 6, 7, 8];
const MOST_WEIGHT = 9.999;
const MOST_CELL = 9;

/** @param {Setting} setting @returns {Slide} */
export function slideOf(setting) {
  const { size, window, strides, dilation, padding } = setting;
  return { size, window, strides: strides ?? window, dilation, padding };
}

/**
 * What is set, as `explainer.laboratory.settings` reads it.
 * @param {Setting} setting @param {boolean} isPooling @param {Player | null} player
 */
export function toldOf(setting, isPooling, player) {
  const { size, row, column, padding, strides, window, preset, filter, dilation, rule } = setting;
  const shared = { size, cells: setting.size === IMAGE ? [] : Array.from(setting.cells), row: player?.row() ?? row,
    column: player?.column() ?? column, padding, strides };
  return isPooling ? { ...shared, rule, pool_size: window }
    : { ...shared, kernel_size: window, preset, filter: preset === "learned" ? filter : 0,
      weights: Array.from(setting.weights), dilation };
}

/** @param {number} weight @returns {number} in thousandths and within bounds */
export function keptWeight(weight) {
  return Math.round(clamp(weight, -MOST_WEIGHT, MOST_WEIGHT) * 1000) / 1000 + 0;
}

/** @param {number} cell @returns {number} */
function keptCell(cell) {
  return clamp(Math.round(cell), 0, MOST_CELL);
}

/**
 * A square with more rows and columns, or fewer.
 * @param {ArrayLike<number>} values row by row @param {number} from @param {number} to
 * @param {boolean} centred whether the middle stays, instead of the upper left corner
 */
export function resizeSquare(values, from, to, centred) {
  const shift = centred ? Math.floor((from - 1) / 2) - Math.floor((to - 1) / 2) : 0;
  return Array.from({ length: to ** 2 }, (_, index) => {
    const row = Math.floor(index / to) + shift;
    const column = (index % to) + shift;
    return row >= 0 && column >= 0 && row < from && column < from ? values[row * from + column] : 0;
  });
}

/** The lab's state with what follows from it; nothing here draws. */
export class Bench {
  /** @param {Meta} meta @param {Arrays} arrays */
  constructor(meta, arrays) {
    this.isPooling = meta.tool === "pooling";
    this.presets = meta.presets;
    this.learned = arrays.learned;
    this.image = /** @type {ArrayLike<number>} */ (arrays.image.values);
    this.setting = meta.setting;
    this.grid = Array.from(meta.sample);
    this.gridSize = Math.round(Math.sqrt(this.grid.length));
    this.kernel = /** @type {number[]} */ ([]);
    this.take(meta.setting);
  }

  /** New image or network. @param {Meta} meta @param {Arrays} arrays */
  renew(meta, arrays) {
    this.presets = meta.presets;
    this.learned = arrays.learned;
    this.image = arrays.image.values;
    this.take(this.setting);
  }

  /** @param {Setting} setting */
  take(setting) {
    this.setting = { ...setting };
    if (setting.size !== IMAGE && setting.cells.length > 0) {
      this.grid = Array.from(setting.cells);
      this.gridSize = setting.size;
    }
    this.resizeGrid();
    this.weigh();
  }

  /** The numbers that the window slides over. @returns {ArrayLike<number>} */
  get values() {
    return this.setting.size === IMAGE ? this.image : this.grid;
  }

  /** What the window makes of a square of numbers. @param {ArrayLike<number>} values @param {Geometry} geometry */
  outputOf(values, geometry) {
    return this.isPooling ? poolAll(values, this.setting.rule, geometry) : convolve(values, this.kernel, geometry);
  }

  /** @returns {number} height and width of the network's filters, 0 without any */
  get learnedSize() {
    return this.learned.shape[0] === 0 ? 0 : this.learned.shape[1];
  }

  /** @param {number} filter @returns {number[]} */
  learnedKernel(filter) {
    const area = this.learnedSize ** 2;
    return Array.from(this.learned.values.subarray(filter * area, (filter + 1) * area));
  }

  /** The weights that the setting means; a preset that there is not at this size changes the size. */
  weigh() {
    const { setting } = this;
    if (setting.preset === "learned" && this.learnedSize === 0) setting.preset = "identity";
    if (setting.preset === null) {
      this.kernel = Array.from(setting.weights);
    } else if (setting.preset === "learned") {
      setting.filter = Math.min(setting.filter, this.learned.shape[0] - 1);
      setting.window = this.learnedSize;
      this.kernel = this.learnedKernel(setting.filter);
    } else {
      const sizes = this.presets[setting.preset];
      if (sizes[setting.window - 1] === null) setting.window = 3;
      this.kernel = Array.from(sizes[setting.window - 1] ?? []);
    }
  }

  resizeGrid() {
    const { size } = this.setting;
    if (size === IMAGE || size === this.gridSize) return;
    this.grid = resizeSquare(this.grid, this.gridSize, size, false);
    this.gridSize = size;
    this.setting.cells = Array.from(this.grid);
  }

  /** @param {Partial<Setting>} change */
  change(change) {
    const { window } = this.setting;
    Object.assign(this.setting, change);
    if ("size" in change) {
      this.setting.cells = this.setting.size === IMAGE ? [] : Array.from(this.grid);
      this.resizeGrid();
    }
    const { preset } = this.setting;
    const resized = this.setting.window !== window;
    if (resized && (preset === null || (preset === "learned" && !("preset" in change)))) {
      this.own(resizeSquare(this.kernel, window, this.setting.window, true));
    }
    if (this.setting.preset !== null) this.setting.weights = [];
    this.weigh();
  }

  /** One's own weights from now on. @param {number[]} kernel */
  own(kernel) {
    this.setting.preset = null;
    this.setting.weights = kernel.map(keptWeight);
    this.kernel = Array.from(this.setting.weights);
  }

  /** @param {number} index @param {number} weight */
  weightAt(index, weight) {
    const kernel = Array.from(this.kernel);
    kernel[index] = weight;
    this.own(kernel);
  }

  /** @param {number} index @param {number} cell */
  cellAt(index, cell) {
    this.grid[index] = keptCell(cell);
    this.setting.cells = Array.from(this.grid);
  }
}

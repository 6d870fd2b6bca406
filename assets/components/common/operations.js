/**
 * The operations of a network's program; see `explainer.network.kinds.facts.Operation`. Maps are in Keras's order
 * (rows, columns, channels). Sums are accumulated in double precision, results are in single precision.
 */

import { FUNCTIONS } from "./functions.js";

/**
 * @typedef {Float32Array<ArrayBufferLike>} Numbers
 *
 * One instruction of `explainer.network.program`.
 * @typedef {{name: string, shape: number[], outputShape: number[], numbers: Record<string, number>,
 *   arrays: Record<string, Numbers>, function: string}} Instruction
 *
 * Fills `output` from `input`.
 * @typedef {(input: Numbers, output: Numbers, instruction: Instruction) => void} Operation
 */

/** @type {Record<string, Operation>} */
export const OPERATIONS = {
  same: (input, output) => output.set(input),
  sum: (input, output, instruction) => ("window" in instruction.numbers ? convolve : weigh)(input, output, instruction),
  depthwise: convolveByMap,
  scaled: scale,
  normalized: normalizePlaces,
  function: apply,
  largest: (input, output, instruction) => pool(input, output, instruction, Math.max, -Infinity, () => 1),
  mean: (input, output, instruction) => pool(input, output, instruction, (a, b) => a + b, 0, (cells) => cells),
  share,
};

/** Convolution: at every position, each input that is not 0 times its weights of all filters. @type {Operation} */
function convolve(input, output, { shape, outputShape, numbers, arrays: { kernel, bias } }) {
  const [rows, columns, channels] = shape;
  const [outputRows, outputColumns, filters] = outputShape;
  const { window, strides, top, left } = numbers;
  const sums = new Float64Array(filters);
  let place = 0;
  for (let row = -top; row < outputRows * strides - top; row += strides) {
    for (let column = -left; column < outputColumns * strides - left; column += strides) {
      sums.set(bias);
      for (let y = Math.max(row, 0); y < Math.min(row + window, rows); y += 1) {
        for (let x = Math.max(column, 0); x < Math.min(column + window, columns); x += 1) {
          const cell = (y * columns + x) * channels;
          const weights = ((y - row) * window + x - column) * channels * filters;
          addProducts(input, cell, channels, kernel, weights, sums);
        }
      }
      for (let filter = 0; filter < filters; filter += 1) output[place + filter] = sums[filter];
      place += filters;
    }
  }
}

/** Depthwise convolution: at every position, each kernel on its own map. @type {Operation} */
function convolveByMap(input, output, { shape, outputShape, numbers, arrays: { kernel, bias } }) {
  const [rows, columns, channels] = shape;
  const [, outputColumns, filters] = outputShape;
  const { window, strides, top, left } = numbers;
  const copies = filters / channels;
  for (let place = 0; place < output.length; place += 1) {
    const filter = place % filters;
    const stop = Math.floor(place / filters);
    const row = Math.floor(stop / outputColumns) * strides - top;
    const column = (stop % outputColumns) * strides - left;
    const channel = Math.floor(filter / copies);
    let sum = bias[filter];
    for (let y = Math.max(row, 0); y < Math.min(row + window, rows); y += 1) {
      for (let x = Math.max(column, 0); x < Math.min(column + window, columns); x += 1)
        sum += input[(y * columns + x) * channels + channel]
          * kernel[((y - row) * window + x - column) * filters + filter];
    }
    output[place] = sum;
  }
}

/** Dense layer: every unit's weights times all inputs. @type {Operation} */
function weigh(input, output, { arrays: { kernel, bias } }) {
  const sums = Float64Array.from(bias);
  addProducts(input, 0, input.length, kernel, 0, sums);
  output.set(sums);
}

/**
 * Adds the products of `count` inputs and each sum's own weights. Skips zeros: most cells of a digit's maps are 0.
 * @param {Numbers} input @param {number} start @param {number} count @param {Numbers} kernel (numbers, sums)
 * @param {number} weights their first index in it @param {Float64Array} sums
 */
function addProducts(input, start, count, kernel, weights, sums) {
  const outputs = sums.length;
  for (let index = 0; index < count; index += 1) {
    const value = input[start + index];
    if (value === 0) continue;
    const first = weights + index * outputs;
    for (let place = 0; place < outputs; place += 1) sums[place] += value * kernel[first + place];
  }
}

/**
 * Pooling: every position on each map by itself, without padding cells. Without a window, the whole map is pooled.
 * @param {Numbers} input @param {Numbers} output @param {Instruction} instruction
 * @param {(kept: number, value: number) => number} keep @param {number} start
 * @param {(cells: number) => number} divisor of the result, given the number of cells inside the map
 */
function pool(input, output, { shape, outputShape, numbers }, keep, start, divisor) {
  const [rows, columns, channels] = shape;
  const { window = Math.max(rows, columns), strides = window, top = 0, left = 0 } = numbers;
  const outputColumns = outputShape.length === 1 ? 1 : outputShape[1];
  const stops = output.length / channels;
  for (let stop = 0; stop < stops; stop += 1) {
    const row = Math.floor(stop / outputColumns) * strides - top;
    const column = (stop % outputColumns) * strides - left;
    const [firstRow, lastRow] = [Math.max(row, 0), Math.min(row + window, rows)];
    const [firstColumn, lastColumn] = [Math.max(column, 0), Math.min(column + window, columns)];
    const cells = divisor((lastRow - firstRow) * (lastColumn - firstColumn));
    for (let channel = 0; channel < channels; channel += 1) {
      let kept = start;
      for (let y = firstRow; y < lastRow; y += 1) {
        for (let x = firstColumn; x < lastColumn; x += 1)
          kept = keep(kept, input[(y * columns + x) * channels + channel]);
      }
      output[stop * channels + channel] = kept / cells;
    }
  }
}

/** Batch normalization: each map's factor and offset. @type {Operation} */
function scale(input, output, { arrays: { factor, offset } }) {
  const channels = factor.length;
  for (let index = 0; index < input.length; index += 1) {
    const channel = index % channels;
    output[index] = input[index] * factor[channel] + offset[channel];
  }
}

/** Layer normalization over the maps at each place. @type {Operation} */
function normalizePlaces(input, output, { numbers: { epsilon }, arrays: { gamma, beta } }) {
  const channels = gamma.length;
  for (let start = 0; start < input.length; start += channels) {
    const values = input.subarray(start, start + channels);
    const mean = values.reduce((sum, value) => sum + value, 0) / channels;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / channels;
    const spread = Math.sqrt(variance + epsilon);
    for (let channel = 0; channel < channels; channel += 1)
      output[start + channel] = (values[channel] - mean) / spread * gamma[channel] + beta[channel];
  }
}

/** An activation function of every number. @type {Operation} */
function apply(input, output, instruction) {
  const activate = FUNCTIONS[instruction.function];
  const { slope } = instruction.numbers;
  for (let index = 0; index < input.length; index += 1) output[index] = activate(input[index], slope);
}

/** Softmax. The largest number is subtracted first, so that nothing overflows. @type {Operation} */
function share(input, output) {
  const largest = input.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = Array.from(input, (value) => Math.exp(value - largest));
  const whole = powers.reduce((a, b) => a + b, 0);
  powers.forEach((power, index) => { output[index] = power / whole; });
}

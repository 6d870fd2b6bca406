/**
 * One array of a payload.
 * @typedef {{values: Float32Array | Int32Array | Uint8Array, shape: number[]}} Packed
 */

/**
 * The position and format of an array.
 * @typedef {{dtype: keyof typeof ARRAY_TYPES, shape: number[], offset: number, low?: number, high?: number}} Entry
 *
 * Meta data of all components; `terms` only for components whose sentences explain terms.
 * @typedef {{identity: string, apology: string, terms?: import("./terms.js").Terms}} SharedMeta
 */

/**
 * The data that Python's `explainer.ui.components.payload.pack` sent.
 * @template Meta
 * @template [Arrays=Record<string, Packed>]
 * @typedef {{meta: Meta, arrays: Arrays}} Scene
 */

const ARRAY_TYPES = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array };

/**
 * Parses a payload: 4 bytes of header length, the JSON header, then the arrays.
 * @param {Uint8Array} data copied, since it may be unaligned @returns {Scene<SharedMeta, Record<string, Packed>>}
 */
export function unpack(data) {
  const buffer = data.slice().buffer;
  const headerLength = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, headerLength)));
  const start = 4 + headerLength;
  /** @type {Record<string, Packed>} */
  const arrays = {};
  for (const [name, entry] of Object.entries(/** @type {Record<string, Entry>} */ (header.arrays))) {
    const { dtype, shape, offset, low, high } = entry;
    const stored = new ARRAY_TYPES[dtype](buffer, start + offset, shape.reduce((a, b) => a * b, 1));
    arrays[name] = { values: low === undefined || high === undefined ? stored : restore(stored, low, high), shape };
  }
  return { meta: header.meta, arrays };
}

/** Converts 8-bit levels to numbers; the level of zero gives exactly 0. @param {ArrayLike<number>} levels 0..254 */
function restore(levels, /** @type {number} */ low, /** @type {number} */ high) {
  const values = new Float32Array(levels.length);
  const step = (high - low) / 254;
  const zero = step > 0 ? Math.round(-low / step) : 0;
  for (let index = 0; index < levels.length; index += 1) values[index] = (levels[index] - zero) * step;
  return values;
}

/** One channel of an array in Keras's order (rows, columns, channels). */
export function channelOf(/** @type {{values: ArrayLike<number>, shape: number[]}} */ packed,
    /** @type {number} */ channel) {
  const [rows, columns, channels] = packed.shape;
  const values = new Float32Array(rows * columns);
  for (let index = 0; index < values.length; index += 1) {
    values[index] = packed.values[index * channels + channel];
  }
  return values;
}

/** One map of a stack (maps, rows, columns). @param {Packed} packed @param {number} index */
export function mapOf(packed, index) {
  const size = packed.shape[1] * packed.shape[2];
  return packed.values.subarray(index * size, (index + 1) * size);
}

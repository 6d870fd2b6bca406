/** What the network makes of the image at each moment: computed here, by the program that the pen uses. */

import { largest } from "../common/palette.js";
import { unpack } from "../common/payload.js";
import { createProgram } from "../common/program.js";

/** @import { Numbers } from "../common/operations.js" */
/** @import { Meta as ForwardMeta } from "scenes/forward" */

/**
 * One moment of one image.
 * @typedef {{kernel: Float32Array, map: Float32Array, probabilities: Float32Array}} Moment
 * @typedef {{filter: number, size: number, rows: number, columns: number, moments: Moment[],
 *   kernelLimit: number, mapLimit: number}} Replayed
 * @typedef {ReturnType<typeof createNetwork>} Network
 */

/** @type {Map<string, Promise<Network>>} */
const asked = new Map();

/** Asks for the weights, once a page. @param {string} address @returns {Promise<Network>} */
export function networkAt(address) {
  const known = asked.get(address) ?? load(address);
  asked.set(address, known);
  known.catch(() => asked.delete(address));
  return known;
}

/** @param {string} address */
async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`Expected the weights; received ${answer.status}.`);
  return createNetwork(new Uint8Array(await answer.arrayBuffer()));
}

/** A network that can take the weights of any moment. @param {Uint8Array} content `first_epoch_payload` of Python */
export function createNetwork(content) {
  const { meta, arrays } = unpack(content);
  const { instructions } = /** @type {ForwardMeta} */ (/** @type {unknown} */ (meta));
  const sizes = Object.entries(arrays).map(([name, { values, shape }]) =>
    /** @type {const} */ ([name, values.length / shape[0]]));
  const own = Object.fromEntries(sizes.map(([name, size]) =>
    [name, { values: new Float32Array(size), shape: [size] }]));
  const run = createProgram(instructions, own);
  return {
    shapeOf: (/** @type {string} */ stage) => instructions.find((one) => one.stage === stage)?.output_shape ?? [],
    /** @param {number} moment @param {string} name @returns {Float32Array} the array of that moment */
    arrayOf(moment, name) {
      const { values, shape } = arrays[name];
      const size = values.length / shape[0];
      return /** @type {Float32Array} */ (values.subarray(moment * size, (moment + 1) * size));
    },
    /** @param {number} moment @param {Numbers} image @returns {Map<string, Numbers>} all stages, until the next call */
    compute(moment, image) {
      for (const name of Object.keys(own)) own[name].values.set(this.arrayOf(moment, name));
      return run(image);
    },
  };
}

/**
 * Computes all moments of an image, one at a time, so that the page answers meanwhile. The filter is the one whose map
 * is strongest in the end.
 * @param {Network} network @param {Float32Array} image @param {{kernel: string, maps: string, batches: number[]}} meta
 * @param {AbortSignal} signal @returns {Promise<Replayed>}
 */
export async function replayed(network, image, { kernel, maps, batches }, signal) {
  const [rows, columns, filters] = network.shapeOf(maps);
  const last = batches.length - 1;
  const filter = strongest(network.compute(last, image).get(maps) ?? new Float32Array(), filters);
  /** @type {Moment[]} */
  const moments = [];
  for (let moment = 0; moment <= last && !signal.aborted; moment += 1) {
    const outputs = network.compute(moment, image);
    moments.push({
      kernel: ofFilter(network.arrayOf(moment, kernel), filter, filters),
      map: ofFilter(outputs.get(maps) ?? new Float32Array(), filter, filters),
      probabilities: Float32Array.from([...outputs.values()].at(-1) ?? []),
    });
    await new Promise((resolve) => { setTimeout(resolve); });
  }
  const limitOf = (/** @type {"kernel" | "map"} */ name) => Math.max(...moments.map((moment) => largest(moment[name])));
  return { filter, size: Math.sqrt(moments[0]?.kernel.length ?? 0), rows, columns, moments,
    kernelLimit: limitOf("kernel"), mapLimit: limitOf("map") };
}

/** @param {Numbers} values with the filters last @param {number} filters */
function strongest(values, filters) {
  let best = 0;
  for (let index = 0; index < values.length; index += 1) if (values[index] > values[best]) best = index;
  return best % filters;
}

/** @param {Numbers} values with the filters last @param {number} filter @param {number} filters */
function ofFilter(values, filter, filters) {
  return Float32Array.from({ length: values.length / filters }, (_, cell) => values[cell * filters + filter]);
}

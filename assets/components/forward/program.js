import { OPERATIONS } from "./operations.js";

/**
 * @import { Instruction, Numbers } from "./operations.js"
 * @import { Meta } from "./scene.js"
 *
 * A network that can be computed here: all stages' numbers for an image, in the same arrays each time.
 * @typedef {(image: Numbers) => Map<string, Numbers>} Program
 */

/**
 * @param {Meta["instructions"]} instructions
 * @param {Record<string, Packed>} arrays by stage and role
 * @returns {Program}
 */
export function createProgram(instructions, arrays) {
  const steps = instructions.map(({ stage, name, shape, output_shape: outputShape, numbers, roles, function: called }) => {
    const weights = Object.fromEntries(roles.map((role) => [role, /** @type {Numbers} */ (arrays[`${stage} ${role}`].values)]));
    /** @type {Instruction} */
    const instruction = { name, shape, outputShape, numbers, arrays: weights, function: called };
    return { stage, instruction, output: new Float32Array(outputShape.reduce((a, b) => a * b)) };
  });
  const outputs = new Map(steps.map(({ stage, output }) => [stage, output]));
  return (image) => {
    let input = image;
    for (const { instruction, output } of steps) {
      OPERATIONS[instruction.name](input, output, instruction);
      input = output;
    }
    return outputs;
  };
}

import { OPERATIONS } from "./operations.js";

/** @import { Instruction, Numbers } from "./operations.js" */

/**
 * One instruction as it arrives: it names the roles of its arrays.
 * @typedef {Omit<Instruction, "outputShape" | "arrays">} PlainInstruction
 * @typedef {PlainInstruction & {stage: string, roles: string[], output_shape: number[]}} Step
 *
 * A network that the browser can compute: all stages' numbers for an image, in reused arrays.
 * @typedef {(image: Numbers) => Map<string, Numbers>} Program
 */

/** @param {Step[]} instructions @param {Record<string, Packed>} arrays by stage and role @returns {Program} */
export function createProgram(instructions, arrays) {
  const steps = instructions.map(({ stage, roles, output_shape: outputShape, ...rest }) => {
    const valuesOf = (/** @type {string} */ role) => /** @type {Numbers} */ (arrays[`${stage} ${role}`].values);
    /** @type {Instruction} */
    const instruction = { ...rest, outputShape, arrays: {} };
    for (const role of roles) instruction.arrays[role] = valuesOf(role);
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

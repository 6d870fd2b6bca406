/** An invisible component: compiles the network in use, so that the browser can compute answers during drawing. */

import { createProgram } from "../common/program.js";
import { putProgram } from "../common/programs.js";

/** @import { Context } from "scenes/forward" */

/** Number of trial runs. The first ones are slow, since the browser compiles the program while it runs. */
const TRIALS = 8;

/** @param {Context} viewContext @returns {View} */
export default function createForward({ scene, signal }) {
  const { model, instructions, pixels } = scene.meta;
  const run = createProgram(instructions, scene.arrays);
  // No pixel is 0, since zeros would be faster than a drawing.
  const image = Float32Array.from({ length: pixels }, (_, place) => 0.25 + (place % 7) / 10);
  let best = Infinity;
  let trials = 0;
  // One run per task, so that the page stays responsive.
  const tryOut = () => {
    if (signal.aborted) return;
    const started = performance.now();
    run(image);
    best = Math.min(best, performance.now() - started);
    trials += 1;
    if (trials < TRIALS) setTimeout(tryOut);
    else putProgram(model, { run, milliseconds: best }, signal);
  };
  setTimeout(tryOut);
  return { update() {}, paint() {} };
}

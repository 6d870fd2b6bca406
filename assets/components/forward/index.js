/** Shows nothing: takes the network in use and makes it ready to be computed while somebody draws. */

import { createProgram } from "../common/program.js";
import { putProgram } from "../common/programs.js";

/** @import { Context } from "scenes/forward" */

/** Of a program that has just arrived, the first runs are slow: the browser translates it as it goes. */
const TRIALS = 8;

/** @param {Context} viewContext @returns {View} */
export default function createForward({ scene, signal }) {
  const { model, instructions, pixels } = scene.meta;
  const run = createProgram(instructions, scene.arrays);
  // No pixel is 0, which would be quicker.
  const image = Float32Array.from({ length: pixels }, (_, place) => 0.25 + (place % 7) / 10);
  let best = Infinity;
  let trials = 0;
  // One at a time, so that the page answers meanwhile.
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

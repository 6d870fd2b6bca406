/** The source of the shown numbers: Keras, or the browser while a visitor draws and until Keras answers. */

import { prepare } from "../common/drawing.js";
import { format, formatPercent } from "../common/numbers.js";
import { followPen, isReadable } from "../common/pen.js";
import { programOf, watchPrograms } from "../common/programs.js";
import { differenceOf, mapsOf, stripOf } from "./maps.js";

/** @import { Sheet } from "../common/drawing.js" */
/** @import { Answer } from "./answer.js" */
/** @import { Context, Payload, Strip } from "scenes/live" */

/** @typedef {{strips: Strip[], arrays: Record<string, Packed>, answer: Answer}} Shown */

/** @param {Context} viewContext @param {() => void} changed called when the shown numbers change */
export function createFollowing(viewContext, changed) {
  let followed = /** @type {Shown | null} */ (null);
  let [down, frames] = [false, 0];
  let difference = /** @type {number | null} */ (null);
  const program = () => programOf(viewContext.scene.meta.following?.model ?? "");

  const follow = (/** @type {Sheet} */ sheet) => {
    const { following, strips } = viewContext.scene.meta;
    const { run } = program();
    if (following === null || run === null) return;
    const image = prepare(sheet, following.steps);
    if (image === null) return;
    const started = performance.now();
    const outputs = run(image);
    const milliseconds = performance.now() - started;
    const arrays = Object.fromEntries(strips.map((strip) => [strip.stage, mapsOf(outputs.get(strip.stage), strip)]));
    const probabilities = [...outputs.values()].at(-1) ?? [];
    followed = { strips: strips.map((strip) => stripOf(strip, outputs.get(strip.stage))), arrays,
      answer: { probabilities, prediction: largestOf(probabilities), milliseconds, isFar: false } };
    down = true;
    frames += 1;
    changed();
  };
  const lift = () => {
    down = false;
    changed();
  };
  followPen((sheet) => (sheet === null ? lift() : follow(sheet)), viewContext.signal);
  const compare = () => {
    const { meta, arrays } = viewContext.scene;
    const { run } = program();
    difference = run === null || arrays.input === undefined ? null
      : differenceOf(run(new Float32Array(arrays.input.values)), meta.strips, arrays.probabilities.values);
  };
  watchPrograms(() => {
    compare();
    changed();
  }, viewContext.signal);

  return {
    /** Call it after Keras's answer: its numbers replace the browser's, unless the next stroke has begun. */
    hear() {
      if (down) return;
      followed = null;
      compare();
    },
    /** @returns {Shown} */
    current: () => followed ?? answered(viewContext.scene),
    isFollowing: () => followed !== null,
    frames: () => frames,
    /** Text: whether Keras or the browser computed the numbers, or why the browser does not answer during drawing. */
    note() {
      const { following, text } = viewContext.scene.meta;
      if (following === null) return text.too_large;
      if (!isReadable()) return text.unreadable;
      if (program().slow) return text.slow;
      if (followed !== null) return text.by_browser;
      return difference === null ? "" : format(text.by_keras, { difference: atMost(difference) });
    },
  };
}

/** Keras's numbers. @param {Payload} scene @returns {Shown} */
function answered({ meta, arrays }) {
  const probabilities = arrays.probabilities?.values ?? null;
  const { strips, prediction, milliseconds, is_far: isFar } = meta;
  return { strips, arrays, answer: { probabilities, prediction, milliseconds, isFar } };
}

/** The index of the largest value, the first of equal ones. @param {ArrayLike<number>} values */
function largestOf(values) {
  const all = Array.from(values);
  return all.indexOf(Math.max(...all));
}

/** About the relative precision of float32. */
const LEAST = 1e-7;

/** Formats a share as a percentage, rounded up to one significant digit. @param {number} share */
export function atMost(share) {
  if (share === 0) return formatPercent(0, 0);
  const percent = 100 * Math.max(share, LEAST);
  const decimals = Math.max(0, Math.ceil(-Math.log10(percent)));
  return formatPercent(Math.ceil(percent * 10 ** decimals) / 10 ** (decimals + 2), decimals);
}

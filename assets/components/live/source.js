/** What is shown: what Keras has sent, or, while somebody draws and until Keras answers, what the browser computes. */

import { prepare } from "../common/drawing.js";
import { format, formatPercent } from "../common/numbers.js";
import { followPen, isReadable } from "../common/pen.js";
import { programOf, watchPrograms } from "../common/programs.js";
import { differenceOf, mapsOf, stripOf } from "./maps.js";

/** @import { Sheet } from "../common/drawing.js" */
/** @import { Answer } from "./answer.js" */
/** @import { Context, Payload, Strip } from "scenes/live" */

/** @typedef {{strips: Strip[], arrays: Record<string, Packed>, answer: Answer}} Shown */

/** @param {Context} viewContext @param {() => void} changed called when something else is to be shown */
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
    /** Keras has answered: its numbers replace the browser's, unless the next stroke has begun. */
    hear() {
      if (down) return;
      followed = null;
      compare();
    },
    /** @returns {Shown} */
    current: () => followed ?? answered(viewContext.scene),
    isFollowing: () => followed !== null,
    frames: () => frames,
    /** Whose numbers are shown, or why the browser does not answer while somebody draws. */
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

/** What Keras has sent. @param {Payload} scene @returns {Shown} */
function answered({ meta, arrays }) {
  const probabilities = arrays.probabilities?.values ?? null;
  const { strips, prediction, milliseconds, is_far: isFar } = meta;
  return { strips, arrays, answer: { probabilities, prediction, milliseconds, isFar } };
}

/** The place of the largest, the first among equals. @param {ArrayLike<number>} values */
function largestOf(values) {
  const all = Array.from(values);
  return all.indexOf(Math.max(...all));
}

/** float32 tells no less of the range apart than about this. */
const LEAST = 1e-7;

/** A share as a percentage that is not less, with one digit that is not 0. @param {number} share */
export function atMost(share) {
  if (share === 0) return formatPercent(0, 0);
  const percent = 100 * Math.max(share, LEAST);
  const decimals = Math.max(0, Math.ceil(-Math.log10(percent)));
  return formatPercent(Math.ceil(percent * 10 ** decimals) / 10 ** (decimals + 2), decimals);
}

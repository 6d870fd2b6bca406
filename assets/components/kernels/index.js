/** The first convolution's kernels and the answer to one image during training. */

import { element } from "../common/dom.js";
import { createWatchedAnswer } from "./answer.js";
import { createKernelSheet } from "./sheet.js";

/** @import { Context } from "scenes/kernels" */

/** @param {Context} viewContext @returns {View} */
export default function createLearning(viewContext) {
  const { host, signal } = viewContext;
  const { meta } = viewContext.scene;
  const sheet = meta.kernels === null ? null : createKernelSheet(meta.text, meta.kernels, paint, signal);
  const answer = meta.watched === null ? null : createWatchedAnswer(meta.text, meta.watched);
  const parts = [sheet, answer].filter((part) => part !== null);
  host.append(element("div", { class: "learning", lang: meta.language }, ...parts.map((part) => part.element)));

  /** Draws only when new data arrive, without transitions. */
  function paint() {
    const { scene, palette, width } = viewContext;
    const { kernels, start = null } = scene.arrays;
    if (kernels !== undefined) sheet?.paint({ now: kernels, start }, scene.meta, palette, Math.min(width, 300));
    answer?.paint(scene, palette);
  }
  return { update: () => {}, paint };
}

/** Dropout: sets random values to 0 while training, and does nothing during inference. */

import { createBand } from "../common/band.js";
import { PHONE_WIDTH, element, setText } from "../common/dom.js";
import { MAP_MARGIN } from "../common/heatmap.js";
import { createLegend } from "../common/legend.js";
import { createMapSheet } from "../common/mapsheet.js";
import { format, formatCount, formatNumber } from "../common/numbers.js";

/** @import { Context, Payload } from "scenes/dropout" */

/** @param {Context} viewContext @returns {View} */
export default function createDropout(viewContext) {
  const { host, signal, scene } = viewContext;
  const { text, rate } = scene.meta;
  const pictures = [createDropoutPicture(scene), createDropoutPicture(scene)];
  [text.answering, text.training].forEach((name, place) => pictures[place].element.setAttribute("aria-label", name));
  const again = element("button", { type: "button", class: "again" }, text.again);
  const summary = element("div", { class: "muted", "aria-live": "polite" });
  const legend = createLegend();
  const side = (/** @type {string} */ title, /** @type {string} */ hint, /** @type {Node[]} */ ...content) =>
    element("section", {}, element("div", { class: "section-head" }, element("h2", {}, title)),
      element("p", { class: "muted" }, hint), ...content);
  const words = { percent: Number((rate * 100).toPrecision(3)), factor: formatNumber(1 / (1 - rate), 2) };
  host.append(element("div", { class: "dropout" },
    side(text.answering, text.answering_hint, pictures[0].element, legend.element),
    side(text.training, format(text.training_hint, words), pictures[1].element,
      element("div", { class: "drawn" }, again, summary))));
  let seed = 1;
  again.addEventListener("click", () => {
    seed += 1;
    paint();
  }, { signal });

  function paint() {
    const { scene: { arrays, meta }, palette, width } = viewContext;
    const { values } = arrays.values;
    const { thinned, dropped } = thinOut(values, meta.rate, seed);
    const room = width < PHONE_WIDTH ? width : (width - 48) / 2;
    const scale = { ...meta.scale, limit: meta.scale.limit / (1 - meta.rate) };
    pictures[0].configure(values, scale, palette, room);
    pictures[1].configure(thinned, scale, palette, room);
    legend.update(palette, scale);
    setText(summary, format(text.dropped, { dropped: formatCount(dropped), count: formatCount(values.length) }));
  }
  return { update: () => {}, paint };
}

/** A sheet of maps, or a band for a row of numbers. */
function createDropoutPicture(/** @type {Payload} */ { arrays: { values: { shape } } }) {
  if (shape.length === 3) {
    const sheet = createMapSheet();
    return {
      element: sheet.canvas,
      /** @param {ArrayLike<number>} values @param {Scale} scale @param {Palette} palette @param {number} width */
      configure(values, scale, palette, width) {
        sheet.configure({ values, shape, scale, palette, width, height: 300,
          captions: Array.from({ length: shape[2] }, (_, map) => String(map)), captionWidth: 24 });
        sheet.draw(null);
      },
    };
  }
  const band = createBand();
  return {
    element: band.canvas,
    /** @param {ArrayLike<number>} values @param {Scale} scale @param {Palette} palette @param {number} width */
    configure(values, scale, palette, width) {
      const perLine = Math.min(shape[0], width < 400 ? 16 : 32);
      band.configure({ values, perLine, width: width - 2 * MAP_MARGIN, height: 28, scale, palette, group: 1 });
      band.draw(null);
    },
  };
}

/**
 * The layer's effect while training: each value is set to 0 with probability `rate`, and the others are scaled by
 * 1 / (1 - rate), so that the expected mean stays the same.
 * @param {ArrayLike<number>} values @param {number} rate @param {number} seed
 */
export function thinOut(values, rate, seed) {
  let state = seed * 2654435761;
  let dropped = 0;
  const thinned = Float32Array.from(values, (value) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0;
    if (mixed / 4294967296 >= rate) return value / (1 - rate);
    dropped += 1;
    return 0;
  });
  return { thinned, dropped };
}

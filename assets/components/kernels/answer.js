import { createClasses } from "../common/classes.js";
import { build, setAttributes, setText } from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { format, formatProbability } from "../common/numbers.js";
import { PIXELS } from "../common/palette.js";

/** @import { Payload, Watched } from "scenes/kernels" */

/** The network's answer to one image during training. @param {Texts} text @param {Watched} watched */
export function createWatchedAnswer(text, watched) {
  const map = createMap("watched-image");
  const classes = createClasses();
  const { root, digit, probability, verdict } = build(["section.watched", {},
    ["div.section-head", {}, ["h2", {}, text.watched], ["span.muted.number", {}, watched.name]],
    ["div.watched-row", {},
      map.canvas,
      ["div.watched-answer", { "aria-live": "polite" },
        ["span.watched-digit", { ref: "digit" }],
        ["div.watched-words", {},
          ["span.number", { ref: "probability" }], ["span.watched-verdict", { ref: "verdict" }]]]],
    classes.element]);

  function paint(/** @type {Payload} */ { arrays }, /** @type {Palette} */ palette) {
    const { pixels } = arrays;
    if (pixels === undefined) return;
    const [rows, columns] = pixels.shape;
    map.configure({ values: pixels.values, rows, columns, scale: PIXELS, palette, cell: 2.5 });
    map.draw();
    setAttributes(map.canvas, { "aria-label": watched.name });
    const values = arrays.probabilities?.values ?? null;
    const known = values !== null && values.every(Number.isFinite);
    const best = known ? values.indexOf(Math.max(...values)) : -1;
    setText(digit, known ? String(best) : "–");
    setText(probability, known ? formatProbability(values[best]) : "");
    const isRight = best === watched.label;
    verdict.className = `watched-verdict ${known && watched.label !== null && isRight ? "right" : ""}`;
    setText(verdict, !known ? text.unknown : watched.label === null ? ""
      : format(isRight ? text.right : text.wrong, { label: watched.label }));
    classes.update(known ? values : null);
  }
  return { element: root, paint };
}

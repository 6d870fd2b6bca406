import { build, setText } from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { format, formatNumber, formatProbability } from "../common/numbers.js";
import { createNumberGrid } from "../common/numbergrid.js";
import { PIXELS } from "../common/palette.js";

/** @import { Payload } from "scenes/play" */

const MAP_ROOM = 116;
const PHONE_ROOM = 96;

/** What the network makes of the watched image after one step: the answer, the kernel, the map and its gradient. */
export function createNow(/** @type {Texts} */ text) {
  const [image, map, gradient] = ["pixels", "map", "gradient"].map(() => createMap());
  const kernel = createNumberGrid("");
  const rows = Array.from({ length: 10 }, (_, digit) => build(["div.answer-row", {},
    ["span", {}, String(digit)], ["span.answer-track", {}, ["span", { ref: "bar" }]],
    ["span.number", { ref: "share" }]]));
  const { root, title, maps, stage, kernelTitle, mapTitle, gradientTitle, size } = build(["section.now", {},
    ["h2", { ref: "title" }],
    ["div.now-row", {}, image.canvas, ["div.answers", {}, ...rows.map((row) => row.root)]],
    ["div.now-row", { ref: "maps" },
      ["div", {}, ["h3", { ref: "kernelTitle" }], kernel.element, ["span.muted", { ref: "stage" }]],
      ["div", {}, ["h3", { ref: "mapTitle" }], map.canvas],
      ["div", {}, ["h3", { ref: "gradientTitle", "data-terms": true }, text.gradient], gradient.canvas,
        ["span.muted", { ref: "size" }]]]]);
  let room = MAP_ROOM;

  /** @param {Payload} scene @param {Palette} palette @param {boolean} isPhone */
  function paint({ meta, arrays }, palette, isPhone) {
    room = isPhone ? PHONE_ROOM : MAP_ROOM;
    setText(title, format(text.answer, { label: meta.label }));
    const [rowCount, columns] = arrays.image.shape;
    image.configure({ values: arrays.image.values, rows: rowCount, columns, scale: PIXELS, palette,
      cell: room / rowCount });
    image.draw();
    image.canvas.setAttribute("aria-label", format(text.answer, { label: meta.label }));
    maps.hidden = meta.watched === null;
    if (meta.watched === null) return;
    setText(kernelTitle, meta.watched.kernel);
    setText(mapTitle, meta.watched.map);
    setText(stage, meta.watched.stage);
    setText(gradientTitle, text.gradient);
  }

  /** @param {Payload} scene @param {number} place how many steps @param {Palette} palette */
  function draw({ meta, arrays }, place, palette) {
    const answers = at(arrays.probabilities, place);
    const best = answers.indexOf(Math.max(...answers));
    rows.forEach((row, digit) => {
      row.bar.style.width = `${100 * answers[digit]}%`;
      setText(row.share, digit === meta.label || digit === best ? formatProbability(answers[digit]) : "");
      row.root.classList.toggle("labelled", digit === meta.label);
      row.root.classList.toggle("best", digit === best);
    });
    const { watched } = meta;
    if (watched === null || !arrays.kernels || !arrays.maps || !arrays.gradients) return;
    const values = at(arrays.kernels, place);
    const perRow = arrays.kernels.shape[2];
    const cell = Math.min(40, (room + 4) / perRow);
    kernel.arrange(values.length, perRow, cell, Math.min(cell, 36));
    kernel.update(values, values, watched.kernel_scale, palette, { decimals: 2 });
    paintMap(map, arrays.maps, place, watched.map_scale, palette);
    paintMap(gradient, arrays.gradients, place, watched.gradient_scale, palette);
    const total = formatNumber(watched.gradient_sizes[place], 3);
    setText(size, format(text.gradient_size, { size: total }));
    map.canvas.setAttribute("aria-label", format(text.map_label, { name: watched.map, step: place }));
    gradient.canvas.setAttribute("aria-label", format(text.gradient_label, { size: total, step: place }));
  }

  function paintMap(/** @type {ReturnType<typeof createMap>} */ picture, /** @type {Packed} */ packed,
      /** @type {number} */ place, /** @type {Scale} */ scale, /** @type {Palette} */ palette) {
    const [, height, width] = packed.shape;
    picture.configure({ values: at(packed, place), rows: height, columns: width, scale, palette,
      cell: room / Math.max(height, width) });
    picture.draw();
  }
  return { element: root, paint, draw };
}

/** What an array has after so many steps. @param {Packed} packed @param {number} place */
export function at({ values, shape }, place) {
  const size = shape.slice(1).reduce((product, length) => product * length, 1);
  return values.subarray(place * size, (place + 1) * size);
}

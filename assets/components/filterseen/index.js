/** Strongest activations of a filter: patches of test images with links to the walkthrough, and mean maps per digit. */

import { paintCells, snappedEdges } from "../common/cells.js";
import { build, context2d, element, fitCanvas, muted, sectionHead, setAttributes } from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { createLegend } from "../common/legend.js";
import { formatNumber, signClass } from "../common/numbers.js";
import { PIXELS } from "../common/palette.js";
import { mapOf } from "../common/payload.js";

/** @import { Context, Digit, Seen } from "scenes/filterseen" */

const SIDE = 28;
/** Largest sides of images and maps, in CSS pixels. */
const [IMAGE, MAP] = [104, 72];
/** Below this width, the patches scroll sideways. From `ONE_ROW` on, the digits are in one row, else in two. */
const STRIP = 700;
const ONE_ROW = 900;
const WHITE = { ...PIXELS, limit: 255 };

/** @param {Context} viewContext @returns {View} */
export default function createSeen(viewContext) {
  const { host } = viewContext;
  const digits = element("ol", { class: "digits" });
  const legend = createLegend();
  const digitsNote = muted();
  const { text } = viewContext.scene.meta;
  const { root, note, patches } = build(["section.exciting", {},
    ["div.section-head", {}, ["h2", {}, text.patches], ["span.muted", { ref: "note" }]],
    ["ol.patches", { ref: "patches" }]]);
  host.append(root, element("section", {}, sectionHead(text.digits, digitsNote), digits, legend.element));
  /** @type {((image: number, map: number) => void)[]} */
  let painters = [];

  function update() {
    const { meta, arrays } = viewContext.scene;
    note.textContent = meta.note;
    digitsNote.textContent = meta.classes_note;
    painters = [];
    patches.replaceChildren(...meta.patches.map((seen, place) => patchItem(seen, mapOf(arrays.images, place))));
    const most = Math.max(...meta.digits.map(({ mean }) => Math.abs(mean))) || 1;
    digits.replaceChildren(...meta.digits.map((digit, index) => {
      const map = createMap();
      map.canvas.setAttribute("aria-hidden", "true");
      const [, rows, columns] = arrays.maps.shape;
      painters.push((_, side) => {
        map.configure({ values: mapOf(viewContext.scene.arrays.maps, index), rows, columns,
          scale: viewContext.scene.meta.scale, palette: viewContext.palette, cell: side / rows });
        map.draw();
      });
      return digitItem(digit, index, most, map.canvas, text.off);
    }));
  }

  function patchItem(/** @type {Seen} */ seen, /** @type {ArrayLike<number>} */ pixels) {
    const [image, close] = [createMap(), element("canvas", { class: "close", "aria-hidden": "true" })];
    image.canvas.setAttribute("aria-hidden", "true");
    painters.push((side) => {
      const { palette } = viewContext;
      image.configure({ values: pixels, rows: SIDE, columns: SIDE, scale: WHITE, palette, cell: side / SIDE });
      image.draw({ windows: [{ row: seen.top, column: seen.left, height: seen.height, width: seen.width }] });
      paintClose(close, seen, pixels, side / 2, palette);
    });
    const link = element("a", { class: "within patch", href: seen.address, title: seen.spoken,
      "aria-label": seen.spoken }, image.canvas,
    element("span", { class: "patch-line" }, close, element("span", { class: "patch-words" },
      element("strong", { class: "number" }, formatNumber(seen.value)), muted(seen.label))));
    return element("li", {}, link);
  }

  function paint() {
    const { width } = viewContext;
    // Nine images with gaps of 10 and a frame of 4 around each; ten maps with gaps of 12 and a bar of 16 beside each.
    const image = width < STRIP ? IMAGE : Math.min(IMAGE, Math.floor((width - 64) / 9 - 8));
    const map = width < ONE_ROW ? MAP : Math.min(MAP, Math.floor((width - 108) / 10 - 16));
    patches.style.setProperty("--side", `${image}px`);
    digits.style.setProperty("--side", `${map + 16}px`);
    for (const painter of painters) painter(image, map);
    // A strip that scrolls must be reachable by keyboard; the patches already are, as links.
    const moves = digits.scrollWidth > digits.clientWidth;
    setAttributes(digits, { tabindex: moves ? 0 : null, "aria-label": moves ? text.digits : null });
    legend.update(viewContext.palette, viewContext.scene.meta.scale);
  }
  return { update, paint };
}

/** @param {number} most the largest mean of any digit */
function digitItem(/** @type {Digit} */ digit, /** @type {number} */ index, most, /** @type {HTMLCanvasElement} */ map,
    /** @type {string} */ off) {
  const bar = element("span", { class: `share ${signClass(digit.mean)}` });
  bar.style.height = `${(100 * Math.abs(digit.mean)) / most}%`;
  return element("li", { class: "digit" },
    element("div", { class: "digit-picture" }, map, element("span", { class: "gauge", "aria-hidden": "true" }, bar)),
    element("div", { class: "digit-line" }, element("strong", {}, String(index)),
      element("span", { class: "number" }, formatNumber(digit.mean))),
    ...(digit.words ? [element("div", { class: "digit-line" }, muted(off),
      element("span", { class: `number ${signClass(digit.change) || "muted"}` }, digit.words))] : []));
}

function paintClose(/** @type {HTMLCanvasElement} */ canvas, /** @type {Seen} */ seen,
    /** @type {ArrayLike<number>} */ pixels, /** @type {number} */ side, /** @type {Palette} */ palette) {
  const cell = side / Math.max(seen.width, seen.height);
  const ratio = fitCanvas(canvas, cell * seen.width, cell * seen.height);
  const values = Array.from({ length: seen.height * seen.width }, (_, index) =>
    pixels[(seen.top + Math.floor(index / seen.width)) * SIDE + seen.left + (index % seen.width)]);
  const [xEdges, yEdges] = [seen.width, seen.height].map((count) => snappedEdges(count, cell, ratio));
  paintCells(context2d(canvas), values, xEdges, yEdges, WHITE, palette);
}

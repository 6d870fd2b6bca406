import { element, setAttributes } from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { format, formatCount } from "../common/numbers.js";
import { mapOf } from "../common/payload.js";
import { createSheet } from "../common/sheet.js";

/** @import { DataPicture, ImagePicture } from "scenes/article" */

const SIDE = 28;
const PIXELS = { kind: /** @type {const} */ ("pixels"), limit: 255 };
const UNIT = { kind: /** @type {const} */ ("pixels"), limit: 1 };
const SHOWN_PIXELS = 8;

/** @param {string} name @param {...(Node | string)} parts */
const figure = (name, ...parts) => element("figure", { class: `article-figure ${name}` }, ...parts);

/** @param {Texts} text @param {DataPicture} picture @param {Record<string, Packed>} arrays */
export function createDigits(text, picture, arrays) {
  const digits = arrays[picture.array];
  const sheet = createSheet();
  const caption = format(text.first_images, { count: picture.labels.length, total: formatCount(picture.count) });
  setAttributes(sheet.canvas, { "aria-label": `${caption}: ${picture.labels.join(", ")}` });
  const labels = element("div", { class: "article-labels number", "aria-hidden": "true" },
    ...picture.labels.map((label) => element("b", {}, String(label))));
  const root = figure("digits", element("figcaption", { class: "muted" }, caption), sheet.canvas, labels);

  function paint(/** @type {Palette} */ palette, /** @type {number} */ width) {
    const pitch = Math.min(52, (width + 4) / picture.labels.length);
    sheet.paint({ values: digits.values, count: picture.labels.length, rows: SIDE, columns: SIDE, palette,
      scaleOf: () => PIXELS, perRow: picture.labels.length, pitchX: pitch, pitchY: pitch, gap: 4 });
    labels.style.gridTemplateColumns = `repeat(${picture.labels.length}, ${pitch}px)`;
  }
  return { element: root, paint };
}

/**
 * The added channel axis: the same image with three sizes and with four, beside the channels of a colour image.
 * @param {Texts} text @param {DataPicture} picture @param {Record<string, Packed>} arrays
 */
export function createAxes(text, picture, arrays) {
  const maps = [createMap(), createMap()];
  const sizes = [[text.axis_images, formatCount(picture.count)], [text.axis_rows, "28"], [text.axis_columns, "28"]];
  const both = [sizes, [...sizes, [text.axis_channels, "1"]]];
  const captions = both.map((axes) => element("dl", { class: "article-axes number" },
    ...axes.map(([name, size], place) => element("div", { class: place === 3 ? "added" : "" },
      element("dd", {}, size), element("dt", {}, name)))));
  const stacks = maps.map((map, place) => {
    setAttributes(map.canvas, { "aria-label": place === 0 ? text.before : text.after });
    return element("div", { class: "article-stacked" }, map.canvas);
  });
  const colour = element("div", { class: "article-channels" },
    element("span", { class: "gray" }), element("small", {}, text.gray),
    ...["red", "green", "blue"].map((name) => element("span", { class: name })), element("small", {}, text.colour));
  const root = figure("axes", element("div", { class: "article-side" }, stacks[0], captions[0]),
    element("span", { class: "article-arrow", "aria-hidden": "true" }, "→"),
    element("div", { class: "article-side" }, stacks[1], captions[1]), colour);

  function paint(/** @type {Palette} */ palette) {
    for (const map of maps) {
      const values = mapOf(arrays[picture.array], 0);
      map.configure({ values, rows: SIDE, columns: SIDE, scale: PIXELS, palette, cell: 3 });
      map.draw();
    }
  }
  return { element: root, paint };
}

/** @param {Texts} text @param {DataPicture} picture @param {Record<string, Packed>} arrays */
export function createScaling(text, picture, arrays) {
  const values = mapOf(arrays[picture.array], 0);
  const { row, column } = busiestPlace(values);
  const shown = Array.from({ length: SHOWN_PIXELS }, (_, step) => values[row * SIDE + column + step]);
  const map = createMap();
  setAttributes(map.canvas, { "aria-label": format(text.pixel_row, { row }) });
  const cells = shown.map((value) => element("span", { style: `background: rgb(${value} ${value} ${value})` }));
  const line = (/** @type {string[]} */ words) => words.map((word) => element("span", { class: "number" }, word));
  const table = element("div", { class: "article-scaling" }, ...cells, ...line(shown.map(String)),
    element("b", { class: "article-divided" }, text.divided), ...line(shown.map((value) => (value / 255).toFixed(3))));
  const root = figure("scaling", map.canvas, element("div", {},
    element("figcaption", { class: "muted" }, format(text.pixel_row, { row })), table));

  function paint(/** @type {Palette} */ palette) {
    map.configure({ values, rows: SIDE, columns: SIDE, scale: PIXELS, palette, cell: 4 });
    map.draw({ windows: [{ row, column, height: 1, width: SHOWN_PIXELS }] });
  }
  return { element: root, paint };
}

/** The place in a row with the most distinct values side by side. @param {ArrayLike<number>} values */
function busiestPlace(values) {
  let best = { row: 0, column: 0, count: -1 };
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column + SHOWN_PIXELS <= SIDE; column += 1) {
      const part = Array.from({ length: SHOWN_PIXELS }, (_, step) => values[row * SIDE + column + step]);
      const count = new Set(part).size;
      if (count > best.count) best = { row, column, count };
    }
  }
  return best;
}

/** @param {Texts} text @param {DataPicture} picture @param {Record<string, Packed>} arrays */
export function createOneHot(text, picture, arrays) {
  const sheet = createSheet();
  const count = 5;
  const rows = picture.labels.slice(0, count).map((label) => element("tr", {},
    element("td", { class: "one-hot-image" }), element("th", { scope: "row" }, String(label)),
    ...Array.from({ length: 10 }, (_, place) => element("td", { class: place === label ? "hot" : "" },
      place === label ? "1" : "0"))));
  const head = element("tr", {}, element("td"), element("th", { scope: "col" }, text.label),
    ...Array.from({ length: 10 }, (_, place) => element("th", { scope: "col", class: "muted" }, String(place))));
  const root = figure("one-hot", sheet.canvas, element("table", { class: "number" },
    element("thead", {}, head), element("tbody", {}, ...rows)));
  setAttributes(sheet.canvas, { "aria-hidden": "true" });

  function paint(/** @type {Palette} */ palette) {
    sheet.paint({ values: arrays[picture.array].values, count, rows: SIDE, columns: SIDE, palette,
      scaleOf: () => PIXELS, perRow: 1, pitchX: 32, pitchY: 32, gap: 4 });
  }
  return { element: root, paint };
}

/** @param {Texts} text @param {ImagePicture} picture @param {Record<string, Packed>} arrays */
export function createImage(text, picture, arrays) {
  const map = createMap();
  setAttributes(map.canvas, { "aria-label": text.image });
  const root = figure("image", element("div", { class: "article-sized" }, map.canvas,
    element("span", { class: "number" }, format(text.rows_of, { size: SIDE })),
    element("span", { class: "number" }, format(text.columns_of, { size: SIDE }))),
  element("span", { class: "muted" }, format(text.channels_of, { size: 1 })));

  function paint(/** @type {Palette} */ palette) {
    const values = mapOf(arrays[picture.array], 0);
    map.configure({ values, rows: SIDE, columns: SIDE, scale: UNIT, palette, cell: 5 });
    map.draw();
  }
  return { element: root, paint };
}

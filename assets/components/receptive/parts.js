import { createAxes } from "../common/axes.js";
import { build, element, muted, setAttributes, setText } from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { format, formatCount } from "../common/numbers.js";

/** @import { ExtentOf } from "./area.js" */
/** @import { Context, Meta } from "scenes/receptive" */

/** Width of image and map in CSS pixels: the same, so that a cell of a deep map is seen to be a coarser thing. */
export const FIELD_WIDTH = { desktop: 168, phone: 140 };

/** The elements of the panel, without sizes. @param {Context} viewContext */
export function receptiveParts({ scene }) {
  const { meta, arrays } = scene;
  const { text } = meta;
  const [rows, columns] = arrays.image.shape;
  const image = createMap("pickable");
  const map = meta.kind === "cell" || meta.kind === "place" ? createMap("pickable") : null;
  const mapName = element("h3");
  const axes = { image: createAxes(image), map: map === null ? null : createAxes(map) };
  const surface = (/** @type {HTMLElement} */ shown, /** @type {string} */ keys) =>
    element("div", { class: "surface", tabindex: 0, role: "group", "aria-label": keys }, shown);
  const imageSurface = surface(axes.image.element, text.image_keys);
  const mapSurface = axes.map === null ? null : surface(axes.map.element, text.map_keys);
  // What they show is said by the groups around them and by the sentence beside them.
  for (const shown of [image, map]) if (shown) setAttributes(shown.canvas, { role: null, "aria-hidden": "true" });
  const side = (/** @type {Node} */ head, /** @type {Node} */ body) => element("figure", { class: "field-side" }, head,
    body);
  const { root: words, about, amount, sentence, note, hatched, hint } = build(["div.field-words", {},
    ["div.muted.about", { ref: "about" }], ["strong.amount.focus", { ref: "amount" }],
    ["div.sentence", { ref: "sentence" }], ["div.muted.field-note", { ref: "note", "data-terms": true }],
    ["div.muted.hatched", { ref: "hatched", "data-terms": true }], ["div.muted.field-hint", { ref: "hint" }]]);
  const { root, status } = build(["section.receptive", {},
    ["div.section-head", {}, ["h2", {}, text.title], ["span.muted", { "data-terms": true }, text.why]],
    ["div.receptive-row", {},
      side(element("h3", {}, format(text.image, { rows, columns })), imageSurface),
      ...(mapSurface === null ? [] : [side(mapName, mapSurface)]), words],
    growthOf(meta), ["div.visually-hidden", { ref: "status", "aria-live": "polite" }]]);
  setText(hatched, hatchedWords(meta));
  return { root, axes, image, map, mapName, imageSurface, mapSurface, about, amount, sentence, note, hint, status };
}

/** How the fields grow from stage to stage, the present one marked. */
function growthOf(/** @type {Meta} */ meta) {
  const steps = meta.growth.map((step) =>
    element("li", { "aria-current": step.current ? "step" : null },
      muted(step.label), element("b", {}, `${step.size}×${step.size}`)));
  return element("div", { class: "growth" }, muted(meta.text.growth), element("ol", {}, ...steps));
}

/** What the slanted lines mean; nothing where there are none. */
function hatchedWords(/** @type {Meta} */ meta) {
  if (meta.unseen === 0) return "";
  if (meta.cut_off === 0) return format(meta.text.hatched, { count: formatCount(meta.unseen) });
  return format(meta.cut_off === 1 ? meta.text.hatched_line : meta.text.hatched_lines, { count: meta.cut_off });
}

/** What stands in for the rest of a field at an edge, by `Lack` in `explainer/receptive.py`. */
const CUTS = ["", "cut_off", "cut_off_unread"];

/** @typedef {{about: string, amount: string, sentence: string, note: string}} FieldWords */

/** @param {ExtentOf} extent of its field @returns {FieldWords} */
export function wordsOfCell(/** @type {Meta} */ meta, /** @type {Cell & {filter: number}} */ cell, extent) {
  const { text, kind } = meta;
  if (extent === null) return { about: "", amount: "", sentence: "", note: "" };
  const values = { ...cell, ...extent, count: formatCount(extent.count) };
  const cut = CUTS[kind === "unit" ? 0 : Math.max(meta.lacks.rows[cell.row], meta.lacks.columns[cell.column])];
  const shape = extent.count === 1 ? "single" : extent.full ? "full" : "holes";
  return {
    about: format(text[`sees_${kind === "unit" ? meta.named : kind}`], values),
    amount: format({ single: text.one_pixel, full: text.size, holes: text.size_with_holes }[shape], values),
    sentence: kind === "pixel" ? text.itself
      : format({ single: text.at, full: text.range, holes: text.range_with_holes }[shape], values),
    note: cut ? format(text[cut], { size: sizeFarFromEdges(meta) }) : kind === "unit"
      ? format(text[`all_alike_${meta.named}`] ?? text.all_alike, { count: formatCount(meta.numbers) }) : "",
  };
}

/** @param {Meta} meta @returns {string} "10×10 pixels", or how many they are where windows jump over some */
function sizeFarFromEdges({ text, full_size: size, full_count: count }) {
  return count === size * size ? format(text.size, { height: size, width: size })
    : format(text.size_with_holes, { count: formatCount(count) });
}

/**
 * @param {ExtentOf} extent of the cells it reaches @param {number} all number of cells of a map @returns {FieldWords}
 */
export function wordsOfPixel(/** @type {Meta} */ meta, /** @type {Cell} */ pixel, extent, all) {
  const { text, kind, channels } = meta;
  const about = format(text.pixel, pixel);
  if (kind === "unit") {
    const sentence = text[`${extent === null ? "no" : "every"}_${meta.named}`];
    return { about, amount: format(sentence, { count: formatCount(meta.numbers) }), sentence: "", note: "" };
  }
  if (extent === null) return { about, amount: text.no_cell, sentence: "", note: "" };
  const values = { ...extent, channels, count: formatCount(extent.count), all: formatCount(all),
    numbers: formatCount(extent.count * channels) };
  const single = extent.count === 1;
  return {
    about,
    amount: format(single ? text.one_cell : text.cells, values),
    sentence: format(single ? text.cell_at : text.cell_range, values),
    note: kind === "place" && channels > 1 ? format(text.places, values) : "",
  };
}

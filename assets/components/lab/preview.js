/** The output for the image in use, shown while the lab's input is a grid. */

import { element, setAttributes, setText } from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { format } from "../common/numbers.js";
import { largest } from "../common/palette.js";
import { geometryOf } from "../common/sliding.js";
import { IMAGE, slideOf } from "./state.js";

/** @import { Bench } from "./state.js" */
/** @import { Context } from "scenes/lab" */

/** Height and width of each map in CSS pixels. */
const PREVIEW = 84;

/** A heading with a note beside it. @param {string} title */
export function labHead(title) {
  const note = element("span", { class: "muted" });
  const heading = element("h2", {}, title);
  return { note, heading, element: element("div", { class: "section-head" }, heading, note) };
}

export function previewParts() {
  const [before, after] = [createMap(), createMap()];
  const head = labHead("");
  const root = element("div", { class: "preview" }, head.element,
    element("div", { class: "preview-maps" }, before.canvas, after.canvas));
  return { before, after, head, element: root };
}

export function paintPreview(/** @type {ReturnType<typeof previewParts>} */ parts, /** @type {Bench} */ bench,
    /** @type {Context} */ { palette, scene: { meta } }, /** @type {Texts} */ text) {
  const geometry = geometryOf({ ...slideOf(bench.setting), size: IMAGE });
  parts.element.hidden = bench.setting.size === IMAGE || geometry.problem !== null;
  if (parts.element.hidden) return;
  const { places } = geometry;
  const values = bench.outputOf(bench.image, geometry);
  const pixels = /** @type {Scale} */ ({ kind: "pixels", limit: 1 });
  const scale = bench.isPooling ? pixels : /** @type {Scale} */ ({ kind: "diverging", limit: largest(values) || 1 });
  parts.before.configure({ values: bench.image, rows: IMAGE, columns: IMAGE, scale: pixels, palette,
    cell: PREVIEW / IMAGE });
  parts.after.configure({ values, rows: places, columns: places, scale, palette, cell: PREVIEW / places });
  parts.before.draw();
  parts.after.draw();
  setText(parts.head.heading, meta.label === null ? text.preview_drawing : format(text.preview, { label: meta.label }));
  setText(parts.head.note, `${IMAGE} → ${places}`);
  setAttributes(parts.before.canvas, { "aria-label": text.preview_image });
  setAttributes(parts.after.canvas, { "aria-label": format(text.preview_picture, { size: places }) });
}

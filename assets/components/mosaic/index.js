/** A page of images: pointing shows an image's name, a click or Enter chooses it, and buttons turn the page. */

import { build, element, placeOver, setAttributes, setText } from "../common/dom.js";
import { onKeys } from "../common/keys.js";
import { clamp } from "../common/numbers.js";
import { createPager } from "../common/pager.js";
import { createSheet } from "../common/sheet.js";

/** @import { Context } from "scenes/mosaic" */

const GAP = 3;
const SMALL = 45;
const LARGE = 92;
const CAPTION = 20;

/** Images per row, and their distance in pixels. @param {number} width @param {number} count @param {boolean} named */
export function mosaicSizes(width, count, named) {
  const wanted = named ? LARGE : SMALL;
  const fitting = Math.max(1, Math.floor((width + GAP) / wanted));
  const perRow = named ? Math.min(count, Math.min(fitting, 5)) : fitting;
  return { perRow, pitch: Math.min((width + GAP) / perRow, wanted * 1.15) };
}

/** @param {Context} viewContext @returns {View} */
export default function createMosaic(viewContext) {
  const { host, signal, scene: { meta: { text } } } = viewContext;
  const sheet = createSheet();
  const frames = { chosen: element("div", { class: "frame chosen" }), pointed: element("div", { class: "frame" }) };
  const { root: surface, captions } = build(["div.surface", { tabindex: 0, role: "group", "aria-label": text.keys },
    sheet.canvas, ["div.captions", { ref: "captions", "aria-hidden": "true" }], frames.chosen, frames.pointed]);
  const name = element("span", { class: "name", "aria-live": "polite" });
  const { before, after } = text;
  const pager = createPager({ before, after }, (page) => viewContext.send({ page }), signal);
  host.append(element("div", { class: "mosaic" }, surface, element("div", { class: "below" }, name, pager.element)));
  /** The image chosen by pointing or arrow keys. @type {number | null} */
  let pointed = null;
  let chosen = viewContext.scene.meta.chosen;
  listenToSurface();

  function listenToSurface() {
    const { canvas } = sheet;
    canvas.addEventListener("pointermove", (event) => point(sheet.indexAt(event)), { signal });
    canvas.addEventListener("pointerleave", () => point(null), { signal });
    canvas.addEventListener("click", (event) => {
      const index = sheet.indexAt(event);
      if (index !== null) choose(index);
    }, { signal });
    onKeys(surface, (key) => {
      const [here, perRow] = [pointed ?? chosen ?? 0, sheet.perRow()];
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -perRow, ArrowDown: perRow }[key];
      if (key === "Enter" || key === " ") return () => choose(here);
      return step && (() => point(clamp(here + step, 0, viewContext.scene.meta.names.length - 1)));
    }, signal);
  }

  function point(/** @type {number | null} */ index) {
    pointed = index;
    mark();
  }

  function choose(/** @type {number} */ index) {
    chosen = index;
    mark();
    viewContext.send({ image: index });
  }

  /** Draws the frames, and shows the name of the pointed image, else of the chosen one. */
  function mark() {
    const { names, hint } = viewContext.scene.meta;
    for (const [frame, index] of /** @type {const} */ ([[frames.chosen, chosen], [frames.pointed, pointed]])) {
      frame.hidden = index === null || index >= names.length;
      if (frame.hidden || index === null) continue;
      placeOver(frame, sheet.boxOf(index));
    }
    const named = pointed ?? chosen;
    setText(name, named === null ? hint : names[named] ?? "");
  }

  function update() {
    pointed = null;
    chosen = viewContext.scene.meta.chosen;
  }

  function paint() {
    const { scene: { meta, arrays }, palette, width } = viewContext;
    const count = meta.names.length;
    const named = meta.captions.length > 0;
    const { perRow, pitch } = mosaicSizes(width, count, named);
    const below = named ? CAPTION : 0;
    sheet.paint({ values: arrays.images.values, count, rows: 28, columns: 28, palette, perRow, pitchX: pitch,
      pitchY: pitch + below, gap: GAP, foot: below, scaleOf: () => ({ kind: "pixels", limit: 255 }) });
    captions.replaceChildren(...meta.captions.map((caption, index) => {
      const box = sheet.boxOf(index);
      return element("span", { style: `left: ${box.x}px; top: ${box.y + box.height}px; width: ${box.width}px` },
        caption);
    }));
    pager.update(meta.paging);
    setAttributes(sheet.canvas, { "aria-label": meta.paging?.words ?? text.averages });
    mark();
  }
  return { update, paint };
}

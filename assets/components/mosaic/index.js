/** Images side by side: pointing names one, a click or Enter chooses it, and other pages are a button away. */

import { element, setAttributes, setText } from "../common/dom.js";
import { claim } from "../common/keys.js";
import { clamp } from "../common/numbers.js";
import { createPager } from "../common/pager.js";
import { createSheet } from "../common/sheet.js";

/** @import { Arrays, Meta } from "./scene.js" */

const GAP = 3;
const SMALL = 45;
const LARGE = 92;
const CAPTION = 20;

/** How many images stand in a row, and how large. @param {number} width @param {number} count @param {boolean} named */
export function mosaicSizes(width, count, named) {
  const wanted = named ? LARGE : SMALL;
  const fitting = Math.max(1, Math.floor((width + GAP) / wanted));
  const perRow = named ? Math.min(count, Math.min(fitting, 5)) : fitting;
  return { perRow, pitch: Math.min((width + GAP) / perRow, wanted * 1.15) };
}

/** @param {ViewContext<Meta, Arrays>} viewContext @returns {View} */
export default function createMosaic(viewContext) {
  return new MosaicView(viewContext);
}

class MosaicView {
  /** @param {ViewContext<Meta, Arrays>} viewContext */
  constructor(viewContext) {
    this.viewContext = viewContext;
    const { host, scene: { meta: { text } } } = viewContext;
    this.text = text;
    this.sheet = createSheet();
    this.frames = { chosen: element("div", { class: "frame chosen" }), pointed: element("div", { class: "frame" }) };
    this.captions = element("div", { class: "captions", "aria-hidden": "true" });
    this.surface = element("div", { class: "surface", tabindex: 0, role: "group", "aria-label": text.keys },
      this.sheet.canvas, this.captions, this.frames.chosen, this.frames.pointed);
    this.name = element("span", { class: "name", "aria-live": "polite" });
    const { before, after } = text;
    this.pager = createPager({ before, after }, (page) => viewContext.send({ page }), viewContext.signal);
    host.append(element("div", { class: "mosaic" }, this.surface,
      element("div", { class: "below" }, this.name, this.pager.element)));
    /** What is pointed at, by mouse or arrow keys. @type {number | null} */
    this.pointed = null;
    this.listen(viewContext.signal);
  }

  /** @param {AbortSignal} signal */
  listen(signal) {
    const { canvas } = this.sheet;
    canvas.addEventListener("pointermove", (event) => this.point(this.sheet.indexAt(event)), { signal });
    canvas.addEventListener("pointerleave", () => this.point(null), { signal });
    canvas.addEventListener("click", (event) => {
      const index = this.sheet.indexAt(event);
      if (index !== null) this.choose(index);
    }, { signal });
    this.surface.addEventListener("keydown", (event) => this.press(event), { signal });
  }

  /** @param {number | null} index */
  point(index) {
    this.pointed = index;
    this.mark();
  }

  /** @param {number} index */
  choose(index) {
    this.viewContext.scene.meta.chosen = index;
    this.mark();
    this.viewContext.send({ image: index });
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const { chosen, names } = this.viewContext.scene.meta;
    const perRow = this.sheet.perRow();
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -perRow, ArrowDown: perRow }[event.key];
    const here = this.pointed ?? chosen ?? 0;
    if (event.key === "Enter" || event.key === " ") this.choose(here);
    else if (step !== undefined) this.point(clamp(here + step, 0, names.length - 1));
    else return;
    claim(event);
  }

  /** The frames, and the name of what is pointed at, else of what is chosen. */
  mark() {
    const { names, chosen } = this.viewContext.scene.meta;
    const { frames, pointed } = this;
    for (const [frame, index] of /** @type {const} */ ([[frames.chosen, chosen], [frames.pointed, pointed]])) {
      frame.hidden = index === null || index >= names.length;
      if (frame.hidden || index === null) continue;
      const { x, y, width, height } = this.sheet.boxOf(index);
      Object.assign(frame.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    }
    const told = pointed ?? chosen;
    setText(this.name, told === null ? this.viewContext.scene.meta.hint : names[told] ?? "");
  }

  update() {
    this.pointed = null;
  }

  paint() {
    const { scene: { meta, arrays }, palette, width } = this.viewContext;
    const count = meta.names.length;
    const named = meta.captions.length > 0;
    const { perRow, pitch } = mosaicSizes(width, count, named);
    const below = named ? CAPTION : 0;
    this.sheet.paint({ values: arrays.images.values, count, rows: 28, columns: 28, palette, perRow, pitchX: pitch,
      pitchY: pitch + below, gap: GAP, foot: below, scaleOf: () => ({ kind: "pixels", limit: 255 }) });
    this.captions.replaceChildren(...meta.captions.map((caption, index) => {
      const box = this.sheet.boxOf(index);
      return element("span", { style: `left: ${box.x}px; top: ${box.y + box.height}px; width: ${box.width}px` },
        caption);
    }));
    this.pager.update(meta.paging);
    setAttributes(this.sheet.canvas, { "aria-label": meta.paging?.words ?? this.text.averages });
    this.mark();
  }
}

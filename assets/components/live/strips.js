/** One strip: title, shape, range and all maps (or units) of one stage. */

import { build, setAttributes, setText } from "../common/dom.js";
import { createLegend } from "../common/legend.js";
import { clamp, format, formatCount } from "../common/numbers.js";
import { createSheet } from "../common/sheet.js";

/** @import { SheetLayout, SheetPart } from "../common/sheet.js" */
/** @import { Strip } from "scenes/live" */

/** @param {Strip} meta @param {Texts} text @param {AbortSignal} signal */
export function createLiveStrip(meta, text, signal) {
  const sheet = createSheet();
  const legend = createLegend();
  const { root: content, frame } = build(["div.live-content", {}, sheet.canvas, ["div.live-frame", { ref: "frame" }]]);
  const { root, pointed, picture, swipe } = build(["section", { class: `live-strip ${meta.flat ? "flat" : ""}` },
    ["div.live-head", {},
      ["h2", {}, meta.title], ["span.muted.number", {}, meta.shape], ["span.pointed.muted.number", { ref: "pointed" }],
      legend.element],
    ["div.live-picture", { ref: "picture" }, content],
    ["p.live-swipe.muted", { ref: "swipe" }, format(text.swipe, { count: formatCount(meta.count) })]]);
  setAttributes(sheet.canvas, { "aria-label": format(text.picture, { title: meta.title, shape: meta.shape }) });
  pointAtMaps(sheet, frame, (index) => setText(pointed, index === null ? "" : format(text.pointed, { index })), signal);

  let laidOut = "";
  /** @param {Packed | null} array null if there is no drawing yet */
  function paint(/** @type {Strip} */ state, array, /** @type {Palette} */ palette, /** @type {number} */ width,
      /** @type {boolean} */ phone) {
    const layout = meta.flat ? layOutLiveUnits(meta.count, width) : layOutLiveMaps(meta.count, width, phone);
    const picture_ = { count: meta.count, rows: meta.rows, columns: meta.columns, palette, ...layout };
    const showScrolling = () => {
      // Measure only after a change of layout, not in each frame.
      if (laidOut === `${width} ${phone}`) return;
      laidOut = `${width} ${phone}`;
      frame.hidden = true;
      const scrolls = picture.scrollWidth > picture.clientWidth + 1;
      setAttributes(picture, { tabindex: scrolls ? 0 : null });
      swipe.hidden = !scrolls;
    };
    legend.element.style.visibility = array === null ? "hidden" : "";
    if (array === null || state.scale === null) {
      sheet.paintUnknown(picture_);
      showScrolling();
      return;
    }
    const { scale } = state;
    sheet.paint({ ...picture_, values: array.values, silent: new Set(state.silent), scaleOf: () => scale });
    legend.update(palette, scale);
    showScrolling();
  }
  return { element: root, paint };
}

/** Marks the map below the pointer with a frame and reports its index. */
function pointAtMaps(/** @type {SheetPart} */ sheet, /** @type {HTMLElement} */ frame,
    /** @type {(index: number | null) => void} */ changed, /** @type {AbortSignal} */ signal) {
  const point = (/** @type {PointerEvent} */ event) => {
    const index = event.type === "pointerleave" ? null : sheet.indexAt(event);
    frame.hidden = index === null;
    if (index !== null) {
      const box = sheet.boxOf(index);
      Object.assign(frame.style,
        { left: `${box.x}px`, top: `${box.y}px`, width: `${box.width}px`, height: `${box.height}px` });
    }
    changed(index);
  };
  for (const type of /** @type {const} */ (["pointermove", "pointerdown", "pointerleave"]))
    sheet.canvas.addEventListener(type, point, { signal });
}

/** The page's margin on a phone; rows of maps extend over it. */
const PHONE_EDGE = 16;

/** @returns {SheetLayout} rows of 16 or more; on a phone one row that scrolls */
function layOutLiveMaps(/** @type {number} */ count, /** @type {number} */ width, /** @type {boolean} */ phone) {
  if (phone) {
    // Half a map at the edge of the screen shows that there are more.
    const pitch = Math.min(Math.floor((width + PHONE_EDGE) / 8.5), 56);
    return { perRow: count, pitchX: pitch, pitchY: pitch, gap: 4 };
  }
  const perRow = count <= 64 ? 16 : Math.ceil(count / 4);
  const pitch = clamp((width + 2) / perRow, 11, 44);
  return { perRow: Math.min(count, perRow), pitchX: pitch, pitchY: pitch, gap: pitch >= 22 ? 2 : 1 };
}

/** @param {number} count @param {number} width @returns {SheetLayout} */
function layOutLiveUnits(count, width) {
  const rows = Math.max(1, Math.round((count * 7.5) / width));
  const perRow = Math.ceil(count / rows);
  return { perRow, pitchX: Math.min((width + 1) / perRow, 24), pitchY: rows > 2 ? 14 : 24, gap: 1 };
}

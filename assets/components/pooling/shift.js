import { build, element, setAttributes, setText } from "../common/dom.js";
import { createSheet } from "../common/sheet.js";

/** @import { Context } from "scenes/pooling" */

/** Side of one of the small maps, CSS pixels. */
const SHIFT_MAP = 72;
const SHIFT_GAP = 14;

/** The same digit one pixel further to the right: how alike its maps are before pooling, and after it. */
export function createShift(/** @type {Context} */ viewContext) {
  const text = viewContext.scene.meta.text.pooling;
  const sides = (/** @type {const} */ (["input", "output"])).map((name) => {
    const sheet = createSheet();
    const maps = element("figure", { class: "shift-maps" }, sheet.canvas,
      element("figcaption", { class: "muted" }, element("span", {}, text.shift_original),
        element("span", {}, text.shift_moved)));
    const { root: reading, share, bar } = build(["div.shift-reading", {},
      ["span.muted", {}, text[`shift_${name}`]],
      ["div", {}, ["strong.number.shift-share", { ref: "share" }], ["div.shift-bar", {}, ["i", { ref: "bar" }]]]]);
    return { name, sheet, share, bar, reading, element: element("div", { class: "shift-side" }, maps, reading) };
  });
  const { root, verdict } = build(["section.shift", {},
    ["div.section-head", {}, ["h2", {}, text.shift_title], ["span.muted", {}, text.shift_hint]],
    ["div.shift-sides", {},
      sides[0].element, ["span.muted.shift-arrow", { "aria-hidden": "true" }, "\u2192"], sides[1].element],
    ["p.muted.shift-verdict", { ref: "verdict", "data-terms": true }]]);

  function paint() {
    const { scene: { meta, arrays }, palette } = viewContext;
    root.hidden = meta.shift === null;
    const { shift } = meta;
    if (shift === null) return;
    sides.forEach(({ name, sheet, share, bar, reading }, place) => {
      const [original, moved] = [arrays[name], arrays[/** @type {const} */ (`shifted_${name}`)]];
      if (moved === undefined) return;
      const [rows, columns] = original.shape;
      sheet.paint({ values: [...original.values, ...moved.values], count: 2, rows, columns, palette,
        scaleOf: () => meta.scale, perRow: 2, pitchX: SHIFT_MAP + SHIFT_GAP, pitchY: SHIFT_MAP + SHIFT_GAP,
        gap: SHIFT_GAP });
      sheet.canvas.setAttribute("aria-label", text[`shift_${name}_picture`]);
      reading.hidden = shift.verdict === "silent";
      setText(share, shift.words[place] ?? "");
      setAttributes(share, { "data-part": shift.words.length > 0 && "alike" });
      bar.style.width = `${100 * (shift.shares[place] ?? 0)}%`;
    });
    setText(verdict, text[`shift_${shift.verdict}`]);
  }
  return { element: root, paint };
}

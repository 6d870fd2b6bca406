/** A layer: one map before and after the shift and the difference, the similarity of all maps, and a sentence. */

import { build, element, setAttributes, setText } from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { format } from "../common/numbers.js";
import { largest } from "../common/palette.js";
import { createPlot } from "./plot.js";

/** @import { MapPart } from "../common/heatmap.js" */
/** @import { Arrays, Row } from "scenes/labshift" */

const PICTURE = 78;

/** @param {Texts} text @param {AbortSignal} signal @param {() => void} changed */
export function createRow(text, signal, changed) {
  const maps = ["before", "after", "difference"].map((name) => {
    const map = createMap();
    const caption = element("figcaption", {}, text[name]);
    return { name, map, element: element("figure", {}, map.canvas, caption) };
  });
  let wanted = /** @type {number | null} */ (null);
  const plot = createPlot(text, (map) => {
    wanted = map;
    changed();
  }, signal);
  const { root, title, size, heading, known, sentence } = build(["section.layer", {},
    ["div.layer-head", {}, ["h2", { ref: "title" }], ["span.muted.number", { ref: "size" }]],
    ["div.pictures", {}, ...maps.map((part) => part.element)],
    ["div.alike", {},
      ["div.alike-head", {}, ["span.muted", { ref: "heading" }], ["span.muted.number", { ref: "known" }]],
      plot.element],
    ["p.sentence", { ref: "sentence", "data-terms": true }]]);

  /** @param {Row} row @param {Arrays} arrays @param {Palette} palette @param {number} width of the plot */
  function paint(row, arrays, palette, width) {
    const map = Math.min(wanted ?? row.filter, row.maps - 1);
    setText(title, row.title);
    setText(size, row.size);
    setText(sentence, row.sentence);
    setText(heading, row.maps > 1 ? text.plot : `${text.plot_row} · ${text.folded}`);
    const alike = row.alike[map] ?? null;
    const words = row.maps === 1 ? (alike === null ? "–" : alike.toFixed(2))
      : `${format(text.typical, { typical: row.typical === null ? "–" : row.typical.toFixed(2) })} · ${
        alike === null ? format(text.map_silent, { filter: map })
          : format(text.map_alike, { filter: map, alike: alike.toFixed(2) })}`;
    setText(known, words);
    plot.paint(row, map, width);
    paintMaps(maps.map((part) => part.map), picturesOf(row, arrays, map), row, palette, text);
  }
  return { element: root, paint };
}

function picturesOf(/** @type {Row} */ row, /** @type {Arrays} */ arrays, /** @type {number} */ map) {
  const area = row.rows * row.columns;
  const start = row.start + map * area;
  const [before, after] = [arrays.before, arrays.after].map(({ values }) => values.subarray(start, start + area));
  return [before, after, Float32Array.from(after, (value, index) => value - before[index])];
}

function paintMaps(/** @type {MapPart[]} */ maps, /** @type {ArrayLike<number>[]} */ pictures, /** @type {Row} */ row,
    /** @type {Palette} */ palette, /** @type {Texts} */ text) {
  const flat = row.rows === 1;
  // A vector is drawn as a square.
  const columns = flat ? Math.ceil(Math.sqrt(row.columns)) : row.columns;
  const rows = flat ? Math.ceil(row.columns / columns) : row.rows;
  const limit = Math.max(largest(pictures[0]), largest(pictures[1])) || 1;
  maps.forEach((map, index) => {
    const kind = index === 2 ? "diverging" : row.kind;
    map.configure({ values: pictures[index], rows, columns, count: row.rows * row.columns, palette,
      scale: { kind, limit }, cell: flat ? PICTURE / columns : PICTURE / Math.max(rows, columns) });
    map.draw();
    setAttributes(map.canvas, { "aria-label": `${row.title}: ${[text.before, text.after, text.difference][index]}` });
  });
}

import { AXIS_ROOM, createAxes } from "../common/axes.js";
import {
  PHONE_WIDTH, STACKED_WIDTH, build, childrenOf, element, setAttributes, setText, statusLine,
} from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { createLegend } from "../common/legend.js";
import { createLinks } from "../common/links.js";
import { createMapSheet } from "../common/mapsheet.js";
import { createNumberGrid } from "../common/numbergrid.js";
import { format, formatCount, formatNumber } from "../common/numbers.js";

/** @import { accountOfMean } from "./mean.js" */
/** @import { Arrays, Meta, Payload } from "scenes/whole_map" */

/** Cells of a map that are written out: of more, none could be read. */
const WRITTEN = 49;
/** Width of a written cell, by how many stand in a row. */
const TILES = [0, 96, 84, 72, 62, 54, 50, 46];
const ACCOUNT_WIDTH = 250;

/** @typedef {ReturnType<typeof wholeMapParts>} WholeMapParts */

/** The elements of the picture, without sizes. @param {Meta} meta @param {Arrays} arrays */
export function wholeMapParts({ text: { whole_map: text } }, arrays) {
  const [rows, columns, maps] = arrays.maps.shape;
  const count = rows * columns;
  const size = { rows, columns, maps, count, all: formatCount(count * maps) };
  const map = createMap("pickable");
  const axes = createAxes(map);
  const sheet = createMapSheet();
  const [mapLegend, meansLegend] = [createLegend(), createLegend()];
  const grid = count > WRITTEN ? null : createCells(format(text.cells, size), count);
  const links = createLinks();
  const sumName = element("span");
  const sum = element("span", { class: "number" });
  const mean = element("span", { class: "number", "data-part": "total" });
  const [before, after] = text.returned.split("{value}");
  const line = (/** @type {string} */ kind, /** @type {Node} */ name, /** @type {Node} */ number) =>
    element("div", { class: `ledger-row ${kind}` }, name, number);
  const { root: rest, keras } = build(["div.mean-rest", {},
    line("", element("span", {}, text.divided),
      element("span", { class: "number", "data-part": "count" }, formatCount(count))),
    line("result", element("span", {}, text.mean), mean),
    ["div.muted", {}, before, ["span", { ref: "keras", "data-part": "keras" }], after ?? ""]]);
  const written = grid === null ? "unwritten" : "";
  const { root: picture, mapName, account } = build(
    ["div", { class: `picture whole-map ${written}`, tabindex: 0, role: "group", "aria-label": text.picture },
      ["div.side", {},
        ["div.section-head", {}, ["h2", {}, text.input], ["span.muted", { ref: "mapName" }]], axes.element,
        mapLegend.element],
      ...(grid === null ? [] : [element("div", { class: "calculation" }, grid.element)]),
      ["div.ledger.mean-account", { ref: "account" },
        line("", sumName, sum), rest,
        ["p.compared", { "data-terms": true }, format(count === 1 ? text.flatten_same : text.flatten, size)]],
      links.element]);
  map.canvas.setAttribute("aria-label", format(text.map_picture, size));
  const status = statusLine();
  setAttributes(sheet.canvas, { role: null, "aria-hidden": "true" });
  const { root: mapsSection, sheetSurface } = build(["section.all-maps", { hidden: maps === 1 },
    ["div.section-head", {}, ["h2", {}, format(text.maps, size)], ["span.muted", {}, text.maps_hint]],
    ["div.sheet-surface",
      { ref: "sheetSurface", tabindex: 0, role: "group", "aria-label": format(text.maps_keys, size) },
      sheet.canvas]]);
  const { root: meansSection, means } = build(["section.all-means", {},
    ["div.section-head", {},
      ["h2", {}, format(text.means, size)], ["span.muted", {}, text.means_hint], meansLegend.element],
    ["div.means-row",
      { ref: "means", tabindex: 0, role: "slider", "aria-label": format(text.means, size),
        "aria-valuemin": 0, "aria-valuemax": maps - 1 }]]);
  return { axes, map, sheet, mapLegend, meansLegend, mapName, grid, links, sumName, sum, mean, keras, rest, account,
    picture, status, sheetSurface, mapsSection, means, meansSection, cell: 1 };
}

/** The cells of a small map as numbers; those not yet added up are faint. */
function createCells(/** @type {string} */ title, /** @type {number} */ count) {
  const grid = createNumberGrid(title);

  /** @param {number} done @param {number} looked the cell in focus */
  function mark(done, looked) {
    childrenOf(grid.cells).forEach((cell, index) => {
      cell.classList.toggle("ahead", index >= done);
      cell.classList.toggle("looked-at", index === looked && count > 1);
    });
  }
  return { ...grid, mark };
}

/** @param {WholeMapParts} parts @param {Payload} scene @param {Palette} palette @param {number} width */
export function layOutMaps(parts, { meta, arrays }, palette, width) {
  const [rows, columns, maps] = arrays.maps.shape;
  const phone = width < STACKED_WIDTH;
  const tile = phone ? Math.min(TILES[columns] ?? 0, Math.floor((width - 8) / columns) - 1) : TILES[columns] ?? 0;
  parts.grid?.arrange(rows * columns, columns, tile, Math.min(tile, 44));
  const beside = parts.grid === null ? 0 : columns * (tile + 1) + 4 + 64;
  const room = phone ? width - 12 : width - ACCOUNT_WIDTH - 48 - beside - AXIS_ROOM.rows;
  const fitting = Math.min(room / columns, (phone ? 260 : 340) / rows, 44);
  parts.cell = fitting >= 8 ? Math.floor(fitting) : fitting;
  parts.account.style.width = phone ? "" : `${ACCOUNT_WIDTH}px`;
  parts.mapLegend.update(palette, meta.scales.maps);
  parts.meansLegend.update(palette, meta.scales.means);
  if (maps === 1) return;
  parts.sheet.configure({ values: arrays.maps.values, shape: arrays.maps.shape, scale: meta.scales.maps, palette, width,
    height: width < PHONE_WIDTH ? 260 : 150, captionWidth: 24,
    captions: Array.from({ length: maps }, (_, map) => String(map)) });
}

/**
 * @param {WholeMapParts} parts @param {Payload} scene @param {Palette} palette @param {ArrayLike<number>} values
 * @param {{filter: number, account: ReturnType<typeof accountOfMean>, decimals: number}} shown
 */
export function showAccount(parts, { meta, arrays }, palette, values, { filter, account, decimals }) {
  const exact = arrays.means.values[filter];
  parts.grid?.update(values, account.cells, meta.scales.maps, palette, { decimals });
  for (const cell of parts.grid ? childrenOf(parts.grid.cells) : []) cell.dataset.part = "term";
  setText(parts.mean, formatNumber(account.mean, decimals, exact));
  parts.mean.title = formatNumber(exact, 6);
  parts.sum.title = formatNumber(account.exact, 6);
  setText(parts.keras, formatNumber(exact, 6));
}

/** Cells that are not added up yet are paler. */
export function paintUncounted(/** @type {Context2D} */ context, /** @type {(box: CellBox) => DOMRect} */ boxOf,
    /** @type {number} */ done, /** @type {number} */ rows, /** @type {number} */ columns,
    /** @type {Palette} */ palette) {
  const row = Math.floor(done / columns);
  const boxes = [{ row, column: done % columns, height: 1, width: columns - (done % columns) },
    { row: row + 1, column: 0, height: rows - row - 1, width: columns }];
  context.fillStyle = palette.page;
  context.globalAlpha = 0.75;
  for (const box of boxes.filter(({ height, row }) => height > 0 && row < rows)) {
    const { x, y, width, height } = boxOf(box);
    context.fillRect(x, y, width, height);
  }
  context.globalAlpha = 1;
}

import { setText } from "../common/dom.js";
import { fill } from "../common/numbers.js";
import { MOST_BRANCHES, arrival, fan, fibre, measureColumns, placeInMaps, rest } from "./fibres.js";
import { accountOf } from "./inspector.js";

/**
 * @import { ColumnMeta } from "./layout.js"
 * @import { Feed, Place } from "./fibres.js"
 * @import { createColumn } from "./column.js"
 */

/**
 * What adds most to the thing pointed at.
 * @param {Scene} scene
 * @param {Place} focus
 * @param {number} first the first column of its block, or its own
 * @returns {Feed | null}
 */
export function feedOf(scene, focus, first) {
  const { columns } = scene.meta;
  const { weighted, picture } = columns[focus.column];
  if (picture === "strip") {
    const { channel } = placeInMaps(scene, focus.column - 1, focus.index);
    return { from: [{ column: focus.column - 1, index: channel }], to: focus, terms: [1] };
  }
  if (weighted === null) return null;
  const { feeders, terms } = accountOf(scene, weighted, focus.index);
  const strong = feeders.flatMap((_, place) => (terms[place] === 0 ? [] : [place]));
  return {
    from: strong.map((place) => ({ column: first - 1, index: feeders[place] })),
    to: { column: first, index: focus.index },
    terms: strong.map((place) => terms[place]),
  };
}

/** @returns {number[]} where the cells of one map are in the flat vector; evenly spread ones, if there are many */
function placesOf(/** @type {Scene} */ scene, /** @type {number} */ column, /** @type {number} */ index) {
  const [channels, rows, columns] = scene.arrays[scene.meta.columns[column].array].shape;
  const step = Math.ceil((rows * columns) / MOST_BRANCHES);
  return Array.from({ length: Math.ceil((rows * columns) / step) }, (_, branch) => branch * step * channels + index);
}

/**
 * Frames on the thing pointed at and on its like in the same block; on a phone on its feeders, too.
 * @param {ReturnType<typeof createColumn>[]} columns @param {Scene} scene @param {Place} focus
 * @param {number[]} related @param {Feed | null} feed @param {Palette} palette
 */
export function markPlaces(columns, scene, focus, related, feed, palette) {
  const last = related[related.length - 1];
  columns.forEach((column, place) => {
    /** @type {{index: number, tone: "focus" | "positive" | "negative"}[]} */
    let marked = related.includes(place) ? [{ index: focus.index, tone: "focus" }] : [];
    if (feed !== null && feed.from[0]?.column === place) {
      marked = feed.from.map(({ index }, order) => ({ index, tone: feed.terms[order] < 0 ? "negative" : "positive" }));
    }
    if (place === last + 1 && column.meta.picture === "strip") {
      marked = placesOf(scene, last, focus.index).map((index) => ({ index, tone: "focus" }));
    }
    column.mark(marked, palette);
  });
}

/**
 * Paths for everything that feeds the thing pointed at and that it feeds.
 * @param {ReturnType<typeof createColumn>[]} columns @param {HTMLElement} network @param {Scene} scene
 * @param {Place} focus @param {number[]} related @param {Feed | null} feed
 */
export function linesOf(columns, network, scene, focus, related, feed) {
  const measure = measureColumns(columns, network);
  const last = related[related.length - 1];
  const lines = { hairlines: "", feeders: /** @type {{path: string, term: number}[]} */ ([]), thread: "",
    branches: "" };
  if (feed !== null && feed.from.length > 0) {
    const source = feed.from[0].column;
    lines.feeders = feed.from.map(
      (from, order) => ({ path: fibre(measure, columns, from, feed.to), term: feed.terms[order] })).reverse();
    const taken = new Set(feed.from.map(({ index }) => Math.floor(index / columns[source].perRow())));
    if (columns[source].meta.picture === "maps" && feed.to.column === related[0] &&
        columns[feed.to.column].meta.picture === "maps") {
      lines.hairlines += rest(measure, columns, source, feed.to, taken);
    }
  }
  if (last + 1 >= columns.length) return lines;
  const end = { column: last, index: focus.index };
  const box = measure.boxOf({ column: related[0], index: focus.index });
  const y = measure.gapBelow(end);
  const x = measure.edges(last).right + 2;
  const start = columns[related[0]].meta.picture === "strip" ? x : box.left;
  lines.thread = `M${start} ${y}H${x}`;
  if (columns[last + 1].meta.picture === "strip") {
    lines.branches = placesOf(scene, last, focus.index)
      .map((index) => `M${x} ${y}${arrival(measure, columns, { column: last + 1, index }, x, y)}`)
      .join("");
  } else {
    lines.hairlines += fan(measure, columns, last, y);
  }
  return lines;
}

/** Pointer, touch and keyboard. A click or a touch pins first and opens second. */
export function listen(/** @type {any} */ view, /** @type {AbortSignal} */ signal) {
  const { network, columns, state, point, open, status, related, text, metaOf, redraw } = view;
  /** @returns {Place | null} */
  const placeAt = (/** @type {PointerEvent} */ event) => {
    const column = columns.findIndex((/** @type {any} */ each) => each.picture.contains(event.target));
    const index = column < 0 ? null : columns[column].indexAt(event);
    return index === null ? null : { column, index };
  };
  network.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    if (event.pointerType !== "mouse" || state.pinned) return;
    const place = placeAt(event);
    if (place !== null) point(place);
  }, { signal });
  network.addEventListener("click", (/** @type {PointerEvent} */ event) => {
    const place = placeAt(event);
    if (place === null) return;
    const again = place.column === state.focus.column && place.index === state.focus.index;
    if (state.pinned && again) open(place);
    else point(place, true);
  }, { signal });
  network.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const own = /** @type {Element} */ (event.target).closest("button") === null;
    const next = own ? moved(state.focus, event.key, metaOf, columns.length) : null;
    if (event.key === "Escape" && state.pinned) point(state.focus, false);
    else if (own && event.key === "Enter") open(state.focus);
    else if (next !== null) {
      state.sought = true;
      point(next);
    } else return;
    event.preventDefault();
    const meta = metaOf(state.focus.column);
    const name = meta.picture === "classes" ? text.short_class : text.short_map;
    setText(status, fill(name, { title: meta.title, index: state.focus.index }));
  }, { signal });
  syncScrolling(columns, related, () => { if (!state.phone) redraw(); }, signal);
}

/**
 * Left and right change the column, up and down the map.
 * @param {Place} focus
 * @param {string} key
 * @param {(column: number) => ColumnMeta} metaOf
 * @param {number} count of columns
 * @returns {Place | null}
 */
function moved(focus, key, metaOf, count) {
  const sideways = { ArrowLeft: -1, ArrowRight: 1 }[key];
  const along = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (sideways === undefined && along === undefined) return null;
  const column = Math.min(Math.max(focus.column + (sideways ?? 0), 0), count - 1);
  const last = metaOf(column).count - 1;
  return { column, index: Math.min(Math.max(focus.index + (along ?? 0), 0), last) };
}

/**
 * Scrolls columns (on a phone: rows) to the map pointed at and to what feeds it most.
 * @param {ReturnType<typeof createColumn>[]} columns @param {number[]} related @param {Place} focus
 * @param {Feed | null} feed
 */
export function bringIntoView(columns, related, focus, feed) {
  const places = [{ column: related[0], index: focus.index }, ...(feed?.from.slice(0, 1) ?? [])];
  for (const { column, index } of places) {
    const { picture, boxOf } = columns[column];
    const box = boxOf(index);
    const across = box.left >= picture.scrollLeft && box.right <= picture.scrollLeft + picture.clientWidth;
    if (!across) picture.scrollLeft = box.left - box.width;
    const down = box.top >= picture.scrollTop && box.bottom <= picture.scrollTop + picture.clientHeight;
    if (!down) picture.scrollTop = box.top - (picture.clientHeight - box.height) / 2;
  }
}

/** Maps of the same index stay in line: a block's columns scroll together. */
function syncScrolling(/** @type {any[]} */ columns, /** @type {(column: number) => number[]} */ related,
    /** @type {() => void} */ scrolled, /** @type {AbortSignal} */ signal) {
  columns.forEach((column, place) => {
    column.picture.addEventListener("scroll", () => {
      for (const other of related(place)) {
        const { picture } = columns[other];
        if (picture.scrollLeft !== column.picture.scrollLeft) picture.scrollLeft = column.picture.scrollLeft;
        if (picture.scrollTop !== column.picture.scrollTop) picture.scrollTop = column.picture.scrollTop;
      }
      scrolled();
    }, { passive: true, signal });
  });
}

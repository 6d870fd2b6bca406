import { setText } from "../common/dom.js";
import { clamp, format } from "../common/numbers.js";
import { accountOf } from "./accounts.js";
import { arrival, fanOut, fibre, measureColumns, restHairlines } from "./fibres.js";
import { chainOf, goalsOf, sourceOf } from "./origins.js";

/** @import { Column } from "./column.js" */
/** @import { Mark } from "./drawings.js" */
/** @import { Feed } from "./fibres.js" */
/** @import { ColumnMeta, Payload, Place } from "scenes/overview" */

/**
 * @typedef {{focus: Place, pinned: boolean, ownScale: boolean, all: boolean, phone: boolean, sought: boolean,
 *   example: boolean}}
 *   OverviewState `sought`: the thing pointed at may be out of sight; `example`: nobody has pointed at it;
 *   `all`: every map is shown, not only the first few
 */

/** What adds most to the thing pointed at, or all that it is made of. @returns {Feed | null} */
export function feedOf(/** @type {Payload} */ scene, /** @type {Place} */ focus) {
  const { columns } = scene.meta;
  const source = sourceOf(scene, focus.column, focus.index);
  if (source !== null) return { from: [{ column: focus.column - 1, index: source.channel }], to: focus, terms: [1] };
  const { chain } = columns[focus.column];
  if (columns[chain].account === null) return null;
  const { feeders, terms } = accountOf(scene, chain, focus.index);
  const strong = feeders.flatMap((_, place) => (terms[place] === 0 ? [] : [place]));
  return { from: strong.map((place) => ({ column: chain - 1, index: feeders[place] })),
    to: { column: chain, index: focus.index }, terms: strong.map((place) => terms[place]) };
}

/** Frames on the thing pointed at and on what is made of it; on a phone on its feeders, too. */
export function markPlaces(/** @type {Column[]} */ columns, /** @type {Payload} */ scene, /** @type {Place} */ focus,
    /** @type {Feed | null} */ feed, /** @type {Palette} */ palette) {
  const chain = chainOf(scene.meta.columns, focus.column);
  const last = chain[chain.length - 1];
  columns.forEach((column, place) => {
    /** @type {Mark[]} */
    let marked = chain.includes(place) ? [{ index: focus.index, tone: "focus" }] : [];
    if (feed !== null && feed.from[0]?.column === place) {
      marked = feed.from.map(({ index }, order) => ({ index, tone: feed.terms[order] < 0 ? "negative" : "positive" }));
    }
    if (place === last + 1) {
      marked = goalsOf(scene, last, focus.index).map((index) => ({ index, tone: "focus" }));
    }
    column.mark(marked, palette);
  });
}

/** Paths for everything that feeds the thing pointed at and that it feeds. */
export function linesOf(/** @type {Column[]} */ columns, /** @type {HTMLElement} */ network,
    /** @type {Payload} */ scene, /** @type {Place} */ focus, /** @type {Feed | null} */ feed) {
  const measure = measureColumns(columns, network);
  const chain = chainOf(scene.meta.columns, focus.column);
  const [first, last] = [chain[0], chain[chain.length - 1]];
  /** A map that is not among those shown has no line. */
  const isShown = (/** @type {Place} */ { column, index }) => columns[column].shown().includes(index);
  const lines = { hairlines: "", feeders: /** @type {{path: string, term: number}[]} */ ([]), thread: "",
    branches: "" };
  if (feed !== null && feed.from.length > 0) {
    const source = feed.from[0].column;
    lines.feeders = feed.from.flatMap((from, order) => (isShown(from)
      ? [{ path: fibre(measure, columns, from, feed.to), term: feed.terms[order] }] : [])).reverse();
    const taken = new Set(feed.from.filter(isShown).map(({ index }) =>
      Math.floor(columns[source].shown().indexOf(index) / columns[source].perRow())));
    if (columns[feed.to.column].meta.origin === "window") {
      lines.hairlines += restHairlines(measure, columns, source, feed.to, taken);
    }
  }
  if (last + 1 >= columns.length) return lines;
  const box = measure.boxOf({ column: first, index: focus.index });
  const y = measure.gapBelow({ column: last, index: focus.index });
  const x = measure.edges(last).right + 2;
  const start = columns[first].meta.origin === "cell" ? x : box.left;
  lines.thread = `M${start} ${y}H${x}`;
  const goals = goalsOf(scene, last, focus.index);
  lines.branches = goals.map((index) => `M${x} ${y}${arrival(measure, columns, { column: last + 1, index }, x, y)}`)
    .join("");
  if (goals.length === 0) lines.hairlines += fanOut(measure, columns, last, y);
  return lines;
}

/**
 * Pointer, touch and keyboard. A click or a touch pins first and opens second.
 * @param {{network: HTMLElement, columns: Column[], state: OverviewState, status: HTMLElement, text: Record<string,
 * string>, point: (place: Place, pinned?: boolean) => void, open: (place: Place) => void, metaOf: (column: number) =>
 * ColumnMeta, redraw: () => void}} view @param {AbortSignal} signal
 */
export function listen(view, signal) {
  const { network, columns, state, point, open, status, text, metaOf, redraw } = view;
  /** @returns {Place | null} */
  const placeAt = (/** @type {MouseEvent} */ event) => {
    const column = columns.findIndex((each) => each.picture.contains(/** @type {Node} */ (event.target)));
    const index = column < 0 ? null : columns[column].indexAt(event);
    return index === null ? null : { column, index };
  };
  network.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse" || state.pinned) return;
    const place = placeAt(event);
    if (place !== null) point(place);
  }, { signal });
  network.addEventListener("click", (event) => {
    const place = placeAt(event);
    if (place === null) return;
    const again = place.column === state.focus.column && place.index === state.focus.index;
    if (state.pinned && again) open(place);
    else point(place, true);
  }, { signal });
  network.addEventListener("keydown", (event) => {
    const own = /** @type {Element} */ (event.target).closest("button") === null;
    const next = own ? moved(state.focus, event.key, columns) : null;
    if (event.key === "Escape" && state.pinned) point(state.focus, false);
    else if (own && event.key === "Enter") open(state.focus);
    else if (next !== null) {
      state.sought = true;
      point(next);
    } else return;
    event.preventDefault();
    const { title, word } = metaOf(state.focus.column);
    setText(status, format(text[`short_${word}`] ?? text.short_map, { title, index: state.focus.index }));
  }, { signal });
  syncScrolling(columns, () => { if (!state.phone) redraw(); }, signal);
}

/** Left and right change the column, up and down the map. @returns {Place | null} */
function moved(/** @type {Place} */ focus, /** @type {string} */ key, /** @type {Column[]} */ columns) {
  const sideways = { ArrowLeft: -1, ArrowRight: 1 }[key];
  const along = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (sideways === undefined && along === undefined) return null;
  const column = clamp(focus.column + (sideways ?? 0), 0, columns.length - 1);
  return { column, index: nextOf(columns[column].shown(), focus.index, along ?? 0) };
}

/** The one that is so many further; of maps in another chain, where `index` is not shown, the first. */
function nextOf(/** @type {number[]} */ shown, /** @type {number} */ index, /** @type {number} */ along) {
  const place = shown.indexOf(index);
  return shown[place < 0 ? Math.min(index, shown.length) % shown.length : clamp(place + along, 0, shown.length - 1)];
}

/** Scrolls columns (on a phone: rows) to the map pointed at and to what feeds it most. */
export function bringIntoView(/** @type {Column[]} */ columns, /** @type {Place} */ focus,
    /** @type {Feed | null} */ feed) {
  const places = [{ column: columns[focus.column].meta.chain, index: focus.index }, ...(feed?.from.slice(0, 1) ?? [])];
  for (const { column, index } of places) {
    const { picture, boxOf, shown } = columns[column];
    if (!shown().includes(index)) continue;
    const box = boxOf(index);
    const across = box.left >= picture.scrollLeft && box.right <= picture.scrollLeft + picture.clientWidth;
    if (!across) picture.scrollLeft = box.left - box.width;
    const down = box.top >= picture.scrollTop && box.bottom <= picture.scrollTop + picture.clientHeight;
    if (!down) picture.scrollTop = box.top - (picture.clientHeight - box.height) / 2;
  }
}

/** Maps of the same index stay in line: a chain's columns scroll together. */
function syncScrolling(/** @type {Column[]} */ columns, /** @type {() => void} */ scrolled,
    /** @type {AbortSignal} */ signal) {
  for (const column of columns) {
    column.picture.addEventListener("scroll", () => {
      for (const { picture } of columns.filter(({ meta }) => meta.chain === column.meta.chain)) {
        if (picture.scrollLeft !== column.picture.scrollLeft) picture.scrollLeft = column.picture.scrollLeft;
        if (picture.scrollTop !== column.picture.scrollTop) picture.scrollTop = column.picture.scrollTop;
      }
      scrolled();
    }, { passive: true, signal });
  }
}

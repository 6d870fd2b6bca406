import { setAttributes, svgElement, zoomOf } from "./dom.js";

/**
 * Lines over a picture: from a window to its enlargement, and from a result to its cell (the thread). Coordinates are
 * CSS pixels of the element that the overlay covers.
 */
export function createLinks() {
  const projection = svgElement("polygon", { class: "projection" });
  const edges = [svgElement("line", { class: "projection-edge" }), svgElement("line", { class: "projection-edge" })];
  const pair = () => [svgElement("path", { class: "thread-halo" }), svgElement("path", { class: "thread" })];
  const [thread, elbow] = [pair(), pair()];
  const root = svgElement("svg", { class: "links", "aria-hidden": "true" }, projection, ...edges, ...thread, ...elbow);

  function trace(/** @type {SVGElement[]} */ paths, /** @type {string | null} */ line) {
    for (const path of paths) {
      path.style.display = line === null ? "none" : "";
      if (line !== null) path.setAttribute("d", line);
    }
  }

  /**
   * @param {DOMRect | null} from the window
   * @param {DOMRect | null} to its enlargement; below `from` when they overlap sideways
   */
  function project(from, to) {
    const shown = from !== null && to !== null;
    projection.style.display = shown ? "" : "none";
    for (const edge of edges) edge.style.display = shown ? "" : "none";
    if (from === null || to === null) return;
    const sideways = to.left >= from.right;
    const near = sideways
      ? [[from.right, from.top], [from.right, from.bottom]]
      : [[from.left, from.bottom], [from.right, from.bottom]];
    const far = sideways ? [[to.left, to.top], [to.left, to.bottom]] : [[to.left, to.top], [to.right, to.top]];
    projection.setAttribute("points", [near[0], far[0], far[1], near[1]].map((point) => point.join(",")).join(" "));
    edges.forEach((edge, index) => setAttributes(edge, { x1: near[index][0], y1: near[index][1], x2: far[index][0],
      y2: far[index][1] }));
  }

  /** @param {[number, number] | null} from @param {[number, number] | null} to it turns in the gutter beside `from` */
  function connect(from, to) {
    if (from === null || to === null) {
      trace(thread, null);
      return;
    }
    const gutter = from[0] + Math.min(10, (to[0] - from[0]) / 2);
    const down = to[1] - from[1];
    const bend = Math.min(8, Math.abs(down) / 2, Math.max(to[0] - gutter, 0));
    const turn = Math.sign(down) * bend;
    trace(thread, [
      `M${from[0]} ${from[1]} L${gutter - bend} ${from[1]} Q${gutter} ${from[1]} ${gutter} ${from[1] + turn}`,
      `L${gutter} ${to[1] - turn} Q${gutter} ${to[1]} ${gutter + bend} ${to[1]} L${to[0]} ${to[1]}`,
    ].join(" "));
  }

  /** @param {[number, number][] | null} corners of a line that keeps to the gutters */
  function bendAlong(corners) {
    trace(elbow, corners === null ? null : `M${corners.map((corner) => corner.join(" ")).join(" L")}`);
  }

  /** @param {DOMRect} result @param {DOMRect} cell where the line leads @param {DOMRect} map beside which it turns */
  function bendTo(result, cell, map) {
    const gutter = map.left - 12;
    const [start, end] = [result, cell].map((box) => box.y + box.height / 2);
    bendAlong([[result.right + 6, start], [gutter, start], [gutter, end], [cell.left - 3, end]]);
  }
  bendAlong(null);
  return { element: root, project, connect, bendAlong, bendTo };
}

/** @param {Element} inner @param {Element} outer @returns {DOMRect} of inner, measured from outer's corner */
export function boxWithin(inner, outer) {
  const [a, b] = [inner.getBoundingClientRect(), outer.getBoundingClientRect()];
  const zoom = zoomOf(outer);
  return new DOMRect((a.x - b.x) / zoom, (a.y - b.y) / zoom, a.width / zoom, a.height / zoom);
}

/** @param {DOMRect} box @param {DOMRect} origin @returns {DOMRect} */
export function shifted(box, origin) {
  return new DOMRect(box.x + origin.x, box.y + origin.y, box.width, box.height);
}

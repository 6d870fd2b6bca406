/** @import { createMap } from "./heatmap.js" */

/**
 * The focus: a magenta line with a halo, without which it would drown in blue, orange or grey.
 * @param {CanvasRenderingContext2D} context in CSS pixels @param {DOMRect} box @param {Palette} palette
 * @param {boolean} [onInput] over pixels of the input, where the halo is near-black @param {number} [line]
 */
export function paintFocus(context, box, palette, onInput = false, line = 2.5) {
  const grow = line / 2 + 0.5;
  context.lineJoin = "round";
  for (const [width, colour] of [
    [line + 2.5, onInput ? palette.ramps.input[0] : palette.page],
    [line, palette.focus],
  ]) {
    context.lineWidth = Number(width);
    context.strokeStyle = String(colour);
    context.strokeRect(box.x - grow, box.y - grow, box.width + 2 * grow, box.height + 2 * grow);
  }
}

/**
 * Fills the path at hand; an edge of the page's colour sets it off from what is below it.
 * @param {CanvasRenderingContext2D} context @param {string} colour @param {Palette} palette @param {number} [edge] its
 * width, of which half is seen
 */
export function fillWithEdge(context, colour, palette, edge = 2) {
  Object.assign(context, { fillStyle: colour, strokeStyle: palette.page, lineWidth: edge });
  context.stroke();
  context.fill();
}

/** @param {CanvasRenderingContext2D} context @param {DOMRect} box @param {Palette} palette */
export function paintHover(context, box, palette) {
  context.lineWidth = 2;
  context.strokeStyle = palette.muted;
  context.strokeRect(box.x, box.y, box.width, box.height);
}

/**
 * Answer to pointing and clicking at a map's cells. Leaving is answered 80 ms late, so that the picture does not
 * flicker between cells.
 * @param {ReturnType<typeof createMap>} map @param {{point: (cell: {row: number, column: number} | null) => void,
 * choose: (cell: {row: number, column: number}, event: MouseEvent) => void}} answers @param {AbortSignal} signal
 */
export function pickCells(map, answers, signal) {
  let leaving = 0;
  let last = "";
  map.canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    const cell = map.cellAt(event);
    const name = cell === null ? "" : `${cell.row} ${cell.column}`;
    if (name === last) return;
    last = name;
    clearTimeout(leaving);
    if (cell !== null) answers.point(cell);
    else leaving = setTimeout(() => answers.point(null), 80);
  }, { signal });
  map.canvas.addEventListener("pointerleave", () => {
    if (last === "") return;
    last = "";
    clearTimeout(leaving);
    leaving = setTimeout(() => answers.point(null), 80);
  }, { signal });
  map.canvas.addEventListener("click", (event) => {
    const cell = map.cellAt(event);
    if (cell !== null) answers.choose(cell, event);
  }, { signal });
  signal.addEventListener("abort", () => clearTimeout(leaving));
}

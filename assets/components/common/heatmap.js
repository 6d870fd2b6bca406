import { deviceCanvas, gridColour, paintCells, paintGridLines, snappedEdges } from "./cells.js";
import { context2d, element, fitCanvas, pixelRatio, placeIn } from "./dom.js";
import { paintFocus, paintHover } from "./frames.js";
import { clamp } from "./numbers.js";

/**
 * A rectangle of cells; rows and columns may be fractional while a window moves.
 * @typedef {{row: number, column: number, height: number, width: number}} CellBox
 *
 * @typedef {{
 *   values: ArrayLike<number>, rows: number, columns: number, scale: Scale, palette: Palette,
 *   cell: number, ring?: {top: number, left: number, bottom: number, right: number},
 *   reached?: {rows: number, columns: number}, count?: number,
 * }} MapPicture cell is the size in CSS pixels; ring counts padding cells; no window looks at cells
 *   from `reached` on; cells from `count` on do not exist
 *
 * @typedef {{computed?: number, windows?: CellBox[], peek?: CellBox | null, hover?: CellBox | null,
 *   marks?: (context: Context2D, boxOf: (box: CellBox) => DOMRect) => void}} MapState
 *   `computed` first cells are known, the rest are dots (and `peek`, shown anyway)
 */

/**
 * A picture with its edges in device pixels, and what was painted of it.
 * @typedef {MapPicture & {ring: NonNullable<MapPicture["ring"]>, ratio: number, xEdges: number[], yEdges: number[],
 *   margin: number, deviceWidth: number, deviceHeight: number}} LaidMap
 * @typedef {LaidMap & {base: HTMLCanvasElement, blank: HTMLCanvasElement | null}} MapView
 * @typedef {ReturnType<typeof createMap>} MapPart
 */

/** Margin around the cells, for frames on the outermost cells, in CSS pixels. */
export const MAP_MARGIN = 4;

/** A heatmap with its layers: cells (painted once), dots for cells not yet computed, frames. */
export function createMap(/** @type {string} */ className = "") {
  const canvas = element("canvas", { class: `map ${className}`, role: "img" });
  const context = context2d(canvas);
  /** @type {MapView} */
  let view;

  /** @param {MapPicture} picture its cells are painted; call `draw` afterwards */
  function configure(picture) {
    const ratio = pixelRatio(canvas);
    const ring = picture.ring ?? { top: 0, left: 0, bottom: 0, right: 0 };
    const xEdges = snappedEdges(picture.columns + ring.left + ring.right, picture.cell, ratio);
    const yEdges = snappedEdges(picture.rows + ring.top + ring.bottom, picture.cell, ratio);
    const [deviceWidth, deviceHeight] = [xEdges[xEdges.length - 1], yEdges[yEdges.length - 1]];
    const margin = Math.round(MAP_MARGIN * ratio);
    const laid = { ...picture, ring, ratio, xEdges, yEdges, margin, deviceWidth, deviceHeight };
    view = { ...laid, base: paintBase(laid, view?.base), blank: null };
    refit(canvas, deviceWidth + 2 * margin, deviceHeight + 2 * margin, ratio);
    canvas.style.margin = `${-margin / ratio}px`;
  }

  /** @param {CellBox} box @returns {DOMRect} in CSS pixels from the canvas's corner */
  const boxOf = (box) => boxIn(view, box);

  function draw(/** @type {MapState} */ state = {}) {
    const { margin, ratio, deviceWidth, deviceHeight, palette } = view;
    const count = view.count ?? view.rows * view.columns;
    const computed = state.computed ?? count;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (computed < count) {
      view.blank ??= paintBlank(view);
      context.drawImage(view.blank, margin, margin);
      copyComputed(context, view, computed);
      if (state.peek) copyCells(context, view, state.peek.row, state.peek.column, state.peek.height, state.peek.width);
    } else {
      context.drawImage(view.base, margin, margin);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.lineWidth = 1;
    context.strokeStyle = palette.hairline;
    if (view.scale.kind !== "pixels") {
      const edge = margin / ratio - 0.5;
      context.strokeRect(edge, edge, deviceWidth / ratio + 1, deviceHeight / ratio + 1);
    }
    state.marks?.(context, boxOf);
    if (state.hover) paintHover(context, boxOf(state.hover), palette);
    for (const box of state.windows ?? []) {
      paintFocus(context, boxOf(box), palette, view.scale.kind === "pixels");
    }
    context.restore();
  }

  /** @param {MouseEvent} event @returns {{row: number, column: number} | null} the cell under the pointer */
  function cellAt(event) {
    const place = placeIn(canvas, event);
    const [x, y] = [place.x, place.y].map((offset) => offset * view.ratio - view.margin);
    const column = view.xEdges.findIndex((edge) => edge > x) - 1 - view.ring.left;
    const row = view.yEdges.findIndex((edge) => edge > y) - 1 - view.ring.top;
    const inside = row >= 0 && column >= 0 && row < view.rows && column < view.columns;
    const exists = row * view.columns + column < (view.count ?? Infinity);
    return inside && exists ? { row, column } : null;
  }
  return { canvas, configure, draw, boxOf, cellAt };
}

/**
 * Sets a canvas's size if it differs: setting it would clear the canvas and its buffers.
 * @param {HTMLCanvasElement} canvas @param {number} width device pixels @param {number} height @param {number} ratio
 */
function refit(canvas, width, height, ratio) {
  const fits = canvas.width === width && canvas.height === height && canvas.style.width === `${width / ratio}px`;
  if (!fits) fitCanvas(canvas, width / ratio, height / ratio);
}

/** @param {MapView} view @param {CellBox} box @returns {DOMRect} */
function boxIn({ xEdges, yEdges, ring, ratio, margin }, box) {
  const place = (/** @type {number[]} */ edges, /** @type {number} */ index) => {
    const whole = clamp(Math.floor(index), 0, edges.length - 2);
    return edges[whole] + (edges[whole + 1] - edges[whole]) * (index - whole) + margin;
  };
  const [left, top] = [place(xEdges, box.column + ring.left), place(yEdges, box.row + ring.top)];
  const right = place(xEdges, box.column + box.width + ring.left);
  const bottom = place(yEdges, box.row + box.height + ring.top);
  return new DOMRect(left / ratio, top / ratio, (right - left) / ratio, (bottom - top) / ratio);
}

/** Paints cells, grid lines, the ring of padding, and the cells that no window reaches. */
function paintBase(/** @type {LaidMap} */ view, /** @type {HTMLCanvasElement | undefined} */ before) {
  // Reused, since a map that changes in every frame would otherwise create a canvas each time.
  const fits = before?.width === view.deviceWidth && before.height === view.deviceHeight;
  const base = before && fits ? before : deviceCanvas(view.deviceWidth, view.deviceHeight);
  const context = context2d(base);
  const { ring, xEdges, yEdges, palette } = view;
  context.setLineDash([]);
  context.fillStyle = palette.chip;
  context.fillRect(0, 0, view.deviceWidth, view.deviceHeight);
  const inner = (/** @type {number[]} */ edges, /** @type {number} */ skip, /** @type {number} */ count) =>
    edges.slice(skip, skip + count + 1).map((edge) => edge - edges[skip]);
  const [left, top] = [xEdges[ring.left], yEdges[ring.top]];
  const innerX = inner(xEdges, ring.left, view.columns);
  const innerY = inner(yEdges, ring.top, view.rows);
  paintCells(context, view.values, innerX, innerY, view.scale, palette, left, top);
  if (view.cell >= 6) {
    paintGridLines(context, xEdges, yEdges, gridColour(palette, view.scale.kind));
  }
  if (ring.top + ring.left + ring.bottom + ring.right > 0) {
    context.strokeStyle = palette.muted;
    context.lineWidth = view.ratio;
    context.setLineDash([3 * view.ratio, 3 * view.ratio]);
    context.strokeRect(left, top, innerX[view.columns], innerY[view.rows]);
  }
  if (view.reached) paintUnreached(context, view, view.reached);
  const missing = view.count === undefined ? 0 : view.rows * view.columns - view.count;
  if (missing > 0) {
    const x = xEdges[view.columns - missing];
    context.clearRect(x, yEdges[view.rows - 1], view.deviceWidth - x, view.deviceHeight);
  }
  return base;
}

/** Dims and strikes through the rows and columns that no window reaches. */
function paintUnreached(/** @type {Context2D} */ context, /** @type {LaidMap} */ view,
    /** @type {{rows: number, columns: number}} */ reached) {
  const { xEdges, yEdges, palette, ring, deviceWidth, deviceHeight } = view;
  const [x, y] = [xEdges[reached.columns + ring.left], yEdges[reached.rows + ring.top]];
  context.setLineDash([]);
  context.fillStyle = palette.veil;
  context.fillRect(x, 0, deviceWidth - x, deviceHeight);
  context.fillRect(0, y, x, deviceHeight - y);
  context.strokeStyle = palette.muted;
  context.lineWidth = 1.5 * view.ratio;
  context.beginPath();
  for (let column = reached.columns + ring.left; column < xEdges.length - 1; column += 1) {
    const middle = (xEdges[column] + xEdges[column + 1]) / 2;
    context.moveTo(middle, 0);
    context.lineTo(middle, deviceHeight);
  }
  for (let row = reached.rows + ring.top; row < yEdges.length - 1; row += 1) {
    const middle = (yEdges[row] + yEdges[row + 1]) / 2;
    context.moveTo(0, middle);
    context.lineTo(deviceWidth, middle);
  }
  context.stroke();
}

/** Paints cells whose value is not known yet as dots, never as zeros. */
function paintBlank(/** @type {MapView} */ view) {
  const blank = deviceCanvas(view.deviceWidth, view.deviceHeight);
  const context = context2d(blank);
  context.fillStyle = view.palette.page;
  context.fillRect(0, 0, view.deviceWidth, view.deviceHeight);
  context.fillStyle = view.palette.muted;
  context.globalAlpha = 0.7;
  const every = view.cell >= 9 ? 1 : 2;
  const dot = Math.max(1, Math.round((view.cell >= 14 ? 2 : 1) * view.ratio));
  for (let row = 0; row < view.rows; row += every) {
    for (let column = 0; column < view.columns; column += every) {
      const x = (view.xEdges[column] + view.xEdges[column + 1] - dot) / 2;
      const y = (view.yEdges[row] + view.yEdges[row + 1] - dot) / 2;
      context.fillRect(Math.round(x), Math.round(y), dot, dot);
    }
  }
  return blank;
}

/** Copies the first cells in reading order: whole rows, then the current row. */
function copyComputed(/** @type {Context2D} */ context, /** @type {MapView} */ view,
    /** @type {number} */ computed) {
  const rows = Math.floor(computed / view.columns);
  if (rows > 0) copyCells(context, view, 0, 0, rows, view.columns);
  const rest = computed - rows * view.columns;
  if (rest > 0) copyCells(context, view, rows, 0, 1, rest);
}

function copyCells(/** @type {Context2D} */ context, /** @type {MapView} */ view, /** @type {number} */ row,
    /** @type {number} */ column, /** @type {number} */ height, /** @type {number} */ width) {
  const [x, y] = [view.xEdges[column], view.yEdges[row]];
  const [w, h] = [view.xEdges[column + width] - x, view.yEdges[row + height] - y];
  context.drawImage(view.base, x, y, w, h, x + view.margin, y + view.margin, w, h);
}

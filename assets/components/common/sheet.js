import { deviceCanvas } from "./cells.js";
import { context2d, element, fitCanvas, pixelRatio, placeIn } from "./dom.js";
import { colourTable, levelOf } from "./palette.js";

/**
 * Many small maps (or single numbers, as maps of one cell) on one canvas.
 * @typedef {{values: ArrayLike<number>, count: number, rows: number, columns: number, palette: Palette,
 *   scaleOf: (index: number) => Scale, silent?: Set<number>, perRow: number, pitchX: number, pitchY: number,
 *   gap: number, foot?: number}} SheetPicture values (count, rows, columns); pitches are CSS pixels from map to map,
 *   including the gap and the foot, the space for a caption
 */

/**
 * @typedef {{perRow: number, pitchX: number, pitchY: number, gap: number}} SheetLayout
 * @typedef {{ratio: number, perRow: number, pitchX: number, pitchY: number, gap: number, count: number, width: number,
 *   height: number}} SheetView
 */

/** @typedef {ReturnType<typeof createSheet>} SheetPart */

export function createSheet() {
  const canvas = element("canvas", { class: "sheet", role: "img" });
  const context = context2d(canvas);
  /** @type {SheetView} */
  let view;
  let mosaic = /** @type {HTMLCanvasElement | undefined} */ (undefined);

  function paint(/** @type {SheetPicture} */ picture) {
    arrange(picture);
    mosaic = mosaicOf(picture, mosaic);
    const { ratio } = view;
    for (let index = 0; index < picture.count; index += 1) {
      const box = deviceBox(index);
      context.imageSmoothingEnabled = box.width < 2 * picture.columns || box.height < 2 * picture.rows;
      context.drawImage(mosaic, 0, index * picture.rows, picture.columns, picture.rows, box.x, box.y, box.width,
        box.height);
    }
    Object.assign(context, { fillStyle: picture.palette.muted,
      font: `${Math.round(Math.min(12, view.height) * ratio)}px sans-serif`, textAlign: "center",
      textBaseline: "middle" });
    for (const index of picture.silent ?? []) {
      const box = deviceBox(index);
      context.fillText("0", box.x + box.width / 2, box.y + box.height / 2);
    }
  }

  /** Paints unknown maps: a dot in the middle of each. */
  function paintUnknown(/** @type {Omit<SheetPicture, "values" | "scaleOf">} */ picture) {
    arrange(picture);
    const dot = Math.max(1, Math.round(Math.min(3, view.height / 4) * view.ratio));
    for (let index = 0; index < picture.count; index += 1) {
      const box = deviceBox(index);
      context.fillStyle = picture.palette.panel;
      context.fillRect(box.x, box.y, box.width, box.height);
      context.fillStyle = picture.palette.muted;
      context.fillRect(box.x + (box.width - dot) / 2, box.y + (box.height - dot) / 2, dot, dot);
    }
  }

  function arrange(/** @type {Omit<SheetPicture, "values" | "scaleOf">} */ picture) {
    const { perRow, pitchX, pitchY, gap, count, foot = 0 } = picture;
    const lines = Math.ceil(count / perRow);
    const ratio = emptied(canvas, perRow * pitchX - gap, lines * pitchY - gap);
    view = { ratio, perRow, pitchX, pitchY, gap, count, width: pitchX - gap, height: pitchY - gap - foot };
  }

  /** @param {number} index @returns {DOMRect} CSS pixels from the canvas's corner */
  function boxOf(index) {
    const { perRow, pitchX, pitchY, width, height } = view;
    return new DOMRect((index % perRow) * pitchX, Math.floor(index / perRow) * pitchY, width, height);
  }

  /** Like `boxOf`, on whole device pixels. */
  function deviceBox(/** @type {number} */ index) {
    const [box, ratio] = [boxOf(index), view.ratio];
    const [left, top] = [Math.round(box.left * ratio), Math.round(box.top * ratio)];
    const [right, bottom] = [Math.round(box.right * ratio), Math.round(box.bottom * ratio)];
    return new DOMRect(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
  }

  /** @returns {number | null} index of the map under the pointer; a gap belongs to the map before it */
  function indexAt(/** @type {MouseEvent} */ event) {
    const { x, y } = placeIn(canvas, event);
    const [column, row] = [Math.floor(x / view.pitchX), Math.floor(y / view.pitchY)];
    const index = row * view.perRow + column;
    return column >= 0 && column < view.perRow && index >= 0 && index < view.count ? index : null;
  }
  return { canvas, paint, paintUnknown, boxOf, indexAt, perRow: () => view.perRow };
}

/**
 * Like `fitCanvas`, but only clears a canvas of the right size, since some are painted in every frame.
 * @param {HTMLCanvasElement} canvas @param {number} width CSS pixels @param {number} height
 */
function emptied(canvas, width, height) {
  const ratio = pixelRatio(canvas);
  const fits = canvas.width === Math.round(width * ratio) && canvas.height === Math.round(height * ratio);
  if (!fits || canvas.style.width !== `${canvas.width / ratio}px`) return fitCanvas(canvas, width, height);
  context2d(canvas).clearRect(0, 0, canvas.width, canvas.height);
  return ratio;
}

/**
 * All maps stacked vertically, one pixel per cell.
 * @param {SheetPicture} picture @param {HTMLCanvasElement} [before] the last canvas, reused if it has this size
 */
function mosaicOf(picture, before) {
  const { values, count, rows, columns, palette } = picture;
  const size = rows * columns;
  const fits = before?.width === columns && before.height === rows * count;
  const mosaic = before && fits ? before : deviceCanvas(columns, rows * count);
  const image = new ImageData(columns, rows * count);
  const pixels = new Uint32Array(image.data.buffer);
  for (let map = 0; map < count; map += 1) {
    const scale = picture.scaleOf(map);
    const table = colourTable(palette, scale.kind);
    for (let index = map * size; index < (map + 1) * size; index += 1)
      pixels[index] = table[levelOf(values[index], scale)];
  }
  context2d(mosaic).putImageData(image, 0, 0);
  return mosaic;
}

/** @param {ArrayLike<number>} values (count, size) @returns {number} the largest absolute value of one map */
export function largestIn(values, /** @type {number} */ index, /** @type {number} */ size) {
  let limit = 0;
  for (let place = index * size; place < (index + 1) * size; place += 1)
    limit = Math.max(limit, Math.abs(values[place]));
  return limit;
}

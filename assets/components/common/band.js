import { deviceCanvas } from "./cells.js";
import { context2d, drawBase, element, fitCanvas, placeIn } from "./dom.js";
import { paintFocus, paintHover } from "./frames.js";
import { MAP_MARGIN } from "./heatmap.js";
import { clamp } from "./numbers.js";
import { colourTable, levelOf } from "./palette.js";

/**
 * A row of values as thin coloured bars, wrapped into lines if there are too many.
 * @typedef {{values: ArrayLike<number>, perLine: number, width: number, height: number, scale: Scale,
 *   palette: Palette, group?: number, labels?: (line: number) => {at: number, text: string}[]}} BandPicture
 *   `group` values belong together; a label stands below its line, centred on the value `at`
 */

/**
 * @typedef {BandPicture & {ratio: number, lines: number, pitch: number, device: number, font: string}} LaidBand
 * @typedef {LaidBand & {base: HTMLCanvasElement}} BandView
 */

export const BAND_LABEL = 20;

export function createBand() {
  const canvas = element("canvas", { class: "band", role: "img" });
  const context = context2d(canvas);
  /** @type {BandView} */
  let view;

  function configure(/** @type {BandPicture} */ picture) {
    const lines = Math.ceil(picture.values.length / picture.perLine);
    const pitch = picture.height + (picture.labels ? BAND_LABEL : lines > 1 ? 4 : 0);
    const ratio = fitCanvas(canvas, picture.width + 2 * MAP_MARGIN, lines * pitch + 2 * MAP_MARGIN);
    const { fontFamily: font } = getComputedStyle(canvas);
    const laid = { ...picture, ratio, lines, pitch, device: Math.floor(picture.width * ratio), font };
    canvas.style.margin = `-${MAP_MARGIN}px`;
    view = { ...laid, base: paintBand(laid, canvas) };
  }

  /** @param {number} from @param {number} [count] within one line @returns {DOMRect} in CSS pixels */
  function boxOf(from, count = 1) {
    const line = Math.floor(from / view.perLine);
    const step = view.device / view.ratio / view.perLine;
    return new DOMRect(MAP_MARGIN + (from - line * view.perLine) * step, MAP_MARGIN + line * view.pitch, count * step,
      view.height);
  }

  /** @param {{from: number, count?: number, label?: string} | null} focus @param {number | null} [hover] */
  function draw(focus, hover = null) {
    drawBase(context, view);
    if (hover !== null) paintHover(context, boxOf(hover), view.palette);
    if (focus === null) return;
    const box = boxOf(focus.from, focus.count);
    paintFocus(context, box, view.palette, view.scale.kind === "pixels");
    if (focus.label) {
      const middle = clamp(box.x + box.width / 2, 16, view.width - 8);
      context.font = `700 12px ${view.font}`;
      const half = context.measureText(focus.label).width / 2 + 6;
      context.clearRect(middle - half, box.bottom + 4, 2 * half, BAND_LABEL - 5);
      writeBandLabel(context, view, middle, box.bottom, focus.label, view.palette.focus);
    }
  }

  /** @param {MouseEvent} event @returns {number | null} */
  function indexAt(event) {
    const { x, y } = placeIn(canvas, event);
    const line = Math.floor((y - MAP_MARGIN) / view.pitch);
    const place = Math.floor(((x - MAP_MARGIN) / view.width) * view.perLine);
    const index = line * view.perLine + place;
    return line >= 0 && place >= 0 && place < view.perLine && index < view.values.length ? index : null;
  }
  return { canvas, configure, draw, boxOf, indexAt };
}

/** Each device pixel shows the value of largest magnitude among those it covers, so that no peak is lost. */
function paintBand(/** @type {LaidBand} */ view, /** @type {HTMLCanvasElement} */ canvas) {
  const { ratio, perLine, device, values, palette } = view;
  const base = deviceCanvas(canvas.width, canvas.height);
  const context = context2d(base);
  const table = colourTable(palette, view.scale.kind);
  const height = Math.round(view.height * ratio);
  const margin = Math.round(MAP_MARGIN * ratio);
  const group = view.group ?? 0;
  const groupWidth = (group * device) / perLine / ratio;
  for (let line = 0; line < view.lines; line += 1) {
    const last = Math.min((line + 1) * perLine, values.length);
    const used = Math.round((device * (last - line * perLine)) / perLine);
    const image = new ImageData(Math.max(used, 1), height);
    const pixels = new Uint32Array(image.data.buffer);
    for (let x = 0; x < used; x += 1) {
      const from = line * perLine + Math.floor((x * perLine) / device);
      const to = Math.max(from + 1, Math.min(line * perLine + Math.floor(((x + 1) * perLine) / device), last));
      let value = values[from];
      for (let index = from + 1; index < to; index += 1) {
        if (Math.abs(values[index]) > Math.abs(value)) value = values[index];
      }
      pixels[x] = table[levelOf(value, view.scale)];
    }
    for (let y = 1; y < height; y += 1) pixels.copyWithin(y * image.width, 0, image.width);
    const top = Math.round((MAP_MARGIN + line * view.pitch) * ratio);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.putImageData(image, margin, top);
    context.fillStyle = palette.page;
    if (groupWidth >= 5) {
      for (let at = group; at < last - line * perLine; at += group) {
        context.fillRect(margin + Math.round((at * device) / perLine), top, Math.max(1, Math.round(ratio / 2)), height);
      }
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    for (const label of view.labels?.(line) ?? []) {
      const x = MAP_MARGIN + ((label.at - line * perLine) * view.width) / perLine;
      if (x + 4 * label.text.length > view.width + 2 * MAP_MARGIN) continue;
      writeBandLabel(context, view, x, MAP_MARGIN + line * view.pitch + view.height, label.text, palette.muted);
    }
  }
  return base;
}

function writeBandLabel(/** @type {Context2D} */ context, /** @type {LaidBand} */ view, /** @type {number} */ x,
    /** @type {number} */ y, /** @type {string} */ text, /** @type {string} */ colour) {
  Object.assign(context, { font: `${colour === view.palette.muted ? 400 : 700} 12px ${view.font}`, textAlign: "center",
    textBaseline: "top", fillStyle: colour });
  context.fillText(text, x, y + 5);
}

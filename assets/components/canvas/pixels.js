import { element } from "../common/dom.js";

/** The library's two canvases: what is drawn, and the stroke that is being drawn. */
const LAYERS = ["canvas.dc-canvas.lower-canvas", "canvas.upper-canvas"];

/**
 * Reads the pixels of a canvas, also while somebody draws on it.
 * @returns {(canvas: ShadowRoot | null) => {pixels: Uint8ClampedArray, width: number, height: number} | null} null if
 *   they cannot be had
 */
export function createReader() {
  const copy = element("canvas");
  const context = copy.getContext("2d", { willReadFrequently: true });
  return (canvas) => {
    const layers = LAYERS.flatMap((layer) => canvas?.querySelector(layer) ?? []);
    if (context === null || layers.length < LAYERS.length) return null;
    const [{ width, height }] = /** @type {HTMLCanvasElement[]} */ (layers);
    if (copy.width !== width || copy.height !== height) Object.assign(copy, { width, height });
    context.clearRect(0, 0, width, height);
    for (const layer of layers) context.drawImage(/** @type {HTMLCanvasElement} */ (layer), 0, 0);
    try {
      return { pixels: context.getImageData(0, 0, width, height).data, width, height };
    } catch {
      // Some browsers keep what is drawn from being read.
      return null;
    }
  };
}

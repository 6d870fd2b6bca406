import { element } from "../common/dom.js";

/** Selectors of the library's two canvases: finished strokes, and the current stroke. */
const LAYERS = ["canvas.dc-canvas.lower-canvas", "canvas.upper-canvas"];

/**
 * Creates a function that reads the pixels of a canvas, including the current stroke.
 * @returns {(canvas: ShadowRoot | null) => {pixels: Uint8ClampedArray, width: number, height: number} | null} null if
 *   they cannot be read
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
      // Some browsers block reading pixels, against fingerprinting.
      return null;
    }
  };
}

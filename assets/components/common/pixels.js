import { context2d } from "./dom.js";

/** Paints an image white on black, as it is stored. @param {ArrayLike<number>} values 0..255 */
export function paintPixels(/** @type {HTMLCanvasElement} */ canvas, values) {
  const context = context2d(canvas);
  const image = new ImageData(28, 28);
  for (let index = 0; index < values.length; index += 1)
    image.data.set([values[index], values[index], values[index], 255], 4 * index);
  context.putImageData(image, 0, 0);
}

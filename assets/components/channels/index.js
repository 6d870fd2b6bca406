/** A colour picture and its three channels: pointing at a pixel shows its three numbers. */

import { build, context2d, element, fitCanvas, placeIn, setAttributes, setText } from "../common/dom.js";
import { onCellKeys } from "../common/keys.js";
import { clamp, format } from "../common/numbers.js";

/** @import { Context } from "scenes/channels" */

const SIZE = 28;
const MOST = 224;
const GAP = 24;
const CHANNELS = /** @type {const} */ (["red", "green", "blue"]);

/**
 * One channel in its own colour, or all channels.
 * @param {ArrayLike<number>} picture of shape (rows, columns, 3) @returns {Uint8ClampedArray} RGBA
 */
export function channelPixels(picture, /** @type {number | null} */ channel) {
  const pixels = new Uint8ClampedArray((picture.length / 3) * 4);
  for (let index = 0; index < picture.length / 3; index += 1) {
    for (let part = 0; part < 3; part += 1) {
      pixels[4 * index + part] = channel === null || channel === part ? picture[3 * index + part] : 0;
    }
    pixels[4 * index + 3] = 255;
  }
  return pixels;
}

/** @param {Context} viewContext @returns {View} */
export default function createChannels(viewContext) {
  const { signal, host, scene: { meta: { text } } } = viewContext;
  const parts = [null, 0, 1, 2].map((channel) => {
    const canvas = element("canvas", { class: "channel", role: "img" });
    const frame = element("div", { class: "spot" });
    const name = channel === null ? text.picture : text[CHANNELS[channel]];
    const { root: caption, number } = build(
      ["figcaption", {}, ["span", {}, name], ["strong.number", { ref: "number" }]]);
    return { channel, canvas, frame, number,
      element: element("figure", {}, element("div", { class: "stack" }, canvas, frame), caption) };
  });
  const root = element("div", { class: "channels", tabindex: 0, role: "group", "aria-label": text.keys },
    ...parts.map((part) => part.element));
  const sentence = element("p", { class: "channel-words", "aria-live": "polite" });
  host.append(root, sentence);
  let spot = { row: 5, column: 4 };
  let side = MOST;

  const cellAt = (/** @type {MouseEvent} */ event) => {
    const { x, y } = placeIn(/** @type {Element} */ (event.target), event);
    const place = (/** @type {number} */ offset) => clamp(Math.floor((offset / side) * SIZE), 0, SIZE - 1);
    return { row: place(y), column: place(x) };
  };
  const choose = (/** @type {Cell} */ cell) => { spot = cell; mark(); };
  for (const { canvas } of parts) {
    canvas.addEventListener("pointermove", (event) => choose(cellAt(event)), { signal });
    canvas.addEventListener("click", (event) => choose(cellAt(event)), { signal });
  }
  onCellKeys(root, () => spot, SIZE, SIZE, { choose }, signal);

  function mark() {
    const { picture } = viewContext.scene.arrays;
    const start = 3 * (spot.row * SIZE + spot.column);
    const numbers = Array.from(picture.values.slice(start, start + 3));
    const cell = side / SIZE;
    for (const { channel, frame, number } of parts) {
      Object.assign(frame.style, { left: `${spot.column * cell}px`, top: `${spot.row * cell}px`, width: `${cell}px`,
        height: `${cell}px` });
      setText(number, channel === null ? `(${numbers.join(", ")})` : String(numbers[channel]));
    }
    const [red, green, blue] = numbers;
    setText(sentence, format(text.reading, { ...spot, red, green, blue }));
  }

  function paint() {
    const { scene: { arrays }, width } = viewContext;
    const perRow = width >= 760 ? 4 : 2;
    side = Math.floor(Math.min(MOST, (width - (perRow - 1) * GAP) / perRow) / SIZE) * SIZE;
    for (const { channel, canvas } of parts) {
      const small = element("canvas", { width: SIZE, height: SIZE });
      const image = new ImageData(SIZE, SIZE);
      image.data.set(channelPixels(arrays.picture.values, channel));
      context2d(small).putImageData(image, 0, 0);
      fitCanvas(canvas, side, side);
      context2d(canvas).imageSmoothingEnabled = false;
      context2d(canvas).drawImage(small, 0, 0, canvas.width, canvas.height);
      setAttributes(canvas, { "aria-label": channel === null ? text.picture : text[CHANNELS[channel]] });
    }
    mark();
  }
  return { update() {}, paint };
}

import { deviceCanvas } from "../common/cells.js";
import { build, cleared, context2d, pixelRatio, setAttributes } from "../common/dom.js";
import { clamp, format, formatNumber } from "../common/numbers.js";
import { colourOf, paintMark } from "./marks.js";

/** @import { Meta, Payload } from "scenes/optimizers" */

/** Losses of the contour lines; those in `NAMED` have labels. */
const LEVELS = [0.3, 0.35, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2, 3, 4, 6, 8, 11, 14];
const NAMED = [0.5, 1, 2, 4, 8];
const ROOM = { left: 38, bottom: 36, top: 6, right: 6 };
const BALL = 7;
const TICK = 4;
/** Factor of the interpolation between the grid's points: linear interpolation would break the valley. */
const FINER = 4;

export function createSurface(/** @type {Texts} */ text) {
  let ground = /** @type {HTMLCanvasElement | null} */ (null);
  let side = 0;

  /** @param {Payload} scene @param {Palette} palette @param {number} width */
  function paint({ meta, arrays: { surface } }, palette, width) {
    side = Math.round(width - ROOM.left - ROOM.right);
    const places = surface.shape[1];
    ground = paintGround(refined(surface.values, places), FINER * (places - 1) + 1,
      Math.round(side * pixelRatio(canvas)), palette);
    setAttributes(canvas, { "data-least": meta.least.toFixed(3) });
  }

  /** @param {Payload} scene @param {number} chosen @param {number} at update @param {Palette} palette */
  function draw({ meta, arrays }, chosen, at, palette) {
    if (ground === null) return;
    const pen = cleared(canvas, side + ROOM.left + ROOM.right, side + ROOM.top + ROOM.bottom);
    const [xOf, yOf] = [0, 1].map((axis) => (/** @type {number} */ weight) => {
      const share = (weight - meta.low[axis]) / (meta.high[axis] - meta.low[axis]);
      return axis === 0 ? ROOM.left + share * side : ROOM.top + (1 - share) * side;
    });
    pen.drawImage(ground, ROOM.left, ROOM.top, side, side);
    const font = getComputedStyle(canvas).fontFamily;
    paintAxes(pen, meta, side, xOf, yOf, palette, font);
    paintLevels(pen, meta, arrays.surface, xOf, yOf, palette);
    paintLowest(pen, meta, xOf, yOf, palette);
    const order = meta.balls.map((_, place) => place).filter((place) => place !== chosen).concat(chosen);
    for (const place of order) paintPath(pen, arrays.weights, place, at, place === chosen, xOf, yOf, palette);
    const whole = Math.floor(at);
    const [upper, lower] = weightsAt(arrays.weights, chosen, whole).map((weight) => formatNumber(weight, 2));
    setAttributes(canvas, { "aria-label": format(text.surface,
      { name: meta.balls[chosen].name, number: whole, upper, lower }), "data-number": whole });
  }
  const { root, canvas } = build(["figure.surface", {}, ["canvas", { ref: "canvas", role: "img" }]]);
  return { element: root, paint, draw };
}

/**
 * @param {Packed} weights (optimizers, updates + 1, 2) @param {number} place @param {number} at a fractional update
 * @returns {number[]} weights of the upper and the lower half
 */
export function weightsAt({ values, shape }, place, at) {
  const whole = Math.min(Math.floor(at), shape[1] - 1);
  const next = Math.min(whole + 1, shape[1] - 1);
  return [0, 1].map((axis) => {
    const [from, to] = [whole, next].map((update) => values[(place * shape[1] + update) * 2 + axis]);
    return from + (to - from) * (at - whole);
  });
}

/** Bilinear interpolation in a square table. @param {number} places per side @param {number} y in places */
function valueBetween(/** @type {ArrayLike<number>} */ values, places, /** @type {number} */ x, y) {
  const [column, row] = [Math.min(Math.floor(x), places - 2), Math.min(Math.floor(y), places - 2)];
  const [right, up] = [x - column, y - row];
  const from = row * places + column;
  const lower = values[from] + (values[from + 1] - values[from]) * right;
  const upper = values[from + places] + (values[from + places + 1] - values[from + places]) * right;
  return lower + (upper - lower) * up;
}

/** Interpolates a table with splines through its values (Catmull and Rom 1974). @param {number} places per side */
function refined(/** @type {ArrayLike<number>} */ values, places) {
  const finer = FINER * (places - 1) + 1;
  const along = (/** @type {ArrayLike<number>} */ from, /** @type {number} */ rows) => {
    // The result is transposed, so that two calls interpolate along both axes.
    const to = new Float32Array(finer * rows);
    for (let row = 0; row < rows; row += 1) {
      const at = (/** @type {number} */ place) => from[row * places + clamp(place, 0, places - 1)];
      for (let place = 0; place < finer; place += 1) {
        const whole = Math.min(Math.floor(place / FINER), places - 2);
        const t = place / FINER - whole;
        const [a, b, c, d] = [-1, 0, 1, 2].map((by) => at(whole + by));
        to[place * rows + row] = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
      }
    }
    return to;
  };
  return along(along(values, places), finer);
}

/** The number of contour lines up to a loss. @param {number} loss */
function bandOf(loss) {
  let band = 0;
  while (band < LEVELS.length && loss >= LEVELS[band]) band += 1;
  return band;
}

/**
 * The surface in grey, stronger for larger losses, with a line at each of `LEVELS`; the first row is at the bottom.
 * @param {ArrayLike<number>} values @param {number} places @param {number} size in device pixels
 * @param {Palette} palette
 */
function paintGround(values, places, size, palette) {
  const canvas = deviceCanvas(size, size);
  const pen = context2d(canvas);
  const image = new ImageData(size, size);
  let below = new Uint8Array(size);
  for (let y = size - 1; y >= 0; y -= 1) {
    const bands = new Uint8Array(size);
    for (let x = 0; x < size; x += 1) {
      const reach = (places - 1) / (size - 1);
      bands[x] = bandOf(valueBetween(values, places, x * reach, (size - 1 - y) * reach));
      const isLine = (x > 0 && bands[x - 1] !== bands[x]) || (y < size - 1 && below[x] !== bands[x]);
      image.data[4 * (y * size + x) + 3] = isLine ? 120 : Math.round((70 * bands[x]) / LEVELS.length);
    }
    below = bands;
  }
  pen.putImageData(image, 0, 0);
  pen.globalCompositeOperation = "source-in";
  pen.fillStyle = palette.muted;
  pen.fillRect(0, 0, size, size);
  return canvas;
}

/** @param {number} number @returns {[number, number]} */
const twice = (number) => [number, number];

/** @typedef {(weight: number) => number} PlaceOf */

function paintAxes(/** @type {Context2D} */ pen, /** @type {Meta} */ { low, high, text: { optimizers: text } },
    /** @type {number} */ side, /** @type {PlaceOf} */ xOf, /** @type {PlaceOf} */ yOf, /** @type {Palette} */ palette,
    /** @type {string} */ font) {
  pen.strokeStyle = palette.hairline;
  pen.lineWidth = 1;
  pen.strokeRect(ROOM.left - 0.5, ROOM.top - 0.5, side + 1, side + 1);
  Object.assign(pen, { font: `12px ${font}`, fillStyle: palette.muted, textAlign: "center" });
  for (let tick = Math.ceil(low[0] / TICK) * TICK; tick < high[0]; tick += TICK) {
    pen.fillText(formatNumber(tick, 0), xOf(tick), ROOM.top + side + 15);
  }
  pen.fillText(text.upper, ROOM.left + side / 2, ROOM.top + side + 32);
  pen.textAlign = "right";
  for (let tick = Math.ceil(low[1] / TICK) * TICK; tick < high[1]; tick += TICK) {
    pen.fillText(formatNumber(tick, 0), ROOM.left - 5, yOf(tick) + 4);
  }
  pen.save();
  pen.translate(12, ROOM.top + side / 2);
  pen.rotate(-Math.PI / 2);
  pen.textAlign = "center";
  pen.fillText(text.lower, 0, 0);
  pen.restore();
}

/** Labels contour lines where they cross the diagonal above its lowest point. */
function paintLevels(/** @type {Context2D} */ pen, /** @type {Meta} */ { low, high },
    /** @type {Packed} */ { values, shape }, /** @type {PlaceOf} */ xOf, /** @type {PlaceOf} */ yOf,
    /** @type {Palette} */ palette) {
  const places = shape[1];
  const lossAt = (/** @type {number} */ along) => valueBetween(values, places, ...twice(along * (places - 1)));
  let bottom = 0;
  for (let along = 0; along < 1; along += 0.004) if (lossAt(along) < lossAt(bottom)) bottom = along;
  pen.textAlign = "center";
  for (const level of NAMED) {
    for (let along = bottom; along < 1; along += 0.004) {
      if (lossAt(along) < level || lossAt(bottom) >= level) continue;
      const [x, y] = [xOf(low[0] + along * (high[0] - low[0])), yOf(low[1] + along * (high[1] - low[1]))];
      pen.lineWidth = 3;
      pen.strokeStyle = palette.page;
      pen.strokeText(String(level), x, y + 4);
      pen.fillStyle = palette.muted;
      pen.fillText(String(level), x, y + 4);
      break;
    }
  }
}

/** @param {Context2D} pen @param {Meta} meta @param {PlaceOf} xOf @param {PlaceOf} yOf @param {Palette} palette */
function paintLowest(pen, { lowest, least, text: { optimizers: text } }, xOf, yOf, palette) {
  const [x, y] = [xOf(lowest[0]), yOf(lowest[1])];
  pen.strokeStyle = palette.text;
  pen.lineWidth = 2;
  pen.beginPath();
  for (const [right, down] of [[6, 0], [0, 6]]) {
    pen.moveTo(x - right, y - down);
    pen.lineTo(x + right, y + down);
  }
  pen.stroke();
  pen.fillStyle = palette.text;
  pen.textAlign = "right";
  pen.fillText(format(text.lowest, { loss: formatNumber(least) }), x - 11, y + 4);
}

/** Draws one ball and its path so far. @param {boolean} isChosen whether its last update is marked */
function paintPath(/** @type {Context2D} */ pen, /** @type {Packed} */ weights, /** @type {number} */ place,
    /** @type {number} */ at, isChosen, /** @type {PlaceOf} */ xOf, /** @type {PlaceOf} */ yOf,
    /** @type {Palette} */ palette) {
  const whole = Math.floor(at);
  const stops = Array.from({ length: whole + 1 }, (_, update) => weightsAt(weights, place, update));
  const here = weightsAt(weights, place, at);
  line(pen, [...stops, here], xOf, yOf, palette.page, isChosen ? 5 : 3.5);
  line(pen, [...stops, here], xOf, yOf, colourOf(place, palette), isChosen ? 2.5 : 1.75);
  const [x, y] = [xOf(here[0]), yOf(here[1])];
  if (isChosen && at > 0) line(pen, [stops[Math.max(0, Math.ceil(at) - 1)], here], xOf, yOf, palette.focus, 3);
  paintMark(pen, place, x, y, BALL, palette);
  if (!isChosen) return;
  for (const [width, colour] of [[4.5, palette.page], [2, palette.focus]]) {
    pen.lineWidth = Number(width);
    pen.strokeStyle = String(colour);
    pen.beginPath();
    pen.arc(x, y, BALL + 5, 0, 2 * Math.PI);
    pen.stroke();
  }
}

function line(/** @type {Context2D} */ pen, /** @type {number[][]} */ stops, /** @type {PlaceOf} */ xOf,
    /** @type {PlaceOf} */ yOf, /** @type {string} */ colour, /** @type {number} */ width) {
  Object.assign(pen, { lineJoin: "round", lineWidth: width, strokeStyle: colour });
  pen.beginPath();
  for (const [upper, lower] of stops) pen.lineTo(xOf(upper), yOf(lower));
  pen.stroke();
}

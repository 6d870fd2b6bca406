import { build, context2d, fitCanvas, prefersReducedMotion, setAttributes } from "../common/dom.js";
import { clamp, format, formatCount, formatNumber } from "../common/numbers.js";

/** @import { BallPicture } from "scenes/article" */

const HEIGHT = 150;
const EDGE = 18;
const ROLL_MILLISECONDS = 2400;
const BALL = 7;

/** A curve of the loss over one weight; a button plays the weight's path in one epoch as a rolling ball. */
export function createBall(/** @type {Texts} */ text, /** @type {BallPicture} */ picture,
    /** @type {AbortSignal} */ signal) {
  const { path, updates } = picture;
  const [from, to] = [path[0], path[path.length - 1]].map((weight) => formatNumber(weight, 2));
  const best = picture.weights[picture.losses.indexOf(Math.min(...picture.losses))];
  const note = format(text.ball_note, { updates: formatCount(updates), from, to, best: formatNumber(best, 2) });
  const { root, canvas, button } = build(["figure.article-figure.ball", {},
    ["canvas", { ref: "canvas", role: "img", "aria-label": format(text.ball_picture, { from, to }) }],
    ["div", {},
      ["button.plain-button", { ref: "button", type: "button" }, text.ball_play], ["figcaption.muted", {}, note]]]);
  let place = path.length - 1;
  let request = 0;
  let draw = () => {};
  signal.addEventListener("abort", () => cancelAnimationFrame(request));
  button.addEventListener("click", () => {
    cancelAnimationFrame(request);
    if (prefersReducedMotion()) return;
    const began = performance.now();
    const roll = (/** @type {number} */ now) => {
      const share = Math.min((now - began) / ROLL_MILLISECONDS, 1);
      place = share * (path.length - 1);
      draw();
      if (share < 1) request = requestAnimationFrame(roll);
    };
    request = requestAnimationFrame(roll);
  }, { signal });

  function paint(/** @type {Palette} */ palette, /** @type {number} */ width) {
    draw = () => paintBall(canvas, text, picture, place, palette, Math.min(width, 520));
    draw();
  }
  return { element: root, paint };
}

/** @param {number} place on the path */
function paintBall(/** @type {HTMLCanvasElement} */ canvas, /** @type {Texts} */ text,
    /** @type {BallPicture} */ { weights, losses, path }, place, /** @type {Palette} */ palette,
    /** @type {number} */ width) {
  const ratio = fitCanvas(canvas, width, HEIGHT);
  const pen = context2d(canvas);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  const [low, high] = [weights[0], weights[weights.length - 1]];
  const [least, most] = [Math.min(...losses), Math.max(...losses)];
  const xOf = (/** @type {number} */ weight) => EDGE + ((weight - low) / (high - low)) * (width - 2 * EDGE);
  const yOf = (/** @type {number} */ loss) => HEIGHT - 30 - ((loss - least) / (most - least)) * (HEIGHT - 56);
  const lossAt = (/** @type {number} */ weight) => valueAt(weights, losses, weight);
  pen.strokeStyle = palette.muted;
  pen.lineWidth = 2;
  pen.beginPath();
  weights.forEach((weight, index) => pen.lineTo(xOf(weight), yOf(losses[index])));
  pen.stroke();
  Object.assign(pen, { fillStyle: palette.muted, font: `12px ${getComputedStyle(canvas).fontFamily}`,
    textAlign: "right" });
  pen.fillText(text.weight, width - 2, HEIGHT - 4);
  pen.textAlign = "left";
  pen.fillText(text.loss, 2, 12);
  pen.textAlign = "center";
  for (let mark = Math.ceil(low); mark <= high; mark += 1) pen.fillText(formatNumber(mark, 0), xOf(mark), HEIGHT - 8);
  const whole = Math.floor(place);
  for (const weight of path.slice(0, whole + 1)) {
    pen.globalAlpha = 0.35;
    pen.fillStyle = palette.focus;
    pen.beginPath();
    pen.arc(xOf(weight), yOf(lossAt(weight)), 2, 0, 2 * Math.PI);
    pen.fill();
  }
  pen.globalAlpha = 1;
  const next = path[Math.min(whole + 1, path.length - 1)];
  const weight = path[whole] + (next - path[whole]) * (place - whole);
  pen.beginPath();
  pen.arc(xOf(weight), yOf(lossAt(weight)) - BALL, BALL, 0, 2 * Math.PI);
  pen.fillStyle = palette.focus;
  pen.fill();
  pen.strokeStyle = palette.page;
  pen.lineWidth = 1.25;
  pen.stroke();
  setAttributes(canvas, { "data-weight": weight.toFixed(3) });
}

/** Interpolates linearly. @param {number[]} places equally spaced @param {number[]} values @param {number} at */
function valueAt(places, values, at) {
  const step = places[1] - places[0];
  const position = clamp((at - places[0]) / step, 0, places.length - 1);
  const whole = Math.min(Math.floor(position), places.length - 2);
  return values[whole] + (values[whole + 1] - values[whole]) * (position - whole);
}

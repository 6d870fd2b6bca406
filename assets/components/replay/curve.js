import { svgElement } from "../common/dom.js";

const WIDTH = 220;
const HEIGHT = 84;

/** The accuracy at each moment as a line that is drawn as far as one has come. @param {string} label */
export function createAccuracy(label) {
  const whole = svgElement("polyline", { class: "replay-whole" });
  const done = svgElement("polyline", { class: "replay-done" });
  const dot = svgElement("circle", { class: "replay-dot", r: 5 });
  const root = svgElement("svg", { class: "replay-curve", viewBox: `-6 -6 ${WIDTH + 12} ${HEIGHT + 12}`, role: "img",
    "aria-label": label },
  svgElement("line", { class: "replay-axis", x2: WIDTH, y1: HEIGHT, y2: HEIGHT }), whole, done, dot);
  let points = /** @type {number[][]} */ ([]);

  /** @param {number[]} accuracies 0 to 1 */
  function paint(accuracies) {
    points = accuracies.map((share, place) => [(place * WIDTH) / (accuracies.length - 1), HEIGHT * (1 - share)]);
    whole.setAttribute("points", points.join(" "));
  }

  /** Between two moments the mark goes along the line. @param {number} at a place, or between two */
  function mark(at) {
    const before = Math.floor(at);
    const [one, other] = [points[before], points[Math.min(before + 1, points.length - 1)]];
    const here = one.map((value, axis) => value + (other[axis] - value) * (at - before));
    done.setAttribute("points", [...points.slice(0, before + 1), here].join(" "));
    dot.setAttribute("cx", String(here[0]));
    dot.setAttribute("cy", String(here[1]));
  }
  return { element: root, paint, mark };
}

import { PHONE_WIDTH, element, setText, svgElement } from "../common/dom.js";
import { format, formatCount } from "../common/numbers.js";

/** @typedef {{name: string, wrong: number, withheld: number}} Point counts of images at a threshold */

const HEIGHT = 250;
const ROOM = { left: 52, right: 28, top: 30, bottom: 44 };
const TICKS = 4;

/** A chart of the remaining mistakes over the images without an answer. @param {Texts} text */
export function createChart(text) {
  const grid = svgElement("g", { class: "grid" });
  const line = svgElement("path", { class: "curve" });
  const dots = svgElement("g", { class: "dots" });
  const halo = svgElement("circle", { class: "halo", r: 9 });
  const here = svgElement("circle", { class: "here", r: 7 });
  const label = svgElement("text", { class: "here-label" });
  const root = svgElement("svg", { class: "chart", role: "img", height: HEIGHT }, grid, line, dots, halo, here, label);
  /** @type {Point[]} */
  let shown = [];
  let scale = { x: (/** @type {number} */ value) => value, y: (/** @type {number} */ value) => value, width: 0 };

  /** @param {Point[]} points @param {number} width of the component */
  function draw(points, width) {
    shown = points;
    const own = width < PHONE_WIDTH ? width : Math.floor((width - 32) * 0.5);
    const most = { x: niceEnd(points[points.length - 1].withheld), y: niceEnd(points[0].wrong) };
    const across = own - ROOM.left - ROOM.right;
    const down = HEIGHT - ROOM.top - ROOM.bottom;
    scale = { x: (value) => ROOM.left + (across * value) / most.x,
      y: (value) => ROOM.top + down * (1 - value / most.y), width: own };
    root.setAttribute("width", String(own));
    root.setAttribute("aria-label", format(text.picture, { most: formatCount(points[0].wrong) }));
    grid.replaceChildren(...gridLines(most), axisName(text.left, 4, 16, "start"),
      axisName(text.withheld, own - 4, HEIGHT - 6, "end"));
    const corners = points.map(({ withheld, wrong }) => `${scale.x(withheld)} ${scale.y(wrong)}`);
    line.setAttribute("d", `M${corners.join(" L")}`);
    dots.replaceChildren(...points.map(({ name, withheld, wrong }) => {
      const dot = svgElement("circle", { r: 3, cx: scale.x(withheld), cy: scale.y(wrong) });
      const title = svgElement("title");
      setText(title, format(text.point, { name, wrong: formatCount(wrong), withheld: formatCount(withheld) }));
      dot.append(title);
      return dot;
    }));
  }

  function gridLines(/** @type {{x: number, y: number}} */ most) {
    const steps = Array.from({ length: TICKS + 1 }, (_, step) => step / TICKS);
    return steps.flatMap((step) => {
      const [x, y] = [scale.x(step * most.x), scale.y(step * most.y)];
      return [svgElement("line", { x1: ROOM.left, x2: scale.width - ROOM.right, y1: y, y2: y }),
        axisName(formatCount(step * most.y), ROOM.left - 8, y + 4, "end"),
        axisName(formatCount(step * most.x), x, HEIGHT - ROOM.bottom + 18, "middle")];
    });
  }

  /** @param {number} at index of the chosen threshold */
  function mark(at) {
    const { wrong, withheld } = shown[at];
    const [x, y] = [scale.x(withheld), scale.y(wrong)];
    for (const circle of [halo, here]) {
      circle.setAttribute("cx", String(x));
      circle.setAttribute("cy", String(y));
    }
    const isRight = x > scale.width * 0.6;
    label.setAttribute("x", String(x + (isRight ? -12 : 12)));
    label.setAttribute("y", String(Math.max(y - 10, 14)));
    label.setAttribute("text-anchor", isRight ? "end" : "start");
    setText(label, format(text.here, { wrong: formatCount(wrong) }));
  }
  return { element: element("div", { class: "chart-frame" }, root), draw, mark };
}

/** @param {string} words @param {number} x @param {number} y @param {string} anchor */
function axisName(words, x, y, anchor) {
  const name = svgElement("text", { x, y, "text-anchor": anchor, class: "axis-words" });
  setText(name, words);
  return name;
}

/** The end of an axis: a multiple of 4, at or slightly above the largest value. @param {number} largest */
export function niceEnd(largest) {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(largest, 1))) - 1);
  return [4, 8, 10, 12, 16, 20, 24, 32, 40, 48, 60, 80, 100].map((step) => step * unit)
    .find((end) => end >= largest && end % TICKS === 0) ?? 100 * unit;
}

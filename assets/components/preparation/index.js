/**
 * The steps from a canvas to what the network is given: frame, thinner strokes, scaled digit, place.
 * A step that is switched off is a little fainter, without its mark, and its label is struck through.
 */

import { build, element, setAttributes, setText } from "../common/dom.js";
import { createMap } from "../common/heatmap.js";
import { format, formatProbability } from "../common/numbers.js";
import { PIXELS } from "../common/palette.js";

/** @import { MapPart } from "../common/heatmap.js" */
/** @import { Context, Meta } from "scenes/preparation" */

const GAP = 8;
const PADDING = 2;
const PLACE = 28;

/** @param {Context} viewContext @returns {View} */
export default function createPreparation(viewContext) {
  const pictures = /** @type {const} */ (["crop", "thin", "fit", "centre"]).map((step) => {
    const map = createMap();
    const { root: figure, label } = build(
      ["figure.preparation-step", {}, map.canvas, ["figcaption.preparation-label", { ref: "label" }]]);
    return { step, map, label, figure };
  });
  const answer = element("p", { class: "preparation-answer number" });
  viewContext.host.append(answer, element("div", { class: "preparation" }, ...pictures.map(({ figure }) => figure)));

  const update = () => {
    const { text, steps, is_thinned: isThinned, answer: { digit, probability } } = viewContext.scene.meta;
    setText(answer, format(text.answer, { digit, probability: formatProbability(probability) }));
    for (const { step, map, label, figure } of pictures) {
      setText(label, step === "thin" && steps.thin && !isThinned ? text.thin_enough : text[step]);
      figure.classList.toggle("is-off", !steps[step]);
      setAttributes(map.canvas, { "aria-label": format(text.picture, { step: text[step] }) });
    }
  };

  const paint = () => {
    const { meta, arrays } = viewContext.scene;
    const side = (viewContext.width + GAP) / pictures.length - GAP - 2 * PADDING;
    const [crop, thin, fit, centre] = pictures.map(({ map }) => map);
    paintSquare(crop, arrays.canvas, side, viewContext.palette);
    paintSquare(thin, arrays.cut, side, viewContext.palette);
    paintSquare(fit, padded(arrays.fitted), side, viewContext.palette);
    paintSquare(centre, arrays.image, side, viewContext.palette);
    markFrame(crop, arrays.canvas, meta);
    markFitted(fit, arrays.fitted, meta, viewContext.palette);
    markCentre(centre, meta, viewContext.palette);
  };
  return { update, paint };
}

/** @param {MapPart} map @param {Packed} packed @param {number} side CSS pixels @param {Palette} palette */
function paintSquare(map, packed, side, palette) {
  const [rows, columns] = packed.shape;
  map.configure({ rows, columns, cell: side / Math.max(rows, columns), values: packed.values, scale: PIXELS, palette });
  map.draw();
}

/** The scaled digit in the middle of an empty 28×28 picture. @param {Packed} fitted @returns {Packed} */
function padded(fitted) {
  const [rows, columns] = fitted.shape;
  const { top, left } = middle(fitted);
  const values = new Float32Array(PLACE * PLACE);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      values[(top + row) * PLACE + left + column] = fitted.values[row * columns + column];
    }
  }
  return { values, shape: [PLACE, PLACE] };
}

function middle(/** @type {Packed} */ fitted) {
  const [rows, columns] = fitted.shape;
  return { top: Math.floor((PLACE - rows) / 2), left: Math.floor((PLACE - columns) / 2) };
}

/** The frame around the ink. @param {MapPart} map @param {Packed} canvas @param {Meta} meta */
function markFrame(map, canvas, { frame: [top, left, bottom, right], steps }) {
  if (!steps.crop) return;
  const [rows, columns] = canvas.shape;
  const box = { row: top * rows, column: left * columns, height: (bottom - top) * rows,
    width: (right - left) * columns };
  map.draw({ windows: [box] });
}

/** The 20×20 square. @param {MapPart} map @param {Packed} fitted @param {Meta} meta @param {Palette} palette */
function markFitted(map, fitted, { steps }, palette) {
  if (!steps.fit) return;
  const side = Math.max(...fitted.shape);
  const edge = Math.floor((PLACE - side) / 2);
  map.draw({
    marks: (context, boxOf) => {
      const box = boxOf({ row: edge, column: edge, width: side, height: side });
      context.save();
      context.setLineDash([4, 3]);
      context.lineWidth = 2;
      context.strokeStyle = palette.focus;
      context.strokeRect(box.x, box.y, box.width, box.height);
      context.restore();
    },
  });
}

/** A cross through the centre of mass. @param {MapPart} map @param {Meta} meta @param {Palette} palette */
function markCentre(map, { centre: [row, column], steps }, palette) {
  map.draw({
    marks: (context, boxOf) => {
      const whole = boxOf({ row: 0, column: 0, width: PLACE, height: PLACE });
      const x = whole.x + ((column + 0.5) / PLACE) * whole.width;
      const y = whole.y + ((row + 0.5) / PLACE) * whole.height;
      Object.assign(context, { globalAlpha: steps.centre ? 1 : 0.4, lineWidth: 2, strokeStyle: palette.focus });
      context.beginPath();
      context.moveTo(whole.x, y);
      context.lineTo(whole.right, y);
      context.moveTo(x, whole.y);
      context.lineTo(x, whole.bottom);
      context.stroke();
      context.globalAlpha = 1;
    },
  });
}

/** The test images as digits on a plane: pointing shows label and answer, a click opens the image. */

import { build, setText } from "../common/dom.js";
import { createBoard, wordsOf } from "./board.js";
import { createControls } from "./controls.js";
import { listenToKeys, listenToPointer } from "./gestures.js";
import { nearestPoint, placeOf, pointTowards } from "./nearest.js";
import { createLook } from "./viewport.js";

/** @import { Shown } from "./board.js" */
/** @import { Place } from "./nearest.js" */
/** @import { Context } from "scenes/embedding" */

const LARGEST_SIDE = 680;
/** Largest distance between the pointer and its point, in CSS pixels. */
const REACH = 12;
/** With more mistakes, they are not marked initially, since the marks would cover everything else. */
const FEW_MISTAKES = 1_000;

/** @param {Context} viewContext @returns {View} */
export default function createEmbedding(viewContext) {
  const { host, signal, scene: { meta: { text, mistakes } } } = viewContext;
  /** @type {Shown} */
  const shown = { digit: null, marksMistakes: mistakes <= FEW_MISTAKES, pointed: null, side: 0 };
  const looking = createLook(() => shown.side);
  const board = createBoard(text.keys);
  const points = () => viewContext.scene.arrays.positions.values;
  const counts = (/** @type {number} */ index) => shown.digit === null
    || viewContext.scene.arrays.labels.values[index] === shown.digit;
  /** Centre for zooming: the point below the pointer, the open image or the image in use. @returns {Place} */
  function here() {
    const { opened, own } = viewContext.scene.meta;
    const index = shown.pointed ?? opened;
    return index === null ? own?.place ?? [0.5, 0.5] : placeOf(points(), index);
  }
  const controls = createControls(viewContext.scene.meta, {
    digit: (digit) => { Object.assign(shown, { digit, pointed: null }); draw(); },
    mark: (marksMistakes) => { Object.assign(shown, { marksMistakes }); draw(); },
    move,
  }, signal);
  const { root, told } = build(["section.embedding", {},
    controls.element, board.frame, ["div.visually-hidden", { ref: "told", "aria-live": "polite" }]]);
  host.append(root);

  function move(/** @type {1 | -1 | 0} */ way) {
    looking.move(way, here());
    draw();
  }
  function point(/** @type {number | null} */ index) {
    if (index === shown.pointed) return;
    shown.pointed = index;
    draw();
  }
  function draw() {
    const { scene, palette } = viewContext;
    board.draw(scene, shown, looking, palette);
    const state = { ...shown, isWhole: looking.isWhole(), isClosest: looking.isClosest() };
    controls.show(state, scene.meta.mistakes, palette);
  }
  const open = (/** @type {number} */ index) => viewContext.send({ image: index });
  const find = (/** @type {Place} */ place) => nearestPoint(points(), place, REACH / looking.scale(), counts);
  listenToPointer(board, looking, { draw, point, open, find }, signal);
  listenToKeys(board.frame, {
    from: () => shown.pointed ?? nearestPoint(points(), here(), Infinity, counts),
    step(from, direction) {
      const next = pointTowards(points(), from, direction, counts);
      looking.show(placeOf(points(), next));
      point(next);
      setText(told, wordsOf(viewContext.scene, next));
    },
    open,
    move,
    release: () => point(null),
  }, signal);

  function paint() {
    shown.side = Math.min(viewContext.width, LARGEST_SIDE);
    board.forget();
    draw();
  }
  return { update() {}, paint };
}

/** Up to a hundred steps of training: what the watched image becomes, and the losses, at every step. */

import { PHONE_WIDTH, STACKED_WIDTH, build, createButton, setText } from "../common/dom.js";
import { format } from "../common/numbers.js";
import { createPlayer } from "../common/player.js";
import { createTransport, onPlayerKeys } from "../common/transport.js";
import { createLosses } from "./losses.js";
import { createNow } from "./now.js";
import { createSnapshots } from "./snapshots.js";

/** @import { Context } from "scenes/play" */

const GAP = 36;

/** @param {Context} viewContext @returns {View} */
export default function createPlay(viewContext) {
  const { host, signal, scene: { meta: { text, transport: words, steps } } } = viewContext;
  const player = createPlayer({ rows: 1, columns: steps + 1, position: steps, signal, changed: () => draw(),
    rested: () => draw() });
  const transport = createTransport(player, words, signal);
  const now = createNow(text);
  const losses = createLosses(text, (place) => player.goTo(place), signal);
  const snapshots = createSnapshots(text, (place) => player.goTo(place), signal);
  const open = createButton({ class: "tool-words main" }, text.open,
    () => viewContext.send({ open: player.state.position, time: Date.now() }), signal);
  const keep = createButton({ class: "tool-words" }, text.keep,
    () => viewContext.send({ keep: player.state.position, time: Date.now() }), signal);
  const { root, where } = build(["div.play", {},
    ["div.play-top", {}, now.element, losses.element], snapshots.element, transport.element,
    ["div.play-ends", {}, ["strong.number", { ref: "where" }], open, keep]]);
  host.append(root);
  onPlayerKeys(root, player, signal);

  function draw() {
    const { scene, palette } = viewContext;
    const place = Math.min(player.state.position, scene.meta.steps);
    transport.update();
    now.draw(scene, place, palette);
    losses.draw(scene, place);
    snapshots.draw(place);
    setText(where, format(text.where, { step: place, count: scene.meta.asked }));
    open.disabled = player.state.playing;
    keep.hidden = !scene.meta.can_keep;
    keep.disabled = player.state.playing || place === 0;
    root.dataset.step = String(place);
    root.dataset.steps = String(scene.meta.steps);
  }
  function paint() {
    const { scene, palette, width } = viewContext;
    const room = width < STACKED_WIDTH ? width : width * 0.56 - GAP;
    now.paint(scene, palette, width < PHONE_WIDTH);
    losses.paint(scene, room);
    snapshots.paint(scene, palette);
    draw();
  }
  /** Follows the newest step unless the visitor looks at an earlier one. */
  function update() {
    const { steps: known } = viewContext.scene.meta;
    const follows = player.state.position >= player.count - 1 && !player.state.playing;
    player.resize(1, known + 1);
    if (follows) player.moveTo(known, { quietly: true });
  }
  return { update, paint };
}

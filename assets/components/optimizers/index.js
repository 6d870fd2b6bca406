/** Optimizers as balls on a loss surface: an animation over the updates, with each update's numbers. */

import { createFocus } from "../common/choice.js";
import { build, cleared, element, pixelRatio, setText, statusLine } from "../common/dom.js";
import { onArrowKeys } from "../common/keys.js";
import { format, formatNumber } from "../common/numbers.js";
import { createPlayer } from "../common/player.js";
import { createRadios } from "../common/radios.js";
import { createSegments, createTransport, onPlayerKeys } from "../common/transport.js";
import { createNumbers } from "./account.js";
import { paintMark } from "./marks.js";
import { createSurface } from "./surface.js";

/** @import { Arrays, Context, Meta, Payload } from "scenes/optimizers" */

/** Keys that choose the previous or next optimizer. */
const UP_AND_DOWN = { ArrowUp: -1, ArrowDown: 1 };

/** @param {Context} viewContext @returns {View} */
export default function createOptimizers(viewContext) {
  const { signal, host, scene: { meta } } = viewContext;
  const text = meta.text.optimizers;
  const focus = createFocus({ ...meta.focus }, viewContext);
  const player = createPlayer({ rows: 1, columns: viewContext.scene.arrays.losses.shape[1], position: meta.focus.number,
    signal, changed: () => draw(), rested: (number) => focus.choose({ ...focus.value, number }) });
  const transport = createTransport(player, meta.text.transport, signal);
  const surface = createSurface(text);
  const numbers = createNumbers(text);
  const choose = (/** @type {Partial<typeof focus.value>} */ change) => {
    focus.choose({ ...focus.value, number: player.state.position, ...change });
    draw();
  };
  const names = meta.rates.map((rate, place) => ({ name: String(place), text: String(rate) }));
  const rates = createSegments(text.rate, names, (place) => choose({ rate: Number(place) }), signal);
  const list = createList(meta, (optimizer) => choose({ optimizer }), signal);
  const status = statusLine();
  const { root: beside, best } = build(["div.beside", {},
    ["div.rates", {}, ["span", {}, text.rate], rates.element], list.element, ["p.best", { ref: "best" }],
    numbers.element]);
  const root = element("div", { class: "optimizers", tabindex: 0, role: "group", "aria-label": text.picture },
    element("div", { class: "descent" }, surface.element, beside), transport.element,
    element("p", { class: "muted note" }, meta.note));
  host.append(root, status);
  onArrowKeys(root, UP_AND_DOWN, meta.balls.length, () => focus.value.optimizer,
    (optimizer) => choose({ optimizer }), signal);
  onPlayerKeys(root, player, signal);

  function draw() {
    const { scene, palette } = viewContext;
    const { optimizer, rate } = focus.value;
    const at = player.place().column;
    surface.draw(scene, optimizer, at, palette);
    transport.update();
    rates.mark(String(rate));
    // The paths of another learning rate have not arrived yet.
    root.classList.toggle("waiting", rate !== scene.meta.focus.rate);
    list.show(scene.arrays, optimizer, player.state.position, palette);
    setText(best, bestWords(scene, player.state.position));
    // While it plays, announcements would overwhelm screen reader users.
    if (!player.state.playing) setText(status, best.textContent);
    numbers.show(scene, optimizer, player.state.position);
  }

  function paint() {
    const { scene, palette, width } = viewContext;
    surface.paint(scene, palette, width >= 760 ? Math.min(460, width - 440) : Math.min(width, 420));
    draw();
  }

  function update() {
    const news = focus.hear({ ...viewContext.scene.meta.focus });
    // The position of a stop is sent a moment later; until then, data with an old number must not move the player back.
    if (news && !player.state.playing) player.moveTo(focus.value.number, { quietly: true });
  }
  return { update, paint };
}

/** Text with the optimizer of the smallest loss at an update. @param {Payload} scene @param {number} number */
function bestWords({ meta, arrays }, number) {
  const text = meta.text.optimizers;
  if (number === 0) return format(text.at_start, { loss: formatNumber(lossAt(arrays, 0, 0)) });
  const losses = meta.balls.map((_, place) => lossAt(arrays, place, number));
  const least = Math.min(...losses);
  return format(text.best, { name: meta.balls[losses.indexOf(least)].name, loss: formatNumber(least), number });
}

/** @param {Arrays} arrays @param {number} optimizer @param {number} number of updates made */
function lossAt({ losses }, optimizer, number) {
  return losses.values[optimizer * losses.shape[1] + number];
}

/** @param {Meta} meta @param {(optimizer: number) => void} choose @param {AbortSignal} signal */
function createList({ balls, text: { optimizers: text } }, choose, signal) {
  const rows = balls.map(({ name }) => {
    const { root: button, mark, loss } = build(["button.optimizer", { type: "button" },
      ["canvas", { ref: "mark", "aria-hidden": "true" }], ["span.name", {}, name], ["span.number", { ref: "loss" }]]);
    return { mark, loss, button };
  });
  const root = element("div", { class: "list", "aria-label": text.list },
    element("div", { class: "muted head", "aria-hidden": "true" }, element("span", {}, text.list),
      element("span", {}, text.loss)), ...rows.map((row) => row.button));
  const radios = createRadios(root, rows.map((row) => row.button), choose, signal);
  let painted = "";

  /** @param {Arrays} arrays @param {number} chosen @param {number} number @param {Palette} palette */
  function show(arrays, chosen, number, palette) {
    radios.mark(chosen);
    rows.forEach(({ loss }, place) => setText(loss, formatNumber(lossAt(arrays, place, number))));
    const look = `${palette.name} ${pixelRatio(rows[0].mark)}`;
    if (painted === look) return;
    painted = look;
    rows.forEach(({ mark }, place) => paintMark(cleared(mark, 20, 20), place, 10, 10, 7, palette));
  }
  return { element: root, show };
}

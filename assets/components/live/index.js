/** Each layer's output for a drawing, also while it is drawn; see `explainer.ui.pictures.live`. */

import { PHONE_WIDTH, element } from "../common/dom.js";
import { createAnswer } from "./answer.js";
import { createFollowing } from "./source.js";
import { createLiveStrip } from "./strips.js";

/** @import { Shown } from "./source.js" */
/** @import { Context } from "scenes/live" */

/** @param {Context} viewContext @returns {View} */
export default function createLive(viewContext) {
  const { host, signal } = viewContext;
  const { text } = viewContext.scene.meta;
  const strips = viewContext.scene.meta.strips.map((meta) => createLiveStrip(meta, text, signal));
  const answer = createAnswer(text, signal);
  const root = element("div", { class: "live", lang: viewContext.scene.meta.language },
    element("section", { class: "live-strips", "aria-label": text.title }, ...strips.map((strip) => strip.element)),
    answer.element);
  host.append(root);
  const following = createFollowing(viewContext, () => {
    show(following.current());
    root.dataset.followed = String(following.frames());
  });

  let [room, phone] = [0, false];

  function measure() {
    phone = viewContext.width < PHONE_WIDTH;
    root.classList.toggle("phone", phone);
    room = phone ? viewContext.width : strips[0].element.clientWidth;
  }

  /** Updates everything at once, so that all numbers belong to the same image. @param {Shown} shown */
  function show(shown) {
    const { palette } = viewContext;
    strips.forEach((strip, place) =>
      strip.paint(shown.strips[place], shown.arrays[shown.strips[place].stage] ?? null, palette, room, phone));
    answer.update(shown.answer, following.note(), following.isFollowing());
  }
  return {
    update: following.hear,
    paint() {
      measure();
      show(following.current());
      if (!following.isFollowing()) root.dataset.painted = viewContext.scene.meta.token;
    },
  };
}

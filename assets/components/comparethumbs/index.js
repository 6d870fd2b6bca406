/** Images that only one of two networks gets right; a click makes one the image in use. */

import { element } from "../common/dom.js";
import { mapOf } from "../common/payload.js";
import { paintPixels } from "../common/pixels.js";

/** @import { Context } from "scenes/comparethumbs" */

/** @param {Context} viewContext @returns {View} */
export default function createThumbnails(viewContext) {
  const root = element("div", { class: "thumb-groups" });
  viewContext.host.append(root);

  function update() {
    const { meta, arrays } = viewContext.scene;
    let place = 0;
    root.replaceChildren(...meta.groups.map((group) => {
      const list = element("ul", { class: "thumbs", "aria-label": group.title });
      for (const item of group.items) {
        const canvas = element("canvas", { width: 28, height: 28, "aria-hidden": "true" });
        paintPixels(canvas, mapOf(arrays.images, place));
        const button = element(
          "button",
          { type: "button", class: "thumb", title: item.label, "aria-label": item.label, "data-image": item.image,
            "aria-pressed": String(item.image === meta.chosen) },
          canvas,
          element("span", { class: "number", "aria-hidden": "true" }, item.short),
        );
        list.append(element("li", {}, button));
        place += 1;
      }
      const head = element("h3", {}, element("span",
        { class: `letter letter-${group.letter.toLowerCase()}`, "aria-hidden": "true" }, group.letter), group.title);
      return element("section", {}, head, list);
    }));
  }
  root.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (button === null) return;
    for (const other of root.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
    viewContext.send({ image: Number(button.dataset.image) });
  }, { signal: viewContext.signal });
  return { update, paint() {} };
}

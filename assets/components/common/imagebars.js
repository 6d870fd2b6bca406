import { build, element, setAttributes, setText } from "./dom.js";
import { format } from "./numbers.js";
import { paintPixels } from "./pixels.js";

/** Number of bars that a phone shows at first; there they are stacked. */
const FEW = 8;

/**
 * The images of a batch with a bar each. A click chooses the watched image.
 * @param {ViewContext<{bars: ImageBars}, {images: Packed}>} viewContext
 */
export function createImageBars(viewContext) {
  const { root, title, lead, list, more, told, others, total, up, down } = build(["section.image-bars", {},
    ["div.section-head", {}, ["h2", { ref: "title" }]],
    ["p.image-bars-lead", { ref: "lead", "data-terms": true }],
    ["div.image-bars-frame", {}, ["span.image-bars-up", { ref: "up" }], ["div.image-bars-list", { ref: "list" }],
      ["button.image-bars-more", { ref: "more", type: "button" }], ["span.image-bars-down", { ref: "down" }]],
    ["p.image-bars-told", { ref: "told", "aria-live": "polite" }],
    ["p.image-bars-total", {}, ["span.muted", { ref: "others" }], ["strong.number", { ref: "total" }]]]);
  let shown = "";
  list.addEventListener("click", (event) => {
    const place = placeAt(event);
    if (place !== null) viewContext.send({ image: place });
  }, { signal: viewContext.signal });
  for (const kind of ["pointerover", "focusin", "pointerleave"])
    list.addEventListener(kind, (event) => tell(placeAt(event)), { signal: viewContext.signal });

  more.addEventListener("click", () => {
    list.classList.add("whole");
    more.hidden = true;
    /** @type {HTMLElement | null} */ (list.querySelector(".later"))?.focus();
  }, { signal: viewContext.signal });

  function placeAt(/** @type {Event} */ event) {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".image-bar"));
    return button === null ? null : Number(button.dataset.place);
  }

  function tell(/** @type {number | null} */ place) {
    const { bars, chosen } = viewContext.scene.meta.bars;
    const bar = bars.find((one) => one.place === (place ?? chosen));
    setText(told, bar === undefined ? "" : `${bar.name} ${bar.value}`);
  }

  function paint() {
    const { meta: { bars: all }, arrays } = viewContext.scene;
    const signed = all.up !== "";
    setText(title, all.title);
    setText(lead, all.lead);
    setText(up, all.up);
    setText(down, all.down);
    setText(others, all.others ?? "");
    setText(total, all.total);
    list.classList.toggle("signed", signed);
    list.style.setProperty("--count", String(all.bars.length));
    setText(more, format(all.more, { count: all.bars.length - FEW }));
    more.hidden = all.bars.length <= FEW || list.classList.contains("whole");
    const name = JSON.stringify(all.bars);
    if (name !== shown) list.replaceChildren(...all.bars.map((bar) => createBar(bar, signed)));
    shown = name;
    for (const [index, button] of Array.from(list.children).entries()) {
      const values = arrays.images.values.subarray(784 * index, 784 * (index + 1));
      const canvas = button.querySelector("canvas");
      if (canvas !== null) paintPixels(canvas, values);
      button.classList.toggle("later", index >= FEW);
      setAttributes(button, { "aria-pressed": String(all.bars[index].place === all.chosen) });
    }
    tell(null);
  }
  return { element: root, paint };
}

/** @param {ImageBar} bar @param {boolean} signed whether orange bars go up and blue ones down */
function createBar({ place, name, value, share }, signed) {
  const look = !signed ? "plain" : share < 0 ? "minus" : "plus";
  return element("button", { type: "button", class: `image-bar ${look}`, "data-place": place, title: name,
    "aria-label": `${name} ${value}`, style: `--share: ${Math.abs(share)}` },
  element("span", { class: "image-bar-track", "aria-hidden": "true" }, element("span", { class: "image-bar-length" })),
  element("canvas", { width: 28, height: 28, "aria-hidden": "true" }),
  element("span", { class: "image-bar-value number", "aria-hidden": "true" }, value));
}

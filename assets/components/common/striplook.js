import { PHONE_WIDTH, element, muted } from "./dom.js";
import { createLegend } from "./legend.js";
import { createSegments } from "./transport.js";

/**
 * How the visitor views a layer's maps. It lives as long as the page, so that the next stage opens in the same way.
 * `order` is null until it is chosen: then phones sort by strength, since they show few maps at a time. `enlargeAsked`
 * is true from a click until the enlarged maps, which appear below, have been scrolled into view.
 * @type {{order: "index" | "strength" | null, own: boolean, enlargeAsked: boolean}}
 */
export const STRIP_LOOK = { order: null, own: false, enlargeAsked: false };
const STRIP_LOOK_CHANGES = new EventTarget();

/** @param {number} width of the component @returns {"index" | "strength"} */
export function stripOrder(width) {
  return STRIP_LOOK.order ?? (width < PHONE_WIDTH ? "strength" : "index");
}

/**
 * The places of a layer's maps in the visitor's order.
 * @param {number[]} indices the sent maps, by index
 * @param {ArrayLike<number>} strengths of all maps of the layer @param {"index" | "strength"} order
 * @returns {number[]} places in `indices`; ties in order of index
 */
export function orderOfMaps(indices, strengths, order) {
  const places = indices.map((_, place) => place);
  if (order === "strength") places.sort((a, b) => strengths[indices[b]] - strengths[indices[a]] || a - b);
  return places;
}

/**
 * The switches for order and scale, and the range of the colours.
 * @param {Texts} text the table component.maps @param {() => void} changed also for another strip's switch
 */
export function createStripTools(text, changed, /** @type {AbortSignal} */ signal) {
  const look = (/** @type {Partial<typeof STRIP_LOOK>} */ change) => {
    Object.assign(STRIP_LOOK, change);
    STRIP_LOOK_CHANGES.dispatchEvent(new Event("change"));
  };
  const orders = createSegments(
    text.order,
    [{ name: "index", text: text.order_index },
      { name: "strength", text: text.order_strength, title: text.order_strength_title }],
    (order) => look({ order: /** @type {"index" | "strength"} */ (order) }),
    signal,
  );
  const scales = createSegments(
    text.scale,
    [{ name: "shared", text: text.scale_shared, title: text.scale_shared_title },
      { name: "own", text: text.scale_own, title: text.scale_own_title }],
    (scale) => look({ own: scale === "own" }),
    signal,
  );
  const legend = createLegend();
  const named = (/** @type {string} */ name, /** @type {Node} */ control) =>
    element("span", { class: "strip-tool" }, muted(name), control);
  const root = element("div", { class: "strip-tools" }, legend.element,
    named(text.order, orders.element), named(text.scale, scales.element));
  watchStripLook(changed, signal);

  /** @param {Palette} palette @param {Scale} scale shared by the layer @param {number} width */
  function update(palette, scale, width) {
    orders.mark(stripOrder(width));
    scales.mark(STRIP_LOOK.own ? "own" : "shared");
    showStripScale(legend, text, palette, scale);
  }
  return { element: root, update };
}

/** @param {() => void} changed called when the visitor changes order or scale @param {AbortSignal} signal */
export function watchStripLook(changed, signal) {
  STRIP_LOOK_CHANGES.addEventListener("change", changed, { signal });
}

/** The range of the colours: numbers if all maps share it, words if each map has its own. */
export function showStripScale(/** @type {ReturnType<typeof createLegend>} */ legend, /** @type {Texts} */ text,
    /** @type {Palette} */ palette, /** @type {Scale} */ scale) {
  legend.update(palette, scale);
  if (STRIP_LOOK.own) legend.name(scale.kind === "diverging" ? text.own_low : "0", text.own_high);
}

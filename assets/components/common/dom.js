/**
 * @template {Tag} Name
 * @param {Name} tag @param {Attributes} [attributes] @param {...Child} children
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  setAttributes(node, attributes);
  for (const child of children) if (child || child === "") node.append(child);
  return node;
}

/**
 * Builds the elements of a tree: `["div.head", {}, ["h2", { ref: "title" }], …]`. Returns those with a `ref` under
 * that name, and the outermost one as `root`.
 * @template {Tree} const T
 * @param {T} tree @returns {Built<T>}
 */
export function build(tree) {
  /** @type {Record<string, HTMLElement>} */
  const refs = {};
  /** @param {Tree} tree @returns {HTMLElement} */
  const make = ([selector, { ref = "", ...attributes } = {}, ...inner]) => {
    const [tag, ...classes] = selector.split(".");
    const children = inner.map((child) =>
      (Array.isArray(child) ? make(/** @type {Tree} */ (child)) : /** @type {Child} */ (child)));
    const node = element(/** @type {Tag} */ (tag), { class: classes.join(" ") || null, ...attributes }, ...children);
    if (ref !== "") refs[ref] = node;
    return node;
  };
  refs.root = make(tree);
  return /** @type {Built<T>} */ (refs);
}

/**
 * Like `element`, in the SVG namespace.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...Node} children
 */
export function svgElement(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  setAttributes(node, attributes);
  node.append(...children);
  return node;
}

/** @param {string} path of an icon, in a square of 24×24 */
export function icon(path) {
  const shape = svgElement("path", { d: path });
  return svgElement("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, shape);
}

/** The canvas's 2D context. It is never null here, since no other context is requested. */
export function context2d(/** @type {HTMLCanvasElement} */ canvas) {
  return /** @type {Context2D} */ (canvas.getContext("2d"));
}

export function setAttributes(/** @type {Element} */ node, /** @type {Attributes} */ attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Children of an element that has HTML children only. @param {Element} node */
export function childrenOf(node) {
  return /** @type {HTMLElement[]} */ (Array.from(node.children));
}

/** @param {Element} root @param {string} selector @returns {HTMLElement[]} */
export function selectAll(root, selector) {
  return Array.from(root.querySelectorAll(selector));
}

/** A button that calls `press` when clicked. */
export function createButton(/** @type {Attributes} */ attributes, /** @type {Child | Child[]} */ content,
    /** @type {(event: MouseEvent) => void} */ press, /** @type {AbortSignal} */ signal) {
  const button = element("button", { type: "button", ...attributes }, ...[content].flat());
  button.addEventListener("click", press, { signal });
  return button;
}

/** Places an element over a box in CSS pixels. @param {HTMLElement} node @param {Omit<DOMRectInit, "toJSON">} box */
export function placeOver(node, { x, y, width, height }) {
  Object.assign(node.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
}

/** A span in the muted colour. */
export function muted(words = "") {
  return element("span", { class: "muted" }, words);
}

/** A section's title with elements beside it. @param {string} title @param {...Child} beside */
export function sectionHead(title, ...beside) {
  return element("div", { class: "section-head" }, element("h2", {}, title), ...beside);
}

/** A hidden live region that announces changes to screen readers. */
export function statusLine() {
  return element("div", { class: "visually-hidden", "aria-live": "polite" });
}

/** Sets a text only if it differs, so that the browser does not lay out the page again. */
export function setText(/** @type {Node} */ node, /** @type {string} */ text) {
  if (node.textContent !== text) node.textContent = text;
}

// Breakpoints in CSS pixels; the style sheets use the same values.
/** Below this width: the layout for phones. */
export const PHONE_WIDTH = 640;
/** Below this width: a calculation is below its maps. */
export const STACKED_WIDTH = 760;
/** From this width on: details are beside their picture. */
export const BESIDE_WIDTH = 900;

/** The CSS zoom of an element, which present mode sets. @param {Element} node @returns {number} */
export function zoomOf(node) {
  return node.currentCSSZoom ?? 1;
}

/** @param {Element} node @returns {number} device pixels per CSS pixel of the node */
export function pixelRatio(node) {
  return (devicePixelRatio || 1) * zoomOf(node);
}

/** An event's position in CSS pixels from an element's corner. @param {Element} node @param {MouseEvent} event */
export function placeIn(node, event) {
  const { left, top } = node.getBoundingClientRect();
  const zoom = zoomOf(node);
  return { x: (event.clientX - left) / zoom, y: (event.clientY - top) / zoom };
}

/**
 * Sets a canvas's size to whole device pixels, which also clears it.
 * @param {number} width CSS pixels @returns {number} device pixels per CSS pixel
 */
export function fitCanvas(/** @type {HTMLCanvasElement} */ canvas, width, /** @type {number} */ height) {
  const ratio = pixelRatio(canvas);
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  canvas.style.width = `${canvas.width / ratio}px`;
  canvas.style.height = `${canvas.height / ratio}px`;
  return ratio;
}

/** Like `fitCanvas`, but returns the 2D context, scaled to CSS pixels. */
export function cleared(/** @type {HTMLCanvasElement} */ canvas, /** @type {number} */ width,
    /** @type {number} */ height) {
  const ratio = fitCanvas(canvas, width, height);
  const context = context2d(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/**
 * Restores a canvas to its base picture and scales its context to CSS pixels.
 * @param {Context2D} context
 * @param {{base: HTMLCanvasElement, ratio: number}} view the base picture, and device pixels per CSS pixel
 */
export function drawBase(context, { base, ratio }) {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.drawImage(base, 0, 0);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}

/** @returns {boolean} whether the visitor asked for less motion */
export function prefersReducedMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * The matching link that was clicked, also one inside a component. A click with another button or with a modifier key,
 * which may open a new tab, does not count.
 * @param {MouseEvent} event @param {string} selector @returns {HTMLAnchorElement | undefined}
 */
export function plainlyClickedLink(event, selector) {
  const { button, ctrlKey, metaKey, shiftKey, altKey } = event;
  if (button !== 0 || ctrlKey || metaKey || shiftKey || altKey) return undefined;
  const found = event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.matches(selector));
  return /** @type {HTMLAnchorElement | undefined} */ (found);
}

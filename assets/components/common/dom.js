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
 * Builds the elements of a tree: `["div.head", {}, ["h2", { ref: "title" }], …]`. Those that bear a `ref` are returned
 * under that name, and the outermost one as `root`.
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
 * As `element`, in the SVG namespace.
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

/** @param {string} path of an icon, in a square of 24 */
export function icon(path) {
  const shape = svgElement("path", { d: path });
  return svgElement("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, shape);
}

/** A canvas's pen, which every canvas has unless it was asked for another kind before. */
export function context2d(/** @type {HTMLCanvasElement} */ canvas) {
  return /** @type {Context2D} */ (canvas.getContext("2d"));
}

export function setAttributes(/** @type {Element} */ node, /** @type {Attributes} */ attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

/** An element's children, all of HTML. @param {Element} node */
export function childrenOf(node) {
  return /** @type {HTMLElement[]} */ (Array.from(node.children));
}

/** @param {Element} root @param {string} selector @returns {HTMLElement[]} */
export function selectAll(root, selector) {
  return Array.from(root.querySelectorAll(selector));
}

/** A button with what `press` does. */
export function createButton(/** @type {Attributes} */ attributes, /** @type {Child | Child[]} */ content,
    /** @type {(event: MouseEvent) => void} */ press, /** @type {AbortSignal} */ signal) {
  const button = element("button", { type: "button", ...attributes }, ...[content].flat());
  button.addEventListener("click", press, { signal });
  return button;
}

/** Put an element over a box in CSS pixels. @param {HTMLElement} node @param {Omit<DOMRectInit, "toJSON">} box */
export function placeOver(node, { x, y, width, height }) {
  Object.assign(node.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
}

/** Words that matter less. */
export function muted(words = "") {
  return element("span", { class: "muted" }, words);
}

/** A section's title, and what stands beside it. @param {string} title @param {...Child} beside */
export function sectionHead(title, ...beside) {
  return element("div", { class: "section-head" }, element("h2", {}, title), ...beside);
}

/** Where those who listen are told what has changed. */
export function statusLine() {
  return element("div", { class: "visually-hidden", "aria-live": "polite" });
}

/** Change a text only where it differs, so that nothing is laid out anew. */
export function setText(/** @type {Node} */ node, /** @type {string} */ text) {
  if (node.textContent !== text) node.textContent = text;
}

// Widths in CSS pixels at which things are arranged otherwise; the style sheets use the same.
/** Below, a phone's arrangement. */
export const PHONE_WIDTH = 640;
/** Below, a calculation stands below its maps. */
export const STACKED_WIDTH = 760;
/** From here on, details stand beside their picture. */
export const BESIDE_WIDTH = 900;

/** By how much a style sheet enlarges an element; present mode does. @param {Element} node @returns {number} */
export function zoomOf(node) {
  return node.currentCSSZoom ?? 1;
}

/** @param {Element} node @returns {number} device pixels to one of its CSS pixels */
export function pixelRatio(node) {
  return (devicePixelRatio || 1) * zoomOf(node);
}

/** Where an event is, in an element's CSS pixels from its corner. @param {Element} node @param {MouseEvent} event */
export function placeIn(node, event) {
  const { left, top } = node.getBoundingClientRect();
  const zoom = zoomOf(node);
  return { x: (event.clientX - left) / zoom, y: (event.clientY - top) / zoom };
}

/**
 * Size a canvas to whole device pixels, which also empties it.
 * @param {number} width CSS pixels @returns {number} device pixels a CSS pixel
 */
export function fitCanvas(/** @type {HTMLCanvasElement} */ canvas, width, /** @type {number} */ height) {
  const ratio = pixelRatio(canvas);
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  canvas.style.width = `${canvas.width / ratio}px`;
  canvas.style.height = `${canvas.height / ratio}px`;
  return ratio;
}

/** The same, and its pen, which draws in CSS pixels. */
export function cleared(/** @type {HTMLCanvasElement} */ canvas, /** @type {number} */ width,
    /** @type {number} */ height) {
  const ratio = fitCanvas(canvas, width, height);
  const context = context2d(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/**
 * Takes away what was drawn over a picture that stays; from here on, the pen's units are CSS pixels.
 * @param {Context2D} context
 * @param {{base: HTMLCanvasElement, ratio: number}} view the picture, and its device pixels to a CSS pixel
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

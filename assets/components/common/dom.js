/**
 * What attributes may be; `false`, `null` and `undefined` leave one out.
 * @typedef {Record<string, string | number | boolean | null | undefined>} Attributes
 */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string)} children
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  setAttributes(node, attributes);
  node.append(...children);
  return node;
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

/**
 * A canvas's pen, which every canvas has unless it was asked for another kind before.
 * @param {HTMLCanvasElement} canvas
 */
export function context2d(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
}

/** @param {Element} node @param {Attributes} attributes */
export function setAttributes(node, attributes) {
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

/** Words that matter less. */
export function muted(words = "") {
  return element("span", { class: "muted" }, words);
}

/** A section's title, and what stands beside it. @param {string} title @param {...(Node | string)} beside */
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

/**
 * Size a canvas to whole device pixels, which also empties it.
 * @param {HTMLCanvasElement} canvas @param {number} width CSS pixels @param {number} height
 * @returns {number} device pixels a CSS pixel
 */
export function fitCanvas(canvas, width, height) {
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  canvas.style.width = `${canvas.width / ratio}px`;
  canvas.style.height = `${canvas.height / ratio}px`;
  return ratio;
}

/**
 * The same, and its pen, which draws in CSS pixels.
 * @param {HTMLCanvasElement} canvas @param {number} width @param {number} height
 */
export function cleared(canvas, width, height) {
  const ratio = fitCanvas(canvas, width, height);
  const context = context2d(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/**
 * Takes away what was drawn over a picture that stays; from here on, the pen's units are CSS pixels.
 * @param {CanvasRenderingContext2D} context
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

import { context2d, element } from "./dom.js";

/**
 * A component's picture as it is on the screen, to be kept: as an image, or, taken again and again, as a video. The
 * browser draws a copy of it, in which canvases are images, inside of an SVG; nothing leaves the browser.
 */

const SVG = "http://www.w3.org/2000/svg";
/** Movements would begin anew in the copy; an enlarged canvas keeps its cells sharp. */
const STILL = `
*, *::before, *::after { animation: none !important; transition: none !important; }
img { image-rendering: pixelated; }`;
/** Around the picture, in CSS pixels. */
const MARGIN = 16;
const INHERITED = ["color", "color-scheme", "font-family", "font-size", "font-weight", "line-height", "text-align"];
/** Fields whose contents are no attribute until they are written down. */
const FIELDS = "input, select, textarea";

/**
 * @typedef {{picture: HTMLElement, fonts: string, ratio: number}} Camera the picture, a component's `.cnn`; the rules
 * of its fonts; pixels of the image a CSS pixel
 * @param {Camera} camera
 * @param {HTMLCanvasElement} [paper] to draw on again
 * @returns {Promise<HTMLCanvasElement>}
 */
export async function drawPicture(camera, paper = element("canvas")) {
  const { width, height } = sizeOf(camera);
  const image = new Image(width, height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(asSvg(camera))}`;
  await image.decode();
  // Only another size, since that also empties it.
  if (paper.width !== width || paper.height !== height) Object.assign(paper, { width, height });
  const pen = context2d(paper);
  pen.fillStyle = backgroundOf(camera.picture);
  pen.fillRect(0, 0, width, height);
  pen.drawImage(image, 0, 0, width, height);
  return paper;
}

/** How many pixels the image has. @param {Camera} camera */
export function sizeOf({ picture, ratio }) {
  const [width, height] = [picture.offsetWidth, picture.offsetHeight].map((side) => side + 2 * MARGIN);
  return { width: Math.round(width * ratio), height: Math.round(height * ratio) };
}

/** Give a file to the visitor. @param {Blob} content @param {string} name */
export function download(content, name) {
  const address = URL.createObjectURL(content);
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function asSvg(/** @type {Camera} */ { picture, fonts }) {
  const [width, height] = [picture.offsetWidth, picture.offsetHeight];
  const [outer, high] = [width + 2 * MARGIN, height + 2 * MARGIN];
  const rules = rulesOf(/** @type {ShadowRoot} */ (picture.getRootNode()));
  const frame = element("div", { style: `width: ${width}px; height: ${height}px; ${inherited(picture, rules)}` },
    element("style", {}, [fonts, rules, STILL].join("\n")), copyOf(picture));
  const inside = new XMLSerializer().serializeToString(frame);
  return `<svg xmlns="${SVG}" width="${outer}" height="${high}" viewBox="${-MARGIN} ${-MARGIN} ${outer} ${high}">` +
    `<foreignObject width="${width}" height="${height}" style="overflow: visible">${inside}</foreignObject></svg>`;
}

/** @type {WeakMap<ShadowRoot, string>} */
const read = new WeakMap();

/** A component's rules, which stay as they are: a video asks for them with every frame. @param {ShadowRoot} root */
function rulesOf(root) {
  const rules = read.get(root) ??
    root.adoptedStyleSheets.flatMap((sheet) => Array.from(sheet.cssRules, (rule) => rule.cssText)).join("\n");
  read.set(root, rules);
  return rules;
}

/** What the page around a picture hands down to it, also by the variables that its rules name. */
function inherited(/** @type {HTMLElement} */ picture, /** @type {string} */ rules) {
  const given = getComputedStyle(picture);
  const variables = new Set(Array.from(rules.matchAll(/var\((--[\w-]+)/g), ([, name]) => name));
  return [...INHERITED, ...variables].map((name) => [name, given.getPropertyValue(name)])
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}: ${value};`)
    .join(" ");
}

/** @param {HTMLElement} picture @returns {Node} the same, with what a copy alone would lose */
function copyOf(picture) {
  const copy = /** @type {HTMLElement} */ (picture.cloneNode(true));
  const canvases = picture.querySelectorAll("canvas");
  copy.querySelectorAll("canvas").forEach((canvas, place) => {
    const original = canvases[place];
    const { display } = getComputedStyle(original);
    const style = `display: ${display}; ${original.style.cssText}`;
    const image = element("img", { class: original.className, style });
    if (original.width * original.height > 0) image.src = original.toDataURL();
    canvas.replaceWith(image);
  });
  const fields = picture.querySelectorAll(FIELDS);
  copy.querySelectorAll(FIELDS).forEach((field, place) => writeDown(fields[place], field));
  return copy;
}

function writeDown(/** @type {Element} */ field, /** @type {Element} */ copy) {
  if (field instanceof HTMLInputElement) {
    copy.setAttribute("value", field.value);
    copy.toggleAttribute("checked", field.checked);
  } else if (field instanceof HTMLSelectElement) {
    copy.querySelectorAll("option").forEach((option, place) => {
      option.toggleAttribute("selected", place === field.selectedIndex);
    });
  }
}

function backgroundOf(/** @type {HTMLElement} */ picture) {
  return getComputedStyle(picture).getPropertyValue("--page").trim() || "white";
}

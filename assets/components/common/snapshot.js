import { context2d, element } from "./dom.js";

/**
 * Exports a component's picture as it is on the screen: as an image, or as the frames of a video. The browser draws a
 * copy inside an SVG, in which canvases are replaced by images. Nothing leaves the browser.
 */

const SVG = "http://www.w3.org/2000/svg";
/** In the copy, animations would restart, and enlarged canvases would be blurred. */
const STILL = `
*, *::before, *::after { animation: none !important; transition: none !important; }
img { image-rendering: pixelated; }`;
/** Margin around the picture, in CSS pixels. */
const MARGIN = 16;
const INHERITED = ["color", "color-scheme", "font-family", "font-size", "font-weight", "line-height", "text-align"];
/** Fields whose values have to be copied to attributes. */
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
  // Only if it differs, since setting the size clears the canvas.
  if (paper.width !== width || paper.height !== height) Object.assign(paper, { width, height });
  const pen = context2d(paper);
  pen.fillStyle = backgroundOf(camera.picture);
  pen.fillRect(0, 0, width, height);
  pen.drawImage(image, 0, 0, width, height);
  return paper;
}

/** The size of the image in pixels. @param {Camera} camera */
export function sizeOf({ picture, ratio }) {
  const [width, height] = [picture.offsetWidth, picture.offsetHeight].map((side) => side + 2 * MARGIN);
  return { width: Math.round(width * ratio), height: Math.round(height * ratio) };
}

/** Downloads a file. @param {Blob} content @param {string} name */
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

/** A component's style rules, cached, since a video needs them in every frame. @param {ShadowRoot} root */
function rulesOf(root) {
  const rules = read.get(root) ??
    root.adoptedStyleSheets.flatMap((sheet) => Array.from(sheet.cssRules, (rule) => rule.cssText)).join("\n");
  read.set(root, rules);
  return rules;
}

/** The inherited styles of a picture, including the variables that its rules use. */
function inherited(/** @type {HTMLElement} */ picture, /** @type {string} */ rules) {
  const given = getComputedStyle(picture);
  const variables = new Set(Array.from(rules.matchAll(/var\((--[\w-]+)/g), ([, name]) => name));
  return [...INHERITED, ...variables].map((name) => [name, given.getPropertyValue(name)])
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}: ${value};`)
    .join(" ");
}

/** @param {HTMLElement} picture @returns {Node} a copy, including canvases and field values */
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

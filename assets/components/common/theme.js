import { context2d, element } from "./dom.js";
import { PALETTES, luminance } from "./palette.js";

/** By the background's colour: every component asks for it at each change, and a canvas takes long to tell. */
const known = new Map([["", PALETTES.light]]);

/** @param {Element} host anything inside the component @returns {Palette} by the lightness of Streamlit's background */
export function detectPalette(host) {
  const colour = getComputedStyle(host).getPropertyValue("--st-background-color").trim();
  const palette = known.get(colour) ?? paletteOn(colour);
  known.set(colour, palette);
  return palette;
}

/** @param {string} colour as style sheets write it */
function paletteOn(colour) {
  const probe = context2d(element("canvas"));
  probe.fillStyle = colour;
  probe.fillRect(0, 0, 1, 1);
  const rgb = Array.from(probe.getImageData(0, 0, 1, 1).data.slice(0, 3));
  return luminance(rgb) < 0.4 ? PALETTES.dark : PALETTES.light;
}

/**
 * Publish the colours that Streamlit has no variable for, as `--cnn-…`.
 * @param {HTMLElement} host @param {Palette} palette
 */
export function publishPalette(host, palette) {
  for (const [name, colour] of Object.entries(palette)) {
    if (typeof colour !== "string" || name === "name") continue;
    host.style.setProperty(`--cnn-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, colour);
  }
  palette.runs.forEach((colour, place) => host.style.setProperty(`--cnn-run-${place + 1}`, colour));
  host.dataset.theme = palette.name;
}

/**
 * Call back whenever the theme may have changed. Streamlit rewrites style sheets and attributes of the document's head
 * and body.
 * @param {HTMLElement} host @param {Palette} current @param {(palette: Palette) => void} changed
 * @param {AbortSignal} signal
 */
export function watchTheme(host, current, changed, signal) {
  let request = 0;
  const look = () => {
    request = 0;
    const palette = detectPalette(host);
    if (palette.name === current.name) return;
    current = palette;
    changed(palette);
  };
  const observer = new MutationObserver(() => { request ||= requestAnimationFrame(look); });
  observer.observe(document.head, { childList: true });
  observer.observe(document.documentElement, { attributes: true });
  observer.observe(document.body, { attributes: true });
  const shadow = host.getRootNode();
  const outside = shadow instanceof ShadowRoot ? shadow.host : host;
  for (let node = outside.parentElement; node !== null; node = node.parentElement) {
    observer.observe(node, { attributes: true, attributeFilter: ["class", "style"] });
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", look, { signal });
  signal.addEventListener("abort", () => {
    observer.disconnect();
    cancelAnimationFrame(request);
  });
}

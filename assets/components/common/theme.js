import { context2d, element } from "./dom.js";
import { PALETTES, luminance } from "./palette.js";

/** Themes by background colour, cached: every component asks at each change, and parsing a colour is slow. */
const known = new Map([["", PALETTES.light]]);

/** @param {Element} host any node of the component @returns {Palette} by the lightness of Streamlit's background */
export function detectPalette(host) {
  const colour = getComputedStyle(host).getPropertyValue("--st-background-color").trim();
  const palette = known.get(colour) ?? paletteOn(colour);
  known.set(colour, palette);
  return palette;
}

/** @param {string} colour in CSS syntax */
function paletteOn(colour) {
  const probe = context2d(element("canvas"));
  probe.fillStyle = colour;
  probe.fillRect(0, 0, 1, 1);
  const rgb = Array.from(probe.getImageData(0, 0, 1, 1).data.slice(0, 3));
  return luminance(rgb) < 0.4 ? PALETTES.dark : PALETTES.light;
}

/** Sets the CSS variables `--cnn-…` for colours that Streamlit has no variable for. */
export function publishPalette(/** @type {HTMLElement} */ host, /** @type {Palette} */ palette) {
  for (const [name, colour] of Object.entries(palette)) {
    if (typeof colour !== "string" || name === "name") continue;
    host.style.setProperty(`--cnn-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, colour);
  }
  palette.runs.forEach((colour, place) => host.style.setProperty(`--cnn-run-${place + 1}`, colour));
  host.dataset.theme = palette.name;
}

/** @typedef {{host: HTMLElement, shown: Palette, changed: (palette: Palette) => void}} Follower of the theme */

/** @type {Set<Follower>} */
const followers = new Set();
/** One observer for all followers: Streamlit rewrites style sheets and attributes of the head and the body. */
let observer = /** @type {MutationObserver | null} */ (null);
let request = 0;
let preference = /** @type {MediaQueryList | null} */ (null);

function look() {
  request = 0;
  for (const follower of [...followers]) {
    const palette = detectPalette(follower.host);
    if (palette.name === follower.shown.name) continue;
    follower.shown = palette;
    follower.changed(palette);
  }
}

function startLooking() {
  const started = new MutationObserver(() => { request ||= requestAnimationFrame(look); });
  started.observe(document.head, { childList: true });
  started.observe(document.documentElement, { attributes: true });
  preference = matchMedia("(prefers-color-scheme: dark)");
  preference.addEventListener("change", look);
  return started;
}

function stopLooking() {
  observer?.disconnect();
  observer = null;
  preference?.removeEventListener("change", look);
  cancelAnimationFrame(request);
  request = 0;
}

/** Calls `changed` whenever the theme has changed. */
export function watchTheme(/** @type {HTMLElement} */ host, /** @type {Palette} */ shown,
    /** @type {(palette: Palette) => void} */ changed, /** @type {AbortSignal} */ signal) {
  const follower = { host, shown, changed };
  followers.add(follower);
  observer ??= startLooking();
  const shadow = host.getRootNode();
  const outside = shadow instanceof ShadowRoot ? shadow.host : host;
  for (let node = outside.parentElement; node; node = node.parentElement) {
    // The root element is observed already.
    if (node === document.documentElement) continue;
    observer.observe(node, { attributes: true, attributeFilter: ["class", "style"] });
  }
  signal.addEventListener("abort", () => {
    followers.delete(follower);
    if (followers.size === 0) stopLooking();
  });
}

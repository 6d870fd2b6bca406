/**
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes] `false`, `null`
 *   and `undefined` leave an attribute out
 * @param {...(Node | string)} children
 * @returns {any} an HTMLElement of that tag
 */
function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  setAttributes(node, attributes);
  node.append(...children);
  return node;
}

/** As `element`, in the SVG namespace. @returns {any} */
function svgElement(/** @type {string} */ tag, attributes = {}, /** @type {Node[]} */ ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  setAttributes(node, attributes);
  node.append(...children);
  return node;
}

/** @param {Element} node @param {Record<string, string | number | boolean | null | undefined>} attributes */
function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Change a text only where it differs, so that nothing is laid out anew. */
function setText(/** @type {Node} */ node, /** @type {string} */ text) {
  if (node.textContent !== text) node.textContent = text;
}

// Widths in CSS pixels at which things are arranged otherwise; the style sheets use the same.
/** Below, a phone's arrangement. */
const PHONE_WIDTH = 640;
/** Below, a calculation stands below its maps. */
const STACKED_WIDTH = 760;
/** From here on, details stand beside their picture. */
const BESIDE_WIDTH = 900;

/**
 * Size a canvas to whole device pixels, which also empties it.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width CSS pixels
 * @param {number} height
 * @returns {number} device pixels a CSS pixel
 */
function fitCanvas(canvas, width, height) {
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  canvas.style.width = `${canvas.width / ratio}px`;
  canvas.style.height = `${canvas.height / ratio}px`;
  return ratio;
}

/** @returns {boolean} whether the visitor asked for less motion */
function prefersReducedMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/**
 * What a component's view gets from `runComponent`.
 * @typedef {{
 *   host: HTMLElement,
 *   scene: Scene,
 *   palette: Palette,
 *   width: number,
 *   signal: AbortSignal,
 *   send: (choice: Record<string, unknown>) => void,
 * }} Stagehand
 *
 * `update`: new data for the same stage. `paint`: data, theme, width or pixel ratio changed.
 * @typedef {{update: () => void, paint: () => void}} View
 */

/**
 * Run a component's view. Streamlit calls the default export again for new data, on the same DOM
 * and without cleanup: then the living view is updated, and only a different `meta.identity`
 * builds a new one.
 * @param {any} component what Streamlit passes to the default export
 * @param {(stagehand: Stagehand) => View} createView
 * @returns {() => void} cleanup
 */
function runComponent(component, createView) {
  const root = component.parentElement;
  const scene = unpack(component.data);
  if (root.living?.identity === scene.meta.identity) {
    root.living.renew(scene, component);
  } else {
    root.living?.end();
    root.living = startView(root, scene, component, createView);
  }
  return () => {
    root.living?.end();
    root.living = undefined;
  };
}

/** @param {any} root @param {Scene} scene @param {any} component @param {(stagehand: Stagehand) => View} createView */
function startView(root, scene, component, createView) {
  const ended = new AbortController();
  const host = element("div", { class: "cnn-body" });
  const container = element("div", { class: "cnn" }, host);
  root.querySelector(".mount-point").replaceChildren(container);
  let sendTrigger = component.setTriggerValue;
  /** @type {Stagehand} */
  const stagehand = {
    host,
    scene,
    palette: detectPalette(host),
    width: host.clientWidth,
    signal: ended.signal,
    send: (choice) => sendTrigger("choice", choice),
  };
  publishPalette(container, stagehand.palette);
  const view = createView(stagehand);
  let updated = false;
  const show = () => {
    // Nothing can be measured while it is hidden; `watchSize` calls once it is not.
    if (ended.signal.aborted || host.clientWidth === 0) return;
    stagehand.width = host.clientWidth;
    if (!updated) view.update();
    updated = true;
    view.paint();
  };
  show();
  watchTheme(host, (palette) => {
    stagehand.palette = palette;
    publishPalette(container, palette);
    show();
  }, ended.signal);
  watchSize(host, show, ended.signal);
  return {
    identity: scene.meta.identity,
    renew(/** @type {Scene} */ next, /** @type {any} */ renewed) {
      stagehand.scene = next;
      sendTrigger = renewed.setTriggerValue;
      updated = false;
      show();
    },
    end() {
      ended.abort();
      container.remove();
    },
  };
}

/** @param {HTMLElement} host @param {() => void} changed @param {AbortSignal} signal */
function watchSize(host, changed, signal) {
  let width = host.clientWidth;
  const observer = new ResizeObserver(() => {
    if (host.clientWidth === width) return;
    width = host.clientWidth;
    changed();
  });
  observer.observe(host);
  signal.addEventListener("abort", () => observer.disconnect());
  const watchRatio = () => {
    const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    query.addEventListener("change", () => {
      changed();
      watchRatio();
    }, { once: true, signal });
  };
  watchRatio();
}

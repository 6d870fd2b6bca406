import { element } from "./dom.js";
import { unpack } from "./payload.js";
import { detectPalette, publishPalette, watchTheme } from "./theme.js";

/**
 * @import { Palette } from "./palette.js"
 * @import { Scene } from "./payload.js"
 */

/**
 * What a component's view gets from `runView`.
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
export function runView(component, createView) {
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

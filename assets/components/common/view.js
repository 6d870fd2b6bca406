import { createGuard, describe, watchView } from "./boundary.js";
import { build } from "./dom.js";
import { unpack } from "./payload.js";
import { openTerms } from "./terms.js";
import { hasEnglish, markEnglish } from "./texts.js";
import { detectPalette, publishPalette, watchTheme } from "./theme.js";

/** @import { SharedMeta } from "./payload.js" */

/**
 * The context that `runView` passes to a component's view.
 * @template Meta
 * @template [Arrays=Record<string, Packed>]
 * @typedef {{
 *   host: HTMLElement,
 *   scene: Scene<Meta, Arrays>,
 *   palette: Palette,
 *   width: number,
 *   signal: AbortSignal,
 *   send: (choice: Record<string, unknown>) => void,
 * }} ViewContext
 */

/**
 * `update`: new data for the same stage. `paint`: data, theme, width or pixel ratio changed.
 * @typedef {{update: () => void, paint: () => void}} View
 *
 * Streamlit's arguments of a component. With the same key, Streamlit calls it again for new data on the same DOM.
 * @typedef {{
 *   parentElement: HTMLElement & {living?: Living, reported?: string},
 *   data: Uint8Array,
 *   setTriggerValue: (name: string, value: unknown) => void,
 * }} StreamlitComponent
 *
 * @typedef {ReturnType<typeof startView>} Living
 * @typedef {Scene<SharedMeta>} AnyScene
 * @typedef {(viewContext: ViewContext<SharedMeta>) => View} CreateView
 */

/**
 * Runs a component's view. New data update the existing view; it is rebuilt only for a different `meta.identity`, or
 * after an error.
 * @param {string} name the component's @returns {() => void} cleanup
 */
export function runView(name, /** @type {StreamlitComponent} */ component, /** @type {CreateView} */ createView) {
  const root = component.parentElement;
  const { living } = root;
  const scene = unpack(component.data);
  if (living !== undefined && living.identity === scene.meta.identity && !living.failed()) {
    living.renew(scene, component);
  } else {
    living?.end();
    root.living = startView(name, scene, component, createView);
  }
  return () => {
    root.living?.end();
    root.living = undefined;
  };
}

/** @param {string} name @param {AnyScene} scene @param {StreamlitComponent} component @param {CreateView} createView */
function startView(name, scene, component, createView) {
  const root = component.parentElement;
  const ended = new AbortController();
  const { root: container, host } = build(["div.cnn", {}, ["div.cnn-body", { ref: "host" }]]);
  root.querySelector(".mount-point")?.replaceChildren(container);
  let tell = component.setTriggerValue;
  /** @type {ViewContext<SharedMeta>} */
  const viewContext = {
    host,
    scene,
    palette: detectPalette(host),
    width: host.clientWidth,
    signal: ended.signal,
    send: (choice) => tell("choice", choice),
  };
  const guard = createGuard(container, scene.meta.apology, (error) => {
    // Reported once, since the report causes a rerun, in which the same error may occur again.
    if (String(error) !== root.reported) tell("failure", describe(error));
    root.reported = String(error);
  });
  publishPalette(container, viewContext.palette);
  let view = /** @type {View | null} */ (null);
  let updated = false;
  const show = () => guard.attempt(() => {
    // A hidden component cannot be measured; `watchSize` calls again when it is visible.
    if (view === null || ended.signal.aborted || host.clientWidth === 0) return;
    viewContext.width = host.clientWidth;
    if (!updated) view.update();
    updated = true;
    view.paint();
  });
  guard.attempt(() => { view = createView(viewContext); });
  if (hasEnglish(scene.meta)) markEnglish(host, ended.signal);
  if (scene.meta.terms !== undefined) openTerms(host, () => viewContext.scene.meta.terms, ended.signal);
  show();
  watchView({ name, fail: guard.fail }, ended.signal);
  watchTheme(host, viewContext.palette, (palette) => {
    viewContext.palette = palette;
    publishPalette(container, palette);
    show();
  }, ended.signal);
  watchSize(host, show, ended.signal);
  return {
    identity: scene.meta.identity,
    failed: guard.failed,
    renew(/** @type {AnyScene} */ next, /** @type {StreamlitComponent} */ renewed) {
      viewContext.scene = next;
      tell = renewed.setTriggerValue;
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

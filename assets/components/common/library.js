import { watchErrors } from "./boundary.js";
import { runView } from "./view.js";

/** @import { Lines } from "./boundary.js" */
/** @import { CreateView, StreamlitComponent } from "./view.js" */

/**
 * Where a component's stub finds its implementation: by the version of the source, once it is loaded.
 * @typedef {EventTarget & Record<string, {run: (name: string, component: StreamlitComponent) => () => void}>} Shelf
 */

/**
 * Registers all components for their stubs, under the version of their source.
 * @param {string} namespace @param {string} version @param {Record<string, CreateView>} views by component
 * @param {Texts} styles CSS by component; `common` is shared by all @param {Lines} lines
 * @returns {() => void} the library's own default export, which renders nothing
 */
export function publishLibrary(namespace, version, views, styles, lines) {
  // eslint-disable-next-line no-restricted-globals -- Streamlit loads each component as a module of its own.
  const page = /** @type {Record<string, Shelf>} */ (/** @type {unknown} */ (globalThis));
  const shelf = (page[namespace] ??= /** @type {Shelf} */ (new EventTarget()));
  /** @type {Map<string, CSSStyleSheet>} */
  const sheets = new Map();
  const sheetOf = (/** @type {string} */ name) => {
    const sheet = sheets.get(name) ?? new CSSStyleSheet();
    if (!sheets.has(name)) sheet.replaceSync(styles[name]);
    sheets.set(name, sheet);
    return sheet;
  };
  watchErrors(lines);
  shelf[version] = {
    run(name, component) {
      const root = /** @type {ShadowRoot} */ (component.parentElement.getRootNode());
      root.adoptedStyleSheets = [sheetOf("common"), sheetOf(name)];
      return runView(name, component, views[name]);
    },
  };
  shelf.dispatchEvent(new Event(version));
  return () => {};
}

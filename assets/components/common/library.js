import { runView } from "./view.js";

/** @import { Stagehand, View } from "./view.js" */

/**
 * Makes all components known to the lines that call them, under the version of their source.
 * @param {string} namespace
 * @param {string} version
 * @param {Record<string, (stagehand: Stagehand) => View>} views by component
 * @param {Record<string, string>} styles CSS by component, `common` for what all share
 * @returns {() => void} the library's own default export: it shows nothing
 */
export function publishLibrary(namespace, version, views, styles) {
  /** @type {any} */
  const libraries = (globalThis[namespace] ??= new EventTarget());
  const sheets = new Map();
  const sheetOf = (/** @type {string} */ name) => {
    if (!sheets.has(name)) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(styles[name]);
      sheets.set(name, sheet);
    }
    return sheets.get(name);
  };
  libraries[version] = {
    run(/** @type {string} */ name, /** @type {any} */ component) {
      component.parentElement.getRootNode().adoptedStyleSheets = [sheetOf("common"), sheetOf(name)];
      return runView(component, views[name]);
    },
  };
  libraries.dispatchEvent(new Event(version));
  return () => {};
}

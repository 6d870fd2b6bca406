/**
 * Makes all components known to the lines that call them, under the version of their source.
 * @param {string} namespace
 * @param {string} version
 * @param {Record<string, (component: any) => () => void>} runs
 * @param {Record<string, string>} styles CSS by component, `common` for what all share
 * @returns {() => void} the library's own default export: it shows nothing
 */
function publishLibrary(namespace, version, runs, styles) {
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
      return runs[name](component);
    },
  };
  libraries.dispatchEvent(new Event(version));
  return () => {};
}

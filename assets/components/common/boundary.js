/**
 * Error boundary of views: after an error, the visitor reads a sentence and the server's log gets a line.
 *
 * @typedef {{name: string, fail: (error: unknown) => void}} Watched a view on the page, by its component's name
 * @typedef {Record<string, number>} Lines the number of library lines before each module
 */

import { element } from "./dom.js";

/** @type {Set<Watched>} */
const views = new Set();
/** The library's script name in stack traces, and its modules. */
const library = { script: "", lines: /** @type {Lines} */ ({}) };

/** @param {Watched} view @param {AbortSignal} signal aborts when the view ends */
export function watchView(view, signal) {
  views.add(view);
  signal.addEventListener("abort", () => views.delete(view));
}

/** Also catches later errors: in a click handler, in a frame of an animation. @param {Lines} lines */
export function watchErrors(lines) {
  library.lines = lines;
  library.script = /([^\s(@]+):\d+:\d+\)?$/m.exec(new Error().stack ?? "")?.[1] ?? "";
  const tell = (/** @type {unknown} */ error) => {
    const places = placesOf(stackOf(error), library.script, lines);
    for (const view of [...views]) if (places.some((place) => place.startsWith(`${view.name}/`))) view.fail(error);
  };
  addEventListener("error", (event) => tell(event.error));
  addEventListener("unhandledrejection", (event) => tell(event.reason));
}

/** @returns {string} such as "TypeError: x is null (overview/index.js:57 < common/view.js:80)" */
export function describe(/** @type {unknown} */ error) {
  return `${error} (${placesOf(stackOf(error), library.script, library.lines).join(" < ")})`;
}

function stackOf(/** @type {unknown} */ error) {
  return error instanceof Error ? (error.stack ?? "") : "";
}

/**
 * The project's files and lines in a stack trace.
 * @param {string} stack innermost first @param {string} script @param {Lines} lines @returns {string[]}
 */
export function placesOf(stack, script, lines) {
  const modules = Object.entries(lines).sort(([, first], [, second]) => second - first);
  return stack.split("\n").flatMap((frame) => {
    const start = frame.indexOf(`${script}:`);
    if (script === "" || start < 0) return [];
    const line = Number.parseInt(frame.slice(start + script.length + 1), 10);
    const module = modules.find(([, before]) => before < line);
    return module === undefined ? [] : [`${module[0]}:${line - module[1]}`];
  });
}

/** Catches errors of a view, reports them and shows a sentence. @param {HTMLElement} container of the view */
export function createGuard(container, /** @type {string} */ sentence, /** @type {(error: unknown) => void} */ report) {
  const apology = element("p", { class: "apology", role: "alert" }, sentence);
  const fail = (/** @type {unknown} */ error) => {
    container.prepend(apology);
    report(error);
  };
  const attempt = (/** @type {() => void} */ work) => {
    try {
      work();
    } catch (error) {
      console.error(error);
      fail(error);
    }
  };
  return { attempt, fail, failed: () => apology.isConnected };
}

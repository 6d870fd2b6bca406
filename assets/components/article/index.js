/**
 * The article's script beside the notes of one line. The browser has all notes from the start, so it shows another line
 * without the server. The server gets the choice later, for the link.
 */

import { rememberChoice } from "../common/choice.js";
import { BESIDE_WIDTH, build, element, setText } from "../common/dom.js";
import { paragraph } from "../common/numbers.js";
import { createPanel } from "./panel.js";
import { createScript } from "./script.js";

/** @import { Context, Meta } from "scenes/article" */

const REPORT_MILLISECONDS = 400;

/** @param {Context} viewContext @returns {View} */
export default function createArticle(viewContext) {
  const { host, signal } = viewContext;
  const { text } = viewContext.scene.meta;
  const known = rememberChoice(viewContext.scene.meta.line);
  let chosen = viewContext.scene.meta.line;
  /** @type {string | null} */
  let peeked = null;
  let reporting = 0;
  signal.addEventListener("abort", () => clearTimeout(reporting));

  const script = createScript(text, { choose, peek }, signal);
  const panel = createPanel(text, {
    step: (by) => choose(script.neighbour(idOf(chosen), by)),
    pick: (argument) => choose(`${idOf(chosen)}.${argument}`),
    send: (request) => send({ ...request, line: chosen }),
    lines: () => viewContext.scene.meta.lines,
    numberOf: script.numberOf,
  }, signal);
  const change = createChangeBar(text, send, signal);
  host.append(element("div", { class: "article" }, element("div", { class: "article-script" }, script.element,
    change.element, element("p", { class: "muted article-hint" }, text.hint)), panel.element));

  function send(/** @type {Record<string, unknown>} */ request) {
    clearTimeout(reporting);
    known.reported(chosen);
    viewContext.send(request);
  }

  /** @param {string} next a line's id, optionally with a full stop and an argument */
  function choose(next) {
    peeked = null;
    chosen = next;
    show();
    clearTimeout(reporting);
    reporting = setTimeout(() => {
      if (known.reported(chosen)) viewContext.send({ line: chosen });
    }, REPORT_MILLISECONDS);
  }

  /** @param {string | null} line the line below the pointer */
  function peek(line) {
    if (line === peeked) return;
    peeked = line;
    show();
  }

  function show() {
    const { lines } = viewContext.scene.meta;
    const shown = peeked ?? chosen;
    const line = lines.find(({ id }) => id === idOf(shown)) ?? lines[0];
    script.mark(idOf(chosen), argumentOf(chosen), peeked === null ? null : idOf(peeked));
    panel.show(line, argumentOf(shown), viewContext);
    host.dataset.line = line.id;
  }

  function update() {
    const { meta } = viewContext.scene;
    if (known.received(meta.line)) chosen = meta.line;
    if (!meta.lines.some(({ id }) => id === idOf(chosen))) chosen = meta.line;
    script.fill(meta.lines);
    change.update(meta);
  }

  function paint() {
    host.dataset.narrow = String(viewContext.width < BESIDE_WIDTH);
    show();
  }
  return { update, paint };
}

function idOf(/** @type {string} */ choice) {
  return choice.split(".", 1)[0];
}

function argumentOf(/** @type {string} */ choice) {
  return choice.slice(idOf(choice).length + 1);
}

/** @param {Texts} text @param {(request: Record<string, unknown>) => void} send @param {AbortSignal} signal */
function createChangeBar(text, send, signal) {
  const buttons = ["train", "build", "reset"].map((to) => {
    const label = to === "reset" ? text.reset : text[`to_${to}`];
    const name = to === "train" ? "article-primary" : "plain-button";
    const button = element("button", { type: "button", class: name }, label);
    button.addEventListener("click", () => send({ to }), { signal });
    return button;
  });
  const { root, words } = build(
    ["div.article-change", {}, ["p", { ref: "words", role: "status" }], ["div.article-buttons", {}, ...buttons]]);

  function update(/** @type {Meta} */ meta) {
    root.hidden = !meta.is_changed;
    setText(words, meta.is_changed ? paragraph([text.changed, meta.fits ? "" : text.changed_misfit]) : "");
    buttons[0].disabled = !meta.fits;
  }
  return { element: root, update };
}

import { build, element, icon, selectAll, setAttributes } from "../common/dom.js";
import { createArguments } from "./arguments.js";
import { createPicture } from "./pictures.js";

/** @import { Context, Fact, LineMeta } from "scenes/article" */

/**
 * Callbacks of a panel: choose another line or an argument, send a request to the server, look up lines.
 * @typedef {{step: (by: number) => void, pick: (argument: string) => void, lines: () => LineMeta[],
 *   send: (request: Record<string, unknown>) => void, numberOf: (id: string) => number}} PanelAnswers
 */

/** The notes of one line. @param {Texts} text @param {PanelAnswers} answers @param {AbortSignal} signal */
export function createPanel(text, answers, signal) {
  const steps = [-1, 1].map((by) => {
    const label = by < 0 ? text.previous : text.next;
    const arrow = icon(by < 0 ? "M5 15l7-7 7 7" : "M5 9l7 7 7-7");
    const named = { "aria-label": label, title: label, "data-step": by < 0 ? "back" : "next" };
    const button = element("button", { type: "button", class: "article-step", ...named }, arrow);
    button.addEventListener("click", () => answers.step(by), { signal });
    return button;
  });
  const { root, title, body } = build(["section.article-panel", {},
    ["div.article-head", {},
      ["h2.article-title", { ref: "title", "aria-live": "polite" }], ["div.article-steps", {}, ...steps]],
    ["div.article-body", { ref: "body" }]]);
  let shown = "";
  let ended = new AbortController();
  signal.addEventListener("abort", () => ended.abort());
  let table = /** @type {ReturnType<typeof createArguments> | null} */ (null);

  function show(/** @type {LineMeta} */ line, /** @type {string} */ argument, /** @type {Context} */ viewContext) {
    const { scene, palette, width } = viewContext;
    const content = JSON.stringify([line, scene.meta.numbers, palette.name, width]);
    if (content !== shown) {
      shown = content;
      const focused = focusedName(body);
      ended.abort();
      ended = new AbortController();
      root.dataset.painted = line.id;
      title.replaceChildren(element("code", {}, line.code), ` ${line.title}`);
      table = line.calls.length === 0 ? null : createArguments(text, line, answers, ended.signal);
      const picture = createPicture(text, line, answers, viewContext, ended.signal);
      body.replaceChildren(...sections(text, line, picture.element, table?.element, answers, ended.signal));
      picture.paint(palette, pictureWidth(body));
      if (focused !== "") selectAll(body, "select").find((field) => field.getAttribute("name") === focused)?.focus();
      const lines = answers.lines();
      setAttributes(steps[0], { disabled: line.id === lines[0].id });
      setAttributes(steps[1], { disabled: line.id === lines[lines.length - 1].id });
    }
    table?.mark(argument);
  }
  return { element: root, show };
}

/** @param {Element} body @returns {string} name of the focused field, `""` if none */
function focusedName(body) {
  const root = body.getRootNode();
  const active = root instanceof ShadowRoot || root instanceof Document ? root.activeElement : null;
  return active instanceof HTMLSelectElement && body.contains(active) ? active.name : "";
}

function pictureWidth(/** @type {HTMLElement} */ body) {
  return (body.querySelector(".article-picture")?.clientWidth ?? body.clientWidth) - 28;
}

function sections(/** @type {Texts} */ text, /** @type {LineMeta} */ line, /** @type {HTMLElement | null} */ picture,
    /** @type {HTMLElement | undefined} */ table, /** @type {PanelAnswers} */ answers,
    /** @type {AbortSignal} */ signal) {
  const facts = line.inputs.length + line.outputs.length > 0;
  const now = picture === null && !facts ? [] : [element("section", { class: "article-now" },
    head(text.now, ["kept", "passed"].includes(line.state) || line.id === "input" ? text.now_image : ""),
    element("div", { class: "article-picture" }, ...(picture === null ? [] : [picture]),
      ...(facts ? [createFacts(text, line)] : [])))];
  const refusal = line.refusal === "" ? [] : [element("section", { class: "article-refusal" },
    element("h3", {}, text.refused), element("pre", {}, element("code", {}, line.refusal)),
    element("p", {}, text.refused_note))];
  const note = { fit: text.printed_fit, evaluate: text.printed_evaluate }[line.id] ?? "";
  const output = line.output === "" ? [] : [element("section", {}, head(text.printed, note),
    element("pre", { class: "article-output", tabindex: 0 }, element("code", {}, line.output)))];
  return [createWords(text, line), ...createNotions(text, line), ...refusal, ...now, ...(table ? [table] : []),
    ...createSums(line), ...createLinks(line, answers, signal), ...output];
}

function head(/** @type {string} */ title, /** @type {string} */ hint) {
  return element("div", { class: "section-head" }, element("h3", {}, title), element("span", { class: "muted" }, hint));
}

function createWords(/** @type {Texts} */ text, /** @type {LineMeta} */ line) {
  const parts = [["what", line.what], ["why", line.why], ["remark", line.remark]].filter(([, words]) => words !== "");
  const article = line.article === "" ? [] : [element("dt", {}, text.in_article),
    element("dd", {}, element("code", { class: "article-own" }, line.article))];
  return element("dl", { class: "article-words" }, ...parts.flatMap(([name, words]) =>
    [element("dt", {}, text[name]), element("dd", { "data-terms": true }, words)]), ...article);
}

function createFacts(/** @type {Texts} */ text, /** @type {LineMeta} */ { inputs, outputs, shape }) {
  const tagged = shape === "" && inputs.length > 0 && outputs.length > 0;
  const one = (/** @type {string} */ tag) => (/** @type {Fact} */ fact) => element("div", { class: "article-fact" },
    ...(tagged ? [element("span", { class: "muted" }, tag)] : []), element("code", {}, fact.name),
    element("b", { class: "number" }, fact.shape), element("span", { class: "muted number" }, fact.detail));
  return element("div", { class: "article-facts" }, ...inputs.map(one(text.before)), ...outputs.map(one(text.after)));
}

function createSums(/** @type {LineMeta} */ { sums }) {
  if (sums.length === 0) return [];
  return [element("p", { class: "article-sums number" }, ...sums.map(({ name, words }) =>
    element("span", {}, element("span", { class: "muted" }, name), ` ${words}`)))];
}

/** The questions that a line answers. One answer at a time is open. */
function createNotions(/** @type {Texts} */ text, /** @type {LineMeta} */ { notions }) {
  if (notions.length === 0) return [];
  const answers = notions.map((notion) => element("details", { name: "notions", "data-notion": notion.id },
    element("summary", {}, notion.title), element("p", { "data-terms": true }, notion.text)));
  return [element("section", { class: "article-notions" }, element("h3", {}, text.notions), ...answers)];
}

/** @param {LineMeta} line @param {PanelAnswers} answers @param {AbortSignal} signal */
function createLinks({ links }, answers, signal) {
  if (links.length === 0) return [];
  const buttons = links.map((label, place) => {
    const name = place === 0 ? "article-primary" : "plain-button";
    const button = element("button", { type: "button", class: name }, label);
    button.addEventListener("click", () => answers.send({ place }), { signal });
    return button;
  });
  return [element("div", { class: "article-buttons article-links" }, ...buttons)];
}

import { element, selectAll, setAttributes } from "../common/dom.js";
import { onKeys } from "../common/keys.js";
import { clamp } from "../common/numbers.js";

/** @import { LineMeta } from "scenes/article" */

/** Tokens coloured in a line, as groups in this order: strings, Python keywords, numbers. */
const TOKEN = /('[^']*')|\b(from|import|with|as)\b|\b(\d[\d.e-]*)\b/g;
/** Time after creation in which the script may still move below the mouse. */
const SETTLING_MILLISECONDS = 1500;

const KINDS = ["string", "keyword", "figure"];

/** The script as a list of selectable lines, each split into its arguments. */
export function createScript(/** @type {Texts} */ text,
    /** @type {{choose: (choice: string) => void, peek: (line: string | null) => void}} */ answers,
    /** @type {AbortSignal} */ signal) {
  const list = element("div", { class: "script", role: "listbox", tabindex: 0, "aria-label": text.script });
  let lines = /** @type {LineMeta[]} */ ([]);
  let written = "";
  let current = { line: "", argument: "" };
  /** @type {Map<string, number>} */
  const numbers = new Map();

  const isAtRest = createRestDetector();
  list.addEventListener("pointermove", (event) => {
    if (event.pointerType === "mouse" && !isAtRest(event)) answers.peek(choiceAt(event) || null);
  }, { signal });
  list.addEventListener("pointerleave", () => answers.peek(null), { signal });
  list.addEventListener("click", (event) => {
    const choice = choiceAt(event);
    if (choice !== "") answers.choose(choice);
  }, { signal });
  onKeys(list, (key) => {
    const next = keyed(key);
    return next === null ? undefined : () => {
      answers.choose(next);
      list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
    };
  }, signal);

  /** @param {string} key @returns {string | null} the next choice, null for other keys */
  function keyed(key) {
    const by = { ArrowUp: -1, ArrowDown: 1, Home: -lines.length, End: lines.length }[key];
    if (by !== undefined) return neighbour(current.line, by);
    if (key === "Escape") return current.line;
    const aside = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (aside === undefined) return null;
    const names = argumentsOf(lines.find(({ id }) => id === current.line));
    const place = names.indexOf(current.argument) + aside;
    const name = names[Math.min(place, names.length - 1)];
    return place < 0 || name === undefined ? current.line : `${current.line}.${name}`;
  }

  /** @param {string} line @param {number} by lines @returns {string} */
  function neighbour(line, by) {
    const place = lines.findIndex(({ id }) => id === line) + by;
    return lines[clamp(place, 0, lines.length - 1)].id;
  }

  function fill(/** @type {LineMeta[]} */ next) {
    lines = next;
    const content = JSON.stringify(next.map((line) => [line.id, line.rows, line.heading, line.shape, line.state]));
    if (content === written) return;
    written = content;
    list.replaceChildren(...createLines(lines, numbers));
  }

  function mark(/** @type {string} */ line, /** @type {string} */ argument, /** @type {string | null} */ peeked) {
    current = { line, argument };
    markLines(list, lines, current, peeked);
  }
  return { element: list, fill, mark, neighbour, numberOf: (/** @type {string} */ id) => numbers.get(id) ?? 0 };
}

/** Tests whether the mouse has not moved since a new script appeared below it: that is not pointing. */
function createRestDetector() {
  const began = performance.now();
  let place = "";
  return (/** @type {PointerEvent} */ { clientX, clientY }) => {
    const here = `${clientX} ${clientY}`;
    if (place === "") place = performance.now() - began < SETTLING_MILLISECONDS ? here : "elsewhere";
    return here === place;
  };
}

/** @param {LineMeta[]} lines @param {Map<string, number>} numbers receives each line's first row */
function createLines(lines, numbers) {
  let number = 0;
  numbers.clear();
  return lines.flatMap((line) => {
    const heading = line.heading === "" ? [] : [createHeading(line.heading, ++number)];
    numbers.set(line.id, number + 1);
    const made = createLine(line, number + 1);
    number += line.rows.length;
    return [...heading, made];
  });
}

function markLines(/** @type {HTMLElement} */ list, /** @type {LineMeta[]} */ lines,
    /** @type {{line: string, argument: string}} */ { line, argument }, /** @type {string | null} */ peeked) {
  setAttributes(list, { "aria-activedescendant": `line-${line}` });
  const place = lines.findIndex(({ id }) => id === line);
  selectAll(list, ".line").forEach((node, index) => {
    const { id } = lines[index];
    setAttributes(node, { "aria-selected": String(id === line) });
    node.classList.toggle("peeked", id === peeked && id !== line);
    // A phone shows only the lines around the chosen one.
    node.classList.toggle("far", Math.abs(index - place) > 2);
  });
  for (const node of selectAll(list, ".argument")) {
    const isChosen = node.closest(".line")?.id === `line-${line}` && node.dataset.argument === argument;
    node.classList.toggle("chosen", isChosen);
  }
}

/** @param {Event} event @returns {string} the line, or line and argument, below the pointer; `""` for none */
function choiceAt(event) {
  const target = event.target instanceof Element ? event.target : null;
  const line = target?.closest(".line")?.id.slice("line-".length) ?? "";
  const argument = /** @type {HTMLElement | null} */ (target?.closest(".argument") ?? null)?.dataset.argument;
  return argument === undefined ? line : `${line}.${argument}`;
}

/** @param {LineMeta | undefined} line @returns {string[]} the arguments that it passes, in order */
function argumentsOf(line) {
  return [...new Set((line?.rows ?? []).flat().map(([, argument]) => argument).filter((argument) => argument !== ""))];
}

function createHeading(/** @type {string} */ words, /** @type {number} */ number) {
  return element("div", { class: "code-row comment", role: "presentation" },
    element("span", { class: "row-number", "aria-hidden": "true" }, String(number)), element("span", {}, `# ${words}`));
}

/** @param {LineMeta} line @param {number} first its first row's number */
function createLine(line, first) {
  const rows = line.rows.map((pieces, row) => {
    const code = element("code", {}, ...pieces.map(createPiece));
    const shape = row === 0 && line.shape !== "" ? [element("span", { class: "row-shape number" }, line.shape)] : [];
    return element("div", { class: "code-row" },
      element("span", { class: "row-number", "aria-hidden": "true" }, String(first + row)), code, ...shape);
  });
  return element("div", { class: `line ${line.state}`, role: "option", id: `line-${line.id}` }, ...rows);
}

function createPiece(/** @type {[string, string]} */ [code, argument]) {
  const parts = [];
  let done = 0;
  for (const match of code.matchAll(TOKEN)) {
    parts.push(code.slice(done, match.index));
    const kind = KINDS[match.slice(1).findIndex((group) => group !== undefined)];
    parts.push(element("span", { class: kind }, match[0]));
    done = match.index + match[0].length;
  }
  parts.push(code.slice(done));
  return argument === "" ? element("span", {}, ...parts)
    : element("span", { class: "argument", "data-argument": argument }, ...parts);
}

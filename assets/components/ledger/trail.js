import { build, childrenOf, element, svgElement } from "../common/dom.js";
import { boxWithin } from "../common/links.js";

/** The columns' numbers as a row of buttons that show their columns. */
export function createTrailBar(/** @type {AbortSignal} */ signal, /** @type {Texts} */ text,
    /** @type {(level: number) => void} */ go) {
  const back = element("button",
    { type: "button", class: "tool trail-back", "aria-label": text.back, title: text.back },
    svgElement("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" },
      svgElement("path", { d: "M15 5l-7 7 7 7" })));
  let current = 0;
  back.addEventListener("click", () => go(current - 1), { signal });
  const { root, list } = build(
    ["nav.trail", { "aria-label": text.trail }, back, ["div.trail-numbers", { ref: "list" }]]);

  /** @param {{title: string, shown: string}[]} heads @param {number} level shown now */
  function update(heads, level) {
    current = level;
    back.disabled = level === 0;
    list.replaceChildren(...heads.map(({ title, shown }, place) => {
      const button = element("button", { type: "button", class: "trail-number number", title,
        "aria-label": `${title} ${shown}`, "aria-current": place === level ? "step" : false }, shown);
      button.addEventListener("click", () => go(place), { signal });
      return button;
    }));
    const here = childrenOf(list)[level];
    if (here) list.scrollLeft = here.offsetLeft - list.offsetLeft - list.clientWidth / 2 + here.offsetWidth / 2;
  }
  return { element: root, update };
}

/** Lines from each chosen row to the head of the next column, drawn between the columns. */
export function createThreads() {
  const root = svgElement("svg", { class: "links", "aria-hidden": "true" });

  function draw(/** @type {{chosen: HTMLElement | null, head: HTMLElement, root: HTMLElement}[]} */ columns,
      /** @type {HTMLElement} */ origin) {
    root.replaceChildren();
    for (let place = 0; place + 1 < columns.length; place += 1) {
      const { chosen, root: level } = columns[place];
      if (chosen === null || level.hidden || columns[place + 1].root.hidden) continue;
      const from = boxWithin(chosen, origin);
      const to = boxWithin(columns[place + 1].head, origin);
      const next = boxWithin(columns[place + 1].root, origin);
      const gutter = (boxWithin(level, origin).right + next.left) / 2;
      const [y, end, tip] = [from.y + from.height / 2, to.y + to.height / 2, to.x - 4];
      const line = `M${from.right} ${y} H${gutter} V${end} H${tip}`;
      const arrow = `M${tip - 6} ${end - 5} L${tip} ${end} L${tip - 6} ${end + 5}`;
      for (const name of ["thread-halo", "thread"]) {
        root.append(svgElement("path", { class: name, d: line }), svgElement("path", { class: name, d: arrow }));
      }
    }
  }
  return { element: root, draw };
}

/**
 * @typedef {{maps: Packed, kernels?: Packed, scale: Scale, chosen: number, palette: Palette,
 *   width: number, silent?: number[], ownScale?: boolean}} StripState maps (count, rows, columns);
 *   kernels (count, kernel rows, kernel columns), each on its own scale; `silent` maps are 0 everywhere
 */

const STRIP_GAP = 3;

/**
 * All maps of a layer as small pictures to choose from, with their kernels below them.
 * @param {{title: string, hint: string, map: string, silent: string}} text `map` and `silent` with `{index}`
 * @param {(index: number) => void} choose
 * @param {AbortSignal} signal
 */
function createStrip(text, choose, signal) {
  const list = element("div", { class: "strip", role: "listbox", "aria-label": text.title });
  const heading = element("div", { class: "section-head" }, element("h3", {}, text.title));
  heading.append(element("span", { class: "quiet" }, text.hint));
  const root = element("section", { class: "strip-section" }, heading, list);
  /** @type {HTMLButtonElement[]} */
  let options = [];
  let current = 0;

  list.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    const option = /** @type {Element} */ (event.target).closest("button");
    if (option !== null) choose(options.indexOf(/** @type {any} */ (option)));
  }, { signal });
  list.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const focused = options.indexOf(/** @type {any} */ (event.target));
    const perRow = options.filter((option) => option.offsetTop === options[0].offsetTop).length;
    const last = options.length - 1;
    const steps = {
      ArrowLeft: -1, ArrowRight: 1, ArrowUp: -perRow, ArrowDown: perRow, Home: -focused, End: last - focused,
    };
    const step = steps[/** @type {keyof steps} */ (event.key)];
    if (focused < 0 || step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = options[Math.min(Math.max(focused + step, 0), options.length - 1)];
    options.forEach((option) => { option.tabIndex = option === next ? 0 : -1; });
    next.focus();
  }, { signal });

  /** @param {StripState} state */
  function update(state) {
    const count = state.maps.shape[0];
    while (options.length > count) options.pop()?.remove();
    while (options.length < count) {
      const option = element("button", { class: "strip-map", type: "button", role: "option" }, element("canvas"));
      options.push(option);
      list.append(option);
    }
    const phone = state.width < STACKED_WIDTH;
    const fitting = Math.floor(state.width / Math.min(count, 32)) - STRIP_GAP;
    const size = phone ? 46 : Math.min(Math.max(fitting, 31), 56);
    options.forEach((option, index) => paintOption(option, index, size, state, text));
    current = state.chosen;
    markChosen(current);
  }

  /** @param {number} index */
  function markChosen(index) {
    options.forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === index));
      option.tabIndex = place === index ? 0 : -1;
    });
    const option = options[index];
    if (option !== undefined && list.scrollWidth > list.clientWidth) {
      const left = option.offsetLeft - list.offsetLeft;
      if (left < list.scrollLeft || left + option.offsetWidth > list.scrollLeft + list.clientWidth) {
        list.scrollLeft = left - list.clientWidth / 3;
      }
    }
  }
  return { element: root, update, markChosen };
}

/** One map, its kernel below it, and a small 0 where the map is silent. */
function paintOption(
  /** @type {HTMLButtonElement} */ option,
  /** @type {number} */ index,
  /** @type {number} */ size,
  /** @type {StripState} */ state,
  /** @type {{map: string, silent: string}} */ text,
) {
  const { maps, kernels, palette } = state;
  const [, rows, columns] = maps.shape;
  const values = mapOf(maps, index);
  const silent = state.silent?.includes(index) ?? false;
  const scale = state.ownScale ? { ...state.scale, limit: largest(values) } : state.scale;
  const kernelSize = kernels ? Math.round(size * 0.58) : 0;
  const height = size + (kernels ? kernelSize + 2 : 0);
  const canvas = /** @type {HTMLCanvasElement} */ (option.firstElementChild);
  const ratio = fitCanvas(canvas, size, height);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const cell = size / Math.max(rows, columns);
  paintCells(context, values, snappedEdges(columns, cell, ratio), snappedEdges(rows, cell, ratio), scale, palette);
  if (silent) {
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = palette.quiet;
    context.font = "12px sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText("0", size / 2, size / 2);
    context.setTransform(1, 0, 0, 1, 0, 0);
  }
  if (kernels) {
    const weights = mapOf(kernels, index);
    const edges = snappedEdges(kernels.shape[1], kernelSize / kernels.shape[1], ratio);
    const left = Math.round(((size - kernelSize) / 2) * ratio);
    const top = Math.round((size + 2) * ratio);
    paintCells(context, weights, edges, edges, { kind: "diverging", limit: largest(weights) }, palette, left, top);
  }
  const label = fill(silent ? text.silent : text.map, { index });
  setAttributes(option, { "aria-label": label, title: label });
}

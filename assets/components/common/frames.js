/**
 * Draws the focus: a magenta line with a halo, so that it is visible on blue, orange and grey.
 * @param {Context2D} context in CSS pixels @param {DOMRect} box @param {Palette} palette
 * @param {boolean} [onInput] over pixels of the input, where the halo is near-black @param {number} [line]
 */
export function paintFocus(context, box, palette, onInput = false, line = 2.5) {
  const grow = line / 2 + 0.5;
  context.lineJoin = "round";
  for (const [width, colour] of [
    [line + 2.5, onInput ? palette.ramps.input[0] : palette.page],
    [line, palette.focus],
  ]) {
    context.lineWidth = Number(width);
    context.strokeStyle = String(colour);
    context.strokeRect(box.x - grow, box.y - grow, box.width + 2 * grow, box.height + 2 * grow);
  }
}

/**
 * Fills the current path, with an edge in the page's colour.
 * @param {Context2D} context @param {string} colour @param {Palette} palette @param {number} [edge] its
 * width, of which half is seen
 */
export function fillWithEdge(context, colour, palette, edge = 2) {
  Object.assign(context, { fillStyle: colour, strokeStyle: palette.page, lineWidth: edge });
  context.stroke();
  context.fill();
}

/** @param {Context2D} context @param {DOMRect} box @param {Palette} palette */
export function paintHover(context, box, palette) {
  context.lineWidth = 2;
  context.strokeStyle = palette.muted;
  context.strokeRect(box.x, box.y, box.width, box.height);
}

/** Delay of `leave`, so that a picture does not flicker between two cells. */
const LEAVE_MILLISECONDS = 80;
/** The pending `leave`. There is only one, since there is one pointer. */
const left = { surface: /** @type {HTMLElement | null} */ (null), timer: 0, answer: () => {} };

/**
 * Handles pointing at and clicking on the targets of a surface.
 * @template Target
 * @param {HTMLElement} surface @param {(event: MouseEvent) => Target | null} targetAt
 * @param {{point: (target: Target | null) => void, choose: (target: Target, event: MouseEvent) => void}} answers
 *   null: the pointer has left
 * @param {AbortSignal} signal
 */
export function pick(surface, targetAt, { point, choose }, signal) {
  let last = "null";
  const settle = () => {
    clearTimeout(left.timer);
    if (left.surface !== null && left.surface !== surface) left.answer();
    left.surface = null;
  };
  const aim = (/** @type {Target | null} */ target) => {
    const name = JSON.stringify(target);
    if (name === last) return;
    last = name;
    settle();
    if (target !== null) return point(target);
    const answer = () => {
      left.surface = null;
      point(null);
    };
    return Object.assign(left, { surface, answer, timer: setTimeout(answer, LEAVE_MILLISECONDS) });
  };
  surface.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch") aim(targetAt(event));
  }, { signal });
  surface.addEventListener("pointerleave", () => aim(null), { signal });
  surface.addEventListener("click", (event) => {
    const target = targetAt(event);
    if (target !== null) choose(target, event);
  }, { signal });
  signal.addEventListener("abort", () => {
    if (left.surface !== surface) return;
    clearTimeout(left.timer);
    left.surface = null;
  });
}

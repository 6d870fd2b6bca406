/** @import { Arrays, Meta } from "scenes/canvas" */

/**
 * Blocks drawing from the choice of pen or eraser until the canvas has switched: the stroke would still be drawn with
 * the previous tool.
 * @param {Element} frame the container of the canvas and of the switch between pen and eraser
 * @param {ViewContext<Meta, Arrays>} viewContext
 * @returns {() => void} call it after each answer of the server
 */
export function blockPen(frame, viewContext) {
  /** The last choice (true: eraser) while the canvas does not have it yet. */
  let pending = /** @type {boolean | null} */ (null);
  const wait = () => {
    if (pending === viewContext.scene.meta.erases) pending = null;
    frame.toggleAttribute("data-waiting", pending !== null);
  };
  const choose = (/** @type {Event} */ { target }) => {
    if (!(target instanceof HTMLInputElement) || target.type !== "checkbox") return;
    pending = target.checked;
    wait();
  };
  frame.addEventListener("change", choose, { signal: viewContext.signal });
  // The canvas itself is updated right after this.
  return () => requestAnimationFrame(() => requestAnimationFrame(wait));
}

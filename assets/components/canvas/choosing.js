/** @import { Arrays, Meta } from "scenes/canvas" */

/**
 * Lets nobody draw between the choice of another pen and the canvas's having it: the stroke would be one of the pen
 * before.
 * @param {Element} frame the container of the canvas and of the switch between pen and eraser
 * @param {ViewContext<Meta, Arrays>} viewContext
 * @returns {() => void} to be called whenever the server has answered
 */
export function holdPen(frame, viewContext) {
  /** What was chosen last and the canvas does not have yet. */
  let wish = /** @type {boolean | null} */ (null);
  const wait = () => {
    if (wish === viewContext.scene.meta.erases) wish = null;
    frame.toggleAttribute("data-waiting", wish !== null);
  };
  const choose = (/** @type {Event} */ { target }) => {
    if (!(target instanceof HTMLInputElement) || target.type !== "checkbox") return;
    wish = target.checked;
    wait();
  };
  frame.addEventListener("change", choose, { signal: viewContext.signal });
  // The canvas itself is told right after this.
  return () => requestAnimationFrame(() => requestAnimationFrame(wait));
}

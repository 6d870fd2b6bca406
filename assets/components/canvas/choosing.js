/** @import { Arrays, Meta } from "scenes/canvas" */

/**
 * Lets nobody draw between the choice of another pen and the canvas's having it: the stroke would be one of the pen
 * before.
 * @param {Element} frame the container of the canvas and of the switch between pen and eraser
 * @param {ViewContext<Meta, Arrays>} viewContext
 * @returns {() => void} to be called whenever the server has answered
 */
export function holdPen(frame, viewContext) {
  let { erases } = viewContext.scene.meta;
  const wait = () => frame.toggleAttribute("data-waiting", erases !== viewContext.scene.meta.erases);
  const choose = (/** @type {Event} */ { target }) => {
    if (!(target instanceof HTMLInputElement) || target.type !== "checkbox") return;
    erases = target.checked;
    wait();
  };
  frame.addEventListener("change", choose, { signal: viewContext.signal });
  // The canvas itself is told right after this.
  return () => requestAnimationFrame(() => requestAnimationFrame(wait));
}

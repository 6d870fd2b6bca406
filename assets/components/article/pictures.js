import { createBall } from "./ball.js";
import { createAxes, createDigits, createImage, createOneHot, createScaling } from "./data.js";
import { createLayer } from "./layer.js";
import { createAnswers, createBatches, createNames, createStack } from "./training.js";

/** @import { PanelAnswers } from "./panel.js" */
/** @import { Context, LineMeta } from "scenes/article" */

/** @typedef {{element: HTMLElement | null, paint: (palette: Palette, width: number) => void}} LinePicture */

/** @returns {LinePicture} */
export function createPicture(/** @type {Texts} */ text, /** @type {LineMeta} */ { picture },
    /** @type {PanelAnswers} */ answers, /** @type {Context} */ viewContext, /** @type {AbortSignal} */ signal) {
  const { arrays } = viewContext.scene;
  switch (picture?.kind) {
    case "names": return createNames(text, picture, answers);
    case "digits": return createDigits(text, picture, arrays);
    case "axes": return createAxes(text, picture, arrays);
    case "scaling": return createScaling(text, picture, arrays);
    case "one_hot": return createOneHot(text, picture, arrays);
    case "image": return createImage(text, picture, arrays);
    case "stack": case "shares": return createStack(picture);
    case "layer": return createLayer(text, picture, arrays, signal);
    case "ball": return createBall(text, picture, signal);
    case "batches": return createBatches(text, picture);
    case "answers": return createAnswers(text, picture);
    default: return { element: null, paint: () => {} };
  }
}

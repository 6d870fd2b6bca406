import { element } from "../common/dom.js";
import { clamp, format, formatCount, formatNumber } from "../common/numbers.js";

/** @import { PanelAnswers } from "./panel.js" */
/** @import { AnswersPicture, BatchesPicture, NamesPicture, StackPicture } from "scenes/article" */

const MOST_BATCHES = 120;

/** @param {string} name @param {...(Node | string)} parts */
const figure = (name, ...parts) => element("figure", { class: `article-figure ${name}` }, ...parts);

/** Imported names, and the lines that use each. */
export function createNames(/** @type {Texts} */ text, /** @type {NamesPicture} */ picture,
    /** @type {PanelAnswers} */ answers) {
  const rows = picture.names.flatMap(({ name, lines }) => [
    element("dt", {}, element("code", {}, name)),
    element("dd", {}, lines.map((line) => format(text.used_in, { line: answers.numberOf(line) })).join(" · ")
      || text.not_used),
  ]);
  return { element: figure("names", element("figcaption", { class: "muted" }, text.picture_names),
    element("dl", {}, ...rows)), paint: () => {} };
}

/** The layers as a stack; for the summary, with each layer's share of the parameters. */
export function createStack(/** @type {StackPicture} */ picture) {
  const total = picture.layers.reduce((sum, { parameters }) => sum + Math.max(parameters, 0), 0);
  const boxes = picture.layers.map(({ title, shape, parameters }) => {
    const share = total > 0 && parameters > 0 ? parameters / total : 0;
    const bar = element("span", { class: "article-bar", style: `--share: ${share}` });
    const known = [element("span", { class: "number" }, parameters < 0 ? "?" : formatCount(parameters)),
      element("span", { class: "article-track" }, bar)];
    return element("li", {}, element("b", {}, title), element("span", { class: "number muted" }, shape),
      ...(picture.kind === "shares" ? known : []));
  });
  const root = figure(picture.kind, element("ol", {}, ...boxes));
  return { element: root, paint: () => {} };
}

/** The images divided into batches, and the loss of each epoch. @param {Texts} text @param {BatchesPicture} picture */
export function createBatches(text, picture) {
  const { images, batch_size: size, batches, done } = picture;
  const last = images - (batches - 1) * size;
  const shown = Math.min(batches, MOST_BATCHES);
  const cells = Array.from({ length: shown }, (_, place) => element("i", {
    class: place === shown - 1 ? "last" : "", style: place === shown - 1 ? `--share: ${last / size}` : null,
  }));
  const note = format(text.batches_note, { images: formatCount(images), batch_size: formatCount(size),
    batches: formatCount(batches), last: formatCount(last) });
  const most = Math.max(...done.map(({ loss }) => loss), 0);
  const epochs = done.map(({ epoch, loss, accuracy }) => element("li", {
    title: format(text.epoch_result, { epoch, loss: formatNumber(loss, 4), accuracy: formatNumber(accuracy, 4) }) },
  element("span", { class: "article-column", style: `--share: ${most > 0 ? loss / most : 0}` }),
  element("b", { class: "number" }, formatNumber(loss, 3)), element("small", {}, `${text.epoch} ${epoch}`)));
  const results = done.length === 0 ? [] : [element("figcaption", { class: "muted" }, text.loss),
    element("ol", { class: "article-epochs" }, ...epochs)];
  const root = figure("batches", element("div", { class: "article-cells", "aria-hidden": "true" }, ...cells),
    element("figcaption", {}, note), ...results);
  return { element: root, paint: () => {} };
}

/** Right and wrong answers to the test images, scaled to a hundred images. */
export function createAnswers(/** @type {Texts} */ text, /** @type {AnswersPicture} */ { right, images }) {
  if (right < 0) {
    return { element: figure("answers", element("p", { class: "muted" }, text.not_tried)), paint: () => {} };
  }
  const words = format(text.right_of, { images: formatCount(images), right: formatCount(right),
    wrong: formatCount(images - right) });
  const wrong = 100 * (1 - right / images);
  const cells = Array.from({ length: 100 }, (_, place) =>
    element("i", { style: `--wrong: ${clamp(wrong - (99 - place), 0, 1)}` }));
  const root = figure("answers", element("div", { class: "article-hundred", "aria-hidden": "true" }, ...cells),
    element("figcaption", {}, words, element("p", {}, format(text.of_hundred, { wrong: wrong.toFixed(1) }))));
  return { element: root, paint: () => {} };
}

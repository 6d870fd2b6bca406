import { build, element, setText } from "../common/dom.js";
import { keepKeys } from "../common/keys.js";
import { decimalsFor, format, formatNumber, formatSigned, paragraph } from "../common/numbers.js";
import { convolutionOf, valuesAt } from "./pictures.js";

/** @import { EpochClock } from "./clock.js" */
/** @import { Context, Payload } from "scenes/timemachine" */

/** Decimals of weights whose change is not seen in fewer. */
const MOST_DECIMALS = 6;

/**
 * What became of a kernel: the weight that changed most, how alike the two are as cosine, and how many signs turned.
 * @returns {{place: number, alike: number | null, flips: number}} without a likeness where one of them has no pattern
 */
function kernelChange(/** @type {ArrayLike<number>} */ old, /** @type {ArrayLike<number>} */ now) {
  let [place, flips, product, before, after] = [0, 0, 0, 0, 0];
  for (let index = 0; index < old.length; index += 1) {
    if (Math.abs(now[index] - old[index]) > Math.abs(now[place] - old[place])) place = index;
    if (now[index] * old[index] < 0) flips += 1;
    product += now[index] * old[index];
    before += old[index] ** 2;
    after += now[index] ** 2;
  }
  const sizes = Math.sqrt(before * after);
  return { place, alike: old.length > 1 && sizes > 0 ? product / sizes : null, flips };
}

/** @param {number} one place of an epoch @returns {string[]} nothing without a convolution */
export function wordsSince(/** @type {Payload} */ scene, one, /** @type {number} */ other) {
  const { meta: { text, epochs } } = scene;
  const convolution = convolutionOf(scene);
  if (convolution === null) return [];
  if (one === other) return [text.since_same];
  const places = [Math.min(one, other), Math.max(one, other)];
  const [old, now] = places.map((place) => valuesAt(convolution.kernels, place));
  const [before, after] = places.map((place) => epochs[place]);
  const { place, alike, flips } = kernelChange(old, now);
  const shown = [decimalsFor(convolution.kernel_scale.limit), MOST_DECIMALS]
    .map((decimals) => [old, now].map((kernel) => formatSigned(kernel[place], decimals)))
    .find(([first, second]) => first !== second);
  const values = { before, after, filter: convolution.filter };
  if (shown === undefined) return [format(text.since_none, values)];
  const size = convolution.kernels.shape[2];
  const most = { ...values, row: Math.floor(place / size), column: place % size, old: shown[0], new: shown[1] };
  return [format(text.since_most, most),
    ...(alike === null ? [] : [format(text.since_alike, { alike: formatNumber(alike, 3) })]),
    format(text.since_flips, { flips, count: old.length })];
}

/** What became of the kernel since another epoch, which can be chosen. */
export function createSince(/** @type {Context} */ viewContext, /** @type {EpochClock} */ clock) {
  const { signal } = viewContext;
  const { root, name, select, words } = build(["div.tm-since", {},
    ["label", {}, ["span", { ref: "name" }], ["select", { ref: "select" }]],
    ["p", { ref: "words", "data-terms": true }]]);
  // Its keys are its own.
  keepKeys(select, signal);
  select.addEventListener("change", draw, { signal });

  function configure() {
    const { epochs, convolution, text } = viewContext.scene.meta;
    root.hidden = convolution === null || epochs.length < 2;
    const names = epochs.map((epoch) => (epoch === 0 ? `0 · ${text.untrained}` : String(epoch)));
    if (names.join() === Array.from(select.options, (option) => option.text).join()) return;
    select.replaceChildren(...names.map((label, place) => element("option", { value: place }, label)));
    // What begins with chance is told apart from learning: the first epoch after it.
    select.value = String(epochs[0] === 0 && epochs.length > 2 ? Math.max(epochs.indexOf(1), 1) : 0);
  }

  function draw() {
    const { scene } = viewContext;
    if (root.hidden) return;
    setText(name, format(scene.meta.text.since, { filter: scene.meta.convolution?.filter ?? 0 }));
    setText(words, paragraph(wordsSince(scene, Number(select.value), clock.state.place)));
  }
  return { element: root, configure, draw };
}

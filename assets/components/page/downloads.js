import { fontsOf } from "../common/fonts.js";
import { download, drawPicture } from "../common/snapshot.js";
import { record } from "../common/video.js";
import { allSeen } from "./visible.js";

/** @typedef {Awaited<ReturnType<typeof record>>} Recording */

/** How long is read that there is nothing to keep. */
const TOLD_MS = 4000;
const PICTURES = ".cnn";

/**
 * Have the page's buttons `data-keep="picture"` and `data-keep="video"` save its largest picture. What they say
 * meanwhile stands in `data-stop`; where there is none, in `data-none`; and if it fails, in `data-failed`.
 */
export function keepPictures(/** @type {AbortSignal} */ signal) {
  let recording = /** @type {Recording | undefined} */ (undefined);
  let busy = false;
  document.addEventListener("click", async ({ target }) => {
    const button = target instanceof HTMLElement ? target.closest("[data-keep]") : null;
    if (!(button instanceof HTMLElement) || busy) return;
    busy = true;
    try {
      recording = await keep(button, recording);
    } catch (error) {
      recording = undefined;
      sayForAWhile(button, button.dataset.failed);
      throw error;
    } finally {
      busy = false;
    }
  }, { signal });
  signal.addEventListener("abort", () => recording?.stop());
}

/**
 * @param {HTMLElement} button that was pressed @param {Recording | undefined} recording the one that goes on
 * @returns {Promise<Recording | undefined>} the one that goes on now
 */
async function keep(button, recording) {
  const isVideo = button.dataset.keep === "video";
  if (isVideo && recording !== undefined) {
    const { content, ending } = await recording.stop();
    say(button);
    download(content, fileName(ending));
    return undefined;
  }
  const picture = largestPicture();
  if (picture === undefined) {
    sayForAWhile(button, button.dataset.none);
    return recording;
  }
  const fonts = await fontsOf(picture);
  if (isVideo) {
    const started = await record({ picture, fonts, ratio: 1 });
    say(button, button.dataset.stop);
    return started;
  }
  const paper = await drawPicture({ picture, fonts, ratio: 2 });
  paper.toBlob((content) => { if (content !== null) download(content, fileName("png")); });
  return recording;
}

/** Another label, or its own again. @param {HTMLElement} button @param {string} [words] */
function say(button, words) {
  button.dataset.label ??= button.textContent ?? "";
  button.textContent = words ?? button.dataset.label;
  button.toggleAttribute("data-busy", words !== undefined);
}

function sayForAWhile(/** @type {HTMLElement} */ button, /** @type {string | undefined} */ words = undefined) {
  say(button, words);
  setTimeout(() => say(button), TOLD_MS);
}

function largestPicture() {
  const area = (/** @type {HTMLElement} */ node) => node.offsetWidth * node.offsetHeight;
  return allSeen(PICTURES).sort((a, b) => area(b) - area(a))[0];
}

/** After the page and the stage in its link. @param {string} ending */
function fileName(ending) {
  const page = location.pathname.split("/").at(-1) || "overview";
  return `${[page, new URLSearchParams(location.search).get("stage")].filter(Boolean).join("-")}.${ending}`;
}

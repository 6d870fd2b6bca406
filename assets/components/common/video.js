import { drawPicture, sizeOf } from "./snapshot.js";

/** @import { Camera } from "./snapshot.js" */

/** File types that browsers record, in order of preference; Safari supports only the last. */
const KINDS = ["video/webm;codecs=vp9", "video/webm", "video/mp4"];
/** Least milliseconds between two frames, so that the picture itself stays smooth. */
const FRAME_MS = 60;
const BITS_A_SECOND = 6_000_000;

/** @param {Camera} camera @returns {Promise<{stop: () => Promise<{content: Blob, ending: string}>}>} */
export async function record(camera) {
  const paper = await drawPicture(camera);
  const type = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind)) ?? "";
  const recorder = new MediaRecorder(paper.captureStream(), { mimeType: type, videoBitsPerSecond: BITS_A_SECOND });
  /** @type {Blob[]} */
  const parts = [];
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  const ended = new Promise((resolve) => { recorder.addEventListener("stop", resolve); });
  recorder.start();
  const going = goOn(recorder, camera, paper);
  return {
    async stop() {
      recorder.stop();
      await Promise.all([ended, going]);
      return { content: new Blob(parts, { type }), ending: type.startsWith("video/mp4") ? "mp4" : "webm" };
    },
  };
}

/** Draws frames as fast as this browser can. */
async function goOn(/** @type {MediaRecorder} */ recorder, /** @type {Camera} */ camera,
    /** @type {HTMLCanvasElement} */ paper) {
  while (recorder.state === "recording" && camera.picture.isConnected) {
    const start = performance.now();
    // A video has a fixed size: skip frames while the picture has another one.
    const { width, height } = sizeOf(camera);
    if (width === paper.width && height === paper.height) await drawPicture(camera, paper);
    await new Promise((resolve) => { setTimeout(resolve, Math.max(FRAME_MS - performance.now() + start, 0)); });
  }
}

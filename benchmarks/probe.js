/**
 * What the benchmarks measure inside a page, by the page's own clock: whoever drives the browser costs nothing.
 *
 * @typedef {{selector: string, count?: number, fresh?: boolean, text?: string, settled?: boolean,
 *   patience: number}} Mark
 *   When something counts as painted: as many elements as `count` (1) match `selector`, also inside components; with
 *   `fresh`, elements that were not there before, or changed; with `text`, elements that say so; with `settled`, once
 *   the server's script has ended. Every canvas in them has something on it. After `patience` seconds it is an error.
 */
globalThis.probe = (() => {
  const SWEEP_PATIENCE = 60_000;
  const RUNNING = "[data-testid=stApp]:not([data-test-script-state=notRunning])";
  const COMPONENT = "[data-testid=stBidiComponentIsolated]";

  /** @type {{moment: number, bytes: number}[]} */
  const received = [];
  /** @type {number[]} moments */
  const sent = [];

  globalThis.WebSocket = class extends WebSocket {
    constructor(...address) {
      super(...address);
      this.addEventListener("message", ({ data }) => {
        received.push({ moment: performance.now(), bytes: data.byteLength ?? data.size ?? data.length });
      });
    }

    send(message) {
      sent.push(performance.now());
      super.send(message);
    }
  };

  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

  /** The end of the current frame: what was drawn in it is on the screen. */
  const endOfFrame = () => new Promise((resolve) => setTimeout(() => resolve(performance.now())));

  const nextEvent = (type) => new Promise((resolve) => addEventListener(type, resolve, { capture: true, once: true }));

  /** @returns {Element[]} in the page and in its components */
  function all(selector) {
    const roots = [...document.querySelectorAll(COMPONENT)].flatMap((host) => host.shadowRoot ?? []);
    return [document, ...roots].flatMap((root) => [...root.querySelectorAll(selector)]);
  }

  /** What changes when an element is painted anew. */
  const stateOf = (element) => element.dataset?.painted ?? element.getAttribute("href") ?? "";

  const statesOf = (mark) => new Map(all(mark.selector).map((element) => [element, stateOf(element)]));

  /** @returns {Element[]} those that count, or none if there are too few */
  function marked(mark, before) {
    if (mark.settled && document.querySelector(RUNNING) !== null) return [];
    const found = all(mark.selector).filter(
      (element) =>
        (!mark.fresh || before.get(element) !== stateOf(element)) &&
        (mark.text === undefined || element.textContent.trim() === mark.text),
    );
    return found.length >= (mark.count ?? 1) ? found : [];
  }

  function isBlank(canvas) {
    if (!canvas.checkVisibility()) return false;
    if (canvas.width === 0 || canvas.height === 0) return true;
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    return !new Uint32Array(pixels.buffer).some((pixel) => pixel !== 0);
  }

  /** @param {Mark} mark @returns {Promise<number>} the moment at which it is painted */
  async function painted(mark, before = new Map()) {
    const limit = performance.now() + 1_000 * mark.patience;
    while (performance.now() < limit) {
      const found = marked(mark, before);
      if (found.length > 0) {
        const moment = await endOfFrame();
        const canvases = found.flatMap((element) => [...element.querySelectorAll("canvas")]);
        if (!canvases.some(isBlank)) return moment;
      }
      await frame();
    }
    throw new Error(`Expected ${JSON.stringify(mark)} to be painted in time.`);
  }

  /** @param {string} type of the event to wait for @param {Mark} mark @returns {Promise<number>} milliseconds between */
  async function after(type, mark) {
    const before = statesOf(mark);
    const event = await nextEvent(type);
    return (await painted(mark, before)) - event.timeStamp;
  }

  /** @param {Mark} mark @returns {Promise<number>} milliseconds since 1970 */
  const paintedAt = async (mark) => performance.timeOrigin + (await painted(mark));

  /** @param {number} since @returns {number[]} bytes of each message from the server since then */
  const receivedSince = (since) => received.filter(({ moment }) => moment > since).map(({ bytes }) => bytes);

  /** @returns {Promise<number>} frames a second of a page in which nothing moves */
  async function idleRate(milliseconds) {
    const first = await frame();
    let last = first;
    let frames = 0;
    while (last - first < milliseconds) {
      last = await frame();
      frames += 1;
    }
    return (1_000 * frames) / (last - first);
  }

  /**
   * Watches a slider from the next click until it has moved to its end.
   * @returns {Promise<{rate: number, sent: number}>} frames a second in which it moved, and messages to the server
   *   meanwhile
   */
  async function sweep(selector) {
    const [slider] = all(selector);
    const click = await nextEvent("click");
    const limit = performance.now() + SWEEP_PATIENCE;
    const moves = [];
    let shown = slider.value;
    while (slider.value !== slider.max || moves.length < 2) {
      if (performance.now() > limit) throw new Error(`Expected ${selector} to move to its end in time.`);
      const now = await frame();
      if (slider.value !== shown) moves.push(now);
      shown = slider.value;
    }
    const end = performance.now();
    return {
      rate: (1_000 * (moves.length - 1)) / (moves[moves.length - 1] - moves[0]),
      sent: sent.filter((moment) => moment > click.timeStamp && moment < end).length,
    };
  }

  return { after, idleRate, paintedAt, receivedSince, sweep };
})();

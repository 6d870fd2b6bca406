/**
 * What the benchmarks measure inside a page, by the page's own clock: whoever drives the browser costs nothing.
 *
 * @typedef {{selector: string, within?: string, count?: number, fresh?: boolean, answered?: boolean, text?: string,
 *   settled?: boolean, patience: number}} Mark
 *   When something counts as painted: as many elements as `count` (1) match `selector`, also inside components, or only
 *   in the components inside of what matches `within`; with
 *   `fresh`, elements that were not there before, or changed; with `answered`, elements whose words have changed since
 *   the server's first message after the event; with `text`, elements that say so; with `settled`, once the server's
 *   script has ended. Every canvas in them has something on it. After `patience` seconds it is an error.
 */
globalThis.probe = (() => {
  const SWEEP_PATIENCE = 60_000;
  const HOVER_PATIENCE = 5_000;
  const RUNNING = "[data-testid=stApp]:not([data-test-script-state=notRunning])";
  const COMPONENT = "[data-testid=stBidiComponentIsolated]";

  /** @type {{moment: number, bytes: number}[]} */
  const received = [];
  /** @type {number[]} moments */
  const sent = [];
  /** @type {(() => void)[]} called at the next message from the server */
  const listeners = [];

  globalThis.WebSocket = class extends WebSocket {
    constructor(...address) {
      super(...address);
      this.addEventListener("message", ({ data }) => {
        received.push({ moment: performance.now(), bytes: data.byteLength ?? data.size ?? data.length });
        listeners.splice(0).forEach((heard) => heard());
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

  /** The next message from the server, before the page has heard it. */
  const nextMessage = (patience) => new Promise((resolve, reject) => {
    listeners.push(resolve);
    setTimeout(() => reject(new Error("Expected a message from the server in time.")), patience);
  });

  /** @returns {Element[]} in the page and in its components; with `within`, only in components inside of that */
  function all(selector, within) {
    const hosts = [...document.querySelectorAll(COMPONENT)].filter((host) => !within || host.closest(within) !== null);
    const roots = hosts.flatMap((host) => host.shadowRoot ?? []);
    return [...(within ? [] : [document]), ...roots].flatMap((root) => [...root.querySelectorAll(selector)]);
  }

  /** What changes when an element is painted anew. */
  const stateOf = (element, { answered }) =>
    answered ? element.textContent : (element.dataset?.painted ?? element.getAttribute("href") ?? "");

  const statesOf = (mark) => new Map(all(mark.selector, mark.within).map((element) => [element, stateOf(element, mark)]));

  /** @returns {Element[]} those that count, or none if there are too few */
  function marked(mark, before) {
    if (mark.settled && document.querySelector(RUNNING) !== null) return [];
    const found = all(mark.selector, mark.within).filter(
      (element) =>
        ((!mark.fresh && !mark.answered) || before.get(element) !== stateOf(element, mark)) &&
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
    let before = statesOf(mark);
    const event = await nextEvent(type);
    if (mark.answered) {
      await nextMessage(1_000 * mark.patience);
      // What the page did on its own until now is not the answer.
      before = statesOf(mark);
    }
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
   * @returns {Promise<{rate: number, frames: number, cells: number, sent: number}>} frames a second in which it moved;
   *   all frames a second between its first and its last move; its places; and messages to the server meanwhile
   */
  async function sweep(selector) {
    const [slider] = all(selector);
    const click = await nextEvent("click");
    const limit = performance.now() + SWEEP_PATIENCE;
    const moves = [];
    let [frames, shown, framesAtMove] = [0, slider.value, 0];
    while (slider.value !== slider.max || moves.length < 2) {
      if (performance.now() > limit) throw new Error(`Expected ${selector} to move to its end in time.`);
      const now = await frame();
      if (moves.length > 0) frames += 1;
      if (slider.value !== shown) {
        moves.push(now);
        framesAtMove = frames;
      }
      shown = slider.value;
    }
    const end = performance.now();
    const seconds = (moves[moves.length - 1] - moves[0]) / 1_000;
    return {
      rate: (moves.length - 1) / seconds,
      frames: framesAtMove / seconds,
      cells: Number(slider.max) - Number(slider.min) + 1,
      sent: sent.filter((moment) => moment > click.timeStamp && moment < end).length,
    };
  }

  const DRAWING = ["clearRect", "drawImage", "fillRect", "putImageData"];
  /** @type {WeakMap<HTMLCanvasElement, {count: number}>} */
  const drawn = new WeakMap();

  /** @returns {{count: number}} how often something was drawn on a canvas since this was first asked */
  function drawingsOn(canvas) {
    const known = drawn.get(canvas);
    if (known !== undefined) return known;
    const drawings = { count: 0 };
    const context = canvas.getContext("2d");
    for (const name of DRAWING) {
      const method = context[name];
      context[name] = (...values) => {
        drawings.count += 1;
        return method.apply(context, values);
      };
    }
    drawn.set(canvas, drawings);
    return drawings;
  }

  /**
   * Watches a component's last canvas of a kind from the next event, by default a move of the pointer, until the
   * component has answered it: the canvas was drawn anew, and its words (which name the cell) and numbers are others.
   * @returns {Promise<number>} milliseconds from the event to the end of that frame
   */
  async function hover(selector, within, type = "pointermove") {
    const canvas = all(selector, within).pop();
    const words = () => canvas.closest(".cnn").textContent;
    const drawings = drawingsOn(canvas);
    const [wordsBefore, countBefore] = [words(), drawings.count];
    const event = await nextEvent(type);
    const limit = performance.now() + HOVER_PATIENCE;
    while (performance.now() < limit) {
      await frame();
      const moment = await endOfFrame();
      if (drawings.count > countBefore && words() !== wordsBefore) return moment - event.timeStamp;
    }
    throw new Error(`Expected ${selector} to answer the pointer in time.`);
  }

  /**
   * Drags what the mouse holds up and down, a little in each frame.
   * @param {string} held what the mouse was pressed on @param {string} selector of the canvas that follows
   * @returns {Promise<{rate: number, frames: number, sent: number}>} frames a second in which the canvas was drawn anew;
   *   all frames a second; and messages to the server meanwhile
   */
  async function drag(held, selector, within, milliseconds) {
    const [handle] = all(held, within);
    const drawings = drawingsOn(all(selector, within).pop());
    const { x, y } = handle.getBoundingClientRect();
    const first = await frame();
    let [last, frames, redrawn] = [first, 0, 0];
    while (last - first < milliseconds) {
      const before = drawings.count;
      const clientY = y - 150 + Math.abs(150 - ((4 * frames) % 300));
      handle.dispatchEvent(new PointerEvent("pointermove",
        { bubbles: true, composed: true, pointerId: 1, pointerType: "mouse", buttons: 1, clientX: x, clientY }));
      last = await frame();
      frames += 1;
      redrawn += drawings.count > before ? 1 : 0;
    }
    const seconds = (last - first) / 1_000;
    return { rate: redrawn / seconds, frames: frames / seconds, sent: sent.filter((moment) => moment > first).length };
  }

  /**
   * Draws one long stroke, a little further before each frame, and watches what follows it.
   * @param {string} followed what says by `data-followed` how often it has been painted while the pen is down
   * @returns {Promise<{rate: number, frames: number, delays: number[], sent: number}>} paintings a second; all frames a
   *   second; milliseconds from each move until it was painted; and messages to the server meanwhile
   */
  async function stroke(followed, milliseconds) {
    const [surface] = all("canvas.upper-canvas");
    const [view] = all(followed);
    const box = surface.getBoundingClientRect();
    const tell = (type, turn) => {
      const radius = 20 + (100 * turn) / 300;
      const [clientX, clientY] = [box.x + box.width / 2 + radius * Math.cos(turn / 12), box.y + box.height / 2 +
        radius * Math.sin(turn / 12)];
      const event = new MouseEvent(type, { bubbles: true, composed: true, button: 0, buttons: 1, clientX, clientY });
      surface.dispatchEvent(event);
      return event.timeStamp;
    };
    await frame();
    const first = await endOfFrame();
    tell("mousedown", 0);
    let [last, frames, moved, shown] = [first, 0, null, view.dataset.followed];
    const delays = [];
    while (last - first < milliseconds) {
      const moment = tell("mousemove", frames + 1);
      moved ??= moment;
      await frame();
      last = await endOfFrame();
      frames += 1;
      if (view.dataset.followed === shown) continue;
      shown = view.dataset.followed;
      delays.push(last - moved);
      moved = null;
    }
    const count = sent.filter((moment) => moment > first).length;
    tell("mouseup", frames);
    const seconds = (last - first) / 1_000;
    return { rate: delays.length / seconds, frames: frames / seconds, delays, sent: count };
  }

  const now = () => performance.now();

  /** @param {number} since @returns {number} messages to the server since then */
  const sentSince = (since) => sent.filter((moment) => moment > since).length;

  return { after, all, drag, endOfFrame, frame, hover, idleRate, now, paintedAt, receivedSince, sentSince, stroke, sweep };
})();

import { rememberChoice } from "../common/choice.js";
import { prefersReducedMotion } from "../common/dom.js";
import { onKeys } from "../common/keys.js";
import { clamp } from "../common/numbers.js";

/** @import { Context } from "scenes/timemachine" */

/** @typedef {ReturnType<typeof createClock>} EpochClock */

/** Milliseconds from one epoch to the next while it plays; many epochs go by faster. */
const EPOCH_MILLISECONDS = 900;
const LEAST_EPOCH_MILLISECONDS = 150;
const PLAY_MILLISECONDS = 15_000;

/** How long the visitor has to hold still until Python is told. */
const EPOCH_REST = 250;

/**
 * The epoch and the filter that are looked at. Python is told of a choice once the visitor holds still, never while
 * it plays.
 * @param {Context} viewContext @param {() => void} changed paint another epoch
 */
export function createClock(viewContext, changed) {
  const { signal, send } = viewContext;
  /** What Python has chosen. */
  const heard = () => {
    const { epochs, epoch, convolution } = viewContext.scene.meta;
    return { place: Math.max(epochs.indexOf(epoch), 0), filter: convolution?.filter ?? 0 };
  };
  const state = { ...heard(), playing: false };
  /** A moment within an epoch has no number: the model in use stays. */
  const choice = () => {
    const { epochs, epoch } = viewContext.scene.meta;
    const named = epochs[state.place];
    return { epoch: typeof named === "number" ? named : epoch, filter: state.filter };
  };
  const known = rememberChoice(choice());
  const last = () => viewContext.scene.meta.epochs.length - 1;
  let [resting, ticking] = [0, 0];
  signal.addEventListener("abort", () => {
    clearTimeout(resting);
    clearTimeout(ticking);
  });

  function rest() {
    clearTimeout(resting);
    resting = setTimeout(() => {
      if (!state.playing && known.reported(choice())) send(choice());
    }, EPOCH_REST);
  }
  function tickSoon() {
    ticking = setTimeout(tick, clamp(PLAY_MILLISECONDS / (last() + 1), LEAST_EPOCH_MILLISECONDS, EPOCH_MILLISECONDS));
  }
  function tick() {
    if (state.place >= last()) return pause();
    state.place += 1;
    changed();
    return tickSoon();
  }
  function play() {
    clearTimeout(resting);
    if (prefersReducedMotion()) return moveTo(state.place < last() ? state.place + 1 : 0);
    state.playing = true;
    if (state.place >= last()) state.place = 0;
    changed();
    return tickSoon();
  }
  function pause() {
    if (!state.playing) return;
    clearTimeout(ticking);
    state.playing = false;
    changed();
    rest();
  }
  function moveTo(/** @type {number} */ place) {
    clearTimeout(ticking);
    Object.assign(state, { playing: false, place: clamp(place, 0, last()) });
    changed();
    rest();
  }
  return {
    state, last, moveTo,
    toggle: () => (state.playing ? pause() : play()),
    /** @param {number} by epochs */
    step: (by) => moveTo(state.place + by),
    /** @param {number} filter its numbers come from Python */
    choose(filter) {
      state.filter = filter;
      pause();
      rest();
    },
    /** Take over what a link or another widget has chosen; epochs may have come or gone meanwhile. */
    adopt() {
      if (known.received({ epoch: viewContext.scene.meta.epoch, filter: heard().filter })) {
        clearTimeout(ticking);
        clearTimeout(resting);
        Object.assign(state, heard(), { playing: false });
      }
      state.place = Math.min(state.place, last());
    },
  };
}

/** Space plays and pauses, arrows step, Home and End jump; a number field keeps its own keys. */
export function onEpochKeys(/** @type {HTMLElement} */ host, /** @type {EpochClock} */ clock,
    /** @type {AbortSignal} */ signal) {
  onKeys(host, (key, event) => {
    const on = (/** @type {string} */ selector) => /** @type {Element} */ (event.target).closest(selector) !== null;
    if (on("[type=number]") || (key === " " && on("button"))) return undefined;
    return {
      " ": clock.toggle,
      ArrowLeft: () => clock.step(-1),
      ArrowRight: () => clock.step(1),
      Home: () => clock.moveTo(0),
      End: () => clock.moveTo(clock.last()),
    }[key];
  }, signal);
}

import { rememberChoice } from "../common/choice.js";
import { prefersReducedMotion } from "../common/dom.js";

/** Milliseconds from one epoch to the next while it plays; many epochs go by faster. */
const EPOCH_MILLISECONDS = 900;
const LEAST_EPOCH_MILLISECONDS = 150;
const PLAY_MILLISECONDS = 15_000;

/** How long the visitor has to hold still until Python is told. */
const EPOCH_REST = 250;

/**
 * The epoch and the filter that are looked at. Python is told of a choice once the visitor holds still, never while
 * it plays.
 * @param {Stagehand} stagehand
 * @param {() => void} changed paint another epoch
 */
export function createEpochClock(stagehand, changed) {
  const epochs = () => stagehand.scene.meta.epochs;
  const filterOfScene = () => stagehand.scene.meta.convolution?.filter ?? 0;
  const placeOfScene = () => Math.max(epochs().indexOf(stagehand.scene.meta.epoch), 0);
  const state = { place: placeOfScene(), filter: filterOfScene(), playing: false };
  const choice = () => ({ epoch: epochs()[state.place], filter: state.filter });
  const known = rememberChoice(choice());
  let resting = 0;
  let ticking = 0;

  function rest() {
    clearTimeout(resting);
    resting = setTimeout(() => {
      if (!state.playing && known.reported(choice())) stagehand.send(choice());
    }, EPOCH_REST);
  }

  const last = () => epochs().length - 1;
  const pace = () => Math.min(Math.max(PLAY_MILLISECONDS / epochs().length, LEAST_EPOCH_MILLISECONDS),
    EPOCH_MILLISECONDS);

  function tick() {
    if (state.place >= last()) {
      pause();
      return;
    }
    state.place += 1;
    changed();
    ticking = setTimeout(tick, pace());
  }

  function play() {
    clearTimeout(resting);
    if (prefersReducedMotion()) {
      moveTo(state.place < last() ? state.place + 1 : 0);
      return;
    }
    state.playing = true;
    if (state.place >= last()) state.place = 0;
    changed();
    ticking = setTimeout(tick, pace());
  }

  function pause() {
    if (!state.playing) return;
    stop();
    rest();
  }

  function stop() {
    clearTimeout(ticking);
    state.playing = false;
    changed();
  }

  /** @param {number} place */
  function moveTo(place) {
    clearTimeout(ticking);
    state.playing = false;
    state.place = Math.min(Math.max(place, 0), last());
    changed();
    rest();
  }

  stagehand.signal.addEventListener("abort", () => {
    clearTimeout(resting);
    clearTimeout(ticking);
  });
  return {
    state,
    moveTo,
    last,
    toggle: () => (state.playing ? pause() : play()),
    step: (/** @type {number} */ by) => moveTo(state.place + by),
    /** @param {number} filter its numbers come from Python */
    choose(filter) {
      state.filter = filter;
      pause();
      rest();
    },
    /** Take over what a link or another widget has chosen; epochs may have come or gone meanwhile. */
    adopt() {
      const heard = { epoch: stagehand.scene.meta.epoch, filter: filterOfScene() };
      if (known.received(heard)) {
        clearTimeout(ticking);
        clearTimeout(resting);
        Object.assign(state, { place: placeOfScene(), filter: heard.filter, playing: false });
      }
      state.place = Math.min(state.place, last());
    },
  };
}

/** Space plays and pauses, arrows step, Home and End jump; a number field keeps its own keys. */
export function steerEpochs(
  /** @type {HTMLElement} */ host,
  /** @type {ReturnType<typeof createEpochClock>} */ clock,
  /** @type {AbortSignal} */ signal,
) {
  host.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("[type=number]") !== null || (event.key === " " && target.closest("button") !== null)) return;
    const actions = {
      " ": clock.toggle,
      ArrowLeft: () => clock.step(-1),
      ArrowRight: () => clock.step(1),
      Home: () => clock.moveTo(0),
      End: () => clock.moveTo(clock.last()),
    };
    const action = actions[/** @type {keyof typeof actions} */ (event.key)];
    if (action === undefined) return;
    event.preventDefault();
    action();
  }, { signal });
}

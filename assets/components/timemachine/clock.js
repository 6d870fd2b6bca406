import { rememberChoice } from "../common/choice.js";
import { prefersReducedMotion } from "../common/dom.js";
import { act } from "../common/keys.js";

/** @import { Arrays, Meta } from "scenes/timemachine" */

/** Milliseconds from one epoch to the next while it plays; many epochs go by faster. */
const EPOCH_MILLISECONDS = 900;
const LEAST_EPOCH_MILLISECONDS = 150;
const PLAY_MILLISECONDS = 15_000;

/** How long the visitor has to hold still until Python is told. */
const EPOCH_REST = 250;

/**
 * The epoch and the filter that are looked at. Python is told of a choice once the visitor holds still, never while
 * it plays.
 */
export class EpochClock {
  #viewContext;
  #changed;
  #known;
  #resting = 0;
  #ticking = 0;

  /** @param {ViewContext<Meta, Arrays>} viewContext @param {() => void} changed paint another epoch */
  constructor(viewContext, changed) {
    this.#viewContext = viewContext;
    this.#changed = changed;
    this.state = { ...this.#heard(), playing: false };
    this.#known = rememberChoice(this.#choice());
    viewContext.signal.addEventListener("abort", () => {
      clearTimeout(this.#resting);
      clearTimeout(this.#ticking);
    });
  }

  /** What Python has chosen. */
  #heard() {
    const { epochs, epoch, convolution } = this.#viewContext.scene.meta;
    return { place: Math.max(epochs.indexOf(epoch), 0), filter: convolution?.filter ?? 0 };
  }

  #choice() {
    return { epoch: this.#viewContext.scene.meta.epochs[this.state.place], filter: this.state.filter };
  }

  #rest() {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      if (!this.state.playing && this.#known.reported(this.#choice())) this.#viewContext.send(this.#choice());
    }, EPOCH_REST);
  }

  #soon() {
    const pace = Math.max(PLAY_MILLISECONDS / (this.last() + 1), LEAST_EPOCH_MILLISECONDS);
    this.#ticking = setTimeout(this.#tick, Math.min(pace, EPOCH_MILLISECONDS));
  }

  #tick = () => {
    if (this.state.place >= this.last()) {
      this.#pause();
      return;
    }
    this.state.place += 1;
    this.#changed();
    this.#soon();
  };

  #play() {
    clearTimeout(this.#resting);
    if (prefersReducedMotion()) {
      this.moveTo(this.state.place < this.last() ? this.state.place + 1 : 0);
      return;
    }
    this.state.playing = true;
    if (this.state.place >= this.last()) this.state.place = 0;
    this.#changed();
    this.#soon();
  }

  #pause() {
    if (!this.state.playing) return;
    clearTimeout(this.#ticking);
    this.state.playing = false;
    this.#changed();
    this.#rest();
  }

  /** @returns {number} the last epoch's place */
  last() {
    return this.#viewContext.scene.meta.epochs.length - 1;
  }

  /** @param {number} place */
  moveTo(place) {
    clearTimeout(this.#ticking);
    this.state.playing = false;
    this.state.place = Math.min(Math.max(place, 0), this.last());
    this.#changed();
    this.#rest();
  }

  toggle = () => (this.state.playing ? this.#pause() : this.#play());

  /** @param {number} by epochs */
  step(by) {
    this.moveTo(this.state.place + by);
  }

  /** @param {number} filter its numbers come from Python */
  choose(filter) {
    this.state.filter = filter;
    this.#pause();
    this.#rest();
  }

  /** Take over what a link or another widget has chosen; epochs may have come or gone meanwhile. */
  adopt() {
    const heard = this.#heard();
    if (this.#known.received({ epoch: this.#viewContext.scene.meta.epoch, filter: heard.filter })) {
      clearTimeout(this.#ticking);
      clearTimeout(this.#resting);
      Object.assign(this.state, heard, { playing: false });
    }
    this.state.place = Math.min(this.state.place, this.last());
  }
}

/**
 * Space plays and pauses, arrows step, Home and End jump; a number field keeps its own keys.
 * @param {HTMLElement} host @param {EpochClock} clock @param {AbortSignal} signal
 */
export function onEpochKeys(host, clock, signal) {
  host.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("[type=number]") !== null || (event.key === " " && target.closest("button") !== null)) return;
    act(event, {
      " ": clock.toggle,
      ArrowLeft: () => clock.step(-1),
      ArrowRight: () => clock.step(1),
      Home: () => clock.moveTo(0),
      End: () => clock.moveTo(clock.last()),
    });
  }, { signal });
}

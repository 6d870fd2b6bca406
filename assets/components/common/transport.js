import { build, createButton, element, icon, prefersReducedMotion, setAttributes, setText } from "./dom.js";
import { onKeys } from "./keys.js";
import { format, formatCount } from "./numbers.js";
import { ORDERS, SPEEDS } from "./player.js";
import { createRadios } from "./radios.js";

/** @import { Player } from "./player.js" */

export const ICONS = {
  back: "M7 6v12M18 6l-8 6 8 6z",
  play: "M8 5.5l11 6.5-11 6.5z",
  pause: "M8.5 6v12M15.5 6v12",
  step: "M17 6v12M6 6l8 6-8 6z",
  restart: "M6.3 9.5A7 7 0 1 1 5 13M6 4.5v5h5",
  more: "M4 8h9M19 8h1M16 5.5v5M4 16h1M11 16h9M8 13.5v5",
};

export function createSegments(/** @type {string} */ label,
    /** @type {{name: string, text: string, title?: string, data?: Texts}[]} */ choices,
    /** @type {(name: string) => void} */ choose, /** @type {AbortSignal} */ signal) {
  const buttons = choices.map(({ name, text, title, data }) =>
    element("button", { type: "button", "data-choice": name, title, "aria-label": title, ...data }, text));
  const root = element("div", { class: "segments", "aria-label": label }, ...buttons);
  const radios = createRadios(root, buttons, (place) => choose(choices[place].name), signal);
  let shown = "";
  function mark(/** @type {string} */ name) {
    if (name !== shown) radios.mark(choices.findIndex((choice) => choice.name === name));
    shown = name;
  }
  return { element: root, mark };
}

/** Returns a function that makes buttons with an icon. @param {Texts} text their names @param {AbortSignal} signal */
export function createButtons(text, signal) {
  return (/** @type {keyof typeof ICONS} */ name, /** @type {() => void} */ press, className = "") => createButton(
    { class: `tool ${className}`, "aria-label": text[name], title: text[name] }, icon(ICONS[name]), press, signal);
}

/**
 * Controls of a player: play, step, scrub, speed and order, by mouse, finger and keyboard.
 * @param {Player} player @param {Texts} text the table component.transport @param {AbortSignal} signal
 */
export function createTransport(player, text, signal) {
  const button = createButtons(text, signal);
  const playButton = button("play", player.toggle, "main");
  const { speeds, orders } = createOptions(player, text, signal);
  const more = button("more", () => {
    setAttributes(more, { "aria-expanded": String(root.classList.toggle("open")) });
  }, "more");
  setAttributes(more, { "aria-expanded": "false" });
  const { root, slider, place, progress } = build(["div.transport", { role: "group", "aria-label": text.label },
    ["div.tools", {}, button("back", () => player.step(-1)), playButton, button("step", () => player.step(1)),
      button("restart", () => player.goTo(0), "restart")],
    ["div.track", {},
      ["input.scrub",
        { ref: "slider", type: "range", min: 0, max: player.count - 1, step: 1, "aria-label": text.scrub }],
      ["div.where", {}, ["strong.place", { ref: "place" }], ["span.muted.progress", { ref: "progress" }]]],
    more,
    ["div.options", {}, orders.element, speeds.element]]);
  slider.addEventListener("input", () => player.goTo(Number(slider.value)), { signal });

  let shownIcon = "play";
  function update() {
    const { position, playing, speed, order } = player.state;
    const done = player.computed();
    if (Number(slider.max) !== player.count - 1) slider.max = String(player.count - 1);
    slider.value = String(position);
    slider.style.setProperty("--share", `${player.count > 1 ? (100 * position) / (player.count - 1) : 100}%`);
    const where = format(text.place, { row: player.row(), column: player.column() });
    setText(place, where);
    const progressText = done < player.count && !playing ? text.progress_more : text.progress;
    setText(progress, format(progressText, { done: formatCount(done), count: formatCount(player.count) }));
    const name = playing ? "pause" : prefersReducedMotion() && order !== "all" ? "next_row" : "play";
    if (name !== shownIcon) {
      shownIcon = name;
      playButton.replaceChildren(icon(playing ? ICONS.pause : ICONS.play));
      setAttributes(playButton, { "aria-label": text[name], title: text[name] });
    }
    if (!playing) slider.setAttribute("aria-valuetext", where);
    speeds.mark(speed);
    speeds.element.classList.toggle("idle", order === "all");
    orders.mark(order);
  }
  return { element: root, update };
}

/** The choices of speed and order. @param {Player} player @param {Texts} text @param {AbortSignal} signal */
function createOptions(player, text, signal) {
  const speeds = createSegments(text.speed,
    Object.keys(SPEEDS).map((name) => ({ name, text: text[name], data: { "data-speed": name } })),
    (speed) => player.setSpeed(/** @type {keyof typeof SPEEDS} */ (speed)), signal);
  const orders = createSegments(text.order,
    ORDERS.map((name) => ({ name, text: text[`order_${name}`], title: text[`order_${name}_title`] })),
    (order) => player.setOrder(/** @type {typeof ORDERS[number]} */ (order)), signal);
  return { speeds, orders };
}

/**
 * Handles keys: Space plays and pauses, left and right step, up and down change the row, Home and End jump.
 * @param {HTMLElement} host @param {Player} player @param {AbortSignal} signal
 * @param {boolean} [playable] whether Space plays
 */
export function onPlayerKeys(host, player, signal, playable = true) {
  onKeys(host, (key, { target }) => {
    const on = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (target).closest(selector) !== null;
    if (player.state.held || on("select, textarea")) return undefined;
    return {
      " ": on("button, summary") || !playable ? undefined : player.toggle,
      ArrowLeft: () => player.step(-1),
      ArrowRight: () => player.step(1),
      ArrowUp: () => player.stepRow(-1),
      ArrowDown: () => player.stepRow(1),
      Home: () => player.goTo(0),
      End: () => player.goTo(player.count - 1),
    }[key];
  }, signal);
}

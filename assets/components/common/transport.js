const ICONS = {
  back: "M7 6v12M18 6l-8 6 8 6z",
  play: "M8 5.5l11 6.5-11 6.5z",
  pause: "M8.5 6v12M15.5 6v12",
  step: "M17 6v12M6 6l8 6-8 6z",
  restart: "M6.3 9.5A7 7 0 1 1 5 13M6 4.5v5h5",
};

/** @param {keyof typeof ICONS} name */
function icon(name) {
  const path = svgElement("path", { d: ICONS[name] });
  return svgElement("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, path);
}

/**
 * Play, step, scrub and speed of a player, by mouse, finger and keyboard.
 * @param {ReturnType<typeof createPlayer>} player
 * @param {Record<string, string>} text the table component.transport
 * @param {AbortSignal} signal
 */
function createTransport(player, text, signal) {
  const button = (/** @type {keyof typeof ICONS} */ name, /** @type {() => void} */ action, className = "") => {
    const names = { class: `tool ${className}`, "aria-label": text[name], title: text[name] };
    const node = element("button", { type: "button", ...names }, icon(name));
    node.addEventListener("click", action, { signal });
    return node;
  };
  const playButton = button("play", player.toggle, "main");
  const slider = element("input", {
    type: "range", min: 0, max: player.count - 1, step: 1, class: "scrub", "aria-label": text.scrub,
  });
  const place = element("strong", { class: "place" });
  const progress = element("span", { class: "quiet progress" });
  const speeds = element("div", { class: "segments", role: "radiogroup", "aria-label": text.speed });
  for (const speed of /** @type {(keyof typeof SPEEDS)[]} */ (Object.keys(SPEEDS))) {
    const choice = element("button", { type: "button", role: "radio", "data-speed": speed }, text[speed]);
    choice.addEventListener("click", () => player.setSpeed(speed), { signal });
    speeds.append(choice);
  }
  const root = element(
    "div",
    { class: "transport", role: "group", "aria-label": text.label },
    element(
      "div",
      { class: "tools" },
      button("back", () => player.step(-1)),
      playButton,
      button("step", () => player.step(1)),
      button("restart", () => { player.pause(); player.moveTo(0); }, "restart"),
    ),
    slider,
    element("div", { class: "where" }, place, progress),
    element("span", { class: "quiet speed-label" }, text.speed),
    speeds,
  );
  slider.addEventListener("input", () => {
    player.pause();
    player.moveTo(Number(slider.value));
  }, { signal });

  let shownIcon = "play";
  function update() {
    const { position, playing, speed } = player.state;
    slider.value = String(position);
    slider.style.setProperty("--share", `${player.count > 1 ? (100 * position) / (player.count - 1) : 100}%`);
    const where = fill(text.place, { row: player.row(), column: player.column() });
    setText(place, where);
    setText(progress, fill(text.progress, { done: formatCount(position + 1), count: formatCount(player.count) }));
    const name = playing ? "pause" : prefersReducedMotion() ? "next_row" : "play";
    if (name !== shownIcon) {
      shownIcon = name;
      playButton.replaceChildren(icon(playing ? "pause" : "play"));
      setAttributes(playButton, { "aria-label": text[name], title: text[name] });
    }
    if (!playing) slider.setAttribute("aria-valuetext", where);
    for (const choice of speeds.children) {
      choice.setAttribute("aria-checked", String(choice.dataset.speed === speed));
    }
  }
  return { element: root, update };
}

/**
 * Space plays and pauses, left and right step, up and down change the row, Home and End jump.
 * @param {HTMLElement} host where keys are listened for
 * @param {ReturnType<typeof createPlayer>} player
 * @param {AbortSignal} signal
 * @param {boolean} [playable] whether Space is for playing
 */
function steerByKeyboard(host, player, signal, playable = true) {
  host.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = /** @type {HTMLElement} */ (event.target);
    const ownSpace = target.closest("button") !== null;
    if (target.closest("select, textarea") !== null || (event.key === " " && (ownSpace || !playable))) return;
    const actions = {
      " ": player.toggle,
      ArrowLeft: () => player.step(-1),
      ArrowRight: () => player.step(1),
      ArrowUp: () => player.stepRow(-1),
      ArrowDown: () => player.stepRow(1),
      Home: () => { player.pause(); player.moveTo(0); },
      End: () => { player.pause(); player.moveTo(player.count - 1); },
    };
    const action = actions[/** @type {keyof actions} */ (event.key)];
    if (action === undefined) return;
    event.preventDefault();
    action();
  }, { signal });
}

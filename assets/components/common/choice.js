/**
 * Keeps one choice (a small record) in step with Python. New data from Python change it only if something else (a link,
 * another widget) changed it. A slow server may still repeat earlier choices of the visitor; these are ignored.
 * @template Choice
 * @param {Choice} first
 */
export function rememberChoice(first) {
  let known = JSON.stringify(first);
  /** Sent to Python and not confirmed yet, oldest first. @type {string[]} */
  let underway = [];
  return {
    /** @param {Choice} choice of the visitor @returns {boolean} whether to send it to Python */
    reported(choice) {
      const name = JSON.stringify(choice);
      const news = name !== known;
      known = name;
      if (news) underway.push(name);
      return news;
    },
    /** @param {Choice} choice from Python @returns {boolean} whether to apply it */
    received(choice) {
      const name = JSON.stringify(choice);
      const answered = underway.indexOf(name);
      underway = underway.slice(answered + 1);
      if (answered >= 0 || name === known || underway.length > 0) return false;
      known = name;
      return true;
    },
  };
}

/**
 * A choice that is sent to Python once it has not changed for a moment.
 * @template {Record<string, number>} Focus
 * @param {Focus} first
 * @param {ViewContext<unknown, unknown>} viewContext
 */
export function createFocus(first, viewContext) {
  const known = rememberChoice(first);
  let timer = 0;
  const focus = {
    value: first,
    choose(/** @type {Focus} */ next) {
      focus.value = next;
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (known.reported(focus.value)) viewContext.send(focus.value);
      }, 250);
    },
    /** @param {Focus} next from Python @returns {boolean} whether it was chosen elsewhere */
    hear(next) {
      const news = known.received(next);
      if (news) focus.value = next;
      return news;
    },
  };
  viewContext.signal.addEventListener("abort", () => clearTimeout(timer));
  return focus;
}

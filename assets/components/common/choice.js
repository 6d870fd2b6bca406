/**
 * What Python and the browser last told each other about one choice (a small record), so that new data change it only
 * if somebody else (a link, another widget) did. A slow server repeats choices that the visitor has left since: those
 * are no news either.
 * @template Choice
 * @param {Choice} first
 */
export function rememberChoice(first) {
  let known = JSON.stringify(first);
  /** Told to Python and not yet heard back, oldest first. @type {string[]} */
  let underway = [];
  return {
    /** @param {Choice} choice of the visitor @returns {boolean} whether Python has to be told */
    reported(choice) {
      const name = JSON.stringify(choice);
      const news = name !== known;
      known = name;
      if (news) underway.push(name);
      return news;
    },
    /** @param {Choice} choice from Python @returns {boolean} whether to take it over */
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
 * A choice that Python is told about once the visitor holds still.
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
    /** @param {Focus} next from Python @returns {boolean} whether somebody else chose it */
    hear(next) {
      const news = known.received(next);
      if (news) focus.value = next;
      return news;
    },
  };
  viewContext.signal.addEventListener("abort", () => clearTimeout(timer));
  return focus;
}

/** What the parity benchmark reads on a page: the numbers that are shown, and what is said of what is pointed at. */
globalThis.reading = (() => {
  const PATIENCE = 60_000;
  /** Around the cells of a map, in CSS pixels. */
  const MAP_MARGIN = 4;
  // Which of the two scripts comes first is not known.
  const all = (selector, within) => probe.all(selector, within);
  const frame = () => probe.frame();
  const endOfFrame = () => probe.endOfFrame();

  /** @returns {number | null} */
  const place = (words) => (words === undefined ? null : Number(words));

  /**
   * Every number that says what it is by `data-part`, also those in lists that open on demand.
   * @returns {Promise<{name: string, text: string, index: number | null, group: number | null, side: string | null,
   *   gridded: boolean, node: string | null}[]>} which of several it is; in which part of a table, in which column and
   *   whether in a square of numbers it stands; and to which number of the network the whole column belongs
   */
  async function parts(within) {
    const closed = all(".cnn details:not([open])", within);
    closed.forEach((details) => { details.open = true; });
    // Whoever listens for that is told after a frame, and draws in the next.
    for (let turn = 0; closed.length > 0 && turn < 3; turn += 1) await frame();
    await endOfFrame();
    const groups = all("tbody, [data-level]", within);
    return all("[data-part]", within).map((element) => {
      const group = element.closest("tbody, [data-level]");
      return {
        name: element.dataset.part,
        text: (element.querySelector(".number") ?? element).textContent.trim(),
        index: place(element.dataset.channel ?? element.closest("[data-index]")?.dataset.index),
        group: group === null ? null : groups.indexOf(group),
        side: element.dataset.column ?? null,
        gridded: element.closest(".number-cells") !== null,
        node: element.closest("[data-node]")?.dataset.node ?? null,
      };
    });
  }

  /**
   * What is said of the receptive field of each cell that is pointed at.
   * @param {[number, number][]} cells row and column
   * @param {number} rows of the map, which is square
   * @returns {Promise<Record<"about" | "amount" | "sentence" | "note", string>[]>}
   */
  async function fields(cells, rows) {
    const limit = performance.now() + PATIENCE;
    const names = { about: "about", amount: "amount", sentence: "sentence", note: "field-note" };
    const word = (part) => all(`.receptive .${names[part]}`)[0]?.textContent ?? "";
    while (word("amount") === "" && performance.now() < limit) await frame();
    const canvas = all(".receptive .surface canvas").pop();
    canvas.scrollIntoView({ block: "center" });
    // Whoever watches what is in view is told after a frame.
    for (let turn = 0; turn < 3; turn += 1) await frame();
    const found = [];
    for (const [row, column] of cells) {
      const box = canvas.getBoundingClientRect();
      const at = (start, length, place) => start + MAP_MARGIN + ((place + 0.5) * (length - 2 * MAP_MARGIN)) / rows;
      canvas.dispatchEvent(new PointerEvent("pointermove", {
        clientX: at(box.left, box.width, column), clientY: at(box.top, box.height, row), pointerType: "mouse",
      }));
      await frame();
      await endOfFrame();
      found.push(Object.fromEntries(Object.keys(names).map((part) => [part, word(part)])));
    }
    return found;
  }

  return { fields, parts };
})();

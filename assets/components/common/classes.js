import { build, element, setAttributes, setText } from "./dom.js";
import { formatProbability, inFull } from "./numbers.js";

/** Ten classes with a bar and a probability each; on a phone the bars are vertical. */
export function createClasses() {
  const root = element("div", { class: "classes" });
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const { root: row, bar, probability } = build(["div.class", { "data-index": digit },
      ["span.class-digit", {}, String(digit)], ["span.class-track", {}, ["span.class-bar", { ref: "bar" }]],
      ["span.class-probability.number", { ref: "probability" }]]);
    root.append(row);
    return { row, bar, probability };
  });

  /** @param {ArrayLike<number> | null} probabilities null if not known yet */
  function update(probabilities) {
    const best = probabilities === null ? -1 : Array.from(probabilities)
      .indexOf(Math.max(...Array.from(probabilities)));
    root.classList.toggle("unknown", probabilities === null);
    rows.forEach(({ row, bar, probability }, digit) => {
      const share = probabilities === null ? 0 : probabilities[digit];
      row.classList.toggle("best", digit === best);
      bar.style.setProperty("--share", String(share));
      setText(probability, probabilities === null ? "–" : formatProbability(share));
      setAttributes(probability, { title: probabilities === null ? null : inFull(share) });
    });
  }
  return { element: root, update, rowOf: (/** @type {number} */ digit) => rows[digit].row };
}

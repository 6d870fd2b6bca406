import { element, setText } from "../common/dom.js";
import { format, formatNumber, formatProbability, formatSigned } from "../common/numbers.js";
import { colourOf, diverging } from "../common/palette.js";
import { formatExponent, formatExponential } from "./account.js";

/**
 * @import { SoftmaxAccount } from "./account.js"
 * @import { Arrays, Meta } from "./scene.js"
 */

/** @param {number} digit @param {Texts} text */
export function createClassRow(digit, text) {
  const name = element("span", { class: "class-name" }, String(digit));
  const badge = element("span", { class: "badge" });
  const logitBar = element("span", { class: "bar" });
  const part = (/** @type {string} */ kind, /** @type {string} */ classes) => element("span",
    { class: `number ${classes}`, "data-part": kind, "data-index": digit });
  const logit = part("logit", "logit-number");
  const exponentialBar = element("span", { class: "bar" });
  const exponential = part("exponential", "exponential-number");
  const division = element("span", { class: "number muted division" });
  const shareBar = element("span", { class: "bar" });
  const kerasMark = element("span", { class: "keras-mark" });
  const share = part("probability", "share-number");
  const detail = element("span", { class: "detail number" });
  const root = element("button", { type: "button", class: "share-row" },
    element("span", { class: "class-label" }, name, badge),
    element("span", { class: "well logit-well" }, logitBar), logit,
    element("span", { class: "muted arrow", "aria-hidden": "true" }, "→"),
    element("span", { class: "well exponential-well" }, exponentialBar), exponential, division,
    element("span", { class: "well share-well" }, shareBar, kerasMark), share, detail);

  /** @param {SoftmaxAccount} account @param {ViewContext<Meta, Arrays>} viewContext */
  function update(account, { palette }) {
    const value = account.scores[digit];
    const span = account.high - account.low || 1;
    const zero = (100 * -account.low) / span;
    Object.assign(logitBar.style, {
      left: `${value < 0 ? zero - (100 * -value) / span : zero}%`, width: `${(100 * Math.abs(value)) / span}%`,
      background: colourOf(palette, diverging(account.limit), value),
    });
    root.style.setProperty("--zero", `${zero}%`);
    setText(logit, formatSigned(value));
    logit.title = formatNumber(value, 6);
    exponentialBar.style.width = `${(100 * account.exponentials[digit]) / account.total}%`;
    const shown = formatExponential(account.shown[digit], account);
    setText(exponential, shown);
    exponential.title = String(account.exponentials[digit]);
    setText(division, `÷ ${formatExponential(account.shownTotal, account)}`);
    const probability = account.probabilities[digit];
    shareBar.style.width = `${100 * probability}%`;
    kerasMark.hidden = account.temperature === 1;
    kerasMark.style.left = `${100 * account.keras[digit]}%`;
    const percent = formatProbability(probability);
    setText(share, percent);
    share.title = formatNumber(probability, 6);
    detail.replaceChildren("② ", element("i", {}, "e"), element("sup", {}, formatExponent(digit, account)),
      ` = ${shown}`, element("br"),
      `③ ${shown} ÷ ${formatExponential(account.shownTotal, account)} ${/^[<>]/.test(percent) ? "" : "= "}${percent}`);
    const right = digit === account.label;
    const predicted = digit === account.prediction;
    setText(badge, [predicted ? text.prediction : "", right ? `✓ ${text.label}` : ""].filter(Boolean).join(" "));
    badge.classList.toggle("right", right);
    root.classList.toggle("predicted", predicted);
    root.setAttribute("aria-label",
      `${format(text.row, { digit, logit: formatSigned(value), percent })} ${badge.textContent}`);
  }
  return { element: root, update };
}

import { build, element, setText } from "../common/dom.js";
import { format, formatNumber, formatProbability, formatSigned } from "../common/numbers.js";
import { colourOf, diverging } from "../common/palette.js";
import { formatExponent, formatExponential } from "./account.js";

/** @import { SoftmaxAccount } from "./account.js" */
/** @import { Context } from "scenes/softmax" */

export function createClassRow(/** @type {number} */ digit, /** @type {Texts} */ text) {
  const part = (/** @type {string} */ kind, /** @type {string} */ classes) => element("span",
    { class: `number ${classes}`, "data-part": kind, "data-index": digit });
  const logit = part("logit", "logit-number");
  const exponential = part("exponential", "exponential-number");
  const share = part("probability", "share-number");
  const { root, badge, logitBar, exponentialBar, division, shareBar, kerasMark,
    detail } = build(["button.share-row", { type: "button" },
    ["span.class-label", {}, ["span.class-name", {}, String(digit)], ["span.badge", { ref: "badge" }]],
    ["span.well.logit-well", {}, ["span.bar", { ref: "logitBar" }]], logit,
    ["span.muted.arrow", { "aria-hidden": "true" }, "→"],
    ["span.well.exponential-well", {}, ["span.bar", { ref: "exponentialBar" }]], exponential,
    ["span.number.muted.division", { ref: "division" }],
    ["span.well.share-well", {}, ["span.bar", { ref: "shareBar" }], ["span.keras-mark", { ref: "kerasMark" }]], share,
    ["span.detail.number", { ref: "detail" }]]);

  function update(/** @type {SoftmaxAccount} */ account, /** @type {Context} */ { palette }) {
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

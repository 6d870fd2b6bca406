/**
 * Softmax: scores → exponentials → shares, one line a class.
 */

/** Up to this largest score, exponentials have two decimals; above it, none. */
const SOFTMAX_DECIMALS = 14;

/** Above this, e to its power cannot be read any more, and the largest score is taken off first. */
const SOFTMAX_PLAIN = 21;

/** @param {any} component */
export default function softmax(component) {
  return runComponent(component, createSoftmax);
}

/** @param {Stagehand} stagehand @returns {View} */
function createSoftmax(stagehand) {
  const { host, signal } = stagehand;
  const { text } = stagehand.scene.meta;
  const classes = stagehand.scene.arrays.logits.shape[0];
  const focus = createFocus({ filter: stagehand.scene.meta.focus }, stagehand);
  const rows = Array.from({ length: classes }, (_, digit) => createClassRow(digit, text));
  const heads = ["logits", "exponentials", "probabilities"].map((name) =>
    element("div", { class: `column-head ${name}` }, element("h3", {}, text[name]), element("div", { class: "quiet" })));
  const totals = { exponentials: element("strong", { class: "number" }), probabilities: element("strong", { class: "number" }) };
  const show = element("button", { type: "button", class: "show-exponentials" }, text.show_exponentials);
  const list = element("div", { class: "share-rows", role: "radiogroup", "aria-label": text.classes }, ...rows.map((row) => row.element));
  const formula = element("div", { class: "formula" });
  const loss = element("div", { class: "loss" });
  const root = element("div", { class: "softmax" },
    element("div", { class: "heads", }, element("span"), ...heads),
    show,
    list,
    element("div", { class: "totals" },
      element("div", { class: "total exponentials" }, element("span", {}, text.sum), totals.exponentials),
      element("div", { class: "total probabilities" }, element("span", {}, text.sum), totals.probabilities)),
    element("div", { class: "panel conclusion", "aria-live": "polite" }, formula, loss));
  host.append(root);
  let opened = false;

  const choose = (/** @type {number} */ digit) => {
    opened = stagehand.width < PHONE_WIDTH && !(opened && digit === focus.value.filter);
    focus.choose({ filter: digit });
    draw();
  };
  // A phone has no room for the second step: it is shown for the chosen class only.
  show.addEventListener("click", () => {
    opened = !opened;
    draw();
    rows[focus.value.filter].element.scrollIntoView({ block: "nearest" });
  }, { signal });
  list.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    const place = rows.findIndex((row) => row.element === /** @type {Element} */ (event.target).closest(".share-row"));
    if (place >= 0) choose(place);
  }, { signal });
  list.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1, Home: -classes, End: classes }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = Math.min(Math.max(focus.value.filter + step, 0), classes - 1);
    choose(next);
    rows[next].element.focus();
  }, { signal });

  function update() {
    focus.hear({ filter: stagehand.scene.meta.focus });
  }

  function paint() {
    const account = accountOfSoftmax(stagehand.scene);
    setText(heads[0].lastElementChild, text.logits_hint);
    setText(heads[1].lastElementChild, account.shift === 0 ? text.exponentials_hint : fill(text.exponentials_shifted, { largest: formatNumber(account.shift) }));
    setText(heads[2].lastElementChild, text.probabilities_hint);
    rows.forEach((row) => row.update(account, stagehand));
    setText(totals.exponentials, formatExponential(account.shownTotal, account));
    setText(totals.probabilities, "100.00 %");
    draw(account);
  }

  function draw(account = accountOfSoftmax(stagehand.scene)) {
    const digit = focus.value.filter;
    rows.forEach((row, place) => row.mark(place === digit, opened && place === digit));
    show.setAttribute("aria-expanded", String(opened));
    const exact = { title: formatNumber(account.probabilities[digit], 6) };
    formula.replaceChildren(
      fill(text.share, { digit }), " = ", element("i", {}, "e"),
      element("sup", {}, account.shift === 0 ? shorten(account.logits[digit]) : `${shorten(account.logits[digit])} ${MINUS} ${formatNumber(account.shift)}`),
      ` ÷ ${text.sum} = ${formatExponential(account.shown[digit], account)} ÷ ${formatExponential(account.shownTotal, account)} ${equalsShare(account.probabilities[digit])}`,
      element("strong", { class: "focus number", ...exact }, formatShare(account.probabilities[digit])));
    const { label } = stagehand.scene.meta;
    loss.hidden = label === null;
    if (label === null) return;
    loss.replaceChildren(
      element("span", { class: "quiet" }, fill(text.loss, { label })),
      ` ${MINUS}ln(${formatShare(account.probabilities[label])}) ${account.loss < 0.0001 ? "" : "= "}`,
      element("strong", { class: "number", title: formatNumber(account.loss, 6) }, formatLoss(account.loss)));
  }
  return { update, paint };
}

/**
 * Exponentials in double precision from the scores as sent; probabilities are Keras's.
 * @param {Scene} scene
 */
function accountOfSoftmax({ meta, arrays }) {
  const logits = Array.from(arrays.logits.values);
  const probabilities = Array.from(arrays.probabilities.values);
  const top = Math.max(...logits);
  const shift = top > SOFTMAX_PLAIN || top < 0 ? top : 0;
  const exponentials = logits.map((logit) => Math.exp(logit - shift));
  const total = exponentials.reduce((sum, term) => sum + term, 0);
  const decimals = shift !== 0 ? 4 : top > SOFTMAX_DECIMALS ? 0 : 2;
  const rounded = largestRemainder(total, exponentials, decimals);
  const shares = largestRemainder(1, probabilities, 4).parts;
  const loss = meta.label === null ? null : top + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0)) - logits[meta.label];
  return { logits, probabilities, shift, exponentials, total, decimals, shown: rounded.parts, shownTotal: rounded.total, shares, loss, limit: largest(logits),
    low: Math.min(0, ...logits), high: Math.max(0, ...logits), prediction: meta.prediction, label: meta.label };
}

/** @param {number} value never 0 before rounding @param {{decimals: number}} account @returns {string} */
function formatExponential(value, { decimals }) {
  if (value === 0) return `<${(10 ** -decimals).toFixed(decimals)}`;
  return value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** @param {number} logit "6.237…": the rest of the decimals is there, but not shown */
function shorten(logit) {
  return `${formatNumber(logit)}…`;
}

/** @param {number} share @returns {string} the sign before it; ">0.9999" has its own */
function equalsShare(share) {
  return share > 0.9999 ? "" : "= ";
}

/** @param {number} share 0..1 @returns {string} four digits that count, as its logarithm needs them; never 0 or 1 */
function formatShare(share) {
  if (share > 0.9999) return ">0.9999";
  if (share === 0 || share >= 0.1) return share.toFixed(4);
  if (share >= 0.0001) return share.toPrecision(4);
  const [digits, exponent] = share.toExponential(3).split("e");
  const raised = Array.from(String(Math.abs(Number(exponent))), (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("");
  return `${digits}×10⁻${raised}`;
}

/** @param {number} loss from 0 */
function formatLoss(loss) {
  return loss < 0.0001 ? "<0.0001" : loss.toFixed(loss < 0.001 ? 4 : 3);
}

/** @param {number} digit @param {Record<string, string>} text */
function createClassRow(digit, text) {
  const name = element("span", { class: "class-name" }, String(digit));
  const badge = element("span", { class: "badge" });
  const logitBar = element("span", { class: "bar" });
  const logit = element("span", { class: "number logit-number" });
  const exponentialBar = element("span", { class: "bar" });
  const exponential = element("span", { class: "number exponential-number" });
  const division = element("span", { class: "number quiet division" });
  const shareBar = element("span", { class: "bar" });
  const share = element("span", { class: "number share-number" });
  const detail = element("span", { class: "detail number" });
  const root = element("button", { type: "button", class: "share-row", role: "radio" },
    element("span", { class: "class-label" }, name, badge),
    element("span", { class: "well logit-well" }, logitBar), logit, element("span", { class: "quiet arrow", "aria-hidden": "true" }, "→"),
    element("span", { class: "well exponential-well" }, exponentialBar), exponential, division,
    element("span", { class: "well share-well" }, shareBar), share, detail);

  /** @param {ReturnType<typeof accountOfSoftmax>} account @param {Stagehand} stagehand */
  function update(account, { palette }) {
    const value = account.logits[digit];
    const span = account.high - account.low || 1;
    const zero = (100 * -account.low) / span;
    Object.assign(logitBar.style, {
      left: `${value < 0 ? zero - (100 * -value) / span : zero}%`, width: `${(100 * Math.abs(value)) / span}%`,
      background: colourOf(palette, { kind: "diverging", limit: account.limit }, value),
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
    const percent = probability < 0.0001 || probability > 0.9999 ? formatProbability(probability) : formatProbability(account.shares[digit]);
    setText(share, percent);
    share.title = formatNumber(probability, 6);
    const shift = account.shift === 0 ? "" : ` ${MINUS} ${formatNumber(account.shift)}`;
    detail.replaceChildren("② ", element("i", {}, "e"), element("sup", {}, `${shorten(value)}${shift}`), ` = ${shown}`, element("br"),
      `③ ${shown} ÷ ${formatExponential(account.shownTotal, account)} ${/^[<>]/.test(percent) ? "" : "= "}${percent}`);
    const right = digit === account.label;
    const predicted = digit === account.prediction;
    setText(badge, [predicted ? text.prediction : "", right ? `✓ ${text.label}` : ""].filter(Boolean).join(" "));
    badge.classList.toggle("right", right);
    root.classList.toggle("predicted", predicted);
    root.setAttribute("aria-label", `${fill(text.row, { digit, logit: formatSigned(value), percent })} ${badge.textContent}`);
  }

  /** @param {boolean} chosen @param {boolean} open */
  function mark(chosen, open) {
    setAttributes(root, { "aria-checked": String(chosen), tabindex: chosen ? 0 : -1, "data-open": open });
  }
  return { element: root, update, mark };
}

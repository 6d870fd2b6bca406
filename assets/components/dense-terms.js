/** @typedef {ReturnType<typeof accountForUnit>} UnitAccount */

/** Input × weight as pictures, where the inputs were maps: each place of each map is one term. */
function createTermSheet(/** @type {Record<string, string>} */ text, /** @type {AbortSignal} */ signal) {
  const sheet = createMapSheet();
  /** @type {UnitAccount | null} */
  let account = null;
  /** @type {number[]} */
  let shape = [];

  /** @param {Stagehand} stagehand @param {UnitAccount} next */
  function configure({ scene, palette, width }, next) {
    account = next;
    shape = scene.meta.shape;
    const channels = shape[2];
    const sums = new Float64Array(channels);
    next.terms.forEach((term, index) => { sums[index % channels] += term; });
    const captions = Array.from(sums, (sum, channel) => `${channel}\t${formatSigned(sum, Math.abs(sum) >= 100 ? 0 : 2)}`);
    const phone = width < PHONE_WIDTH;
    sheet.configure({
      values: next.terms, shape, scale: { kind: "diverging", limit: next.limit }, palette, captions, captionWidth: 20,
      width: phone ? width - 24 : width < BESIDE_WIDTH ? width - 40 : width - 40 - DENSE_ASIDE, height: 348,
    });
    sheet.draw(null);
    sheet.canvas.setAttribute("aria-label", fill(text.terms_picture, { channels }));
  }

  /** @param {(words: string | null) => void} show what is pointed at */
  function attend(show) {
    sheet.canvas.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
      const cell = sheet.cellAt(event);
      if (cell === null || account === null) return show(null);
      const index = (cell.row * shape[1] + cell.column) * shape[2] + cell.channel;
      return show(fill(text.term_at, { ...cell, term: formatSigned(account.terms[index], 6) }));
    }, { signal });
    sheet.canvas.addEventListener("pointerleave", () => show(null), { signal });
  }
  return { element: sheet.canvas, configure, attend };
}

/** Input × weight as bars, one an input, where the inputs have no place in the image. */
function createTermBars(/** @type {Record<string, string>} */ text, /** @type {AbortSignal} */ signal) {
  const canvas = element("canvas", { class: "term-bars", role: "img" });
  const context = canvas.getContext("2d");
  /** @type {UnitAccount | null} */
  let account = null;
  let size = { width: 0, height: 0, left: 40 };

  /** @param {Stagehand} stagehand @param {UnitAccount} next */
  function configure({ palette, width }, next) {
    account = next;
    const phone = width < PHONE_WIDTH;
    size = { width: phone ? width - 24 : width < BESIDE_WIDTH ? width - 40 : width - 40 - DENSE_ASIDE, height: phone ? 220 : 310, left: 44 };
    const ratio = fitCanvas(canvas, size.width, size.height);
    canvas.setAttribute("aria-label", fill(text.term_bars_picture, { count: next.terms.length }));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const count = next.terms.length;
    const room = size.width - size.left;
    const [top, bottom] = [8, size.height - 26];
    const middle = (top + bottom) / 2;
    const scale = next.limit > 0 ? (bottom - top) / 2 / next.limit : 0;
    context.font = `12px ${getComputedStyle(canvas).fontFamily}`;
    context.textBaseline = "middle";
    context.textAlign = "right";
    for (const [level, y] of [[next.limit, top], [0, middle], [-next.limit, bottom]]) {
      context.fillStyle = level === 0 ? palette.quiet : palette.hairline;
      context.fillRect(size.left, Math.round(y), room, 1);
      context.fillStyle = palette.quiet;
      context.fillText(level === 0 ? "0" : formatRange(level), size.left - 6, y);
    }
    const pitch = room / count;
    next.terms.forEach((term, index) => {
      context.fillStyle = term < 0 ? palette.negative : palette.positive;
      const length = term * scale;
      context.fillRect(size.left + index * pitch, middle - Math.max(length, 0), Math.max(pitch - (pitch > 3 ? 1 : 0), 0.75), Math.abs(length));
    });
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillStyle = palette.quiet;
    const step = [1, 2, 4, 8, 16, 32, 64, 128, 256].find((every) => every * pitch >= 44) ?? 512;
    for (let index = 0; index < count; index += step) {
      context.fillText(String(index), Math.max(size.left + (index + 0.5) * pitch, size.left + 4), bottom + 8);
    }
  }

  /** @param {(words: string | null) => void} show */
  function attend(show) {
    canvas.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
      const count = account?.terms.length ?? 0;
      const x = event.clientX - canvas.getBoundingClientRect().left - size.left;
      const index = Math.floor((x / (size.width - size.left)) * count);
      if (account === null || index < 0 || index >= count) return show(null);
      return show(fill(text.term_of, { index, term: formatSigned(account.terms[index], 6) }));
    }, { signal });
    canvas.addEventListener("pointerleave", () => show(null), { signal });
  }
  return { element: canvas, configure, attend };
}

/** The table of the largest terms, the answer, and the sum of all maps: rounded so that all adds up as shown. */
function showAccountOfUnit(
  /** @type {ReturnType<typeof denseParts>} */ parts,
  /** @type {Stagehand} */ { scene, palette, width },
  /** @type {UnitAccount} */ account,
) {
  const { meta, arrays } = scene;
  const { text } = meta;
  const { decimals, total } = account;
  const rounded = largestRemainder(total, [account.gain, account.loss, account.bias], decimals);
  const [gain, loss, bias] = rounded.parts;
  setText(parts.title, fill(meta.classes ? text.class_title : text.unit_title, { unit: meta.unit }));
  parts.termLegend.update(palette, { kind: "diverging", limit: account.limit });

  const few = Math.min(account.losses.length, 4);
  const many = Math.min(account.gains.length, DENSE_ROWS - few);
  const shares = [
    termRows(account, account.gains, many, gain, text.more_above),
    termRows(account, account.losses, Math.min(account.losses.length, DENSE_ROWS - many), loss, text.more_below),
  ];
  const columns = [meta.shape ? (meta.shape[2] === 1 ? text.at_place : text.at_map) : text.at_unit, text.input, text.weight, text.term];
  parts.table.replaceChildren(
    element("thead", {}, element("tr", {}, ...columns.map((name) => element("th", { scope: "col" }, name)), element("td", { class: "term-bar-head" }))),
    ...shares.map((rows) => element("tbody", {}, ...rows.map((row) => termRow(row, scene, account)))),
  );

  const bar = (/** @type {number} */ value) => {
    const longest = Math.max(account.gain, -account.loss) || 1;
    return element("span", { class: `answer-bar ${value < 0 ? "minus" : "plus"}`, style: `width: ${(100 * Math.abs(value)) / longest}%` });
  };
  const line = (/** @type {string} */ name, /** @type {number} */ value, /** @type {number} */ exact, kind = "") =>
    [element("span", { class: kind }, name), element("span", { class: `number ${kind || (exact < 0 ? "negative" : "positive")}`, title: formatNumber(exact, 6) }, formatSigned(value, decimals))];
  parts.answer.replaceChildren(
    ...line(text.for, gain, account.gain), bar(account.gain),
    ...line(text.against, loss, account.loss), bar(account.loss),
    ...line(text.bias, bias, account.bias),
    element("hr"),
    ...line(text.total, rounded.total, total, "total"),
  );
  setText(parts.returned, fill(text.returned, { value: formatNumber(total, 6) }));
  if (parts.together) {
    const [rows, columnsOfMap, channels] = meta.shape;
    const sums = new Float64Array(rows * columnsOfMap);
    account.terms.forEach((term, index) => { sums[Math.floor(index / channels)] += term; });
    const room = width < PHONE_WIDTH ? Math.min(width - 24, 240) : 156;
    parts.together.configure({
      values: sums, rows, columns: columnsOfMap, scale: { kind: "diverging", limit: largest(sums) }, palette,
      cell: Math.max(1, room / Math.max(rows, columnsOfMap)),
    });
    parts.together.draw();
    parts.together.canvas.setAttribute("aria-label", fill(text.together, { channels }));
  }
  parts.panel.dataset.units = String(arrays.units.shape[0]);
}

/**
 * The first of a list of terms, and the rest as one row; together they are the sum as shown.
 * @param {UnitAccount} account
 * @param {number[]} list indices, the largest first
 * @param {number} count
 * @param {number} sum
 * @param {string} rest
 */
function termRows(account, list, count, sum, rest) {
  const others = list.slice(count);
  const exact = list.slice(0, count).map((index) => account.terms[index]);
  const remainder = others.reduce((total, index) => total + account.terms[index], 0);
  const { parts } = largestRemainder(sum, [...exact, ...(others.length > 0 ? [remainder] : [])], account.decimals);
  return parts.map((term, place) => place < count
    ? { index: list[place], term, words: "" }
    : { index: -1, term, words: fill(rest, { count: formatCount(others.length) }) });
}

/** @param {{index: number, term: number, words: string}} row @param {Scene} scene @param {UnitAccount} account */
function termRow({ index, term, words }, { meta, arrays }, account) {
  const shown = element("td", { class: `number term ${signClass(term)}` }, formatSigned(term, account.decimals));
  if (index < 0) return element("tr", { class: "rest" }, element("td", { colspan: 3, class: "quiet" }, words), shown, element("td"));
  const exact = account.terms[index];
  shown.title = formatNumber(exact, 6);
  const share = account.limit > 0 ? (50 * Math.abs(exact)) / account.limit : 0;
  const number = (/** @type {string} */ value, /** @type {number} */ precise) => element("td", { class: "number", title: formatNumber(precise, 6) }, value);
  return element("tr", {},
    element("td", { class: "term-place" }, placeName(index, meta)),
    number(formatNumber(arrays.inputs.values[index], 3), arrays.inputs.values[index]),
    number(formatSigned(arrays.weights.values[index], 4), arrays.weights.values[index]),
    shown,
    element("td", { class: "term-bar" }, element("span", { class: exact < 0 ? "minus" : "plus", style: `width: ${share}%` })));
}

/** @param {number} index @param {any} meta @returns {string} "8 (1, 2)", "(1, 2)" or "57" */
function placeName(index, { shape }) {
  if (!shape) return String(index);
  const place = Math.floor(index / shape[2]);
  const cell = `(${Math.floor(place / shape[1])}, ${place % shape[1]})`;
  return shape[2] === 1 ? cell : `${index % shape[2]} ${cell}`;
}

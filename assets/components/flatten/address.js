import { build, element, muted, setText } from "../common/dom.js";
import { createField } from "../common/field.js";
import { format } from "../common/numbers.js";

/** @import { Address } from "../common/mapsheet.js" */

/** The conversion between a cell's address and its index in both directions, with editable numbers. */
export function createAddressPanel(/** @type {Texts} */ text, /** @type {number[]} */ shape,
    /** @type {(address: Address) => void} */ choose, /** @type {AbortSignal} */ signal) {
  const [rows, columns, channels] = shape;
  let shown = { row: 0, column: 0, channel: 0 };
  const field =
      (/** @type {string} */ label, /** @type {number} */ count, /** @type {(value: number) => void} */ changed) =>
    createField({ label, less: text.less, more: text.more, last: count - 1 }, changed, signal);
  const row = field(text.row, rows, (value) => choose({ ...shown, row: value }));
  const column = field(text.column, columns, (value) => choose({ ...shown, column: value }));
  const channel = field(text.channel, channels, (value) => choose({ ...shown, channel: value }));
  const last = rows * columns * channels - 1;
  const index = field(format(text.index, { last }), last + 1, (value) => choose(addressOf(value, shape)));
  const order = createOrder(rows, columns);
  const { root, forward, result, back } = build(["div.panel.address", {},
    ["h2", {}, text.to_index], ["div.fields", {}, row.element, column.element, channel.element],
    ["div.forward", {},
      ["div.muted.rule", {}, text.rule], ["div.formula", { ref: "forward" }],
      ["strong.focus", { ref: "result", "data-part": "index" }]],
    ["hr"], ["h2", {}, text.to_address], ["div.backward", {}, index.element, ["div.division", { ref: "back" }]],
    ["div.order-section", {}, ["div", {}, ["h2", {}, text.order], ["div.muted", {}, text.order_hint]], order.element]]);

  function draw(/** @type {Address} */ address) {
    shown = address;
    const number = indexOf(address, shape);
    const place = address.row * columns + address.column;
    row.set(address.row);
    column.set(address.column);
    channel.set(address.channel);
    index.set(number);
    setText(forward,
      `(${address.row} × ${columns} + ${address.column}) × ${channels} + ${address.channel} = ` +
        `${place} × ${channels} + ${address.channel} =`);
    setText(result, String(number));
    const division = (/** @type {string} */ task, /** @type {number} */ quotient, /** @type {string} */ name,
        /** @type {number} */ rest, /** @type {string} */ restName) => [
      element("span", {}, `${task} =`),
      element("span", {}, ...named(text.quotient_of, quotient, name)),
      element("span", {}, ...named(text.remainder, rest, restName)),
    ];
    back.replaceChildren(
      ...division(`${number} ÷ ${channels}`, place, text.place, address.channel, text.channel),
      ...division(`${place} ÷ ${columns}`, address.row, text.row, address.column, text.column),
    );
    order.draw(address.row, address.column);
  }
  return { element: root, draw };
}

/** Nodes of a text with a number in bold. @returns {Node[]} */
function named(/** @type {string} */ template, /** @type {number} */ number, /** @type {string} */ name) {
  const [before, after] = template.split("{number}");
  return [muted(format(before, { name })), element("strong", {}, String(number)), muted(format(after, { name }))];
}

/** The order of places: numbered cells if they are few, else a field with one mark. */
function createOrder(/** @type {number} */ rows, /** @type {number} */ columns) {
  if (rows * columns <= 64 && columns <= 8) {
    const cells = Array.from({ length: rows * columns }, (_, place) => element("span", {}, String(place)));
    const root = element("div", { class: "order", "aria-hidden": "true",
      style: `grid-template-columns: repeat(${columns}, ${Math.min(36, Math.floor(190 / columns))}px)` }, ...cells);
    return {
      element: root,
      draw(/** @type {number} */ row, /** @type {number} */ column) {
        cells.forEach((cell, place) => cell.classList.toggle("chosen", place === row * columns + column));
      },
    };
  }
  const { root, mark } = build(
    ["div.order-field", { "aria-hidden": "true", style: `background-size: ${100 / columns}% ${100 / rows}%` },
      ["span", { ref: "mark" }]]);
  return {
    element: root,
    draw(/** @type {number} */ row, /** @type {number} */ column) {
      Object.assign(mark.style, {
        left: `${(100 * column) / columns}%`, top: `${(100 * row) / rows}%`, width: `${100 / columns}%`,
        height: `${100 / rows}%`,
      });
    },
  };
}

/** @param {number} index @param {number[]} shape @returns {Address} */
export function addressOf(index, [, columns, channels]) {
  const place = Math.floor(index / channels);
  return { row: Math.floor(place / columns), column: place % columns, channel: index % channels };
}

/** @param {Address} address @param {number[]} shape @returns {number} */
export function indexOf({ row, column, channel }, [, columns, channels]) {
  return (row * columns + column) * channels + channel;
}

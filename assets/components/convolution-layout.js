const GRID_SIGN = 16;
const PICTURE_GAP = 20;

/**
 * The elements of the picture, without sizes.
 * @param {Stagehand} stagehand
 * @param {boolean} many more than one input map
 * @param {number} channels
 */
function convolutionParts(stagehand, many, channels) {
  const { meta, arrays } = stagehand.scene;
  const text = meta.text.convolution;
  const area = meta.window * meta.window;
  const sizeOf = (/** @type {number[]} */ shape) => fill(text.size, { rows: shape[0], columns: shape[1] });
  const input = createMap("pickable");
  const tiles = many ? createTiles() : null;
  const output = createMap("pickable");
  const inputLegend = createLegend();
  const outputLegend = createLegend();
  const grids = [
    createNumberGrid(meta.scales.input.kind === "input" ? text.window : text.window_map),
    createNumberGrid(text.kernel),
    createNumberGrid(text.products),
  ];
  const ledger = createLedger([
    many ? fill(text.sum_maps, { count: channels }) : fill(text.sum, { count: area }),
    text.bias,
    text.value,
  ]);
  const line = createNumberLine();
  const links = createLinks();
  const sign = (/** @type {string} */ character) => element("span", { class: "sign", "aria-hidden": "true" }, character);
  const opened = element("h3", { class: "opened" });
  const partial = many ? { label: element("span", { class: "quiet" }), number: element("span") } : null;
  const gridRow = element("div", { class: "grids" }, grids[0].element, sign("×"), grids[1].element, sign("="), grids[2].element);
  if (partial) gridRow.append(element("div", { class: "partial" }, partial.label, partial.number));
  const account = element("div", { class: "account" }, ledger.element, ...(many ? [] : [line.element]));
  const calculation = element("div", { class: "calculation" }, ...(many ? [opened] : []), gridRow, account);
  const head = (/** @type {string} */ title, /** @type {string} */ note) =>
    element("div", { class: "section-head" }, element("h3", {}, title), element("span", { class: "quiet" }, note));
  const notes = element("div", { class: "quiet notes" });
  const inputSide = element(
    "div",
    { class: "side input-side" },
    many
      ? head(fill(text.input_many, { count: channels }), `${sizeOf(arrays.input.shape)} · ${text.bars}`)
      : head(text.input, sizeOf(arrays.input.shape)),
    tiles ? tiles.canvas : input.canvas,
    inputLegend.element,
    notes,
  );
  const outputName = element("span", { class: "quiet" });
  const outputSide = element(
    "div",
    { class: "side output-side" },
    element("div", { class: "section-head" }, element("h3", {}, text.output), outputName),
    output.canvas,
    outputLegend.element,
  );
  const picture = element(
    "div",
    { class: many ? "picture many" : "picture single", tabindex: 0, role: "group", "aria-label": text.picture },
    inputSide,
    calculation,
    outputSide,
    links.element,
  );
  const fall = createWaterfall();
  const pushes = element("strong", { class: "positive" });
  const pulls = element("strong", { class: "negative" });
  const nothing = element("span", { class: "quiet" });
  const flow = element(
    "section",
    { class: "flow" },
    head(text.waterfall, text.waterfall_hint),
    fall.canvas,
    element("div", { class: "flow-totals" }, pushes, pulls, nothing),
  );
  const status = element("div", { class: "visually-hidden", "aria-live": "polite" });
  return {
    input, tiles, output, inputLegend, outputLegend, outputName, grids, ledger, line, links, opened, partial, calculation,
    notes, picture, fall, pushes, pulls, nothing, flow, status,
    places: /** @type {any} */ (null),
  };
}

/**
 * Choose sizes for the width at hand and paint everything that does not move.
 * @param {ReturnType<typeof convolutionParts>} parts
 * @param {Stagehand} stagehand
 * @param {Float32Array[]} channelMaps the input's maps, if there are several
 */
function layOutConvolution(parts, stagehand, channelMaps) {
  const { scene: { meta, arrays }, palette, width } = stagehand;
  const text = meta.text.convolution;
  const [rows, columns] = arrays.input.shape;
  const [outputRows, outputColumns] = arrays.output.shape;
  const { ring, reached, padded } = windowEdges(meta, [rows, columns], [outputRows, outputColumns]);
  const size = convolutionSizes(meta, { rows: rows + ring.top + ring.bottom, columns: columns + ring.left + ring.right },
    { rows: outputRows, columns: outputColumns }, channelMaps.length, width);
  parts.picture.dataset.arrangement = size.arrangement;
  parts.grids.forEach((grid) => grid.arrange(meta.window ** 2, meta.window, size.gridCell[0], size.gridCell[1]));
  parts.calculation.style.width = size.phone ? "" : `${size.middle}px`;
  if (parts.tiles) {
    parts.tiles.configure({
      maps: channelMaps, rows, columns, scale: meta.scales.input, palette, perRow: size.perRow, pitch: size.pitch,
    });
    parts.tiles.canvas.setAttribute("aria-label", fill(text.tiles_picture, { count: channelMaps.length }));
  } else {
    parts.input.configure({
      values: arrays.input.values, rows, columns, scale: meta.scales.input, palette, cell: size.cell, ring, reached,
    });
    parts.input.canvas.setAttribute("aria-label", fill(text.input_picture, { rows, columns, window: meta.window }));
  }
  parts.output.configure({
    values: arrays.output.values, rows: outputRows, columns: outputColumns, scale: meta.scales.output, palette,
    cell: size.outputCell,
  });
  parts.output.canvas.setAttribute("aria-label", fill(text.output_picture, { rows: outputRows, columns: outputColumns }));
  parts.inputLegend.update(palette, meta.scales.input);
  parts.outputLegend.update(palette, meta.scales.output);
  setText(parts.outputName, fill(size.outputCell * outputColumns < 250 ? text.output_size_short : text.output_size, {
    rows: outputRows, columns: outputColumns, filter: meta.filter, filters: meta.filters,
  }));
  const notes = [padded ? text.padding : "", reached && !parts.tiles ? text.unreached : ""];
  setText(parts.notes, notes.filter(Boolean).join(" "));
  const relu = meta.activation === "relu";
  parts.line.configure(palette, meta.scales.output, relu ? { minus: text.becomes_zero, plus: text.stays } : {});
  parts.places = null;
}

/** Where things are, measured once after their numbers are in, so that no frame has to. */
function measureConvolution(/** @type {ReturnType<typeof convolutionParts>} */ parts, /** @type {boolean} */ beside) {
  const within = (/** @type {Element} */ inner) => boxWithin(inner, parts.picture);
  return {
    beside,
    input: within(parts.input.canvas),
    tiles: parts.tiles ? within(parts.tiles.canvas) : null,
    output: within(parts.output.canvas),
    grid: within(parts.grids[0].cells),
    result: within(parts.ledger.rows[2]),
  };
}

/**
 * Sizes in CSS pixels. The numbers keep a readable size; the maps take what is left.
 * @param {any} meta
 * @param {{rows: number, columns: number}} input with its padding
 * @param {{rows: number, columns: number}} output
 * @param {number} channels 0 for a single input map
 * @param {number} width
 */
function convolutionSizes(meta, input, output, channels, width) {
  const window = meta.window;
  const phone = width < STACKED_WIDTH;
  const perRow = tilesPerRow(channels);
  const gap = phone ? 16 : PICTURE_GAP;
  const stacked = channels > 0 || window > 3;
  const gridCell = phone
    ? [Math.min(44, Math.floor((width - (window > 3 ? 4 : 2 * 12 + 12)) / (window > 3 ? window : 3 * window)) - 1), 34]
    : window === 1 ? [64, 40] : [window > 3 ? 41 : 39, window > 5 ? 26 : window > 3 ? 28 : 35];
  const grid = window * (gridCell[0] + 1) + 4;
  const middle = stacked ? Math.max(2 * grid + GRID_SIGN + 8, 300) : Math.max(3 * grid + 2 * GRID_SIGN, 330);
  const tallest = phone ? 220 : 336;
  if (channels > 0) {
    const pitch = phone
      ? Math.min(46, Math.floor(width / Math.min(perRow, 8)))
      : Math.min(72, Math.max(22, Math.floor(Math.min(352, width - middle - 240 - 2 * gap) / perRow)));
    const room = phone ? Math.min(width, 300) : width - middle - perRow * pitch - 2 * gap;
    const outputCell = Math.floor(Math.min(phone ? 300 : 320, room) / Math.max(output.columns, output.rows));
    return { phone, gridCell, middle, perRow: phone ? Math.min(perRow, 8) : perRow, pitch, cell: 0, outputCell: Math.max(outputCell, 2),
      arrangement: phone ? "phone" : "stacked" };
  }
  const room = phone ? width - gap : width - middle - 2 * gap;
  // An output cell is as large as the step of the window: a coarser output looks coarser, not smaller.
  const span = output.columns * meta.strides;
  const fitting = Math.min(room / (input.columns + span), tallest / Math.max(input.rows, output.rows * meta.strides), 24);
  const cell = fitting >= 8 ? Math.floor(fitting) : fitting;
  return { phone, gridCell, middle, perRow, pitch: 0, cell, outputCell: cell * meta.strides,
    arrangement: phone ? (window > 3 ? "phone column" : "phone") : stacked ? "stacked" : "row" };
}

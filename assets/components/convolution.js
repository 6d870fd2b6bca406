/**
 * The kernel of a convolution slides over its input: window × kernel = products, sum + bias = one
 * cell of the output. With many input maps, one of them is opened.
 */

/** @param {any} component */
export default function convolution(component) {
  return runComponent(component, createConvolution);
}

/** @param {Stagehand} stagehand @returns {View} */
function createConvolution(stagehand) {
  const { host, signal } = stagehand;
  const { meta, arrays } = stagehand.scene;
  const text = meta.text.convolution;
  const [outputRows, outputColumns] = arrays.output.shape;
  const channels = arrays.input.shape[2];
  const many = channels > 1;
  const parts = convolutionParts(stagehand, many, channels);
  const sweep = createSweep(stagehand, { rows: outputRows, columns: outputColumns, draw: () => draw() });
  const strip = createStrip(
    {
      ...meta.text.maps,
      title: fill(meta.text.maps.title, { count: meta.filters }),
      hint: many ? text.maps_hint_many : text.maps_hint,
    },
    (filter) => {
      strip.markChosen(filter);
      stagehand.send({ ...sweep.here(), filter });
    },
    signal,
  );
  host.append(parts.picture, sweep.transport.element, parts.status);
  if (many) host.append(parts.flow);
  host.append(strip.element);
  steerByKeyboard(host, sweep.player, signal);
  sweep.follow(parts.output);

  let chosenChannel = /** @type {number | null} */ (meta.channel);
  let channelMaps = /** @type {Float32Array[]} */ ([]);
  let accounted = "";
  let account = /** @type {ReturnType<typeof accountFor> | null} */ (null);

  if (parts.tiles) {
    const { tiles } = parts;
    tiles.canvas.addEventListener("click", (/** @type {MouseEvent} */ event) => {
      const channel = tiles.channelAt(event);
      if (channel === null) return;
      chosenChannel = channel;
      accounted = "";
      draw();
      stagehand.send({ ...sweep.here(), channel });
    }, { signal });
  } else {
    sweep.follow(parts.input, (cell) => nearestStop(cell, stagehand.scene.meta, outputRows, outputColumns));
  }

  function update() {
    const current = stagehand.scene;
    channelMaps = many ? Array.from({ length: channels }, (_, channel) => channelOf(current.arrays.input, channel)) : [];
    if (current.meta.channel !== null) chosenChannel = current.meta.channel;
    sweep.adopt();
    accounted = "";
  }

  function paint() {
    layOutConvolution(parts, stagehand, channelMaps);
    const { scene, palette, width } = stagehand;
    strip.update({
      maps: scene.arrays.maps,
      kernels: scene.arrays.kernels,
      scale: scene.meta.scales.output,
      chosen: scene.meta.filter,
      ownScale: scene.meta.own_scale,
      palette,
      width,
    });
    accounted = "";
    draw();
  }

  /** The frame: windows always; numbers only when they can be read. */
  function draw() {
    const { scene, palette } = stagehand;
    const { playing, speed, position } = sweep.player.state;
    const rushing = sweep.rushing();
    const cell = sweep.cell();
    const place = sweep.place();
    const window = windowAt(place, scene.meta);
    if (!many) parts.input.draw({ windows: [window] });
    parts.output.draw({ computed: position + 1, peek: boxOfCell(cell), windows: [boxOfCell(place)] });
    sweep.transport.update();
    parts.calculation.classList.toggle("resting", rushing);
    parts.links.element.style.display = rushing ? "none" : "";
    if (rushing && !many) return;

    const name = `${cell.row} ${cell.column}`;
    if (account === null || name !== accounted) {
      account = accountFor(scene, cell, chosenChannel);
      accounted = rushing ? "" : name;
      if (!rushing) {
        const shown = showAccount(parts, stagehand, account);
        if (!playing) setText(parts.status, fill(scene.meta.text.convolution.status, { ...cell, ...shown }));
        else if (speed === "slow") parts.grids[2].light();
      }
    }
    parts.tiles?.draw(window, account.sums, account.longest, account.channel);
    parts.places ??= measureConvolution(parts, stagehand.width >= STACKED_WIDTH);
    if (!rushing) drawLinks(parts, window, boxOfCell(place), account);
  }
  return { update, paint };
}

/**
 * The account of one output cell: every channel's sum, and window and products of one channel.
 * @param {Scene} scene
 * @param {Cell} cell
 * @param {number | null} wanted the channel to open; null is the one that adds most
 */
function accountFor(scene, cell, wanted) {
  const { meta, arrays } = scene;
  const [rows, columns, channels] = arrays.input.shape;
  const places = windowPlaces(cell, meta, rows, columns);
  const sums = new Float64Array(channels);
  places.forEach((place, index) => {
    if (place < 0) return;
    for (let channel = 0; channel < channels; channel += 1) {
      sums[channel] += arrays.input.values[place * channels + channel] * arrays.kernel.values[index * channels + channel];
    }
  });
  const longest = largest(sums);
  const channel = wanted ?? Math.max(0, sums.findIndex((sum) => Math.abs(sum) === longest));
  const window = places.map((place) => (place < 0 ? 0 : arrays.input.values[place * channels + channel]));
  const kernel = places.map((_, index) => arrays.kernel.values[index * channels + channel]);
  return {
    channel,
    sums,
    longest,
    window,
    kernel,
    products: window.map((value, index) => value * kernel[index]),
    absent: places.map((place) => place < 0),
    sum: sums.reduce((a, b) => a + b, 0),
    total: arrays.output.values[cell.row * arrays.output.shape[1] + cell.column],
    decimals: decimalsFor(meta.scales.output.limit),
  };
}

/**
 * Put an account's numbers on the screen, rounded so that they add up as shown.
 * @returns {{sum: string, bias: string, value: string}} what the screen says
 */
function showAccount(
  /** @type {ReturnType<typeof convolutionParts>} */ parts,
  /** @type {Stagehand} */ stagehand,
  /** @type {ReturnType<typeof accountFor>} */ account,
) {
  const { scene: { meta, arrays }, palette, width } = stagehand;
  const { decimals } = account;
  const result = largestRemainder(account.total, [account.sum, meta.bias], decimals);
  const bySum = largestRemainder(result.parts[0], account.sums, decimals);
  const partial = bySum.parts[account.channel];
  const products = largestRemainder(partial, account.products, decimals);
  const how = { decimals };
  const kernelScale = { kind: /** @type {const} */ ("diverging"), limit: largest(arrays.kernel.values) };
  const productScale = { kind: /** @type {const} */ ("diverging"), limit: Math.max(largest(account.products), 1e-9) };
  const padded = { decimals, absent: (/** @type {number} */ index) => account.absent[index] };
  parts.grids[0].update(account.window, account.window, meta.scales.input, palette, padded);
  parts.grids[1].update(account.kernel, account.kernel, kernelScale, palette, how);
  parts.grids[2].update(account.products, products.parts, productScale, palette, how);
  parts.ledger.update([...result.parts, result.total], [account.sum, meta.bias, account.total], decimals);
  parts.line.point(account.total, meta.scales.output);
  if (parts.partial) {
    setText(parts.opened, fill(meta.text.convolution.opened, { channel: account.channel }));
    setText(parts.partial.label, fill(meta.text.convolution.partial, { channel: account.channel }));
    setText(parts.partial.number, formatSigned(partial, decimals));
    parts.partial.number.className = `partial-number number ${signClass(partial)}`;
    showFlowTotals(parts, meta.text.convolution, account.sums, result.parts[0], decimals);
    parts.fall.draw(account.sums, meta.bias, account.channel, palette, width, 120);
  }
  const [sum, bias, value] = [...result.parts, result.total].map((number) => formatSigned(number, decimals));
  return { sum, bias, value };
}

/** What pushes up and what pulls down: rounded so that both add up to the sum in the ledger. */
function showFlowTotals(
  /** @type {ReturnType<typeof convolutionParts>} */ parts,
  /** @type {Record<string, string>} */ text,
  /** @type {Float64Array} */ sums,
  /** @type {number} */ total,
  /** @type {number} */ decimals,
) {
  const [gains, losses] = [sums.filter((sum) => sum > 0), sums.filter((sum) => sum < 0)];
  const [gain, loss] = largestRemainder(total, [gains, losses].map((list) => list.reduce((a, b) => a + b, 0)), decimals).parts;
  const nothing = sums.length - gains.length - losses.length;
  setText(parts.pushes, fill(text.pushes, { count: gains.length, sum: formatSigned(gain, decimals) }));
  setText(parts.pulls, fill(text.pulls, { count: losses.length, sum: formatSigned(loss, decimals) }));
  setText(parts.nothing, nothing > 0 ? fill(text.nothing, { count: nothing }) : "");
}

/** The projection of the window and the thread from the result to its cell. */
function drawLinks(
  /** @type {ReturnType<typeof convolutionParts>} */ parts,
  /** @type {CellBox} */ window,
  /** @type {CellBox} */ focus,
  /** @type {ReturnType<typeof accountFor> | null} */ account,
) {
  const { places } = parts;
  if (places === null) return;
  const target = shifted(parts.output.boxOf(focus), places.output);
  const start = /** @type {[number, number]} */ ([places.result.right + 6, places.result.y + places.result.height / 2]);
  parts.links.connect(places.beside ? start : null, [target.left - 3, target.y + target.height / 2]);
  if (parts.tiles === null) {
    parts.links.project(shifted(parts.input.boxOf(window), places.input), places.grid);
    return;
  }
  parts.links.project(null, null);
  if (!places.beside || account === null) return;
  const tile = shifted(parts.tiles.boxOf(account.channel), places.tiles);
  const gutter = places.tiles.right + 8;
  const middle = places.grid.y + places.grid.height / 2;
  parts.links.bendAlong([
    [tile.x + tile.width / 2, tile.y - 1],
    [tile.x + tile.width / 2, tile.y - 3],
    [gutter, tile.y - 3],
    [gutter, middle],
    [places.grid.x - 3, middle],
  ]);
}

/**
 * One small tile a channel: its map, the window on it, and below it a bar of what it adds here.
 * @typedef {{maps: Float32Array[], rows: number, columns: number, scale: Scale, palette: Palette,
 *   perRow: number, pitch: number}} TilesPicture pitch is the distance of two tiles in CSS pixels
 */

const TILE_BAR = 6;

/** @param {number} channels @returns {number} tiles a row, so that the sheet is about square */
function tilesPerRow(channels) {
  return Math.ceil(Math.sqrt(channels));
}

function createTiles() {
  const canvas = element("canvas", { class: "tiles pickable", role: "img" });
  const context = canvas.getContext("2d");
  /** @type {any} */
  let view = null;

  /** @param {TilesPicture} picture */
  function configure(picture) {
    const lines = Math.ceil(picture.maps.length / picture.perRow);
    const ratio = fitCanvas(canvas, picture.perRow * picture.pitch, lines * picture.pitch);
    const size = picture.pitch - Math.max(6, Math.round(picture.pitch * 0.2)) - TILE_BAR;
    const edge = Math.max(picture.rows, picture.columns);
    const xEdges = snappedEdges(picture.columns, size / edge, ratio);
    const yEdges = snappedEdges(picture.rows, size / edge, ratio);
    view = { ...picture, ratio, size, cell: size / edge };
    view.base = deviceCanvas(canvas.width, canvas.height);
    const base = /** @type {CanvasRenderingContext2D} */ (view.base.getContext("2d"));
    picture.maps.forEach((values, channel) => {
      const [x, y] = cornerOf(channel);
      paintCells(base, values, xEdges, yEdges, picture.scale, picture.palette, Math.round(x * ratio), Math.round(y * ratio));
    });
  }

  /** @param {number} channel @returns {[number, number]} CSS pixels */
  function cornerOf(channel) {
    return [(channel % view.perRow) * view.pitch + 3, Math.floor(channel / view.perRow) * view.pitch + 4];
  }

  /**
   * @param {CellBox} place the window on every map
   * @param {ArrayLike<number>} sums what each channel adds
   * @param {number} limit length of a full bar
   * @param {number} opened
   */
  function draw(place, sums, limit, opened) {
    const { palette, ratio, size, cell } = view;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(view.base, 0, 0);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const half = size / 2;
    for (let channel = 0; channel < view.maps.length; channel += 1) {
      const [x, y] = cornerOf(channel);
      const length = limit > 0 ? (half * sums[channel]) / limit : 0;
      context.fillStyle = palette.chip;
      context.fillRect(x, y + size + 2, size, 4);
      context.fillStyle = sums[channel] < 0 ? palette.negative : palette.positive;
      context.fillRect(x + half + Math.min(length, 0), y + size + 2, Math.abs(length), 4);
      context.fillStyle = palette.quiet;
      context.fillRect(x + half - 0.5, y + size + 1, 1, 6);
      context.lineWidth = size < 24 ? 1 : 1.5;
      context.strokeStyle = palette.focus;
      context.strokeRect(x + place.column * cell, y + place.row * cell, place.width * cell, place.height * cell);
    }
    const [x, y] = cornerOf(opened);
    context.lineWidth = 2.5;
    context.strokeStyle = palette.text;
    context.strokeRect(x - 3, y - 3, size + 6, size + TILE_BAR + 6);
  }

  /** @param {MouseEvent} event @returns {number | null} */
  function channelAt(event) {
    const bounds = canvas.getBoundingClientRect();
    const column = Math.floor((event.clientX - bounds.left) / view.pitch);
    const row = Math.floor((event.clientY - bounds.top) / view.pitch);
    const channel = row * view.perRow + column;
    return column < view.perRow && channel >= 0 && channel < view.maps.length ? channel : null;
  }
  /** @param {number} channel @returns {DOMRect} its frame, from the canvas's corner */
  const boxOf = (channel) => {
    const [x, y] = cornerOf(channel);
    return new DOMRect(x - 3, y - 3, view.size + 6, view.size + TILE_BAR + 6);
  };
  return { canvas, configure, draw, channelAt, boxOf };
}

/** A running sum as steps, the largest gains first and the largest losses last. */
function createWaterfall() {
  const canvas = element("canvas", { class: "waterfall", role: "img" });
  const context = canvas.getContext("2d");

  /**
   * @param {ArrayLike<number>} sums one a channel
   * @param {number} bias the last step
   * @param {number} opened the channel in focus
   * @param {Palette} palette
   * @param {number} width CSS pixels
   * @param {number} height
   */
  function draw(sums, bias, opened, palette, width, height) {
    const order = Array.from(sums, (_, channel) => channel).sort((a, b) => sums[b] - sums[a]);
    const levels = [0];
    for (const channel of order) levels.push(levels[levels.length - 1] + sums[channel]);
    levels.push(levels[levels.length - 1] + bias);
    const [low, high] = [Math.min(...levels), Math.max(...levels)];
    const pad = 8;
    const heightOf = (/** @type {number} */ level) =>
      pad + (height - 2 * pad) * (high > low ? (high - level) / (high - low) : 0.5);
    const left = 44;
    const pitch = (width - left) / (levels.length - 1);
    const ratio = fitCanvas(canvas, width, height);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.font = "12px sans-serif";
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const level of new Set([0, high, low])) {
      const y = Math.round(heightOf(level)) + 0.5;
      context.strokeStyle = level === 0 ? palette.quiet : palette.hairline;
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(left, y);
      context.lineTo(width, y);
      context.stroke();
      context.fillStyle = palette.quiet;
      if (level === 0 || Math.abs(y - heightOf(0)) > 14) context.fillText(formatRange(level), left - 6, y);
    }
    levels.slice(1).forEach((level, step) => {
      const [a, b] = [heightOf(levels[step]), heightOf(level)];
      const channel = step < order.length ? order[step] : -1;
      const change = level - levels[step];
      const box = new DOMRect(left + step * pitch + 0.5, Math.min(a, b), Math.max(pitch - 1, 1), Math.max(Math.abs(a - b), 1));
      context.fillStyle = channel < 0 ? palette.quiet : change < 0 ? palette.negative : palette.positive;
      context.fillRect(box.x, box.y, box.width, box.height);
      if (channel === opened) paintFocus(context, box, palette, false, 2);
    });
  }
  return { canvas, draw };
}

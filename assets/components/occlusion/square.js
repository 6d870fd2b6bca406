/**
 * The part of the square that lies in the image.
 * @param {Cell} middle @param {number} size of the square, odd @param {number} side of the image @returns {CellBox}
 */
export function squareAt({ row, column }, size, side) {
  const half = (size - 1) / 2;
  const [top, left] = [row, column].map((place) => Math.max(0, place - half));
  const [bottom, right] = [row, column].map((place) => Math.min(side - 1, place + half));
  return { row: top, column: left, height: bottom - top + 1, width: right - left + 1 };
}

/** @param {number} side of the image @returns {Float32Array} the image with a black square */
export function coveredImage(/** @type {ArrayLike<number>} */ image, /** @type {CellBox} */ square, side) {
  const values = Float32Array.from(image);
  for (let row = square.row; row < square.row + square.height; row += 1)
    values.fill(0, row * side + square.column, row * side + square.column + square.width);
  return values;
}

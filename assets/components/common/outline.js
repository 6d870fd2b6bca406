/**
 * The outline of the ink, along pixel edges.
 * @param {{values: ArrayLike<number>, shape: number[]}} pixels (rows, columns)
 * @param {number} bright least brightness of ink @param {(column: number) => number} x
 * @param {(row: number) => number} y
 */
export function outlineOf({ values, shape: [rows, columns] }, bright, x, y) {
  const path = new Path2D();
  const ink = (/** @type {number} */ row, /** @type {number} */ column) =>
    row >= 0 && column >= 0 && row < rows && column < columns && values[row * columns + column] >= bright;
  for (let row = 0; row <= rows; row += 1) {
    for (let column = 0; column <= columns; column += 1) {
      if (ink(row, column) !== ink(row - 1, column)) {
        path.moveTo(x(column), y(row));
        path.lineTo(x(column + 1), y(row));
      }
      if (ink(row, column) !== ink(row, column - 1)) {
        path.moveTo(x(column), y(row));
        path.lineTo(x(column), y(row + 1));
      }
    }
  }
  return path;
}

/** Draws the outline, with a halo for any background. @param {number} [unit] of the context, in CSS pixels */
export function strokeOutline(/** @type {Context2D} */ context, /** @type {Path2D} */ path,
    /** @type {Palette} */ palette, unit = 1) {
  context.lineJoin = "round";
  for (const [width, colour] of [[3.25, palette.page], [1.25, palette.text]]) {
    context.lineWidth = Number(width) * unit;
    context.strokeStyle = String(colour);
    context.stroke(path);
  }
}

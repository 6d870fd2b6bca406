/** Search for a point by place or direction. Places are coordinates on the map, 0 to 1 from the left and the top. */

/** @typedef {[number, number]} Place */

/** @param {ArrayLike<number>} positions two numbers per point @param {number} index @returns {Place} */
export function placeOf(positions, index) {
  return [positions[2 * index], positions[2 * index + 1]];
}

/**
 * The point nearest to a place.
 * @param {ArrayLike<number>} positions @param {Place} place @param {number} reach largest distance
 * @param {(index: number) => boolean} counts whether a point may be returned @returns {number | null}
 */
export function nearestPoint(positions, [x, y], reach, counts) {
  let [found, best] = [-1, reach * reach];
  for (let index = 0; index < positions.length / 2; index += 1) {
    const [right, down] = [positions[2 * index] - x, positions[2 * index + 1] - y];
    const apart = right * right + down * down;
    if (apart <= best && counts(index)) [found, best] = [index, apart];
  }
  return found < 0 ? null : found;
}

/**
 * The nearest point within 45° of a direction; distance to the side counts double.
 * @param {ArrayLike<number>} positions @param {number} from the point to start from
 * @param {Place} direction a step right and down, one of them 0 @param {(index: number) => boolean} counts
 * @returns {number} `from` if there is none
 */
export function pointTowards(positions, from, direction, counts) {
  const [x, y] = placeOf(positions, from);
  let [found, best] = [from, Infinity];
  for (let index = 0; index < positions.length / 2; index += 1) {
    const [right, down] = [positions[2 * index] - x, positions[2 * index + 1] - y];
    const ahead = right * direction[0] + down * direction[1];
    const aside = Math.abs(right * direction[1] + down * direction[0]);
    if (ahead <= 0 || aside > ahead || !counts(index)) continue;
    const far = ahead + 2 * aside;
    if (far < best) [found, best] = [index, far];
  }
  return found;
}

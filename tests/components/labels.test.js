import assert from "node:assert/strict";
import { test } from "node:test";

import { overlap, placeLabels } from "../../assets/components/curves/labels.js";

const BOUNDS = { left: 0, right: 300, top: 0, bottom: 200 };
const wish = (x, y, needed = true) => ({ x, y, width: 50, height: 16, gap: 10, needed });
const mark = ({ x, y }) => ({ x, y, width: 12, height: 12 });

test("a label stands above its mark", () => {
  assert.deepEqual(placeLabels([wish(150, 100)], [], BOUNDS), [{ x: 150, y: 82, width: 50, height: 16 }]);
});

test("no label lies over another, over a mark or beyond the bounds", () => {
  const wishes = [wish(150, 100), wish(165, 104), wish(158, 85), wish(2, 3), wish(299, 198), wish(290, 190)];
  const marks = wishes.map(mark);
  const places = placeLabels(wishes, marks, BOUNDS);
  for (const [index, place] of places.entries()) {
    assert.ok(marks.every((other) => overlap(place, other) === 0), `${index} over a mark`);
    assert.ok(places.every((other, at) => at === index || overlap(place, other) === 0), `${index} over a label`);
    assert.ok(place.x - 25 >= 0 && place.x + 25 <= 300 && place.y - 8 >= 0 && place.y + 8 <= 200, `${index} outside`);
  }
});

test("what is not needed gives way", () => {
  const everywhere = [{ x: 150, y: 100, width: 300, height: 200 }];
  assert.deepEqual(placeLabels([wish(150, 100, false)], everywhere, BOUNDS), [null]);
  assert.notEqual(placeLabels([wish(150, 100)], everywhere, BOUNDS)[0], null);
});

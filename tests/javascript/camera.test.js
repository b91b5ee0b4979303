// What is seen of the sheet, and which area is the next one in a direction.
import assert from "node:assert/strict";
import { test } from "node:test";

import { clamped, nearest, projection, wholeSheet, zoomed } from "../../dashboard/maps/frontend/camera.mjs";
import { targetOf } from "../../dashboard/maps/frontend/keyboard.mjs";

const whole = wholeSheet({ key: "", width: 1000, height: 500 });

test("the whole sheet stands in the middle of an element of other proportions", () => {
  const { k, left, top } = projection(whole, { clientWidth: 520, clientHeight: 520 });
  assert.equal(k, 0.5);
  assert.deepEqual([left + 500 * k, top + 250 * k], [260, 260]);
});

test("zooming keeps the place under the pointer, ends at the deepest and shows nothing beside the sheet", () => {
  const near = zoomed(whole, whole, 4, 24, [100, 100]);
  const part = (camera) => [(100 - camera.x) / camera.w, (100 - camera.y) / camera.h];
  part(near).forEach((value, i) => assert.ok(Math.abs(value - part(whole)[i]) < 1e-9));
  assert.equal(zoomed(whole, whole, 1000, 24, null).w, whole.w / 24);
  assert.deepEqual(zoomed(near, whole, 0.001, 24, [100, 100]), whole);
  assert.equal(clamped(whole, { ...near, x: 5000 }).x, whole.x + whole.w - near.w);
});

test("arrows go to the neighbour in their direction, and stay where there is none", () => {
  const spots = [[0, 0, 9], [10, 1, 9], [20, 0, 9], [11, 40, 9]];
  assert.equal(nearest(spots, 0, 1, 0), 1);
  assert.equal(nearest(spots, 1, 1, 0), 2);
  assert.equal(nearest(spots, 1, 0, 1), 3);
  assert.equal(nearest(spots, 2, 1, 0), 2);
});

test("Page Up and Page Down go by name and end at the ends", () => {
  const areas = { spots: [[0, 0, 1], [1, 0, 1], [2, 0, 1]], order: () => [2, 0, 1] };
  const walk = (i, key) => targetOf(areas, i, key);
  assert.deepEqual([walk(2, "PageDown"), walk(0, "PageUp"), walk(1, "PageDown"), walk(2, "PageUp")], [0, 2, 1, 2]);
  assert.deepEqual([walk(0, "Home"), walk(0, "End"), walk(0, "ArrowRight"), walk(0, "x")], [2, 1, 1, null]);
});

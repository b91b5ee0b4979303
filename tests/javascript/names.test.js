// Where names stand: none over another, the chosen one first, in two lines where one is too wide.
import assert from "node:assert/strict";
import { test } from "node:test";

import { halves, placed } from "../../dashboard/maps/frontend/names.mjs";

const measure = (text) => 7 * text.length;
const view = { k: 1, left: 0, top: 0, across: 1000, down: 1000 };

/** Areas from names, places and room. */
function areas(...rows) {
  return { ids: rows.map((_, i) => `a${i}`), names: rows.map((row) => row[0]), spots: rows.map((row) => row.slice(1)) };
}

/** The indices whose names are drawn. */
function drawn(given, selected = null, marked = []) {
  const all = given.ids.map((_, i) => i);
  const names = placed(given, all, { selected, marked }, view, measure);
  return names.filter((each) => each.lines.length).map((each) => each.i);
}

test("a name is split where both lines are about as wide", () => {
  assert.deepEqual(halves("Upper West Side and Harlem", measure), ["Upper West", "Side and Harlem"]);
  assert.deepEqual(halves("Harlem", measure), ["Harlem"]);
});

test("of two names in one place the area with more room has its own", () => {
  assert.deepEqual(drawn(areas(["North", 500, 500, 90], ["South", 505, 500, 200])), [1]);
  assert.deepEqual(drawn(areas(["North", 300, 500, 90], ["South", 505, 500, 200])), [1, 0]);
});

test("the chosen and the marked areas come before those with more room", () => {
  const both = areas(["North", 500, 500, 90], ["South", 505, 500, 200]);
  assert.deepEqual(drawn(both, "a0"), [0]);
  const [first] = placed(both, [0, 1], { selected: null, marked: ["a0"] }, view, measure);
  assert.deepEqual([first.i, first.number], [0, 1]);
});

test("a name too wide for its area is left out, and so is one beside the picture", () => {
  assert.deepEqual(drawn(areas(["Westminster", 500, 500, 60])), []);
  assert.deepEqual(drawn(areas(["Westminster", 10, 500, 200])), []);
});

test("a name that fits in two lines only stands in two", () => {
  const wide = areas(["Hammersmith Fulham", 500, 500, 100]);
  const [one] = placed(wide, [0], { selected: null, marked: [] }, view, measure);
  assert.deepEqual(one.lines, ["Hammersmith", "Fulham"]);
});

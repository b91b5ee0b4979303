// Packed outlines, unpacked: places, holes, parts, blocks, paths; the bytes are written here as the format says.
import assert from "node:assert/strict";
import { test } from "node:test";

import { borderStrength, paletteBytes } from "../../dashboard/maps/frontend/deck_drawer.mjs";
import { blocksIn, decoded, pathOf, polygonOf } from "../../dashboard/maps/frontend/outlines.mjs";

const GRID = 65535;

/** Outlines (lists of polygons, which are lists of rings, which are lists of places) as bytes. */
function packed(outlines, mark = 0x32574f54) {
  const polygons = outlines.flat(), rings = polygons.flat(), points = rings.flat();
  const bytes = [];
  const put = (width, values) => {
    for (const value of values) for (let i = 0; i < width; i++) bytes.push((value >> (8 * i)) & 255);
    while (bytes.length % 4) bytes.push(0);
  };
  put(4, [mark, outlines.length, polygons.length, rings.length, points.length]);
  put(2, outlines.map((each) => each.length));
  put(2, polygons.map((each) => each.length));
  put(4, rings.map((each) => each.length));
  for (const side of [0, 1]) {
    const steps = points.map((point, i) => ((point[side] - (i ? points[i - 1][side] : 0)) << 16) >> 16);
    const folded = steps.map((step) => (step < 0 ? -2 * step - 1 : 2 * step));
    put(1, [...folded.map((each) => each & 255), ...folded.map((each) => each >> 8)]);
  }
  return Uint8Array.from(bytes).buffer;
}

const square = (x, y, side) => [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]];
const far = GRID - 100;
const holed = [[square(0, 0, 100), square(20, 20, 10)]];
const apart = [[square(far, 0, 100)], [square(far, far, 100)]];
const whole = [[square(0, 0, GRID)]];
const bytes = packed([holed, apart, whole]);
const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-2, `${a} is not ${b}`);

test("places come out on the sheet, also after steps that go around", () => {
  const outlines = decoded(bytes, 2, 0);
  near(outlines.points[0], 0);
  near(outlines.points[2], 100 * 1000 / GRID);
  const last = polygonOf(outlines, outlines.polygonAt[1] + 1);
  near(last[0], far * 1000 / GRID);
  near(last[1], far * 1000 / GRID);
});

test("a hole begins where deck.gl is told, and a polygon without holes is its places alone", () => {
  const outlines = decoded(bytes, 2, 0), { positions, holeIndices } = polygonOf(outlines, 0);
  assert.deepEqual([positions.length, holeIndices], [20, [10]]);
  near(positions[10], 20 * 1000 / GRID);
  assert.ok(polygonOf(outlines, 1) instanceof Float32Array);
});

test("each polygon of a block knows its area, and blocks are found by where they reach", () => {
  const outlines = decoded(bytes, 2, 0);
  assert.equal(outlines.blocks.length, 1);
  assert.deepEqual([...outlines.blocks[0].owner], [0, 1, 1]);
  assert.equal(blocksIn(outlines, { w: 0, n: 0, e: 5, s: 5 }).length, 1);
  assert.equal(blocksIn(outlines, { w: -9, n: 0, e: -5, s: 5 }).length, 0);
});

test("many areas make several blocks that follow each other", () => {
  const many = Array.from({ length: 5000 }, (_, i) => [[square(10 * (i % 1000), 10 * Math.floor(i / 1000), 9)]]);
  const { blocks } = decoded(packed([...many, whole]), 5000, 1);
  assert.equal(blocks[0].first, 0);
  blocks.slice(1).forEach((block, i) => assert.equal(block.first, blocks[i].last));
  assert.equal(blocks.at(-1).last, 5000);
  assert.ok(blocks.length > 1);
});

test("a path has all rings of an area, closed", () => {
  const path = pathOf(decoded(bytes, 2, 0), 0);
  assert.equal(path.match(/M/g).length, 2);
  assert.ok(path.startsWith("M0.00 0.00L1.53 0.00L") && path.endsWith("Z"));
});

test("outlines of another city or of another form are refused", () => {
  assert.throws(() => decoded(bytes, 3, 0), /no outlines of this city/);
  assert.throws(() => decoded(packed([holed, apart, whole], 7), 2, 0), /no outlines of this city/);
});

test("colours are opaque, and the alpha of a state is its number", () => {
  assert.deepEqual([...paletteBytes(["#0a0bff", "missing", "suppressed"])],
    [10, 11, 255, 255, 255, 255, 255, 3, 255, 255, 255, 1]);
});

test("small areas have no border, larger ones a stronger one", () => {
  assert.equal(borderStrength(5), 0);
  assert.ok(0 < borderStrength(10) && borderStrength(10) < borderStrength(20));
  assert.equal(borderStrength(40), borderStrength(400));
});

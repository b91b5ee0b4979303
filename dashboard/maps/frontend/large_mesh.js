// Outlines as large_mesh.py packs them: unpacked, found under a point, written as a path; continues large_map.js.
const GRID = 65535, SIZE = 1000, MARK = 0x4c574f54, CELLS = 256, BLOCK = 256;

function decoded(buffer, count, level) {
  const [mark, areas, ringsIn, pointsIn, trianglesIn, outerIn] = new Uint32Array(buffer, 0, 6);
  if (mark !== MARK || areas !== count) throw new Error("These are no outlines of this city.");
  let at = 24;
  const take = (Kind, n) => {
    const found = new Kind(buffer, at, n);
    at += (found.byteLength + 3) & ~3;
    return found;
  };
  const planes = (n) => {
    const both = take(Uint8Array, 2 * n), found = new Uint16Array(n);
    for (let i = 0; i < n; i++) found[i] = both[i] | (both[n + i] << 8);
    return found;
  };
  const rings = take(Uint16Array, areas), lengths = take(Uint32Array, ringsIn), triangles = take(Uint32Array, areas);
  const points = new Uint16Array(2 * pointsIn);
  for (const side of [0, 1]) {
    const steps = planes(pointsIn);
    for (let i = 0, place = 0; i < pointsIn; i++) {
      place += steps[i] & 1 ? -((steps[i] + 1) >> 1) : steps[i] >> 1;
      points[2 * i + side] = place;
    }
  }
  const corners = planes(3 * trianglesIn), outer = take(Uint32Array, outerIn).slice();
  for (let i = 1; i < outerIn; i++) outer[i] += outer[i - 1];
  return whole({ level, count, rings, lengths, triangles, points, corners, outer });
}

// Where each area's rings, points and triangles begin, whose each point is, and how far areas and blocks of them reach.
function whole(mesh) {
  const { count, rings, lengths, triangles, points, corners } = mesh, all = points.length / 2;
  const ringAt = new Uint32Array(count + 1), pointAt = new Uint32Array(lengths.length + 1), cornerAt = new Uint32Array(count + 1);
  for (let i = 0; i < count; i++) {
    ringAt[i + 1] = ringAt[i] + rings[i];
    cornerAt[i + 1] = cornerAt[i] + 3 * triangles[i];
  }
  for (let r = 0; r < lengths.length; r++) pointAt[r + 1] = pointAt[r] + lengths[r];
  const before = new Uint32Array(all);
  for (let r = 0; r < lengths.length; r++) {
    for (let p = pointAt[r], q = pointAt[r + 1] - 1; p < pointAt[r + 1]; q = p++) before[p] = q;
  }
  const who = new Uint32Array(all), inks = new Uint32Array(corners.length), reach = new Uint16Array(4 * count);
  for (let i = 0; i < count; i++) {
    const first = pointAt[ringAt[i]], last = pointAt[ringAt[i + 1]];
    let w = GRID, n = GRID, e = 0, s = 0;
    for (let p = first; p < last; p++) {
      const x = points[2 * p], y = points[2 * p + 1];
      who[p] = i;
      if (x < w) w = x;
      if (x > e) e = x;
      if (y < n) n = y;
      if (y > s) s = y;
    }
    reach.set([w, n, e, s], 4 * i);
    for (let c = cornerAt[i]; c < cornerAt[i + 1]; c++) inks[c] = corners[c] + first;
  }
  return { ...mesh, ringAt, pointAt, cornerAt, before, who, inks, reach, blocks: blocks(count, reach) };
}

function blocks(count, reach) {
  const found = [];
  for (let first = 0; first < count; first += BLOCK) {
    const last = Math.min(first + BLOCK, count), block = { first, last, w: GRID, n: GRID, e: 0, s: 0 };
    for (let i = first; i < last; i++) {
      block.w = Math.min(block.w, reach[4 * i]);
      block.n = Math.min(block.n, reach[4 * i + 1]);
      block.e = Math.max(block.e, reach[4 * i + 2]);
      block.s = Math.max(block.s, reach[4 * i + 3]);
    }
    found.push(block);
  }
  return found;
}

// Runs of areas that may be seen, `[first, last)`; `view` in grid units.
function seen(mesh, { w, n, e, s }) {
  const runs = [];
  for (const block of mesh.blocks) {
    if (block.e < w || block.w > e || block.s < n || block.n > s) continue;
    const run = runs.at(-1);
    if (run && run[1] === block.first) run[1] = block.last;
    else runs.push([block.first, block.last]);
  }
  return runs;
}

// Which areas reach into each cell of a grid: made when first asked for.
function cells(mesh) {
  if (mesh.cells) return mesh.cells;
  const { count, reach } = mesh, starts = new Uint32Array(CELLS * CELLS + 1), cell = (v) => v >> 8;
  const each = (i, use) => {
    for (let y = cell(reach[4 * i + 1]); y <= cell(reach[4 * i + 3]); y++) {
      for (let x = cell(reach[4 * i]); x <= cell(reach[4 * i + 2]); x++) use(y * CELLS + x);
    }
  };
  for (let i = 0; i < count; i++) each(i, (at) => starts[at + 1]++);
  for (let at = 0; at < CELLS * CELLS; at++) starts[at + 1] += starts[at];
  const areas = new Uint32Array(starts.at(-1)), filled = starts.slice();
  for (let i = 0; i < count; i++) each(i, (at) => { areas[filled[at]++] = i; });
  return mesh.cells = { starts, areas };
}

// The area at a place of the sheet, or null.
function pick(mesh, x, y) {
  const px = (x * GRID) / SIZE, py = (y * GRID) / SIZE;
  if (!(px >= 0 && py >= 0 && px <= GRID && py <= GRID)) return null;
  const { starts, areas } = cells(mesh), at = (py >> 8) * CELLS + (px >> 8);
  for (let n = starts[at]; n < starts[at + 1]; n++) if (inside(mesh, areas[n], px, py)) return areas[n];
  return null;
}

function inside({ reach, ringAt, pointAt, points }, i, x, y) {
  if (x < reach[4 * i] || y < reach[4 * i + 1] || x > reach[4 * i + 2] || y > reach[4 * i + 3]) return false;
  let odd = false;
  for (let r = ringAt[i]; r < ringAt[i + 1]; r++) {
    for (let p = pointAt[r], q = pointAt[r + 1] - 1; p < pointAt[r + 1]; q = p++) {
      const py = points[2 * p + 1], qy = points[2 * q + 1];
      if (py > y !== qy > y && x < ((points[2 * q] - points[2 * p]) * (y - py)) / (qy - py) + points[2 * p]) odd = !odd;
    }
  }
  return odd;
}

function outline({ ringAt, pointAt, points }, i) {
  const part = [], unit = SIZE / GRID;
  for (let r = ringAt[i]; r < ringAt[i + 1]; r++) {
    for (let p = pointAt[r]; p < pointAt[r + 1]; p++) {
      const x = (points[2 * p] * unit).toFixed(2), y = (points[2 * p + 1] * unit).toFixed(2);
      part.push(`${p === pointAt[r] ? "M" : "L"}${x} ${y}`);
    }
    part.push("Z");
  }
  return part.join("");
}

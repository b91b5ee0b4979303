// Outlines as large_mesh.py packs them: unpacked, found under a point, written as a path.

/** @import { Mesh } from "./types.d.ts" */

/** Places are whole numbers from 0 to GRID along the sheet's longer side, which is SIZE units long. */
export const GRID = 65535, SIZE = 1000;
const MARK = 0x4c574f54, CELLS = 256, BLOCK = 256;

/**
 * The outlines of a level.
 * @param {ArrayBuffer} buffer
 * @param {number} count how many areas there must be
 * @param {number} level
 * @returns {Mesh}
 */
export function decoded(buffer, count, level) {
  const [mark, areas, ringCount, pointCount, triangleCount, outerCount] = new Uint32Array(buffer, 0, 6);
  if (mark !== MARK || areas !== count) throw new Error("These are no outlines of this city.");
  const reader = new Reader(buffer, 24);
  const rings = reader.take(Uint16Array, areas), lengths = reader.take(Uint32Array, ringCount);
  const triangles = reader.take(Uint32Array, areas);
  const points = new Uint16Array(2 * pointCount);
  for (const side of [0, 1]) {
    const steps = reader.planes(pointCount);
    for (let i = 0, place = 0; i < pointCount; i++) {
      place += steps[i] & 1 ? -((steps[i] + 1) >> 1) : steps[i] >> 1;
      points[2 * i + side] = place;
    }
  }
  const corners = reader.planes(3 * triangleCount), outer = reader.take(Uint32Array, outerCount).slice();
  for (let i = 1; i < outerCount; i++) outer[i] += outer[i - 1];
  const ringAt = starts(rings), pointAt = starts(lengths), cornerAt = starts(triangles.map((n) => 3 * n));
  const index = indexed(points, corners, ringAt, pointAt, cornerAt);
  return { level, count, points, outer, ringAt, pointAt, cornerAt, ...index };
}

/** Reads arrays that follow each other, each from a multiple of four bytes on. */
class Reader {
  /**
   * @param {ArrayBuffer} buffer
   * @param {number} at
   */
  constructor(buffer, at) {
    this.buffer = buffer;
    this.at = at;
  }

  /**
   * @template {Uint8Array | Uint16Array | Uint32Array} T
   * @param {new (buffer: ArrayBuffer, at: number, length: number) => T} Kind
   * @param {number} length
   * @returns {T}
   */
  take(Kind, length) {
    const values = new Kind(this.buffer, this.at, length);
    this.at += (values.byteLength + 3) & ~3;
    return values;
  }

  /**
   * Numbers of 16 bits whose low bytes stand before all high bytes.
   * @param {number} length
   */
  planes(length) {
    const bytes = this.take(Uint8Array, 2 * length), values = new Uint16Array(length);
    for (let i = 0; i < length; i++) values[i] = bytes[i] | (bytes[length + i] << 8);
    return values;
  }
}

/**
 * Where each of things that follow each other begins, and where the last one ends.
 * @param {ArrayLike<number>} lengths
 */
function starts(lengths) {
  const at = new Uint32Array(lengths.length + 1);
  for (let i = 0; i < lengths.length; i++) at[i + 1] = at[i] + lengths[i];
  return at;
}

/**
 * The point before each point on its ring, whose each point is, corners counted from the first point of all, and how
 * far areas and blocks of them reach.
 * @param {Uint16Array} points
 * @param {Uint16Array} within corners counted from the first point of their area
 * @param {Uint32Array} ringAt
 * @param {Uint32Array} pointAt
 * @param {Uint32Array} cornerAt
 */
function indexed(points, within, ringAt, pointAt, cornerAt) {
  const count = ringAt.length - 1;
  const before = new Uint32Array(points.length / 2), owner = new Uint32Array(points.length / 2);
  const corners = new Uint32Array(within.length), reach = new Uint16Array(4 * count);
  for (let r = 0; r < pointAt.length - 1; r++) {
    for (let p = pointAt[r], q = pointAt[r + 1] - 1; p < pointAt[r + 1]; q = p++) before[p] = q;
  }
  for (let i = 0; i < count; i++) {
    const first = pointAt[ringAt[i]], last = pointAt[ringAt[i + 1]];
    let w = GRID, n = GRID, e = 0, s = 0;
    for (let p = first; p < last; p++) {
      owner[p] = i;
      w = Math.min(w, points[2 * p]);
      e = Math.max(e, points[2 * p]);
      n = Math.min(n, points[2 * p + 1]);
      s = Math.max(s, points[2 * p + 1]);
    }
    reach.set([w, n, e, s], 4 * i);
    for (let c = cornerAt[i]; c < cornerAt[i + 1]; c++) corners[c] = within[c] + first;
  }
  return { before, owner, corners, reach, blocks: blocks(count, reach) };
}

/**
 * @param {number} count
 * @param {Uint16Array} reach
 */
function blocks(count, reach) {
  const made = [];
  for (let first = 0; first < count; first += BLOCK) {
    const last = Math.min(first + BLOCK, count), block = { first, last, w: GRID, n: GRID, e: 0, s: 0 };
    for (let i = first; i < last; i++) {
      block.w = Math.min(block.w, reach[4 * i]);
      block.n = Math.min(block.n, reach[4 * i + 1]);
      block.e = Math.max(block.e, reach[4 * i + 2]);
      block.s = Math.max(block.s, reach[4 * i + 3]);
    }
    made.push(block);
  }
  return made;
}

/**
 * Runs of areas that may be seen, first and behind the last.
 * @param {Mesh} mesh
 * @param {{ w: number, n: number, e: number, s: number }} view in grid units
 * @returns {[number, number][]}
 */
export function seen(mesh, { w, n, e, s }) {
  /** @type {[number, number][]} */
  const runs = [];
  for (const block of mesh.blocks) {
    if (block.e < w || block.w > e || block.s < n || block.n > s) continue;
    const run = runs.at(-1);
    if (run && run[1] === block.first) run[1] = block.last;
    else runs.push([block.first, block.last]);
  }
  return runs;
}

/**
 * Which areas reach into each cell of a grid: made when first needed.
 * @param {Mesh} mesh
 */
function cells(mesh) {
  if (mesh.cells) return mesh.cells;
  const { count, reach } = mesh, cellAt = new Uint32Array(CELLS * CELLS + 1);
  const each = (/** @type {number} */ i, /** @type {(at: number) => void} */ use) => {
    for (let y = reach[4 * i + 1] >> 8; y <= reach[4 * i + 3] >> 8; y++) {
      for (let x = reach[4 * i] >> 8; x <= reach[4 * i + 2] >> 8; x++) use(y * CELLS + x);
    }
  };
  for (let i = 0; i < count; i++) each(i, (at) => cellAt[at + 1]++);
  for (let at = 0; at < CELLS * CELLS; at++) cellAt[at + 1] += cellAt[at];
  const areas = new Uint32Array(cellAt[CELLS * CELLS]), filled = cellAt.slice();
  for (let i = 0; i < count; i++) each(i, (at) => { areas[filled[at]++] = i; });
  return mesh.cells = { cellAt, areas };
}

/**
 * The area at a place of the sheet, or null.
 * @param {Mesh} mesh
 * @param {number} x in sheet units
 * @param {number} y
 * @returns {number | null}
 */
export function pick(mesh, x, y) {
  const px = (x * GRID) / SIZE, py = (y * GRID) / SIZE;
  if (!(px >= 0 && py >= 0 && px <= GRID && py <= GRID)) return null;
  const { cellAt, areas } = cells(mesh), at = (py >> 8) * CELLS + (px >> 8);
  for (let n = cellAt[at]; n < cellAt[at + 1]; n++) if (inside(mesh, areas[n], px, py)) return areas[n];
  return null;
}

/**
 * @param {Mesh} mesh
 * @param {number} i
 * @param {number} x in grid units
 * @param {number} y
 */
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

/**
 * An area's rings as the `d` of a path, in sheet units.
 * @param {Mesh} mesh
 * @param {number} i
 */
export function outline({ ringAt, pointAt, points }, i) {
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

// Outlines as packed_outlines.py packs them: unpacked, in blocks of neighbours, written as a path.

/** @import { Block, Outlines } from "./types.d.ts" */

/** Places come as whole numbers from 0 to GRID along the sheet's longer side, which is SIZE units long. */
const GRID = 65535, SIZE = 1000, MARK = 0x32574f54;
/** So many areas make a block: it is triangulated when it is first seen. */
const BLOCK = 512;

/**
 * The outlines of a level.
 * @param {ArrayBuffer} buffer
 * @param {number} count how many areas there must be; one more outline follows, that of all together
 * @param {number} level
 * @returns {Outlines}
 */
export function decoded(buffer, count, level) {
  const [mark, outlineCount, polygonCount, ringCount, pointCount] = new Uint32Array(buffer, 0, 5);
  if (mark !== MARK || outlineCount !== count + 1) throw new Error("These are no outlines of this city.");
  let at = 20;
  /**
   * @template {Uint8Array | Uint16Array | Uint32Array} T
   * @param {new (buffer: ArrayBuffer, at: number, length: number) => T} Kind
   * @param {number} length
   */
  const take = (Kind, length) => {
    const values = new Kind(buffer, at, length);
    at += (values.byteLength + 3) & ~3;
    return values;
  };
  const polygonAt = starts(take(Uint16Array, outlineCount)), ringAt = starts(take(Uint16Array, polygonCount));
  const pointAt = starts(take(Uint32Array, ringCount)), points = new Float32Array(2 * pointCount);
  for (const side of [0, 1]) unfolded(take(Uint8Array, 2 * pointCount), points, side);
  const reach = boxes(polygonAt, ringAt, pointAt, points);
  const outlines = { level, count, polygonAt, ringAt, pointAt, points, boxes: reach };
  return { ...outlines, blocks: blocks(outlines) };
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
 * Places from folded steps whose low bytes stand before all high bytes.
 * @param {Uint8Array} bytes
 * @param {Float32Array} points
 * @param {number} side 0 for across, 1 for down
 */
function unfolded(bytes, points, side) {
  const length = bytes.length / 2, unit = SIZE / GRID;
  for (let i = 0, place = 0; i < length; i++) {
    const step = bytes[i] | (bytes[length + i] << 8);
    place = (place + (step & 1 ? -((step + 1) >> 1) : step >> 1)) & 0xffff;
    points[2 * i + side] = place * unit;
  }
}

/**
 * How far each outline reaches: west, north, east, south.
 * @param {Uint32Array} polygonAt
 * @param {Uint32Array} ringAt
 * @param {Uint32Array} pointAt
 * @param {Float32Array} points
 */
function boxes(polygonAt, ringAt, pointAt, points) {
  const reach = new Float32Array(4 * (polygonAt.length - 1));
  for (let i = 0; i < polygonAt.length - 1; i++) {
    let w = Infinity, n = Infinity, e = -Infinity, s = -Infinity;
    for (let p = pointAt[ringAt[polygonAt[i]]]; p < pointAt[ringAt[polygonAt[i + 1]]]; p++) {
      const x = points[2 * p], y = points[2 * p + 1];
      if (x < w) w = x;
      if (x > e) e = x;
      if (y < n) n = y;
      if (y > s) s = y;
    }
    reach.set([w, n, e, s], 4 * i);
  }
  return reach;
}

/**
 * @param {Omit<Outlines, "blocks">} outlines
 * @returns {Block[]}
 */
function blocks({ count, polygonAt, boxes: reach }) {
  const made = [];
  for (let first = 0; first < count; first += BLOCK) {
    const last = Math.min(first + BLOCK, count), polygons = polygonAt[last] - polygonAt[first];
    const owner = new Uint32Array(polygons), box = { w: Infinity, n: Infinity, e: -Infinity, s: -Infinity };
    for (let i = first; i < last; i++) {
      owner.fill(i, polygonAt[i] - polygonAt[first], polygonAt[i + 1] - polygonAt[first]);
      box.w = Math.min(box.w, reach[4 * i]);
      box.n = Math.min(box.n, reach[4 * i + 1]);
      box.e = Math.max(box.e, reach[4 * i + 2]);
      box.s = Math.max(box.s, reach[4 * i + 3]);
    }
    made.push({ first, last, ...box, owner, polygons: { length: polygons } });
  }
  return made;
}

/**
 * The blocks that reach into a part of the sheet.
 * @param {Outlines} outlines
 * @param {{ w: number, n: number, e: number, s: number }} view in sheet units
 */
export function blocksIn(outlines, { w, n, e, s }) {
  return outlines.blocks.filter((block) => block.e >= w && block.w <= e && block.s >= n && block.n <= s);
}

/**
 * A polygon as deck.gl takes it without copying: places one after the other, and where its holes begin among them.
 * @param {Outlines} outlines
 * @param {number} polygon
 */
export function polygonOf({ ringAt, pointAt, points }, polygon) {
  const first = ringAt[polygon], last = ringAt[polygon + 1], from = 2 * pointAt[first];
  const positions = points.subarray(from, 2 * pointAt[last]);
  if (last - first === 1) return positions;
  return { positions, holeIndices: Array.from(pointAt.subarray(first + 1, last), (at) => 2 * at - from) };
}

/**
 * The places of a ring, one after the other.
 * @param {Outlines} outlines
 * @param {number} ring
 */
export function ringOf({ pointAt, points }, ring) {
  return points.subarray(2 * pointAt[ring], 2 * pointAt[ring + 1]);
}

/**
 * The rings of an outline, first and behind the last.
 * @param {Outlines} outlines
 * @param {number} i
 * @returns {[number, number]}
 */
export function ringsOf({ polygonAt, ringAt }, i) {
  return [ringAt[polygonAt[i]], ringAt[polygonAt[i + 1]]];
}

/**
 * An area's rings as the `d` of a path, in sheet units.
 * @param {Outlines} outlines
 * @param {number} i
 */
export function pathOf(outlines, i) {
  const [first, last] = ringsOf(outlines, i), rings = [];
  for (let ring = first; ring < last; ring++) {
    const places = ringOf(outlines, ring), corners = [];
    for (let p = 0; p < places.length - 2; p += 2) corners.push(`${places[p].toFixed(2)} ${places[p + 1].toFixed(2)}`);
    rings.push(`M${corners.join("L")}Z`);
  }
  return rings.join("");
}

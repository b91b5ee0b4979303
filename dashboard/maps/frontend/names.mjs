// Names on the map: they stand where there is room for them and no other name.
import { svg } from "./elements.mjs";

/** @import { Areas, Projection } from "./types.d.ts" */
/** @typedef {{ l: number, r: number, t: number, b: number }} Box */
/** @typedef {(text: string) => number} Measure the width of a text in pixels */

const LETTER = 12.5;
/** @type {CanvasRenderingContext2D | null} */
let ruler = null;
/** @type {Map<string, number>} */
const widths = new Map();

/** @type {Measure} */
function width(text) {
  let wide = widths.get(text);
  if (wide === undefined) {
    ruler ??= /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
    ruler.font = `600 ${LETTER}px sans-serif`;
    wide = ruler.measureText(text).width;
    widths.set(text, wide);
  }
  return wide;
}

/**
 * A name in two lines that are about as wide as each other; in one where it is one word.
 * @param {string} name
 * @param {Measure} [measure]
 * @returns {string[]}
 */
export function halves(name, measure = width) {
  const words = name.split(" ");
  const splits = words.slice(1).map((_, n) => [words.slice(0, n + 1).join(" "), words.slice(n + 1).join(" ")]);
  const widest = (/** @type {string[]} */ lines) => Math.max(...lines.map(measure));
  return splits.sort((a, b) => widest(a) - widest(b))[0] ?? [name];
}

/**
 * Where each name stands: the chosen area's and the marked ones' first, then those with most room.
 * @param {Areas} areas
 * @param {number[]} candidates
 * @param {{ selected: string | null, marked: string[] }} chosen
 * @param {Projection} view
 * @param {Measure} [measure]
 * @returns {{ i: number, number: number, lines: string[], middle: number }[]} `number` is 0 where none is marked;
 * `middle` in pixels; no lines where there is no room
 */
export function placed(areas, candidates, { selected, marked }, { k, left, top, across, down }, measure = width) {
  const first = (/** @type {number} */ i) => areas.ids[i] === selected || marked.includes(areas.ids[i]);
  const order = [...candidates].sort(
    (a, b) => Number(first(b)) - Number(first(a)) || areas.spots[b][2] - areas.spots[a][2]);
  /** @type {Box[]} */
  const taken = [];
  const free = (/** @type {Box} */ box) => box.l > 0 && box.r < across && box.t > 0 && box.b < down
    && taken.every((other) => box.r < other.l || box.l > other.r || box.b < other.t || box.t > other.b);
  return order.map((i) => {
    const [x, y, room] = areas.spots[i], px = left + x * k, py = top + y * k;
    const number = marked.indexOf(areas.ids[i]) + 1;
    if (number) taken.push({ l: px - 11, r: px + 11, t: py - 25, b: py - 3 });
    const widest = (/** @type {string[]} */ lines) => Math.max(...lines.map(measure));
    const fits = (/** @type {string[]} */ lines, /** @type {number} */ most) => widest(lines) + 4 <= room * k * most;
    const one = [areas.names[i]], two = halves(areas.names[i], measure);
    for (const lines of fits(one, 1.1) ? [one, two] : [two]) {
      const wide = widest(lines) / 2 + 2, high = lines.length * LETTER * 0.6 + 1;
      const middle = py + (number ? LETTER * 0.5 + lines.length * LETTER * 0.55 - 3 : 0);
      const box = { l: px - wide, r: px + wide, t: middle - high, b: middle + high };
      if (!fits(lines, first(i) ? 2.2 : 1.1) || !free(box)) continue;
      taken.push(box);
      return { i, number, lines, middle };
    }
    return { i, number, lines: [], middle: py };
  });
}

/**
 * The names, the numbers of the marked areas and the titles of parts, as drawn.
 * @param {Areas} areas
 * @param {number[]} candidates
 * @param {{ selected: string | null, marked: string[] }} chosen
 * @param {Projection} view
 * @returns {SVGElement[]}
 */
export function drawnNames(areas, candidates, chosen, view) {
  const { k, top } = view;
  /** @type {SVGElement[]} */
  const drawn = [];
  for (const { i, number, lines, middle } of placed(areas, candidates, chosen, view)) {
    const [x, y] = areas.spots[i];
    if (number) drawn.push(...badge(number, x, y - 14 / k, k));
    if (lines.length) drawn.push(written(lines, x, (middle - top) / k, k));
  }
  for (const [x, y, title] of areas.parts) drawn.push(written([title], x, y - 6 / k, k));
  return drawn;
}

/**
 * @param {string[]} lines
 * @param {number} x
 * @param {number} y
 * @param {number} k
 */
function written(lines, x, y, k) {
  const size = LETTER / k, start = y - ((lines.length - 1) / 2) * size * 1.12 + size * 0.35;
  const spans = lines.map((text, n) => svg("tspan", { x, y: start + n * size * 1.12 }, text));
  return svg("text", { "font-size": size, "stroke-width": 3.4 / k }, ...spans);
}

/**
 * @param {number} number
 * @param {number} x
 * @param {number} y
 * @param {number} k
 */
function badge(number, x, y, k) {
  return [svg("circle", { cx: x, cy: y, r: 9.5 / k, "stroke-width": 1.5 / k }),
    svg("text", { x, y: y + 4.5 / k, "font-size": 13 / k, class: "number" }, String(number))];
}

// Which part of the sheet is seen, and where things are on the screen. Cameras are rectangles in sheet units.

/** @import { Camera, Projection, SheetSize, Spot } from "./types.d.ts" */

/**
 * The camera that sees the whole sheet with a little room around it.
 * @param {SheetSize} shape
 * @returns {Camera}
 */
export function wholeSheet({ width, height }) {
  return { x: -width * 0.02, y: -height * 0.02, w: width * 1.04, h: height * 1.04 };
}

/**
 * How sheet units become pixels where a drawing keeps its proportions and stands in the middle.
 * @param {Camera} camera
 * @param {{ clientWidth: number, clientHeight: number }} element
 * @returns {Projection}
 */
export function projection({ x, y, w, h }, { clientWidth: across, clientHeight: down }) {
  const k = Math.min(across / w, down / h) || 1;
  return { k, across, down, left: (across - w * k) / 2 - x * k, top: (down - h * k) / 2 - y * k };
}

/**
 * A camera moved into the whole, so that nothing beside it is seen.
 * @param {Camera} whole
 * @param {Camera} camera
 * @returns {Camera}
 */
export function clamped(whole, { x, y, w, h }) {
  const within = (/** @type {number} */ v, /** @type {number} */ low, /** @type {number} */ high) =>
    Math.max(low, Math.min(v, high));
  return { x: within(x, whole.x, whole.x + whole.w - w), y: within(y, whole.y, whole.y + whole.h - h), w, h };
}

/**
 * A camera that sees `1 / factor` of what this one sees; `fixed` stays where it is on the screen.
 * @param {Camera} camera
 * @param {Camera} whole
 * @param {number} factor
 * @param {number} deepest how many times the whole may be enlarged
 * @param {[number, number] | null} fixed
 * @returns {Camera}
 */
export function zoomed(camera, whole, factor, deepest, fixed) {
  const w = Math.min(whole.w, Math.max(whole.w / deepest, camera.w / factor)), h = (w * whole.h) / whole.w;
  const [x, y] = fixed ?? [camera.x + camera.w / 2, camera.y + camera.h / 2];
  const part = fixed ? [(x - camera.x) / camera.w, (y - camera.y) / camera.h] : [0.5, 0.5];
  return clamped(whole, { x: x - part[0] * w, y: y - part[1] * h, w, h });
}

/**
 * Where a pointer is in an element, in pixels from its corner.
 * @param {Element} element
 * @param {{ clientX: number, clientY: number }} event
 * @returns {[number, number]}
 */
export function placeIn(element, event) {
  const { left, top } = element.getBoundingClientRect();
  return [event.clientX - left, event.clientY - top];
}

/**
 * The next area in a direction: near, and not far off the straight line; itself where there is none.
 * @param {Spot[]} spots
 * @param {number} i
 * @param {number} dx
 * @param {number} dy
 * @returns {number}
 */
export function nearest(spots, i, dx, dy) {
  let best = i, least = Infinity;
  spots.forEach(([x, y], j) => {
    const along = (x - spots[i][0]) * dx + (y - spots[i][1]) * dy;
    const off = Math.abs((x - spots[i][0]) * dy) + Math.abs((y - spots[i][1]) * dx);
    const cost = along > 0 && j !== i ? along + 2.5 * off : Infinity;
    if (cost < least) [best, least] = [j, cost];
  });
  return best;
}

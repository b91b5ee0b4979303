// Wheel, mouse and fingers: the map is moved and zoomed. The wheel zooms with Ctrl or when the map has the focus.
import { placeIn, projection } from "./camera.mjs";

/** @import { DistrictMap } from "./district_map.mjs" */

const CLICK = 4;
/** Pixels that a pointer may move and still click. */

/**
 * @param {DistrictMap} map
 * @param {SVGSVGElement} svg
 */
export function listenToPointers(map, svg) {
  /** @type {Map<number, PointerEvent>} */
  const down = new Map();
  svg.addEventListener("wheel", (event) => {
    const root = /** @type {Document | ShadowRoot} */ (svg.getRootNode());
    if (!event.ctrlKey && !event.metaKey && !svg.contains(root.activeElement)) return;
    event.preventDefault();
    map.zoom(Math.exp(-event.deltaY / 300), sheetPlace(map, svg, event));
  }, { passive: false });
  svg.addEventListener("pointerdown", (event) => { down.set(event.pointerId, event); map.dragged = false; });
  svg.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId), { k } = projection(map.camera, svg);
    if (!before) return;
    const far = Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
    if (down.size === 2) pinch(map, svg, down, event);
    else if (far > CLICK || map.dragged) {
      map.dragged = true;
      const { x, y, w, h } = map.camera;
      map.moveTo({ x: x - (event.clientX - before.clientX) / k, y: y - (event.clientY - before.clientY) / k, w, h });
    } else return;
    down.set(event.pointerId, event);
  });
  for (const name of /** @type {const} */ (["pointerup", "pointercancel", "pointerleave"])) {
    svg.addEventListener(name, (event) => down.delete(event.pointerId));
  }
}

/**
 * @param {DistrictMap} map
 * @param {SVGSVGElement} svg
 * @param {{ clientX: number, clientY: number }} event
 * @returns {[number, number]} in sheet units
 */
export function sheetPlace(map, svg, event) {
  const { k, left, top } = projection(map.camera, svg), [x, y] = placeIn(svg, event);
  return [(x - left) / k, (y - top) / k];
}

/**
 * @param {DistrictMap} map
 * @param {SVGSVGElement} svg
 * @param {Map<number, PointerEvent>} down
 * @param {PointerEvent} event
 */
function pinch(map, svg, down, event) {
  map.dragged = true;
  const other = [...down.values()].find((each) => each.pointerId !== event.pointerId);
  const before = down.get(event.pointerId);
  if (!other || !before) return;
  const apart = (/** @type {PointerEvent} */ one) =>
    Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
  map.zoom(apart(event) / apart(before), sheetPlace(map, svg, other));
}

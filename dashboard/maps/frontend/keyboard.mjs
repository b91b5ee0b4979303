// The keyboard: arrows go to a neighbour, Page Up and Page Down by name; Enter chooses, M marks, + and - zoom.
import { nearest } from "./camera.mjs";

/** @import { DistrictMap } from "./district_map.mjs" */
/** @import { Areas, Panel } from "./types.d.ts" */

/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/**
 * Answers a key that is pressed while an area has the focus.
 * @param {DistrictMap} map
 * @param {Panel} panel
 * @param {number} i the area's place
 * @param {KeyboardEvent} event
 */
export function pressed(map, panel, i, event) {
  const areas = map.surface.areas;
  if (!areas || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const target = targetOf(areas, i, key), action = actions(map, areas, i)[key];
  if (target === null && !action) return;
  if (target !== null) map.focus(panel, target);
  else action();
  event.preventDefault();
  event.stopPropagation();
}

/**
 * The area that a key leads to, or null where it leads to none.
 * @param {Pick<Areas, "spots" | "order">} areas
 * @param {number} i
 * @param {string} key
 * @returns {number | null}
 */
export function targetOf(areas, i, key) {
  if (key in STEPS) return nearest(areas.spots, i, ...STEPS[key]);
  if (!["Home", "End", "PageDown", "PageUp"].includes(key)) return null;
  const order = areas.order(), at = order.indexOf(i), last = order.length - 1;
  const place = { Home: 0, End: last, PageDown: Math.min(at + 1, last), PageUp: Math.max(at - 1, 0) }[key];
  return order[/** @type {number} */ (place)];
}

/**
 * @param {DistrictMap} map
 * @param {Areas} areas
 * @param {number} i
 * @returns {Record<string, () => void>}
 */
function actions(map, areas, i) {
  const [x, y] = areas.spots[i];
  const choose = () => map.send("picked", areas.ids[i]);
  const nearer = () => map.zoom(1.6, [x, y]);
  return {
    Enter: choose, " ": choose, m: () => map.send("mark", areas.ids[i]), Escape: () => map.look(null, null),
    "+": nearer, "=": nearer, "-": () => map.zoom(1 / 1.6, [x, y]), 0: () => map.fit(),
  };
}

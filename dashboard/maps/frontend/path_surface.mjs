// Areas as paths of their own.
import { placeIn } from "./camera.mjs";
import { svg } from "./elements.mjs";
import { pressed } from "./keyboard.mjs";

/** @import { DistrictMap } from "./district_map.mjs" */
/** @import { Areas, Panel, PathFrame, PathShape, Surface } from "./types.d.ts" */

/** @implements {Surface} */
export class PathSurface {
  /** @param {DistrictMap} map */
  constructor(map) {
    this.map = map;
    this.deepest = 24;
    this.shape = /** @type {PathShape} */ (map.data.shape);
    this.areas = listed(this.shape);
    /** The paths of each panel. @type {SVGPathElement[][]} */
    this.paths = [];
  }

  open() {}

  close() {}

  redraw() {}

  /** @param {Panel} panel */
  fill(panel) {
    const paths = this.shape.paths.map((d, i) => this.button(panel, d, i));
    this.paths[panel.index] = paths;
    panel.svg.append(patterns(panel.index), svg("g", {}, ...paths));
  }

  /**
   * @param {Panel} panel
   * @param {string} d
   * @param {number} i
   */
  button(panel, d, i) {
    const { map } = this;
    const path = svg("path", { d, role: "button", tabindex: i ? "-1" : "0", "fill-rule": "evenodd" });
    const hover = (/** @type {PointerEvent} */ event) => {
      if (event.pointerType !== "touch") map.look(i, placeIn(panel.svg, event));
    };
    path.addEventListener("focus", () => map.look(i, null));
    path.addEventListener("blur", () => map.look(null, null));
    path.addEventListener("keydown", (event) => pressed(map, panel, i, event));
    path.addEventListener("pointerenter", hover);
    path.addEventListener("pointermove", hover);
    path.addEventListener("pointerleave", () => map.look(null, null));
    path.addEventListener("click", () => !map.dragged && map.send("picked", this.areas.ids[i]));
    return path;
  }

  /** @param {Panel} panel */
  paint(panel) {
    const { ids, names } = this.areas, { fills, lines } = /** @type {PathFrame} */ (panel.frame);
    this.paths[panel.index].forEach((path, i) => {
      path.setAttribute("fill", fills[i].startsWith("#") ? fills[i] : `url(#${fills[i]}${panel.index})`);
      path.setAttribute("aria-label", [names[i], ...lines[i]].join(". "));
      path.setAttribute("aria-pressed", String(ids[i] === this.map.data.selected));
    });
  }

  /**
   * @param {Panel} panel
   * @param {number} i
   */
  lines(panel, i) {
    return /** @type {PathFrame} */ (panel.frame).lines[i];
  }

  /**
   * @param {Panel} panel
   * @param {number} i
   */
  stand(panel, i) {
    const paths = this.paths[panel.index];
    paths.forEach((path, j) => path.setAttribute("tabindex", j === i ? "0" : "-1"));
    return paths[i];
  }

  named() {
    return this.areas.ids.map((_, i) => i);
  }
}

/**
 * @param {PathShape} shape
 * @returns {Areas}
 */
function listed({ ids, names, spots, parts, paths }) {
  const order = ids.map((_, i) => i).sort((a, b) => names[a].localeCompare(names[b]));
  return { ids, names, spots, parts, at: (id) => ids.indexOf(id ?? ""), path: (i) => paths[i], order: () => order };
}

/**
 * The patterns of the states without a value.
 * @param {number} index the panel's, as their names are unique on the page
 */
function patterns(index) {
  const grey = { stroke: "#6e6e6e", "stroke-width": 3, fill: "none" };
  const pattern = (/** @type {string} */ state, /** @type {number} */ size, /** @type {number} */ turned,
    /** @type {SVGElement} */ lines) => svg("pattern", {
    id: `${state}${index}`, width: size, height: size, patternUnits: "userSpaceOnUse",
    patternTransform: `rotate(${turned})`,
  }, svg("rect", { width: size, height: size, fill: "#fff" }), lines);
  return svg("defs", {},
    pattern("suppressed", 10, 45, svg("path", { d: "M0 0H10", ...grey })),
    pattern("too_few", 11, 0, svg("circle", { cx: 5, cy: 5, r: 2, fill: "#464646" })),
    pattern("missing", 15, 45, svg("path", { d: "M0 0H15M0 0V15", ...grey })),
    pattern("not_collected", 11, 0, svg("path", { d: "M0 0H11", ...grey })));
}

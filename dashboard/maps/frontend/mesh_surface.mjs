// Very many areas, drawn by the graphics card. One hidden drawing serves all panels of a map.
import { canvasDrawer } from "./canvas_drawer.mjs";
import { placeIn } from "./camera.mjs";
import { html, svg } from "./elements.mjs";
import { Cards, FrameColours } from "./frames.mjs";
import { sheetPlace } from "./gestures.mjs";
import { glDrawer } from "./gl_drawer.mjs";
import { pressed } from "./keyboard.mjs";
import { decoded, outline, pick } from "./mesh.mjs";
import { requested } from "./server.mjs";

/** @import { DistrictMap } from "./district_map.mjs" */
/** @import { Areas, Colours, LargeFrame, LargeShape, Mesh, Panel, Surface } from "./types.d.ts" */

const NARROWEST = 22, MOST_NAMED = 300, MOST_PATHS = 600;
/** Names are tried in areas at least so many pixels wide; paths of so many areas are kept. */

/** What a panel holds besides: where it is drawn, where the keyboard stands, its colours. */
class Layer {
  /** @param {Panel} panel */
  constructor(panel) {
    this.canvas = html("canvas", { "aria-hidden": "true" });
    this.proxy = svg("path", { role: "button", tabindex: "0", class: "proxy" });
    this.standing = 0;
    /** @type {Colours | null} */
    this.colours = null;
    panel.sheet.prepend(this.canvas);
    panel.svg.append(this.proxy);
  }
}

/** @implements {Surface} */
export class MeshSurface {
  /** @param {DistrictMap} map */
  constructor(map) {
    this.map = map;
    this.shape = /** @type {LargeShape} */ (map.data.shape);
    /** @type {Areas | null} */
    this.areas = null;
    this.deepest = 24;
    /** @type {Layer[]} */
    this.layers = [];
    /** @type {(Mesh | Promise<Mesh> | undefined)[]} */
    this.levels = [];
    /** Areas' places, those with most room first. @type {number[]} */
    this.roomy = [];
    this.colours = new FrameColours();
    this.cards = new Cards(map.data.block ?? 1, (token) => this.arrived(token));
    this.frame = 0;
    /** @type {any} */
    this.drawer = null;
  }

  open() {
    const { map, shape } = this, { words } = map.data;
    const wait = html("p", { class: "wait", role: "status" }, words.wait);
    map.box.append(wait);
    map.box.dataset.outlines = "";
    const names = requested(`outlines/${shape.digest}/names`).then((answer) => answer.json());
    Promise.all([names, this.level(0)]).then(([sheet, mesh]) => {
      if (map.ended) return;
      this.deepest = Math.max(24, Math.sqrt(sheet.ids.length));
      this.areas = this.listed(sheet);
      this.drawer = glDrawer(mesh) ?? canvasDrawer();
      map.box.dataset.drawer = this.drawer.kind;
      wait.remove();
      map.update();
    }).catch((error) => { console.warn(error); wait.textContent = words.failed; });
  }

  close() {
    this.drawer?.end();
  }

  /**
   * @param {Pick<Areas, "ids" | "names" | "spots" | "parts">} sheet
   * @returns {Areas}
   */
  listed({ ids, names, spots, parts }) {
    const places = new Map(ids.map((id, i) => [id, i]));
    /** @type {Map<string, string>} */
    const paths = new Map();
    /** @type {number[] | null} */
    let sorted = null;
    this.roomy = ids.map((_, i) => i).sort((a, b) => spots[b][2] - spots[a][2]);
    const order = () => {
      const { compare } = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true });
      return sorted ??= ids.map((_, i) => i).sort((a, b) => compare(names[a], names[b]));
    };
    const path = (/** @type {number} */ i) => {
      const mesh = this.finest(), name = `${mesh.level} ${i}`;
      if (paths.size > MOST_PATHS) paths.clear();
      const d = paths.get(name) ?? outline(mesh, i);
      paths.set(name, d);
      return d;
    };
    return { ids, names, spots, parts, path, order, at: (id) => places.get(id ?? "") ?? -1 };
  }

  // Detail: the coarsest level whose corners are out of place by less than a pixel.

  /**
   * @param {number} n
   * @returns {Promise<Mesh>}
   */
  async level(n) {
    this.levels[n] ??= requested(`outlines/${this.shape.digest}/${n}`).then((answer) => answer.arrayBuffer())
      .then((bytes) => {
        const mesh = this.levels[n] = decoded(bytes, this.shape.count, n);
        if (this.areas && !this.map.ended) this.map.draw();
        return mesh;
      });
    return this.levels[n];
  }

  /** @returns {Mesh[]} */
  get meshes() {
    return this.levels.flatMap((each) => (each === undefined || each instanceof Promise ? [] : [each]));
  }

  /** @returns {Mesh} */
  finest() {
    return /** @type {Mesh} */ (this.meshes.at(-1));
  }

  /** @param {number} k pixels a sheet unit */
  fitting(k) {
    const { tolerances } = this.shape, fine = tolerances.findIndex((tolerance) => tolerance * k <= 0.8);
    const level = fine < 0 ? tolerances.length - 1 : fine;
    if (!this.levels[level]) this.level(level).catch((error) => console.warn(error));
    return this.meshes.findLast((mesh) => mesh.level <= level) ?? this.finest();
  }

  // A panel on the page

  /** @param {Panel} panel */
  fill(panel) {
    const { map } = this, layer = this.layers[panel.index] = new Layer(panel);
    layer.proxy.addEventListener("focus", () => map.look(layer.standing, null));
    layer.proxy.addEventListener("blur", () => map.look(null, null));
    layer.proxy.addEventListener("keydown", (event) => pressed(map, panel, layer.standing, event));
    const under = (/** @type {MouseEvent} */ event) =>
      this.areas ? pick(this.finest(), ...sheetPlace(map, panel.svg, event)) : null;
    panel.svg.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "touch" && this.areas) map.look(under(event), placeIn(panel.svg, event));
    });
    panel.svg.addEventListener("pointerleave", () => this.areas && map.look(null, null));
    panel.svg.addEventListener("click", (event) => {
      const i = under(event);
      if (map.dragged || i === null || !this.areas) return;
      this.stand(panel, i).focus({ preventScroll: true });
      map.send("picked", this.areas.ids[i]);
    });
  }

  /**
   * @param {Panel} panel
   * @param {number} i
   */
  stand(panel, i) {
    const layer = this.layers[panel.index];
    layer.standing = i;
    layer.proxy.setAttribute("d", this.areas?.path(i) ?? "");
    this.name(panel);
    return layer.proxy;
  }

  /**
   * Names the part where the keyboard stands: once when it comes there, once when its words arrive.
   * @param {Panel} panel
   */
  name(panel) {
    const { map, areas } = this, { proxy, standing: i } = this.layers[panel.index];
    if (!areas) return;
    const text = [areas.names[i], ...this.lines(panel, i)].join(". ");
    proxy.setAttribute("aria-label", text);
    proxy.setAttribute("aria-pressed", String(areas.ids[i] === map.data.selected));
    if (map.here === i && map.pointer === null) map.announce(text);
  }

  /** @param {Panel} panel */
  paint(panel) {
    const { map } = this, layer = this.layers[panel.index], frame = /** @type {LargeFrame} */ (panel.frame);
    this.stand(panel, layer.standing);
    this.colours.of(frame).then((colours) => {
      if (panel.frame !== frame || map.ended) return;
      layer.colours = colours;
      this.redraw();
    }).catch((error) => console.warn(error));
    const next = /** @type {LargeFrame | undefined} */ (map.data.panels[panel.index].frames[map.at + 1]);
    if (map.periods.playing && next) this.colours.of(next).catch(() => null);
  }

  /**
   * @param {Panel} panel
   * @param {number} i
   */
  lines(panel, i) {
    return this.cards.lines(/** @type {LargeFrame} */ (panel.frame).token, i);
  }

  /** @param {string} token */
  arrived(token) {
    const { map } = this;
    if (map.ended) return;
    for (const panel of map.panels) if (/** @type {LargeFrame} */ (panel.frame).token === token) this.name(panel);
    if (map.here !== null) map.look(map.here, map.pointer);
  }

  redraw() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      if (this.map.ended || !this.drawer) return;
      if (this.drawer.lost?.()) this.swap();
      for (const panel of this.map.panels) this.drawPanel(panel);
    });
  }

  swap() {
    this.drawer.end();
    this.drawer = canvasDrawer();
    this.map.box.dataset.drawer = this.drawer.kind;
  }

  /** @param {Panel} panel */
  drawPanel(panel) {
    const layer = this.layers[panel.index], { canvas, colours } = layer;
    if (!colours || !panel.svg.clientWidth) return;
    const dense = Math.min(window.devicePixelRatio || 1, 2), place = this.map.projection(panel);
    const [wide, high] = [place.across, place.down].map((side) => Math.round(side * dense));
    if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
    this.drawer.draw(layer, this.fitting(place.k), { ...place, dense, whole: this.map.whole });
    canvas.dataset.drawn = colours.token;
  }

  /**
   * Only areas that are seen and wide enough for a few letters.
   * @param {Panel} panel
   */
  named(panel) {
    const { areas, roomy, map: { data } } = this, { k, left, top, across, down } = this.map.projection(panel);
    if (!areas) return [];
    const chosen = [data.selected, ...data.marked].map(areas.at).filter((i) => i >= 0), named = new Set(chosen);
    for (const i of roomy) {
      const [x, y, room] = areas.spots[i], px = left + x * k, py = top + y * k;
      if (room * k < NARROWEST || named.size > MOST_NAMED) break;
      if (px > 0 && px < across && py > 0 && py < down) named.add(i);
    }
    return [...named];
  }
}

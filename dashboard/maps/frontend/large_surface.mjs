// Very many areas: outlines fetched once, drawn by deck.gl, or where there is no WebGL as a still picture.
import { placeIn } from "./camera.mjs";
import { DeckDrawer, hasWebGl, loadDeckGl } from "./deck_drawer.mjs";
import { html, svg } from "./elements.mjs";
import { Cards, FrameColours } from "./frames.mjs";
import { pressed } from "./keyboard.mjs";
import { decoded, pathOf } from "./outlines.mjs";
import { requested } from "./server.mjs";
import { StillDrawer } from "./still_drawer.mjs";

/** @import { DistrictMap } from "./district_map.mjs" */
/** @import { Areas, Colours, Drawer, LargeFrame, LargeMapData, Outlines, Panel, Surface } from "./types.d.ts" */

/** Names are tried in areas at least so many pixels wide; paths of so many areas are kept. */
const NARROWEST = 22, MOST_NAMED = 300, MOST_PATHS = 600;

/** What a panel holds besides: what draws it, its colours, and the part that stands for an area by keyboard. */
class Layer {
  constructor() {
    this.proxy = svg("path", { role: "button", tabindex: "0", class: "proxy" });
    this.standing = 0;
    /** @type {Colours | null} */
    this.colours = null;
    /** @type {Drawer | null} */
    this.drawer = null;
    /** The pointer's last place, until it is looked at. @type {[number, number] | null} */
    this.pointer = null;
  }
}

/** @implements {Surface} */
export class LargeSurface {
  /** @param {DistrictMap} map */
  constructor(map) {
    const data = /** @type {LargeMapData} */ (map.data);
    this.map = map;
    this.shape = data.shape;
    this.deckgl = data.deckgl;
    /** @type {Areas | null} */
    this.areas = null;
    this.deepest = 24;
    /** @type {Layer[]} */
    this.layers = [];
    /** @type {(Outlines | Promise<Outlines> | undefined)[]} */
    this.levels = [];
    /** Areas' places, those with most room first. @type {number[]} */
    this.roomy = [];
    this.colours = new FrameColours();
    this.cards = new Cards(data.block, (token) => this.arrived(token));
    this.frame = 0;
  }

  open() {
    const { map, shape } = this, { words } = map.data;
    const wait = html("p", { class: "wait", role: "status" }, words.wait);
    map.box.append(wait);
    map.box.dataset.outlines = "";
    const names = requested(`outlines/${shape.digest}/names`).then((answer) => answer.json());
    const deckgl = hasWebGl() ? loadDeckGl(this.deckgl).catch((error) => console.warn(error)) : null;
    Promise.all([names, deckgl, this.level(0)]).then(([sheet, gl]) => {
      if (map.ended) return;
      this.deepest = Math.max(24, Math.sqrt(sheet.ids.length));
      this.areas = this.listed(sheet);
      wait.remove();
      if (gl) {
        map.box.dataset.drawer = "deck.gl";
        map.panels.forEach(({ index, sheet: element }) => {
          this.layers[index].drawer = new DeckDrawer(gl, element, () => this.drawStill());
        });
      } else this.drawStill();
      map.update();
    }).catch((error) => { console.warn(error); wait.textContent = words.failed; });
  }

  close() {
    this.layers.forEach((layer) => layer.drawer?.end());
  }

  /** Shows still pictures from now on, and says so. */
  drawStill() {
    const { map } = this;
    if (map.ended || map.box.dataset.drawer === "still") return;
    this.close();
    map.box.dataset.drawer = "still";
    map.panels.forEach((panel) => { this.layers[panel.index].drawer = new StillDrawer(panel, this.shape); });
    map.periods.row.before(html("p", { class: "still", role: "status" }, map.data.words.still));
    this.redraw();
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
      const outlines = this.finest(), name = `${outlines.level} ${i}`;
      if (paths.size > MOST_PATHS) paths.clear();
      const d = paths.get(name) ?? pathOf(outlines, i);
      paths.set(name, d);
      return d;
    };
    return { ids, names, spots, parts, path, order, at: (id) => places.get(id ?? "") ?? -1 };
  }

  // Detail: the coarsest level whose corners are out of place by less than a pixel.

  /**
   * @param {number} n
   * @returns {Promise<Outlines>}
   */
  async level(n) {
    this.levels[n] ??= requested(`outlines/${this.shape.digest}/${n}`).then((answer) => answer.arrayBuffer())
      .then((bytes) => {
        const outlines = this.levels[n] = decoded(bytes, this.shape.count, n);
        if (this.areas && !this.map.ended) this.map.draw();
        return outlines;
      });
    return this.levels[n];
  }

  /** The levels that have come. @returns {Outlines[]} */
  get present() {
    return this.levels.flatMap((each) => (each === undefined || each instanceof Promise ? [] : [each]));
  }

  /** @returns {Outlines} */
  finest() {
    return /** @type {Outlines} */ (this.present.at(-1));
  }

  /** @param {number} k pixels a sheet unit */
  fitting(k) {
    const { tolerances } = this.shape, fine = tolerances.findIndex((tolerance) => tolerance * k <= 0.8);
    const level = fine < 0 ? tolerances.length - 1 : fine;
    if (!this.levels[level]) this.level(level).catch((error) => console.warn(error));
    return this.present.findLast((outlines) => outlines.level <= level) ?? this.finest();
  }

  // A panel on the page

  /** @param {Panel} panel */
  fill(panel) {
    const { map } = this, layer = this.layers[panel.index] = new Layer(), drawing = panel.svg;
    drawing.append(layer.proxy);
    layer.proxy.addEventListener("focus", () => map.look(layer.standing, null));
    layer.proxy.addEventListener("blur", () => map.look(null, null));
    layer.proxy.addEventListener("keydown", (event) => pressed(map, panel, layer.standing, event));
    drawing.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "touch" && this.areas) this.hover(layer, placeIn(drawing, event));
    });
    drawing.addEventListener("pointerleave", () => {
      layer.pointer = null;
      if (this.areas) map.look(null, null);
    });
    drawing.addEventListener("click", (event) => {
      const i = this.under(layer, placeIn(drawing, event));
      if (map.dragged || i === null || !this.areas) return;
      this.stand(panel, i).focus({ preventScroll: true });
      map.send("picked", this.areas.ids[i]);
    });
  }

  /**
   * The area at a place of a panel, in pixels.
   * @param {Layer} layer
   * @param {[number, number]} place
   */
  under({ drawer }, [x, y]) {
    return drawer?.pick(x, y) ?? null;
  }

  /**
   * Looks where the pointer is, once a frame at most.
   * @param {Layer} layer
   * @param {[number, number]} place
   */
  hover(layer, place) {
    const waiting = layer.pointer !== null;
    layer.pointer = place;
    if (waiting) return;
    requestAnimationFrame(() => {
      const pointer = layer.pointer;
      layer.pointer = null;
      if (pointer && !this.map.ended) this.map.look(this.under(layer, pointer), pointer);
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
      if (!this.map.ended) this.map.panels.forEach((panel) => this.drawPanel(panel));
    });
  }

  /** @param {Panel} panel */
  drawPanel(panel) {
    const { drawer, colours } = this.layers[panel.index], view = this.map.projection(panel);
    if (!drawer || !colours || !view.across) return;
    drawer.draw(this.fitting(view.k), colours, view);
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

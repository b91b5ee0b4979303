// What small and large maps have in common: one or several linked panels, marks, names, cards, zoom and periods.
// How areas are drawn is a surface's part: path_surface.mjs or large_surface.mjs.
import { clamped, projection, wholeSheet, zoomed } from "./camera.mjs";
import { button, html, svg } from "./elements.mjs";
import { listenToPointers } from "./gestures.mjs";
import { drawnNames } from "./names.mjs";
import { Periods } from "./periods.mjs";

/** @import { Camera, ComponentArguments, MapData, Panel, Projection, Send, Surface } from "./types.d.ts" */

const STEP = 1.6;
// How long a later press is waited for, in milliseconds; then the map is where the page is, whatever was pressed.
const PATIENCE = 3000;

/**
 * A component of Streamlit that shows a map; it lives as long as outlines and number of panels stay.
 * @param {(map: DistrictMap) => Surface} makeSurface
 */
export function component(makeSurface) {
  /** @type {WeakMap<object, DistrictMap>} */
  const maps = new WeakMap();
  return (/** @type {ComponentArguments<MapData>} */ { data, parentElement, setTriggerValue }) => {
    let map = maps.get(parentElement);
    if (!map || map.data.shape.key !== data.shape.key || map.panels.length !== data.panels.length) {
      map?.end();
      const box = /** @type {HTMLElement} */ (parentElement.querySelector(".map"));
      map = new DistrictMap(box, data, setTriggerValue, makeSurface);
      maps.set(parentElement, map);
    }
    const shown = map;
    shown.send = setTriggerValue;
    shown.data = data;
    if (shown.surface.areas) shown.update();
    return () => shown.end();
  };
}

export class DistrictMap {
  /**
   * @param {HTMLElement} box
   * @param {MapData} data
   * @param {Send} send
   * @param {(map: DistrictMap) => Surface} makeSurface
   */
  constructor(box, data, send, makeSurface) {
    this.box = box;
    this.data = data;
    this.send = send;
    this.at = 0;
    /** The area that is looked at. @type {number | null} */
    this.here = null;
    /** Where the pointer is in its panel, in pixels; null where the keyboard looks. @type {[number, number] | null} */
    this.pointer = null;
    /** Did the pointer move the map since it was pressed? */
    this.dragged = false;
    this.ended = false;
    this.stamp = "";
    this.marksDrawn = "";
    this.whole = wholeSheet(data.shape);
    this.camera = { ...this.whole };
    this.periods = new Periods(this);
    this.surface = makeSurface(this);
    this.panels = data.panels.map((_, index) => this.makePanel(index));
    this.zooms = [button("+", () => this.zoom(STEP)), button("−", () => this.zoom(1 / STEP)),
      button("⤢", () => this.fit())];
    this.live = html("div", { class: "live", role: "status" });
    this.hint = html("p", { class: "hint", id: "hint" });
    const sheets = html("div", { class: "panels" }, ...this.panels.map((each) => each.figure));
    box.replaceChildren(html("div", { class: "zoom" }, ...this.zooms), sheets, this.periods.row, this.hint, this.live);
    this.observer = new ResizeObserver(() => this.surface.areas && this.draw());
    this.observer.observe(box);
    this.surface.open();
  }

  end() {
    this.ended = true;
    this.observer.disconnect();
    clearInterval(this.periods.timer);
    this.surface.close();
  }

  /**
   * @param {number} index
   * @returns {Panel}
   */
  makePanel(index) {
    const { width, height } = this.data.shape, style = `aspect-ratio:${width}/${height}`;
    const marks = svg("g", { class: "marks" }), names = svg("g", { class: "names" });
    const drawing = svg("svg", { role: "group", style, "aria-describedby": "hint" });
    const caption = html("figcaption"), card = html("div", { class: "card", "aria-hidden": "true", hidden: "" });
    const sheet = html("div", { class: "sheet" }, drawing, card), figure = html("figure", {}, caption, sheet);
    const panel = { index, svg: drawing, sheet, figure, caption, card, marks, names, frame: { title: "" } };
    this.surface.fill(panel);
    drawing.append(marks, names);
    listenToPointers(this, drawing);
    return panel;
  }

  /** Shows what a run sent. */
  update() {
    const { data, zooms } = this, { words } = data;
    [words.zoom_in, words.zoom_out, words.fit].forEach((text, i) => {
      zooms[i].setAttribute("aria-label", text);
      zooms[i].title = text;
    });
    this.hint.textContent = words.hint;
    this.periods.update();
    this.box.dataset.panels = String(data.panels.length);
    if (this.stamp !== data.stamp) {
      this.stamp = data.stamp;
      const [here, there] = [this.at, data.at].map((at) => data.periods[at]?.code);
      const subject = `${data.periods.length} ${data.panels[0].label}`;
      if (this.periods.sent.accepts(there, here, subject)) this.follow();
      else setTimeout(() => {
        if (this.ended || this.data.stamp !== data.stamp) return;
        this.follow();
        this.show(this.at);
      }, PATIENCE);
    }
    this.show(this.at);
    const marks = [data.selected, ...data.marked].join(";");
    if (this.marksDrawn !== marks) this.draw();
    this.marksDrawn = marks;
  }

  /** Goes to the period that the page is at. */
  follow() {
    this.periods.sent.codes = [];
    this.periods.stop();
    this.at = this.data.at;
  }

  /**
   * Shows a period in all panels.
   * @param {number} at
   */
  show(at) {
    const { data } = this;
    this.at = Math.max(0, Math.min(at, data.periods.length - 1));
    for (const panel of this.panels) {
      const { label, frames } = data.panels[panel.index];
      panel.frame = frames[Math.min(this.at, frames.length - 1)];
      panel.caption.textContent = panel.frame.title;
      panel.svg.setAttribute("aria-label", `${label} ${panel.frame.title}`);
      this.surface.paint(panel);
    }
    this.periods.show();
    if (this.here !== null) this.look(this.here, this.pointer);
  }

  /** Draws all that depends on the camera. */
  draw() {
    const { x, y, w, h } = this.camera, areas = this.surface.areas;
    if (!areas) return;
    for (const panel of this.panels) {
      panel.svg.setAttribute("viewBox", `${x} ${y} ${w} ${h}`);
      this.drawMarks(panel);
      panel.names.replaceChildren(...drawnNames(areas, this.surface.named(panel), this.data, this.projection(panel)));
    }
    this.surface.redraw();
    this.box.classList.toggle("near", w < this.whole.w * 0.99);
  }

  /**
   * The outlines of marked areas, the chosen one and the one that is looked at.
   * @param {Panel} panel
   */
  drawMarks(panel) {
    const { surface: { areas }, here, data: { selected, marked } } = this;
    if (!areas) return;
    /** @type {[number, string][]} */
    const kinds = marked.map((id) => [areas.at(id), "marked"]);
    kinds.push([areas.at(selected), "chosen"], [here ?? -1, "here"]);
    panel.marks.replaceChildren(...kinds.filter(([i]) => i >= 0).flatMap(([i, kind]) =>
      ["casing", kind].map((name) => svg("path", { d: areas.path(i), class: name }))));
  }

  /**
   * @param {Panel} panel
   * @returns {Projection}
   */
  projection(panel) {
    return projection(this.camera, panel.svg);
  }

  /**
   * Looks at an area in all panels at once.
   * @param {number | null} i
   * @param {[number, number] | null} pointer where in its panel, in pixels; null for the area's middle
   */
  look(i, pointer) {
    const moved = this.here !== i;
    this.here = i;
    this.pointer = pointer;
    for (const panel of this.panels) {
      if (moved) this.drawMarks(panel);
      panel.card.hidden = i === null;
      if (i !== null) this.showCard(panel, i, pointer);
    }
  }

  /**
   * @param {Panel} panel
   * @param {number} i
   * @param {[number, number] | null} pointer
   */
  showCard(panel, i, pointer) {
    const { areas } = this.surface;
    if (!areas) return;
    const { k, left, top, across, down } = this.projection(panel), [x, y] = areas.spots[i];
    const place = pointer ?? [left + x * k, top + y * k];
    const lines = this.surface.lines(panel, i).map((text) => html("span", {}, text));
    panel.card.replaceChildren(html("b", {}, areas.names[i]), ...lines);
    const { offsetWidth: wide, offsetHeight: high } = panel.card;
    const above = place[1] - high - 16 > -40 ? place[1] - high - 16 : place[1] + 20;
    panel.card.style.left = `${Math.max(0, Math.min(place[0] - wide / 2, across - wide))}px`;
    panel.card.style.top = `${Math.min(above, down - 20)}px`;
  }

  /**
   * @param {number} factor
   * @param {[number, number] | null} [fixed] the place that stays where it is, in sheet units
   */
  zoom(factor, fixed = null) {
    this.moveTo(zoomed(this.camera, this.whole, factor, this.surface.deepest, fixed));
  }

  /** @param {Camera} camera */
  moveTo(camera) {
    this.camera = clamped(this.whole, camera);
    this.draw();
    if (this.here !== null) this.look(this.here, this.pointer);
  }

  fit() {
    this.moveTo(this.whole);
  }

  /**
   * Gives an area the focus, and moves the map where it is not seen.
   * @param {Panel} panel
   * @param {number} i
   */
  focus(panel, i) {
    const { x, y, w, h } = this.camera, [at, down] = this.surface.areas?.spots[i] ?? [0, 0];
    if (!(at > x && at < x + w && down > y && down < y + h)) this.moveTo({ x: at - w / 2, y: down - h / 2, w, h });
    this.look(i, null);
    this.surface.stand(panel, i).focus({ preventScroll: true });
  }

  /**
   * Has a text read out.
   * @param {string} text
   */
  announce(text) {
    this.live.textContent = text;
  }
}

// The page's own map: what small and large cities have in common. No text is put as HTML. How areas are drawn, and what
// is known of them (`map.areas`), comes from map_paths.js or large_map.js, with which this is one module:
// opened, surface, paint, redrawn, lines, stand and named, MOST.
const NS = "http://www.w3.org/2000/svg";
const LETTER = 12.5, PACE = 1300;
const maps = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let map = maps.get(parentElement);
  const same = map && map.data.shape.key === data.shape.key && map.panels.length === data.panels.length;
  if (!same) {
    map?.end();
    map = build(parentElement.querySelector(".map"), data);
    maps.set(parentElement, map);
  }
  map.send = setTriggerValue;
  map.data = data;
  if (map.areas) update(map);
  return () => map.end();
}

function make(name, attributes = {}, ...inside) {
  const svg = ["svg", "g", "path", "text", "tspan", "circle", "defs", "pattern", "rect"].includes(name);
  const found = svg ? document.createElementNS(NS, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) found.setAttribute(key, value);
  found.append(...inside);
  return found;
}

function build(box, data) {
  const { width, height } = data.shape;
  const map = { box, data, panels: [], at: 0, sent: null, here: null, timer: 0 };
  map.whole = { x: -width * 0.02, y: -height * 0.02, w: width * 1.04, h: height * 1.04 };
  map.view = { ...map.whole };
  map.panels = data.panels.map((_, p) => panel(map, p));
  const sheets = make("div", { class: "panels" }, ...map.panels.map((each) => each.figure));
  box.replaceChildren(zoomButtons(map), sheets, timeRow(map), make("p", { class: "hint", id: "hint" }));
  map.words = make("div", { class: "live", role: "status" });
  box.append(map.words);
  const observer = new ResizeObserver(() => map.areas && draw(map));
  observer.observe(box);
  map.end = () => { observer.disconnect(); clearInterval(map.timer); closed(map); };
  opened(map);
  return map;
}

// What a panel is made of

function panel(map, p) {
  const { shape } = map.data;
  const marks = make("g", { class: "marks" }), names = make("g", { class: "names" });
  const style = `aspect-ratio:${shape.width}/${shape.height}`;
  const svg = make("svg", { role: "group", style, "aria-describedby": "hint" });
  const caption = make("figcaption"), card = make("div", { class: "card", "aria-hidden": "true", hidden: "" });
  const sheet = make("div", { class: "sheet" }, svg, card), found = { svg, sheet, caption, card, marks, names, p };
  svg.append(...surface(map, found), marks, names);
  fingers(map, svg);
  found.figure = make("figure", {}, caption, sheet);
  return found;
}

function button(text, press) {
  const found = make("button", { type: "button" }, text);
  found.addEventListener("click", press);
  return found;
}

function zoomButtons(map) {
  map.zooms = [button("+", () => zoom(map, 1.6)), button("−", () => zoom(map, 1 / 1.6)), button("⤢", () => fit(map))];
  return make("div", { class: "zoom" }, ...map.zooms);
}

function timeRow(map) {
  map.slider = make("input", { type: "range", min: 0, step: 1 });
  map.slider.addEventListener("input", () => { stop(map); show(map, Number(map.slider.value)); });
  map.slider.addEventListener("change", () => settle(map));
  map.player = button("▶", () => play(map));
  map.when = make("output");
  map.time = make("div", { class: "time" }, map.player, map.slider, map.when);
  return map.time;
}

// What is shown

function update(map) {
  const { data } = map, { words } = data;
  [words.zoom_in, words.zoom_out, words.fit].forEach((text, i) => {
    map.zooms[i].setAttribute("aria-label", text);
    map.zooms[i].title = text;
  });
  map.box.querySelector(".hint").textContent = words.hint;
  map.slider.setAttribute("aria-label", words.period);
  map.slider.max = data.periods.length - 1;
  map.time.hidden = data.periods.length < 2;
  map.box.dataset.panels = data.panels.length;
  if (map.sent !== data.stamp) { map.sent = data.stamp; stop(map); map.at = data.at; }
  show(map, map.at);
  const marks = [data.selected, ...data.marked].join(";");
  if (map.drawn !== marks) draw(map);
  map.drawn = marks;
}

function show(map, at) {
  map.at = Math.max(0, Math.min(at, map.data.periods.length - 1));
  const { periods } = map.data;
  for (const panel of map.panels) {
    const { label, frames } = map.data.panels[panel.p];
    const frame = panel.frame = frames[Math.min(map.at, frames.length - 1)];
    panel.caption.textContent = frame.title;
    panel.svg.setAttribute("aria-label", `${label} ${frame.title}`);
    paint(map, panel);
  }
  map.slider.value = map.at;
  map.slider.setAttribute("aria-valuetext", periods[map.at]?.title ?? "");
  map.when.textContent = periods[map.at]?.title ?? "";
  player(map);
  if (map.here !== null) look(map, map.here, map.pointer);
}

function draw(map) {
  const { x, y, w, h } = map.view;
  for (const panel of map.panels) {
    panel.svg.setAttribute("viewBox", `${x} ${y} ${w} ${h}`);
    outlines(map, panel);
    label(map, panel);
    redrawn(map, panel);
  }
  map.box.classList.toggle("near", w < map.whole.w * 0.99);
}

function outlines(map, panel) {
  const { areas } = map, { selected, marked } = map.data, drawn = [];
  const add = (i, ...kinds) => kinds.forEach((kind) => drawn.push(make("path", { d: areas.path(i), class: kind })));
  marked.map(areas.at).filter((i) => i >= 0).forEach((i) => add(i, "casing", "marked"));
  if (areas.at(selected) >= 0) add(areas.at(selected), "casing", "chosen");
  if (map.here !== null) add(map.here, "casing", "here");
  panel.marks.replaceChildren(...drawn);
}

const ruler = document.createElement("canvas").getContext("2d"), widths = new Map();
function width(text) {
  if (!widths.has(text)) {
    ruler.font = `600 ${LETTER}px sans-serif`;
    widths.set(text, ruler.measureText(text).width);
  }
  return widths.get(text);
}

// Names stand where there is room for them and no other name; the chosen and the marked ones come first.
function label(map, panel) {
  const { areas } = map, { selected, marked } = map.data, { k, left, top, across, down } = pixels(map, panel);
  const first = (i) => (areas.ids[i] === selected || marked.includes(areas.ids[i]) ? 0 : 1);
  const order = named(map, panel).sort((a, b) => first(a) - first(b) || areas.spots[b][2] - areas.spots[a][2]);
  const taken = [], drawn = [];
  const free = (one) => one.l > 0 && one.r < across && one.t > 0 && one.b < down
    && taken.every((other) => one.r < other.l || one.l > other.r || one.b < other.t || one.t > other.b);
  for (const i of order) {
    const [x, y, room] = areas.spots[i], px = left + x * k, py = top + y * k, number = marked.indexOf(areas.ids[i]) + 1;
    if (number) drawn.push(...badge(number, x, y - 14 / k, k));
    if (number) taken.push({ l: px - 11, r: px + 11, t: py - 25, b: py - 3 });
    const fits = (lines, most = 1.1) => Math.max(...lines.map(width)) + 4 <= room * k * most, whole = [areas.names[i]];
    for (const lines of fits(whole) ? [whole, halves(areas.names[i])] : [halves(areas.names[i])]) {
      const wide = Math.max(...lines.map(width)) / 2 + 2, high = lines.length * LETTER * 0.6 + 1;
      const middle = py + (number ? LETTER * 0.5 + lines.length * LETTER * 0.55 - 3 : 0);
      const place = { l: px - wide, r: px + wide, t: middle - high, b: middle + high };
      if (!fits(lines, first(i) ? 1.1 : 2.2) || !free(place)) continue;
      taken.push(place);
      drawn.push(written(lines, x, (middle - top) / k, k));
      break;
    }
  }
  for (const [x, y, name] of areas.parts) drawn.push(written([name], x, y - 6 / k, k));
  panel.names.replaceChildren(...drawn);
}

function halves(name) {
  const words = name.split(" "), cut = (n) => [words.slice(0, n).join(" "), words.slice(n).join(" ")];
  const tried = words.slice(1).map((_, n) => cut(n + 1));
  return tried.sort((a, b) => Math.max(...a.map(width)) - Math.max(...b.map(width)))[0] ?? [name];
}

function written(lines, x, y, k) {
  const size = LETTER / k, start = y - ((lines.length - 1) / 2) * size * 1.12 + size * 0.35;
  const spans = lines.map((text, n) => make("tspan", { x, y: start + n * size * 1.12 }, text));
  return make("text", { "font-size": size, "stroke-width": 3.4 / k }, ...spans);
}

function badge(number, x, y, k) {
  return [make("circle", { cx: x, cy: y, r: 9.5 / k, "stroke-width": 1.5 / k }),
    make("text", { x, y: y + 4.5 / k, "font-size": 13 / k, class: "number" }, String(number))];
}

// Where things are on the screen

function pixels(map, panel) {
  const { clientWidth: across, clientHeight: down } = panel.svg, { x, y, w, h } = map.view;
  const k = Math.min(across / w, down / h) || 1;
  return { k, across, down, left: (across - w * k) / 2 - x * k, top: (down - h * k) / 2 - y * k };
}

function over(svg, event) {
  const { left, top } = svg.getBoundingClientRect();
  return [event.clientX - left, event.clientY - top];
}

// A district is looked at in all maps at once; `pointer` is where in its map, in pixels, or null for its middle.
function look(map, i, pointer) {
  const moved = map.here !== i;
  map.here = i;
  map.pointer = pointer;
  for (const panel of map.panels) {
    if (moved) outlines(map, panel);
    panel.card.hidden = i === null;
    if (i === null) continue;
    const { k, left, top, across, down } = pixels(map, panel), [x, y] = map.areas.spots[i];
    const place = pointer ?? [left + x * k, top + y * k];
    const said = lines(map, panel, i).map((text) => make("span", {}, text));
    panel.card.replaceChildren(make("b", {}, map.areas.names[i]), ...said);
    const { offsetWidth: wide, offsetHeight: high } = panel.card;
    const above = place[1] - high - 16 > -40 ? place[1] - high - 16 : place[1] + 20;
    panel.card.style.left = `${Math.max(0, Math.min(place[0] - wide / 2, across - wide))}px`;
    panel.card.style.top = `${Math.min(above, down - 20)}px`;
  }
}

function zoom(map, factor, middle = null) {
  const { view, whole } = map;
  const w = Math.min(whole.w, Math.max(whole.w / MOST, view.w / factor)), h = (w * whole.h) / whole.w;
  const [x, y] = middle ?? [view.x + view.w / 2, view.y + view.h / 2];
  const part = middle ? [(x - view.x) / view.w, (y - view.y) / view.h] : [0.5, 0.5];
  place(map, x - part[0] * w, y - part[1] * h, w, h);
}

function place(map, x, y, w, h) {
  const { whole } = map, within = (v, low, high) => Math.max(low, Math.min(v, high));
  map.view = { x: within(x, whole.x, whole.x + whole.w - w), y: within(y, whole.y, whole.y + whole.h - h), w, h };
  draw(map);
  if (map.here !== null) look(map, map.here, map.pointer);
}

function fit(map) {
  const { x, y, w, h } = map.whole;
  place(map, x, y, w, h);
}

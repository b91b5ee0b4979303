// Very many areas: outlines fetched once, colours by the page, cards when looked at; continues map_component.js, with
// which it is one module. One hidden drawing serves all panels of a map.
const SMALLEST = 22, MOST_NAMED = 300, WAIT = 50, KEPT = 600;
let MOST = 24;

// Beside the page, so that it holds below a proxy's path too.
const beside = (path) => new URL(`api/${path}`, document.baseURI).href;

async function fetched(path, form) {
  const answer = await fetch(beside(path));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer[form]();
}

function opened(map) {
  const { shape, words } = map.data;
  Object.assign(map, { levels: [], cards: new Map(), coloured: new Map() });
  map.wait = make("p", { class: "wait", role: "status" }, words.wait);
  map.box.append(map.wait);
  map.box.dataset.outlines = "";
  const both = [fetched(`outlines/${shape.digest}/names`, "json"), level(map, 0)];
  Promise.all(both).then(([names]) => {
    if (map.ended) return;
    MOST = Math.max(24, Math.sqrt(names.ids.length));
    map.areas = known(map, names);
    map.drawer = glDrawer(map) ?? canvasDrawer(map);
    map.box.dataset.drawer = map.drawer.kind;
    map.wait.remove();
    update(map);
  }).catch((error) => { console.warn(error); map.wait.textContent = words.failed; });
}

function closed(map) {
  map.ended = true;
  map.drawer?.end();
}

function known(map, { ids, names, spots, parts }) {
  const places = new Map(ids.map((id, i) => [id, i])), paths = new Map();
  const roomy = ids.map((_, i) => i).sort((a, b) => spots[b][2] - spots[a][2]);
  let sorted = null;
  const order = () => {
    const { compare } = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true });
    return sorted ??= ids.map((_, i) => i).sort((a, b) => compare(names[a], names[b]));
  };
  const path = (i) => {
    const mesh = finest(map), name = `${mesh.level} ${i}`;
    if (paths.size > KEPT) paths.clear();
    if (!paths.has(name)) paths.set(name, outline(mesh, i));
    return paths.get(name);
  };
  return { ids, names, spots, parts, roomy, path, order, at: (id) => places.get(id) ?? -1 };
}

// Detail: the coarsest level whose corners are out of place by less than a pixel.

function level(map, n) {
  const { shape } = map.data;
  map.levels[n] ??= fetched(`outlines/${shape.digest}/${n}`, "arrayBuffer").then((bytes) => {
    map.levels[n] = decoded(bytes, shape.count, n);
    if (map.areas && !map.ended) draw(map);
    return map.levels[n];
  });
  return map.levels[n];
}

const arrived = (mesh) => mesh && !(mesh instanceof Promise);
const finest = (map) => map.levels.filter(arrived).at(-1);

function fitting(map, k) {
  const { tolerances } = map.data.shape, found = tolerances.findIndex((coarse) => coarse * k <= 0.8);
  const wanted = found < 0 ? tolerances.length - 1 : found;
  if (!map.levels[wanted]) level(map, wanted).catch((error) => console.warn(error));
  for (let n = wanted; n >= 0; n--) if (arrived(map.levels[n])) return map.levels[n];
  return finest(map);
}

// A map on the page

function surface(map, panel) {
  const { svg } = panel;
  panel.canvas = make("canvas", { "aria-hidden": "true" });
  panel.sheet?.prepend(panel.canvas);
  panel.proxy = make("path", { role: "button", tabindex: "0", class: "proxy" });
  panel.proxy.addEventListener("focus", () => look(map, panel.stood, null));
  panel.proxy.addEventListener("blur", () => look(map, null, null));
  panel.proxy.addEventListener("keydown", (event) => key(map, panel, panel.stood, event));
  panel.stood = 0;
  const under = (event) => {
    const { k, left, top } = pixels(map, panel), [x, y] = over(svg, event);
    return map.areas ? pick(finest(map), (x - left) / k, (y - top) / k) : null;
  };
  svg.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch" && map.areas) look(map, under(event), over(svg, event));
  });
  svg.addEventListener("pointerleave", () => map.areas && look(map, null, null));
  svg.addEventListener("click", (event) => {
    const i = under(event);
    if (map.moved || i === null) return;
    stand(map, panel, i).focus({ preventScroll: true });
    map.send("picked", map.areas.ids[i]);
  });
  return [panel.proxy];
}

function stand(map, panel, i) {
  panel.stood = i;
  panel.proxy.setAttribute("d", map.areas.path(i));
  proxied(map, panel);
  return panel.proxy;
}

// What is read out where the keyboard stands: once in the focused part, once when its words arrive.
function proxied(map, panel) {
  const { areas } = map, i = panel.stood, text = [areas.names[i], ...lines(map, panel, i)].join(". ");
  panel.proxy.setAttribute("aria-label", text);
  panel.proxy.setAttribute("aria-pressed", String(areas.ids[i] === map.data.selected));
  if (map.here === i && map.pointer === null) map.words.textContent = text;
}

function redrawn(map) {
  map.drawing ||= requestAnimationFrame(() => {
    map.drawing = 0;
    if (map.ended) return;
    if (map.drawer.lost?.()) swap(map);
    for (const panel of map.panels) if (panel.colours && panel.svg.clientWidth) drawPanel(map, panel);
  });
}

function swap(map) {
  map.drawer.end();
  map.drawer = canvasDrawer(map);
  map.box.dataset.drawer = map.drawer.kind;
}

function drawPanel(map, panel) {
  const { canvas, svg } = panel, dense = Math.min(window.devicePixelRatio || 1, 2);
  const [wide, high] = [svg.clientWidth, svg.clientHeight].map((side) => Math.round(side * dense));
  if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
  const place = pixels(map, panel), at = { ...place, dense, whole: map.whole };
  map.drawer.draw(panel, fitting(map, place.k), at);
  canvas.dataset.drawn = panel.colours.token;
}

// Names: only of areas that are seen and wide enough for a few letters.
function named(map, panel) {
  const { areas, data } = map, { spots } = areas, { k, left, top, across, down } = pixels(map, panel);
  const found = new Set([data.selected, ...data.marked].map(areas.at).filter((i) => i >= 0));
  const within = (v, most) => v > 0 && v < most;
  for (const i of areas.roomy) {
    const [x, y, room] = spots[i];
    if (room * k < SMALLEST || found.size > MOST_NAMED) break;
    if (within(left + x * k, across) && within(top + y * k, down)) found.add(i);
  }
  return [...found];
}

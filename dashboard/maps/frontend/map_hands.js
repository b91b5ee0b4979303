// How the map answers to fingers, wheel, keyboard and time; continues map_component.js, with which it is one module.

// By hand

function fingers(map, svg) {
  const down = new Map();
  const on = (event) => {
    const { k, left, top } = pixels(map, { svg }), [x, y] = over(svg, event);
    return [(x - left) / k, (y - top) / k];
  };
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && !svg.contains(svg.getRootNode().activeElement)) return;
    event.preventDefault();
    zoom(map, Math.exp(-event.deltaY / 300), on(event));
  }, { passive: false });
  svg.addEventListener("pointerdown", (event) => { down.set(event.pointerId, event); map.moved = false; });
  svg.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId), { k } = pixels(map, { svg });
    if (!before) return;
    const far = Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
    if (down.size === 2) pinch(map, down, event, on);
    else if (far > 4 || map.moved) {
      map.moved = true;
      const { x, y, w, h } = map.view;
      place(map, x - (event.clientX - before.clientX) / k, y - (event.clientY - before.clientY) / k, w, h);
    } else return;
    down.set(event.pointerId, event);
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) {
    svg.addEventListener(name, (event) => down.delete(event.pointerId));
  }
}

function pinch(map, down, event, on) {
  map.moved = true;
  const other = [...down.values()].find((each) => each.pointerId !== event.pointerId);
  const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
  zoom(map, apart(event) / apart(down.get(event.pointerId)), on(other));
}

// By keyboard

const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

function key(map, panel, i, event) {
  const { areas } = map, order = areas.order(), at = order.indexOf(i), last = order.length - 1;
  const press = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const goto = { Home: 0, End: last, PageDown: Math.min(at + 1, last), PageUp: Math.max(at - 1, 0) }[press];
  if (STEPS[press]) focus(map, panel, nearest(areas.spots, i, ...STEPS[press]));
  else if (goto !== undefined) focus(map, panel, order[goto]);
  else if (press === "Enter" || press === " ") map.send("picked", areas.ids[i]);
  else if (press === "m") map.send("mark", areas.ids[i]);
  else if (press === "Escape") look(map, null, null);
  else if (press === "+" || press === "=") zoom(map, 1.6, areas.spots[i].slice(0, 2));
  else if (press === "-") zoom(map, 1 / 1.6, areas.spots[i].slice(0, 2));
  else if (press === "0") fit(map);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// The next district in a direction: near, and not far off the straight line.
function nearest(spots, i, dx, dy) {
  const cost = ([x, y]) => {
    const along = (x - spots[i][0]) * dx + (y - spots[i][1]) * dy;
    const off = Math.abs((x - spots[i][0]) * dy) + Math.abs((y - spots[i][1]) * dx);
    return along > 0 ? along + 2.5 * off : Infinity;
  };
  return spots.reduce((best, spot, j) => (j !== i && cost(spot) < (best === i ? Infinity : cost(spots[best])) ? j : best), i);
}

function focus(map, panel, i) {
  const { view } = map, [x, y] = map.areas.spots[i];
  const seen = x > view.x && x < view.x + view.w && y > view.y && y < view.y + view.h;
  if (!seen) place(map, x - view.w / 2, y - view.h / 2, view.w, view.h);
  look(map, i, null);
  stand(map, panel, i).focus({ preventScroll: true });
}

// Over the periods

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function player(map) {
  const { words } = map.data, text = map.timer ? words.stop : calm() ? words.next : words.play;
  map.player.textContent = map.timer ? "■" : calm() ? "⏭" : "▶";
  map.player.setAttribute("aria-label", text);
  map.player.title = text;
}

function play(map) {
  const last = map.data.periods.length - 1;
  if (map.timer || calm()) {
    if (!map.timer) show(map, map.at >= last ? 0 : map.at + 1);
    stop(map);
    settle(map);
    return;
  }
  show(map, map.at >= last ? 0 : map.at + 1);
  map.timer = setInterval(() => {
    if (map.at < last) show(map, map.at + 1);
    if (map.at >= last) { stop(map); settle(map); }
  }, PACE);
  player(map);
}

function stop(map) {
  clearInterval(map.timer);
  map.timer = 0;
  player(map);
}

function settle(map) {
  const { periods, at } = map.data;
  map.words.textContent = periods[map.at].title;
  if (map.at !== at) map.send("period", periods[map.at].code);
}

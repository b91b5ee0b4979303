// Areas as paths of their own, for cities of few districts; continues map_component.js, with which it is one module.
const MOST = 24;

function opened(map) {
  const { ids, names, spots, parts, paths } = map.data.shape;
  const sorted = ids.map((_, i) => i).sort((a, b) => names[a].localeCompare(names[b]));
  map.areas = { ids, names, spots, parts, at: (id) => ids.indexOf(id), path: (i) => paths[i], order: () => sorted };
}

function closed() {}

function surface(map, panel) {
  const { svg } = panel, { ids, paths } = map.data.shape;
  panel.paths = paths.map((d, i) => {
    const path = make("path", { d, role: "button", tabindex: i ? "-1" : "0", "fill-rule": "evenodd" });
    path.addEventListener("focus", () => look(map, i, null));
    path.addEventListener("blur", () => look(map, null, null));
    path.addEventListener("keydown", (event) => key(map, panel, i, event));
    path.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && look(map, i, over(svg, event)));
    path.addEventListener("pointermove", (event) => event.pointerType !== "touch" && look(map, i, over(svg, event)));
    path.addEventListener("pointerleave", () => look(map, null, null));
    path.addEventListener("click", () => !map.moved && map.send("picked", ids[i]));
    return path;
  });
  return [patterns(panel.p), make("g", {}, ...panel.paths)];
}

function patterns(p) {
  const grey = { stroke: "#6e6e6e", "stroke-width": 3, fill: "none" };
  const one = (state, size, turned, drawn) => make("pattern", {
    id: `${state}${p}`, width: size, height: size, patternUnits: "userSpaceOnUse",
    patternTransform: `rotate(${turned})`,
  }, make("rect", { width: size, height: size, fill: "#fff" }), drawn);
  return make("defs", {},
    one("suppressed", 10, 45, make("path", { d: "M0 0H10", ...grey })),
    one("too_few", 11, 0, make("circle", { cx: 5, cy: 5, r: 2, fill: "#464646" })),
    one("missing", 15, 45, make("path", { d: "M0 0H15M0 0V15", ...grey })),
    one("not_collected", 11, 0, make("path", { d: "M0 0H11", ...grey })));
}

function paint(map, panel) {
  const { frame } = panel, { ids, names } = map.areas;
  panel.paths.forEach((path, i) => {
    const fill = frame.fills[i];
    path.setAttribute("fill", fill.startsWith("#") ? fill : `url(#${fill}${panel.p})`);
    path.setAttribute("aria-label", [names[i], ...frame.lines[i]].join(". "));
    path.setAttribute("aria-pressed", String(ids[i] === map.data.selected));
  });
}

function redrawn() {}

function lines(map, panel, i) {
  return panel.frame.lines[i];
}

function stand(map, panel, i) {
  panel.paths.forEach((path, j) => path.setAttribute("tabindex", j === i ? "0" : "-1"));
  return panel.paths[i];
}

// Which areas may bear a name.
function named(map) {
  return map.areas.ids.map((_, i) => i);
}

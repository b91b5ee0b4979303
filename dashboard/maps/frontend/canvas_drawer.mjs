/* eslint-disable max-len */
// @ts-nocheck
// Areas drawn on a plain canvas where there is no WebGL.
import { GRID, SIZE, seen } from "./mesh.mjs";

const TILES = { suppressed: [10, 45], too_few: [11, 0], missing: [15, 45], not_collected: [11, 0] };

export function canvasDrawer() {
  const tiles = new Map();
  return { kind: "canvas", end() {}, draw: (panel, mesh, at) => flatScene(panel, mesh, at, tiles) };
}

function flatScene({ canvas, colours }, mesh, at, tiles) {
  const { k, left, top, dense, whole } = at, flat = canvas.getContext("2d"), unit = SIZE / GRID;
  const view = { w: -left / k / unit, n: -top / k / unit };
  const runs = seen(mesh, { ...view, e: view.w + canvas.width / dense / k / unit, s: view.n + canvas.height / dense / k / unit });
  flat.setTransform(1, 0, 0, 1, 0, 0);
  flat.clearRect(0, 0, canvas.width, canvas.height);
  const scale = k * dense * unit, across = left * dense, down = top * dense;
  const tile = (dense * Math.min(canvas.width / dense / whole.w, canvas.height / dense / whole.h)) || 1;
  const paths = colours.palette.map(() => new Path2D()), edges = new Path2D();
  for (const [first, last] of runs) {
    for (let i = first; i < last; i++) {
      traced(paths[colours.fills[i]], mesh, i, scale, across, down);
      if (bordered(mesh, i, k * unit)) traced(edges, mesh, i, scale, across, down);
    }
  }
  paths.forEach((path, n) => {
    flat.fillStyle = tiled(flat, colours.palette[n], tile, across, down, tiles);
    flat.fill(path, "evenodd");
  });
  flat.strokeStyle = "rgba(34,34,34,.7)";
  flat.lineWidth = 0.8 * dense;
  flat.stroke(edges);
  const around = new Path2D(), { points, outer, before } = mesh;
  const right = (p) => points[2 * p] * scale + across, below = (p) => points[2 * p + 1] * scale + down;
  for (const p of outer) {
    around.moveTo(right(before[p]), below(before[p]));
    around.lineTo(right(p), below(p));
  }
  flat.strokeStyle = "rgba(34,34,34,.5)";
  flat.stroke(around);
}

const bordered = ({ reach }, i, scale) =>
  Math.sqrt((reach[4 * i + 2] - reach[4 * i]) * (reach[4 * i + 3] - reach[4 * i + 1])) * scale > 14;

function traced(path, { ringAt, pointAt, points }, i, scale, across, down) {
  for (let r = ringAt[i]; r < ringAt[i + 1]; r++) {
    for (let p = pointAt[r]; p < pointAt[r + 1]; p++) {
      const x = points[2 * p] * scale + across, y = points[2 * p + 1] * scale + down;
      if (p === pointAt[r]) path.moveTo(x, y);
      else path.lineTo(x, y);
    }
    path.closePath();
  }
}

// A colour, or the pattern of a state as the paths have it; `scale` is pixels a unit when all is shown.
function tiled(flat, fill, scale, across, down, tiles) {
  if (fill.startsWith("#")) return fill;
  const [size, turned] = TILES[fill];
  if (!tiles.has(fill)) tiles.set(fill, drawnTile(fill, size));
  const found = flat.createPattern(tiles.get(fill), "repeat");
  found.setTransform(new DOMMatrix().translate(across, down).scale(scale / 4).rotate(turned));
  return found;
}

function drawnTile(state, size) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = size * 4;
  const flat = tile.getContext("2d");
  flat.scale(4, 4);
  flat.fillStyle = "#fff";
  flat.fillRect(0, 0, size, size);
  flat.fillStyle = state === "too_few" ? "#464646" : "#6e6e6e";
  if (state === "too_few") flat.arc(5, 5, 2, 0, 7);
  else flat.rect(0, 0, size, 1.5);
  if (state === "missing") flat.rect(0, 0, 1.5, size);
  flat.fill();
  return tile;
}

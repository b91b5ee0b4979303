/* eslint-disable max-len, max-params */
// @ts-nocheck
// Areas drawn by WebGL2: a colour looked up for each area, patterns where there is no value.
import { GRID, SIZE, seen } from "./mesh.mjs";

const WIDE = 1024, STATES = ["suppressed", "too_few", "missing", "not_collected"];

const AREAS = `#version 300 es
layout(location = 0) in vec2 at;
layout(location = 1) in uint who;
uniform vec4 place;
uniform highp usampler2D fills;
uniform sampler2D palette;
flat out vec4 ink;
void main() {
  gl_Position = vec4(at * place.xy + place.zw, 0.0, 1.0);
  uint fill = texelFetch(fills, ivec2(who % ${WIDE}u, who / ${WIDE}u), 0).r;
  ink = texelFetch(palette, ivec2(fill, 0), 0);
}`;

// The same tiles as the paths have: sizes in units of the sheet as it stands when all is shown, lines of 1.5.
const PATTERNS = `#version 300 es
precision highp float;
flat in vec4 ink;
uniform vec4 tile;
out vec4 drawn;
float band(float v, float size, float unit) {
  float d = mod(v, size), within = d < 1.5 ? min(d, 1.5 - d) : -min(d - 1.5, size - d);
  return clamp(within * unit + 0.5, 0.0, 1.0);
}
void main() {
  int state = int(ink.a * 255.0 + 0.5);
  if (state > 4) { drawn = vec4(ink.rgb, 1.0); return; }
  vec2 p = (vec2(gl_FragCoord.x, tile.w - gl_FragCoord.y) - tile.xy) / tile.z;
  vec2 turned = vec2(p.x + p.y, p.y - p.x) * 0.70710678;
  float grey = 0.0;
  if (state == 1) grey = band(turned.y, 10.0, tile.z);
  if (state == 2) grey = clamp((2.0 - length(mod(p, 11.0) - 5.0)) * tile.z + 0.5, 0.0, 1.0);
  if (state == 3) grey = max(band(turned.x, 15.0, tile.z), band(turned.y, 15.0, tile.z));
  if (state == 4) grey = band(p.y, 11.0, tile.z);
  drawn = vec4(mix(vec3(1.0), state == 2 ? vec3(0.275) : vec3(0.43), grey), 1.0);
}`;

// Borders show where an area is large enough on the screen to have some; around the whole they always do.
const BORDERS = `#version 300 es
layout(location = 0) in vec2 at;
layout(location = 1) in uint who;
uniform vec4 place;
uniform float scale;
uniform float least;
uniform highp sampler2D sizes;
flat out float strength;
void main() {
  float size = texelFetch(sizes, ivec2(who % ${WIDE}u, who / ${WIDE}u), 0).r * scale;
  strength = max(smoothstep(5.0, 26.0, size) * 0.85, least);
  gl_Position = strength > 0.02 ? vec4(at * place.xy + place.zw, 0.0, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
}`;
const INK = `#version 300 es
precision mediump float;
flat in float strength;
out vec4 drawn;
void main() { drawn = vec4(vec3(0.133) * strength, strength); }`;

export function glDrawer(coarse) {
  const canvas = document.createElement("canvas");
  const gl = canvas.getContext("webgl2", { antialias: true, depth: false, stencil: false });
  if (!gl) return null;
  const areas = program(gl, AREAS, PATTERNS), borders = program(gl, BORDERS, INK);
  if (!areas || !borders) return null;
  const buffers = new Map(), sizes = texture(gl), panels = new Map();
  reaches(gl, sizes, coarse);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  const draw = (panel, mesh, at) => {
    const { canvas: shown } = panel;
    if (canvas.width < shown.width || canvas.height < shown.height) {
      canvas.width = Math.max(canvas.width, shown.width);
      canvas.height = Math.max(canvas.height, shown.height);
    }
    if (!buffers.has(mesh)) buffers.set(mesh, uploaded(gl, mesh));
    if (!panels.has(panel)) panels.set(panel, { fills: texture(gl), palette: texture(gl), token: "" });
    const colours = panels.get(panel);
    if (colours.token !== panel.colours.token) coloured(gl, colours, panel.colours);
    scene(gl, { areas, borders, sizes, buffer: buffers.get(mesh), colours, mesh, at, wide: shown.width, high: shown.height });
    const flat = shown.getContext("2d");
    flat.clearRect(0, 0, shown.width, shown.height);
    flat.drawImage(canvas, 0, canvas.height - shown.height, shown.width, shown.height, 0, 0, shown.width, shown.height);
  };
  const end = () => gl.getExtension("WEBGL_lose_context")?.loseContext();
  return { kind: "webgl", draw, end, lost: () => gl.isContextLost() };
}

function scene(gl, { areas, borders, sizes, buffer, colours, mesh, at, wide, high }) {
  const { k, left, top, dense, whole } = at, unit = (k * dense * SIZE) / GRID;
  const place = [(2 * unit) / wide, (-2 * unit) / high, (2 * left * dense) / wide - 1, 1 - (2 * top * dense) / high];
  const tile = (dense * Math.min(wide / dense / whole.w, high / dense / whole.h)) || 1;
  gl.viewport(0, 0, wide, high);
  gl.clearColor(0, 0, 0, 0);
  gl.clear(gl.COLOR_BUFFER_BIT);
  const view = { w: (-left * dense) / unit, n: (-top * dense) / unit };
  const runs = seen(mesh, { ...view, e: view.w + wide / unit, s: view.n + high / unit });
  gl.useProgram(areas.program);
  gl.bindVertexArray(buffer.fills);
  gl.uniform4fv(areas.at("place"), place);
  gl.uniform4f(areas.at("tile"), left * dense, top * dense, tile, high);
  bound(gl, areas, { fills: colours.fills, palette: colours.palette });
  for (const [first, last] of runs) {
    const from = mesh.cornerAt[first], to = mesh.cornerAt[last];
    gl.drawElements(gl.TRIANGLES, to - from, gl.UNSIGNED_INT, 4 * from);
  }
  gl.useProgram(borders.program);
  gl.bindVertexArray(buffer.lines);
  gl.uniform4fv(borders.at("place"), place);
  gl.uniform1f(borders.at("scale"), k);
  gl.uniform1f(borders.at("least"), 0);
  bound(gl, borders, { sizes });
  for (const [first, last] of runs) {
    const from = mesh.pointAt[mesh.ringAt[first]], to = mesh.pointAt[mesh.ringAt[last]];
    gl.drawElements(gl.LINES, 2 * (to - from), gl.UNSIGNED_INT, 8 * from);
  }
  gl.uniform1f(borders.at("least"), 0.5);
  gl.bindVertexArray(buffer.around);
  gl.drawElements(gl.LINES, 2 * mesh.outer.length, gl.UNSIGNED_INT, 0);
}

function bound(gl, { at }, textures) {
  Object.entries(textures).forEach(([name, each], unit) => {
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, each);
    gl.uniform1i(at(name), unit);
  });
}

function program(gl, vertex, fragment) {
  const made = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) return null;
  const places = {};
  return { program: made, at: (name) => places[name] ??= gl.getUniformLocation(made, name) };
}

function texture(gl) {
  const made = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, made);
  for (const side of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, side, gl.NEAREST);
  return made;
}

// One value an area, in rows of `WIDE`.
function table(gl, into, Kind, values, inside, format, type) {
  const high = Math.max(1, Math.ceil(values.length / WIDE)), rows = new Kind(WIDE * high);
  rows.set(values);
  gl.bindTexture(gl.TEXTURE_2D, into);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  gl.texImage2D(gl.TEXTURE_2D, 0, inside, WIDE, high, 0, format, type, rows);
}

function coloured(gl, into, { token, palette, fills }) {
  const inks = new Uint8Array(4 * 256);
  palette.forEach((fill, n) => {
    const state = STATES.indexOf(fill) + 1, rgb = state ? [255, 255, 255] : [1, 3, 5].map((i) => parseInt(fill.slice(i, i + 2), 16));
    inks.set([...rgb, state || 255], 4 * n);
  });
  gl.bindTexture(gl.TEXTURE_2D, into.palette);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, inks);
  table(gl, into.fills, Uint8Array, fills, gl.R8UI, gl.RED_INTEGER, gl.UNSIGNED_BYTE);
  into.token = token;
}

function reaches(gl, into, { count, reach }) {
  const sizes = new Float32Array(count), unit = SIZE / GRID;
  for (let i = 0; i < count; i++) {
    sizes[i] = unit * Math.sqrt((reach[4 * i + 2] - reach[4 * i]) * (reach[4 * i + 3] - reach[4 * i + 1]));
  }
  table(gl, into, Float32Array, sizes, gl.R32F, gl.RED, gl.FLOAT);
}

function uploaded(gl, mesh) {
  const { points, owner, corners, outer, before } = mesh, edges = new Uint32Array(points.length);
  for (let p = 0; p < before.length; p++) {
    edges[2 * p] = before[p];
    edges[2 * p + 1] = p;
  }
  const buffer = (kind, values) => {
    const made = gl.createBuffer();
    gl.bindBuffer(kind, made);
    gl.bufferData(kind, values, gl.STATIC_DRAW);
    return made;
  };
  const places = buffer(gl.ARRAY_BUFFER, points), owners = buffer(gl.ARRAY_BUFFER, owner);
  const listed = (order) => {
    const made = gl.createVertexArray();
    gl.bindVertexArray(made);
    gl.bindBuffer(gl.ARRAY_BUFFER, places);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.UNSIGNED_SHORT, false, 0, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, owners);
    gl.enableVertexAttribArray(1);
    gl.vertexAttribIPointer(1, 1, gl.UNSIGNED_INT, 0, 0);
    buffer(gl.ELEMENT_ARRAY_BUFFER, order);
    gl.bindVertexArray(null);
    return made;
  };
  const around = new Uint32Array(2 * outer.length);
  outer.forEach((p, n) => around.set(edges.subarray(2 * p, 2 * p + 2), 2 * n));
  return { fills: listed(corners), lines: listed(edges), around: listed(around) };
}

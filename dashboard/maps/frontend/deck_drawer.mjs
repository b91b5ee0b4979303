// Areas drawn by deck.gl: a colour each, patterns where there is no value, borders where areas are large enough.
import { html } from "./elements.mjs";
import { blocksIn, polygonOf, ringsOf } from "./outlines.mjs";
import { statePatterns, STATES } from "./state_patterns.mjs";

/** @import { Block, Colours, DeckGl, DeckLayer, Drawer, Outlines, Projection, Segments } from "./types.d.ts" */

/** Borders fade in between these sizes of an area, in pixels, up to this strength of 255; their grey. */
const FAINT = 9, PLAIN = 26, STRONGEST = 0.85 * 255, INK = 34;

/**
 * deck.gl, fetched beside the page.
 * @param {string} address
 * @returns {Promise<DeckGl>}
 */
export async function loadDeckGl(address) {
  await import(new URL(address, document.baseURI).href);
  return /** @type {{ deck?: DeckGl }} */ (globalThis).deck ?? Promise.reject(new Error("deck.gl did not load."));
}

/** May a page draw with WebGL here? */
export function hasWebGl() {
  const gl = html("canvas").getContext("webgl2");
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return gl !== null;
}

/**
 * The four bytes of each colour of a palette; a state's alpha is its number, which the patterns read.
 * @param {string[]} palette
 */
export function paletteBytes(palette) {
  const bytes = new Uint8Array(4 * palette.length);
  palette.forEach((fill, n) => {
    const state = STATES.indexOf(fill) + 1;
    const rgb = state ? [255, 255, 255] : [1, 3, 5].map((at) => parseInt(fill.slice(at, at + 2), 16));
    bytes.set([...rgb, state || 255], 4 * n);
  });
  return bytes;
}

/**
 * How strong the border of an area is, from 0 to 255.
 * @param {number} size in pixels
 */
export function borderStrength(size) {
  const part = Math.max(0, Math.min(1, (size - FAINT / 2) / (PLAIN - FAINT / 2)));
  return size < FAINT ? 0 : Math.round(STRONGEST * part * part * (3 - 2 * part));
}

/** @implements {Drawer} */
export class DeckDrawer {
  /**
   * @param {DeckGl} gl
   * @param {HTMLElement} sheet
   * @param {() => void} lost is called when the graphics card gives up
   */
  constructor(gl, sheet, lost) {
    this.gl = gl;
    this.token = "";
    /** What was drawn last. @type {{ outlines: Outlines, view: Projection } | null} */
    this.drawn = null;
    this.canvas = html("canvas", { "aria-hidden": "true" });
    sheet.prepend(this.canvas);
    this.lost = lost;
    this.canvas.addEventListener("webglcontextlost", lost);
    const Patterns = statePatterns(gl);
    this.extensions = [new Patterns()];
    /** The borders of each block, and for which step of zoom. @type {Map<string, { step: number, lines: Segments }>} */
    this.borders = new Map();
    this.deck = new gl.Deck({
      canvas: this.canvas,
      views: new gl.OrthographicView({ id: "sheet", controller: false }),
      useDevicePixels: Math.min(window.devicePixelRatio || 1, 2),
      viewState: { target: [0, 0, 0], zoom: 0 },
      layers: [],
      onAfterRender: () => { if (this.token) this.canvas.dataset.drawn = this.token; },
      onError: (error) => console.warn(error),
    });
  }

  end() {
    this.canvas.removeEventListener("webglcontextlost", this.lost);
    this.deck.finalize();
    this.canvas.remove();
  }

  /**
   * @param {Outlines} outlines
   * @param {Colours} colours
   * @param {Projection} view
   */
  draw(outlines, colours, view) {
    const { k, left, top, across, down } = view;
    const shown = { w: -left / k, n: -top / k, e: (across - left) / k, s: (down - top) / k };
    const blocks = blocksIn(outlines, shown), palette = paletteBytes(colours.palette);
    this.token = colours.token;
    this.drawn = { outlines, view };
    this.deck.setProps({
      viewState: { target: [(shown.w + shown.e) / 2, (shown.n + shown.s) / 2, 0], zoom: Math.log2(k) },
      layers: [
        ...blocks.map((block) => this.fills(outlines, block, colours, palette)),
        ...blocks.map((block) => this.edges(outlines, block, k)),
        this.around(outlines),
      ],
    });
  }

  /**
   * @param {Outlines} outlines
   * @param {Block} block
   * @param {Colours} colours
   * @param {Uint8Array} palette
   * @returns {DeckLayer}
   */
  fills(outlines, block, { token, fills }, palette) {
    const first = outlines.polygonAt[block.first];
    return new this.gl.SolidPolygonLayer({
      id: fillsOf(outlines, block),
      data: block.polygons,
      positionFormat: "XY",
      _normalize: false,
      pickable: true,
      getPolygon: (_, { index }) => polygonOf(outlines, first + index),
      getFillColor: (_, { index, target }) => {
        const from = 4 * fills[block.owner[index]];
        for (let part = 0; part < 4; part++) target[part] = palette[from + part];
        return target;
      },
      updateTriggers: { getFillColor: token },
      extensions: this.extensions,
    });
  }

  /**
   * @param {Outlines} outlines
   * @param {Block} block
   * @param {number} k
   * @returns {DeckLayer}
   */
  edges(outlines, block, k) {
    const id = `edges ${outlines.level} ${block.first}`, step = Math.round(2 * Math.log2(k));
    let borders = this.borders.get(id);
    if (borders?.step !== step) {
      borders = { step, lines: bordersOf(outlines, block, 2 ** (step / 2)) };
      this.borders.set(id, borders);
    }
    return this.lines(id, borders.lines);
  }

  /**
   * @param {Outlines} outlines
   * @returns {DeckLayer}
   */
  around(outlines) {
    outlines.around ??= segments(outlines, [[outlines.count, STRONGEST / 2]]);
    return this.lines(`around ${outlines.level}`, outlines.around);
  }

  /**
   * @param {string} id
   * @param {Segments} data
   * @returns {DeckLayer}
   */
  lines(id, data) {
    return new this.gl.LineLayer({ id, data, widthUnits: "pixels", getWidth: 0.8 });
  }

  /**
   * Only blocks that reach under the place are asked: drawing all of them takes long without a graphics card.
   * @param {number} x in pixels from the panel's corner
   * @param {number} y
   * @returns {number | null}
   */
  pick(x, y) {
    if (!this.drawn) return null;
    const { outlines, view: { k, left, top } } = this.drawn, across = (x - left) / k, down = (y - top) / k;
    const blocks = blocksIn(outlines, { w: across, n: down, e: across, s: down });
    const ids = new Map(blocks.map((block) => [fillsOf(outlines, block), block]));
    const picked = blocks.length ? this.deck.pickObject({ x, y, layerIds: [...ids.keys()] }) : null;
    const block = picked && ids.get(picked.layer.id);
    return picked && block ? block.owner[picked.index] ?? null : null;
  }
}

/**
 * The name of the layer of a block's areas.
 * @param {Outlines} outlines
 * @param {Block} block
 */
function fillsOf({ level }, { first }) {
  return `fills ${level} ${first}`;
}

/**
 * The borders of a block's areas that are large enough to have some.
 * @param {Outlines} outlines
 * @param {Block} block
 * @param {number} k pixels a sheet unit
 */
export function bordersOf(outlines, block, k) {
  /** @type {[number, number][]} */
  const strong = [];
  for (let i = block.first; i < block.last; i++) {
    const [w, n, e, s] = outlines.boxes.subarray(4 * i, 4 * i + 4);
    const strength = borderStrength(k * Math.sqrt((e - w) * (s - n)));
    if (strength) strong.push([i, strength]);
  }
  return segments(outlines, strong);
}

/**
 * The lines of outlines from point to point, as typed arrays that deck.gl takes as they are.
 * @param {Outlines} outlines
 * @param {[number, number][]} strong outlines and how strong their lines are, from 0 to 255
 * @returns {Segments}
 */
function segments(outlines, strong) {
  const { pointAt, points } = outlines;
  const rings = strong.flatMap(([i, strength]) => {
    const [first, last] = ringsOf(outlines, i);
    return Array.from({ length: last - first }, (_, n) => [first + n, strength]);
  });
  const length = rings.reduce((sum, [ring]) => sum + pointAt[ring + 1] - pointAt[ring] - 1, 0);
  const source = new Float32Array(3 * length), target = new Float32Array(3 * length);
  const colour = new Uint8Array(4 * length);
  let n = 0;
  for (const [ring, strength] of rings) {
    for (let p = pointAt[ring]; p < pointAt[ring + 1] - 1; p++, n++) {
      source[3 * n] = points[2 * p];
      source[3 * n + 1] = points[2 * p + 1];
      target[3 * n] = points[2 * p + 2];
      target[3 * n + 1] = points[2 * p + 3];
      colour.fill(INK, 4 * n, 4 * n + 3);
      colour[4 * n + 3] = strength;
    }
  }
  return {
    length,
    attributes: {
      getSourcePosition: { value: source, size: 3 },
      getTargetPosition: { value: target, size: 3 },
      getColor: { value: colour, size: 4 },
    },
  };
}

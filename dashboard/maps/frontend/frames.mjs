// The colours and the words of a large map's frames: asked for when they are needed, and kept for a while.
import { inflated, requested } from "./server.mjs";

/** @import { Colours, LargeFrame } from "./types.d.ts" */

const MOST_COLOURS = 40, MOST_BLOCKS = 600, PAUSE = 50;

/** The colours of frames: those of the frame that a run shows come with it. */
export class FrameColours {
  constructor() {
    /** @type {Map<string, Promise<Colours>>} */
    this.known = new Map();
  }

  /**
   * @param {LargeFrame} frame
   * @returns {Promise<Colours>}
   */
  of(frame) {
    const known = this.known.get(frame.token);
    if (known) return known;
    if (this.known.size > MOST_COLOURS) this.known.clear();
    const colours = colouring(frame);
    colours.catch(() => this.known.delete(frame.token));
    this.known.set(frame.token, colours);
    return colours;
  }
}

/**
 * @param {LargeFrame} frame
 * @returns {Promise<Colours>}
 */
async function colouring(frame) {
  const { palette = [], fills = "" } = frame.fills === undefined
    ? await (await requested(`map/${frame.token}/colours`)).json() : frame;
  return { token: frame.token, palette, fills: await inflated(fills) };
}

/** The cards' lines: asked for in blocks of neighbours when an area has been looked at for a moment. */
export class Cards {
  /**
   * @param {number} block how many areas come at once
   * @param {(token: string) => void} arrived is told whose lines have come
   */
  constructor(block, arrived) {
    this.block = block;
    this.arrived = arrived;
    /** @type {Map<string, string[][]>} */
    this.known = new Map();
    /** @type {Map<string, ReturnType<typeof setTimeout>>} */
    this.pauses = new Map();
  }

  /**
   * The lines of an area, or none until they have come.
   * @param {string} token
   * @param {number} i
   * @returns {string[]}
   */
  lines(token, i) {
    const number = Math.floor(i / this.block), name = `${token} ${number}`, cards = this.known.get(name);
    if (cards) return cards[i % this.block] ?? [];
    clearTimeout(this.pauses.get(token));
    this.pauses.set(token, setTimeout(() => this.fetch(token, number), PAUSE));
    return [];
  }

  /**
   * @param {string} token
   * @param {number} number
   */
  async fetch(token, number) {
    this.pauses.delete(token);
    const cards = await requested(`map/${token}/cards/${number}`).then((answer) => answer.json()).catch(() => []);
    if (this.known.size > MOST_BLOCKS) this.known.clear();
    this.known.set(`${token} ${number}`, cards);
    this.arrived(token);
  }
}

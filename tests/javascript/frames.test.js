// The words and colours of large maps: asked for in blocks, once, after a moment.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { deflateSync } from "node:zlib";

import { Cards, FrameColours } from "../../dashboard/maps/frontend/frames.mjs";

const later = globalThis.setTimeout;
let requests = [], pending = new Map();

/** Lets the server answer from a record of paths. */
function serve(answers) {
  globalThis.document = { baseURI: "http://host/city/map" };
  globalThis.fetch = async (url) => {
    requests.push(String(url));
    const path = Object.keys(answers).find((each) => String(url).endsWith(each));
    return path ? { ok: true, json: async () => answers[path] } : { ok: false, status: 404 };
  };
}

/** Lets the moment pass and what was asked for arrive. */
async function moment() {
  const due = [...pending.values()];
  pending.clear();
  due.forEach((run) => run());
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

beforeEach(() => {
  requests = [];
  pending = new Map();
  globalThis.setTimeout = (run) => { const id = {}; pending.set(id, run); return id; };
  globalThis.clearTimeout = (id) => pending.delete(id);
});
afterEach(() => { globalThis.setTimeout = later; });

test("only the block of the area that is looked at for a moment is asked for, beside the page and once", async () => {
  serve({ "api/map/T/cards/1": [["a"], ["b"]] });
  const told = [], cards = new Cards(2, (token) => told.push(token));
  assert.deepEqual(cards.lines("T", 8), []);
  assert.deepEqual(cards.lines("T", 3), []);
  await moment();
  assert.deepEqual(requests, ["http://host/city/api/map/T/cards/1"]);
  assert.deepEqual([told, cards.lines("T", 2), cards.lines("T", 3)], [["T"], ["a"], ["b"]]);
  assert.equal(requests.length, 1);
});

test("a frame that is no longer kept has no words, and is not asked for again", async () => {
  serve({});
  const cards = new Cards(2, () => null);
  cards.lines("gone", 0);
  await moment();
  assert.deepEqual(cards.lines("gone", 0), []);
  await moment();
  assert.equal(requests.length, 1);
});

test("colours of the page are unpacked, others are fetched, and those that failed are tried again", async () => {
  const fills = deflateSync(Uint8Array.of(0, 2, 1)).toString("base64"), palette = ["#000000", "#ffffff", "missing"];
  serve({ "map/B/colours": { palette, fills } });
  const colours = new FrameColours();
  for (const frame of [{ title: "", token: "A", palette, fills }, { title: "", token: "B" }]) {
    const got = await colours.of(frame);
    assert.deepEqual([got.token, got.palette, [...got.fills]], [frame.token, palette, [0, 2, 1]]);
  }
  assert.equal(requests.length, 1);
  await assert.rejects(colours.of({ title: "", token: "C" }), /404/);
  serve({ "map/C/colours": { palette, fills } });
  assert.equal((await colours.of({ title: "", token: "C" })).token, "C");
});

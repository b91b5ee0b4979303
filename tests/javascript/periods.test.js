// Playing the periods, and stepping where motion is unwelcome. The elements are what the module needs of them.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Periods } from "../../dashboard/maps/frontend/periods.mjs";

const words = { stop: "Stop", next: "Next period", play: "Play", period: "Period" };
let still = false, ticking = null;

/** An element that keeps its attributes. */
function element() {
  return {
    attributes: {}, listeners: {}, append() {},
    setAttribute(name, value) { this.attributes[name] = value; },
    addEventListener(name, listener) { this.listeners[name] = listener; },
  };
}

/** A map of three periods that stands at the last one. */
function mapped() {
  const periods = ["2021", "2022", "2023"].map((code) => ({ code, title: `Year ${code}` }));
  const map = { data: { words, periods, at: 2 }, at: 2, shown: [], sent: [], announced: [] };
  map.show = (at) => { map.at = at; map.shown.push(at); };
  map.send = (name, value) => map.sent.push([name, value]);
  map.announce = (text) => map.announced.push(text);
  return map;
}

beforeEach(() => {
  globalThis.document = { createElement: element };
  globalThis.matchMedia = () => ({ matches: still });
  globalThis.setInterval = (run) => { ticking = run; return 1; };
  globalThis.clearInterval = (id) => { if (id) ticking = null; };
});

test("playing goes from the first period to the last, once, and then says so", () => {
  still = false;
  const map = mapped(), periods = new Periods(map);
  periods.play();
  assert.equal(periods.player.attributes["aria-label"], "Stop");
  ticking();
  ticking();
  assert.equal(ticking, null);
  assert.deepEqual([map.shown, map.announced, map.sent], [[0, 1, 2], ["Year 2023"], []]);
  assert.equal(periods.playing, false);
});

test("a second press stops, and the page is told the period", () => {
  still = false;
  const map = mapped(), periods = new Periods(map);
  periods.play();
  periods.play();
  assert.deepEqual([map.shown, map.sent, periods.playing], [[0], [["period", "2021"]], false]);
});

test("where motion is unwelcome each press is one step", () => {
  still = true;
  const map = mapped(), periods = new Periods(map);
  periods.showButton();
  assert.equal(periods.player.attributes["aria-label"], "Next period");
  periods.play();
  periods.play();
  assert.deepEqual([map.shown, map.sent.length, periods.playing], [[0, 1], 2, false]);
});

// Playing the periods, and stepping where motion is unwelcome. The elements are what the module needs of them.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Periods, SentPeriods } from "../../dashboard/maps/frontend/periods.mjs";

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

test("an answer to an older press undoes no later one, whatever comes together", () => {
  const sent = new SentPeriods();
  assert.equal(sent.accepts("2025", "2025", "of crime"), true);
  for (const code of ["2024", "2023", "2022", "2021"]) {
    assert.equal(sent.isNew(code, "2025"), true);
    sent.add(code);
  }
  assert.equal(sent.isNew("2021", "2025"), false);
  assert.equal(sent.accepts("2024", "2021", "of crime"), false);
  assert.equal(sent.accepts("2022", "2021", "of crime"), false, "2023 was answered together with it");
  assert.equal(sent.accepts("2021", "2021", "of crime"), true);
  assert.equal(sent.accepts("2024", "2021", "of crime"), true, "now somebody chose it elsewhere on the page");
});

test("back to where the server still is, before it has answered, is sent too", () => {
  const map = mapped(), periods = new Periods(map);
  map.at = 1;
  periods.settle();
  map.at = 2;
  periods.settle();
  assert.deepEqual(map.sent, [["period", "2022"], ["period", "2023"]]);
});

test("another indicator's answer counts, though its period was asked for before", () => {
  const sent = new SentPeriods();
  sent.accepts("2025", "2025", "of crime");
  sent.add("2024");
  sent.add("2023");
  assert.equal(sent.accepts("2024", "2023", "of noise"), true);
  assert.deepEqual(sent.codes, []);
});

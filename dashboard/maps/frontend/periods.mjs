// Going through the periods: a slider, and a button that plays them or, where motion is unwelcome, steps on.
import { button, html } from "./elements.mjs";

/** @import { DistrictMap } from "./district_map.mjs" */

const PACE = 1300;
const stepwise = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** The periods that were sent and not answered yet: an answer to an older press must undo no later one. */
export class SentPeriods {
  constructor() {
    /** @type {string[]} */
    this.codes = [];
    this.subject = "";
  }

  /**
   * Is this another period than the one that the server will be at?
   * @param {string} code
   * @param {string} answered the period that the server was at in its last answer
   */
  isNew(code, answered) {
    return code !== (this.codes.at(-1) ?? answered);
  }

  /** @param {string} code */
  add(code) {
    this.codes.push(code);
  }

  /**
   * Should the map go to the period of an answer? Not where it answers a press that a later one has overtaken.
   * @param {string} code the period of the answer
   * @param {string | undefined} shown the period that the map is at
   * @param {string} subject what the map shows: of another indicator every answer counts
   */
  accepts(code, shown, subject) {
    if (subject !== this.subject) this.codes = [];
    this.subject = subject;
    const place = this.codes.indexOf(code), overtaken = code !== shown && place >= 0 && place < this.codes.length - 1;
    this.codes = overtaken ? this.codes.slice(place + 1) : [];
    return !overtaken;
  }
}

export class Periods {
  /** @param {DistrictMap} map */
  constructor(map) {
    this.map = map;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.timer = undefined;
    this.sent = new SentPeriods();
    this.slider = html("input", { type: "range", min: 0, step: 1 });
    this.slider.addEventListener("input", () => { this.stop(); map.show(Number(this.slider.value)); });
    this.slider.addEventListener("change", () => this.settle());
    this.player = button("▶", () => this.play());
    this.title = html("output");
    this.row = html("div", { class: "time" }, this.player, this.slider, this.title);
  }

  get playing() {
    return this.timer !== undefined;
  }

  /** Takes what a run sent. */
  update() {
    const { words, periods } = this.map.data;
    this.slider.setAttribute("aria-label", words.period);
    this.slider.max = String(periods.length - 1);
    this.row.hidden = periods.length < 2;
  }

  /** Shows where the map is. */
  show() {
    const { data: { periods }, at } = this.map, title = periods[at]?.title ?? "";
    this.slider.value = String(at);
    this.slider.setAttribute("aria-valuetext", title);
    this.title.textContent = title;
    this.showButton();
  }

  showButton() {
    const { words } = this.map.data;
    const text = this.playing ? words.stop : stepwise() ? words.next : words.play;
    this.player.textContent = this.playing ? "■" : stepwise() ? "⏭" : "▶";
    this.player.setAttribute("aria-label", text);
    this.player.title = text;
  }

  play() {
    const { map } = this, last = map.data.periods.length - 1;
    const next = () => map.show(map.at >= last ? 0 : map.at + 1);
    if (this.playing || stepwise()) {
      if (!this.playing) next();
      this.stop();
      this.settle();
      return;
    }
    next();
    this.timer = setInterval(() => {
      if (map.at < last) map.show(map.at + 1);
      if (map.at >= last) { this.stop(); this.settle(); }
    }, PACE);
    this.showButton();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = undefined;
    this.showButton();
  }

  /** Says the period, and lets the page know it. */
  settle() {
    const { data: { periods, at: answered }, at } = this.map, { code, title } = periods[at];
    this.map.announce(title);
    if (!this.sent.isNew(code, periods[answered].code)) return;
    this.sent.add(code);
    this.map.send("period", code);
  }
}

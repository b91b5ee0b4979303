// Going through the periods: a slider, and a button that plays them or, where motion is unwelcome, steps on.
import { button, html } from "./elements.mjs";

/** @import { DistrictMap } from "./district_map.mjs" */

const PACE = 1300;
const stepwise = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export class Periods {
  /** @param {DistrictMap} map */
  constructor(map) {
    this.map = map;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.timer = undefined;
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
    const { data: { periods, at: sent }, at } = this.map;
    this.map.announce(periods[at].title);
    if (at !== sent) this.map.send("period", periods[at].code);
  }
}

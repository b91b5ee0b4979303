// Areas as a still picture that the server draws, for browsers without WebGL. It moves and zooms with the panel.
import { svg } from "./elements.mjs";

/** @import { Colours, Drawer, LargeShape, Outlines, Panel } from "./types.d.ts" */

/** @implements {Drawer} */
export class StillDrawer {
  /**
   * @param {Panel} panel
   * @param {LargeShape} shape
   */
  constructor(panel, shape) {
    this.shape = shape;
    this.token = "";
    this.image = svg("image", { width: shape.width, height: shape.height, "aria-hidden": "true" });
    this.image.addEventListener("load", () => { this.image.dataset.drawn = this.token; });
    panel.svg.prepend(this.image);
  }

  end() {
    this.image.remove();
  }

  /**
   * @param {Outlines} _outlines
   * @param {Colours} colours
   */
  draw(_outlines, { token }) {
    if (token === this.token) return;
    this.token = token;
    this.image.setAttribute("href", new URL(`api/map/${token}/${this.shape.digest}.svg`, document.baseURI).href);
  }

  pick() {
    return null;
  }
}

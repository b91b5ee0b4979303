// The types of what the modules of the maps hand to each other; only the type checker reads this file.

export interface Camera { x: number; y: number; w: number; h: number }

/** How sheet units become pixels of a panel: `x * k + left`, `y * k + top`; the panel's size in pixels. */
export interface Projection { k: number; left: number; top: number; across: number; down: number }

/** Where a name stands and how much room is there: x, y, width, in sheet units. */
export type Spot = [number, number, number];

export interface Areas {
  ids: string[];
  names: string[];
  spots: Spot[];
  /** Titles of parts that stand apart: x, y, title. */
  parts: [number, number, string][];
  /** The place of an id in the lists above, or -1. */
  at(id: string | null): number;
  /** The outline of an area as the `d` of an SVG path. */
  path(i: number): string;
  /** The areas' places in the order of their names. */
  order(): number[];
}

export interface SheetSize { key: string; width: number; height: number }

export interface PathShape extends SheetSize {
  ids: string[];
  names: string[];
  spots: Spot[];
  parts: [number, number, string][];
  paths: string[];
}

export interface LargeShape extends SheetSize { digest: string; count: number; tolerances: number[] }

export interface Frame { title: string }
export interface PathFrame extends Frame { fills: string[]; lines: string[][] }
export interface LargeFrame extends Frame { token: string; palette?: string[]; fills?: string }

export interface PanelData<F extends Frame = Frame> { label: string; frames: F[] }
export interface Period { code: string; title: string }

/** What a run of the page sends. */
export interface MapData<S extends SheetSize = SheetSize, F extends Frame = Frame> {
  shape: S;
  panels: PanelData<F>[];
  periods: Period[];
  at: number;
  stamp: string;
  selected: string | null;
  marked: string[];
  words: Record<string, string>;
  block?: number;
}

export interface Panel {
  index: number;
  svg: SVGSVGElement;
  sheet: HTMLElement;
  figure: HTMLElement;
  caption: HTMLElement;
  card: HTMLElement;
  marks: SVGElement;
  names: SVGElement;
  frame: Frame;
}

/** How areas are drawn and what is known of them. */
export interface Surface {
  /** What is known of the areas; null until it is there. */
  areas: Areas | null;
  /** How far one may zoom in. */
  deepest: number;
  /** Makes the parts of a panel that lie below marks and names. */
  fill(panel: Panel): void;
  /** Begins to fetch what is missing; called once, when all panels are there. */
  open(): void;
  close(): void;
  /** Shows the colours and words of the panel's frame. */
  paint(panel: Panel): void;
  /** Draws anew after the camera moved. */
  redraw(): void;
  /** The lines of an area's card; empty until they are there. */
  lines(panel: Panel, i: number): string[];
  /** The element that stands for an area by keyboard. */
  stand(panel: Panel, i: number): SVGElement;
  /** Which areas may bear a name. */
  named(panel: Panel): number[];
}

export type Send = (name: "picked" | "mark" | "period", value: string) => void;

/** What Streamlit hands to a component. */
export interface ComponentArguments<D> {
  data: D;
  parentElement: HTMLElement | ShadowRoot;
  setTriggerValue: Send;
}

/** Outlines of one level of detail. All but the first two are laid out as `decoded` in mesh.mjs says. */
export interface Mesh {
  level: number;
  count: number;
  points: Uint16Array;
  outer: Uint32Array;
  ringAt: Uint32Array;
  pointAt: Uint32Array;
  cornerAt: Uint32Array;
  before: Uint32Array;
  owner: Uint32Array;
  corners: Uint32Array;
  reach: Uint16Array;
  blocks: { first: number; last: number; w: number; n: number; e: number; s: number }[];
  cells?: { cellAt: Uint32Array; areas: Uint32Array };
}

export interface Colours { token: string; palette: string[]; fills: Uint8Array }

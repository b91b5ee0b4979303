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
}

export interface LargeMapData extends MapData<LargeShape, LargeFrame> {
  /** So many cards come at once. */
  block: number;
  /** Where deck.gl lies, seen from the page. */
  deckgl: string;
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

/** Neighbouring areas of a level, from the first up to before the last. */
export interface Block {
  first: number;
  last: number;
  w: number;
  n: number;
  e: number;
  s: number;
  /** Whose each of its polygons is. */
  owner: Uint32Array;
  /** How many polygons it has; the same object each time, so that deck.gl triangulates once. */
  polygons: { length: number };
}

/**
 * Outlines of one level of detail, in sheet units. Outline `i` has the polygons from `polygonAt[i]` up to before
 * `polygonAt[i + 1]`, and so on down to points; rings are closed. The last outline is that of all areas together.
 */
export interface Outlines {
  level: number;
  count: number;
  polygonAt: Uint32Array;
  ringAt: Uint32Array;
  pointAt: Uint32Array;
  points: Float32Array;
  /** West, north, east, south of each outline. */
  boxes: Float32Array;
  blocks: Block[];
  around?: Segments;
}

/** Lines from point to point as deck.gl's attributes: places (x, y, 0), and a colour each. */
export interface Segments {
  length: number;
  attributes: Record<string, { value: Float32Array | Uint8Array; size: number }>;
}

/** The colour of each area as its place in a palette of colours (`#rrggbb`) and states. */
export interface Colours { token: string; palette: string[]; fills: Uint8Array }

/** What draws the areas of a panel. */
export interface Drawer {
  draw(outlines: Outlines, colours: Colours, view: Projection): void;
  /** The area at a place in pixels. */
  pick(x: number, y: number): number | null;
  end(): void;
}

// What is used of deck.gl.

type Accessor<T> = (object: unknown, info: { index: number; target: number[] }) => T;

export interface DeckLayer { id: string }

export interface SolidPolygonProps {
  id: string;
  data: { length: number };
  positionFormat: "XY";
  pickable: boolean;
  updateTriggers: Record<string, string>;
  extensions: object[];
  _normalize: false;
  getPolygon: Accessor<Float32Array | { positions: Float32Array; holeIndices: number[] }>;
  getFillColor: Accessor<number[]>;
}

export interface LineProps {
  id: string;
  data: Segments;
  widthUnits: "pixels";
  getWidth: number;
}

export interface DeckProps {
  canvas?: HTMLCanvasElement;
  views?: object;
  useDevicePixels?: number;
  viewState?: { target: [number, number, number]; zoom: number };
  layers?: DeckLayer[];
  onAfterRender?: () => void;
  onError?: (error: Error) => void;
}

export interface Deck {
  setProps(props: DeckProps): void;
  pickObject(at: { x: number; y: number; layerIds: string[] }): { index: number; layer: DeckLayer } | null;
  finalize(): void;
}

export interface DeckGl {
  Deck: new (props: DeckProps) => Deck;
  OrthographicView: new (props: { id: string; controller: boolean }) => object;
  SolidPolygonLayer: new (props: SolidPolygonProps) => DeckLayer;
  LineLayer: new (props: LineProps) => DeckLayer;
  LayerExtension: new () => object;
}

// The map of very many districts: outlines fetched once, colours with each run, words when an area is looked at.
import { component } from "./district_map.mjs";
import { LargeSurface } from "./large_surface.mjs";

export default component((map) => new LargeSurface(map));

// The map of a city of few districts: a path each, which is a button for keyboard and screen readers.
import { component } from "./district_map.mjs";
import { PathSurface } from "./path_surface.mjs";

export default component((map) => new PathSurface(map));

// The map of very many districts: outlines fetched once, colours with each run, words when an area is looked at.
import { component } from "./district_map.mjs";
import { MeshSurface } from "./mesh_surface.mjs";

export default component((map) => new MeshSurface(map));

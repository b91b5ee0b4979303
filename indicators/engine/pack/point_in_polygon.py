"""Millions of points to their districts: most by looking up a cell, only those near a border by a test.

A raster lies over all outlines. A cell that no border touches lies wholly in a district or in none, and so do its
points. The other cells know the districts whose borders touch them; only there GEOS tests, with the
outlines as they are, whether a point is in. No point is rounded: answers are those of asking every district.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from indicators.engine.pack import raster as supercover

Floats = NDArray[np.float64]

_FEW = 2_000
_VERTICES_PER_POINT = 8
_MOST_CELLS = 2**24
_MOST_ACROSS = 2**14
_CELLS_PER_DISTRICT = 4096
_LEAST_CELLS = 2**18
_CELLS_PER_POINT = 8
_BLOCK = 500_000
_MOST_OVERLAP = 8


@dataclass(frozen=True)
class CellGrid:
    """Cells over a bounding box; `bounds` are the least and the most of x and y of all outlines."""

    bounds: tuple[float, float, float, float]
    origin: tuple[float, float]
    scale: tuple[float, float]
    columns: int
    rows: int

    def places(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """In cells from the corner. Never decreasing in x and y, so that what lies between stays between."""
        return (x - self.origin[0]) * self.scale[0], (y - self.origin[1]) * self.scale[1]

    def cells(self, x: Floats, y: Floats) -> NDArray[np.int32]:
        """The number of the cell of points that lie within the bounds."""
        across, up = self.places(x, y)
        numbers = up.astype(np.int32)
        numbers *= self.columns
        numbers += across.astype(np.int32)
        return numbers


@dataclass(frozen=True)
class Raster:
    """What is known of each cell; districts are numbered as in the file, `len(shapes)` stands for none.

    `known` holds for a cell the first district that covers it, or, where borders touch it, `len(shapes) + 1` plus
    its number among the border cells. A border cell has the districts to be tested, in the file's order, in
    `candidates[starts[i] : starts[i + 1]]`, and `whole[i]`: the first district that covers it, after all of those.
    `shapes` are copies of the outlines, prepared: one thread at a time may use them.
    """

    grid: CellGrid
    known: NDArray[np.int32]
    starts: NDArray[np.int64]
    candidates: NDArray[np.int32]
    whole: NDArray[np.int32]
    shapes: NDArray[np.object_]

    def assign(self, x: Floats, y: Floats) -> NDArray[np.int32]:
        """The first district in the file that holds each point, borders included; `len(shapes)` for none."""
        assigned = np.empty(len(x), dtype=np.int32)
        for start in range(0, len(x), _BLOCK):
            part = slice(start, start + _BLOCK)
            assigned[part] = self._block(x[part], y[part])
        return assigned

    def _block(self, x: Floats, y: Floats) -> NDArray[np.int32]:
        none = len(self.shapes)
        west, south, east, north = self.grid.bounds
        within = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        if not within.all():
            assigned = np.full(len(x), none, dtype=np.int32)
            if within.any():
                assigned[within] = self._block(x[within], y[within])
            return assigned
        assigned = self.known[self.grid.cells(x, y)]
        near = np.flatnonzero(assigned > none)
        cell = assigned[near] - (none + 1)
        assigned[near] = self.whole[cell]
        self._test_borders(assigned, near, cell, x, y)
        return assigned

    def _test_borders(
        self,
        assigned: NDArray[np.int32],
        near: NDArray[np.intp],
        cell: NDArray[np.int32],
        x: Floats,
        y: Floats,
    ) -> None:
        """Asks the districts of border cells in turn until one holds the point; writes into `assigned`."""
        import shapely

        turn, last = self.starts[cell], self.starts[cell + 1]
        while near.size:
            district = self.candidates[turn]
            order = np.argsort(district, kind="stable")  # one outline after another stays in the cache
            near, turn, last, district = near[order], turn[order], last[order], district[order]
            holds = shapely.intersects_xy(self.shapes[district], x[near], y[near])
            assigned[near[holds]] = district[holds]
            turn = turn + 1
            left = ~holds & (turn < last)
            near, turn, last = near[left], turn[left], last[left]


def first_holding(x: Floats, y: Floats, shapes: NDArray[np.object_]) -> NDArray[np.int32]:
    """The number of the first of the outlines that holds each point, borders included; `len(shapes)` for none."""
    import shapely

    few = len(x) < max(_FEW, shapely.get_num_coordinates(shapes).sum() // _VERTICES_PER_POINT)
    made = None if few else raster(shapes, len(x))
    return without_raster(x, y, shapes) if made is None else made.assign(x, y)


def without_raster(x: Floats, y: Floats, shapes: NDArray[np.object_]) -> NDArray[np.int32]:
    """As `first_holding`, from the outlines alone: quicker for few points, and possible for any geometry."""
    import shapely

    assigned = np.full(len(x), len(shapes), dtype=np.int32)
    usable = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    points, areas = shapely.STRtree(shapes).query(
        shapely.points(x[usable], y[usable]), predicate="intersects"
    )
    np.minimum.at(assigned, usable[points], areas.astype(np.int32))
    return assigned


def raster(shapes: NDArray[np.object_], points: int) -> Raster | None:
    """The raster for so many points; None where there can be none.

    Outlines are polygons, valid ones: what lies inside of one that crosses itself is nobody's guess. There is no
    raster of other geometries, of outlines on top of each other many times over, and of those without any extent.
    """
    import shapely

    if not np.isin(shapely.get_type_id(shapes), (-1, 3, 6)).all():
        return None
    outlines = shapely.force_2d(shapes)
    grid = _grid(*shapely.total_bounds(outlines).tolist(), districts=len(shapes), points=points)
    if grid is None or np.nansum(shapely.area(outlines)) > _MOST_OVERLAP * _area(grid):
        return None
    rings = supercover.polygons(outlines)
    u, v = grid.places(rings.u, rings.v)
    if not (np.isfinite(u).all() and np.isfinite(v).all()):
        return None
    known = np.full(grid.columns * grid.rows, len(shapes), dtype=np.int32)
    borders = []
    for piece in supercover.pieces(replace(rings, u=u, v=v)):
        covered = supercover.covered(piece, grid.columns, grid.rows)
        supercover.fill(known, covered)
        borders.append(covered.touched * len(shapes) + covered.touched_by)
    shapely.prepare(outlines)
    return _with_borders(grid, known, np.sort(np.concatenate(borders)), outlines)


def _with_borders(
    grid: CellGrid, known: NDArray[np.int32], borders: NDArray[np.int64], outlines: NDArray[np.object_]
) -> Raster:
    """`borders`: ascending numbers of cell x districts + district, perhaps more than once."""
    cell, district = np.divmod(borders[np.diff(borders, prepend=-1) > 0], len(outlines))
    undecided = district < known[cell]
    cell, district = cell[undecided], district[undecided].astype(np.int32)
    starts = np.flatnonzero(np.diff(cell, prepend=-1))
    own = cell[starts]
    whole = known[own]
    known[own] = len(outlines) + 1 + np.arange(len(own))
    return Raster(grid, known, np.append(starts, len(cell)), district, whole, outlines)


def _grid(
    west: float, south: float, east: float, north: float, *, districts: int, points: int
) -> CellGrid | None:
    width, height = east - west, north - south
    cells = min(_MOST_CELLS, _CELLS_PER_POINT * points, max(_LEAST_CELLS, _CELLS_PER_DISTRICT * districts))
    if not (np.isfinite(width * height) and width * height > 0):
        return None
    across = int(np.clip(np.sqrt(cells * width / height), 1, min(cells, _MOST_ACROSS)))
    up = int(np.clip(cells // across, 1, _MOST_ACROSS))
    scale = (across / width, up / height)
    if not np.isfinite(scale).all():
        return None
    # A cell to spare on each side keeps what lies on the bounds away from the raster's own edge.
    origin = (west - 1 / scale[0], south - 1 / scale[1])
    return CellGrid((west, south, east, north), origin, scale, across + 3, up + 3)


def _area(grid: CellGrid) -> float:
    west, south, east, north = grid.bounds
    return (east - west) * (north - south)

"""Where Bellhaven lies: 24 invented districts in four boroughs around an estuary, in the open sea near 30 W,
47 N.

The map, the names, the deprivation levels and the district sizes are the same for every seed: a seed changes
what is measured in the city, not the city. Distances are planned in kilometres and turned into degrees last.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MAP_SEED = 20_260
ORIGIN = (-30.0, 47.0)
KM_PER_DEGREE = (111.32 * np.cos(np.radians(47.0)), 111.2)
SAFE_DISTANCE = 5e-5
"""Points stay this many degrees (some 4 m) inside their district, so that rounding can't move them over a
border."""

NAMES = {
    "Harbour": ("Old Quay", "Saltmarsh", "Ropewalk", "Gull Stairs", "Anchor Green", "Breakwater"),
    "Riverside": ("Millbrook", "Weir Bank", "Heron Meadow", "Tanners Row", "Osier Holt", "Ferry Lane"),
    "Hillside": ("Lantern Hill", "Orchard Rise", "Larkfield", "Windmill Heath", "Beacon Top", "Quarry Wood"),
    "Northgate": (
        "Tollbar",
        "Hawthorn Cross",
        "Foxglove Park",
        "Kiln Common",
        "Market Garth",
        "Thistle Down",
    ),
}
HARBOUR_MOUTH = (7.2, 2.4)
LAND = (
    (0.3, 3.0), (1.4, 1.9), (2.9, 1.2), (4.2, 1.5), (5.2, 2.4), (6.0, 2.6), (6.6, 2.9), (6.9, 4.4),
    (6.6, 5.9), (6.8, 6.9), (7.0, 6.9), (6.95, 5.9), (7.35, 4.5), (7.5, 2.9), (8.4, 2.3), (9.6, 1.3),
    (11.1, 1.6), (12.4, 2.9), (13.1, 4.7), (12.7, 6.6), (13.0, 8.4), (11.9, 10.3), (9.9, 11.2), (7.4, 11.6),
    (4.7, 11.1), (2.6, 10.2), (1.0, 8.6), (0.1, 6.5), (-0.2, 4.6),
)  # fmt: skip
"""The coast in kilometres; the estuary cuts in at (6.6, 2.9) and ends at (6.9, 6.9), so both banks meet
upstream."""


@dataclass(frozen=True)
class Places:
    """The districts, in the order of their ids. `deprivation` runs from 0 (best off) to 1 (Old Quay)."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    boroughs: tuple[str, ...]
    outlines: tuple[shapely.Polygon, ...]
    deprivation: Floats
    persons: Floats
    closeness: Floats
    square_km: Floats


@dataclass(frozen=True)
class Triangles:
    """The districts cut into triangles, to draw points without a rejected one. `last` is the running share of
    each district's triangles, shifted by the district's number, so that one search finds the triangle of any
    point."""

    corners: Floats
    last: Floats


@lru_cache(maxsize=1)
def places() -> Places:
    """The map, made once a process (about 50 ms)."""
    rng = np.random.default_rng(MAP_SEED)
    land = shapely.Polygon(LAND)
    seeds = relax(scatter(land, 24, rng), land)
    boroughs, order = assign_boroughs(seeds)
    seeds = seeds[order]
    outlines = tuple(to_degrees(cell) for cell in tile(seeds, land))
    distance = np.hypot(*(seeds[:, None, :] - seeds[None, :, :]).transpose(2, 0, 1))
    closeness = np.exp(-((distance / 2.2) ** 2))
    closeness /= closeness.sum(axis=1, keepdims=True)
    return Places(
        ids=tuple(f"B{number:02d}" for number in range(1, 25)),
        names=tuple(name for names in NAMES.values() for name in names),
        boroughs=boroughs,
        outlines=outlines,
        deprivation=deprivation_of(seeds, closeness, rng),
        persons=sizes(rng),
        closeness=closeness,
        square_km=np.array([shapely.area(outline) for outline in outlines])
        * KM_PER_DEGREE[0]
        * KM_PER_DEGREE[1],
    )


def scatter(land: shapely.Polygon, count: int, rng: np.random.Generator) -> Floats:
    """Jittered points on a grid, those on land, thinned to `count`."""
    grid = np.stack(np.meshgrid(np.arange(0.8, 13, 2.15), np.arange(1.2, 11.5, 1.95)), axis=-1).reshape(-1, 2)
    points = grid + rng.uniform(-0.55, 0.55, grid.shape)
    points = points[shapely.contains_xy(land, points[:, 0], points[:, 1])]
    return points[np.sort(rng.choice(len(points), count, replace=False))]


def relax(seeds: Floats, land: shapely.Polygon) -> Floats:
    """Two of Lloyd's (1982) steps: each seed moves half-way to the centre of its cell, so no district is a
    sliver."""
    for _ in range(2):
        centres = np.array([cell.centroid.coords[0] for cell in cells(seeds, land)])
        seeds = (seeds + centres) / 2
    return seeds


def cells(seeds: Floats, land: shapely.Polygon) -> list[shapely.Polygon]:
    """The part of the land nearest to each seed, in the order of the seeds. A cell cut in two by water keeps
    its larger part; the islands that remain go to the district that they share the longest border with."""
    drawn = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=land.envelope, ordered=True)
    parts = [sorted(shapely.get_parts(cell.intersection(land)), key=shapely.area) for cell in drawn.geoms]
    main = [part[-1] for part in parts]
    for island in (piece for part in parts for piece in part[:-1]):
        shared = [shapely.length(shapely.intersection(island, cell)) for cell in main]
        main[int(np.argmax(shared))] = shapely.union(main[int(np.argmax(shared))], island)
    return main


def tile(seeds: Floats, land: shapely.Polygon) -> list[shapely.Polygon]:
    """The cells with roughened borders. Every corner moves by a function of where it is, so two neighbours'
    common corners move alike and the tiling stays exact."""
    corners = shapely.MultiPoint(
        np.concatenate([shapely.get_coordinates(cell) for cell in cells(seeds, land)])
    )
    smooth = [shapely.snap(cell, corners, 1e-7) for cell in cells(seeds, land)]
    return [shapely.transform(shapely.segmentize(cell, 0.22), roughen) for cell in smooth]


def roughen(xy: Floats) -> Floats:
    """Kilometres moved by three waves; the slopes stay well below 1, so no border folds over itself."""
    x, y = np.round(xy, 6).T
    east = 0.14 * np.sin(2.3 * y + 0.7) + 0.06 * np.sin(6.1 * y + 1.9 * x) + 0.025 * np.sin(13 * y - 5 * x)
    north = 0.14 * np.sin(2.1 * x + 1.3) + 0.06 * np.sin(5.7 * x - 2.3 * y) + 0.025 * np.sin(12 * x + 7 * y)
    return np.column_stack([x + east, y + north])


def to_degrees(cell: shapely.Polygon) -> shapely.Polygon:
    """Longitude and latitude to six places (0.1 m), counter-clockwise as RFC 7946 asks."""
    placed = shapely.transform(cell, lambda xy: np.round(ORIGIN + xy / KM_PER_DEGREE, 6))
    return shapely.orient_polygons(placed)


def assign_boroughs(seeds: Floats) -> tuple[tuple[str, ...], NDArray[np.intp]]:
    """Six seeds a borough: nearest the harbour mouth, then furthest north, then along the river, then the
    hills.

    Returns the boroughs in the order of the district ids, and the order that brings the seeds there.
    """
    free = np.arange(len(seeds))
    harbour = free[np.argsort(np.hypot(*(seeds - HARBOUR_MOUTH).T))[:6]]
    free = np.setdiff1d(free, harbour)
    north = free[np.argsort(-seeds[free, 1])[:6]]
    free = np.setdiff1d(free, north)
    river = free[np.argsort(-seeds[free, 0])[:6]]
    hills = np.setdiff1d(free, river)
    return tuple(borough for borough in NAMES for _ in range(6)), np.concatenate(
        [harbour, river, hills, north]
    )


def deprivation_of(seeds: Floats, closeness: Floats, rng: np.random.Generator) -> Floats:
    """Worst at the harbour, better up the hills, with a second poor quarter in the north-east; 0 to 1 by rank
    and size together, so that neither end bunches."""
    noise = closeness @ rng.normal(0, 1, len(seeds))
    raw = np.exp(-np.hypot(*(seeds - seeds[0]).T) / 3.5) + 0.55 * np.exp(
        -np.hypot(*(seeds - (11.0, 8.5)).T) / 2
    )
    raw = raw + 0.12 * noise + 0.05 * rng.normal(size=len(seeds))
    raw[0] = raw.max() + 0.05
    rank = np.argsort(np.argsort(raw)) / (len(seeds) - 1)
    return np.asarray(0.6 * rank + 0.4 * (raw - raw.min()) / (raw.max() - raw.min()))


def sizes(rng: np.random.Generator) -> Floats:
    """Persons in 2016: 24 sizes between 9,300 and 31,000, shuffled; Old Quay is of middling size."""
    persons = rng.permutation(np.linspace(9_300, 31_000, 24))
    middling = int(np.argmin(np.abs(persons - 19_000)))
    persons[[0, middling]] = persons[[middling, 0]]
    return persons


@lru_cache(maxsize=1)
def triangles() -> Triangles:
    """Triangles of all districts; some are livelier than others, so that points cluster as offences do."""
    rng = np.random.default_rng(MAP_SEED + 1)
    corners, last = [], []
    for number, outline in enumerate(places().outlines):
        pieces = shapely.get_parts(
            shapely.constrained_delaunay_triangles(shapely.buffer(outline, -SAFE_DISTANCE))
        )
        weight = shapely.area(pieces) * rng.lognormal(0, 0.8, len(pieces))
        running = np.cumsum(weight) / weight.sum()
        running[-1] = 1.0
        corners.append(shapely.get_coordinates(pieces).reshape(-1, 4, 2)[:, :3])
        last.append(running + number)
    return Triangles(np.concatenate(corners), np.concatenate(last))


def points_in(district: NDArray[np.intp], rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A longitude and a latitude inside each of the given districts (numbers from 0), rounded to five
    places."""
    cut = triangles()
    chosen = np.searchsorted(cut.last, district + rng.random(len(district)), side="right")
    a, b = rng.random((2, len(district)))
    fold = a + b > 1
    a, b = np.where(fold, 1 - a, a), np.where(fold, 1 - b, b)
    first, second, third = cut.corners[chosen].transpose(1, 2, 0)
    longitude, latitude = first + a * (second - first) + b * (third - first)
    return np.round(longitude, 5), np.round(latitude, 5)

"""Outlines as the page's own map and the files draw them: whole numbers on a sheet of a thousand, made once."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd

SIZE = 1000


@dataclass(frozen=True)
class Shapes:
    """A path each district, where its name stands and how much room is there; the sheet's width and height."""

    key: str
    width: int
    height: int
    ids: tuple[str, ...]
    names: tuple[str, ...]
    paths: tuple[str, ...]
    spots: tuple[tuple[int, int, int], ...]
    parts: tuple[tuple[int, int, str], ...] = ()


def shapes(districts: "gpd.GeoDataFrame", scattered: bool = False) -> Shapes:
    """The districts' shapes, in their order. North is up; a degree of longitude is as short as it is there.

    Parts that lie far apart (`scattered`) stand side by side under their names, all on one scale.
    """
    whole = ("",) * len(districts)
    return _shapes(
        tuple(districts["district_id"]),
        tuple(districts["district"]),
        tuple(districts["parent"].fillna("")) if scattered else whole,
        tuple(districts.geometry.to_wkb()),
    )


@lru_cache(maxsize=64)
def _shapes(
    ids: tuple[str, ...], names: tuple[str, ...], parents: tuple[str, ...], wkb: tuple[bytes, ...]
) -> Shapes:
    sheet = laid_out(shapely.from_wkb(list(wkb)), np.array(parents))
    key = f"{hash((ids, parents, wkb)) & 0xFFFFFFFFFFFF:x}"
    paths = tuple(map(_path, sheet.drawn))
    spots = tuple((round(x), round(y), round(room)) for x, y, room in places_of_names(sheet.drawn))
    parts = tuple((round(x), round(y), name) for x, y, name in sheet.titles)
    return Shapes(key, round(sheet.across), round(sheet.down), ids, names, paths, spots, parts)


@dataclass(frozen=True)
class LaidOut:
    """Outlines on a sheet whose longer side is `SIZE`: where each lies, the titles of parts that stand apart."""

    drawn: np.ndarray
    across: float
    down: float
    titles: tuple[tuple[float, float, str], ...]


def laid_out(outlines: np.ndarray, parts: np.ndarray) -> LaidOut:
    """Outlines in degrees put on the sheet; those of one named part stay where they lie to each other."""
    blocks = {name: _Block.around(outlines[parts == name]) for name in dict.fromkeys(parts.tolist())}
    places, across, down = _side_by_side(list(blocks.values()))
    scale = SIZE / max(across, down, 1e-9)
    drawn = np.empty(len(outlines), dtype=object)
    for (name, block), (x, y) in zip(blocks.items(), places, strict=True):
        drawn[parts == name] = block.on_sheet(outlines[parts == name], x, y, scale)
    titles = tuple(
        ((x + block.across / 2) * scale, (y - block.down * 0.05) * scale, name)
        for (name, block), (x, y) in zip(blocks.items(), places, strict=True)
        if name
    )
    return LaidOut(drawn, across * scale, down * scale, titles)


@dataclass(frozen=True)
class _Block:
    """Outlines that are drawn where they lie to each other: their corner, and how large they are on the ground."""

    west: float
    north: float
    squeeze: float
    across: float
    down: float

    @classmethod
    def around(cls, outlines: np.ndarray) -> "_Block":
        west, south, east, north = map(float, shapely.total_bounds(outlines))
        squeeze = math.cos(math.radians((south + north) / 2))
        return cls(west, north, squeeze, (east - west) * squeeze, north - south)

    def on_sheet(self, outlines: np.ndarray, x: float, y: float, scale: float) -> np.ndarray:
        def moved(points: np.ndarray) -> np.ndarray:
            plain = (points - (self.west, self.north)) * (self.squeeze, -1) + (x, y)
            return np.asarray(plain * scale)

        on_sheet: np.ndarray = shapely.transform(outlines, moved)
        return on_sheet


def _side_by_side(blocks: Sequence[_Block]) -> tuple[list[tuple[float, float]], float, float]:
    """Where each block begins, in rows of about three to two, and the size of the whole."""
    if len(blocks) == 1:
        return [(0.0, 0.0)], blocks[0].across, blocks[0].down
    columns = math.ceil(math.sqrt(1.5 * len(blocks)))
    wide, tall = max(b.across for b in blocks) * 1.06, max(b.down for b in blocks) * 1.2
    places = [
        (n % columns * wide + (wide - block.across) / 2, n // columns * tall + tall - block.down)
        for n, block in enumerate(blocks)
    ]
    return places, columns * wide, math.ceil(len(blocks) / columns) * tall


def _path(outline: shapely.Geometry) -> str:
    """An outline as an SVG path of steps in whole numbers."""
    return "".join(
        _ring(ring) for part in shapely.get_parts(outline) for ring in (part.exterior, *part.interiors)
    )


def _ring(ring: shapely.LinearRing) -> str:
    points = np.rint(shapely.get_coordinates(ring)).astype(int)[:-1]
    steps = np.diff(points, axis=0)
    steps = steps[np.any(steps != 0, axis=1)]
    return (
        f"M{points[0][0]} {points[0][1]}"
        + ("l" + " ".join(f"{x} {y}" for x, y in steps.tolist()) if len(steps) else "")
        + "z"
    )


def places_of_names(drawn: np.ndarray) -> list[tuple[float, float, float]]:
    """Where a name stands: the middle of the widest place of the largest part, and how wide that place is."""
    parts, owner = shapely.get_parts(drawn, return_index=True)
    order = np.lexsort((-shapely.area(parts), owner))
    largest = parts[order[np.searchsorted(owner[order], np.arange(len(drawn)))]]
    points = shapely.point_on_surface(largest)
    x, y = shapely.get_x(points), shapely.get_y(points)
    lines = shapely.linestrings(
        np.stack(
            [np.column_stack([np.full(len(y), -SIZE), y]), np.column_stack([np.full(len(y), 2 * SIZE), y])], 1
        )
    )
    inside = shapely.intersection(largest, lines)
    return [(at, up, _room(line, at)) for at, up, line in zip(x.tolist(), y.tolist(), inside, strict=True)]


def _room(inside: shapely.Geometry, at: float) -> float:
    """The width of the piece of a level line that holds the point."""
    for piece in shapely.get_parts(inside):
        west, _south, east, _north = piece.bounds
        if west <= at <= east:
            return float(east - west)
    return 0.0

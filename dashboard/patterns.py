"""Patterns for what has no value, as lines and dots inside the outlines: they show, print, need no colour."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import affinity

if TYPE_CHECKING:
    import geopandas as gpd

Bounds = tuple[float, float, float, float]


def extent(districts: "gpd.GeoDataFrame") -> Bounds:
    """West, south, east, north of all outlines."""
    west, south, east, north = map(float, districts.total_bounds)
    return west, south, east, north


@dataclass(frozen=True)
class Pattern:
    """Angles of its lines in degrees (none: dots) and the number of lines across the map."""

    angles: tuple[float, ...]
    lines: int


PATTERNS = {
    "suppressed": Pattern((45.0,), 60),
    "too_few": Pattern((), 70),
    "missing": Pattern((45.0, 135.0), 45),
    "not_collected": Pattern((0.0,), 45),
}


@lru_cache(maxsize=64)
def _lines(bounds: Bounds, pattern: Pattern) -> shapely.Geometry:
    west, south, east, north = bounds
    reach = max(east - west, north - south)
    middle = ((west + east) / 2, (south + north) / 2)
    offsets = np.linspace(-reach, reach, 2 * pattern.lines)
    flat = shapely.MultiLineString(
        [[(middle[0] - reach, middle[1] + o), (middle[0] + reach, middle[1] + o)] for o in offsets]
    )
    return shapely.union_all([affinity.rotate(flat, angle, origin=middle) for angle in pattern.angles])


def hatch(outlines: Iterable[shapely.Geometry], status: str, bounds: Bounds) -> list[list[list[float]]]:
    """The pattern's lines inside the outlines, each a list of coordinates."""
    pattern = PATTERNS[status]
    if not pattern.angles:
        return []
    inside = shapely.intersection(_lines(bounds, pattern), shapely.union_all(list(outlines)))
    parts = shapely.get_parts(inside)
    return [
        np.round(shapely.get_coordinates(part), 5).tolist()
        for part in parts
        if part.geom_type == "LineString"
    ]


def dots(outlines: Iterable[shapely.Geometry], bounds: Bounds) -> list[list[float]]:
    """The dots of `too few` inside the outlines."""
    west, south, east, north = bounds
    step = max(east - west, north - south) / PATTERNS["too_few"].lines
    x, y = np.meshgrid(np.arange(west, east, step), np.arange(south, north, step))
    x[1::2] += step / 2
    area = shapely.union_all(list(outlines))
    shapely.prepare(area)
    inside = shapely.contains_xy(area, x.ravel(), y.ravel())
    return np.round(np.column_stack([x.ravel()[inside], y.ravel()[inside]]), 5).tolist()

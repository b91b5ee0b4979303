"""Outlines of many districts as triangles of whole numbers: made once, sent once, drawn by the graphics card.

A mesh holds every district's rings and the triangles that fill them, in the districts' order. Places are whole
numbers from 0 to `GRID` along the sheet's longer side. As bytes, little endian, every part begins at a multiple of
four: six `uint32` (a mark, districts, rings, points, triangles, outer points), rings a district (`uint16`), points a
ring and triangles a district (`uint32`), steps from point to point, across and down, then corners, each counted from
its district's first point, then steps from one outer point to the next (`uint32`). Steps of places and corners stand
as all low bytes first and all high bytes behind, which packs better; steps go around (modulo 65,536) and are folded
so that small ones are small numbers.
"""

import gzip
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from dashboard.maps.outlines import SIZE

GRID = 65535
MARK = 0x4C574F54
"""`TOWL`: what a mesh begins with."""
FINE = SIZE / 1e6
"""Points are put on a grid this fine first: neighbours whose borders differ by rounding share them from then on."""
COARSEST = SIZE / 1400
"""Half a pixel of a map of some 700."""
FINER = (1, 4, 32)
_MOST_POINTS = 65_536
Whole = NDArray[Any]


@dataclass(frozen=True)
class Mesh:
    """Rings and triangles of districts: `points` is (n, 2), `corners` (m, 3), counted within each district.

    `outer` are the points to which the line from the point before them borders no other district.
    """

    rings: Whole
    lengths: Whole
    triangles: Whole
    points: Whole
    corners: Whole
    outer: Whole


def tidy(drawn: NDArray[Any]) -> NDArray[Any]:
    """Valid outlines whose shared borders have the same points on both sides.

    Published outlines often differ in the last digit from one neighbour to the next; nothing could be simplified
    then without gaps.
    """
    found: NDArray[Any] = shapely.set_precision(shapely.make_valid(drawn), FINE)
    flat = shapely.get_type_id(found) == shapely.GeometryType.GEOMETRYCOLLECTION
    found[flat] = [_areas(each) for each in found[flat]]
    gone = shapely.is_empty(found)
    found[gone] = shapely.buffer(shapely.point_on_surface(drawn[gone]), FINE)
    return found


def _areas(mixed: shapely.Geometry) -> shapely.Geometry:
    return shapely.multipolygons([part for part in shapely.get_parts(mixed) if part.geom_type == "Polygon"])


def levels(tidied: NDArray[Any]) -> list[tuple[float, NDArray[Any]]]:
    """The outlines in rising detail with their tolerance: one that hardly adds points is left out."""
    found: list[tuple[float, NDArray[Any]]] = []
    for finer in FINER:
        tolerance = COARSEST / finer
        simpler = shapely.coverage_simplify(tidied, tolerance)
        if not found or _points(simpler) > 1.2 * _points(found[-1][1]):
            found.append((tolerance, simpler))
        else:
            found[-1] = tolerance, simpler
    return found


def _points(outlines: NDArray[Any]) -> int:
    return int(shapely.get_num_coordinates(outlines).sum())


def mesh(outlines: NDArray[Any]) -> Mesh:
    """The outlines' rings without their closing points, and triangles that cover them (constrained Delaunay)."""
    parts, owner = shapely.get_parts(outlines, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    lengths = shapely.get_num_coordinates(rings) - 1
    places, ring = shapely.get_coordinates(rings, return_index=True)
    last = np.flatnonzero(np.diff(ring, append=-1) != 0)
    places = np.delete(places, last, axis=0)
    who = np.repeat(owner[part], lengths)
    first = np.searchsorted(who, np.arange(len(outlines)))
    corners, counts = _triangles(outlines, places, who, first)
    return Mesh(
        np.bincount(owner[part], minlength=len(outlines)),
        lengths,
        counts,
        np.rint(places * (GRID / SIZE)).clip(0, GRID).astype(np.uint16),
        corners,
        _outer(places, lengths),
    )


def _outer(places: Whole, lengths: Whole) -> Whole:
    """Lines that occur once: both neighbours have a shared one."""
    ends = _keys(np.zeros(len(places), dtype=np.int64), places)
    firsts = np.cumsum(lengths) - lengths
    before = np.arange(len(places)) - 1
    before[firsts] += lengths
    low, high = np.minimum(ends, ends[before]), np.maximum(ends, ends[before])
    order = np.lexsort((high, low))
    again = (np.diff(low[order]) == 0) & (np.diff(high[order]) == 0)
    shared = np.concatenate([[False], again]) | np.concatenate([again, [False]])
    return np.sort(order[~shared])


def _triangles(outlines: NDArray[Any], places: Whole, who: Whole, first: Whole) -> tuple[Whole, Whole]:
    """Corners as places in their district's list of points, found by their coordinates, and triangles a district."""
    each, owner = shapely.get_parts(shapely.constrained_delaunay_triangles(outlines), return_index=True)
    corners = shapely.get_coordinates(each).reshape(-1, 4, 2)[:, :3].reshape(-1, 2)
    asked, known = _keys(np.repeat(owner, 3), corners), _keys(who, places)
    order = np.argsort(known)
    at = order[np.searchsorted(known, asked, sorter=order).clip(max=len(order) - 1)]
    if not np.array_equal(known[at], asked):
        raise ValueError("A triangle has a corner that is no point of its district.")
    inside = at - first[np.repeat(owner, 3)]
    return inside.reshape(-1, 3), np.bincount(owner, minlength=len(outlines))


def _keys(who: Whole, places: Whole) -> Whole:
    """District and place as one number to be looked for: all points lie on the fine grid."""
    steps = np.rint(places / FINE).astype(np.int64) + 2**20
    found: Whole = (who.astype(np.int64) << 42) | (steps[:, 0] << 21) | steps[:, 1]
    return found


def packed(shape: Mesh) -> bytes:
    """The mesh as bytes, packed by gzip; the same mesh gives the same bytes."""
    if shape.corners.max(initial=0) >= _MOST_POINTS:
        raise ValueError("A district has more points than a corner can name.")
    counts = (len(shape.rings), len(shape.lengths), len(shape.points), len(shape.corners), len(shape.outer))
    steps = np.diff(shape.points.astype(np.uint16), axis=0, prepend=np.zeros((1, 2), np.uint16)).T
    parts = [
        np.array([MARK, *counts], dtype="<u4").tobytes(),
        shape.rings.astype("<u2").tobytes(),
        shape.lengths.astype("<u4").tobytes(),
        shape.triangles.astype("<u4").tobytes(),
        _planes(_folded(steps[0])),
        _planes(_folded(steps[1])),
        _planes(shape.corners.ravel()),
        np.diff(shape.outer, prepend=0).astype("<u4").tobytes(),
    ]
    return gzip.compress(b"".join(part + b"\0" * (-len(part) % 4) for part in parts), 7, mtime=0)


def unpacked(content: bytes) -> Mesh:
    """What `packed` made bytes of. Raises ValueError for anything else."""
    plain = gzip.decompress(content)
    mark, areas, rings, points, triangles, outer = np.frombuffer(plain, "<u4", 6).tolist()
    if mark != MARK:
        raise ValueError("These bytes are no mesh.")
    at = 24

    def take(kind: str, count: int) -> Whole:
        nonlocal at
        found = np.frombuffer(plain, kind, count, at)
        at += found.nbytes + -found.nbytes % 4
        return found

    def planes(count: int) -> Whole:
        low, high = take("u1", 2 * count).reshape(2, count).astype(np.uint16)
        found: Whole = low | high << 8
        return found

    per_area, lengths, counts = take("<u2", areas), take("<u4", rings), take("<u4", areas)
    steps = [planes(points).astype(np.int64) for _side in range(2)]
    places = np.stack([np.where(each & 1, -((each + 1) >> 1), each >> 1).cumsum() for each in steps], axis=1)
    corners = planes(3 * triangles).reshape(-1, 3)
    return Mesh(
        per_area,
        lengths,
        counts,
        places.astype(np.uint16),
        corners,
        take("<u4", outer).cumsum(dtype=np.int64),
    )


def _folded(steps: Whole) -> Whole:
    """0, -1, 1, -2 … as 0, 1, 2, 3 …"""
    signed = steps.astype(np.int16).astype(np.int32)
    found: Whole = np.where(signed < 0, -2 * signed - 1, 2 * signed)
    return found


def _planes(values: Whole) -> bytes:
    """All low bytes, then all high bytes."""
    whole = values.astype(np.uint16)
    return (whole & 255).astype(np.uint8).tobytes() + (whole >> 8).astype(np.uint8).tobytes()


def in_order(drawn: NDArray[Any]) -> Whole:
    """Which district comes when: neighbours on the sheet stand near each other (Morton order of their middles)."""
    west, north, east, south = shapely.bounds(drawn).T
    middle = np.stack([(west + east) / 2, (north + south) / 2]) * (1023 / SIZE)
    x, y = np.nan_to_num(middle).clip(0, 1023).astype(np.int64)
    code = sum(((x >> bit) & 1) << (2 * bit) | ((y >> bit) & 1) << (2 * bit + 1) for bit in range(10))
    return np.argsort(code, kind="stable")

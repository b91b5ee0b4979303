"""Outlines of many districts in whole numbers: simplified once, sent once, drawn by deck.gl in the browser.

Places are whole numbers from 0 to `GRID` along the sheet's longer side. As bytes, little endian, every part begins at
a multiple of four: five `uint32` (a mark, outlines, polygons, rings, points), then polygons an outline and rings a
polygon (`uint16`), points a ring (`uint32`), steps from point to point, across and down. Steps stand as all low bytes
first and all high bytes behind, which packs better; they go around (modulo 65,536) and are folded so that small ones
are small numbers. Rings are closed: their last point is their first one. The last outline is that of all districts
together.
"""

import gzip
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from dashboard.maps.outlines import SIZE

GRID = 65535
MARK = 0x32574F54
"""`TOW2`: what packed outlines begin with."""
FINE = SIZE / 1e6
"""Points are put on a grid this fine first: neighbours whose borders differ by rounding share them from then on."""
COARSEST = SIZE / 1400
"""Half a pixel of a map of some 700."""
FINER = (1, 4, 32)
Geometries = NDArray[np.object_]
Numbers = NDArray[Any]
"""Whole numbers of whatever width."""


@dataclass(frozen=True)
class RaggedOutlines:
    """Outlines as arrays that follow each other: `points` is (n, 2), the others say how many belong together."""

    polygons: Numbers
    rings: Numbers
    lengths: Numbers
    points: Numbers


def tidy(drawn: Geometries) -> Geometries:
    """Valid outlines whose shared borders have the same points on both sides.

    Published outlines often differ in the last digit from one neighbour to the next; nothing could be simplified
    then without gaps.
    """
    valid: Geometries = shapely.set_precision(shapely.make_valid(drawn), FINE)
    mixed = shapely.get_type_id(valid) == shapely.GeometryType.GEOMETRYCOLLECTION
    valid[mixed] = [_areas(each) for each in valid[mixed]]
    vanished = shapely.is_empty(valid)
    valid[vanished] = shapely.buffer(shapely.point_on_surface(drawn[vanished]), FINE)
    return valid


def _areas(mixed: shapely.Geometry) -> shapely.Geometry:
    return shapely.multipolygons([part for part in shapely.get_parts(mixed) if part.geom_type == "Polygon"])


def levels(tidied: Geometries) -> list[tuple[float, Geometries]]:
    """The outlines in rising detail with their tolerance: one that hardly adds points is left out."""
    kept: list[tuple[float, Geometries]] = []
    for finer in FINER:
        tolerance = COARSEST / finer
        simpler = shapely.coverage_simplify(tidied, tolerance)
        if not kept or _points(simpler) > 1.2 * _points(kept[-1][1]):
            kept.append((tolerance, simpler))
        else:
            kept[-1] = tolerance, simpler
    return kept


def _points(outlines: Geometries) -> int:
    return int(shapely.get_num_coordinates(outlines).sum())


def ragged(outlines: Geometries) -> RaggedOutlines:
    """The outlines on the grid, and behind them the one around all of them."""
    every = np.append(outlines, [shapely.coverage_union_all(outlines)])
    parts, owner = shapely.get_parts(every, return_index=True)
    _kind, points, offsets = shapely.to_ragged_array(shapely.multipolygons(parts, indices=owner))
    lengths, rings, polygons = map(np.diff, offsets)
    places = np.rint(points * (GRID / SIZE)).clip(0, GRID).astype(np.uint16)
    return RaggedOutlines(polygons, rings, lengths, places)


def geometries(outlines: RaggedOutlines) -> Geometries:
    """The outlines as shapes on the sheet, the one around all of them last."""
    counts = (outlines.lengths, outlines.rings, outlines.polygons)
    offsets = tuple(np.concatenate([[0], np.cumsum(each, dtype=np.int64)]) for each in counts)
    shapes: Geometries = shapely.from_ragged_array(
        shapely.GeometryType.MULTIPOLYGON, outlines.points * (SIZE / GRID), offsets
    )
    return shapes


def packed(outlines: RaggedOutlines) -> bytes:
    """The outlines as bytes, packed by gzip; the same outlines give the same bytes."""
    counts = (len(outlines.polygons), len(outlines.rings), len(outlines.lengths), len(outlines.points))
    steps = np.diff(outlines.points.astype(np.uint16), axis=0, prepend=np.zeros((1, 2), np.uint16)).T
    parts = [
        np.array([MARK, *counts], dtype="<u4").tobytes(),
        outlines.polygons.astype("<u2").tobytes(),
        outlines.rings.astype("<u2").tobytes(),
        outlines.lengths.astype("<u4").tobytes(),
        _planes(_folded(steps[0])),
        _planes(_folded(steps[1])),
    ]
    return gzip.compress(b"".join(part + b"\0" * (-len(part) % 4) for part in parts), 7, mtime=0)


def unpacked(content: bytes) -> RaggedOutlines:
    """What `packed` made bytes of. Raises ValueError for anything else."""
    plain = gzip.decompress(content)
    mark, outlines, polygons, rings, points = np.frombuffer(plain, "<u4", 5).tolist()
    if mark != MARK:
        raise ValueError("These bytes are no packed outlines.")
    at = 20

    def take(kind: str, count: int) -> Numbers:
        nonlocal at
        values = np.frombuffer(plain, kind, count, at)
        at += values.nbytes + -values.nbytes % 4
        return values

    def places() -> Numbers:
        low, high = take("u1", 2 * points).reshape(2, points).astype(np.int64)
        folded = low | high << 8
        return np.where(folded & 1, -((folded + 1) >> 1), folded >> 1).cumsum().astype(np.uint16)

    counts = take("<u2", outlines), take("<u2", polygons), take("<u4", rings)
    return RaggedOutlines(*counts, np.stack([places(), places()], axis=1))


def _folded(steps: Numbers) -> Numbers:
    """0, -1, 1, -2 … as 0, 1, 2, 3 …"""
    signed = steps.astype(np.int16).astype(np.int32)
    return np.where(signed < 0, -2 * signed - 1, 2 * signed)


def _planes(values: Numbers) -> bytes:
    """All low bytes, then all high bytes."""
    whole = values.astype(np.uint16)
    return (whole & 255).astype(np.uint8).tobytes() + (whole >> 8).astype(np.uint8).tobytes()


def in_order(drawn: Geometries) -> Numbers:
    """Which district comes when: neighbours on the sheet stand near each other (Morton order of their middles)."""
    west, north, east, south = shapely.bounds(drawn).T
    middle = np.stack([(west + east) / 2, (north + south) / 2]) * (1023 / SIZE)
    x, y = np.nan_to_num(middle).clip(0, 1023).astype(np.int64)
    code = sum(((x >> bit) & 1) << (2 * bit) | ((y >> bit) & 1) << (2 * bit + 1) for bit in range(10))
    return np.argsort(code, kind="stable")

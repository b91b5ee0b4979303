"""Cells of a raster that outlines touch, and those that they cover whole.

Places are in cells from the raster's corner and above zero. Every cell counts as touched that a side of an outline
comes near to by a margin far above rounding, so that in all others every point is inside, or every point is not.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

MARGIN = 1e-6
"""Of a cell. Rounding of places and crossings is a millionth of that for rasters of some thousand cells a side."""
_BLOCK = 500_000


@dataclass(frozen=True)
class Rings:
    """Vertices of polygons' rings one after another: `u`, `v` (vertices), and the `ring` and `part` of each.

    A part is a polygon with its holes; `owner` (parts) is the number of the district that it belongs to, ascending.
    """

    u: Floats
    v: Floats
    ring: Whole
    part: Whole
    owner: Whole


@dataclass(frozen=True)
class Covered:
    """Cells (`columns` to a row) touched by borders, and runs of cells in a row that a district covers whole."""

    touched: Whole
    touched_by: Whole
    start: Whole
    length: Whole
    covered_by: Whole


def pieces(rings: Rings) -> Iterator[Rings]:
    """The outlines in pieces of whole parts, so that what is made of one fits in memory."""
    u, v, part = rings.u, rings.v, rings.part
    if not part.size:
        return
    work = 1 + np.abs(np.diff(u, append=u[-1])) + np.abs(np.diff(v, append=v[-1]))
    ends = np.flatnonzero(np.diff(part, append=-1)) + 1
    done = np.cumsum(work)[ends - 1]
    last = np.append(np.flatnonzero(np.diff(done // _BLOCK)), len(ends) - 1)
    begin = 0
    for end in ends[last]:
        piece = slice(begin, end)
        yield Rings(u[piece], v[piece], rings.ring[piece], part[piece], rings.owner)
        begin = end


def covered(rings: Rings, columns: int, rows: int) -> Covered:
    """What the outlines touch and cover.

    Of the touched cells of a part in a row the borders cross the middle of the row in some; between one touched cell
    and the next the row lies inside where the crossings so far are odd.
    """
    marks = np.sort(np.concatenate(_marks(rings, columns, rows)))
    cell = marks >> 1
    last = np.append(cell[1:] != cell[:-1], True)
    inside = (np.cumsum(marks & 1) & 1)[last][:-1].astype(bool)
    cell = cell[last]
    owner = rings.owner[cell // (columns * rows)]
    length = np.diff(cell) - 1
    runs = np.flatnonzero(inside & (length > 0))
    within = cell % (columns * rows)
    return Covered(within, owner, within[runs] + 1, length[runs], owner[runs])


def _marks(rings: Rings, columns: int, rows: int) -> list[Whole]:
    """Twice the number of each touched cell, counted on from part to part; one more where the middle is crossed."""
    u, v = rings.u, rings.v
    begin = np.flatnonzero(rings.ring[1:] == rings.ring[:-1])
    column, row, middle = u.astype(np.int64), v.astype(np.int64), (v + 0.5).astype(np.int64)
    cell = (rings.part * rows + row) * columns + column
    clear = (np.abs(u - column - 0.5) < 0.5 - MARGIN) & (np.abs(v - row - 0.5) < 0.5 - MARGIN)
    stays = (cell[1:] == cell[:-1]) & clear[1:] & clear[:-1]
    here = begin[stays[begin]]
    one = 2 * cell[here] + (middle[here] != middle[here + 1])
    fresh = np.append(True, one[1:] != one[:-1]) | (one & 1).astype(bool)
    away = begin[~stays[begin]]
    sides = np.stack([u[away], v[away], u[away + 1], v[away + 1]])
    first = rings.part[away] * (rows * columns)
    side, across, up = _touched(sides)
    crossing, at, line = _crossings(sides, middle[away], middle[away + 1])
    return [
        one[fresh],
        2 * (first[side] + up * columns + across),
        2 * (first[crossing] + line * columns + at) + 1,
    ]


def _touched(sides: Floats) -> tuple[Whole, Whole, Whole]:
    """(side, column, row) of all cells within the margin of sides (4, n): u, v of one end, u, v of the other."""
    turned = sides[0] > sides[2]
    left, low, right, high = np.where(turned, sides[[2, 3, 0, 1]], sides)
    run = right - left
    steep = run <= MARGIN
    slope = np.where(steep, 0, high - low) / np.where(steep, 1, run)
    side, column = _ranges((left - MARGIN).astype(np.int64), (right + MARGIN).astype(np.int64))
    slope, begin, bottom = slope[side], left[side], low[side]
    enters = bottom + (np.maximum(column - MARGIN, begin) - begin) * slope
    leaves = bottom + (np.minimum(column + 1 + MARGIN, right[side]) - begin) * slope
    leaves = np.where(steep[side], high[side], leaves)
    least = (np.minimum(enters, leaves) - MARGIN).astype(np.int64)
    most = (np.maximum(enters, leaves) + MARGIN).astype(np.int64)
    cell, row = _ranges(least, most)
    return side[cell], column[cell], row


def _crossings(sides: Floats, one: Whole, other: Whole) -> tuple[Whole, Whole, Whole]:
    """(side, column, row) where sides cross the middles of rows; `one`, `other`: first middle not below each end."""
    side, row = _ranges(np.minimum(one, other), np.maximum(one, other) - 1)
    u0, v0, u1, v1 = sides[:, side]
    at = u0 + (row + 0.5 - v0) / (v1 - v0) * (u1 - u0)
    return side, np.clip(at, np.minimum(u0, u1), np.maximum(u0, u1)).astype(np.int64), row


def _ranges(first: Whole, last: Whole) -> tuple[Whole, Whole]:
    """All whole numbers from `first` to `last`, one range after another, with the number of their range."""
    count = last - first + 1
    which = np.repeat(np.arange(len(count)), count)
    return which, np.arange(len(which)) + (first - np.cumsum(count) + count)[which]


def fill(known: NDArray[np.int32], runs: Covered) -> None:
    """Writes into `known` (cells) the first district that covers a cell whole."""
    done = np.cumsum(runs.length)
    for block in np.split(np.arange(len(done)), np.flatnonzero(np.diff(done // _BLOCK)) + 1):
        run, cell = _ranges(runs.start[block], runs.start[block] + runs.length[block] - 1)
        np.minimum.at(known, cell, runs.covered_by[block][run].astype(np.int32))


def polygons(shapes: NDArray[np.object_]) -> Rings:
    """The rings of polygons, with vertices as they are."""
    import shapely

    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    places, ring = shapely.get_coordinates(rings, return_index=True)
    return Rings(places[:, 0].copy(), places[:, 1].copy(), ring, part[ring], owner)

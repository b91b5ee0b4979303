"""Hides small counts so that nobody can work them out from the totals, the other segments or the city.

A table of counts is an array with one axis a dimension (districts, segments, periods). Its published totals
are appended at the end of each axis, so that a total is a cell like any other: it may be small itself, and
it may have to be hidden. Everything an outsider can do is then linear algebra: along each axis the cells
add up to the total.

Outsiders are taken to know the rule. They know that zeros are always shown, hence that a hidden count is at
least 1. They must not learn which cells were hidden for being small and which to cover for them:
`Suppressed.reason` stays in the house.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from scipy import sparse

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
SHOWN, PRIMARY, SECONDARY = "", "primary", "secondary"


@dataclass(frozen=True)
class Suppressed:
    """A table with totals, hidden cells nan; `reason` is "primary", "secondary" or "" for each cell."""

    counts: Floats
    reason: NDArray[np.str_]
    threshold: float
    total_axes: tuple[int, ...]

    @property
    def hidden(self) -> Mask:
        """Which cells, totals included, must not be shown."""
        return self.reason != SHOWN


def with_totals(counts: ArrayLike, total_axes: tuple[int, ...] | None = None) -> Floats:
    """The counts with totals appended at the end of each of `total_axes` (default: all), grand total last."""
    table = np.asarray(counts, dtype=float)
    for axis in summed_axes(table, total_axes):
        table = np.concatenate([table, table.sum(axis=axis, keepdims=True)], axis=axis)
    return table


def summed_axes(counts: Floats, total_axes: tuple[int, ...] | None) -> tuple[int, ...]:
    """The axes along which totals are published, in rising order; None means all."""
    everything = tuple(range(counts.ndim))
    return everything if total_axes is None else tuple(sorted(axis % counts.ndim for axis in total_axes))


def is_small(counts: ArrayLike, threshold: float) -> Mask:
    """The primary rule: 0 < count < threshold. Zero is shown, for it says nothing about a person."""
    table = np.asarray(counts, dtype=float)
    return (table > 0) & (table < threshold)


def round_to_base(counts: ArrayLike, base: int = 5, total_axes: tuple[int, ...] | None = None) -> Floats:
    """The alternative to hiding: every cell and every total rounded by itself to the nearest multiple of
    `base`.

    Totals are rounded true totals, so the cells need not add up to them, and a zero may be a count below
    half the base. Halves go to the even multiple. Nothing is hidden and nothing is exact.
    """
    if base < 1:
        raise ValueError(f"The base to round to must be at least 1, not {base}.")
    return np.round(with_totals(counts, total_axes) / base) * base


def suppress(
    counts: ArrayLike,
    threshold: float = 10,
    total_axes: tuple[int, ...] | None = None,
    also: ArrayLike | None = None,
) -> Suppressed:
    """Hides every small count, and as many others as it takes that no small one can be worked out.

    `counts` are the cells without totals, in any number of dimensions; `total_axes` are those along which
    totals are published (default: all; leave out periods whose counts are never added up). All sums over
    them are protected together, the city total included; totals are hidden only where nothing else helps.
    `also` marks cells of the table with totals that are hidden in another table, such as a district's
    total. Where a numerator close to its denominator gives away the rest, stack both parts as one more
    axis: its totals are then the denominators. Raises ValueError for missing or negative counts.
    """
    # needs scipy.optimize, which is slow to import
    from indicators.engine.disclosure.covering_cells import SumTable, cover

    inner = np.asarray(counts, dtype=float)
    if not np.isfinite(inner).all() or (inner < 0).any():
        raise ValueError("Counts must be known and not negative before small ones can be hidden.")
    axes = summed_axes(inner, total_axes)
    table = with_totals(inner, axes)
    small = is_small(table, threshold)
    start = small if also is None else small | np.asarray(also, dtype=bool)
    sums = equations(table.shape, axes)
    floor, cost = floors(inner, axes).ravel(), costs(table, axes)
    cells = SumTable(table.ravel(), floor, sums, cost)
    hidden = cover(cells, small.ravel(), start.ravel(), threshold)
    hidden = hidden.reshape(table.shape)
    reason = np.where(small, PRIMARY, np.where(hidden, SECONDARY, SHOWN))
    return Suppressed(np.where(hidden, np.nan, table), reason, threshold, axes)


def are_whole(counts: Floats) -> bool:
    """Are all counts whole numbers?"""
    return bool(np.all(counts == np.round(counts)))


def floors(inner: Floats, total_axes: tuple[int, ...]) -> Floats:
    """What every cell must be at least: 1 unless it is zero, and sums of 1. Zero for broken counts."""
    return with_totals(inner > 0, total_axes) * float(are_whole(inner))


def equations(shape: tuple[int, ...], total_axes: tuple[int, ...]) -> "sparse.csr_array":
    """One row a sum: cells of a line 1, their total -1, so that equations @ table.ravel() is zero."""
    from scipy import sparse

    cells = np.arange(np.prod(shape)).reshape(shape)
    rows, columns, signs, first = [], [], [], 0
    for axis in total_axes:
        lines = np.moveaxis(cells, axis, -1).reshape(-1, shape[axis])
        rows.append(first + np.repeat(np.arange(len(lines)), shape[axis]))
        columns.append(lines.ravel())
        signs.append(np.tile(np.r_[np.ones(shape[axis] - 1), -1.0], len(lines)))
        first += len(lines)
    if not rows:
        return sparse.csr_array((0, cells.size))
    return sparse.csr_array(
        (np.concatenate(signs), (np.concatenate(rows), np.concatenate(columns))), shape=(first, cells.size)
    )


def costs(table: Floats, total_axes: tuple[int, ...]) -> Floats:
    """What hiding each cell costs: more for large counts, a thousandfold for every axis summed over."""
    cost = 1 + np.log1p(table)
    for axis in total_axes:
        index = [slice(None)] * table.ndim
        index[axis] = slice(-1, None)
        cost[tuple(index)] *= 1000
    return cost.ravel()

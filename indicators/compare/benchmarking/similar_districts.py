"""Districts like this one, for a comparison that is fairer than the average of all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
_ALL_PAIRS, _SPARE = 1000, 10


@dataclass(frozen=True)
class Neighbours:
    """The nearest districts, one row a district, nearest first; index -1 and distance NaN for none."""

    index: NDArray[np.intp]
    distance: Floats


def neighbours(characteristics: ArrayLike, count: int = 5) -> Neighbours:
    """The `count` districts most like each one, from a table districts x characteristics (not the indicator
    itself).

    Characteristics are standardised first, so that none wins by its unit; a constant one is ignored.
    Equal distances keep the order of the districts. A district with a missing characteristic has no neighbours
    and is nobody's.
    """
    table = np.atleast_2d(np.asarray(characteristics, dtype=float))
    known = np.flatnonzero(~np.isnan(table).any(axis=1))
    scaled = _scaled(table[known])
    number = max(0, min(count, known.size - 1))
    find = _nearest if known.size <= _ALL_PAIRS else _nearest_of_many
    nearest, apart = find(scaled, number)
    index = np.full((len(table), count), -1, dtype=np.intp)
    distance = np.full((len(table), count), np.nan)
    index[known, :number] = known[nearest]
    distance[known, :number] = apart
    return Neighbours(index, distance)


def nearest_to(characteristics: ArrayLike, row: int, count: int = 5) -> tuple[NDArray[np.intp], Floats]:
    """The rows nearest to one of them, with their distances: one line of `neighbours`, without all others."""
    table = np.atleast_2d(np.asarray(characteristics, dtype=float))
    known = np.flatnonzero(~np.isnan(table).any(axis=1))
    if row not in known:
        return np.array([], dtype=np.intp), np.array([])
    scaled, others = _scaled(table[known]), np.flatnonzero(known != row)
    near, apart = _first(scaled, int(np.searchsorted(known, row)), others, count)
    return known[near], apart


def _nearest(scaled: Floats, count: int) -> tuple[NDArray[np.intp], Floats]:
    apart = _distance(scaled[:, None, :], scaled[None, :, :])
    np.fill_diagonal(apart, np.inf)
    nearest = np.argsort(apart, axis=1, kind="stable")[:, :count]
    return nearest, np.take_along_axis(apart, nearest, axis=1)


def _nearest_of_many(scaled: Floats, count: int) -> tuple[NDArray[np.intp], Floats]:
    """The same by a tree; where more lie at the distance of the last, all of those, so that they keep their order."""
    from scipy.spatial import cKDTree

    tree = cKDTree(scaled)
    reach, near = tree.query(scaled, min(count + _SPARE, len(scaled)))
    itself = near == np.arange(len(scaled))[:, None]
    apart = np.where(itself, np.inf, _distance(scaled[:, None, :], scaled[near]))
    order = np.lexsort((near, apart), axis=1)[:, :count]
    nearest, distance = np.take_along_axis(near, order, axis=1), np.take_along_axis(apart, order, axis=1)
    within = distance[:, -1:] * (1 + 1e-9) + 1e-9
    for at in np.flatnonzero((reach[:, -1:] <= within).ravel() & (near.shape[1] < len(scaled))):
        others = np.array(
            [o for o in tree.query_ball_point(scaled[at], within[at, 0]) if o != at], dtype=np.intp
        )
        nearest[at], distance[at] = _first(scaled, int(at), np.sort(others), count)
    return nearest, distance


def _first(scaled: Floats, at: int, others: NDArray[np.intp], count: int) -> tuple[NDArray[np.intp], Floats]:
    apart = _distance(scaled[at], scaled[others])
    first = np.argsort(apart, kind="stable")[:count]
    return others[first], apart[first]


def _scaled(table: Floats) -> Floats:
    """Each characteristic in standard deviations from its mean; a constant one is 0 throughout."""
    if not len(table):
        return table
    spread = table.std(axis=0)
    return np.asarray((table - table.mean(axis=0)) / np.where(spread > 0, spread, np.inf))


def _distance(one: Floats, other: Floats) -> Floats:
    """Rounded, so that equal districts tie whatever the order of the sums."""
    return np.asarray(np.round(np.sqrt(((one - other) ** 2).sum(axis=-1)), 12))

"""How sure the rank of a district is: the ranks it could have, given the limits of its own and of all other values."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.compare.change.change import Estimated, difference
from indicators.engine.statistics.intervals import z

Floats = NDArray[np.float64]
_GROUP = 256
_PAIRS = 1_000_000


@dataclass(frozen=True)
class RankLimits:
    """Rank of each district, 1 = best (highest, where nothing is judged), and the ranks it could have.

    NaN where there is no value; `lower` and `upper` also NaN where the value has no limits. `of` are ranked.
    """

    rank: Floats
    lower: Floats
    upper: Floats
    of: int


def rank_limits(
    value: ArrayLike, lower: ArrayLike, upper: ArrayLike, better: str, level: float = 0.95
) -> RankLimits:
    """Limits of ranks from the differences of all pairs (Mogstad, Romano, Shaikh & Wilhelm 2024, Inference for ranks).

    A district is certainly behind those that are better than it beyond chance, and certainly before those that
    are worse. Its n - 1 differences are judged together (Bonferroni), so that the true rank lies between its
    limits with at least `level`. The limits handed in must have that level; they are widened as those of a
    normal error are. Districts whose value has no limits are ranked, but say nothing about the others' limits:
    they could stand before or behind any of them. Ties share the better rank.
    """
    values, low, high = (np.asarray(each, dtype=float) for each in (value, lower, upper))
    if better == "lower":
        values, low, high = -values, -high, -low
    known = ~np.isnan(values)
    of = int(known.sum())
    rank = np.where(known, 1 + _above(values), np.nan)
    wider = z(1 - (1 - level) / max(of - 1, 1)) / z(level)
    low, high = values - wider * (values - low), values + wider * (high - values)
    behind, before = _clearly_above(values, low, high), _clearly_above(-values, -high, -low)
    sure = known & ~np.isnan(low) & ~np.isnan(high)
    return RankLimits(rank, np.where(sure, 1 + behind, np.nan), np.where(sure, of - before, np.nan), of)


def _above(values: Floats) -> Floats:
    """How many values are higher than each one."""
    ordered = np.sort(values[~np.isnan(values)])
    return (len(ordered) - np.searchsorted(ordered, values, side="right")).astype(float)


def _clearly_above(value: Floats, lower: Floats, upper: Floats) -> Floats:
    """How many districts each one is certainly behind: the upper limit of its difference to them is below 0.

    Districts with nearly the same error make a group: in it only those between two bounds have to be looked at one
    by one. The answer is that of all pairs.
    """
    below, error = np.zeros(len(value)), value - lower
    sure, ranked = np.flatnonzero(~np.isnan(error)), np.flatnonzero(~np.isnan(upper - value))
    sure = sure[np.argsort(error[sure], kind="stable")]
    for group in np.array_split(sure, max(1, len(sure) // _GROUP)):
        if len(group):
            group = group[np.argsort(value[group], kind="stable")]
            below[ranked] += _clearly_above_in(group, ranked, value, lower, upper)
    return below


def _clearly_above_in(
    group: NDArray[np.intp], ranked: NDArray[np.intp], value: Floats, lower: Floats, upper: Floats
) -> Floats:
    """The same, for those of a group that is ordered by value."""
    below, others, own = value[ranked], value[group], upper[ranked] - value[ranked]
    error = others - lower[group]
    rounding = 1e-9 * (np.abs(below) + np.abs(others).max())
    least = below + np.hypot(own, error.min()) * (1 - 1e-9) - rounding
    most = below + np.hypot(own, error.max()) * (1 + 1e-9) + rounding
    first = np.searchsorted(others, least, side="right")
    last = np.searchsorted(others, most, side="right")
    number_below, open_ = (len(group) - last).astype(float), last - first
    for rows in np.array_split(np.arange(len(ranked)), 1 + int(open_.sum()) // _PAIRS):
        one = np.repeat(rows, open_[rows])
        other = np.arange(len(one)) - np.repeat(
            np.cumsum(open_[rows]) - open_[rows] - first[rows], open_[rows]
        )
        a, b = ranked[one], group[other]
        pairs = difference(Estimated(value[a], value[a], upper[a]), Estimated(value[b], lower[b], value[b]))
        number_below += np.bincount(one[pairs.upper < 0], minlength=len(ranked))
    return number_below

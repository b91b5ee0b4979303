"""How sure the rank of a district is: the ranks it could have, given the limits of its own and of all other values."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.compare.change import difference
from indicators.engine.intervals import z

Floats = NDArray[np.float64]


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
    rank = np.where(known, 1 + _count(values[None, :] > values[:, None]), np.nan)
    wider = z(1 - (1 - level) / max(of - 1, 1)) / z(level)
    low, high = values - wider * (values - low), values + wider * (high - values)
    pairs = difference(
        values[:, None], low[:, None], high[:, None], values[None, :], low[None, :], high[None, :]
    )
    behind, before = _count(pairs.upper < 0), _count(pairs.lower > 0)
    sure = known & ~np.isnan(low) & ~np.isnan(high)
    return RankLimits(rank, np.where(sure, 1 + behind, np.nan), np.where(sure, of - before, np.nan), of)


def _count(pairs: NDArray[np.bool_]) -> Floats:
    return np.asarray(pairs.sum(axis=1), dtype=float)

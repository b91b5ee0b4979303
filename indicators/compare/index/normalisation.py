"""Indicators of different units made comparable, and outliers tamed, before an index adds them up.

Tables are (..., units, indicators): each indicator is a column, missing values are nan and stay nan.
`direction` is 1 where more is better and -1 where less is: after each of these functions more is better.
Methods: OECD/JRC 2008.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Normalisation = Literal[
    "min_max", "z_score", "rank", "borda", "percentile", "distance_to_maximum", "exponential"
]


@dataclass(frozen=True)
class Treated:
    """One indicator after outlier treatment: `points` were moved; `passed` if the rule is met now."""

    values: Floats
    points: int
    passed: bool
    skew_before: float
    kurtosis_before: float
    skew: float
    kurtosis: float


def directed(values: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Values turned so that more is better. Raises ValueError for directions other than 1 and -1."""
    sign = np.asarray(direction, dtype=float)
    if not np.isin(sign, (-1, 1)).all():
        raise ValueError("A direction is 1 (more is better) or -1 (less is better).")
    return np.asarray(values, dtype=float) * sign


def _least(values: Floats) -> Floats:
    return np.min(values, axis=-2, keepdims=True, where=~np.isnan(values), initial=np.inf)


def _most(values: Floats) -> Floats:
    return np.max(values, axis=-2, keepdims=True, where=~np.isnan(values), initial=-np.inf)


def _over(values: Floats, spread: Floats) -> Floats:
    """Divided by a spread; without any spread an indicator can't tell units apart and is unknown."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((spread > 0) & np.isfinite(spread), values / spread, np.nan)


def min_max(values: ArrayLike, direction: ArrayLike = 1, low: float = 0, high: float = 100) -> Floats:
    """The worst unit gets `low`, the best `high`. Outliers squeeze the others together: treat them first."""
    turned = directed(values, direction)
    return low + (high - low) * _over(turned - _least(turned), _most(turned) - _least(turned))


def distance_to_maximum(values: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """1 less the distance to the best unit, as a share of the range."""
    return min_max(values, direction, 0, 1)


def z_score(values: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Standard deviations (n - 1) from the mean of the units; below zero for half of them."""
    turned = directed(values, direction)
    known = ~np.isnan(turned)
    count = known.sum(axis=-2, keepdims=True)
    mean = np.where(known, turned, 0).sum(axis=-2, keepdims=True) / np.maximum(count, 1)
    squares = (np.where(known, turned - mean, 0) ** 2).sum(axis=-2, keepdims=True)
    return _over(turned - mean, np.sqrt(squares / np.maximum(count - 1, 1)))


def ranks_up(values: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """1 for the worst unit, up to the number of units for the best; equal ones share the lowest."""
    turned = np.swapaxes(directed(values, direction), -1, -2)
    return np.swapaxes(ascending_ranks(np.ascontiguousarray(turned)), -1, -2)


def ascending_ranks(values: Floats) -> Floats:
    """1 for the least along the last axis; equal ones share the lowest, nan stays nan."""
    order = np.argsort(
        values, axis=-1
    )  # not a stable one, which takes six times as long: equal ones share anyhow
    ascending = np.take_along_axis(values, order, axis=-1)
    place = np.broadcast_to(np.arange(1.0, values.shape[-1] + 1), values.shape)
    equal = ascending[..., 1:] == ascending[..., :-1]
    if equal.any():
        place = np.where(np.concatenate([np.zeros_like(equal[..., :1]), equal], axis=-1), 1, place)
        place = np.maximum.accumulate(place, axis=-1)
    ranks = np.empty_like(values)
    np.put_along_axis(ranks, order, place, axis=-1)
    return np.where(np.isnan(values), np.nan, ranks)


def borda(values: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """How many units are worse."""
    return ranks_up(values, direction) - 1


def percentile(values: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """Share of the other units that are worse, 0 to 1."""
    worse = borda(values, direction)
    return _over(worse, (~np.isnan(worse)).sum(axis=-2, keepdims=True) - 1.0)


def exponential_of_rank(rank: ArrayLike, count: ArrayLike) -> Floats:
    """0 to 100 by rank, 1 being the highest score of `count` units (English Indices of Deprivation; Noble
    2006).

    The tenth ranked highest spread over half of the scale, so that a high score can't be cancelled by low
    ones.
    """
    share = (np.asarray(count) - np.asarray(rank, dtype=float) + 1) / np.asarray(count)
    return np.asarray(-23 * np.log(1 - share * (1 - np.exp(-100 / 23))))


def exponential(values: ArrayLike, direction: ArrayLike = 1) -> Floats:
    """`exponential_of_rank` of the units' own ranks, the best one first."""
    up = ranks_up(values, direction)
    count = np.maximum((~np.isnan(up)).sum(axis=-2, keepdims=True), 1)
    return exponential_of_rank(count - up + 1, count)


METHODS = {
    "min_max": min_max,
    "z_score": z_score,
    "rank": ranks_up,
    "borda": borda,
    "percentile": percentile,
    "distance_to_maximum": distance_to_maximum,
    "exponential": exponential,
}


def skewness(values: ArrayLike) -> float:
    """Bias-corrected skewness G1 (Joanes & Gill 1998); nan for fewer than 3 values or no spread."""
    centred, n = _centred(values)
    second = np.mean(centred**2) if n else 0.0
    if n < 3 or second <= 0:
        return np.nan
    return float(np.sqrt(n * (n - 1)) / (n - 2) * np.mean(centred**3) / second**1.5)


def kurtosis(values: ArrayLike) -> float:
    """Bias-corrected excess kurtosis G2 (Joanes & Gill 1998); nan for fewer than 4 values or no spread."""
    centred, n = _centred(values)
    second = np.mean(centred**2) if n else 0.0
    if n < 4 or second <= 0:
        return np.nan
    excess = np.mean(centred**4) / second**2 - 3
    return float((n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * excess + 6))


def _centred(values: ArrayLike) -> tuple[Floats, int]:
    known = np.asarray(values, dtype=float)
    known = known[~np.isnan(known)]
    return known - (known.mean() if known.size else 0), known.size


def winsorise(
    values: ArrayLike, most: int = 5, skew_limit: float = 2, kurtosis_limit: float = 3.5
) -> Treated:
    """Moves the most extreme values of one indicator to the next one, a point at a time, until the rule is
    met.

    Rule (OECD/JRC 2008): |G1| <= 2 or G2 <= 3.5. Only the side of the skew is treated. If `most` points are
    not enough, nothing is moved and `passed` is False: then think of logarithms.
    """
    original = np.asarray(values, dtype=float)
    before = (skewness(original), kurtosis(original))
    side = -1 if before[0] < 0 else 1
    treated, after, points = original, before, 0
    while _outlying(*after, skew_limit, kurtosis_limit) and points < most:
        points += 1
        ascending = np.sort(side * original[~np.isnan(original)])
        if points >= ascending.size:
            break
        treated = side * np.minimum(side * original, ascending[-1 - points])
        after = (skewness(treated), kurtosis(treated))
    if _outlying(*after, skew_limit, kurtosis_limit):
        return Treated(original, 0, False, *before, *before)
    return Treated(treated, points, True, *before, *after)


def _outlying(skew: float, excess: float, skew_limit: float, kurtosis_limit: float) -> bool:
    return bool(abs(skew) > skew_limit and excess > kurtosis_limit)

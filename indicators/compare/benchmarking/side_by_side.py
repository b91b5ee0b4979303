"""A few districts or groups set against the first of them, and two indicators set against each other."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.compare.change.change import CANNOT_TELL, Change, Estimated, difference, verdicts

FEWEST = 5
"""Places below which no correlation is given: four points line up by chance too easily."""


@dataclass(frozen=True)
class RankCorrelation:
    """Spearman's rank correlation over places, with its limits; NaN with fewer than FEWEST places."""

    places: int
    value: float
    lower: float
    upper: float


def level_for(others: int, level: float = 0.95) -> float:
    """The level of each limit so that all comparisons with the first hold together (Bonferroni; Dunn 1961).

    Limits of a difference at this level, from single limits at this level: with four others 98.75 % each.
    """
    return 1 - (1 - level) / max(others, 1)


def against_first(
    value: ArrayLike, lower: ArrayLike, upper: ArrayLike, better: str
) -> tuple[Change, NDArray[np.str_]]:
    """Each of K places minus the first, (K,), with its limits and its fixed word; the first itself is NaN.

    The limits handed in should be at `level_for(K - 1)`. Places are taken as independent of each other.
    """
    v, low, high = (np.asarray(each, dtype=float) for each in (value, lower, upper))
    differences = difference(Estimated(v, low, high), Estimated(v[0], low[0], high[0]))
    own = np.arange(len(v)) == 0
    change = Change(
        *(np.where(own, np.nan, each) for each in (differences.value, differences.lower, differences.upper))
    )
    words = verdicts(change.lower, change.upper, better)
    return change, np.where(np.isnan(change.value), CANNOT_TELL, words)


def association(first: ArrayLike, second: ArrayLike, level: float = 0.95) -> RankCorrelation:
    """Do places that are high in one indicator tend to be high in the other? Spearman's rank correlation.

    Limits by Fisher's z with the standard error sqrt((1 + r^2 / 2) / (n - 3)) of Bonett & Wright 2000. It is about
    districts, not about the people in them, and says nothing about causes. Noise in the values pulls it towards 0.
    """
    from scipy.stats import norm, spearmanr

    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    known = ~(np.isnan(a) | np.isnan(b))
    n = int(known.sum())
    if n < FEWEST or np.ptp(a[known]) == 0 or np.ptp(b[known]) == 0:
        return RankCorrelation(n, np.nan, np.nan, np.nan)
    r = float(spearmanr(a[known], b[known]).statistic)
    if abs(r) >= 1 - 1e-12:
        return RankCorrelation(n, r, np.nan, np.nan)
    wide = norm.ppf((1 + level) / 2) * np.sqrt((1 + r**2 / 2) / (n - 3))
    return RankCorrelation(n, r, float(np.tanh(np.arctanh(r) - wide)), float(np.tanh(np.arctanh(r) + wide)))

"""Difference-in-differences in closed form: two periods, and districts by periods.

On a balanced panel the dummies of districts and periods need not be made: taking the district's mean and the
period's mean out of every column leaves the same coefficients (Frisch & Waugh 1933; Wooldridge 2010, chapter 10).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indicators.effects.estimators.balanced_panel import student
from indicators.effects.study import Floats
from indicators.engine.text.messages import _


@dataclass(frozen=True)
class TwoWay:
    """A coefficient with its district-clustered standard error; limits by Student's t on districts - 1."""

    estimate: float
    se: float
    lower: float
    upper: float
    p_value: float
    districts: int
    periods: int


@dataclass(frozen=True)
class Regression:
    """Coefficients (K,) with their district-clustered covariance (K, K)."""

    coefficient: Floats
    covariance: Floats
    districts: int

    @property
    def se(self) -> Floats:
        """(K,) standard errors."""
        return np.sqrt(np.diag(self.covariance))


@dataclass(frozen=True)
class TwoByTwo:
    """Two groups, two periods. `estimate` and `se` rest on the units known in both periods."""

    estimate: float
    se: float
    change_treated: float
    change_comparison: float
    all_available: float
    """The same difference of four means, each over all that is known in its period."""


def two_way(outcome: Floats, treated: NDArray, level: float = 0.95) -> TwoWay:
    """The coefficient of `treated` (N, T; 0 or 1) on `outcome` (N, T) with district and period effects.

    Limits are clustered by district (Liang & Zeger 1986; CR1 with G/(G-1) x (n-1)/(n-K), where district effects
    are nested in their cluster and not counted in K). They are too narrow for fewer than some 40 districts or few
    treated ones. Where districts start at different times the coefficient is no average of effects: see
    `bacon.decompose`, and use `staggered`. Raises ValueError on a panel with holes, or where nothing varies.
    """
    _whole(outcome)
    n, t = outcome.shape
    within = double_demean(np.asarray(treated))
    squares = np.einsum("it,it->i", within, within)
    if squares.sum() < 1e-9:
        raise ValueError(
            _("No district changes its treatment while others don't: there is nothing to compare.")
        )
    # Rows of `within` add up to zero, so the district's own mean drops out of its score.
    products = np.einsum("it,it->i", within, outcome) - within @ outcome.mean(axis=0)
    estimate = float(products.sum() / squares.sum())
    scores = products - estimate * squares
    se = float(np.sqrt(_small_sample(n, t, 1) * (scores @ scores)) / squares.sum())
    limits = student(estimate, se, n - 1, level, float(max(outcome.max(), -outcome.min())))
    return TwoWay(estimate, se, *limits, n, t)


def regress(outcome: Floats, columns: Floats) -> Regression:
    """Several columns (K, N, T) at once on `outcome` (N, T), with district and period effects.

    Standard errors as in `two_way`. Raises ValueError where the columns can't be told apart.
    """
    _whole(outcome)
    n, t = outcome.shape
    within = double_demean(columns).reshape(len(columns), n * t)
    gram = within @ within.T
    if np.linalg.matrix_rank(gram) < len(columns):
        raise ValueError(_("The columns of the regression can't be told apart."))
    bread = np.linalg.inv(gram)
    flat = double_demean(outcome).reshape(n * t)
    coefficient = bread @ (within @ flat)
    left = flat - coefficient @ within
    scores = np.einsum("kit,it->ki", within.reshape(columns.shape), left.reshape(n, t))
    meat = _small_sample(n, t, len(columns)) * scores @ scores.T
    return Regression(coefficient, bread @ meat @ bread, n)


def double_demean(values: NDArray) -> Floats:
    """(..., N, T) less its row means and column means, plus its mean. Makes one array of that size, not more."""
    rows = values.mean(axis=-1, keepdims=True)
    columns = values.mean(axis=-2, keepdims=True)
    result = values - rows
    result -= columns - columns.mean(axis=-1, keepdims=True)
    return result


def two_by_two(treated: Floats, comparison: Floats) -> TwoByTwo:
    """Two groups before and after: arrays (n, 2) of one unit a row, NaN where not known.

    The standard error is that of a difference of two mean changes with unequal variances (Card & Krueger 1994,
    Table 3). It takes units as independent: never use it on residents of few districts.
    """

    def changes(group: Floats) -> Floats:
        both = group[:, 1] - group[:, 0]
        return both[np.isfinite(both)]

    one, other = changes(treated), changes(comparison)
    available = np.diff(np.nanmean(treated, axis=0)) - np.diff(np.nanmean(comparison, axis=0))
    variance = one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other)
    estimate = float(one.mean() - other.mean())
    return TwoByTwo(
        estimate, float(np.sqrt(variance)), float(one.mean()), float(other.mean()), float(available[0])
    )


def _small_sample(n: int, t: int, columns: int) -> float:
    """CR1 with the columns and the period effects counted, the district effects not."""
    return n / (n - 1) * (n * t - 1) / (n * t - columns - t)


def _whole(outcome: Floats) -> None:
    if not np.isfinite(outcome.sum()):
        raise ValueError(
            _(
                "Some districts are not known in some periods; leave them out: this estimator needs all periods."
            )
        )

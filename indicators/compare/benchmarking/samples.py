"""Differences and ratios straight from counts and standard deviations, for one pair or arrays of pairs.

As in `change`, `a` is the later period or the group looked at and `b` the earlier one or the reference group.
Where limits exist already, with weights, a design or a standard population in them, take `change.difference`
instead: these functions know only the simple sample or the simple count. A group of nobody gives NaN, never
an error.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from indicators.compare.change.change import Change, Floats, difference, ratio
from indicators.engine.statistics import intervals


def shares_difference(
    x_a: ArrayLike, n_a: ArrayLike, x_b: ArrayLike, n_b: ArrayLike, level: float = 0.95
) -> Change:
    """Difference of two independent shares `x / n` on the scale 0..1 (method 10 of Newcombe 1998).

    For a weighted survey hand in the effective number of people and share times that number; both may be
    fractions. A denominator of 0 gives NaN.
    """
    return difference(*_share(x_a, n_a, level), *_share(x_b, n_b, level))


def shares_ratio(
    x_a: ArrayLike, n_a: ArrayLike, x_b: ArrayLike, n_b: ArrayLike, level: float = 0.95
) -> Change:
    """Ratio of two independent shares: MOVER-R on Wilson limits (Fagerland, Lydersen & Laake 2015)."""
    return ratio(*_share(x_a, n_a, level), *_share(x_b, n_b, level))


def paired_difference(
    both: ArrayLike, only_a: ArrayLike, only_b: ArrayLike, neither: ArrayLike, level: float = 0.95
) -> Change:
    """Difference of two shares of the *same* respondents, from the four counts of their two answers.

    Newcombe 1998c (Stat Med 17:2635), method 10: MOVER on Wilson limits with the correlation of the answers,
    shrunk by half the sample where it is positive. Treating the same people as two samples hides changes.
    """
    r, s, t, u = _floats(both, only_a, only_b, neither)
    n = r + s + t + u
    product = r * u - s * t
    shrunk = np.where(product > 0, np.maximum(product - n / 2, 0), product)
    spread = np.sqrt((r + s) * (t + u) * (r + t) * (s + u))
    rho = np.divide(shrunk, spread, out=np.zeros(np.shape(spread)), where=spread > 0)
    return difference(*_share(r + s, n, level), *_share(r + t, n, level), correlation=rho)


def rates_difference(
    events_a: ArrayLike,
    exposure_a: ArrayLike,
    events_b: ArrayLike,
    exposure_b: ArrayLike,
    level: float = 0.95,
) -> Change:
    """Difference of two Poisson rates per unit of exposure: MOVER on exact limits (Zou & Donner 2008)."""
    return difference(*_rate(events_a, exposure_a, level), *_rate(events_b, exposure_b, level))


def rates_ratio(
    events_a: ArrayLike,
    exposure_a: ArrayLike,
    events_b: ArrayLike,
    exposure_b: ArrayLike,
    level: float = 0.95,
) -> Change:
    """Ratio of two Poisson rates, exact given the sum of the events (Przyborowski & Wilenski 1940).

    Exact means at least `level`, hence wide for few events. No events in `b`: the upper limit is infinite;
    none at all: the ratio is NaN with limits 0 and infinity. An exposure of 0 gives NaN.
    """
    a, exposed_a, b, exposed_b = _floats(events_a, exposure_a, events_b, exposure_b)
    tail = (1 - level) / 2
    low = np.where(a > 0, special.betaincinv(np.maximum(a, 1e-9), b + 1, tail), 0)
    high = np.where(b > 0, special.betaincinv(a + 1, np.maximum(b, 1e-9), 1 - tail), 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where((exposed_a > 0) & (exposed_b > 0), exposed_b / exposed_a, np.nan)
        return Change(a / b * scale, low / (1 - low) * scale, high / (1 - high) * scale)


def means_difference(
    mean_a: ArrayLike,
    sd_a: ArrayLike,
    n_a: ArrayLike,
    mean_b: ArrayLike,
    sd_b: ArrayLike,
    n_b: ArrayLike,
    level: float = 0.95,
) -> Change:
    """Difference of two means from standard deviations and numbers of people (Welch 1947).

    NaN limits below n = 2 and where neither sample varies: a handful of equal answers is not certainty.
    """
    a, spread_a, people_a, b, spread_b, people_b = _floats(mean_a, sd_a, n_a, mean_b, sd_b, n_b)
    with np.errstate(divide="ignore", invalid="ignore"):
        part_a, part_b = spread_a**2 / people_a, spread_b**2 / people_b
        freedom = (part_a + part_b) ** 2 / (part_a**2 / (people_a - 1) + part_b**2 / (people_b - 1))
        half = intervals.t(freedom, level) * np.sqrt(part_a + part_b)
    half = np.where((people_a > 1) & (people_b > 1), half, np.nan)
    return Change(a - b, a - b - half, a - b + half)


def margins_difference(
    value_a: ArrayLike,
    margin_a: ArrayLike,
    value_b: ArrayLike,
    margin_b: ArrayLike,
    margin_level: float = 0.90,
    level: float = 0.95,
) -> Change:
    """Difference of two published estimates from their margins of error: normal limits, squares summed.

    The American Community Survey publishes margins at 90 %, not 95 %: `margin_level` is theirs, `level` the
    one wanted. For estimates of windows that share years pass the result through `overlapping`.
    """
    a, off_a, b, off_b = _floats(value_a, margin_a, value_b, margin_b)
    half = np.sqrt(off_a**2 + off_b**2) * intervals.z(level) / intervals.z(margin_level)
    return Change(a - b, a - b - half, a - b + half)


def _share(numerator: ArrayLike, denominator: ArrayLike, level: float) -> tuple[Floats, Floats, Floats]:
    x, n = _floats(numerator, denominator)
    return x / np.where(n > 0, n, np.nan), *intervals.wilson(x, n, level)


def _rate(events: ArrayLike, exposure: ArrayLike, level: float) -> tuple[Floats, Floats, Floats]:
    x, exposed = _floats(events, exposure)
    exposed = np.where(exposed > 0, exposed, np.nan)
    lower, upper = intervals.poisson_exact(x, level)
    return x / exposed, lower / exposed, upper / exposed


def _floats(*values: ArrayLike) -> list[Floats]:
    return [np.asarray(value, dtype=float) for value in values]

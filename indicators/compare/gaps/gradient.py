"""Inequality across ordered groups: slope and relative index (Pamuk 1985), concentration index (Wagstaff
1991).

Groups are given from the most disadvantaged to the most advantaged. Signs are never turned by polarity:
above zero (above one for ratios) means that the advantaged have more of it, be it good or bad (WHO 2024,
annex 11).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from indicators.compare.gaps.dispersion import average, shares
from indicators.compare.gaps.group_limits import (
    UNKNOWN,
    Floats,
    Limits,
    Scale,
    backward,
    containing,
    critical,
    forward,
    percentile_limits,
    plain_errors,
    simulated,
)


def midpoint_ranks(population: ArrayLike) -> Floats:
    """Where the middle person of each group stands, from 0 (most disadvantaged) to 1. Also called ridits."""
    share = shares(population)
    return np.cumsum(share) - share / 2


def _end_weights(population: ArrayLike, ranks: ArrayLike | None) -> Floats:
    """(2, groups): the weights that turn values into the fitted line at rank 0 and at rank 1.

    Least squares weighted by population; nan for the whole when there are fewer than two different ranks.
    """
    share = shares(population)
    rank = midpoint_ranks(population) if ranks is None else np.asarray(ranks, dtype=float)
    centre = share @ rank
    spread = share @ (rank - centre) ** 2
    if np.count_nonzero(share) < 2 or spread <= 0:
        return np.full((2, len(share)), np.nan)
    slope = share * (rank - centre) / spread
    return np.stack([share - centre * slope, share + (1 - centre) * slope])


def _ratio(bottom: Floats, top: Floats) -> Floats:
    """top / bottom of positive numbers; the line's end below zero counts as a ratio without bounds."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(bottom > 0, np.maximum(top, 0) / bottom, np.where(top > 0, np.inf, np.nan))


def concentration_weights(population: ArrayLike) -> Floats:
    """The weights of the absolute concentration index: p (2R - 1)."""
    return shares(population) * (2 * midpoint_ranks(population) - 1)


def concentration_index(values: ArrayLike, population: ArrayLike) -> tuple[float, float]:
    """(absolute, relative) concentration index; the relative one is the absolute one over the average."""
    plain = np.asarray(values, dtype=float)
    absolute, mean = float(plain @ concentration_weights(population)), float(average(plain, population))
    return absolute, absolute / mean if mean > 0 else np.nan


@dataclass(frozen=True)
class Gradient:
    """Slope index in the indicator's unit (times `multiplier`), relative index, and the line at rank 0."""

    sii: float
    sii_lower: float
    sii_upper: float
    rii: float
    rii_lower: float
    rii_upper: float
    intercept: float


def _slope_limits(sii: float, errors: Floats, weights: Floats, multiplier: float, level: float) -> Limits:
    error = abs(multiplier) * float(np.sqrt(np.sum(((weights[1] - weights[0]) * errors) ** 2)))
    return containing(sii, sii - critical(level) * error, sii + critical(level) * error)


@dataclass(frozen=True)
class Line:
    """How a gradient is laid through groups.

    `transform` lays the line through values on `scale` and brings its ends back; a negative `multiplier` turns the
    direction and so inverts the RII.
    """

    level: float = 0.95
    scale: Scale = "identity"
    transform: bool = False
    multiplier: float = 1


def gradient(
    values: ArrayLike,
    errors: ArrayLike | None,
    population: ArrayLike,
    line: Line = Line(),
    ranks: ArrayLike | None = None,
) -> Gradient:
    """Slope (SII) and relative index of inequality (RII): line on midpoint ranks, weighted by population.

    SII is the line at the top less the line at the bottom, RII the one over the other (Low & Low 2004).
    `errors` are on the scale of `line`. The SII of plain values has closed limits; all
    other limits are percentiles of seeded draws of the values. `ranks` replace the midpoint ranks when some
    groups' values are missing. The RII is unknown when the line falls to zero or below at the bottom.
    """
    plain, weights = np.asarray(values, dtype=float), _end_weights(population, ranks)
    bottom, top = (float(end) for end in _ends(plain, weights, line))
    first, last = (top, bottom) if line.multiplier < 0 else (bottom, top)
    sii = (top - bottom) * line.multiplier
    rii = float(last / first) if first > 0 and last > 0 else np.nan
    slope_limits = ratio_limits = UNKNOWN
    if errors is not None and np.isfinite(sii):
        sigma = np.asarray(errors, dtype=float)
        slope_limits, ratio_limits = _limits(plain, sigma, weights, (sii, rii), line)
    return Gradient(sii, *slope_limits, rii, *ratio_limits, bottom)


def _ends(values: Floats, weights: Floats, line: Line) -> tuple[Floats, Floats]:
    """The fitted line at the bottom and at the top, in plain numbers; values are (..., groups)."""
    if not line.transform:
        bottom, top = weights @ values.T
        return bottom, top
    bottom, top = weights @ forward(values, line.scale).T
    return backward(bottom, line.scale), backward(top, line.scale)


def _limits(
    values: Floats,
    errors: Floats,
    weights: Floats,
    indices: tuple[float, float],
    line: Line,
) -> tuple[Limits, Limits]:
    """Limits of the slope and of the relative index, which are given in this order."""
    (sii, rii), level = indices, line.level
    if not np.isfinite(plain_errors(values, errors, line.scale)).all():
        return UNKNOWN, UNKNOWN

    def both(block: Floats) -> Floats:
        bottom, top = _ends(block, weights, line)
        ratio = _ratio(top, bottom) if line.multiplier < 0 else _ratio(bottom, top)
        return np.stack([(top - bottom) * line.multiplier, ratio], axis=1)

    slopes, ratios = simulated(both, values, errors, line.scale).T
    closed = line.scale == "identity"
    slope = (
        _slope_limits(sii, errors, weights, line.multiplier, level)
        if closed
        else percentile_limits(sii, slopes, level)
    )
    return slope, percentile_limits(rii, ratios, level)

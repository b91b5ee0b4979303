"""Districts set beside the average of all.

All functions take one-dimensional arrays with one entry a district and know nothing of tables. A missing
input gives a missing (NaN), "cannot_tell" or -1 entry for that district and leaves the others alone.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from indicators.compare.change.change import CANNOT_TELL
from indicators.engine.statistics import intervals

Floats = NDArray[np.float64]
Dispersion = Literal["none", "multiplicative", "additive"]

HIGH_998 = "high_998"
HIGH_95 = "high_95"
SIMILAR = "similar"
LOW_95 = "low_95"
LOW_998 = "low_998"


@dataclass(frozen=True)
class Funnel:
    """Districts against the average of all: `value` and `average` in the same unit, `z` after
    over-dispersion.

    `phi` is the factor by which the variance was multiplied (1 unless multiplicative), `tau` the standard
    deviation between districts that was added to it (0 unless additive).
    """

    average: float
    value: Floats
    z: Floats
    p_value: Floats
    significance: NDArray[np.str_]
    phi: float
    tau: float


def funnel_shares(
    numerator: ArrayLike,
    denominator: ArrayLike,
    average: float | None = None,
    dispersion: Dispersion = "none",
) -> Funnel:
    """Funnel comparison of shares (0..1) with the overall share (Spiegelhalter 2005).

    `average` None means sum over sum, the district itself included, so that one district alone can't be
    compared. Without over-dispersion the classes are those of the score test, the Wilson interval turned
    round.
    """
    x, n = _pair(numerator, denominator)
    mean = _overall(x, n, average)
    error = np.sqrt(mean * (1 - mean) / n)
    return _funnel(x / n, mean, error, dispersion, average is None)


def funnel_rates(
    events: ArrayLike, exposure: ArrayLike, average: float | None = None, dispersion: Dispersion = "none"
) -> Funnel:
    """Funnel comparison of Poisson rates per unit of exposure with the overall rate (Spiegelhalter 2005).

    A district without events is a district, and counts in the average. For an indirectly standardised ratio
    pass the expected events as exposure and an average of 1. Without over-dispersion the classes compare the
    expected events with the limits of the events seen: exact below 10, Byar from there; `p_value` is the
    exact one throughout.
    """
    x, exposed = _pair(events, exposure)
    mean = _overall(x, exposed, average)
    funnel = _funnel(x / exposed, mean, np.sqrt(mean / exposed), dispersion, average is None)
    if dispersion != "none" or np.isnan(funnel.z).all():
        return funnel
    expected = mean * exposed
    sides = [_beyond(expected, intervals.byar(x, level)) for level in (0.95, 0.998)]
    below = special.gammaincc(x + 1, expected)
    above = np.where(x > 0, special.gammainc(np.maximum(x, 1e-9), expected), 1.0)
    p_value = np.where(np.isnan(expected), np.nan, np.minimum(1, 2 * np.minimum(below, above)))
    return replace(funnel, p_value=p_value, significance=_class(sides, np.isnan(expected)))


def over_dispersion(z: ArrayLike, trim: float = 0.1) -> float:
    """How much wider districts scatter than chance: the mean square of z, winsorised (Spiegelhalter 2005).

    The `trim` part of districts at either end counts as the next one inside, so that the outliers looked for
    don't hide themselves. 1 or less: nothing but chance. NaN without districts.
    """
    (scores,) = _floats(z)
    scores = scores[~np.isnan(scores)]
    if scores.size == 0:
        return float("nan")
    low, high = np.quantile(scores, [trim, 1 - trim])
    return float(np.mean(np.clip(scores, low, high) ** 2))


def judge(significance: ArrayLike, better: str, level: float = 0.95) -> NDArray[np.str_]:
    """The word for each significance class at level 0.95 or 0.998: better, similar, worse or cannot_tell.

    A neutral indicator gives "higher" and "lower" instead.
    """
    words = {"higher": ("better", "worse"), "lower": ("worse", "better"), "neutral": ("higher", "lower")}
    if better not in words:
        raise ValueError(f"better is {better!r}, expected higher, lower or neutral")
    high, low = ([HIGH_998], [LOW_998]) if level > 0.95 else ([HIGH_998, HIGH_95], [LOW_998, LOW_95])
    classes = np.asarray(significance, dtype=str)
    unknown = classes == CANNOT_TELL
    chosen = [np.isin(classes, high), np.isin(classes, low), unknown]
    return np.select(chosen, [*words[better], CANNOT_TELL], SIMILAR)


def _funnel(value: Floats, average: float, error: Floats, dispersion: Dispersion, own: bool) -> Funnel:
    z = _z(value, average, error)
    excess, phi, tau = over_dispersion(z[np.isfinite(z)]), 1.0, 0.0
    if dispersion == "multiplicative" and excess > 1:
        phi, z = excess, z / np.sqrt(excess)
    elif dispersion == "additive":
        tau = _between(error[np.isfinite(z)], excess)
        z = _z(value, average, np.hypot(error, tau))
    if own and np.isfinite(value).sum() < 2:
        z = np.full_like(z, np.nan)
    sides = [np.sign(z) * (np.abs(z) > intervals.z(level)) for level in (0.95, 0.998)]
    p_value = special.erfc(np.abs(z) / np.sqrt(2))
    return Funnel(average, value, z, p_value, _class(sides, np.isnan(z)), phi, tau)


def _z(value: Floats, average: float, error: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(value == average, 0.0, (value - average) / error)


def _between(error: Floats, between: float) -> float:
    # DerSimonian & Laird's moment estimator, with the winsorised scatter in place of the raw sum of squares.
    weight = 1 / error[error > 0] ** 2
    excess = weight.size * between - (weight.size - 1)
    if weight.size < 2 or excess <= 0:
        return 0.0
    return float(np.sqrt(excess / (weight.sum() - (weight**2).sum() / weight.sum())))


def _class(sides: list[Floats], unknown: NDArray[np.bool_]) -> NDArray[np.str_]:
    at_95, at_998 = sides
    chosen = [unknown, at_998 > 0, at_998 < 0, at_95 > 0, at_95 < 0]
    return np.select(chosen, [CANNOT_TELL, HIGH_998, LOW_998, HIGH_95, LOW_95], SIMILAR)


def _beyond(expected: Floats, limits: tuple[Floats, Floats]) -> Floats:
    return np.where(limits[0] > expected, 1.0, np.where(limits[1] < expected, -1.0, 0.0))


def _overall(x: Floats, n: Floats, average: float | None) -> float:
    if average is not None:
        return average
    total = np.nansum(n)
    return float(np.nansum(x) / total) if total > 0 else float("nan")


def _pair(numerator: ArrayLike, denominator: ArrayLike) -> tuple[Floats, Floats]:
    x, n = np.broadcast_arrays(*_floats(numerator, denominator))
    known = (x >= 0) & (n > 0)
    return np.where(known, x, np.nan), np.where(known, n, np.nan)


def _floats(*values: ArrayLike) -> list[Floats]:
    return [np.atleast_1d(np.asarray(value, dtype=float)) for value in values]

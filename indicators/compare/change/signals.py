"""When a series of one district has really got worse: its recent trend, and the bell.

Arrays have time on the last axis, oldest first; further axes are series judged alike (districts, segments). A
missing value is NaN: it never signals and interrupts every run.

False alarms on series in which nothing changes, in per cent of 4 000 series of 10 (40) periods, measured: see
benchmarks/false_alarms.py. "Restless" levels wander by 10 % without direction, as real years do.

    series and chart          any rule, any point   any rule, latest point   recent trend    bell
    XmR, normal values           4.4 (28)              1.2 (1.4)              0.2 (0.1)    0.6 (0.7)
    P, only chance               3.2 (26)              0.6 (1.1)              0.2 (0.3)    0.4 (0.6)
    P', only chance              0.9 (20)              0.1 (1.0)              0.2 (0.3)    0.1 (0.6)
    P, restless                   91 (100)              26 (29)                18 (19)      14 (16)
    P', restless                 4.7 (30)              1.4 (1.1)               19 (19)     0.8 (0.6)

U and U' are within 6 of P and P'. Hence the bell asks only the latest point, wants P' or U' charts, and never
believes the recent trend as it is: that takes a wandering for a trend in one of five series.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from indicators.compare.change.change import BETTER, CANNOT_TELL, DIFFERENT, NO_CLEAR_DIFFERENCE, WORSE
from indicators.compare.change.control_charts import Chart, signals
from indicators.engine.statistics import intervals

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

TREND_POINTS = 5
TREND_CHI_SQUARE = float(special.ndtri(0.999) ** 2)
CHART_POINTS = 10


@dataclass(frozen=True)
class Trend:
    """Trend of the last five points: `slope` a period, `chi_square` of 1 df, `direction` -1, 0, 1.

    `scatter` is the mean square of the points about the line in units of their sampling variance: well above
    1, the limits are too narrow to explain the ups and downs, and so is the test. Too few points: NaN and
    direction 0.
    """

    slope: Floats
    chi_square: Floats
    direction: Floats
    scatter: Floats


@dataclass(frozen=True)
class Bell:
    """Whether the bell `rings` for the latest point of each series, whether that is `new`, and by which
    `rule`.

    `new`: no chart rule spoke at the point before. `rule` is the first one that speaks, "" where it is
    silent, and "cannot_tell" where the series is too short to judge.
    """

    rings: Flags
    new: Flags
    rule: NDArray[np.str_]


def shares_trend(numerator: ArrayLike, denominator: ArrayLike) -> Trend:
    """Recent trend of shares: chi-square test for trend of the last five points (Armitage 1955) at 99.8 %.

    As the English public health profiles define it (OHID, Public Health Technical Guidance, trend markers):
    significant, and every point left out in turn leaves the direction as it is. Meant for separate years;
    with months, quarters or overlapping windows the test is wrong.
    """
    x, n = _last(numerator, denominator)
    n = np.where((n > 0) & (x >= 0) & (x <= n), n, np.nan)
    share = x.sum(-1, keepdims=True) / n.sum(-1, keepdims=True)
    return _trend(x / n, n, (share * (1 - share))[..., 0])


def values_trend(value: ArrayLike, lower: ArrayLike, upper: ArrayLike, level: float = 0.95) -> Trend:
    """Recent trend of rates, means or published values: a line through the last five, weighted.

    Standard error = (upper - lower) / (2 z) (OHID, Public Health Technical Guidance, trend markers);
    otherwise as `shares_trend`.
    """
    y, low, high = _last(value, lower, upper)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = np.where(high > low, (2 * intervals.z(level) / (high - low)) ** 2, np.nan)
    return _trend(y, weight, np.ones(y.shape[:-1]))


def trend_verdict(trend: Trend, better: str) -> NDArray[np.str_]:
    """The fixed words of `change.verdicts` for each trend, "different" among them."""
    good = _good(better)
    moved = [trend.direction * good > 0, trend.direction * good < 0, trend.direction != 0]
    words = [CANNOT_TELL, BETTER, WORSE, DIFFERENT]
    return np.select([np.isnan(trend.chi_square), *moved], words, NO_CLEAR_DIFFERENCE)


def bell(chart: Chart, better: str, trend: Trend | None = None) -> Bell:
    """Ring for series whose latest point has got worse, by any chart rule or by the recent trend.

    Charts need ten points; with fewer only the trend can ring. It must still be significant after dividing
    its chi-square by the scatter found, about its line or by the chart (sigma-z squared), whichever is
    greater, because real years differ by more than chance. Improvements and neutral indicators never ring; a
    missing latest point is "cannot_tell". Ask for `new` to ring once, not every period. Each series is judged
    alone: of a thousand quiet ones a few ring, see the table of this module.
    """
    points = (~np.isnan(chart.z)).sum(axis=-1)
    worse, before = (_worse(chart, better, points >= CHART_POINTS, back) for back in (0, 1))
    falling = np.zeros(points.shape, dtype=bool)
    if trend is not None:
        scatter = np.fmax(np.fmax(trend.scatter, chart.spread**2), 1)
        steady = trend.chi_square / scatter > TREND_CHI_SQUARE
        falling = steady & (trend.direction * _good(better) < 0)
    worse["recent_trend"] = falling
    judged = ~np.isnan(chart.z[..., -1]) & (
        (points >= CHART_POINTS) | (trend is not None and points >= TREND_POINTS)
    )
    rings = judged & np.any(list(worse.values()), axis=0)
    rule = np.select([~judged, *(rings & hit for hit in worse.values())], [CANNOT_TELL, *worse], "")
    return Bell(rings, rings & ~np.any(list(before.values()), axis=0), rule)


def _worse(chart: Chart, better: str, enough: Flags, back: int) -> dict[str, Flags]:
    flags = signals(chart)
    at = max(chart.z.shape[-1] - 1 - back, 0)
    rules = {field.name: getattr(flags, field.name) for field in fields(flags)}
    return {rule: enough & (signal[..., at] * _good(better) < 0) for rule, signal in rules.items()}


def _good(better: str) -> int:
    signs = {"higher": 1, "lower": -1, "neutral": 0}
    if better not in signs:
        raise ValueError(f"better is {better!r}, expected one of {', '.join(signs)}")
    return signs[better]


def _trend(y: Floats, weight: Floats, variance: Floats) -> Trend:
    if y.shape[-1] < TREND_POINTS:
        nothing = np.full(y.shape[:-1], np.nan)
        return Trend(nothing, nothing, np.zeros(y.shape[:-1]), nothing)
    slope, information, residual = _line(y, weight)
    others = ~np.eye(TREND_POINTS, dtype=bool)
    steady = np.ones(slope.shape, dtype=bool)
    # less than this is a flat line written in floating point
    flat = 1e-9 * np.nanmax(np.abs(y), axis=-1, initial=0.0)
    for kept in others:
        without = _line(y[..., kept], weight[..., kept], np.flatnonzero(kept))[0]
        steady &= (np.abs(without) > flat) & (np.sign(without) == np.sign(slope))
    chance = np.where(variance > 0, variance, np.inf)
    chi_square = np.where(np.isnan(slope), np.nan, slope**2 * information / chance)
    direction = np.sign(slope) * (steady & (chi_square > TREND_CHI_SQUARE))
    return Trend(slope, chi_square, np.nan_to_num(direction), residual / (TREND_POINTS - 2) / chance)


def _line(y: Floats, weight: Floats, at: NDArray[np.intp] | None = None) -> tuple[Floats, Floats, Floats]:
    t = np.arange(y.shape[-1], dtype=float) if at is None else at.astype(float)
    total = weight.sum(-1, keepdims=True)
    t = t - (weight * t).sum(-1, keepdims=True) / total
    off = y - (weight * y).sum(-1, keepdims=True) / total
    information = (weight * t**2).sum(-1)
    slope = (weight * t * off).sum(-1) / information
    return slope, information, (weight * (off - slope[..., None] * t) ** 2).sum(-1)


def _last(*series: ArrayLike) -> list[Floats]:
    return [values[..., -TREND_POINTS:] for values in np.broadcast_arrays(*_floats(*series))]


def _floats(*values: ArrayLike) -> list[Floats]:
    return [np.atleast_1d(np.asarray(value, dtype=float)) for value in values]

"""Control charts: which points of a series are more than its ordinary ups and downs.

Arrays have time on the last axis, oldest first; further axes are series judged alike (districts, segments). A
missing value is NaN: it never signals and interrupts every run. How often the rules are wrong stands in
`signals`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

# Mean absolute difference of two standard normal values, d2 of the control chart tables.
_D2 = 2 / np.sqrt(np.pi)


@dataclass(frozen=True)
class Chart:
    """A control chart: `value` with its `centre`, the three-sigma limits `lower` and `upper`, and `z` =
    sigmas off.

    `spread` is Laney's sigma-z, 1 where only chance counts (and for measurements).
    """

    value: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    z: Floats
    spread: Floats


@dataclass(frozen=True)
class Signals:
    """Which point signals by which rule: +1 upwards, -1 downwards, 0 not."""

    beyond_limits: Floats
    eight_on_one_side: Floats
    six_in_a_row: Floats
    two_of_three: Floats


def measurements_chart(value: ArrayLike, baseline: int | None = None) -> Chart:
    """XmR chart of single measurements: centre -+ 2.66 mean moving ranges (Shewhart 1931; Wheeler 1993).

    For values without a count behind them (means, published values, minutes). `baseline` is the number of
    first points that set the centre and the limits, None all of them: freeze it before an intervention.
    """
    (y,) = _floats(value)
    centre = _mean(y[..., :baseline])
    sigma = _mean(np.abs(np.diff(y[..., :baseline]))) / _D2
    return _chart(y, centre, np.broadcast_to(sigma, y.shape), np.ones_like(sigma))


def shares_chart(
    numerator: ArrayLike, denominator: ArrayLike, laney: bool = True, baseline: int | None = None
) -> Chart:
    """P' chart of shares (Laney 2002), or the P chart of pure chance with `laney=False`.

    With thousands of people pure chance is so small that every ordinary year is an alarm; P' widens the
    limits by sigma-z, the scatter from period to period. It is kept at 1 or more here: people can't vary less
    than chance, and in a short series a smaller sigma-z is luck.
    """
    x, n = _floats(numerator, denominator)
    n = np.where((n > 0) & ~np.isnan(x), n, np.nan)
    centre = _total(x, n, baseline)
    return _attributes(x / n, centre, np.sqrt(centre * (1 - centre) / n), laney, baseline)


def rates_chart(
    events: ArrayLike, exposure: ArrayLike, laney: bool = True, baseline: int | None = None
) -> Chart:
    """U' chart of rates per unit of exposure (Laney 2002), or the U chart with `laney=False`.

    Why P' and U' are the default says `shares_chart`.
    """
    x, exposed = _floats(events, exposure)
    exposed = np.where((exposed > 0) & ~np.isnan(x), exposed, np.nan)
    centre = _total(x, exposed, baseline)
    return _attributes(x / exposed, centre, np.sqrt(centre / exposed), laney, baseline)


def signals(chart: Chart) -> Signals:
    """Special causes by four rules: one point beyond three sigma (Shewhart 1931), eight in a row on one side
    and two of three beyond two sigma on one side (Western Electric 1956), six in a row rising or falling
    (Nelson 1984).

    Only the past counts: a point signals when it completes a pattern, so yesterday's answer never changes
    except through the centre line. Six in a row are five steps.
    """
    step = np.sign(np.diff(chart.value, prepend=np.nan))
    beyond_two = np.sign(chart.z) * (np.abs(chart.z) > 2)
    return Signals(
        beyond_limits=np.nan_to_num(np.sign(chart.z) * (np.abs(chart.z) > 3)),
        eight_on_one_side=_runs(np.sign(chart.z), 8, 8),
        six_in_a_row=_runs(step, 5, 5),
        two_of_three=_runs(beyond_two, 3, 2) * (np.nan_to_num(beyond_two) != 0),
    )


def _attributes(value: Floats, centre: Floats, sigma: Floats, laney: bool, baseline: int | None) -> Chart:
    spread = np.ones_like(centre)
    if laney:
        z = _sigmas(value, centre, sigma)[..., :baseline]
        spread = np.fmax(_mean(np.abs(np.diff(z))) / _D2, 1.0)
    return _chart(value, centre, sigma * spread, spread)


def _chart(value: Floats, centre: Floats, sigma: Floats, spread: Floats) -> Chart:
    z = _sigmas(value, centre, sigma)
    return Chart(value, centre[..., 0], centre - 3 * sigma, centre + 3 * sigma, z, spread[..., 0])


def _sigmas(value: Floats, centre: Floats, sigma: Floats) -> Floats:
    off = value - centre
    off = np.where(np.abs(off) <= 1e-12 * np.abs(centre), 0.0, off)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(off == 0, 0.0, off / sigma)


def _runs(side: Floats, window: int, needed: int) -> Floats:
    padded = np.concatenate([np.full((*side.shape[:-1], window - 1), np.nan), side], axis=-1)
    windows = sliding_window_view(padded, window, axis=-1)
    return np.asarray(1.0 * ((windows > 0).sum(-1) >= needed) - 1.0 * ((windows < 0).sum(-1) >= needed))


def _mean(values: Floats) -> Floats:
    known = ~np.isnan(values)
    count = known.sum(-1, keepdims=True)
    return np.asarray(np.where(known, values, 0).sum(-1, keepdims=True) / np.where(count > 0, count, np.nan))


def _total(x: Floats, n: Floats, baseline: int | None) -> Floats:
    known = ~np.isnan(n[..., :baseline])
    below = np.where(known, n[..., :baseline], 0).sum(-1, keepdims=True)
    return np.asarray(
        np.where(known, x[..., :baseline], 0).sum(-1, keepdims=True) / np.where(below > 0, below, np.nan)
    )


def _floats(*values: ArrayLike) -> list[Floats]:
    return [np.atleast_1d(np.asarray(value, dtype=float)) for value in values]

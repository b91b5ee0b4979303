"""One district beside a yardstick, within the spread of all districts, and the points of its series that signal.

Arrays, no tables. A missing value or limit is NaN and gives "cannot_tell".
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.compare.change.change import Estimated, difference, verdicts
from indicators.compare.change.control_charts import Chart, signals
from indicators.compare.change.signals import CHART_POINTS
from indicators.engine.text.periods import Period

NOTHING = (float("nan"),) * 3


@dataclass(frozen=True)
class Spread:
    """The values of all districts: the lowest, the middle half, the middle one, the highest, and how many they are."""

    low: float
    q1: float
    median: float
    q3: float
    high: float
    known: int


def spread(values: ArrayLike) -> Spread:
    """The range and the quartiles (linear between values; Hyndman & Fan 1996, type 7). NaN where none is known.

    Every district counts alike, whatever its size: the middle one is not the city's value.
    """
    known = np.asarray(values, dtype=float)
    known = known[~np.isnan(known)]
    if not known.size:
        nan = float("nan")
        return Spread(nan, nan, nan, nan, nan, 0)
    low, q1, median, q3, high = np.quantile(known, (0, 0.25, 0.5, 0.75, 1)).tolist()
    return Spread(low, q1, median, q3, high, int(known.size))


def against(
    value: ArrayLike,
    lower: ArrayLike,
    upper: ArrayLike,
    yardstick: tuple[float, float, float],
    better: str,
    part_of_it: bool,
) -> NDArray[np.str_]:
    """The fixed word for each value against a yardstick (value and limits), by the limits of the difference.

    A district is a part of its city, and shares its chance: there the city's value is taken as known, and the
    word is clear where it lies outside the district's own limits. That errs on the cautious side: with w the
    district's part of the city, the difference varies by a factor 1 - w less than the district alone. A
    yardstick of other people (`part_of_it` False) brings its own chance (`change.difference`). Without limits
    there is no word. Each is judged alone: of 20 districts that do not differ one is called different.
    """
    mid, low, high = (np.asarray(part, dtype=float) for part in (value, lower, upper))
    if part_of_it:
        return verdicts(low - yardstick[0], high - yardstick[0], better)
    apart = difference(Estimated(mid, low, high), Estimated(yardstick[0], yardstick[1], yardstick[2]))
    return verdicts(apart.lower, apart.upper, better)


def by_definition(values: ArrayLike) -> bool:
    """Are all known shares exactly 0 or 100 %? Then the groups are what the indicator asks, and nobody is behind.

    Adults without digital skills have none of the skills that an indicator counts. Ask it of all districts
    together: in a small group none or all can happen by chance.
    """
    known = np.asarray(values, dtype=float)
    known = known[~np.isnan(known)]
    return bool(known.size and np.isin(known, (0.0, 100.0)).all())


def apart(windows: Sequence[Period]) -> list[int]:
    """Which of some windows, oldest first, share no day: the last one, and backwards from it.

    A trend over windows that share years takes the same people for new ones.
    """
    kept: list[int] = []
    for at in range(len(windows) - 1, -1, -1):
        if not kept or windows[at].end < windows[kept[-1]].start:
            kept.append(at)
    return kept[::-1]


def signalling(chart: Chart) -> NDArray[np.int_]:
    """Which points of a chart are more than its ordinary ups and downs: 1 upwards, -1 downwards, 0 not.

    By any rule of `control_charts.signals`; silent with fewer than ten known points, as the bell is.
    """
    flags = signals(chart)
    votes = np.sign(np.sum([getattr(flags, field.name) for field in fields(flags)], axis=0))
    enough = (~np.isnan(chart.z)).sum(axis=-1, keepdims=True) >= CHART_POINTS
    return np.where(enough, votes, 0).astype(int)

"""How often charts, the recent trend and the bell cry wolf, on simulated series in which nothing changes.

    python -m benchmarks.false_alarms

Prints, in per cent of the series: each rule anywhere in the series, any rule anywhere, any rule at the latest
point, the recent trend in either direction, and the bell (worse only). "Restless" series have a level that
wanders from period to period by 10 % (log-normal, no direction), as real years do.
"""

from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from indicators.compare.change.control_charts import (
    Chart,
    measurements_chart,
    rates_chart,
    shares_chart,
    signals,
)
from indicators.compare.change.signals import Trend, bell, shares_trend, values_trend
from indicators.engine.statistics import intervals

SERIES = 4_000
PEOPLE = 2_000
LEVEL = 0.2
RESTLESS = 0.1
COLUMNS = ("beyond", "eight", "six", "2of3", "any", "latest", "trend", "bell")


def measurements(periods: int, random: np.random.Generator) -> tuple[Chart, Trend]:
    """Normal values with their true limits."""
    value = random.normal(100, 8, (SERIES, periods))
    return measurements_chart(value), values_trend(value, value - 1.96 * 8, value + 1.96 * 8)


def shares(periods: int, random: np.random.Generator, wander: float, laney: bool) -> tuple[Chart, Trend]:
    """Binomial shares of `PEOPLE` people."""
    asked = np.full((SERIES, periods), PEOPLE)
    found = random.binomial(asked, _levels(periods, random, wander))
    return shares_chart(found, asked, laney), shares_trend(found, asked)


def rates(periods: int, random: np.random.Generator, wander: float, laney: bool) -> tuple[Chart, Trend]:
    """Poisson rates of events in `PEOPLE` person-years."""
    years = np.full((SERIES, periods), float(PEOPLE))
    events = random.poisson(years * _levels(periods, random, wander))
    lower, upper = intervals.byar(events)
    return rates_chart(events, years, laney), values_trend(events / years, lower / years, upper / years)


def alarms(chart: Chart, trend: Trend) -> list[float]:
    """Per cent of the series with an alarm, in the order of `COLUMNS`."""
    found = signals(chart)
    rules = [np.asarray(getattr(found, field.name)) != 0 for field in fields(found)]
    somewhere = [rule.any(axis=-1) for rule in rules]
    latest = np.any([rule[:, -1] for rule in rules], axis=0)
    rings = bell(chart, "higher", trend).rings
    flags = [*somewhere, np.any(somewhere, axis=0), latest, trend.direction != 0, rings]
    return [100 * float(np.mean(flag)) for flag in flags]


def main() -> None:
    """Print the table."""
    random = np.random.default_rng(2024)
    print(f"{'periods chart':<24}", *(f"{name:>7}" for name in COLUMNS))
    for periods in (10, 40):
        rows = {"XmR": measurements(periods, random)}
        for wander, kind in ((0.0, "calm"), (RESTLESS, "restless")):
            for laney, mark in ((False, ""), (True, "'")):
                rows[f"P{mark} {kind}"] = shares(periods, random, wander, laney)
                rows[f"U{mark} {kind}"] = rates(periods, random, wander, laney)
        for name, (chart, trend) in rows.items():
            print(f"{periods:>7} {name:<16}", *(f"{share:7.2f}" for share in alarms(chart, trend)))


def _levels(periods: int, random: np.random.Generator, wander: float) -> NDArray[np.float64]:
    return LEVEL * np.exp(random.normal(0, wander, (SERIES, periods)))


if __name__ == "__main__":
    main()

"""How often 95 % limits of an effect hold the truth, estimator by estimator, in made-up districts.

    python -m benchmarks.effect_coverage [CITIES]

Every outcome depends on the one before (autocorrelation 0.5, single series 0.4). District panels have a planted
effect of 2; for synthetic comparisons they also move along two common paths, each district in its own measure, and
nothing is planted. Whole cities: `benchmarks.interventions`.
"""

import sys
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from indicators.effects.estimators.did import did
from indicators.effects.estimators.event_study import path
from indicators.effects.estimators.interrupted_time_series import segmented
from indicators.effects.estimators.synthetic_did import synthetic_did
from indicators.effects.results import Effect
from indicators.effects.study import NEVER, Study

Random = np.random.Generator
Floats = NDArray[np.float64]
EFFECT = 2.0


def noise(random: Random, districts: int, periods: int, keep: float) -> Floats:
    """(districts, periods) of variance 1, each value keeping a part of the one before."""
    found = random.normal(size=(districts, periods))
    for t in range(1, periods):
        found[:, t] = keep * found[:, t - 1] + np.sqrt(1 - keep**2) * found[:, t]
    return found


def study(value: Floats, treated: int, start: int, second: int | None = None) -> Study:
    """The first `treated` districts start at `start`, every other one of them at `second`."""
    first = np.full(len(value), NEVER)
    first[:treated] = start
    if second is not None:
        first[:treated:2] = second
    year = 12 if value.shape[1] >= 48 else 1
    names = [
        f"{2000 + t // year}" + (f"-{t % year + 1:02d}" if year > 1 else "") for t in range(value.shape[1])
    ]
    return Study(value, np.zeros_like(value), first, tuple(map(str, range(len(value)))), tuple(names))


def held(effect: Effect, truth: float) -> float:
    return float(effect.lower <= truth <= effect.upper)


def staggered(random: Random, districts: int, treated: int, second: int | None) -> list[float]:
    """Does the average hold; the share of times since the start that hold; does the whole band hold?"""
    city = study(noise(random, districts, 10, 0.5), treated, 5, second)
    city.value[city.after] += EFFECT
    found = path(city, draws=499)
    truth = np.where(found.time >= 0, EFFECT, 0.0)
    known = found.time != -1
    each = ((found.lower <= truth) & (truth <= found.upper))[known]
    band = ((found.band_lower <= truth) & (truth <= found.band_upper))[known]
    return [held(did(city, draws=499), EFFECT), float(each.mean()), float(band.all())]


def synthetic(random: Random, districts: int, treated: int) -> list[float]:
    """Synthetic difference-in-differences."""
    common = 0.3 * random.normal(size=(2, 12)).cumsum(axis=1)
    level = 2 * random.normal(size=(districts, 1))
    value = level + random.normal(size=(districts, 2)) @ common + noise(random, districts, 12, 0.5)
    city = study(value, treated, 8)
    return [held(synthetic_did(city, draws=60), 0.0)]


def interrupted(random: Random, periods: int, start: int) -> list[float]:
    """One series with a trend."""
    return [held(segmented(study(noise(random, 1, periods, 0.4) + 0.1 * np.arange(periods), 1, start)), 0.0)]


CASES: dict[str, Callable[[Random], list[float]]] = {
    "staggered, path, band: 24 districts, 8 treated": lambda random: staggered(random, 24, 8, None),
    "the same, two starts": lambda random: staggered(random, 24, 8, 7),
    "the same, 15 districts, 1 treated": lambda random: staggered(random, 15, 1, None),
    "the same, 60 districts, 30 treated": lambda random: staggered(random, 60, 30, None),
    "synthetic did: 20 districts, 1 treated": lambda random: synthetic(random, 20, 1),
    "the same, 24 districts, 6 treated": lambda random: synthetic(random, 24, 6),
    "interrupted series, 20 periods": lambda random: interrupted(random, 20, 12),
    "interrupted series, 60 months": lambda random: interrupted(random, 60, 36),
}


def main(cities: int = 400) -> None:
    """Print the table, in per cent."""
    for name, once in CASES.items():
        random = np.random.default_rng(2026)
        shares = np.mean([once(random) for _city in range(cities)], axis=0)
        print(f"{name:<60}", *(f"{100 * share:5.1f}" for share in shares), flush=True)


if __name__ == "__main__":
    main(*(int(count) for count in sys.argv[1:]))

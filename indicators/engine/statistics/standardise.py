"""Directly age-standardised rates with their limits.

Arrays are [..., age]: any number of cells (district x period x segment), the last axis the age groups in
rising order. Populations are person-years: a count of events over three years needs three years of
population. A cell with a missing, negative or empty age group has missing results, because the rate of an
empty group is unknown and not zero; fold the ages to wider groups first where that happens often.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from indicators.engine.statistics.intervals import FloatArray, byar


def _every_five_years(*persons: float) -> Mapping[int, float]:
    return MappingProxyType({5 * group: number for group, number in enumerate(persons)})


# First age of the group -> persons. Eurostat 2013, "Revision of the European Standard Population", 0-4 ..
# 90+.
ESP2013 = _every_five_years(
    *(5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000),
    *(7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000),
)
# World average 2000-2025 in percent (rounded, adds up to 100.035). Ahmad et al. 2001, WHO GPE paper 31, 0-4
# .. 100+.
WHO_WORLD = _every_five_years(
    *(8.86, 8.69, 8.60, 8.47, 8.22, 7.93, 7.61, 7.15, 6.59, 6.04),
    *(5.37, 4.55, 3.72, 2.96, 2.21, 1.52, 0.91, 0.44, 0.15, 0.04, 0.005),
)
MINIMUM_EVENTS = 10
STANDARDS: Mapping[str, Mapping[int, float]] = MappingProxyType({"esp2013": ESP2013, "who": WHO_WORLD})


@dataclass(frozen=True)
class AgeGroups:
    """The age groups that a table and a standard population have in common.

    `starts` are their first ages, `standard` the persons of the standard, `first` the position of each
    group's first member among the table's own ages; from position `stop` on the table's ages are left out.
    """

    starts: tuple[int, ...]
    standard: FloatArray
    first: npt.NDArray[np.intp]
    stop: int

    def fold(self, values: npt.ArrayLike) -> FloatArray:
        """Adds the table's age groups, [..., table's ages], up to the common ones, [..., group]."""
        kept = np.asarray(values, dtype=np.float64)[..., : self.stop]
        return np.add.reduceat(kept, self.first, axis=-1, dtype=np.float64)


@dataclass(frozen=True)
class StandardisedRate:
    """A standardised rate per cell with its limits, in events per `per` persons of the call."""

    value: FloatArray
    lower: FloatArray
    upper: FloatArray
    events: FloatArray
    population: FloatArray


def common_age_groups(
    starts: Sequence[int], standard: Mapping[int, float] = ESP2013, below: int | None = None
) -> AgeGroups:
    """The finest age groups that both a table and a standard population can give.

    The last group of the table is open-ended unless `below` says where to stop: 75 for deaths under 75. A
    start that the standard doesn't know joins the group before it: with 0, 1, 5, 10 the groups 0 and 1-4
    become 0-4, and a table cut at 16 instead of 15 loses that cut. Ages below the first start are left out of
    the standard. Raises ValueError when the starts don't rise, or the first one or `below` is inside a group
    of the standard or of the table.
    """
    if any(later <= earlier for earlier, later in pairwise(starts)):
        raise ValueError(f"age groups have to rise, each starting once: {list(starts)}")
    if not starts or starts[0] not in standard:
        raise ValueError(
            f"the standard population has no group starting at age {starts[0] if starts else None}"
        )
    top = max(*standard, *starts) + 1 if below is None else below
    if below is not None and (below not in standard or (starts[-1] > below and below not in starts)):
        raise ValueError(f"neither the table nor the standard population may have a group across age {below}")
    common = [start for start in starts if start in standard and start < top]
    persons = [
        sum(number for age, number in standard.items() if start <= age < end)
        for start, end in pairwise([*common, top])
    ]
    first = np.array([starts.index(start) for start in common], dtype=np.intp)
    stop = sum(start < top for start in starts)
    return AgeGroups(tuple(common), np.array(persons, dtype=np.float64), first, stop)


def directly_standardised(
    events: npt.ArrayLike,
    population: npt.ArrayLike,
    standard: npt.ArrayLike,
    level: float = 0.95,
    *,
    per: float = 100_000,
) -> StandardisedRate:
    """The rate a cell would have with the ages of the standard population.

    Limits by Dobson et al. 1991 on Byar's limits of the total count. Value and limits are withheld below
    `MINIMUM_EVENTS` events of all ages together.
    """
    events, population = _strata(events, population, empty_allowed=np.asarray(standard) == 0)
    share = np.asarray(standard, dtype=np.float64) / np.sum(standard, axis=-1, keepdims=True)
    with np.errstate(all="ignore"):
        weight = np.where(share > 0, share / population, 0.0 * population)
        rate = np.sum(weight * events, axis=-1)
        rate_variance = np.sum(weight**2 * events, axis=-1)
        total = events.sum(axis=-1)
        lower, upper = _dobson(rate, rate_variance, total, level)
        factor = np.where(total >= MINIMUM_EVENTS, per, np.nan)
        return StandardisedRate(rate * factor, lower * factor, upper * factor, total, population.sum(axis=-1))


def _dobson(
    rate: FloatArray, variance: FloatArray, total: FloatArray, level: float
) -> tuple[FloatArray, FloatArray]:
    spread = np.sqrt(variance / total)
    lower, upper = byar(total, level)
    return np.clip(rate + spread * (lower - total), 0.0, rate), rate + spread * (upper - total)


def _strata(
    events: npt.ArrayLike, population: npt.ArrayLike, empty_allowed: npt.ArrayLike = False
) -> tuple[FloatArray, FloatArray]:
    counts, persons = np.broadcast_arrays(
        np.asarray(events, dtype=np.float64), np.asarray(population, dtype=np.float64)
    )
    usable = (counts >= 0) & ((persons > 0) | ((persons == 0) & (counts == 0) & np.asarray(empty_allowed)))
    return np.where(usable, counts, np.nan), np.where(usable, persons, np.nan)

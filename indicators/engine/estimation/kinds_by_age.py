"""Values and limits of the kinds of indicators that need ages, from totals by group and age."""

import numpy as np
import pandas as pd

from indicators.engine.definitions.registry import PACK, Indicator
from indicators.engine.estimation.group_totals import GROUP, Values, divide, nothing, total
from indicators.engine.statistics.intervals import FloatArray, byar


def standardised_ratio(cells: pd.DataFrame, indicator: Indicator, level: float, groups: int) -> Values:
    """Events out of 100 that the city's own rates of each age would make one expect (Breslow & Day 1987)."""
    events, expected = total(cells, "value", groups), total(cells, "expected", groups)
    lower, upper = byar(events, level)
    value, low, high = (divide(n * 100, expected) for n in (events, lower, upper))
    return Values(value, low, high, events, expected, expected)


def standardised_rate(cells: pd.DataFrame, indicator: Indicator, level: float, groups: int) -> Values:
    """A directly standardised rate; withheld below 10 events. Standard `pack` is the city's own population."""
    from indicators.engine.statistics.standardise import (
        MINIMUM_EVENTS,
        STANDARDS,
        common_age_groups,
        directly_standardised,
    )

    starts, events, persons = _by_age(cells, indicator, groups)
    if not starts:
        return nothing(groups)
    standard = STANDARDS[indicator.standard] if indicator.standard != PACK else cells.attrs["standard"]
    ages = common_age_groups(starts, standard, _first_age_without_people(starts, persons))
    rates = directly_standardised(
        ages.fold(events), ages.fold(persons), ages.standard, level, per=indicator.per
    )
    sample = np.where(rates.events < MINIMUM_EVENTS, 0.0, np.inf)
    return Values(rates.value, rates.lower, rates.upper, rates.events, rates.population, sample)


def _first_age_without_people(starts: list[int], persons: FloatArray) -> int | None:
    """The age from which on nobody counts anywhere, because the indicator leaves out the oldest."""
    lived_in = np.flatnonzero(persons.sum(axis=0) > 0)
    last = int(lived_in.max(initial=-1))
    return starts[last + 1] if last + 1 < len(starts) else None


def life_expectancy(cells: pd.DataFrame, indicator: Indicator, level: float, groups: int) -> Values:
    """Life expectancy at birth with its limits; refused for small populations and impossible tables."""
    from indicators.engine.statistics.life_table import life_table

    starts, deaths, persons = _by_age(cells, indicator, groups)
    if not starts:
        return nothing(groups)
    table = life_table(deaths, persons, starts, level)
    few = np.where(table.refusal == "", np.inf, 0.0)
    first = table.expectancy[:, 0], table.lower[:, 0], table.upper[:, 0]
    return Values(*first, deaths.sum(axis=1), persons.sum(axis=1), few)


def _by_age(
    cells: pd.DataFrame, indicator: Indicator, groups: int
) -> tuple[list[int], FloatArray, FloatArray]:
    cells = cells[cells[str(indicator.age)].notna()]
    ages = cells[str(indicator.age)].astype(int)
    starts = sorted(ages.unique())
    position = ages.map({age: i for i, age in enumerate(starts)}).to_numpy(dtype=np.intp)
    at = cells[GROUP].to_numpy() * len(starts) + position
    size = groups * len(starts)
    events = np.bincount(at, weights=cells["value"], minlength=size).reshape(groups, -1).astype(float)
    persons = np.bincount(at, weights=cells["weight"], minlength=size).reshape(groups, -1).astype(float)
    return [int(age) for age in starts], events, persons

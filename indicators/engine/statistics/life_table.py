"""Life expectancy from deaths and population by age: Chiang's abridged life table with Silcocks' limits.

Arrays are [..., age]: any number of cells, the last axis the age groups. Population means person-years; three
years of deaths need three years of population. The last age group is open-ended.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indicators.engine.statistics.intervals import FloatArray, normal, z

MINIMUM_POPULATION = 5_000
WIDEST_INTERVAL = 20.0
RADIX = 100_000

_REFUSALS = (
    "an age group is missing",
    "an age group has nobody in it, or fewer",
    "an age group has negative deaths",
    "an age group has more deaths than people",
    "the population is too small",
    "nobody died in the open age group",
    "the limits are too far apart",
)


@dataclass(frozen=True)
class LifeTable:
    """A life table per cell, all arrays [..., age] in rising order of `starts` but `refusal`, which is [...].

    `expectancy` is the years still to live at the start of the group; its first column is life expectancy at
    birth. `survivors` are out of 100 000 born, `dying` those of them who die in the group and `years_lived`
    the person-years they all live in it. A refused cell is missing everywhere and `refusal` says why; it is
    empty for the others.
    """

    starts: npt.NDArray[np.int64]
    expectancy: FloatArray
    lower: FloatArray
    upper: FloatArray
    standard_error: FloatArray
    survivors: FloatArray
    dying: FloatArray
    years_lived: FloatArray
    refusal: npt.NDArray[np.str_]


def life_table(
    deaths: npt.ArrayLike,
    population: npt.ArrayLike,
    starts: npt.ArrayLike,
    level: float = 0.95,
    *,
    years_lived_by_the_dying: npt.ArrayLike | None = None,
    minimum_population: float = MINIMUM_POPULATION,
) -> LifeTable:
    """The abridged life table of every cell (Chiang 1968; open interval by Silcocks, Jenner & Reza 2001).

    `starts` are the first ages of the groups, in any order. Those who die in a group lived half of it, in the
    first year of life a tenth; `years_lived_by_the_dying` [age] gives a(x) in years instead (Preston,
    Heuveline & Guillot 2001, Box 3.1). A missing age group is a NaN. A cell is refused for a missing or empty
    group, negative deaths, more deaths than people, `minimum_population` or fewer people, no death in the
    open group, or 95 % limits more than 20 years apart at the first age (Eayres & Williams 2004; Toson &
    Baker 2003).
    """
    ages = np.asarray(starts, dtype=np.int64)
    order = np.argsort(ages)
    ages = ages[order]
    counts, persons = np.broadcast_arrays(_by_age(deaths, order), _by_age(population, order))
    widths = np.diff(ages).astype(np.float64)
    lived = _years_lived(ages, widths, years_lived_by_the_dying, order)
    refusal = _refusal(counts, persons, minimum_population)
    with np.errstate(all="ignore"):
        keep = (refusal == "")[..., None]
        counts, mortality = np.where(keep, counts, np.nan), np.where(keep, counts / persons, np.nan)
        dying = _probability_of_dying(mortality, widths, lived)
        expectancy, error = _expectancy(counts, mortality, dying, widths, lived)
    too_wide = 2 * z(0.95) * error[..., 0] > WIDEST_INTERVAL
    refusal = np.where(too_wide, _REFUSALS[6], refusal)
    missing = np.where(too_wide[..., None], np.nan, 0.0)
    expectancy, error = expectancy + missing, error + missing
    lower, upper = normal(expectancy, error, level)
    survivors, deaths_of_them, years = _survival(dying, mortality + missing, widths, lived)
    lower = np.maximum(lower, 0.0)
    return LifeTable(ages, expectancy, lower, upper, error, survivors, deaths_of_them, years, refusal)


def _by_age(values: npt.ArrayLike, order: npt.NDArray[np.intp]) -> FloatArray:
    return np.asarray(np.asarray(values, dtype=np.float64)[..., order])


def _years_lived(
    ages: npt.NDArray[np.int64], widths: FloatArray, given: npt.ArrayLike | None, order: npt.NDArray[np.intp]
) -> FloatArray:
    if given is not None:
        return _by_age(given, order)[..., :-1]
    return widths * np.where((ages[:-1] == 0) & (widths == 1), 0.1, 0.5)


def _refusal(counts: FloatArray, persons: FloatArray, minimum_population: float) -> npt.NDArray[np.str_]:
    with np.errstate(invalid="ignore"):
        defects = (
            ~(np.isfinite(counts) & np.isfinite(persons)).all(axis=-1),
            (persons <= 0).any(axis=-1),
            (counts < 0).any(axis=-1),
            (counts > persons).any(axis=-1),
            persons.sum(axis=-1) <= minimum_population,
            counts[..., -1] == 0,
        )
    return np.select(defects, _REFUSALS[: len(defects)], default="")


def _probability_of_dying(mortality: FloatArray, widths: FloatArray, lived: FloatArray) -> FloatArray:
    closed = widths * mortality[..., :-1] / (1 + (widths - lived) * mortality[..., :-1])
    return np.concatenate([np.minimum(closed, 1.0), np.ones_like(mortality[..., -1:])], axis=-1)


def _expectancy(
    counts: FloatArray, mortality: FloatArray, dying: FloatArray, widths: FloatArray, lived: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Expectancy and its standard error, from the oldest group down.

    The recursion is Chiang's sum divided by the survivors, so it also works after a group that nobody
    survives.
    """
    expectancy, variance = np.empty_like(mortality), np.empty_like(mortality)
    expectancy[..., -1] = 1 / mortality[..., -1]
    variance[..., -1] = 1 / (counts[..., -1] * mortality[..., -1] ** 2)
    for age in range(len(widths) - 1, -1, -1):
        chance, next_years = dying[..., age], expectancy[..., age + 1]
        deaths = np.where(counts[..., age] == 0, 1.0, counts[..., age])
        chance_variance = chance**2 * (1 - chance) / deaths
        lost = widths[age] - lived[..., age] + next_years
        expectancy[..., age] = (1 - chance) * (widths[age] + next_years) + chance * lived[..., age]
        variance[..., age] = lost**2 * chance_variance + (1 - chance) ** 2 * variance[..., age + 1]
    return expectancy, np.sqrt(variance)


def _survival(
    dying: FloatArray, mortality: FloatArray, widths: FloatArray, lived: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    dying = np.where(np.isnan(mortality), np.nan, dying)
    alive = np.cumprod(1 - dying[..., :-1], axis=-1)
    survivors = RADIX * np.concatenate([1 + 0 * dying[..., :1], alive], axis=-1)
    deaths = survivors * dying
    closed = widths * survivors[..., 1:] + lived * deaths[..., :-1]
    with np.errstate(all="ignore"):
        last = survivors[..., -1:] / mortality[..., -1:]
    return survivors, deaths, np.concatenate([closed, last], axis=-1)

"""The groups that inequality is measured over, and what a measure looks like."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.compare.gaps.gradient import midpoint_ranks
from indicators.compare.gaps.group_limits import (
    UNKNOWN,
    Floats,
    Limits,
    Scale,
    dispersion_limits,
    percentile_limits,
    plain_errors,
    simulated,
)

UnitKind = Literal["unit", "unit_squared", "ratio", "percent", "index"]

UNIT_KINDS: dict[str, UnitKind] = {
    "difference": "unit",
    "ratio": "ratio",
    "sii": "unit",
    "rii": "ratio",
    "aci": "unit",
    "rci": "index",
    "gini": "index",
    "theil": "index",
    "theil_between": "index",
    "theil_within": "index",
    "mld": "index",
    "atkinson": "index",
    "cov": "percent",
    "par": "unit",
    "paf": "percent",
    "idis": "percent",
    "bgv": "unit_squared",
}
_BY_DISTANCE = ("gini", "cov", "idis", "par", "paf")


@dataclass(frozen=True)
class Measure:
    """One measure of inequality; value and limits are nan where it is undefined or limits can't be had.

    `unit_kind` says what it is measured in: the indicator's unit (or that squared), a ratio (1 = equal),
    per cent, or an index (0 = equal). `noise` is how much of a value that can't be negative is due to the
    errors of the groups, on average; at most the whole value, nan where that does not apply.
    """

    name: str
    value: float
    lower: float
    upper: float
    unit_kind: UnitKind
    noise: float = np.nan


def measure(name: str, value: float | Floats, limits: Limits = UNKNOWN, noise: float = np.nan) -> Measure:
    """A measure by its name, which decides its unit."""
    return Measure(name, float(value), *limits, UNIT_KINDS[name], noise)


@dataclass(frozen=True)
class MeasuredGroups:
    """Groups with a known value and people in them, in the order given.

    `errors` are on `scale`, None when any is unknown. `ranks` are the places of the groups among all
    people, those of groups without a known value included. `larger` names the larger group that each one
    belongs to.
    """

    values: Floats
    errors: Floats | None
    population: Floats
    ranks: Floats
    larger: NDArray[np.generic] | None
    scale: Scale
    level: float

    @property
    def plain_errors(self) -> Floats:
        """Standard errors in plain numbers; nan when unknown."""
        errors = np.full_like(self.values, np.nan) if self.errors is None else self.errors
        return plain_errors(self.values, errors, self.scale)

    def take(self, index: NDArray[np.intp]) -> Self:
        """Some of the groups, or all in another order."""
        return replace(
            self,
            values=self.values[index],
            errors=None if self.errors is None else self.errors[index],
            population=self.population[index],
            ranks=self.ranks[index],
            larger=None if self.larger is None else self.larger[index],
        )

    def sorted(self) -> Self:
        """By value, so that seeded draws don't depend on the order of the rows."""
        errors = np.zeros_like(self.values) if self.errors is None else self.errors
        names = (
            np.zeros_like(self.values)
            if self.larger is None
            else np.unique(self.larger, return_inverse=True)[1]
        )
        return self.take(np.lexsort((names, self.population, errors, self.values)))

    def simulate(self, statistic: Callable[[Floats], Floats]) -> Floats | None:
        """A statistic of seeded draws of the values, (draws,) or (draws, statistics); None without errors.

        Where no value is below zero none is drawn there: such draws count as zero.
        """
        if self.errors is None or not np.isfinite(self.plain_errors).all():
            return None
        lowest = 0.0 if (self.values >= 0).all() else -np.inf
        return simulated(
            lambda block: statistic(np.maximum(block, lowest)), self.values, self.errors, self.scale
        )

    def percentiles(self, value: float, statistic: Callable[[Floats], Floats]) -> Limits:
        """Limits of a statistic that may lie on either side of equality."""
        drawn = self.simulate(statistic)
        return UNKNOWN if drawn is None else percentile_limits(value, drawn, self.level)

    def above_zero(self, name: str, value: float, draws: Floats | None) -> Measure:
        """A measure that can't be negative, with limits that allow for the noise in it."""
        if draws is None:
            return measure(name, value)
        lower, upper, noise = dispersion_limits(value, draws, self.level, squared=name in _BY_DISTANCE)
        return measure(name, value, (lower, upper), noise)


def read(
    values: ArrayLike,
    errors: ArrayLike | None,
    population: ArrayLike | None,
    larger: ArrayLike | None,
    level: float,
    scale: Scale,
) -> tuple[MeasuredGroups, bool]:
    """-> (the known groups, whether both the first and the last are among them). Checks the shapes."""
    plain = np.asarray(values, dtype=float)
    people = np.ones_like(plain) if population is None else np.nan_to_num(np.asarray(population, dtype=float))
    sigma = None if errors is None else np.asarray(errors, dtype=float)
    names = None if larger is None else np.asarray(larger)
    for name, column in (("standard_errors", sigma), ("population", people), ("groups", names)):
        if column is not None and column.shape != plain.shape:
            raise ValueError(f"{name} has shape {column.shape}, but values have {plain.shape}.")
    if (people < 0).any() or (sigma is not None and (sigma < 0).any()):
        raise ValueError("Population and standard errors can't be below zero.")
    known = np.isfinite(plain) & (people > 0)
    if sigma is not None and not np.isfinite(sigma[known]).all():
        sigma = None
    ranks = midpoint_ranks(people) if people.sum() > 0 else people
    everyone = MeasuredGroups(plain, sigma, people, ranks, names, scale, level)
    return everyone.take(np.flatnonzero(known)), bool(known.size and known[0] and known[-1])

"""How unequal an indicator is across groups: every measure that `townbell gap` prints, with limits.

Plain numbers, one a group; nothing here knows tables or what the groups are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from indicators.compare.gaps import dispersion
from indicators.compare.gaps.gradient import Line, concentration_index, concentration_weights, gradient
from indicators.compare.gaps.group_limits import (
    UNKNOWN,
    Floats,
    Limits,
    Scale,
    containing,
    critical,
    range_critical,
)
from indicators.compare.gaps.groups import UNIT_KINDS, Measure, MeasuredGroups, measure, read

Better = Literal["higher", "lower", "neutral"]
NAMES = tuple(UNIT_KINDS)


@dataclass(frozen=True)
class GroupValues:
    """One value a group, with what belongs to it.

    `standard_errors` are on `scale` (`group_limits.standard_errors` makes them from limits). `population` weighs the
    groups (None: all alike). `groups` names a larger group for each one, which splits Theil's index.
    """

    values: ArrayLike
    standard_errors: ArrayLike | None
    population: ArrayLike | None
    groups: ArrayLike | None = None
    scale: Scale = "identity"


def measures(given: GroupValues, ordered: bool, better: Better, level: float = 0.95) -> list[Measure]:
    """All measures of inequality over groups that apply, in the order of `NAMES`.

    Ordered groups run from the most disadvantaged to the most advantaged: difference, ratio and the
    gradient measures are the advantaged *against* the disadvantaged, whatever the polarity (WHO 2024).
    Without an order, difference and ratio are the highest against the lowest, and their limits hold
    although those two were picked for being extreme. PAR and PAF set the average against the most advantaged
    group or, without an order, the best one; a neutral indicator has none.

    Groups with a missing value or without people are left out; when that is the first or last of ordered
    groups, difference, ratio, PAR and PAF are unknown. With fewer than two groups there is nothing to
    measure: an empty list. Limits are closed (normal, log-normal; Ahn 2018 for bgv) for difference, ratio,
    aci, bgv, PAR against the most advantaged group and SII in plain numbers, else from seeded draws of the
    groups' values. Groups count as independent samples.
    """
    present, ends = read(
        given.values, given.standard_errors, given.population, given.groups, level, given.scale
    )
    if len(present.values) < 2:
        return []
    present = present if ordered else present.sorted()
    usable = ends or not ordered
    results = _pair(present, ordered) if usable else [_unknown("difference"), _unknown("ratio")]
    results += _gradients(present) if ordered else []
    results += _dispersions(present)
    if better != "neutral":
        results += _attributable(present, ordered, better) if usable else [_unknown("par"), _unknown("paf")]
    return sorted(results, key=lambda one: NAMES.index(one.name))


def _unknown(name: str) -> Measure:
    return measure(name, np.nan)


def _around(value: float, margin: float) -> Limits:
    return containing(value, value - margin, value + margin)


def _pair(groups: MeasuredGroups, ordered: bool) -> list[Measure]:
    """Last against first; groups without an order come sorted by value."""
    multiple = critical(groups.level) if ordered else range_critical(len(groups.values), groups.level)
    (first, last), error = groups.values[[0, -1]], groups.plain_errors[[0, -1]]
    difference = measure(
        "difference", last - first, _around(last - first, multiple * float(np.hypot(*error)))
    )
    if first <= 0 or last <= 0:
        return [difference, measure("ratio", last / first if first > 0 else np.nan)]
    ratio = last / first
    times = float(np.exp(multiple * np.hypot(error[0] / first, error[1] / last)))
    return [difference, measure("ratio", ratio, containing(ratio, ratio / times, ratio * times))]


def _gradients(groups: MeasuredGroups) -> list[Measure]:
    line = gradient(
        groups.values,
        groups.errors,
        groups.population,
        Line(groups.level, groups.scale),
        groups.ranks,
    )
    absolute, relative = concentration_index(groups.values, groups.population)
    weights = concentration_weights(groups.population)
    margin = critical(groups.level) * float(np.linalg.norm(weights * groups.plain_errors))

    def rci(block: Floats) -> Floats:
        mean = dispersion.average(block, groups.population)
        return block @ weights / np.where(mean > 0, mean, np.nan)

    return [
        measure("sii", line.sii, (line.sii_lower, line.sii_upper)),
        measure("rii", line.rii, (line.rii_lower, line.rii_upper)),
        measure("aci", absolute, _around(absolute, margin)),
        measure("rci", relative, groups.percentiles(relative, rci)),
    ]


def _dispersions(groups: MeasuredGroups) -> list[Measure]:
    people = groups.population
    formulas: dict[str, Callable[[Floats], Floats]] = {
        "gini": partial(dispersion.gini, population=people),
        "theil": partial(dispersion.theil, population=people),
        "mld": partial(dispersion.mean_log_deviation, population=people),
        "atkinson": partial(dispersion.atkinson, population=people),
        "cov": partial(dispersion.coefficient_of_variation, population=people),
        "idis": partial(dispersion.index_of_disparity, population=people),
    }
    if groups.larger is not None:
        larger = groups.larger
        formulas["theil_between"] = lambda block: dispersion.theil_parts(block, people, larger)[0]
        formulas["theil_within"] = lambda block: dispersion.theil_parts(block, people, larger)[1]
    drawn = groups.simulate(lambda block: np.stack([formula(block) for formula in formulas.values()], axis=1))
    columns = [None] * len(formulas) if drawn is None else list(drawn.T)
    results = [
        groups.above_zero(name, float(formula(groups.values)), column)
        for (name, formula), column in zip(formulas.items(), columns, strict=True)
    ]
    return [*results, _variance(groups)]


def _variance(groups: MeasuredGroups) -> Measure:
    """Between-group variance: Ahn's standard error around the value less its noise.

    Ahn's limits as published leave the noise in and so never reach zero with some thirty groups or more.
    """
    value = float(dispersion.between_group_variance(groups.values, groups.population))
    error = dispersion.between_group_variance_error(groups.values, groups.plain_errors, groups.population)
    margin, share = critical(groups.level) * error, dispersion.shares(groups.population)
    noise = float(np.minimum(value, np.sum(share * (1 - share) * groups.plain_errors**2)))
    limits = containing(value, max(0.0, value - noise - margin), value - noise + margin)
    return measure("bgv", value, limits, noise)


def _attributable(groups: MeasuredGroups, ordered: bool, better: Better) -> list[Measure]:
    """PAR and PAF: zero when the reference group is no better than the average."""
    people, sign = groups.population, -1 if better == "lower" else 1

    def reference(block: Floats) -> Floats:
        best = block.min(axis=-1) if better == "lower" else block.max(axis=-1)
        return np.asarray(block[..., -1] if ordered else best)

    def par(block: Floats) -> Floats:
        return dispersion.attributable_risk(block, people, reference(block), better)

    def paf(block: Floats) -> Floats:
        mean = dispersion.average(block, people)
        return 100 * par(block) / np.where(mean > 0, mean, np.nan)

    if not ordered:
        return [_picked(groups, "par", par, sign), _picked(groups, "paf", paf, sign)]
    risk, fraction = float(par(groups.values)), float(paf(groups.values))
    return [
        measure("par", risk, _named_limits(groups, better)),
        measure("paf", fraction, groups.percentiles(fraction, paf)),
    ]


def _picked(groups: MeasuredGroups, name: str, formula: Callable[[Floats], Floats], sign: int) -> Measure:
    """PAR or PAF against the best group, which was picked for being best: its luck is noise."""
    value = float(formula(groups.values))
    size = groups.above_zero(name, sign * value, groups.simulate(lambda block: sign * formula(block)))
    limits = (size.lower, size.upper) if sign > 0 else (-size.upper, -size.lower)
    return measure(name, value, limits, size.noise)


def _named_limits(groups: MeasuredGroups, better: Better) -> Limits:
    """Limits of the PAR against a reference named beforehand, which is a weighted sum of the values."""
    weights = -dispersion.shares(groups.population)
    weights[-1] += 1
    raw = float(weights @ groups.values)
    lower, upper = _around(raw, critical(groups.level) * float(np.linalg.norm(weights * groups.plain_errors)))
    if np.isnan(lower):
        return UNKNOWN
    return (min(lower, 0.0), min(upper, 0.0)) if better == "lower" else (max(lower, 0.0), max(upper, 0.0))

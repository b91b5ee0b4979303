"""Which value and which limits each kind of indicator gets: totals become a value with its limits.

Every function takes `cells`, a frame of totals with one row a group (or, for kinds with inner keys, several with
their position in `group__`), and gives arrays with one element a group. It knows no districts or periods.
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from indicators.engine.definitions.enums import Kind
from indicators.engine.definitions.registry import Indicator
from indicators.engine.estimation.group_totals import GROUP, Estimator, Values, divide, total
from indicators.engine.estimation.kinds_by_age import life_expectancy, standardised_rate, standardised_ratio
from indicators.engine.statistics.intervals import FloatArray, byar, normal, student_t_mean, t, wilson, z


def share(cells: pd.DataFrame, indicator: Indicator, level: float, groups: int) -> Values:
    """A share in percent with the limits that its data call for: design, margins of error, or Wilson's."""
    value, weight = total(cells, "value", groups), total(cells, "weight", groups)
    rows = total(cells, "rows", groups)
    proportion = divide(value, weight)
    if "variance" in cells:
        lower, upper = _margin_limits(cells, proportion, weight, level, groups)
        sample = weight
    elif "cluster__" in cells:
        lower, upper = _design_share(cells, level, groups)
        sample = rows
    else:
        sample = _effective(cells, weight, rows, groups)
        lower, upper = wilson(proportion * sample, sample, level)
        sample = rows if indicator.out_of is None else sample
    scale = indicator.per
    return Values(proportion * scale, lower * scale, upper * scale, value, weight, sample)


def _effective(cells: pd.DataFrame, weight: FloatArray, rows: FloatArray, groups: int) -> FloatArray:
    """The people asked: the published sample, Kish's effective number for weights, or the rows themselves."""
    if "sample" in cells:
        return total(cells, "sample", groups)
    if "weight2" in cells:
        return divide(weight**2, total(cells, "weight2", groups))
    return rows


def _margin_limits(
    cells: pd.DataFrame, proportion: FloatArray, weight: FloatArray, level: float, groups: int
) -> tuple[FloatArray, FloatArray]:
    """Limits of a share of two estimates (US Census Bureau 2020, chapter 8), within 0 and 1.

    Where the root would be negative the formula for a ratio is used, as the Bureau says.
    """
    above, below = total(cells, "variance", groups), total(cells, "variance_out_of", groups)
    difference = above - proportion**2 * below
    variance = np.where(difference >= 0, difference, above + proportion**2 * below)
    error = divide(np.sqrt(variance), weight)
    unknown = total(cells, "variance_unknown", groups) + total(cells, "variance_out_of_unknown", groups)
    error = np.where((unknown > 0) | (error == 0), np.nan, error)
    lower, upper = normal(proportion, error, level)
    return np.clip(lower, 0, 1), np.clip(upper, 0, 1)


def _design_share(cells: pd.DataFrame, level: float, groups: int) -> tuple[FloatArray, FloatArray]:
    """Wilson's limits on the effective sample that the survey's design leaves (Korn & Graubard 1998)."""
    from indicators.engine.statistics import survey

    design = survey.Design(cells.attrs["stratum"], np.zeros(cells.attrs["strata"]))
    estimate = survey.ratio(
        cells[GROUP].to_numpy(),
        cells["cluster__"].to_numpy(),
        cells["value"],
        cells["weight"],
        groups,
        design,
    )
    rows = total(cells, "rows", groups)
    sample = survey.effective_sample(estimate.value, estimate.standard_error)
    sample = np.where(np.isfinite(sample), np.minimum(sample, rows), _kish(cells, groups))
    adjusted = sample * (z(level) / t(estimate.degrees_of_freedom, level)) ** 2
    return wilson(estimate.value * adjusted, adjusted, level)


def _kish(cells: pd.DataFrame, groups: int) -> FloatArray:
    return divide(total(cells, "weight", groups) ** 2, total(cells, "weight2", groups))


def rate(cells: pd.DataFrame, indicator: Indicator, level: float, groups: int) -> Values:
    """Events per so many person-years, exact Poisson below 10 events and Byar's limits from there on."""
    events, base = total(cells, "value", groups), total(cells, "weight", groups)
    if "variance" in cells:
        return _rate_with_margins(cells, indicator, level, groups)
    lower, upper = byar(events, level)
    scale = indicator.per
    limits = divide(lower * scale, base), divide(upper * scale, base)
    return Values(divide(events * scale, base), *limits, events, base, base)


def _rate_with_margins(cells: pd.DataFrame, indicator: Indicator, level: float, groups: int) -> Values:
    value, base = total(cells, "value", groups), total(cells, "weight", groups)
    quotient = divide(value, base)
    variance = total(cells, "variance", groups) + quotient**2 * total(cells, "variance_out_of", groups)
    error = divide(np.sqrt(variance), base)
    unknown = total(cells, "variance_unknown", groups) + total(cells, "variance_out_of_unknown", groups)
    lower, upper = normal(quotient, np.where((unknown > 0) | (error == 0), np.nan, error), level)
    scale = indicator.per
    return Values(quotient * scale, np.maximum(lower, 0) * scale, upper * scale, value, base, base)


def ratio(cells: pd.DataFrame, indicator: Indicator, level: float, groups: int) -> Values:
    """A total over a total; limits only where the table publishes margins of error."""
    if "variance" in cells:
        return _rate_with_margins(cells, indicator, level, groups)
    value, base = total(cells, "value", groups), total(cells, "weight", groups)
    none = np.full(groups, np.nan)
    return Values(
        divide(value * indicator.per, base), none, none, value, base, np.where(base > 0, np.inf, 0.0)
    )


def mean(cells: pd.DataFrame, indicator: Indicator, level: float, groups: int) -> Values:
    """A (weighted) mean with Student's t, by the survey's design where it is known, else Kish's effective number."""
    weight, rows = total(cells, "weight", groups), total(cells, "rows", groups)
    first, second = total(cells, "first", groups), total(cells, "second", groups)
    centre = float(cells.attrs.get("centre", 0.0))
    offset = divide(first, weight)
    value = centre + offset
    if "cluster__" in cells:
        lower, upper = _design_mean(cells, value, level, groups)
    else:
        n = divide(weight**2, total(cells, "weight2", groups))
        spread = np.maximum(divide(second, weight) - offset**2, 0.0) * divide(n, n - 1)
        lower, upper = student_t_mean(value, np.sqrt(spread), n, level)
    return Values(value, lower, upper, first + centre * weight, weight, rows)


def _design_mean(
    cells: pd.DataFrame, value: FloatArray, level: float, groups: int
) -> tuple[FloatArray, FloatArray]:
    from indicators.engine.statistics import survey

    design = survey.Design(cells.attrs["stratum"], np.zeros(cells.attrs["strata"]))
    estimate = survey.ratio(
        cells[GROUP].to_numpy(),
        cells["cluster__"].to_numpy(),
        cells["first"],
        cells["weight"],
        groups,
        design,
    )
    half = t(estimate.degrees_of_freedom, level) * np.where(
        estimate.standard_error > 0, estimate.standard_error, np.nan
    )
    return value - half, value + half


def published(cells: pd.DataFrame, indicator: Indicator, level: float, groups: int) -> Values:
    """A published value as it stands; missing where several would have to be added up."""
    rows = total(cells, "rows", groups)
    one = rows == 1

    def taken(name: str, known: FloatArray) -> FloatArray:
        return np.where(one & (known == 1), total(cells, name, groups), np.nan)

    lower = taken("lower", total(cells, "has_lower", groups))
    upper = taken("upper", total(cells, "has_upper", groups))
    none = np.full(groups, np.nan)
    return Values(taken("value", rows), lower, upper, none, none, np.where(one, np.inf, np.nan))


def percentile(cells: pd.DataFrame, indicator: Indicator, level: float, groups: int) -> Values:
    """A percentile of the histogram; each bin stands for the mean of what fell into it."""
    from indicators.engine.statistics.quantile import WeightedValues, percentiles

    weight, rows = total(cells, "weight", groups), total(cells, "rows", groups)
    at = cells["value"].to_numpy() / np.where(cells["weight"] > 0, cells["weight"], np.nan)
    n = divide(weight**2, total(cells, "weight2", groups))
    q = 100 * float(indicator.quantile or 0.5)
    position, weights = cells[GROUP].to_numpy(), cells["weight"].to_numpy()
    value, lower, upper = percentiles(WeightedValues(position, at, weights, groups), q, level, n)
    return Values(value, lower, upper, np.full(groups, np.nan), weight, rows)


ESTIMATORS: Mapping[Kind, Estimator] = MappingProxyType(
    {
        Kind.SHARE: share,
        Kind.RATE: rate,
        Kind.RATIO: ratio,
        Kind.MEAN: mean,
        Kind.PUBLISHED: published,
        Kind.PERCENTILE: percentile,
        Kind.STANDARDISED_RATE: standardised_rate,
        Kind.STANDARDISED_RATIO: standardised_ratio,
        Kind.LIFE_EXPECTANCY: life_expectancy,
    }
)

__all__ = ["ESTIMATORS", "GROUP", "Estimator", "Values"]

"""Inequality between groups without an order: how far their values lie apart.

Every function takes `values` of shape (..., groups) and `population` of shape (groups,), both free of
missing values, and answers shape (...): one call measures one set of groups or thousands of simulated ones.
Groups count by population. Definitions: Schlotheuber & Hosseinpoor 2022. Measures of relative inequality
need a positive average, else they are unknown (nan); those with logarithms need values above zero, except
Theil's, where zero is allowed.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.compare.gaps.group_limits import Floats


def shares(population: ArrayLike) -> Floats:
    """Population as shares of the whole. Raises ValueError without a positive, finite total."""
    people = np.asarray(population, dtype=float)
    if not (np.isfinite(people).all() and (people >= 0).all() and people.sum() > 0):
        raise ValueError("Population must be known, not negative, and above zero in at least one group.")
    return people / people.sum()


def average(values: Floats, population: ArrayLike) -> Floats:
    """The mean over all people."""
    return np.asarray(values @ shares(population))


def _per_average(amount: Floats, mean: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(mean > 0, amount / mean, np.nan)


def _relative(values: Floats, population: ArrayLike) -> Floats:
    mean = average(values, population)[..., None]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((mean > 0) & (values >= 0), values / mean, np.nan)


def _times_log(factor: Floats, ratio: Floats) -> Floats:
    """factor * ln(ratio) with 0 ln 0 = 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(factor == 0, 0.0, factor * np.log(ratio))


def between_group_variance(values: Floats, population: ArrayLike) -> Floats:
    """Mean squared distance from the average, in the indicator's unit squared."""
    return np.asarray((values - average(values, population)[..., None]) ** 2 @ shares(population))


def between_group_variance_error(values: Floats, errors: Floats, population: ArrayLike) -> float:
    """Standard error of the between-group variance of one set of groups (Ahn et al. 2018).

    Exact for independent normal errors: the second term is what remains when all groups are alike.
    """
    share = shares(population)
    distance = values - average(values, population)
    first = 4 * np.sum((share * distance * errors) ** 2)
    second = np.sum((share * errors) ** 2) ** 2 + np.sum(share**2 * (1 - 2 * share) * errors**4)
    return float(np.sqrt(first + 2 * second))


def between_group_deviation(values: Floats, population: ArrayLike) -> Floats:
    """Square root of the between-group variance, in the indicator's unit."""
    return np.sqrt(between_group_variance(values, population))


def coefficient_of_variation(values: Floats, population: ArrayLike) -> Floats:
    """Between-group standard deviation in per cent of the average."""
    return 100 * _per_average(between_group_deviation(values, population), average(values, population))


def mean_difference_from(
    values: Floats, population: ArrayLike, point: Floats | float, weighted: bool = True
) -> Floats:
    """Mean distance of the groups from `point` (the average, the best or a reference group), in the unit.

    Unweighted means each group counts once; a `point` that is an average is by population all the same.
    """
    share = shares(population)
    weights = share if weighted else np.full_like(share, 1 / len(share))
    return np.asarray(np.abs(values - np.asarray(point)[..., None]) @ weights)


def index_of_disparity(values: Floats, population: ArrayLike, weighted: bool = True) -> Floats:
    """Mean distance from the average in per cent of it. Pearcy & Keppel 2002 is the unweighted form."""
    mean = average(values, population)
    return 100 * _per_average(mean_difference_from(values, population, mean, weighted), mean)


def theil(values: Floats, population: ArrayLike) -> Floats:
    """Theil's T (Theil 1967): 0 when all are alike. A factor of 1,000, as WHO prints it, is not applied."""
    relative = _relative(values, population)
    return np.asarray(_times_log(relative, relative) @ shares(population))


def theil_parts(values: Floats, population: ArrayLike, groups: ArrayLike) -> tuple[Floats, Floats]:
    """Theil's T as (between groups, within groups), which add up to the whole (Shorrocks 1980).

    `groups` names the larger group of each value, such as the region of each district.
    """
    names, member = np.unique(np.asarray(groups), return_inverse=True)
    belongs = (member[:, None] == np.arange(len(names))).astype(float) * shares(population)[:, None]
    people = belongs.sum(axis=0)
    relative = _relative(values, population)
    with np.errstate(divide="ignore", invalid="ignore"):
        group_mean = np.where(people > 0, relative @ belongs / people, 0.0)
    between = np.asarray(_times_log(group_mean, group_mean) @ people)
    return between, theil(values, population) - between


def mean_log_deviation(values: Floats, population: ArrayLike) -> Floats:
    """Mean logarithmic deviation, Theil's L: infinite when a group has the value zero, hence unknown here."""
    relative = _relative(values, population)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(relative > 0, np.log(relative), np.nan)
    return np.asarray(-(logs[..., shares(population) > 0] @ shares(population)[shares(population) > 0]))


def atkinson(values: Floats, population: ArrayLike, aversion: float = 0.5) -> Floats:
    """Share of the total that equality would be worth (Atkinson 1970); `aversion` is epsilon, above zero."""
    if aversion <= 0:
        raise ValueError(f"Atkinson's aversion to inequality must be above zero, not {aversion}.")
    relative, share = _relative(values, population), shares(population)
    with np.errstate(divide="ignore", invalid="ignore"):
        if aversion == 1:
            return 1 - np.exp(np.log(relative) @ share)
        return np.asarray(1 - (relative ** (1 - aversion) @ share) ** (1 / (1 - aversion)))


def gini(values: Floats, population: ArrayLike) -> Floats:
    """Gini coefficient over people, all of a group having its value; no small-sample correction (n/(n-1)).

    Twice the area between the Lorenz curve and equality. Equals sum(2i-n-1)y/(n sum y) when groups are of
    one size.
    """
    values = np.asarray(values, dtype=float)
    order = np.argsort(values, axis=-1, kind="stable")
    share = np.broadcast_to(shares(population), values.shape)
    share = np.take_along_axis(share, order, axis=-1)
    relative = np.take_along_axis(_relative(values, population), order, axis=-1)
    rank = np.cumsum(share, axis=-1) - share / 2
    return np.asarray(np.sum(share * relative * (2 * rank - 1), axis=-1))


def attributable_risk(
    values: Floats, population: ArrayLike, reference: NDArray | float, better: str
) -> Floats:
    """How much the average would change if all had the value of the reference group (PAR), in the unit.

    Above zero where higher is better, below where lower is better, zero when the reference is no better
    than average.
    """
    change = np.asarray(reference - average(values, population))
    return np.minimum(change, 0) if better == "lower" else np.maximum(change, 0)

"""Effects by start group and period, summed up in the usual four ways, and the test of what was before."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from indicators.effects.estimators.staggered import GroupTime, average, standard_error
from indicators.effects.study import Floats, Whole


@dataclass(frozen=True)
class Aggregate:
    """Effects by `level` (L,) with standard errors, and one number over all of them."""

    level: Whole
    estimate: Floats
    se: Floats
    overall: float
    overall_se: float
    influence: Floats
    """(N, L) influence functions of `estimate`."""


@dataclass(frozen=True)
class Pretest:
    """Are all effects before the start zero? Wald's chi-square; NaN where there is nothing before to test."""

    statistic: float
    p_value: float
    tests: int


def aggregate(effects: GroupTime, by: str) -> Aggregate:
    """Callaway & Sant'Anna 2021, section 3.1. `by`:

    - "group": the average of each start group over its treated periods, groups weighing by their districts;
    - "calendar": the average of each period over the groups treated in it, periods weighing alike;
    - "dynamic": the average at each time since the start; over all, times from 0 on weigh alike. Late times rest
      on early starters only: a path may bend because its districts change.
    """
    group = np.array([cell.group for cell in effects.cells])
    time = np.array([cell.time for cell in effects.cells])
    key = {"group": group, "calendar": group + time, "dynamic": time}[by]
    chosen_times = np.full(len(time), True) if by == "dynamic" else time >= 0
    level = np.unique(key[chosen_times])
    each = [average(effects, chosen_times & (key == value)) for value in level]
    estimate = np.array([value for value, _influence in each])
    influence = np.stack([function for _value, function in each], axis=1)
    if by == "group":
        overall, function = _over_groups(effects, level, estimate, influence)
    else:
        after = level >= 0
        overall, function = float(estimate[after].mean()), influence[:, after].mean(axis=1)
    se = float(standard_error(function[:, None])[0])
    return Aggregate(level, estimate, standard_error(influence), overall, se, influence)


def _over_groups(
    effects: GroupTime, level: Whole, estimate: Floats, influence: Floats
) -> tuple[float, Floats]:
    belongs = effects.groups[effects.member][:, None] == level
    share = belongs.mean(axis=0)
    weight = share / share.sum()
    spread = (belongs - share) / share.sum()
    spread -= spread.sum(axis=1, keepdims=True) * weight
    return float(weight @ estimate), influence @ weight + spread @ estimate


def pretest(group_time: GroupTime) -> Pretest:
    """Wald's test of all effects before the start, taken together. Passing it proves no parallel paths."""
    before = np.flatnonzero([cell.time < 0 and cell.base != cell.period for cell in group_time.cells])
    if not len(before):
        return Pretest(float("nan"), float("nan"), 0)
    influence = group_time.influence[:, before]
    n = len(influence)
    covariance = influence.T @ influence / n**2
    effects = group_time.estimate[before]
    if np.linalg.matrix_rank(covariance) < len(before):
        return Pretest(float("nan"), float("nan"), len(before))
    statistic = float(effects @ np.linalg.solve(covariance, effects))
    return Pretest(statistic, float(stats.chi2.sf(statistic, len(before))), len(before))

"""Effects by time since the start, with limits for each time and a band for the whole path.

After Callaway & Sant'Anna (2021): every start group is compared with the districts that are never treated, one
period at a time; only then are these effects averaged by time since the start. No district that is already treated
ever serves as a comparison. Everything is a weighted sum of the outcome, and the weights depend on a district's
start alone.

The average effect that a verdict rests on comes from `estimators.did` or another estimator. It is measured from all
periods before the start, and as a ratio for rates of counted events; a path is measured from the last period before
the start, in the indicator's unit. So a path need not average to the effect: wherever both are shown it is said.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from indicators.effects.estimators.balanced_panel import balanced
from indicators.effects.estimators.relabelling import dealt_anew
from indicators.effects.results import NOWHERE, Path
from indicators.effects.study import NEVER, Floats, Study, Whole

DRAWS = 1999
SEED = 1
ENOUGH = 20
"""Treated and comparison districts from which on limits come from influence functions."""


@dataclass(frozen=True)
class Cell:
    """A start group (its first treated period) in one period, measured from the last period before its start."""

    group: int
    period: int

    @property
    def base(self) -> int:
        """The last period before the start."""
        return self.group - 1

    @property
    def time(self) -> int:
        """Periods since the start; below zero before it."""
        return self.period - self.group


@dataclass(frozen=True)
class GroupTime:
    """Effects by start group and period: `estimate` (K,) with influence functions (N, K); `groups` (C,) as starts."""

    cells: tuple[Cell, ...]
    estimate: Floats
    influence: Floats
    groups: Whole
    member: Whole
    """(N,) which of `groups` a district belongs to."""

    @property
    def se(self) -> Floats:
        """(K,) standard errors."""
        return standard_error(self.influence)


@dataclass(frozen=True)
class ByTime:
    """Effects by time since the start: `time` and `estimate` (L,) with influence functions (N, L)."""

    time: Whole
    estimate: Floats
    influence: Floats


def path(study: Study, level: float = 0.95, draws: int = DRAWS) -> Path:
    """Effects by time since the start, all measured from the last period before it (-1), which is 0.

    Up to that period they show whether the districts moved alike before; limits there that hold 0 are no proof.
    Times far from the start rest on fewer districts where starts are staggered. With 20 treated and 20 comparison
    districts limits come from influence functions and the band from their multiplier bootstrap (Callaway &
    Sant'Anna 2021); with fewer from dealing the starts out anew among the districts, after the estimated effects
    are taken out of the outcome. Pointwise limits miss somewhere on a long path: judge a path by its band.

    Raises ValueError where nothing can be compared.
    """
    study = balanced(study)
    effects = group_time(study.value, study.first)
    times = by_time(effects)
    n = len(study.first)
    freedom = n - len(effects.groups)
    # Group means were fitted: what is left of them varies less than the districts do.
    fitted = np.sqrt(n / freedom) if freedom > 0 else NOWHERE
    if _enough(study):
        covariance = times.influence.T @ times.influence / n**2
    else:
        dealt = _dealt_anew(study, effects, times.time, draws)
        covariance = np.cov(dealt, rowvar=False).reshape(len(times.time), -1)
    se = np.sqrt(np.diag(covariance)) * fitted
    point = float(stats.t.ppf((1 + level) / 2, freedom)) if freedom > 0 else NOWHERE
    whole = max(point, _simultaneous(covariance, freedom, level, draws)) if freedom > 0 else NOWHERE
    effect = times.estimate
    return Path(
        times.time,
        effect,
        effect - point * se,
        effect + point * se,
        effect - whole * se,
        effect + whole * se,
    )


def group_time(value: Floats, first: Whole) -> GroupTime:
    """ATT(g, t) of a panel (N, T) without holes, without covariates, with its influence functions.

    Periods before the start are measured from the last one before it, too ("universal" base; Roth 2024).
    """
    groups, member = np.unique(first, return_inverse=True)
    starts = [int(group) for group in groups if group > 0]
    cells = tuple(Cell(group, period) for group in starts for period in range(value.shape[1]))
    estimate, influence = np.zeros(len(cells)), np.zeros((len(first), len(cells)))
    for k, cell in enumerate(cells):
        change = value[:, cell.period] - value[:, cell.base]
        for chosen, sign in ((first == cell.group, 1), (first == NEVER, -1)):
            mean = change[chosen].mean()
            estimate[k] += sign * mean
            influence[chosen, k] += sign * (change[chosen] - mean) * len(first) / chosen.sum()
    return GroupTime(cells, estimate, influence, groups, member)


def by_time(effects: GroupTime) -> ByTime:
    """The average at each time since the start, start groups weighing by their districts.

    Late times rest on early starters only: a path may bend because its districts change.
    """
    time = np.array([cell.time for cell in effects.cells])
    levels = np.unique(time)
    each = [average(effects, time == value) for value in levels]
    estimate = np.array([value for value, _influence in each])
    return ByTime(levels, estimate, np.stack([function for _value, function in each], axis=1))


def average(effects: GroupTime, chosen: np.ndarray) -> tuple[float, Floats]:
    """The mean of the chosen effects, groups weighing by their districts, and its influence function (N,).

    The weights are estimated too, and that is part of the influence (Callaway & Sant'Anna 2021, theorem 4).
    """
    which = np.flatnonzero(chosen)
    group = np.array([effects.cells[k].group for k in which])
    belongs = effects.groups[effects.member][:, None] == group
    share = belongs.mean(axis=0)
    weight = share / share.sum()
    spread = (belongs - share) / share.sum()
    spread -= spread.sum(axis=1, keepdims=True) * weight
    estimate = effects.estimate[which]
    return float(weight @ estimate), effects.influence[:, which] @ weight + spread @ estimate


def standard_error(influence: Floats) -> Floats:
    """(K,) from influence functions (N, K)."""
    return np.sqrt((influence**2).sum(axis=0)) / len(influence)


def time_rows(first: Whole, effects: GroupTime, times: Whole, periods: int) -> Floats:
    """(K, C, T) the weights with which a district of each start group enters the effect at each time."""
    sizes = np.unique(first, return_counts=True)[1]
    rows = np.zeros((len(times), len(effects.groups), periods))
    for k, time in enumerate(times):
        cells = [cell for cell in effects.cells if cell.time == time]
        total = sum(sizes[effects.groups == cell.group][0] for cell in cells)
        for cell in cells:
            weight = sizes[effects.groups == cell.group][0] / total
            for chosen, sign in ((effects.groups == cell.group, 1), (effects.groups == NEVER, -1)):
                share = sign * weight / sizes[chosen].sum()
                rows[k, chosen, cell.period] += share
                rows[k, chosen, cell.base] -= share
    return rows


def _simultaneous(covariance: Floats, freedom: int, level: float, draws: int) -> float:
    """How many standard errors hold a whole path: the quantile of the largest |t|.

    Drawn from Student's t with this covariance. For influence functions this is their bootstrap with Gaussian
    multipliers, whose draws are normal with exactly that covariance.
    """
    error = np.sqrt(np.diag(covariance))
    known = error > 0
    if not known.any():
        return NOWHERE
    correlation = covariance[np.ix_(known, known)] / np.outer(error[known], error[known])
    values, vectors = np.linalg.eigh(correlation)
    rng = np.random.default_rng(SEED)
    normal = rng.standard_normal((draws, len(values))) * np.sqrt(np.clip(values, 0, None)) @ vectors.T
    scale = np.sqrt(freedom / rng.chisquare(freedom, (draws, 1)))
    return float(np.quantile(np.abs(normal * scale).max(axis=1), level))


def _dealt_anew(study: Study, effects: GroupTime, times: Whole, draws: int) -> Floats:
    """(draws, K) paths of the outcome less its estimated effects, the starts dealt out anew each time."""
    rows = time_rows(study.first, effects, times, len(study.periods))
    scores = np.einsum("nt,kct->nck", _untreated(study, effects), rows)
    paths = np.zeros((draws, len(times)))
    for district, group in enumerate(dealt_anew(effects.member, draws, SEED).T):
        paths += scores[district, group]
    return paths


def _enough(study: Study) -> bool:
    """Are there districts enough on either side to trust influence functions?"""
    return bool(min(study.treated.sum(), (~study.treated).sum()) >= ENOUGH)


def _untreated(study: Study, effects: GroupTime) -> Floats:
    """The outcome (N, T) with the estimated effects taken out."""
    without = study.value.copy()
    for cell, effect in zip(effects.cells, effects.estimate, strict=True):
        if cell.time >= 0:
            without[study.first == cell.group, cell.period] -= effect
    return without

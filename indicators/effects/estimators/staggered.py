"""Difference-in-differences where districts start at different times (Callaway & Sant'Anna 2021).

Every start group is compared with districts that are not treated, one period at a time; only then are these
effects averaged. No district that is already treated ever serves as a comparison. Without covariates everything
is a weighted sum of the outcome, and the weights depend on a district's start alone.
"""

from dataclasses import dataclass

import numpy as np

from indicators.effects.estimators.balanced_panel import balanced, student, with_paths
from indicators.effects.results import NOWHERE, Effect
from indicators.effects.study import NEVER, Floats, Study, Whole
from indicators.engine.text.messages import _

DRAWS = 1999
SEED = 1
ENOUGH = 20
"""Treated and comparison districts from which on limits come from influence functions."""


@dataclass(frozen=True)
class Cell:
    """A start group in a period, the period it is measured from, and the groups it is compared with."""

    group: int
    period: int
    base: int
    comparison: tuple[int, ...]

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


def callaway_santanna(
    study: Study, control: str = "never", anticipation: int = 0, level: float = 0.95, draws: int = DRAWS
) -> Effect:
    """The average effect over all treated district-periods that have a comparison (the "simple" aggregation).

    `control`: "never" compares with districts never treated, "not_yet" also with those that start later.
    `anticipation`: how many periods before its start a district may already react; effects are then measured from
    the period before. Districts with an unknown period, or treated from the first one, are left out.

    Limits by Student's t; the standard error comes from influence functions with at least 20 treated and 20
    comparison districts. These are naive with fewer, so then it comes from dealing the starts out anew among the
    districts, after the estimated effects are taken out of the outcome. Raises ValueError where nothing can be
    compared.
    """
    study = balanced(study, comparison=control == "never")
    effects = group_time(study.value, study.first, control, anticipation)
    after = np.array([cell.time >= 0 for cell in effects.cells])
    if not after.any():
        raise ValueError(_("No treated district has a comparison in any period after its start."))
    estimate, influence = average(effects, after)
    freedom = len(study.first) - len(effects.groups)
    many = enough(study)
    se = float(standard_error(influence[:, None])[0])
    if not many and freedom > 0:
        dealt = deal(study.first, draws)
        errors = permuted(untreated(study, effects), dealt, control, anticipation)
        # Group means were fitted: what is left of them varies less than the districts do.
        se = float(errors.std()) * (len(study.first) / freedom) ** 0.5
    elif many:
        freedom = len(study.first) - 1
    found_limits = student(estimate, se, freedom, level, float(np.abs(study.value).max()))
    effect = Effect(estimate, *found_limits, "staggered", "clustered" if many else "permutation")
    return with_paths(effect, *_paths(study, effects))


def group_time(
    value: Floats, first: Whole, control: str = "never", anticipation: int = 0, base: str = "varying"
) -> GroupTime:
    """ATT(g, t) of a panel (N, T) without holes, without covariates, with its influence functions.

    `base`: periods before the start are measured from the one before them ("varying", the usual test) or all from
    the last one before the start ("universal", as a path is drawn; Roth 2024).
    """
    groups, member = np.unique(first, return_inverse=True)
    cells = tuple(comparisons(groups, value.shape[1], control, anticipation, base))
    estimate, influence = np.zeros(len(cells)), np.zeros((len(first), len(cells)))
    for k, cell in enumerate(cells):
        change = value[:, cell.period] - value[:, cell.base]
        for chosen, sign in ((first == cell.group, 1), (np.isin(first, cell.comparison), -1)):
            mean = change[chosen].mean()
            estimate[k] += sign * mean
            influence[chosen, k] += sign * (change[chosen] - mean) * len(first) / chosen.sum()
    return GroupTime(cells, estimate, influence, groups, member)


def comparisons(groups: Whole, periods: int, control: str, anticipation: int, base: str) -> list[Cell]:
    """Every group and period that can be compared, in order of group and period."""
    cells = []
    for group in (int(group) for group in groups if group != NEVER):
        last = group - 1 - anticipation
        for period in range(periods):
            start = last if period > last or base == "universal" else period - 1
            if start < 0:
                continue
            others = _comparison(groups, group, max(period, start) + anticipation, control)
            if others:
                cells.append(Cell(group, period, start, others))
    return cells


def _comparison(groups: Whole, group: int, until: int, control: str) -> tuple[int, ...]:
    """The groups that nothing has reached up to and in this period."""
    later = [int(g) for g in groups if g not in (NEVER, group) and g > until] if control == "not_yet" else []
    return (*([NEVER] if NEVER in groups else []), *later)


def average(group_time_effects: GroupTime, chosen: np.ndarray) -> tuple[float, Floats]:
    """The mean of the chosen effects, groups weighing by their districts, and its influence function (N,).

    The weights are estimated too, and that is part of the influence (Callaway & Sant'Anna 2021, theorem 4).
    """
    which = np.flatnonzero(chosen)
    group = np.array([group_time_effects.cells[k].group for k in which])
    belongs = group_time_effects.groups[group_time_effects.member][:, None] == group
    share = belongs.mean(axis=0)
    weight = share / share.sum()
    spread = (belongs - share) / share.sum()
    spread -= spread.sum(axis=1, keepdims=True) * weight
    effects = group_time_effects.estimate[which]
    return float(weight @ effects), group_time_effects.influence[:, which] @ weight + spread @ effects


def standard_error(influence: Floats) -> Floats:
    """(K,) from influence functions (N, K)."""
    return np.sqrt((influence**2).sum(axis=0)) / len(influence)


def weight_rows(
    first: Whole, periods: int, control: str = "never", anticipation: int = 0
) -> tuple[Whole, Floats]:
    """Start groups (C,) and the weights (C, T) with which a district of each enters the average effect."""
    groups, sizes = np.unique(first, return_counts=True)
    cells = [
        cell for cell in comparisons(groups, periods, control, anticipation, "varying") if cell.time >= 0
    ]
    total = sum(sizes[groups == cell.group][0] for cell in cells)
    rows = np.zeros((len(groups), periods))
    for cell in cells:
        size = sizes[groups == cell.group][0]
        add_cell(rows, cell, groups, sizes, size / total)
    return groups, rows


def add_cell(rows: Floats, cell: Cell, groups: Whole, sizes: Whole, weight: float) -> None:
    """Adds `weight` times a cell's difference-in-differences to the weights (C, T) of the start groups."""
    for chosen, sign in ((groups == cell.group, 1), (np.isin(groups, cell.comparison), -1)):
        share = sign * weight / sizes[chosen].sum()
        rows[chosen, cell.period] += share
        rows[chosen, cell.base] -= share


def weights(first: Whole, periods: int, control: str = "never", anticipation: int = 0) -> Floats:
    """W (N, T) with average effect = sum(W x outcome): linear in the outcome, so noise passes through it too."""
    groups, rows = weight_rows(first, periods, control, anticipation)
    return rows[np.searchsorted(groups, first)]


def permuted(value: Floats, firsts: Whole, control: str = "never", anticipation: int = 0) -> Floats:
    """(B,) the average effect for each row of `firsts` (B, N), all of them the same starts dealt out anew.

    All districts with the same start have the same weights, so one product serves every permutation.
    """
    groups, rows = weight_rows(firsts[0], value.shape[1], control, anticipation)
    scores = value @ rows.T
    return scores[np.arange(len(value)), np.searchsorted(groups, firsts)].sum(axis=1)


def enough(study: Study) -> bool:
    """Are there districts enough on either side to trust influence functions?"""
    return bool(min(study.treated.sum(), (~study.treated).sum()) >= ENOUGH)


def deal(first: Whole, draws: int) -> Whole:
    """(draws, N) the same starts dealt out anew among the districts; the same ones at every call."""
    return np.random.default_rng(SEED).permuted(np.tile(first, (draws, 1)), axis=1)


def untreated(study: Study, effects: GroupTime) -> Floats:
    """The outcome (N, T) with the estimated effects taken out."""
    without = study.value.copy()
    for cell, effect in zip(effects.cells, effects.estimate, strict=True):
        if cell.time >= 0:
            without[study.first == cell.group, cell.period] -= effect
    return without


def _paths(study: Study, effects: GroupTime) -> tuple[Floats, Floats, float]:
    """What would have been, what was (both (T,), the treated districts' mean), and what was under treatment."""
    total, compared = np.zeros(len(study.periods)), np.zeros(len(study.periods))
    seen = 0.0
    for cell, effect in zip(effects.cells, effects.estimate, strict=True):
        if cell.time >= 0:
            members = study.first == cell.group
            total[cell.period] += effect * members.sum()
            compared[cell.period] += members.sum()
            seen += study.value[members, cell.period].sum()
    observed = study.value[study.treated].mean(axis=0)
    without = observed - total / study.treated.sum()
    without[compared < study.after.sum(axis=0)] = NOWHERE
    return without, observed, float(seen / compared.sum())

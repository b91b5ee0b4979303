"""Effects by time since the start, with limits for each time and a band for the whole path."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from indicators.effects.estimators.aggregates import aggregate
from indicators.effects.estimators.balanced_panel import balanced
from indicators.effects.estimators.staggered import (
    DRAWS,
    SEED,
    GroupTime,
    add_cell,
    deal,
    enough,
    group_time,
    untreated,
)
from indicators.effects.estimators.two_way import Regression, regress
from indicators.effects.results import NOWHERE, Path
from indicators.effects.study import Floats, Study, Whole
from indicators.engine.text.messages import _


@dataclass(frozen=True)
class Averages:
    """Effects by time since the start (K,) with standard errors, and their average from the start on."""

    time: Whole
    estimate: Floats
    se: Floats
    overall: float
    overall_se: float


def path(
    study: Study, control: str = "never", anticipation: int = 0, level: float = 0.95, draws: int = DRAWS
) -> Path:
    """Effects by time since the start, all measured from the last period before it (-1), which is 0.

    `control` and `anticipation` as in `staggered.callaway_santanna`; with anticipation k the base is -1 - k.

    Up to that period they show whether the districts moved alike before; limits there that hold 0 are no proof.
    Times far from the start rest on fewer districts where starts are staggered. With 20 treated and 20 comparison
    districts limits come from influence functions and the band from their multiplier bootstrap (Callaway &
    Sant'Anna 2021); with fewer from dealing the starts out anew among the districts, after the estimated effects
    are taken out of the outcome. Pointwise limits miss somewhere on a long path: judge a path by its band.

    Raises ValueError where nothing can be compared.
    """
    study = balanced(study, comparison=control == "never")
    effects = group_time(study.value, study.first, control, anticipation, base="universal")
    if not effects.cells:
        raise ValueError(_("No treated district has a comparison in any period."))
    by_time = aggregate(effects, "dynamic")
    n = len(study.first)
    freedom = n - len(effects.groups)
    # Group means were fitted: what is left of them varies less than the districts do.
    fitted = np.sqrt(n / freedom) if freedom > 0 else NOWHERE
    if enough(study):
        covariance = by_time.influence.T @ by_time.influence / n**2
    else:
        covariance = np.cov(_dealt_anew(study, effects, by_time.level, draws), rowvar=False).reshape(
            len(by_time.level), -1
        )
    se = np.sqrt(np.diag(covariance)) * fitted
    point = float(stats.t.ppf((1 + level) / 2, freedom)) if freedom > 0 else NOWHERE
    whole = max(point, _simultaneous(covariance, freedom, level, draws)) if freedom > 0 else NOWHERE
    effect = by_time.estimate
    return Path(
        by_time.level,
        effect,
        effect - point * se,
        effect + point * se,
        effect - whole * se,
        effect + whole * se,
    )


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
    scores = np.einsum("nt,kct->nck", untreated(study, effects), rows)
    dealt = deal(effects.member, draws)
    paths = np.zeros((draws, len(times)))
    for district, group in enumerate(dealt.T):
        paths += scores[district, group]
    return paths


def time_rows(first: Whole, effects: GroupTime, times: Whole, periods: int) -> Floats:
    """(K, C, T) the weights with which a district of each start group enters the effect at each time."""
    sizes = np.unique(first, return_counts=True)[1]
    rows = np.zeros((len(times), len(effects.groups), periods))
    for k, time in enumerate(times):
        cells = [cell for cell in effects.cells if cell.time == time]
        total = sum(sizes[effects.groups == cell.group][0] for cell in cells)
        for cell in cells:
            add_cell(rows[k], cell, effects.groups, sizes, sizes[effects.groups == cell.group][0] / total)
    return rows


def by_period(outcome: Floats, treated: Floats, reference: int) -> Regression:
    """The usual event-study regression with one start: each period but `reference` x `treated` (N,), in order.

    District and period effects, standard errors clustered by district. For staggered starts use `path`.
    """
    periods = np.delete(np.arange(outcome.shape[1]), reference)
    columns = np.asarray(treated, dtype=float)[None, :, None] * (
        np.arange(outcome.shape[1])[None, None, :] == periods[:, None, None]
    )
    return regress(outcome, columns)


def sun_abraham(outcome: Floats, first: Whole, covariates: Floats | None = None) -> Averages:
    """Effects by time since the start with covariates (P, N, T) (Sun & Abraham 2021).

    One regression with a column for each start group and time (-1 left out; districts never treated are the
    comparison), averaged with the groups' shares. Shares count as known, so standard errors are a little smaller
    than Callaway and Sant'Anna's. Without covariates prefer `path`. A covariate that the intervention itself
    moves hides a part of the effect. Raises ValueError without districts that are never treated.
    """
    treated = [int(group) for group in np.unique(first) if group > 0]
    if not treated or not (first < 0).any():
        raise ValueError(_("This comparison needs districts that are treated and districts that never are."))
    periods = outcome.shape[1]
    cells = [(group, t) for group in treated for t in range(periods) if t != group - 1]
    columns = np.zeros((len(cells), *outcome.shape))
    for k, (group, t) in enumerate(cells):
        columns[k, first == group, t] = 1
    more = np.zeros((0, *outcome.shape)) if covariates is None else covariates
    regression = regress(outcome, np.concatenate([columns, more]))
    time = np.array([t - group for group, t in cells])
    size = np.array([(first == group).sum() for group, _period in cells], dtype=float)
    levels = np.unique(time)
    shares = np.stack([*((time == level) * size for level in levels), (time >= 0) * size])
    shares = np.pad(shares / shares.sum(axis=1, keepdims=True), ((0, 0), (0, len(more))))
    estimate = shares @ regression.coefficient
    se = np.sqrt(np.einsum("ka,ab,kb->k", shares, regression.covariance, shares))
    return Averages(levels, estimate[:-1], se[:-1], float(estimate[-1]), float(se[-1]))

"""Synthetic difference-in-differences (Arkhangelsky et al. 2021), with limits from placebos.

A treated district (or the mean of those that start together) is set against a weighted mean of comparison
districts whose weights make it move like the treated one before the start; periods before are weighed, too.

Placebos: the treated districts' starts are given to comparison districts, the estimate is made anew with the
remaining ones, and the spread of these placebo estimates is the standard error (algorithm 4 of the source). This
takes the districts' noise to be alike. Limits treat the estimate's error as one more draw from the same spread
(Student's t), rather than by rank among the placebos: with J comparison districts and one treated, ranks can't
reach p = 0.05 for J < 19, and limits by rank rest on the one or two strangest districts.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from indicators.effects.estimators.balanced_panel import balanced, starts, student, with_paths
from indicators.effects.results import NOWHERE, Effect
from indicators.effects.study import NEVER, Floats, Study, Whole
from indicators.engine.text.messages import _

FEWEST_BEFORE = 3
DRAWS = 200
SEED = 1
SHOWN = 0.001
"""Weights below this are not listed."""
ROUNDS = 60
FELT = 1e-6
"""Share of the columns' mean square from which on a ridge is large enough to divide by."""


@dataclass(frozen=True)
class Fit:
    """One start: effect, weights of comparison districts (J,) and of periods before (P,), synthetic path (T,)."""

    estimate: float
    districts: Floats
    periods: Floats
    path: Floats


def synthetic_did(study: Study, level: float = 0.95, draws: int = DRAWS) -> Effect:
    """The average effect over treated district-periods, by weights for districts and for periods, with an intercept.

    The treated districts need to move like their synthetic one, not to lie at its level. Several districts that
    start together are averaged; different starts are estimated apart and weigh by treated district-periods.
    `weights` lists the comparison districts that count.

    Raises ValueError with fewer than three periods before a start or fewer than two comparison districts.
    """
    study = balanced(study)
    if starts(study)[0] < FEWEST_BEFORE:
        raise ValueError(
            _(
                "A synthetic comparison needs at least {n} periods before the start: with fewer it "
                "follows noise.",
                n=FEWEST_BEFORE,
            )
        )
    if (~study.treated).sum() < 2:
        raise ValueError(_("A synthetic comparison needs at least two comparison districts."))
    fitted = fits(study.value, study.first)
    estimate = average_effect(study.value, study.first)
    lower, upper, p_value = limits(study, estimate, placebos(study.value, study.first, draws), level)
    effect = Effect(estimate, lower, upper, p_value, "sdid", "placebo", weights=_listed(study, fitted))
    share = [(study.first == start).sum() for start, _fit in fitted]
    path = np.average([fit.path for _start, fit in fitted], weights=share, axis=0)
    observed = study.value[study.treated].mean(axis=0)
    return with_paths(effect, path, observed, float(study.value[study.after].mean()))


def fit(others: Floats, treated: Floats, start: int) -> Fit:
    """One start: comparison districts (J, T) against treated ones (N1, T); `start` is the first treated period.

    The ridge on the districts' weights is that of Arkhangelsky et al. 2021, equation 5.
    """
    mean = treated.mean(axis=0)
    before, goal, j = others[:, :start], mean[:start], len(others)
    noise = float(np.diff(before, axis=1).std(ddof=1)) if start > 1 and j > 1 else 0.0
    zeta = (len(treated) * (others.shape[1] - start)) ** 0.25 * noise
    level = before.mean(axis=1)
    districts = nearest_weights((before - level[:, None]).T, goal - goal.mean(), zeta**2 * start)
    after = others[:, start:].mean(axis=1)
    periods = nearest_weights(before - before.mean(axis=0), after - after.mean())
    path = districts @ others
    path = path + periods @ (goal - path[:start])
    return Fit(float((mean - path)[start:].mean()), districts, periods, path)


def fits(value: Floats, first: Whole) -> list[tuple[int, Fit]]:
    """A fit for each start, in order; districts with NEVER serve all of them as comparison."""
    others = value[first == NEVER]
    starts = sorted(set(first[first != NEVER].tolist()))
    return [(start, fit(others, value[first == start], start)) for start in starts]


def average_effect(value: Floats, first: Whole) -> float:
    """The effect over all starts, each weighing by its treated district-periods."""
    fitted = fits(value, first)
    sizes = [(first == start).sum() * (value.shape[1] - start) for start, _fit in fitted]
    return float(np.average([fit.estimate for _start, fit in fitted], weights=sizes))


def _listed(study: Study, fitted: list[tuple[int, Fit]]) -> dict[str, float]:
    """The comparison districts that count, heaviest first."""
    share = [(study.first == start).sum() for start, _fit in fitted]
    mean = np.average([fit.districts for _start, fit in fitted], weights=share, axis=0)
    others = [name for name, treated in zip(study.districts, study.treated, strict=True) if not treated]
    listed = sorted(zip(others, mean.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))
    return {name: weight for name, weight in listed if weight > SHOWN}


@dataclass(frozen=True)
class Placebos:
    """Placebo estimates (B,), made from so many comparison districts."""

    estimates: Floats
    districts: int

    @property
    def se(self) -> float:
        """The placebo standard error as published; NaN where no placebo could be made."""
        return float(self.estimates.std()) if len(self.estimates) else NOWHERE


def placebos(value: Floats, first: Whole, draws: int = DRAWS, seed: int = SEED) -> Placebos:
    """Placebo estimates among the comparison districts of a panel (N, T) with starts `first` (N,).

    With one treated district each comparison district has its turn once, up to `draws` of them; with several,
    `draws` random sets of as many have. There are none unless the comparison districts outnumber the treated ones
    by two: a placebo needs others to be compared with.
    """
    others, dealt = value[first == NEVER], first[first != NEVER]
    if len(others) < len(dealt) + 2:
        return Placebos(np.zeros(0), len(others))
    rng = np.random.default_rng(seed)
    if len(dealt) == 1:
        sets = np.sort(rng.permutation(len(others))[:draws])[:, None]
    else:
        sets = np.stack([rng.permutation(len(others))[: len(dealt)] for _draw in range(draws)])
    estimates = []
    for chosen in sets:
        pretended = np.full(len(others), NEVER)
        pretended[chosen] = dealt
        estimates.append(average_effect(others, pretended))
    return Placebos(np.array(estimates), len(others))


def limits(study: Study, estimate: float, tried: Placebos, level: float) -> tuple[float, float, float]:
    """Lower and upper limit and p-value from placebos; NaN where fewer than four districts could serve.

    Where the treated districts' values rest on smaller samples than the others', that noise is added.
    """
    j = tried.districts
    if j < 4 or not len(tried.estimates):
        return NOWHERE, NOWHERE, NOWHERE
    spread = tried.se * np.sqrt((j + 1) / (j - 1))
    se = float(np.sqrt(spread**2 + sampling_excess(study)))
    return student(estimate, se, j - 1, level, float(np.abs(study.value).max()))


def sampling_excess(study: Study) -> float:
    """By how much the sampling variance of the treated mean exceeds that of as many comparison districts.

    Unknown variances count as no excess.
    """
    typical = study.variance[~study.treated].mean(axis=0)
    more = np.where(study.after, study.variance - typical, 0.0)
    total = float(np.nansum(more)) / study.after.sum() ** 2
    return max(0.0, total)


def nearest_weights(columns: Floats, target: Floats, ridge: float = 0.0) -> Floats:
    """The weights w (J,) >= 0, sum(w) = 1, that minimise |columns w - target|^2 + ridge |w|^2.

    `columns` (T, J). Without a ridge there may be several solutions; one with few districts is taken. Both ways
    end after finitely many steps at the exact solution, unlike the published Frank-Wolfe steps.
    """
    if columns.shape[1] == 1:
        return np.ones(1)
    felt = ridge > FELT * float((columns**2).mean())
    weights = _by_distance(columns, target, ridge) if felt else None
    return _by_corners(columns, target, ridge) if weights is None else weights


def _by_corners(columns: Floats, target: Floats, ridge: float) -> Floats:
    """By non-negative least squares.

    The nearest point to 0 of the hull of D = columns - target is wanted. Minimising |D u|^2 + (1 - sum u)^2 over
    u >= 0 finds its direction: for a given direction w and u = s w the best s leaves d / (1 + d) with
    d = |D w|^2, which grows with d alone (after Wolfe 1976). Scaling makes the last row as heavy as the others.
    """
    apart = columns - target[:, None]
    if ridge:
        apart = np.vstack([apart, np.sqrt(ridge) * np.eye(columns.shape[1])])
    scale = float(np.sqrt((apart**2).sum(axis=0).mean())) or 1.0
    system = np.vstack([apart / scale, np.ones(columns.shape[1])])
    goal = np.zeros(len(system))
    goal[-1] = 1.0
    raw, _left = nnls(system, goal, maxiter=30 * columns.shape[1])
    return raw / raw.sum()


def _by_distance(columns: Floats, target: Floats, ridge: float) -> Floats | None:
    """With a ridge: Newton steps on the dual, which has as many unknowns as periods, not districts.

    At the solution w = max(0, columns' v + m) / ridge, where v is what is left of the target; the set of
    districts with a weight is guessed, v and m solved for, and the set corrected. None where that goes round.
    """
    periods, districts = columns.shape
    kept = np.ones(districts, dtype=bool)
    for _round in range(ROUNDS):
        chosen = columns[:, kept]
        total = chosen.sum(axis=1)
        system = np.zeros((periods + 1, periods + 1))
        system[:periods, :periods] = chosen @ chosen.T / ridge + np.eye(periods)
        system[:periods, periods] = system[periods, :periods] = total / ridge
        system[periods, periods] = kept.sum() / ridge
        solved = np.linalg.solve(system, np.append(target, 1.0))
        weights = (columns.T @ solved[:periods] + solved[periods]) / ridge
        if (kept == (weights > 0)).all():
            return np.where(kept, weights, 0.0)
        kept = weights > 0
        if not kept.any():
            return None
    return None

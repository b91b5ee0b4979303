"""Synthetic control, synthetic difference-in-differences, and what lies between them.

A treated district (or the mean of those that start together) is set against a weighted mean of comparison
districts whose weights make it look like the treated one before the start.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from indicators.effects.estimators import simplex_weights
from indicators.effects.estimators.balanced_panel import balanced, starts, with_paths
from indicators.effects.estimators.synthetic_placebo import limits, placebos
from indicators.effects.results import Effect
from indicators.effects.study import NEVER, Floats, Study, Whole
from indicators.engine.text.messages import _

FEWEST_BEFORE = 3
DRAWS = 200
SHOWN = 0.001
"""Weights below this are not listed."""

Solver = Callable[[Floats, Floats, float, float], Floats]
"""Columns, target, ridge, and how wide the outcome's noise is, to weights."""


@dataclass(frozen=True)
class Fit:
    """One start: effect, weights of comparison districts (J,) and of periods before (P,), synthetic path (T,)."""

    estimate: float
    districts: Floats
    periods: Floats
    path: Floats


def synthetic_control(study: Study, level: float = 0.95, draws: int = DRAWS) -> Effect:
    """Weights from the outcome's path before the start, without an intercept (Abadie, Diamond & Hainmueller 2010).

    Believe it only where the synthetic path follows the treated one closely before the start; a treated district
    above (or below) all others can't be matched. Otherwise take `synthetic_did`. Limits and p-value from
    placebos, see `synthetic_placebo`. `weights` lists the comparison districts that count.

    Raises ValueError with fewer than three periods before a start or fewer than two comparison districts.
    """
    return _effect(study, "sc", "synthetic", level, draws)


def synthetic_did(study: Study, level: float = 0.95, draws: int = DRAWS) -> Effect:
    """Weights for districts and for periods before, with an intercept (Arkhangelsky et al. 2021).

    The treated districts need to move like their synthetic one, not to lie at its level. Several districts that
    start together are averaged; different starts are estimated apart and weigh by treated district-periods.
    Errors as in `synthetic_control`.
    """
    return _effect(study, "sdid", "sdid", level, draws)


def difp(study: Study, level: float = 0.95, draws: int = DRAWS) -> Effect:
    """Synthetic control with an intercept, all periods before weighing alike (Doudchenko & Imbens 2016)."""
    return _effect(study, "difp", "difp", level, draws)


def exact(columns: Floats, target: Floats, ridge: float, _noise: float) -> Floats:
    """The best weights."""
    return simplex_weights.nearest(columns, target, ridge)


def published(columns: Floats, target: Floats, ridge: float, noise: float) -> Floats:
    """The weights at which the published steps stop, to retrace published figures."""
    least = (1e-6 * noise) ** 2 * len(target)
    return simplex_weights.frank_wolfe(columns, target, max(ridge, least), 1e-5 * noise, 10_000)


def fit(others: Floats, treated: Floats, start: int, kind: str = "sdid", solver: Solver = exact) -> Fit:
    """One start: comparison districts (J, T) against treated ones (N1, T); `kind`: "did", "sc", "difp", "sdid".

    The ridge on the districts' weights in "sdid" is that of Arkhangelsky et al. 2021, equation 5; `start` is the
    first treated period.
    """
    mean = treated.mean(axis=0)
    before, goal, j = others[:, :start], mean[:start], len(others)
    noise = float(np.diff(before, axis=1).std(ddof=1)) if start > 1 and j > 1 else 0.0
    zeta = (len(treated) * (others.shape[1] - start)) ** 0.25 * noise if kind == "sdid" else 0.0
    districts, periods = np.full(j, 1 / j), np.full(start, 1 / start)
    if kind == "sc":
        districts = solver(before.T, goal, 0.0, noise)
    elif kind != "did":
        level = before.mean(axis=1)
        districts = solver((before - level[:, None]).T, goal - goal.mean(), zeta**2 * start, noise)
    if kind == "sdid":
        after = others[:, start:].mean(axis=1)
        periods = solver(before - before.mean(axis=0), after - after.mean(), 0.0, noise)
    path = districts @ others
    if kind != "sc":
        path = path + periods @ (goal - path[:start])
    return Fit(float((mean - path)[start:].mean()), districts, periods, path)


def fits(value: Floats, first: Whole, kind: str, solver: Solver = exact) -> list[tuple[int, Fit]]:
    """A fit for each start, in order; districts with NEVER serve all of them as comparison."""
    others = value[first == NEVER]
    starts = sorted(set(first[first != NEVER].tolist()))
    return [(start, fit(others, value[first == start], start, kind, solver)) for start in starts]


def average_effect(value: Floats, first: Whole, kind: str = "sdid", solver: Solver = exact) -> float:
    """The effect over all starts, each weighing by its treated district-periods."""
    fitted = fits(value, first, kind, solver)
    sizes = [(first == start).sum() * (value.shape[1] - start) for start, _fit in fitted]
    return float(np.average([fit.estimate for _start, fit in fitted], weights=sizes))


def _effect(study: Study, kind: str, method: str, level: float, draws: int) -> Effect:
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
    estimate = average_effect(study.value, study.first, kind)
    tried = placebos(study.value, study.first, partial(average_effect, kind=kind), draws)
    lower, upper, p_value = limits(study, estimate, tried, level)
    fitted = fits(study.value, study.first, kind)
    effect = Effect(estimate, lower, upper, p_value, method, "placebo", weights=_listed(study, fitted))
    share = [(study.first == start).sum() for start, _fit in fitted]
    path = np.average([fit.path for _start, fit in fitted], weights=share, axis=0)
    observed = study.value[study.treated].mean(axis=0)
    return with_paths(effect, path, observed, float(study.value[study.after].mean()))


def _listed(study: Study, fitted: list[tuple[int, Fit]]) -> dict[str, float]:
    """The comparison districts that count, heaviest first."""
    share = [(study.first == start).sum() for start, _fit in fitted]
    mean = np.average([fit.districts for _start, fit in fitted], weights=share, axis=0)
    others = [name for name, treated in zip(study.districts, study.treated, strict=True) if not treated]
    listed = sorted(zip(others, mean.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))
    return {name: weight for name, weight in listed if weight > SHOWN}

"""What a series would have been, from its own level and series that the intervention did not reach.

A level that wanders, a regression, and noise, learnt from the periods before (Brodersen et al. 2015). How much the
level wanders is not taken as known: every strength that the periods before allow counts by its likelihood. Unlike
theirs the coefficients have no priors: with many control series and few periods these are followed more closely.
"""

from dataclasses import dataclass

import numpy as np
from scipy import linalg, stats

from indicators.effects.estimators.balanced_panel import balanced, starts, student, with_paths
from indicators.effects.results import Effect
from indicators.effects.study import Floats, Study
from indicators.engine.text.messages import _

FEWEST_BEFORE = 10
WANDER = np.geomspace(1e-4, 10.0, 31)
"""The variance of the level's steps beside that of the noise: what is thought possible, alike on a log scale."""


@dataclass(frozen=True)
class Forecast:
    """For one strength of wandering: the path (T,), its covariance after the start, errors before, likelihood."""

    path: Floats
    covariance: Floats
    error_before: Floats
    likelihood: float


@dataclass(frozen=True)
class Counterfactual:
    """Average and cumulative effect after the start, and the expected path (T,) with limits for each period.

    Before the start the path is what was expected one period ahead.
    """

    average: float
    lower: float
    upper: float
    p_value: float
    cumulative: float
    path: Floats
    path_lower: Floats
    path_upper: Floats


def causal_impact(study: Study, level: float = 0.95) -> Effect:
    """The treated districts' mean, with the comparison districts' mean as control series where there are any.

    For one start only. The comparison districts must not be touched by the intervention. Raises ValueError with
    fewer than ten periods before the start, or where districts start at different times.
    """
    study = balanced(study, comparison=False)
    if study.staggered:
        raise ValueError(_("This model takes one start; the districts start at different times."))
    start = starts(study)[0]
    controls = study.value[~study.treated].mean(axis=0)[:, None] if (~study.treated).any() else None
    observed = study.value[study.treated].mean(axis=0)
    model = counterfactual(observed, start, controls, level)
    effect = Effect(model.average, model.lower, model.upper, model.p_value, "structural", "model")
    return with_paths(effect, model.path, observed, float(observed[start:].mean()))


def counterfactual(
    outcome: Floats, start: int, controls: Floats | None = None, level: float = 0.95
) -> Counterfactual:
    """`outcome` (T,) against its forecast from the periods before `start`, given `controls` (T, K).

    Limits hold the uncertainty of level, regression and variances and the noise to come. They take for granted
    that the controls go on moving with the outcome as before. Raises ValueError with fewer than ten periods before,
    hardly more than there are controls, or controls that can't be told apart.
    """
    controls = np.zeros((len(outcome), 0)) if controls is None else controls
    count, known = controls.shape
    freedom = start - known - 1
    if start < FEWEST_BEFORE or freedom < 4:
        raise ValueError(
            _("A forecast needs at least {n} periods before the start.", n=max(FEWEST_BEFORE, known + 5))
        )
    spread = controls[:start].std(axis=0)
    given = (controls - controls[:start].mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    design = np.column_stack([np.ones(count), given])
    if np.linalg.matrix_rank(design[:start]) <= known:
        raise ValueError(
            _("The comparison series can't be told apart before the start, or one never changes.")
        )
    path, covariance, before = mixed([forecast(outcome, design, start, strength) for strength in WANDER])
    times = float(stats.t.ppf((1 + level) / 2, freedom))
    reach = times * np.append(before, np.sqrt(np.diag(covariance)))
    average, error = float((outcome - path)[start:].mean()), float(np.sqrt(covariance.mean()))
    return Counterfactual(
        average,
        *student(average, error, freedom, level, float(np.abs(outcome).max())),
        average * (count - start),
        path,
        path - reach,
        path + reach,
    )


def forecast(outcome: Floats, design: Floats, start: int, strength: float) -> Forecast:
    """Generalised least squares and the best linear forecast (Goldberger 1962) for one strength of wandering.

    `design` (T, K) begins with ones: the level before the first period is not known. The likelihood is that of
    the residuals alone (Patterson & Thompson 1971), as a logarithm.
    """
    count = len(outcome)
    time = np.arange(count)
    spread = strength * np.minimum.outer(time, time) + np.eye(count)
    root = np.linalg.cholesky(spread[:start, :start])
    columns, seen, ahead = (
        linalg.solve_triangular(root, part, lower=True)
        for part in (design[:start], outcome[:start], spread[:start, start:])
    )
    inner = np.linalg.inv(columns.T @ columns)
    coefficient = inner @ (columns.T @ seen)
    left = seen - columns @ coefficient
    freedom = start - design.shape[1]
    scale = float(left @ left) / freedom
    own = design[start:] - ahead.T @ columns
    covariance = scale * (spread[start:, start:] - ahead.T @ ahead + own @ inner @ own.T)
    innovation = np.diag(root)
    path = np.append(outcome[:start] - innovation * left, design[start:] @ coefficient + ahead.T @ left)
    likelihood = -np.log(innovation).sum() + np.linalg.slogdet(inner)[1] / 2
    likelihood -= freedom / 2 * np.log(max(scale, 1e-300))
    return Forecast(path, covariance, np.sqrt(scale) * innovation, float(likelihood))


def mixed(forecasts: list[Forecast]) -> tuple[Floats, Floats, Floats]:
    """Path, covariance after the start and errors before it, each strength counting by its likelihood."""
    likelihood = np.array([each.likelihood for each in forecasts])
    weight = np.exp(likelihood - likelihood.max())
    weight /= weight.sum()
    path = np.asarray(weight @ [each.path for each in forecasts])
    horizon = len(forecasts[0].covariance)
    apart = np.array([(each.path - path)[-horizon:] for each in forecasts])
    within = np.tensordot(weight, np.array([each.covariance for each in forecasts]), axes=1)
    before = np.sqrt(weight @ np.array([each.error_before**2 for each in forecasts]))
    return path, within + (apart * weight[:, None]).T @ apart, before

"""Interrupted time series: the treated districts against their own past, by segmented regression.

A trend, a season, a step and a change of slope, and what would have been without the last two. The weakest design,
for want of others.

It can't tell the intervention from anything else that began at the same time.
"""

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.optimize import brentq

from indicators.effects.estimators.balanced_panel import balanced, starts, student, with_paths
from indicators.effects.results import Effect
from indicators.effects.study import Floats, Study
from indicators.engine.text.messages import _

FEWEST_BEFORE, FEWEST_AFTER = 8, 3
FOR_SLOPE = 6
"""Periods after the start from which on the effect may grow or fade."""
MOST = 0.95
"""The largest autocorrelation that is reckoned with."""


class _Fitted(Protocol):
    """What is read of a fit by statsmodels."""

    params: Floats
    bse: Floats
    scale: float
    df_resid: float


@dataclass(frozen=True)
class SeriesFit:
    """A fitted series. `coefficient` and `se` (K,) in the order of `terms`; `dispersion` is Pearson's.

    `without` (T,) is what the model expects without the intervention; `total` the sum after the start of observed
    less that, and `variance` its variance.
    """

    coefficient: Floats
    se: Floats
    dispersion: float
    without: Floats
    total: float
    variance: float
    freedom: int


@dataclass(frozen=True)
class Series:
    """The districts of one start as one series: `weight` is their district-periods under treatment."""

    fit: SeriesFit
    start: int
    observed: Floats
    without: Floats
    effect: float
    variance: float
    weight: float


def segmented(study: Study, season: int | None = None, level: float = 0.95) -> Effect:
    """The average effect over the periods after the start, from a trend with a step and a change of slope.

    Rates of counted events: quasi-Poisson with their exposure (Lopez Bernal, Cummins & Gasparrini 2017), so the
    effect is events less those expected, per exposure; everything else: least squares. `season` is the number of
    periods in a year (12, 4; 1 for none), None takes it from the periods' names. Comparison districts are not
    looked at. A change of slope is asked for from six periods after the start.

    Limits: the wider of the model's (over-dispersion allowed for) and those robust to autocorrelation (Newey &
    West 1987), Student's t. Raises ValueError with fewer than 8 periods before or 3 after (Penfold & Zhang 2013
    ask for 8 and 8), or with no event on one side of the start.
    """
    study = balanced(study, comparison=False)
    count = len(study.periods)
    if starts(study)[0] < FEWEST_BEFORE or count - starts(study)[-1] < FEWEST_AFTER:
        raise ValueError(
            _(
                "A series of its own needs at least {before} periods before the start and {after} after it.",
                before=FEWEST_BEFORE,
                after=FEWEST_AFTER,
            )
        )
    each = [_one_start(study, start, season or guess_season(study.periods)) for start in starts(study)]
    weight = np.array([series.weight for series in each])
    share = weight / weight.sum()
    estimate = float(share @ [series.effect for series in each])
    se = float(np.sqrt(share**2 @ [series.variance for series in each]))
    freedom = min(series.fit.freedom for series in each)
    limits = student(estimate, se, freedom, level, float(np.abs(study.value).max()))
    effect = Effect(estimate, *limits, "its", "hac")
    districts = weight / [count - series.start for series in each]
    without = np.average([series.without for series in each], weights=districts, axis=0)
    observed = np.average([series.observed for series in each], weights=districts, axis=0)
    under = float(share @ [_under(series) for series in each])
    return with_paths(effect, without, observed, under)


def _one_start(study: Study, start: int, season: int) -> Series:
    rows = study.first == start
    count = len(study.periods)
    design = terms(count, start, season, slope=count - start >= FOR_SLOPE)
    weight = float(rows.sum() * (count - start))
    if study.events is None or study.exposure is None:
        observed = study.value[rows].mean(axis=0)
        exposure = np.ones(count)
        fit = fit_values(observed, design, start)
    else:
        exposure = study.exposure[rows].sum(axis=0) / study.scale
        events = study.events[rows].sum(axis=0)
        if not (events[:start].any() and events[start:].any()):
            raise ValueError(_("A series of its own needs events before the start and after it."))
        observed = events / exposure
        fit = fit_counts(events, exposure, design, start)
    return Series(fit, start, observed, fit.without / exposure, *_average(fit, exposure[start:]), weight)


def _average(fit: SeriesFit, exposure: Floats) -> tuple[float, float]:
    """Effect and its variance per unit of exposure."""
    total = float(exposure.sum())
    return fit.total / total, fit.variance / total**2


def _under(series: Series) -> float:
    return series.effect + float(series.without[series.start :].mean())


def terms(count: int, start: int, season: int = 1, slope: bool = True, pairs: int = 2) -> Floats:
    """(T, K): one, step, trend, the change of slope (1 at the start), then up to `pairs` harmonics of the season.

    Trend and slope are in periods. Step and change of slope are the columns that a world without the
    intervention lacks.
    """
    time = np.arange(count, dtype=float)
    after = (time >= start).astype(float)
    columns = [np.ones(count), after, time + 1]
    if slope:
        columns.append(after * (time - start + 1))
    for pair in range(1, min(pairs, season // 2) + 1):
        angle = 2 * np.pi * pair * (time + 1) / season
        columns.append(np.cos(angle))
        if 2 * pair < season:
            columns.append(np.sin(angle))
    return np.stack(columns, axis=1)


def fit_counts(events: Floats, exposure: Floats, design: Floats, start: int) -> SeriesFit:
    """Quasi-Poisson with log(exposure) as offset: standard errors times the root of Pearson's dispersion.

    With a step among the columns fitted and observed events after the start add up to the same, so observed less
    expected without the intervention is a function of the coefficients; its variance is by the delta method.
    """
    from statsmodels.api import GLM, families
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    model = GLM(events, design, family=families.Poisson(), offset=np.log(exposure))
    with warnings.catch_warnings():
        # A series that its trend fits without a rest is no harm here.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        fitted = model.fit(scale="X2")
        robust = model.fit(scale="X2", cov_type="HAC", cov_kwds=_lags(len(events)))
    absent = _absent(design, start)
    without = np.exp(absent @ fitted.params) * exposure
    gradient = (fitted.fittedvalues[start:] @ design[start:]) - (without[start:] @ absent[start:])
    root = np.sqrt(fitted.fittedvalues)
    restless = autocorrelated(design * root[:, None], (events - fitted.fittedvalues) / root)
    return _fit(fitted, (restless, robust.cov_params()), gradient, without, events, start)


def fit_values(values: Floats, design: Floats, start: int) -> SeriesFit:
    """Ordinary least squares."""
    from statsmodels.api import OLS

    model = OLS(values, design)
    fitted = model.fit()
    absent = _absent(design, start)
    gradient = (design - absent)[start:].sum(axis=0)
    robust = model.fit(cov_type="HAC", cov_kwds=_lags(len(values)))
    restless = autocorrelated(design, fitted.resid)
    return _fit(fitted, (restless, robust.cov_params()), gradient, absent @ fitted.params, values, start)


def autocorrelated(design: Floats, left: Floats) -> Floats:
    """(K, K) covariance of least-squares coefficients whose errors follow their predecessor, AR(1).

    `left` (T,) are residuals. Residuals of a short series look less restless than its errors, so the
    autocorrelation is the one under which residuals with this design would show on average what they show; below
    zero it counts as zero. Without it this is the usual covariance. Newey and West's alone is too narrow for the
    short series of a city.
    """
    count = len(left)
    bread = np.linalg.inv(design.T @ design)
    residual = np.eye(count) - design @ bread @ design.T
    apart = np.abs(np.subtract.outer(np.arange(count), np.arange(count)))
    shown = float(left[1:] @ left[:-1]) / max(float(left @ left), 1e-300)

    def expected(rho: float) -> float:
        spread = residual @ rho**apart @ residual
        return float(np.trace(spread, offset=1) / np.trace(spread))

    rho = 0.0
    if shown > expected(0.0):
        rho = MOST if shown >= expected(MOST) else float(brentq(lambda r: expected(r) - shown, 0.0, MOST))
    errors = rho**apart
    scale = float(left @ left) / float(np.trace(residual @ errors))
    return scale * bread @ (design.T @ errors @ design) @ bread


def _fit(
    fitted: _Fitted,
    covariances: Sequence[Floats],
    gradient: Floats,
    without: Floats,
    seen: Floats,
    start: int,
) -> SeriesFit:
    variance = max(float(gradient @ each @ gradient) for each in covariances)
    total = float((seen - without)[start:].sum())
    freedom = int(fitted.df_resid)
    return SeriesFit(fitted.params, fitted.bse, float(fitted.scale), without, total, variance, freedom)


def _absent(design: Floats, start: int) -> Floats:
    """The same columns without step and change of slope: those that are 0 in every period before the start."""
    return np.where((design[:start] == 0).all(axis=0), 0.0, design)


def _lags(count: int) -> dict[str, object]:
    """Newey & West's usual number of lags, 4 (T/100)^(2/9), and their small-sample factor."""
    return {"maxlags": int(4 * (count / 100) ** (2 / 9)), "use_correction": True}


def guess_season(periods: tuple[str, ...]) -> int:
    """Periods in a year, from how they are named; 1 where there are not two years of them."""
    year = 12 if re.fullmatch(r"\d{4}-\d{2}", periods[0]) else 4 if "-Q" in periods[0] else 1
    return year if len(periods) >= 2 * year + 8 else 1

"""Segmented regression: a trend, a season, a step and a change of slope, and what would have been without them."""

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import brentq

from indicators.effects.study import Floats

MOST = 0.95
"""The largest autocorrelation that is reckoned with."""


@dataclass(frozen=True)
class Fit:
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


def fit_counts(events: Floats, exposure: Floats, design: Floats, start: int) -> Fit:
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


def fit_values(values: Floats, design: Floats, start: int) -> Fit:
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
    fitted: Any, covariances: Sequence[Floats], gradient: Floats, without: Floats, seen: Floats, start: int
) -> Fit:
    variance = max(float(gradient @ each @ gradient) for each in covariances)
    total = float((seen - without)[start:].sum())
    freedom = int(fitted.df_resid)
    return Fit(fitted.params, fitted.bse, float(fitted.scale), without, total, variance, freedom)


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

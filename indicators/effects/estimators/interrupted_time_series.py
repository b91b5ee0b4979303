"""Interrupted time series: the treated districts against their own past. The weakest design, for want of others.

It can't tell the intervention from anything else that began at the same time.
"""

from dataclasses import dataclass

import numpy as np

from indicators.effects.estimators.balanced_panel import balanced, starts, student, with_paths
from indicators.effects.estimators.segmented_regression import (
    Fit,
    fit_counts,
    fit_values,
    guess_season,
    terms,
)
from indicators.effects.results import Effect
from indicators.effects.study import Floats, Study
from indicators.engine.text.messages import _

FEWEST_BEFORE, FEWEST_AFTER = 8, 3
FOR_SLOPE = 6
"""Periods after the start from which on the effect may grow or fade."""


@dataclass(frozen=True)
class Series:
    """The districts of one start as one series: `weight` is their district-periods under treatment."""

    fit: Fit
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


def _average(fit: Fit, exposure: Floats) -> tuple[float, float]:
    """Effect and its variance per unit of exposure."""
    total = float(exposure.sum())
    return fit.total / total, fit.variance / total**2


def _under(series: Series) -> float:
    return series.effect + float(series.without[series.start :].mean())

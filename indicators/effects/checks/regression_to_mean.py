"""Were the districts chosen in their worst year? Then they get better by themselves (regression to the mean).

Who is picked because of one bad period is partly picked for bad luck, and luck does not last (Galton 1886).
The remedy is to leave that period out of the time before: what is left was no reason to be picked.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from indicators.effects.design import subset as cut
from indicators.effects.design.windows import windows
from indicators.effects.estimators.contrast import contrast
from indicators.effects.study import NEVER, Floats, Study, Whole

ALPHA = 0.10
"""One in ten groups of districts looks picked by chance alone; leaving a period out for them costs little and
shifts nothing, for periods are left out by what came before the start."""
EARLIER = 2
"""Periods that must be left before the ones in question."""


@dataclass(frozen=True)
class Selection:
    """How the last periods before the start compare with those before them, in treated districts against the
    others. `periods` are the codes looked at (none where it can't be seen), `p_value` looks one way: how often
    chance alone is as bad. `at_worst` is the verdict of the rule."""

    periods: tuple[str, ...]
    p_value: float
    at_worst: bool


def selection(study: Study, last: int = 1) -> Selection:
    """Were the treated districts at their worst in the `last` periods before the start?

    Yes if, against the comparison districts, these periods were worse than each earlier one and worse than
    their average by more than chance (one-sided p below 0.10). Only where all start together, polarity is
    known, there is a comparison, and two periods are left before; else the answer is no, with no periods.
    """
    nothing = Selection((), float("nan"), False)
    if study.staggered or not study.treated.any() or study.treated.all() or study.better == "neutral":
        return nothing
    start = int(study.first[study.treated][0])
    if start < last + EARLIER or study.treated.sum() + 2 > len(study.first):
        return nothing
    early = replace(
        cut.only_periods(study, np.arange(len(study.periods)) < start), first=_moved(study, start - last)
    )
    ratio = study.events is not None
    early_windows = windows(early, ratio)
    real = contrast(early_windows, early_windows.untouched, early_windows.group[None, :])
    worse = -1.0 if study.better == "higher" else 1.0
    deviate = worse * float(real.estimate[0]) / max(float(real.error[0]), 1e-300)
    p = float(stats.t.sf(deviate, max(early_windows.freedom, 1)))
    gap = worse * _gap(early, ratio)
    worst = bool(gap[start - last :].mean() > gap[: start - last].max())
    return Selection(study.periods[start - last : start], p, worst and p < ALPHA)


def _moved(study: Study, start: int) -> Whole:
    return np.where(study.treated, start, NEVER)


def _gap(study: Study, ratio: bool) -> Floats:
    """(T,) the treated districts' mean against the comparison districts', on the scale of the comparison."""
    treated, others = (study.value[who].mean(axis=0) for who in (study.treated, ~study.treated))
    return np.asarray(
        np.log(np.maximum(treated, 1e-12) / np.maximum(others, 1e-12)) if ratio else treated - others
    )


def without_selection(study: Study, selected: Selection) -> Study:
    """The study without the periods in which the districts were picked."""
    return cut.only_periods(study, ~np.isin(study.periods, selected.periods)) if selected.at_worst else study

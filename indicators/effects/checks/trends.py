"""Checks of the paths before the start: did treated and comparison districts move alike?

Each district enters with one number that says how its own path before the start ran against the mean of the
comparison districts: its drift (here), or how far its last periods lie off the earlier ones (`checks_start`).
Treated and comparison districts are then compared by reassignment (`reassign`), so that neither few districts
nor periods that hang together make a false alarm more frequent than 5 in 100. With several starts each treated
district counts up to its own start, and a comparison district with the mean over these starts: this is an
approximation.

What a reader could get wrong: no clear drift is not proof that there was none (Roth 2022), least of all with few
periods. Therefore the sentence says how strong a drift would overturn the result, and a drift that was seen and
would be enough is reported as informative, not as passed, even where it is not clear.
"""

from collections.abc import Callable

import numpy as np

from indicators.effects.checks.context import CheckContext, a_year, in_years, no_comparison, unknown
from indicators.effects.checks.sensitivity import drift_that_overturns
from indicators.effects.estimators import reassignment
from indicators.effects.estimators.estimator import Estimator
from indicators.effects.results import Check, Effect
from indicators.effects.scale import known_mean, on_one_scale
from indicators.effects.study import Floats, Study
from indicators.engine.text import late as say
from indicators.engine.text.messages import Text, _, sentences

LEAST_BEFORE = 3
"""Periods before a start from which a drift can be told from the noise of a single difference."""


def scores(study: Study, summary: Callable[[Floats, int], Floats], before: Callable[[int], int]) -> Floats:
    """(N,) one number a district, from its distance to the mean comparison district before the start.

    `summary(distance, last)` turns distances (M, P) in time order and the number of last periods
    (`before(P)`) into M numbers. NaN for districts with too little known.
    """
    never = ~study.treated
    starts, sizes = np.unique(study.first[study.treated], return_counts=True)
    usable = starts >= LEAST_BEFORE
    result = np.full(len(study.districts), np.nan)
    if not usable.any():
        return result
    own = np.zeros((int(never.sum()), 0))
    for start in starts[usable]:
        path = on_one_scale(study, study.value[:, :start], start)
        distance = path - known_mean(path[never], 0)[None, :]
        each = summary(distance, before(int(start)))
        result[study.first == start] = each[study.first == start]
        own = np.column_stack([own, each[never]])
    result[never] = own @ (sizes[usable] / sizes[usable].sum())
    return result


def drift(distance: Floats, last: int = 0) -> Floats:  # noqa: ARG001
    """The slope of each row per period by least squares over what is known; NaN below `LEAST_BEFORE` values."""
    known = np.isfinite(distance)
    number = known.sum(axis=1)
    time = np.where(known, np.arange(distance.shape[1])[None, :], 0.0)
    centred = np.where(known, time - (time.sum(axis=1) / np.maximum(number, 1))[:, None], 0.0)
    square = (centred**2).sum(axis=1)
    slope = (centred * np.where(known, distance, 0.0)).sum(axis=1) / np.where(square > 0, square, 1)
    return np.where(number >= LEAST_BEFORE, slope, np.nan)


def parallel_paths(study: Study, effect: Effect, estimator: Estimator, context: CheckContext) -> Check:
    """Did the districts drift apart before the start, and how much drift would overturn the result?

    Failed: a clear drift that, as far as its limits go, could explain a clear result, or hide one. Informative:
    a clear drift too weak or in the wrong direction for that; and one that is not clear but would be enough.
    """
    name = "parallel_paths"
    gap = reassignment.difference(scores(study, drift, lambda before: 0), study.treated)
    if np.isnan(gap.lower):
        return unknown(name, too_little(study))
    year = a_year(study)
    slope = context.with_limits(gap.estimate * year, gap.lower * year, gap.upper * year)
    seen = _seen_drift(slope, gap.clear != 0, in_years(study))
    breaks = drift_that_overturns(study, effect, estimator)
    if np.isnan(breaks) or breaks == 0:
        text = _("There is no clear result that a drift could overturn.")
        return Check(name, gap.clear == 0, sentences(seen, text))
    return Check(name, _verdict(gap, breaks), sentences(seen, _overturned(gap, breaks, year, context, study)))


def _verdict(gap: reassignment.Difference, breaks: float) -> bool | None:
    if gap.clear:
        return False if _furthest(gap, breaks) >= 1 else None
    return None if gap.estimate / breaks >= 1 else True


def _furthest(gap: reassignment.Difference, breaks: float) -> float:
    """How much of the drift that would overturn the result the limits allow."""
    return max(gap.lower / breaks, gap.upper / breaks)


def too_little(study: Study) -> Text | str:
    if (~study.treated).sum() < 2:
        return no_comparison()
    if study.treated.any() and study.first.max() < LEAST_BEFORE:
        return _("at least {n} periods before the start are needed", n=say.number(LEAST_BEFORE, 0))
    return _("too few districts are known before the start to tell a difference from chance")


def _seen_drift(slope: Text, clear: bool, years: bool) -> Text | str:
    if clear and years:
        return _(
            "Already before the start the districts drifted apart: against the comparison districts, the "
            "treated ones changed by {slope} from one year to the next.",
            slope=slope,
        )
    if clear:
        return _(
            "Already before the start the districts drifted apart: against the comparison districts, the "
            "treated ones changed by {slope} from one period to the next.",
            slope=slope,
        )
    if years:
        return _(
            "Before the start treated and comparison districts moved alike as far as can be told: their "
            "distance changed by {slope} from one year to the next.",
            slope=slope,
        )
    return _(
        "Before the start treated and comparison districts moved alike as far as can be told: their "
        "distance changed by {slope} from one period to the next.",
        slope=slope,
    )


def _overturned(
    gap: reassignment.Difference, breaks: float, year: int, context: CheckContext, study: Study
) -> Text | str:
    if np.isinf(breaks):
        return _("The estimate takes steady drifts out by itself.")
    amount = context.signed(breaks * year)
    if gap.estimate / breaks >= 1:
        text = _("A drift of {amount}, less than was seen, would explain the result.", amount=amount)
    elif gap.clear and _furthest(gap, breaks) >= 1:
        text = _("A drift of {amount}, which can't be ruled out, would explain the result.", amount=amount)
    elif gap.clear:
        text = _("That can't explain the result: a drift of {amount} would be needed.", amount=amount)
    elif in_years(study):
        text = _(
            "The result stands unless they would have drifted by {amount} or more a year.", amount=amount
        )
    else:
        text = _(
            "The result stands unless they would have drifted by {amount} or more a period.", amount=amount
        )
    return text

"""How easily a result would be overturned: by a drift between the districts, or by leaving one of them out."""

from dataclasses import dataclass

import numpy as np

from indicators.effects.checks.context import CheckContext, direction, no_estimate, unknown
from indicators.effects.design import subset as cut
from indicators.effects.estimators.estimator import Estimator
from indicators.effects.estimators.reassignment import Flags
from indicators.effects.results import NOWHERE, Check, Effect
from indicators.effects.study import Floats, Study
from indicators.engine.text import late as say
from indicators.engine.text.messages import Text, _

LEAST_COMPARISON = 2


def pull_of_drift(study: Study, effect: Effect, estimator: Estimator) -> float:
    """By how much the estimate grows for each unit that the treated districts drift away in a period.

    Found by adding a small drift to the data and estimating again, so that it holds for every estimator: exact
    for differences in differences (the mean time after the start less the mean time of its before-periods),
    near enough for weights or ratios. NaN where the estimator finds no estimate.
    """
    known = study.value[np.isfinite(study.value)]
    if not len(known) or np.isnan(effect.estimate):
        return NOWHERE
    step = _small_step(study, known)
    time = np.arange(len(study.periods), dtype=float)[None, :]
    added = np.where(study.treated[:, None], step * (time - study.first[:, None] + 0.5), 0.0)
    try:
        moved = estimator(cut.with_values(study, study.value + added))
    except ValueError:
        return NOWHERE
    return (moved.estimate - effect.estimate) / step


def _small_step(study: Study, known: Floats) -> float:
    """Small against the spread, so that rates of events stay above zero and the slope is that at the estimate."""
    spread = float(known.std()) or max(abs(float(known.mean())), 1.0)
    return 0.001 * spread / len(study.periods)


def drift_that_overturns(study: Study, effect: Effect, estimator: Estimator) -> float:
    """The drift per period between the groups from which the limits no longer exclude no effect.

    Treated districts that would have drifted away steadily by d per period move the estimate and its limits by
    d times the pull; the question "how large may a violation be?" is that of Rambachan & Roth (2023), asked here
    of violations along a straight line only. Its sign is that of the drift that would explain the result;
    infinite where the estimate takes drifts out itself. NaN where the result is not clear or can't be checked.
    """
    nearest = {1: effect.lower, -1: effect.upper, 0: NOWHERE}[direction(effect)]
    pull = pull_of_drift(study, effect, estimator) if nearest == nearest else NOWHERE
    if np.isnan(pull):
        return NOWHERE
    return nearest / pull if abs(pull) > 1e-9 else np.copysign(np.inf, nearest)


@dataclass(frozen=True)
class LeftOut:
    """Estimates with one district left out, (N,) in the order of the districts; NaN where there is none."""

    estimate: Floats
    direction: Floats
    """What their limits say: 1, -1, 0, as in `checks_context.direction`; NaN without an estimate."""


def leave_each_out(study: Study, estimator: Estimator) -> LeftOut:
    """Estimates again without each district, treated and comparison ones, where enough are left."""
    size = len(study.districts)
    estimate, directions = np.full(size, np.nan), np.full(size, np.nan)
    for index in range(size):
        keep = np.arange(size) != index
        if not study.treated[keep].any() or _too_few_left(study, keep):
            continue
        try:
            effect = estimator(cut.districts(study, keep))
        except ValueError:
            continue
        estimate[index] = effect.estimate
        directions[index] = direction(effect) if np.isfinite(effect.estimate) else np.nan
    return LeftOut(estimate, directions)


def _too_few_left(study: Study, keep: Flags) -> bool:
    others = ~study.treated
    return bool(others.any()) and int(others[keep].sum()) < LEAST_COMPARISON


def leave_one_out(study: Study, effect: Effect, estimator: Estimator, context: CheckContext) -> Check:
    """Does the answer hang on a single district?

    Passed if leaving out any district changes neither the sign of a clear result nor whether it is clear. The
    sign of a result that is not clear says nothing and may change.
    """
    name = "leave_one_out"
    if np.isnan(effect.estimate):
        return unknown(name, no_estimate())
    left_out = leave_each_out(study, estimator)
    known = np.isfinite(left_out.direction)
    if known.sum() < 2:
        return unknown(name, _("there are too few districts to leave one out"))
    limits = say.limits(float(np.nanmin(left_out.estimate)), float(np.nanmax(left_out.estimate)))
    other = [
        district
        for district, direction_without in zip(study.districts, left_out.direction, strict=True)
        if np.isfinite(direction_without) and direction_without != direction(effect)
    ]
    if not other:
        text = _(
            "Whichever of the {n} districts is left out, the answer stays the same; the estimate then ranges "
            "from {limits}.",
            n=say.number(int(known.sum()), 0),
            limits=limits,
        )
        return Check(name, True, text)
    text = _(
        "The answer hangs on single districts: without {districts} it would be another. Leaving out one "
        "district at a time, the estimate ranges from {limits}.",
        districts=_or_each(context, other),
        limits=limits,
    )
    return Check(name, False, text)


def _or_each(context: CheckContext, districts: list[str]) -> Text | str:
    if len(districts) == 1:
        return context.listed(districts)
    return _("one of these: {districts}", districts=context.listed(districts))

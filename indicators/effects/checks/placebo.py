"""Placebo checks: an effect is looked for where there can be none, earlier in time and in other districts."""

from dataclasses import dataclass
from math import comb

import numpy as np

from indicators.effects.checks.context import CheckContext, direction, no_comparison, no_estimate, unknown
from indicators.effects.design import subset as cut
from indicators.effects.estimators.estimator import Estimator
from indicators.effects.estimators.reassignment import DRAWS, SEED, Flags, reassignments, share
from indicators.effects.estimators.relabelling import dealt_anew
from indicators.effects.results import Check, Effect
from indicators.effects.scale import known_mean, on_one_scale
from indicators.effects.study import NEVER, Floats, Study, Whole
from indicators.engine.text import late as say
from indicators.engine.text.messages import Text, _, sentences

ALARM = 0.05
LEAST_BEFORE = 3
"""Periods before the start that can be split into two to compare and one after the pretended start."""


@dataclass(frozen=True)
class Reassigned:
    """The treated districts' mean change against the others, and how often a choice by lot gives as much.

    `possible` is the number of choices looked at, the real one included; `chosen` of `size` districts.
    """

    change: float
    p_value: float
    possible: int
    chosen: int
    size: int


def in_time(study: Study, effect: Effect, estimator: Estimator, context: CheckContext) -> Check:
    """Does the same estimate find an "effect" half-way through the time before the start?

    Only periods before the first start are used. Fails where the limits of that estimate leave nothing out, so
    it can be no better than they are: limits that are too narrow make it fail too often.
    """
    name = "placebo_in_time"
    if np.isnan(effect.estimate):
        return unknown(name, no_estimate())
    past = cut.before_the_start(study, LEAST_BEFORE)
    if past is None:
        why = _("at least {n} periods before the start are needed", n=say.number(LEAST_BEFORE, 0))
        return unknown(name, why)
    before, start = past
    fake = (start + 1) // 2
    placebo = _tried(estimator, cut.pretend(before, fake))
    if placebo is None:
        return unknown(name, _("the time before the start is too short for this estimate"))
    period = say.period(study.periods[fake])
    estimate = context.with_limits(placebo.estimate, placebo.lower, placebo.upper)
    passed = direction(placebo) == 0
    return Check(name, passed, _in_time_sentence(period, estimate, passed))


def _tried(estimator: Estimator, study: Study) -> Effect | None:
    try:
        effect = estimator(study)
    except ValueError:
        return None
    return None if np.isnan([effect.estimate, effect.lower, effect.upper]).any() else effect


def _in_time_sentence(period: Text, estimate: Text, passed: bool) -> Text | str:
    if passed:
        return _(
            "Had it started in {period}, when nothing had begun yet, no clear effect would have been found: "
            "{estimate}.",
            period=period,
            estimate=estimate,
        )
    return _(
        "Had it started in {period}, when nothing had begun yet, an effect would have been found just the "
        "same: {estimate}. So something else was at work.",
        period=period,
        estimate=estimate,
    )


def in_space(study: Study, effect: Effect, context: CheckContext) -> Check:
    """Do the treated districts stand out among all ways of choosing as many districts and starts?

    The figure compared is the mean change (after less before, own start) against the districts not chosen,
    the same for every choice (Fisher's test of no effect at all). It confirms a clear result (passed) or
    does not (failed); where the result is not clear it passes, too, if the treated do not stand out, and is
    informative if they do. Informative also where there are too few choices for 5 in 100.
    """
    name = "placebo_in_space"
    placebos = reassigned(study)
    if placebos is None:
        return unknown(name, no_comparison())
    if np.isnan(effect.estimate):
        return unknown(name, no_estimate())
    return Check(
        name,
        _stands_out(direction(effect), placebos),
        _in_space_sentence(context, placebos),
    )


def reassigned(study: Study) -> Reassigned | None:
    """The treated districts' mean change among all reassignments; None without two comparison districts.

    Districts that are not known before and after every start are left out, and treated ones that started in
    the first period.
    """
    known, changes, labels = _changes(study)
    changes, labels = changes[known], labels[known]
    if not (labels >= 0).any() or (labels == NEVER).sum() < 2:
        return None
    drawn, complete = _choices(labels)
    seen = float(_spread(changes, labels[None, :])[0])
    chance = _spread(changes, drawn)
    p_value = share(np.abs(chance) >= abs(seen) * (1 - 1e-9), not complete)
    possible = len(drawn) if complete else DRAWS + 1
    return Reassigned(seen, p_value, possible, int((labels >= 0).sum()), len(labels))


def _stands_out(clear: int, placebos: Reassigned) -> bool | None:
    if placebos.possible * ALARM < 1:
        return None
    if clear:
        return placebos.p_value < ALARM
    return True if placebos.p_value >= ALARM else None


def _in_space_sentence(context: CheckContext, placebos: Reassigned) -> Text | str:
    text = _(
        "By a plain difference of means, which need not be the estimate above, the treated districts changed by "
        "{change} against the others. Had {chosen} of the {size} districts been picked by lot, {cases} of 1,000 "
        "picks would show a difference at least as large.",
        change=context.signed(placebos.change),
        chosen=say.number(placebos.chosen, 0),
        size=say.number(placebos.size, 0),
        cases=say.number(1000 * placebos.p_value, 0),
    )
    if placebos.possible * ALARM >= 1:
        return text
    few = _(
        "With only {n} ways to pick, no difference could be called clear.", n=say.number(placebos.possible, 0)
    )
    return sentences(text, few)


def _changes(study: Study) -> tuple[Flags, Floats, Whole]:
    """Which districts are known, each one's mean change at every start (N, G), and its start's column."""
    starts = np.unique(study.first[study.treated])
    starts = starts[(starts > 0) & (starts < len(study.periods))]
    inside = np.isin(study.first, starts)
    labels = np.where(inside, np.searchsorted(starts, study.first), NEVER)
    if not len(starts):
        return np.zeros(len(labels), dtype=bool), np.zeros((len(labels), 0)), np.full(len(labels), NEVER)
    columns = []
    for at in starts:
        path = on_one_scale(study, study.value, int(at))
        distance = path - known_mean(path, 0)[None, :]
        columns.append(known_mean(distance[:, at:], 1) - known_mean(distance[:, :at], 1))
    changes = np.column_stack(columns)
    return np.isfinite(changes).all(axis=1) & (inside | ~study.treated), changes, labels


def _choices(labels: Whole) -> tuple[Whole, bool]:
    """(R, N) reassigned starts, and whether these are all there are."""
    if labels.max() == 0:
        picked = reassignments(len(labels), int((labels == 0).sum()))
        return np.where(picked, 0, NEVER), len(picked) == comb(len(labels), int((labels == 0).sum()))
    return dealt_anew(labels, DRAWS, SEED), False


def _spread(changes: Floats, labels: Whole) -> Floats:
    """(R,) mean change of the chosen less that of the others, starts weighed by their districts."""
    others = (labels == NEVER).astype(float)
    number = (labels >= 0).sum(axis=1)
    total = np.zeros(len(labels))
    for column in range(changes.shape[1]):
        member = (labels == column).astype(float)
        base = others @ changes[:, column] / others.sum(axis=1)
        total += member @ changes[:, column] - member.sum(axis=1) * base
    return total / number

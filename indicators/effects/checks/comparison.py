"""Checks of the comparison districts: alike before the start, and untouched by what happened next door."""

import numpy as np

from indicators.effects.checks.context import CheckContext, direction, no_comparison, no_estimate, unknown
from indicators.effects.checks.placebo import ALARM
from indicators.effects.design import subset as cut
from indicators.effects.estimators import reassignment
from indicators.effects.estimators.estimator import Estimator
from indicators.effects.estimators.reassignment import Flags
from indicators.effects.results import Check, Effect
from indicators.effects.scale import known_mean, on_one_scale
from indicators.effects.study import Study
from indicators.engine.text import late as say
from indicators.engine.text.messages import Text, _, sentences

MOST_OUTSIDE = 0.2
"""Share of treated districts that may lie outside of what the comparison districts cover."""


def comparison_overlap(study: Study, context: CheckContext) -> Check:
    """Did the comparison districts cover the levels of the treated ones before the start? Never decides.

    Difference in differences compares changes, not levels; but districts that start elsewhere are less likely
    to have changed alike. The distance is in standard deviations between districts (Imbens & Rubin 2015).
    """
    name = "comparison_overlap"
    never = ~study.treated
    start = int(study.first[study.treated].min()) if study.treated.any() else 0
    level = known_mean(study.value[:, :start], 1) if start > 0 else np.full(len(never), np.nan)
    ours, theirs = level[study.treated & np.isfinite(level)], level[never & np.isfinite(level)]
    if not len(ours):
        return unknown(name, _("nothing is known of the treated districts before the start"))
    if len(theirs) < 2:
        return unknown(name, no_comparison())
    outside = study.treated & ((level < theirs.min()) | (level > theirs.max()))
    names = [district for district, off in zip(study.districts, outside, strict=True) if off]
    spread = float(np.sqrt((ours.var() + theirs.var()) / 2)) or 1.0
    text = _(
        "Before the start the treated districts lay {apart} standard deviations from the comparison districts; "
        "{inside} of {treated} lay within the range of these.",
        apart=say.number(abs(float(ours.mean() - theirs.mean())) / spread),
        inside=say.number(len(ours) - len(names), 0),
        treated=say.number(len(ours), 0),
    )
    if names:
        text = sentences(text, _("Outside lay: {districts}.", districts=context.listed(names)))
    return Check(name, len(names) <= MOST_OUTSIDE * len(ours), text)


def spill_over(study: Study, effect: Effect, estimator: Estimator, context: CheckContext) -> Check:
    """Did comparison districts next door change as well, and what is the effect without them?

    Fails where the answer is another without them, or where they changed against the other comparison
    districts beyond chance. Never decides: with few neighbours it sees only large spill-overs.
    """
    name = "spill_over"
    if context.neighbours is None:
        return unknown(name, _("it is not known which districts lie next to each other"))
    near = np.isin(study.districts, context.neighbours) & ~study.treated
    if not near.any():
        return Check(name, True, _("No comparison district lies next to a treated one."))
    if (~study.treated & ~near).sum() < 2:
        return unknown(name, _("nearly all comparison districts lie next to a treated one"))
    if np.isnan(effect.estimate):
        return unknown(name, no_estimate())
    return _without_neighbours(study, near, effect, estimator, context)


def _without_neighbours(
    study: Study, near: Flags, effect: Effect, estimator: Estimator, context: CheckContext
) -> Check:
    name = "spill_over"
    try:
        other = estimator(cut.districts(study, ~near))
    except ValueError:
        return unknown(name, _("the comparison districts further away are too few for this estimate"))
    if np.isnan(other.estimate):
        return unknown(name, _("the comparison districts further away are too few for this estimate"))
    moved = _neighbours_moved(study, near)
    text = _(
        "Without the {n} comparison districts next to treated ones the effect would be {estimate}. Those next "
        "door changed by {moved} against the ones further away.",
        n=say.number(int(near.sum()), 0),
        estimate=context.with_limits(other.estimate, other.lower, other.upper),
        moved=context.with_limits(moved.estimate, moved.lower, moved.upper),
    )
    same, clear = direction(other) == direction(effect), moved.p_value < ALARM
    return Check(name, same and not clear, sentences(text, _why_sentence(same, clear)))


def _why_sentence(same: bool, clear: bool) -> Text | str:
    """Why the check came out so: by what the limits say, not by how far apart two estimates lie."""
    if same and not clear:
        return _("By their limits both answers are the same, and next door nothing clear happened.")
    if same:
        return _("The answer is the same, but next door something clearly changed.")
    return _("By their limits the two answers are not the same.")


def _neighbours_moved(study: Study, near: Flags) -> reassignment.Difference:
    """Change of the comparison districts next door, before to after the first start, against the others."""
    start = int(study.first[study.treated].min())
    path = on_one_scale(study, study.value, start)
    change = known_mean(path[:, start:], 1) - known_mean(path[:, :start], 1)
    return reassignment.difference(change[~study.treated], near[~study.treated])

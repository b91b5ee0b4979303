"""Checks of the last periods before the start: chosen at their worst, or already on the move?

Both ask how far the treated districts' last year before the start lies off their own earlier path, against the
comparison districts (`checks_paths.scores`, `reassign`): off towards the worse is a reason why they may have come
back by themselves (regression to the mean; Galton 1886), off the way of the result a sign that something began
earlier (anticipation). Each looks in one direction only and so fails by chance in fewer than 5 of 100 cases
(`benchmarks/checks.py` prints how often).
"""

import numpy as np

from indicators.effects.checks.context import CheckContext, direction, no_estimate, recent, unknown
from indicators.effects.checks.trends import LEAST_BEFORE, scores, too_little
from indicators.effects.design import subset as cut
from indicators.effects.estimators import reassignment
from indicators.effects.estimators.estimator import Estimator
from indicators.effects.results import Check, Effect
from indicators.effects.scale import known_mean
from indicators.effects.study import Floats, Study
from indicators.engine.text.messages import Text, _, sentences


def jump(distance: Floats, last: int) -> Floats:
    """Mean of each row's last periods less the mean of its earlier ones; NaN below two earlier values."""
    late, early = distance[:, -last:], distance[:, :-last]
    enough = np.isfinite(early).sum(axis=1) >= LEAST_BEFORE - 1
    return np.where(enough, known_mean(late, 1) - known_mean(early, 1), np.nan)


def last_jump(study: Study) -> reassignment.Difference:
    """How far the treated districts' last periods before the start lie off their earlier path."""
    return reassignment.difference(scores(study, jump, lambda before: recent(study, before)), study.treated)


def anticipation(study: Study, effect: Effect, context: CheckContext) -> Check:
    """Had the last periods before the start already moved in the direction of the result?

    Only an early move the same way is anticipation. It makes the effect look smaller than it is.
    """
    name = "anticipation"
    jump = last_jump(study)
    if np.isnan(jump.lower):
        return unknown(name, too_little(study))
    if np.isnan(effect.estimate):
        return unknown(name, no_estimate())
    same_way = jump.clear == np.sign(effect.estimate) != 0
    move = context.with_limits(jump.estimate, jump.lower, jump.upper)
    if same_way:
        text = _(
            "Just before the start the treated districts had already moved the way of the result, by {move} "
            "against the comparison districts. Perhaps something began earlier than the date entered.",
            move=move,
        )
    else:
        text = _(
            "Just before the start the treated districts had not clearly moved the way of the result: their "
            "distance to the comparison districts was {move} off its earlier level.",
            move=move,
        )
    return Check(name, not same_way, text)


def regression_to_the_mean(
    study: Study, effect: Effect, estimator: Estimator, context: CheckContext
) -> Check:
    """Were the districts chosen at their worst, so that they would have come back by themselves?

    What comes back by itself comes back to its earlier level. So a bad last period is informative where a clear
    result stays the same when the treated districts are measured from that level, and failed elsewhere.
    Where the entry itself says that the districts were chosen by this indicator, the check never passes. For an
    indicator without better or worse, "worst" is against the direction of the result.
    """
    name = "regression_to_the_mean"
    jump = last_jump(study)
    if np.isnan(jump.lower):
        return _unknown_selection(name, too_little(study), context)
    if study.better == "neutral" and np.isnan(effect.estimate):
        return _unknown_selection(name, no_estimate(), context)
    worse = {"higher": -1, "lower": 1}.get(study.better, -1 if effect.estimate > 0 else 1)
    at_worst = jump.clear == worse
    move = context.with_limits(jump.estimate, jump.lower, jump.upper)
    text: list[Text | str] = [_at_worst(move) if at_worst else _not_at_worst(move)]
    text += _entry_sentences(context)
    without = _from_earlier_level(study, estimator) if at_worst or context.chosen_on_outcome else None
    if without is not None:
        text.append(_earlier_level_sentence(without, effect, context))
    stays = without is not None and direction(without) == direction(effect) != 0
    passed = None if stays or not at_worst else False
    return Check(name, True if not at_worst and not context.chosen_on_outcome else passed, sentences(*text))


def _unknown_selection(name: str, why: Text | str, context: CheckContext) -> Check:
    check = unknown(name, why)
    return Check(name, None, sentences(check.text, *_entry_sentences(context)))


def _entry_sentences(context: CheckContext) -> list[Text]:
    """What the entry says about why these districts were chosen."""
    sentences = []
    if context.chosen_on_outcome:
        sentences.append(_("The entry says that they were chosen because of this indicator."))
    if context.selection:
        sentences.append(_("The entry says: “{words}”", words=context.selection.strip()))
    return sentences


def _at_worst(move: Text) -> Text:
    return _(
        "The treated districts were started at a bad moment: just before, they were {move} off their earlier "
        "level, compared with the others. Such districts mostly come back by themselves, without any help.",
        move=move,
    )


def _not_at_worst(move: Text) -> Text:
    return _(
        "The treated districts were not clearly at their worst when it started: just before, they were {move} "
        "off their earlier level, compared with the others.",
        move=move,
    )


def at_earlier_level(study: Study) -> Study:
    """The study with the treated districts' last periods before their start put back to their earlier level:
    what the mean comparison district was then, at the distance from it that they had kept until then."""
    value = study.value.copy()
    never = ~study.treated
    for start in np.unique(study.first[study.treated]):
        if start < LEAST_BEFORE or start > value.shape[1]:
            continue
        last = recent(study, int(start))
        rows, early, late = study.first == start, slice(0, start - last), slice(start - last, start)
        common = known_mean(study.value[never, :start], 0)
        own, base = known_mean(study.value[rows, early], 1), float(known_mean(common[early], 0))
        if study.events is None:
            level = own[:, None] - base + common[None, late]
        else:
            level = own[:, None] / base * common[None, late] if base > 0 else study.value[rows, late]
        value[rows, late] = np.where(np.isfinite(level), level, study.value[rows, late])
    return cut.with_values(study, value)


def _from_earlier_level(study: Study, estimator: Estimator) -> Effect | None:
    try:
        recomputed = estimator(at_earlier_level(study))
    except ValueError:
        return None
    return None if np.isnan(recomputed.estimate) else recomputed


def _earlier_level_sentence(recomputed: Effect, effect: Effect, context: CheckContext) -> Text | str:
    text = _(
        "Measured from their earlier level, the effect would be {estimate}.",
        estimate=context.with_limits(recomputed.estimate, recomputed.lower, recomputed.upper),
    )
    if direction(recomputed) == direction(effect):
        return sentences(text, _("The answer would be the same."))
    return sentences(text, _("The answer would be another."))

"""Checks of how the comparison was set up: enough districts and events, and nothing else that changed meanwhile."""

import datetime as dt
from collections.abc import Mapping, Sequence
from math import comb

import numpy as np

from indicators.effects.checks.context import CheckContext, Other, unknown
from indicators.effects.results import Check, Effect
from indicators.effects.scale import percent
from indicators.effects.study import Study
from indicators.engine.text import late as say
from indicators.engine.text.messages import Text, _, listing, sentences

LEAST_DISTRICTS = 4
"""On either side: then one odd district carries a quarter of the mean at most. With fewer treated districts
limits from clusters are known to be far too narrow (MacKinnon & Webb 2018)."""
WEIGHING = ("synthetic", "sdid")
"""Methods that weigh comparison districts and take their limits from placebos."""
LEAST_PLACEBOS = 19
"""With the treated district they are twenty, and the rank of one in twenty is 5 %."""
LEAST_CHOICES = 100
"""Ways to choose the treated: then 95 % limits rest on five choices, not on one."""
LEAST_EVENTS = 10
"""Events (or people, answers) behind a value: below ten, health statistics do not publish a standardised rate
(Office for Health Improvement and Disparities), and chance alone moves it by a third."""
MOST_SPARSE = 0.2
"""Share of values that may rest on fewer, as in Cochran's (1954) rule for expected counts."""
JUMP = 0.2
"""A jump of the population from one period to the next, beyond that of the others, that people do not make."""


def enough_districts(study: Study, effect: Effect) -> Check:
    """At least `LEAST_DISTRICTS` treated and as many comparison districts, and `LEAST_CHOICES` ways to choose.

    Weighing comparison districts until they move like one treated district is made for few: there every
    comparison district is one placebo, and `LEAST_PLACEBOS` are needed.
    """
    known = np.isfinite(study.value).any(axis=1)
    treated, others = int((study.treated & known).sum()), int((~study.treated & known).sum())
    choices = comb(treated + others, treated)
    if effect.method in WEIGHING and treated:
        least, passed = LEAST_PLACEBOS, others >= LEAST_PLACEBOS
    else:
        least, passed = LEAST_DISTRICTS, min(treated, others) >= LEAST_DISTRICTS and choices >= LEAST_CHOICES
    if min(treated, others) >= LEAST_DISTRICTS and not passed and effect.method not in WEIGHING:
        few = _(
            "There are only {n} ways to choose the treated districts, too few to tell an effect from chance.",
            n=say.number(choices, 0),
        )
        return Check("enough_districts", False, few)
    return Check("enough_districts", passed, _districts_sentence(treated, others, least, passed))


def _districts_sentence(treated: int, others: int, least: int, passed: bool) -> Text | str:
    counted = {"treated": say.number(treated, 0), "others": say.number(others, 0)}
    if passed:
        return _(
            "There are {treated} treated and {others} comparison districts, enough to compare.", **counted
        )
    if least == LEAST_PLACEBOS:
        return _(
            "There are {treated} treated and {others} comparison districts. To tell an effect from chance this "
            "method needs {least} comparison districts.",
            **counted,
            least=say.number(least, 0),
        )
    return _(
        "There are {treated} treated and {others} comparison districts. With fewer than {least} on one side a clear "
        "difference would not be believed, as it may be peculiar to one district.",
        **counted,
        least=say.number(least, 0),
    )


def enough_events(study: Study) -> Check:
    """At most one value in five may rest on fewer than ten events (for rates) or people and answers (else)."""
    name = "enough_events"
    counts = study.counts if study.events is None else study.events
    if counts is None or not np.isfinite(counts).any():
        return unknown(name, _("it is not known on how many people or events the values rest"))
    known = counts[np.isfinite(counts)]
    sparse = float((known < LEAST_EVENTS).mean())
    figures = {
        "share": percent(100 * sparse),
        "middle": say.number(float(np.median(known)), 0),
        "least": say.number(LEAST_EVENTS, 0),
    }
    return Check(name, sparse <= MOST_SPARSE, _events_sentence(study.events is not None, figures))


def _events_sentence(events: bool, figures: Mapping[str, object]) -> Text | str:
    if events:
        return _(
            "{share} of the values rest on fewer than {least} events; half of them on at least {middle}.",
            **figures,
        )
    return _(
        "{share} of the values rest on fewer than {least} people or answers; half of them on at least {middle}.",
        **figures,
    )


def boundaries_and_definition(study: Study, context: CheckContext) -> Check:
    """Were boundaries or the definition changed in between?

    Failed for boundaries, which hit some districts only. A definition changes for all alike, and a population
    that jumps may have other reasons: both are informative.
    """
    name = "boundaries_and_definition"
    jumps = context.listed(population_jumps(study))
    jumped = _("The population jumps from one period to the next in: {districts}.", districts=jumps)
    seen = [jumped] if jumps else []
    boundaries, definitions = context.boundary_changes, context.definition_changes
    if boundaries:
        return Check(name, False, sentences(*boundaries, *(definitions or ()), *seen))
    if definitions:
        alike = _("This concerns treated and comparison districts alike if it holds for the whole city.")
        return Check(name, None, sentences(*definitions, alike, *seen))
    if seen:
        return Check(name, None, sentences(*seen, _("Perhaps boundaries were changed.")))
    if boundaries is None and definitions is None:
        return unknown(name, _("the data do not say whether boundaries or definitions were changed"))
    return Check(name, True, _("No change of boundaries or of the definition is noted for these periods."))


def population_jumps(study: Study) -> tuple[str, ...]:
    """Districts whose exposure leaves that of the others by more than `JUMP` between two periods."""
    if study.exposure is None or study.exposure.shape[1] < 2:
        return ()
    base = np.where(study.exposure > 0, study.exposure, np.nan)
    step = np.log(base[:, 1:] / base[:, :-1])
    common = np.array(
        [np.median(column[np.isfinite(column)]) if np.isfinite(column).any() else 0 for column in step.T]
    )
    off = np.abs(np.where(np.isfinite(step), step - common[None, :], 0)) > np.log1p(JUMP)
    return tuple(name for name, jumped in zip(study.districts, off.any(axis=1), strict=True) if jumped)


def registered_before(context: CheckContext) -> Check:
    """Was the entry made before the start, when nobody could know the outcome?"""
    name = "registered_before"
    if not context.entered or not context.start:
        return unknown(name, _("it is not known when it was entered into the register"))
    entered, start = (dt.date.fromisoformat(day[:10]) for day in (context.entered, context.start))
    if entered <= start:
        return Check(name, True, _("It was entered into the register before it started."))
    text = _(
        "It was entered into the register only after it had started, when results could already be seen."
    )
    return Check(name, False, text)


def other_interventions(study: Study, context: CheckContext) -> Check:
    """Did something else start or end in these districts in these periods?

    Failed if it was meant to move this very indicator, informative if it was of the same domain. What ran
    from before the first to after the last period, or everywhere alike, cancels out. Whatever is not in the
    register is not seen.
    """
    name = "other_interventions"
    if context.others is None:
        return unknown(name, _("the register of other interventions is not known"))
    near = [other for other in context.others if changes_within(other, study)]
    same = [other for other in near if other.same_indicator]
    kin = [other for other in near if other.same_domain and not other.same_indicator]
    if same:
        text = _(
            "The same indicator was to be moved by others at the same time. {where} What they did can't be told "
            "apart from this.",
            where=_where(same, study),
        )
        return Check(name, False, text)
    if kin:
        text = _(
            "Others in the same field began or ended at the same time. {where}", where=_where(kin, study)
        )
        return Check(name, None, text)
    return Check(
        name, True, _("The register knows of nothing else that began or ended here for this indicator.")
    )


def _where(others: Sequence[Other], study: Study) -> Text:
    """Which of them are in treated districts, and which only in those they are compared with."""
    treated = {district for district, ever in zip(study.districts, study.treated, strict=True) if ever}
    here = [other.title for other in others if treated & set(other.districts)]
    there = [other.title for other in others if not treated & set(other.districts)]
    places = []
    if here:
        places.append(_("In some of the treated districts: {titles}.", titles=listing(here)))
    if there:
        places.append(
            _(
                "In none of the treated districts, but in some that they are compared with: {titles}.",
                titles=listing(there),
            )
        )
    return sentences(*places)


def changes_within(other: Other, study: Study) -> bool:
    """Does it start or end inside the study, in some of its districts but not in all?"""
    inside = range(1, len(study.periods))
    hit = [district in other.districts for district in study.districts]
    return (
        any(hit)
        and not all(hit)
        and (other.first in inside or (other.last is not None and other.last + 1 in inside))
    )

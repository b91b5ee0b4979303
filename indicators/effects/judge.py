"""One case judged: the trial in words, the estimate, its checks, the verdict.

Where nothing can be said there is a reason in place of a number, never an exception.
"""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from indicators.effects.assessment import Assessment
from indicators.effects.checks.all_checks import all_checks
from indicators.effects.checks.context import CheckContext, Other, recent
from indicators.effects.checks.regression_to_mean import Selection, selection, without_selection
from indicators.effects.design.panel import Options, Panel
from indicators.effects.estimators.choose import Choice, choose
from indicators.effects.register.intervention import Intervention
from indicators.effects.results import Check, Effect
from indicators.effects.sentences import Subject, sentence
from indicators.effects.study import Study
from indicators.effects.trial import meant_for, named, picked_words, stretch, trial
from indicators.effects.value.expected import Comparison, compare, expected_of
from indicators.effects.verdict import grade, verdict
from indicators.engine.definitions.registry import Indicator
from indicators.engine.text.errors import words_of
from indicators.engine.text.messages import Text, _, listing

if TYPE_CHECKING:
    from indicators.engine.city import City

QUICK = 499
"""Reassignments for checks, which estimate some thirty times."""


@dataclass(frozen=True)
class Case:
    """One question about an intervention: judged by which indicator, on which panel, how, and for whom.

    `method` is a word of `choose.METHODS`. `segment` is a group of a dimension, or "all"; `group` says it in words.
    """

    city: "City"
    indicator: Indicator
    entry: Intervention
    panel: Panel
    options: Options = field(default_factory=Options)
    method: str = "auto"
    segment: str = "all"
    group: Text | str = ""


def judge(case: Case) -> Assessment:
    """The assessment of one case: what is compared, the estimate, its checks and the verdict."""
    panel, definition, options = case.panel, case.indicator, case.options
    if panel.study is None:
        return _nothing(case, case.method, panel.reason)
    start = int(panel.study.first[panel.study.treated].min())
    picked = selection(panel.study, recent(panel.study, start))
    study = without_selection(panel.study, picked)
    case = replace(case, panel=_compared(panel, picked))
    choice = choose(study, case.method, options.seed)
    people = _only(case.group) or meant_for(case.entry, _meant(case))
    words = trial(definition, case.entry, case.panel, picked, choice.reason, people)
    effect, reason = _estimated(choice, study)
    if effect is None:
        return replace(_nothing(case, choice.method, reason), trial=words, study=study)
    checks = _checks(case, study, effect, choice, picked)
    level = verdict(effect, definition.better, checks)
    return Assessment(
        indicator=definition,
        intervention=case.entry,
        segment=case.segment,
        panel=case.panel,
        trial=words,
        method=choice.method,
        verdict=level,
        grade=grade(effect, level, checks),
        sentence=sentence(level, effect, _subject(case, study), checks),
        expected=_expected(case, effect),
        study=study,
        effect=effect,
        checks=checks,
        selection=picked,
    )


def _estimated(choice: Choice, study: Study) -> tuple[Effect | None, Text | str]:
    if choice.estimator is None:
        return None, choice.reason
    try:
        return choice.estimator(study), ""
    except ValueError as error:  # estimators say in a sentence what they lack
        return None, words_of(error)


def _nothing(case: Case, method: str, reason: Text | str) -> Assessment:
    """An assessment that says why there is no estimate."""
    definition = case.indicator
    subject = Subject(definition.title, definition.unit, "", "", 0)
    return Assessment(
        indicator=definition,
        intervention=case.entry,
        segment=case.segment,
        panel=case.panel,
        trial=trial(definition, case.entry, case.panel, None, ""),
        method=method,
        verdict="cannot_tell",
        grade="none",
        sentence=sentence("cannot_tell", None, subject, reason=reason),
        expected=_expected(case, None),
        reason=reason,
    )


def _subject(case: Case, study: Study) -> Subject:
    definition, panel = case.indicator, case.panel
    ids = [id for id, ever in zip(study.districts, study.treated, strict=True) if ever]
    names = panel.roles.names if panel.roles else {}
    others = int((~study.treated).sum())
    return Subject(
        definition.title, definition.unit, named(ids, names), stretch(panel.after), others, case.group
    )


def _expected(case: Case, effect: Effect | None) -> Comparison:
    """Expected against observed; what an entry expects is meant for its own indicator only."""
    own = case.entry.indicator == case.indicator.id
    return compare(expected_of(case.entry, case.indicator.unit) if own else None, effect)


def _compared(panel: Panel, picked: Selection) -> Panel:
    """The panel with those periods before the start that are really compared."""
    left = picked.periods if picked.at_worst else ()
    return replace(panel, before=tuple(code for code in panel.before if code not in left))


def _meant(case: Case) -> Text:
    """For whom it is meant, by the names that the city gives its groups; empty for everybody."""
    known = case.city.pack.segments
    words = []
    for dimension, groups in case.entry.segments.items():
        known_groups = known.get(dimension)
        labels = [_(known_groups.labels.get(group, group)) if known_groups else group for group in groups]
        title = _(known_groups.title) if known_groups else dimension
        words.append(_("{dimension}: {group}", dimension=title, group=listing(labels)))
    return listing(words, "; ")


def _only(group: Text | str) -> Text | str:
    return _("Only this group counts: {group}.", group=group) if group else ""


def _checks(case: Case, study: Study, effect: Effect, choice: Choice, picked: Selection) -> tuple[Check, ...]:
    """All checks; the one on regression to the mean says what was already done about it."""
    quick = choose(study, choice.method, case.options.seed, QUICK)
    estimator = quick.estimator or choice.estimator
    assert estimator is not None
    checks = all_checks(study, effect, estimator, _context(case, study), quick.rough)
    if not picked.at_worst:
        return checks
    done = Check("regression_to_the_mean", None, picked_words(picked))
    return tuple(done if check.name == done.name else check for check in checks)


def _context(case: Case, study: Study) -> CheckContext:
    panel, entry = case.panel, case.entry
    return CheckContext(
        unit=case.indicator.unit,
        names=panel.roles.names if panel.roles else {},
        start=entry.start.isoformat() if entry.start else "",
        entered=case.options.entered,
        others=_others(case, study) if case.options.register_known else None,
        neighbours=panel.touching,
        selection=entry.notes,
    )


def _others(case: Case, study: Study) -> tuple[Other, ...]:
    """The other entries in the study's periods: an index before or after all of them is outside."""
    panel, entry, definition = case.panel, case.entry, case.indicator
    codes = (panel.before[0], panel.after[0]) if panel.added_up else study.periods
    ends = [case.city.window(code).end for code in codes]
    if panel.added_up:
        ends = [case.city.window(side[-1]).end for side in (panel.before, panel.after)]
    other_effects = []
    for other in case.options.others:
        if other.id == entry.id or other.start is None or other.status == "idea":
            continue
        first = int(np.searchsorted(np.array(ends, dtype="datetime64[D]"), np.datetime64(other.start)))
        last = None
        if other.end is not None:
            last = int(np.searchsorted(np.array(ends, dtype="datetime64[D]"), np.datetime64(other.end)))
        same = other.indicator == definition.id, other.domain == definition.domain
        other_effects.append(Other(other.id, other.title or other.id, other.districts, first, last, *same))
    return tuple(other_effects)

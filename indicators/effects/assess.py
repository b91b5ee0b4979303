"""An intervention assessed in one call: the trial in words, the estimate, its checks, the verdict.

Pages, the command line and notebooks all read this. Where nothing can be said there is a reason in place of a
number, never an exception; only a request that makes no sense (an unknown district, indicator or method) raises
TownbellError.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from indicators.effects.checks.all_checks import all_checks
from indicators.effects.checks.context import CheckContext, Other, recent
from indicators.effects.checks.regression_to_mean import Selection, selection, without_selection
from indicators.effects.design.panel import Options, Panel, study_of
from indicators.effects.estimators.choose import Choice, choose
from indicators.effects.register.intervention import Intervention
from indicators.effects.results import Check, Effect
from indicators.effects.sentences import Subject, sentence
from indicators.effects.study import Study
from indicators.effects.trial import Trial, named, picked_words, stretch, trial
from indicators.effects.value.expected import Comparison, compare, expected_of
from indicators.effects.verdict import grade, verdict
from indicators.engine.definitions.registry import Indicator, indicator
from indicators.engine.text.errors import TownbellError
from indicators.engine.text.messages import _

if TYPE_CHECKING:
    from indicators.effects.subgroups import ForWhom
    from indicators.engine.city import City

QUICK = 499
"""Reassignments for checks, which estimate some thirty times."""


@dataclass(frozen=True)
class Assessment:
    """Everything there is to say about one intervention, one indicator and one group of residents.

    `segment` is a group of a dimension, or "all". `study` is what was compared, after what had to be left out;
    it and `effect` are None where nothing can be estimated, and `reason` says why. `method` is the code asked
    for or chosen. `expected` sets the expected range against the effect. `for_whom` is there if asked for.
    """

    indicator: Indicator
    intervention: Intervention
    segment: str
    panel: Panel
    trial: Trial
    method: str
    verdict: str
    grade: str
    sentence: str
    expected: Comparison
    study: Study | None = None
    effect: Effect | None = None
    checks: tuple[Check, ...] = ()
    selection: Selection | None = None
    reason: str = ""
    for_whom: "ForWhom | None" = None


def assess(
    city: "City",
    id: str,
    entry: Intervention,
    by: str | None = None,
    method: str = "auto",
    options: Options | None = None,
) -> Assessment:
    """Assesses an entry of the register by one indicator, on everybody and, with `by`, on each group.

    Raises TownbellError for an unknown indicator, district, method or segment dimension.
    """
    definition = indicator(id)
    why_not = city.reason(definition)
    if why_not:
        raise TownbellError(why_not)
    chosen = options or Options()
    if method == "its":
        chosen = replace(chosen, alone=True)
    assessment = judge(city, definition, entry, study_of(city, id, entry, options=chosen), method, chosen)
    if by is None:
        return assessment
    from indicators.effects.subgroups import for_whom

    return replace(assessment, for_whom=for_whom(city, assessment, by, method, chosen))


def judge(
    city: "City",
    definition: Indicator,
    entry: Intervention,
    panel: Panel,
    method: str = "auto",
    options: Options | None = None,
    segment: str = "all",
    group: str = "",
) -> Assessment:
    """Assesses a panel that is already at hand. `group` is the segment in words."""
    chosen = options or Options()
    if panel.study is None:
        return _nothing(definition, entry, panel, segment, method, panel.reason)
    start = int(panel.study.first[panel.study.treated].min())
    picked = selection(panel.study, recent(panel.study, start))
    study = without_selection(panel.study, picked)
    panel = _compared(panel, picked)
    choice = choose(study, method, chosen.seed)
    words = trial(definition, entry, panel, picked, choice.reason, _only(group), _meant(city, entry))
    effect, reason = _estimated(choice, study)
    if effect is None:
        return replace(
            _nothing(definition, entry, panel, segment, choice.method, reason), trial=words, study=study
        )
    checks = _checks(city, definition, entry, panel, study, effect, choice, picked, chosen)
    level = verdict(effect, definition.better, checks)
    return Assessment(
        indicator=definition,
        intervention=entry,
        segment=segment,
        panel=panel,
        trial=words,
        method=choice.method,
        verdict=level,
        grade=grade(effect, level, checks),
        sentence=sentence(level, effect, _subject(definition, panel, study, group), checks),
        expected=_expected(definition, entry, effect),
        study=study,
        effect=effect,
        checks=checks,
        selection=picked,
    )


def _estimated(choice: Choice, study: Study) -> tuple[Effect | None, str]:
    if choice.estimator is None:
        return None, choice.reason
    try:
        return choice.estimator(study), ""
    except ValueError as error:  # estimators say in a sentence what they lack
        return None, str(error)


def _nothing(
    definition: Indicator, entry: Intervention, panel: Panel, segment: str, method: str, reason: str
) -> Assessment:
    subject = Subject(definition.title, definition.unit, "", "", 0)
    return Assessment(
        indicator=definition,
        intervention=entry,
        segment=segment,
        panel=panel,
        trial=trial(definition, entry, panel, None, ""),
        method=method,
        verdict="cannot_tell",
        grade="none",
        sentence=sentence("cannot_tell", None, subject, reason=reason),
        expected=_expected(definition, entry, None),
        reason=reason,
    )


def _subject(definition: Indicator, panel: Panel, study: Study, group: str) -> Subject:
    ids = [id for id, ever in zip(study.districts, study.treated, strict=True) if ever]
    names = panel.roles.names if panel.roles else {}
    others = int((~study.treated).sum())
    return Subject(definition.title, definition.unit, named(ids, names), stretch(panel.after), others, group)


def _expected(definition: Indicator, entry: Intervention, effect: Effect | None) -> Comparison:
    """Expected against observed; what an entry expects is meant for its own indicator only."""
    return compare(expected_of(entry, definition.unit) if entry.indicator == definition.id else None, effect)


def _compared(panel: Panel, picked: Selection) -> Panel:
    """The panel with those periods before the start that are really compared."""
    left = picked.periods if picked.at_worst else ()
    return replace(panel, before=tuple(code for code in panel.before if code not in left))


def _meant(city: "City", entry: Intervention) -> str:
    """For whom it is meant, by the names that the city gives its groups; empty for everybody."""
    known = city.pack.segments
    words = []
    for dimension, groups in entry.segments.items():
        known_groups = known.get(dimension)
        labels = [_(known_groups.labels.get(group, group)) if known_groups else group for group in groups]
        title = _(known_groups.title) if known_groups else dimension
        words.append(_("{dimension}: {group}", dimension=title, group=", ".join(labels)))
    return "; ".join(words)


def _only(group: str) -> str:
    return _("Only this group counts: {group}.", group=group) if group else ""


def _checks(
    city: "City",
    definition: Indicator,
    entry: Intervention,
    panel: Panel,
    study: Study,
    effect: Effect,
    choice: Choice,
    picked: Selection,
    options: Options,
) -> tuple[Check, ...]:
    """All checks; the one on regression to the mean says what was already done about it."""
    context = _context(city, definition, entry, panel, study, options)
    quick = choose(study, choice.method, options.seed, QUICK)
    estimator = quick.estimator or choice.estimator
    assert estimator is not None
    checks = all_checks(study, effect, estimator, context, quick.rough)
    if not picked.at_worst:
        return checks
    done = Check("regression_to_the_mean", None, picked_words(picked))
    return tuple(done if check.name == done.name else check for check in checks)


def _context(
    city: "City", definition: Indicator, entry: Intervention, panel: Panel, study: Study, options: Options
) -> CheckContext:
    return CheckContext(
        unit=definition.unit,
        names=panel.roles.names if panel.roles else {},
        start=entry.start.isoformat() if entry.start else "",
        entered=options.entered,
        others=_others(city, definition, entry, panel, study, options) if options.register_known else None,
        neighbours=panel.touching,
        selection=entry.notes,
    )


def _others(
    city: "City", definition: Indicator, entry: Intervention, panel: Panel, study: Study, options: Options
) -> tuple[Other, ...]:
    """The other entries in the study's periods: an index before or after all of them is outside."""
    codes = (panel.before[0], panel.after[0]) if panel.added_up else study.periods
    ends = [city.window(code).end for code in codes]
    if panel.added_up:
        ends = [city.window(side[-1]).end for side in (panel.before, panel.after)]
    other_effects = []
    for other in options.others:
        if other.id == entry.id or other.start is None or other.status == "idea":
            continue
        first = int(np.searchsorted(np.array(ends, dtype="datetime64[D]"), np.datetime64(other.start)))
        last = None
        if other.end is not None:
            last = int(np.searchsorted(np.array(ends, dtype="datetime64[D]"), np.datetime64(other.end)))
        same = other.indicator == definition.id, other.domain == definition.domain
        other_effects.append(Other(other.id, other.title or other.id, other.districts, first, last, *same))
    return tuple(other_effects)

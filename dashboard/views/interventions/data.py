"""The register as the pages know it, and what is asked of it: entries and verdicts.

The register is read anew at every run (it is small, and somebody else may have saved); assessments take a second
each and are kept for the entry, all other entries, the data and the options.
"""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard import queries
from dashboard.text import segment
from indicators.city import City
from indicators.effects.assess import assess
from indicators.effects.assessment import Assessment
from indicators.effects.design.panel import Options, Panel, study_of
from indicators.effects.judge import Case, judge
from indicators.effects.register.intervention import Intervention
from indicators.effects.register.validation import CityFacts, validate
from indicators.effects.register.versions import (
    PACK,
    Late,
    Words,
    digest_of,
    late_changes,
)
from indicators.effects.sentences import Subject, sentence
from indicators.effects.trial import trial
from indicators.engine.definitions.registry import Indicator, domain_title, indicator
from indicators.engine.text import late
from indicators.engine.text.errors import Problem, TownbellError, words_of
from indicators.engine.text.messages import Text, _

if TYPE_CHECKING:
    from indicators.effects.design.power import Detectable
from dashboard.views.shared.register import RegisterSnapshot, register_snapshot


@dataclass(frozen=True)
class AssessmentQuery:
    """An entry, and how it is to be judged: whatever differs from the usual was chosen by somebody."""

    snapshot: RegisterSnapshot
    entry: Intervention
    indicator: str
    method: str = "auto"
    comparison: tuple[str, ...] = ()
    apart: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """What the assessment depends on."""
        chosen = (
            self.indicator,
            self.method,
            self.comparison,
            self.apart,
            self.snapshot.entered(self.entry.id),
        )
        return (self.snapshot.city.key, digest_of(self.entry), self.snapshot.digest, *chosen)

    @property
    def options(self) -> Options:
        """The same for the estimators. Entries that begin after the last data have touched nothing yet."""
        end = data_end(self.snapshot.city, self.indicator)
        return Options(
            comparison=self.comparison,
            without_touching=self.apart,
            others=tuple(
                other for other in self.snapshot.entries if other.start is None or other.start <= end
            ),
            register_known=True,
            entered=self.snapshot.entered(self.entry.id),
        )

    @property
    def usual(self) -> bool:
        """Was nothing chosen?"""
        own = self.indicator == self.entry.indicator
        return own and self.method == "auto" and not self.comparison and not self.apart


def default_query(snapshot: RegisterSnapshot, entry: Intervention) -> AssessmentQuery:
    """An entry judged as usual: by its own indicator, against all other districts, by what the data allow."""
    return AssessmentQuery(snapshot, entry, entry.indicator)


def late_entry(snapshot: RegisterSnapshot, entry: Intervention) -> tuple[tuple[Late, ...], Text | str]:
    """What of an entry was written when results could already be seen: later changes, and in words a late entry."""
    if snapshot.register is None:
        return (), ""
    entered: Text | str = ""
    first = snapshot.firsts.get(entry.id)
    if first is not None and first.saved_by != PACK and entry.start is not None:
        on = first.saved_at.date()
        entered = _("Entered on {day}, after it had started.", day=late.day(on)) if on > entry.start else ""
    try:
        return late_changes(snapshot.register.history(snapshot.city.name, entry.id)), entered
    except TownbellError:
        return (), entered


def assessed(question: AssessmentQuery) -> Assessment:
    """The entry, judged; where it can't be judged at all, *cannot tell* with the reason."""
    return queries.cached(("intervention", *question.key), lambda: _assessed(question), wordless=True)


def warm(city: City) -> None:
    """Judges every entry, for readers of all languages: seconds for each, which nobody should wait for together."""
    register = register_snapshot(city)
    for version in register.shown:
        assessed(default_query(register, version.intervention))


def _assessed(question: AssessmentQuery) -> Assessment:
    city, entry = question.snapshot.city, question.entry
    why = impossible(city, entry, question.indicator)
    if why:
        return _cannot_tell(city, question, why)
    try:
        return assess(city, question.indicator, entry, method=question.method, options=question.options)
    except TownbellError as error:
        return _cannot_tell(city, question, words_of(error))


def impossible(city: City, entry: Intervention, id: str) -> Text | str:
    """Why an entry can't be judged before anything is counted; empty where it can."""
    if not id:
        return _("The entry names no indicator.")
    if id not in {each.id for each in city.available}:
        return _("There is no indicator '{id}' in this city.", id=id)
    if not entry.districts:
        return _("The entry names no districts.")
    unknown = [district for district in entry.districts if district not in queries.names(city)]
    if unknown:
        return _("There is no district '{district}' in this city.", district=", ".join(unknown))
    if not entry.starts:
        return _("The entry has no start.")
    return ""


def _cannot_tell(city: City, question: AssessmentQuery, why: Text | str) -> Assessment:
    """An assessment without a number, for an entry that can't be judged."""
    from indicators.effects.value.expected import compare

    outcome = outcome_or_first(city, question.indicator)
    panel = Panel(None, why)
    return Assessment(
        indicator=outcome,
        intervention=question.entry,
        segment="all",
        panel=panel,
        trial=trial(outcome, question.entry, panel, None, ""),
        method=question.method,
        verdict="cannot_tell",
        grade="none",
        sentence=sentence("cannot_tell", None, Subject(outcome.title, outcome.unit, "", "", 0), reason=why),
        expected=compare(None, None),
        reason=why,
    )


def outcome_or_first(city: City, id: str) -> Indicator:
    """The indicator; the city's first one where there is none of that name, so that a page has something to say."""
    return indicator(id) if id in {each.id for each in city.available} else city.available[0]


def by_groups(question: AssessmentQuery, dimension: str) -> Assessment:
    """The same with an effect for every group of a dimension."""

    def make() -> Assessment:
        return assess(
            question.snapshot.city,
            question.indicator,
            question.entry,
            by=dimension,
            method=question.method,
            options=question.options,
        )

    return queries.cached(("intervention groups", dimension, *question.key), make, wordless=True)


def for_target(question: AssessmentQuery, group: str) -> Assessment | None:
    """Judged among those only for whom it is meant; None where it is meant for everybody or can't be told apart."""
    entry, city = question.entry, question.snapshot.city
    known = city.segments_of(question.indicator) if not impossible(city, entry, question.indicator) else ()
    if not entry.segments or not set(entry.segments) <= set(known):
        return None

    def make() -> Assessment:
        where = {dimension: tuple(groups) for dimension, groups in entry.segments.items()}
        panel = study_of(city, question.indicator, entry, where, question.options)
        outcome = indicator(question.indicator)
        return judge(Case(city, outcome, entry, panel, question.options, question.method, "target", group))

    return queries.cached(("intervention target", group, *question.key), make)


def power(question: AssessmentQuery, wait: int) -> "Detectable | None":
    """What could be seen after so many periods, from what the past was like; None where there is no past at all.

    For an entry that lies ahead its districts are set against the others in all periods so far.
    """
    return queries.cached(
        ("intervention power", wait, *question.key), lambda: _power(question, wait), wordless=True
    )


def _power(question: AssessmentQuery, wait: int) -> "Detectable | None":
    from indicators.effects.design.power import detectable

    city, entry = question.snapshot.city, question.entry
    if impossible(city, entry, question.indicator):
        return None
    view = queries.View(city, question.indicator)
    last = city.window(queries.periods(view)[-1])
    ahead = entry.start is not None and entry.start > last.end
    if ahead:
        # a start in the last period, so that all districts and periods come back
        entry = Intervention(
            entry.id, districts=entry.districts, starts=dict.fromkeys(entry.districts, last.start)
        )
    study = study_of(city, question.indicator, entry, options=question.options).study
    if study is None:
        return None
    start = len(study.periods) if ahead else int(study.first[study.treated].min())
    return detectable(study, start, study.treated, wait)


def problems(snapshot: RegisterSnapshot, entry: Intervention) -> tuple[Problem, ...]:
    """Everything that is wrong or doubtful about an entry."""
    city = snapshot.city
    windows = list(city.windows.values())
    facts = CityFacts(
        queries.names(city),
        {name: segments.order for name, segments in city.pack.segments.items()},
        [each.id for each in city.available],
        min(window.start for window in windows),
        max(window.end for window in windows),
        {each.currency for each in city.interventions},
    )
    return validate(entry, facts, snapshot.entries)


def field_words(city: City) -> Words:
    """Words for the codes that stand in entries, by the name of their field."""
    groups = {
        f"{name}={group}": segment(segments, group)
        for name, segments in city.pack.segments.items()
        for group in segments.order
    }
    titles = {each.id: str(_(each.title)) for each in city.available}
    domains = {each.domain: str(_(domain_title(each.domain))) for each in city.available}
    return {"districts": queries.names(city), "segments": groups, "indicator": titles, "domain": domains}


def data_end(city: City, id: str) -> dt.date:
    """The last day of the data of an indicator."""
    return city.window(queries.periods(queries.View(city, id))[-1]).end

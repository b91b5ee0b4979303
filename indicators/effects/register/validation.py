"""Does an entry of the register make sense in its city? Every doubt is a problem that says what to do."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from indicators.effects.register.intervention import STATUSES, Intervention
from indicators.effects.register.stop_grammar import parse
from indicators.effects.register.written_units import is_relative
from indicators.engine.definitions.registry import DOMAINS, all_indicators
from indicators.engine.text import late as say
from indicators.engine.text.errors import Problem, did_you_mean
from indicators.engine.text.messages import Text, _, _n

REGISTER = "interventions.csv"


@dataclass(frozen=True)
class CityFacts:
    """What an entry is set against.

    `districts` are the city's ids (a mapping to names will do), `dimensions` its segments with their groups,
    `indicators` the known ids. `start` and `end` are the first and last day of the data (None: not known, so not
    checked); `currencies` are those that the city uses beside those of ISO 4217.
    """

    districts: Collection[str]
    dimensions: Mapping[str, Sequence[str]]
    indicators: Collection[str]
    start: dt.date | None = None
    end: dt.date | None = None
    currencies: Collection[str] = ()


def validate(
    intervention: Intervention,
    known: CityFacts,
    others: Iterable[Intervention] = (),
    row: int | None = None,
) -> tuple[Problem, ...]:
    """Everything that is wrong or doubtful (a `warning`) about one entry. Not all that is wrong keeps it from being
    judged: a cost without a currency does not.

    `others` are the entries with which it might overlap, `row` its row in the register's file.
    """
    problems = [
        *_words(intervention),
        *_indicator(intervention, known),
        *_districts(intervention, known),
        *_segments(intervention, known),
        *_dates(intervention, known),
        *_money(intervention),
        *_currency(intervention.currency, known.currencies),
        *_promises(intervention),
        *_overlaps(intervention, others),
    ]
    return tuple(
        Problem(REGISTER, doubt.what, doubt.todo, row=row, column=doubt.column, warning=doubt.warning)
        for doubt in problems
    )


@dataclass(frozen=True)
class _Doubt:
    column: str
    what: Text | str
    todo: Text | str
    warning: bool = False


def _words(entry: Intervention) -> Iterator[_Doubt]:
    if not entry.title.strip():
        todo = _("Say in a few words what is done.")
        yield _Doubt("title", _("The entry has no title."), todo, warning=True)
    domains = {*DOMAINS, *(known.domain for known in all_indicators())}
    if entry.domain and entry.domain not in domains:
        what = _("There is no domain '{domain}'.", domain=entry.domain)
        yield _Doubt("domain", what, did_you_mean(entry.domain, domains), warning=True)
    if entry.status not in STATUSES:
        hint = did_you_mean(entry.status, STATUSES)
        yield _Doubt("status", _("There is no status '{status}'.", status=entry.status), hint)


def _indicator(entry: Intervention, known: CityFacts) -> Iterator[_Doubt]:
    if not entry.indicator:
        todo = _("Name the indicator by which it will be judged, before it starts.")
        yield _Doubt("indicator", _("The entry names no indicator."), todo, warning=True)
    elif entry.indicator not in known.indicators:
        what = _("There is no indicator '{id}'.", id=entry.indicator)
        hint = did_you_mean(entry.indicator, known.indicators)
        yield _Doubt("indicator", what, hint or _("`townbell indicators` lists them."))


def _districts(entry: Intervention, known: CityFacts) -> Iterator[_Doubt]:
    if not entry.districts:
        todo = _("Name the districts where it is done.")
        yield _Doubt("districts", _("The entry names no districts."), todo, warning=True)
    for district in entry.districts:
        if district not in known.districts:
            hint = did_you_mean(district, known.districts) or _("Use the ids or names of the districts file.")
            yield _Doubt("districts", _("There is no district '{district}'.", district=district), hint)
    everywhere = entry.districts and set(entry.districts) >= set(known.districts)
    if everywhere and not entry.staggered:
        what = _("All districts start at the same time, so none is left to compare with.")
        todo = _("Start in some districts first; else only the city's own past can be set beside it.")
        yield _Doubt("districts", what, todo, warning=True)


def _segments(entry: Intervention, known: CityFacts) -> Iterator[_Doubt]:
    for dimension, groups in entry.segments.items():
        if dimension not in known.dimensions:
            what = _("There are no segments '{dimension}'.", dimension=dimension)
            yield _Doubt("segments", what, did_you_mean(dimension, known.dimensions))
            continue
        for group in groups:
            if group not in known.dimensions[dimension]:
                what = _(
                    "The segments '{dimension}' have no group '{group}'.", dimension=dimension, group=group
                )
                yield _Doubt("segments", what, did_you_mean(group, known.dimensions[dimension]))


def _dates(entry: Intervention, known: CityFacts) -> Iterator[_Doubt]:
    yield from _start(entry)
    if entry.end and any(entry.end < start for start in entry.starts.values()):
        what = _("It ends on {end}, before it starts.", end=say.day(entry.end))
        yield _Doubt("end", what, _("Correct one of the two dates, or leave the end empty."))
    if known.end:
        late = [start for start in entry.starts.values() if start > known.end]
        if late:
            what = _(
                "It starts on {start}, after the last data ({end}).",
                start=say.day(min(late)),
                end=say.day(known.end),
            )
            todo = _("Nothing is wrong: it can be judged when data arrive.")
            yield _Doubt("start", what, todo, warning=True)
    if known.start:
        yield from _from_the_first(entry, known.start)


def _start(entry: Intervention) -> Iterator[_Doubt]:
    for district in entry.starts:
        if district and district not in entry.districts:
            what = _(
                "A start is given for '{district}', which is not among the districts.", district=district
            )
            yield _Doubt("start", what, _("Add it to the districts, or remove its date."))
    without = [district for district in entry.districts if district not in entry.starts]
    if entry.starts and without:
        what = _("There is no start for {districts}.", districts=", ".join(without))
        yield _Doubt("start", what, _("Give every district its date: A=2023-01-01;B=2024-01-01."))
    if not entry.starts and entry.status != "idea" and "start" not in entry.unread:
        todo = _("Say from which day it is done; without it nothing can be judged.")
        yield _Doubt("start", _("The entry has no start."), todo, warning=True)


def _from_the_first(entry: Intervention, data_start: dt.date) -> Iterator[_Doubt]:
    early = [district for district, start in entry.starts.items() if start <= data_start]
    if early:
        what = _n(
            "{n} district was treated from the first period ({start}): there is no before.",
            "{n} districts were treated from the first period ({start}): there is no before.",
            len(early),
            start=say.day(data_start),
        )
        todo = _("They can't be judged; earlier data would help.")
        yield _Doubt("start", what, todo, warning=len(early) < len(entry.starts))


def _money(entry: Intervention) -> Iterator[_Doubt]:
    if entry.cost is not None and not entry.currency:
        what = _("The cost has no currency.")
        yield _Doubt("currency", what, _("Write its three letters, for example EUR or MAD."))
    low, high = entry.expected_low, entry.expected_high
    if low is not None and high is not None and low > high:
        what = _(
            "The expected range starts above its end ({low} is more than {high}).",
            low=say.number(low),
            high=say.number(high),
        )
        todo = _("Write the smaller number first: -35 is less than -15.")
        yield _Doubt("expected_low", what, todo)
    if (low is not None or high is not None) and not entry.expected_unit:
        what = _("The expected range has no unit.")
        yield _Doubt("expected_unit", what, _("Write percent, or the indicator's unit."), warning=True)


def _currency(written: str, own: Collection[str]) -> Iterator[_Doubt]:
    """Three letters; doubtful is what neither ISO 4217 nor the city knows."""
    if not written:
        return
    if not re.fullmatch("[A-Z]{3}", written):
        what = _("'{currency}' is no currency.", currency=written)
        yield _Doubt("currency", what, _("Write its three letters, for example EUR or MAD."))
    elif written not in iso_currencies() and written not in own:
        what = _("No country uses the currency '{currency}' today (ISO 4217).", currency=written)
        yield _Doubt("currency", what, did_you_mean(written, iso_currencies()), warning=True)


@cache
def iso_currencies() -> frozenset[str]:
    """The codes of currencies that some country uses today."""
    from babel.core import get_global
    from babel.numbers import get_territory_currencies

    return frozenset(
        code for country in get_global("territory_currencies") for code in get_territory_currencies(country)
    )


def _promises(entry: Intervention) -> Iterator[_Doubt]:
    """Can what is expected, and the stop rule, be held against data later?"""
    unit = next((known.unit for known in all_indicators() if known.id == entry.indicator), None)
    written = entry.expected_unit
    if unit is not None and written and is_relative(written, unit) is None:
        what = _(
            "The expected range is in '{written}', the indicator in '{unit}'.", written=written, unit=unit
        )
        todo = _("Write percent (of what would have been), or the indicator's unit.")
        yield _Doubt("expected_unit", what, todo, warning=True)
    if unit == "%" and written.strip() == "%":
        what = _("'%' may mean two things for an indicator that is itself in per cent; it is read as points.")
        todo = _("Write percent (of what would have been) or percentage points.")
        yield _Doubt("expected_unit", what, todo, warning=True)
    if entry.stop_rule.strip() and not parse(entry.stop_rule).readable:
        what = _("The stop rule can't be evaluated by itself; it is shown as text.")
        todo = _("A rule like this can: Stop if it has not fallen by 10 % after two years.")
        yield _Doubt("stop_rule", what, todo, warning=True)


@dataclass(frozen=True)
class Overlap:
    """Another entry on the same indicator, in some of the same districts, at the same time."""

    other: Intervention
    districts: tuple[str, ...]
    sentence: Text | str


def overlapping(entry: Intervention, others: Iterable[Intervention]) -> tuple[Overlap, ...]:
    """The other entries whose effect would be mixed up with this one's: same indicator, district and time."""
    overlaps = []
    for other in others:
        shared = tuple(d for d in entry.districts if d in other.districts and _same_time(entry, other, d))
        if other.id != entry.id and entry.indicator and other.indicator == entry.indicator and shared:
            sentence = _n(
                "In {n} district '{title}' was tried on the same indicator at the same time.",
                "In {n} districts '{title}' was tried on the same indicator at the same time.",
                len(shared),
                title=other.title or other.id,
            )
            overlaps.append(Overlap(other, shared, sentence))
    return tuple(overlaps)


def _same_time(entry: Intervention, other: Intervention, district: str) -> bool:
    starts = entry.starts.get(district), other.starts.get(district)
    if starts[0] is None or starts[1] is None:
        return False
    return starts[0] <= (other.end or dt.date.max) and starts[1] <= (entry.end or dt.date.max)


def _overlaps(entry: Intervention, others: Iterable[Intervention]) -> Iterator[_Doubt]:
    for overlap in overlapping(entry, others):
        todo = _(
            "What the two did can't be told apart there; leave these districts out, or judge them as one."
        )
        yield _Doubt("districts", overlap.sentence, todo, warning=True)

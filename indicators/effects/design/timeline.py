"""Which periods lie before and after a start, at which grain, and which are left out."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indicators.effects.design.comparison_districts import Roles
from indicators.effects.register.intervention import Intervention
from indicators.effects.study import NEVER
from indicators.engine.definitions.registry import Indicator
from indicators.engine.estimation.estimate import natural_grain
from indicators.engine.text import late as say
from indicators.engine.text.messages import Text, _, listing
from indicators.engine.text.periods import GRAINS, Period, fits

if TYPE_CHECKING:
    from indicators.engine.city import City


@dataclass(frozen=True)
class Timeline:
    """Periods in order of time, and the index of the first treated one for each treated district.

    `by` is how `City.estimate` is asked for them. `start` is the index of the first start anywhere.
    """

    periods: tuple[Period, ...]
    by: str
    first: Mapping[str, int]
    left_out: tuple[Text | str, ...] = ()
    reason: Text | str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The periods' codes."""
        return tuple(period.code for period in self.periods)

    @property
    def start(self) -> int:
        """The first treated period anywhere."""
        return min((at for at in self.first.values() if at != NEVER), default=len(self.periods))


def timeline(city: "City", indicator: Indicator, entry: Intervention, roles: Roles) -> Timeline:
    """The periods of an indicator around the starts of an entry.

    The coarsest grain whose periods begin on the days of the starts is taken: years hold no seasons, and a
    period counts more the longer it is. Where there is none, or no comparison (a series of its own needs many
    points), it is the finest. A period with a start inside is left out, and so are those after the end.
    """
    starts = {district: entry.starts[district] for district in roles.treated}
    by = _grain(city, indicator, set(starts.values()), bool(roles.comparison))
    rows = city.estimate(indicator.id, by=[by])
    known = [city.window(code) for code in rows.loc[rows["status"] != "not_collected", "period"].unique()]
    periods, notes = _without_overlap(sorted(known), min(starts.values()))
    split = [p for p in periods if any(p.start < start <= p.end for start in starts.values())]
    if split:
        codes = listing(say.period(period.code) for period in split)
        notes.append(_("Left out because it began within: {periods}.", periods=codes))
    late = [p for p in periods if entry.end is not None and p.end > entry.end and p not in split]
    if late:
        ended = say.day(entry.end or dt.date.max)
        notes.append(_("Left out because it ended on {day}: all periods after that.", day=ended))
    kept = tuple(p for p in periods if p not in split and p not in late)
    first = {district: _first(kept, start) for district, start in starts.items()}
    reason = _ended(entry, starts, known) or _reason(kept, first, starts, known)
    usable = {district: at for district, at in first.items() if 0 < at < len(kept)}
    if not reason and len(usable) < len(first):
        names = ", ".join(roles.names[district] for district in first if district not in usable)
        notes.append(_("Left out for want of figures before or after their own start: {names}.", names=names))
    return Timeline(kept, by, usable, tuple(notes), reason)


def _grain(city: "City", indicator: Indicator, starts: set[dt.date], comparison: bool) -> str:
    counts = city.counts(indicator)
    if natural_grain(counts) == "window" or indicator.years > 1:
        return "period"
    grains = [
        name
        for name in reversed(GRAINS)
        if all(c.grain is None or fits(c.grain, name) for c in counts.values())
    ]
    if not comparison:
        return grains[-1]
    fitting = [name for name in grains if all(_begins(name, start) for start in starts)]
    return fitting[0] if fitting else grains[-1]


def _begins(grain: str, day: dt.date) -> bool:
    """Does a period of this grain begin on this day?"""
    months = {"year": (1,), "quarter": (1, 4, 7, 10), "month": tuple(range(1, 13))}[grain]
    return day.day == 1 and day.month in months


def _without_overlap(periods: Sequence[Period], start: dt.date) -> tuple[list[Period], list[Text]]:
    """Windows of several years that overlap hold the same people twice: of those, only separate ones are kept,
    counted from the start in both directions."""
    after: list[Period] = []
    for period in periods:
        if period.start >= start and (not after or period.start > after[-1].end):
            after.append(period)
    before: list[Period] = []
    for period in reversed(periods):
        if period.start < start and (not before or period.end < before[0].start):
            before.insert(0, period)
    if before and after and before[-1].end >= after[0].start:
        before.pop()
    kept = before + after
    if len(kept) == len(periods):
        return kept, []
    return kept, [
        _("Periods that overlap are used once: {periods}.", periods=", ".join(p.code for p in kept))
    ]


def _first(periods: Sequence[Period], start: dt.date) -> int:
    return next((at for at, period in enumerate(periods) if period.start >= start), len(periods))


def _ended(entry: Intervention, starts: Mapping[str, dt.date], known: Sequence[Period]) -> Text | str:
    """Why the entry's own end leaves nothing after its start, empty where it does not."""
    if entry.end is None or not known:
        return ""
    dates = {"start": say.day(min(starts.values())), "end": say.day(entry.end)}
    if all(entry.end < start for start in starts.values()):
        return _(
            "By its dates it ended on {end}, before it started on {start}. Correct one of the two.", **dates
        )
    begun = [period for period in known if period.start >= min(starts.values())]
    if begun and all(period.end > entry.end for period in begun):
        return _(
            "It ran from {start} to {end}; no whole period of the data lies in between, so there is nothing to "
            "compare.",
            **dates,
        )
    return ""


def _reason(
    periods: Sequence[Period],
    first: Mapping[str, int],
    starts: Mapping[str, dt.date],
    known: Sequence[Period],
) -> Text | str:
    """Why there is no before or no after, empty where there is."""
    if not known:
        return _("There are no figures of this indicator.")
    if len(known) == 1:
        only = say.period(known[0].code)
        return _("The indicator was measured once ({period}), so there is no before and after.", period=only)
    last = max(known, key=lambda period: period.end)
    if all(at >= len(periods) for at in first.values()):
        return _(
            "It starts on {day}; the data end with {period}, so there is no period after the start yet.",
            day=say.day(min(starts.values())),
            period=say.period(last.code),
        )
    if all(at == 0 for at in first.values()):
        return _(
            "It began on {day}, and the data begin no earlier than {period}, so nothing is known from before.",
            day=say.day(min(starts.values())),
            period=say.period(min(known).code),
        )
    return ""

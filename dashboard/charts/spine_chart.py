"""The spine chart: every indicator of a district on its own scale, the city in the middle, better on the right.

An HTML table (it can be read out, printed, and stacks on a phone) whose cells are drawn; `views.district.spine` has
the same as a picture. The scale of a row reaches as far to both sides as the furthest district does to one.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from dashboard.text import escaped
from indicators.compare.benchmarking.yardstick import Spread
from indicators.engine.definitions.registry import Indicator


@dataclass(frozen=True)
class SpinePlaces:
    """Where things stand on a row, in per cent from the worse end; None for what is not known."""

    low: float | None = None
    q1: float | None = None
    q3: float | None = None
    high: float | None = None
    lower: float | None = None
    upper: float | None = None
    value: float | None = None
    group: float | None = None
    city: float | None = None


@dataclass(frozen=True)
class SpineRow:
    """One indicator as it is shown; texts are plain, in the reader's language."""

    title: str
    href: str
    when: str
    unit: str
    value: str
    limits: str
    verdict: str
    mark: str
    word: str
    outlier: str
    city: str
    group: str
    trend: str
    arrow: str
    trend_code: str
    bell: str
    places: SpinePlaces
    note: str = ""
    note_href: str = ""


@dataclass(frozen=True)
class SpineHeads:
    """The words above the columns, and for both ends."""

    name: str
    district: str
    worse: str
    better: str
    word: str
    city: str
    group: str
    trend: str


class Placeable(Protocol):
    """An indicator's value in a district with what it is set against: the city, a group, all districts."""

    @property
    def measure(self) -> Indicator: ...
    @property
    def value(self) -> float: ...
    @property
    def lower(self) -> float: ...
    @property
    def upper(self) -> float: ...
    @property
    def city(self) -> float: ...
    @property
    def group(self) -> float: ...
    @property
    def spread(self) -> Spread: ...


def spine_places(result: Placeable) -> SpinePlaces:
    """Puts a row on its scale. A neutral indicator has its high values on the right."""
    spread, centre = result.spread, result.city if math.isfinite(result.city) else result.spread.median
    if not math.isfinite(centre):
        return SpinePlaces()
    reach = max(abs(spread.low - centre), abs(spread.high - centre)) or abs(centre) or 1.0
    turn = -1 if result.measure.better == "lower" else 1

    def at(value: float) -> float | None:
        if not math.isfinite(value):
            return None
        return round(min(max(50 + 48 * turn * (value - centre) / reach, 0), 100), 2)

    return SpinePlaces(
        low=at(spread.low),
        q1=at(spread.q1),
        q3=at(spread.q3),
        high=at(spread.high),
        lower=at(result.lower),
        upper=at(result.upper),
        value=at(result.value),
        group=at(result.group),
        city=50.0 if math.isfinite(result.city) else None,
    )


def spine_html(heads: SpineHeads, domains: Iterable[tuple[str, str, Sequence[SpineRow]]], label: str) -> str:
    """The chart as HTML. `domains`: title, words, rows."""
    bodies = "".join(_domain(title, words, rows, heads) for title, words, rows in domains)
    group = f'<th scope="col">{escaped(heads.group)}</th>' if heads.group else ""
    head = (
        f'<tr><th scope="col">{escaped(heads.name)}</th><th scope="col">{escaped(heads.district)}</th>'
        f'<th scope="col" class="ends"><span>◂ {escaped(heads.worse)}</span><span>{escaped(heads.better)} ▸</span></th>'
        f'<th scope="col">{escaped(heads.word)}</th><th scope="col">{escaped(heads.city)}</th>{group}'
        f'<th scope="col">{escaped(heads.trend)}</th></tr>'
    )
    return (
        f'<div class="spine" tabindex="0" role="region" aria-label="{escaped(label)}"><table>'
        f"<thead>{head}</thead>{bodies}</table></div>"
    )


def _domain(title: str, words: str, rows: Sequence[SpineRow], heads: SpineHeads) -> str:
    columns = 7 if heads.group else 6
    head = (
        f'<tr class="domain"><th colspan="{columns}" scope="rowgroup">{escaped(title)} '
        f"<span>{escaped(words)}</span></th></tr>"
    )
    return f"<tbody>{head}{''.join(_row(row, heads) for row in rows)}</tbody>"


def _row(row: SpineRow, heads: SpineHeads) -> str:
    group = _cell("group", heads.group, escaped(row.group)) if heads.group else ""
    outlier = f"<small>{escaped(row.outlier)}</small>" if row.outlier else ""
    bell = f"<small><b>{escaped(row.bell)}</b></small>" if row.bell else ""
    mark = f'<span class="sign {row.verdict}" aria-hidden="true">{row.mark}</span> ' if row.mark else ""
    arrow = f'<span class="sign {row.trend_code}" aria-hidden="true">{row.arrow}</span> ' if row.arrow else ""
    limits = f"<small>{escaped(row.limits)}</small>" if row.limits else ""
    bell += _note(row)
    return (
        f'<tr><th scope="row"><a href="{escaped(row.href)}" target="_self">{escaped(row.title)}</a>'
        f"<small>{escaped(row.unit)} · {escaped(row.when)}</small></th>"
        f'<td class="value"><b>{escaped(row.value)}</b>{limits}</td>'
        f'<td class="track" aria-hidden="true">{"".join(_marks(row))}</td>'
        f'<td class="word">{mark}{escaped(row.word)}{outlier}</td>'
        f"{_cell('city', heads.city, escaped(row.city))}{group}"
        f"{_cell('trend', heads.trend, arrow + escaped(row.trend) + bell)}</tr>"
    )


def _note(row: SpineRow) -> str:
    """What is known of the row beyond its numbers, as a link to where it is judged."""
    if not row.note:
        return ""
    return f'<small><a href="{escaped(row.note_href)}" target="_self">{escaped(row.note)}</a></small>'


def _cell(kind: str, label: str, inner: str) -> str:
    """A cell that names its column where the table is stacked."""
    return f'<td class="{kind}"><span class="label">{escaped(label)}: </span>{inner}</td>'


def _marks(row: SpineRow) -> Iterable[str]:
    """The marks of a row: range, middle half, city, comparison, limits, value."""
    at = row.places
    yield _bar("range", at.low, at.high)
    yield _bar("half", at.q1, at.q3)
    if at.city is not None:
        yield f'<span class="city" style="left:{at.city}%"></span>'
    if at.group is not None:
        yield f'<span class="other" style="left:{at.group}%">◇</span>'
    yield _bar("limits", at.lower, at.upper)
    if at.value is not None:
        yield f'<span class="mark {row.verdict}" style="left:{at.value}%">{row.mark}</span>'


def _bar(kind: str, one: float | None, other: float | None) -> str:
    if one is None or other is None:
        return ""
    left, right = sorted((one, other))
    return f'<span class="{kind}" style="left:{left}%;width:{right - left:.2f}%"></span>'

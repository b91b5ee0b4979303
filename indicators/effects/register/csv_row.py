"""Reading a row of `interventions.csv`: every cell is understood, or kept as written with a problem that says why."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from indicators.effects.register.intervention import ALL_DISTRICTS, COLUMNS, LESSONS, STATUSES, Intervention
from indicators.engine.export import safe_text
from indicators.engine.text.errors import Problem
from indicators.engine.text.messages import Text, _
from indicators.engine.text.periods import period_from_code
from indicators.engine.types import JsonObject

_AS_TYPED = ("evidence", "stop_rule", "partners", "notes", LESSONS)
_TRIMMED = ("id", "title", "domain", "indicator", "currency", "expected_unit")


@dataclass
class _Row:
    """A row while it is read: what was found wrong, and what could not be understood."""

    cells: Mapping[str, str]
    file: str
    at: int | None
    problems: list[Problem] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)

    def text(self, column: str) -> str:
        return (self.cells.get(column) or "").strip()

    def keep(self, column: str, what: Text | str, todo: Text | str) -> None:
        """Notes a cell that can't be understood and keeps its text."""
        self.unread[column] = self.cells[column]
        self.problems.append(Problem(self.file, what, todo, row=self.at, column=column))


def entry_of(
    cells: Mapping[str, str], names: Mapping[str, str], file: str, at: int | None = None
) -> tuple[Intervention, tuple[Problem, ...]]:
    """The entry that a row describes (column -> text), and what in it could not be understood.

    `names` turns a district's name into its id; a district that it does not hold stays as written. `at` is the
    row as a spreadsheet counts. Whether what was understood makes sense is for `entries.validate` to say.
    """
    cells = {name: unescaped(text) for name, text in cells.items()}
    row = _Row(cells, file, at)
    districts = _districts(row, names)
    texts: JsonObject = {name: row.text(name) for name in _TRIMMED}
    texts |= {name: cells.get(name, "") for name in _AS_TYPED}
    entry = Intervention(
        **texts,
        status=_status(row),
        districts=districts,
        segments=_segments(row),
        starts=_starts(row, districts, names),
        end=_end(row),
        cost=_number(row, "cost"),
        expected_low=_number(row, "expected_low"),
        expected_high=_number(row, "expected_high"),
        unread=row.unread,
    )
    return entry, tuple(row.problems)


def escaped(text: str) -> str:
    """A text that no spreadsheet runs as a formula; `unescaped` takes the apostrophe off again.

    >>> escaped("=1+1"), unescaped("'=1+1"), unescaped(escaped("'=1+1"))
    ("'=1+1", '=1+1', "'=1+1")
    """
    bare = text.lstrip("'")
    return f"'{text}" if safe_text(bare) != bare else text


def unescaped(text: str) -> str:
    """Without the apostrophe that protects a text from being run as a formula."""
    bare = text.lstrip("'")
    return text[1:] if bare != text and safe_text(bare) != bare else text


def _parts(text: str) -> Iterator[str]:
    return filter(None, (part.strip() for part in text.split(";")))


def _districts(row: _Row, names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names.get(part, part) for part in _parts(row.text("districts"))))


def _status(row: _Row) -> str:
    """A known status however it is capitalised; another as it is written (`validate` says so); empty is an idea."""
    text = row.text("status")
    return text.casefold() if text.casefold() in STATUSES else text or "idea"


def _segments(row: _Row) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for part in _parts(row.text("segments")):
        dimension, equals, group = (piece.strip() for piece in part.partition("="))
        if not (dimension and equals and group):
            what = _("'{part}' is not a segment.", part=part)
            row.keep("segments", what, _("Write dimension=group, for example sex=female;sex=male."))
            return {}
        groups[dimension] = (*groups.get(dimension, ()), group)
    return groups


def _starts(row: _Row, districts: tuple[str, ...], names: Mapping[str, str]) -> dict[str, dt.date]:
    """One date for all districts, or `district=date` pairs."""
    text = row.text("start")
    if not text:
        return {}
    if "=" not in text:
        date = _date(text)
        if date is None:
            row.keep("start", _not_a_date(text), _dates_look_like())
        return dict.fromkeys(districts or (ALL_DISTRICTS,), date) if date else {}
    starts: dict[str, dt.date] = {}
    for part in _parts(text):
        district, equals, written = (piece.strip() for piece in part.rpartition("="))
        date = _date(written) if equals else None
        if date is None:
            row.keep("start", _not_a_date(part), _dates_look_like())
            return {}
        starts[names.get(district, district)] = date
    return starts


def _end(row: _Row) -> dt.date | None:
    text = row.text("end")
    date = _date(text, last=True) if text else None
    if text and date is None:
        row.keep("end", _not_a_date(text), _dates_look_like())
    return date


def _date(text: str, last: bool = False) -> dt.date | None:
    """A date; a year, quarter or month means its first day (or its last)."""
    try:
        return dt.date.fromisoformat(text) if len(text) == 10 else _edge(text, last)
    except ValueError:
        return None


def _edge(code: str, last: bool) -> dt.date:
    period = period_from_code(code)
    return period.end if last else period.start


def _not_a_date(text: str) -> Text:
    return _("'{written}' is not a date.", written=text)


def _dates_look_like() -> Text:
    return _("Write 2024-01-31, or for a staggered start district=date pairs: A=2023-01-01;B=2024-01-01.")


def _number(row: _Row, column: str) -> float | None:
    text = row.text(column).replace("−", "-")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isfinite(value):
        return value
    what = _("'{written}' is not a number.", written=text)
    row.keep(column, what, _("Write digits, with a point and nothing between thousands: 1850000.5"))
    return None


def header_problems(header: list[str], file: str) -> list[Problem]:
    """Columns that are missing (what they would say is then empty) or not known (they are not read)."""
    problems = []
    for name in COLUMNS:
        if name not in header:
            todo = _("Add the column; it may be empty. The columns are: {all}.", all=", ".join(COLUMNS))
            lacking = _("The file has no column '{name}'.", name=name)
            problems.append(Problem(file, lacking, todo, row=1, column=name, warning=name != "id"))
    for name in dict.fromkeys(header):
        if name not in (*COLUMNS, LESSONS):
            what = _("The column '{name}' is not one of the register's and is not read.", name=name)
            todo = _("Move what it says to the column 'notes', or rename it.")
            problems.append(Problem(file, what, todo, row=1, column=name, warning=True))
        elif header.count(name) > 1:
            what = _("The column '{name}' stands twice in the header.", name=name)
            problems.append(Problem(file, what, _("Rename one."), row=1, column=name))
    return problems

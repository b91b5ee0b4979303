"""An intervention as the register knows it, and the row of `interventions.csv` that says the same.

The columns are fixed (other programs read them) and stand in this order. Nothing is lost on the way: a cell
that could not be understood is kept as it was written, under `unread`, and is written back.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property

from indicators.engine.text.messages import N_, Text, _
from indicators.engine.types import JsonMapping, JsonObject

COLUMNS = (
    "id",
    "title",
    "domain",
    "status",
    "indicator",
    "districts",
    "segments",
    "start",
    "end",
    "cost",
    "currency",
    "expected_low",
    "expected_high",
    "expected_unit",
    "evidence",
    "stop_rule",
    "partners",
    "notes",
)
LESSONS = "lessons"
"""A column more, at the end and only where somebody has written lessons."""

STATUSES = {
    "idea": N_("idea"),
    "pilot": N_("pilot"),
    "running": N_("running"),
    "scaled": N_("scaled up"),
    "stopped": N_("stopped"),
    "failed": N_("failed"),
}
FIELD_WORDS = {
    "id": N_("name in links"),
    "title": N_("title"),
    "domain": N_("domain"),
    "status": N_("status"),
    "indicator": N_("indicator"),
    "districts": N_("districts"),
    "segments": N_("segments"),
    "starts": N_("start"),
    "end": N_("end"),
    "cost": N_("cost"),
    "currency": N_("currency"),
    "expected_low": N_("expected change, lower end"),
    "expected_high": N_("expected change, upper end"),
    "expected_unit": N_("unit of the expected change"),
    "evidence": N_("evidence"),
    "stop_rule": N_("stop rule"),
    "partners": N_("partners"),
    "notes": N_("notes"),
    "lessons": N_("lessons"),
    "unread": N_("what could not be read"),
}
ALL_DISTRICTS = ""
"""The key of a start date in an entry that names no districts yet."""


@dataclass(frozen=True)
class Intervention:
    """What somebody did or plans to do: where, for whom, from when, at what cost, expecting what.

    `districts` are ids. `segments` says whom it is for (dimension -> groups; empty: everybody). `starts` gives
    each district its first day; a district without one has no known start. An entry without districts keeps
    its date under `ALL_DISTRICTS`. The expected range is in per cent of what would have been
    (`expected_unit` "percent") or in the indicator's unit; its sign is the direction of change. A negative
    `cost` is a saving. `unread` holds cells (column -> text) that could not be understood.
    """

    id: str
    title: str = ""
    domain: str = ""
    status: str = "idea"
    indicator: str = ""
    districts: tuple[str, ...] = ()
    segments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    starts: Mapping[str, dt.date] = field(default_factory=dict)
    end: dt.date | None = None
    cost: float | None = None
    currency: str = ""
    expected_low: float | None = None
    expected_high: float | None = None
    expected_unit: str = ""
    evidence: str = ""
    stop_rule: str = ""
    partners: str = ""
    notes: str = ""
    lessons: str = ""
    unread: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def start(self) -> dt.date | None:
        """The first day anywhere; None where no start is known."""
        return min(self.starts.values(), default=None)

    @property
    def staggered(self) -> bool:
        """Do districts start on different days?"""
        return len(set(self.starts.values())) > 1

    def starts_for(self, date: dt.date) -> dict[str, dt.date]:
        """The same date for each of its districts, as `starts` wants it."""
        return dict.fromkeys(self.districts or (ALL_DISTRICTS,), date)


def row_of(entry: Intervention) -> dict[str, str]:
    """The entry as a row of `interventions.csv`, plus `lessons`; what could not be read stands as it was written."""
    row = {name: str(getattr(entry, name)) for name in (*COLUMNS, LESSONS) if name != "start"}
    row |= {
        "districts": ";".join(entry.districts),
        "segments": ";".join(
            f"{dimension}={group}" for dimension, groups in entry.segments.items() for group in groups
        ),
        "start": _start_text(entry),
        "end": entry.end.isoformat() if entry.end else "",
    }
    for name in ("cost", "expected_low", "expected_high"):
        row[name] = _number_text(getattr(entry, name))
    return {name: entry.unread.get(name) or row[name] for name in (*COLUMNS, LESSONS)}


def _start_text(entry: Intervention) -> str:
    """One date where all districts share it, else `district=date` pairs."""
    dates = set(entry.starts.values())
    everywhere = set(entry.starts) == set(entry.districts or (ALL_DISTRICTS,))
    if len(dates) == 1 and everywhere:
        return dates.pop().isoformat()
    return ";".join(f"{district}={date.isoformat()}" for district, date in entry.starts.items())


def _number_text(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def payload_of(entry: Intervention) -> JsonObject:
    """The entry as JSON keeps it: dates as `2024-01-31`, groups as lists, every field by its own name."""
    return {
        **{part.name: getattr(entry, part.name) for part in fields(Intervention)},
        "districts": list(entry.districts),
        "segments": {dimension: list(groups) for dimension, groups in entry.segments.items()},
        "starts": {district: date.isoformat() for district, date in entry.starts.items()},
        "end": entry.end.isoformat() if entry.end else None,
        "unread": dict(entry.unread),
    }


def of_payload(payload: JsonMapping) -> Intervention:
    """The entry that `payload_of` wrote; fields of a later version are left out. KeyError without an `id`."""
    known = {part.name for part in fields(Intervention)}
    values = {name: value for name, value in payload.items() if name in known}
    values |= {
        "id": payload["id"],
        "districts": tuple(payload.get("districts", ())),
        "segments": {name: tuple(groups) for name, groups in payload.get("segments", {}).items()},
        "starts": {name: dt.date.fromisoformat(date) for name, date in payload.get("starts", {}).items()},
        "end": dt.date.fromisoformat(payload["end"]) if payload.get("end") else None,
    }
    return Intervention(**values)


def differing(first: Intervention, second: Intervention) -> tuple[str, ...]:
    """The names of the fields in which two versions of an entry differ, in the order of the fields."""
    names = (part.name for part in fields(Intervention))
    return tuple(name for name in names if getattr(first, name) != getattr(second, name))


def field_word(name: str) -> Text:
    """A field's name for people."""
    return _(FIELD_WORDS[name])


def status_word(status: str) -> Text | str:
    """A status for people; one that is not known as it is written."""
    return _(STATUSES[status]) if status in STATUSES else status

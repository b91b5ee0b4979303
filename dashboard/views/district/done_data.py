"""The interventions that touch a district: the entries of the register, or of the pack where it can't be used."""

import datetime as dt
from collections.abc import Iterator

from dashboard.views.interventions import data as interventions_data
from indicators.city import City
from indicators.effects.register.intervention import ALL_DISTRICTS, Intervention


def entries_in_district(city: City, district: str) -> list[Intervention]:
    """Those that name the district, latest start first; one that names no district is not counted as here."""
    touching = [
        entry for entry in interventions_data.register_snapshot(city).entries if district in entry.districts
    ]
    return sorted(touching, key=lambda entry: _start(entry, district), reverse=True)


def latest_by_target(entries: list[Intervention], district: str) -> dict[str, Intervention]:
    """The entries that have started here by the indicator at which they aim; of several the latest."""
    begun = [
        entry for entry in entries if entry.indicator and entry.status != "idea" and _begun(entry, district)
    ]
    return {entry.indicator: entry for entry in reversed(begun)}


def _begun(entry: Intervention, district: str) -> bool:
    return "" < _start(entry, district) <= dt.datetime.now(dt.UTC).date().isoformat()


def _start(entry: Intervention, district: str) -> str:
    start = entry.starts.get(district) or entry.starts.get(ALL_DISTRICTS) or entry.start
    return start.isoformat() if start else ""


def started(entry: Intervention, district: str) -> Iterator[str]:
    """The day it started in this district, as text; nothing where it is not known."""
    start = _start(entry, district)
    if start:
        yield start

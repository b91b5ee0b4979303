"""Which cities are open: each pack once, shared by all sessions, and anew as soon as one of its files changes."""

import os
import threading
import time
from collections import defaultdict
from pathlib import Path

from indicators.city import City
from indicators.engine.pack.locations import embedded_packs
from indicators.engine.text.errors import PackError, Problem

CityOrProblems = City | tuple[Problem, ...]
Stamp = tuple[tuple[str, int, int], ...]
RESCAN_SECONDS = 1.0
"""Seconds for which a pack's files are taken to be what they were: a run must not look at every file."""
RETRY_SECONDS = 60.0
"""Seconds after which a city that could not be opened is tried once more: its database may be there again."""
_open: dict[str, tuple[Stamp, CityOrProblems, float]] = {}
_opening: dict[str, threading.Lock] = defaultdict(threading.Lock)
_last_scan: dict[str, tuple[float, dict[str, City]]] = {}


def pack_folders() -> list[Path]:
    """The packs that were asked for at the start (`TOWNBELL_PACKS`), or all embedded ones."""
    given = os.environ.get("TOWNBELL_PACKS", "")
    return [Path(text) for text in given.split(os.pathsep) if text] or embedded_packs()


def file_stamp(folder: Path) -> Stamp:
    """Names, sizes and times of a pack's files: cheap, and another one as soon as a file changes."""
    files = sorted(path for path in folder.glob("*") if path.is_file())
    return tuple((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files)


def open_city(folder: Path) -> CityOrProblems:
    """The city, or what keeps it from being opened; a changed one takes the place of what it was before."""
    name, now = str(folder), file_stamp(folder)
    with _opening[name]:
        before = _open.get(name)
        if before is None or before[0] != now or _is_over(before[1], before[2]):
            before = _open[name] = now, _try_open(folder), time.monotonic()
        return before[1]


def _is_over(opened: CityOrProblems, since: float) -> bool:
    """Are the city's counts of a database too old, or is its failed opening long enough ago to try again?"""
    return opened.is_over if isinstance(opened, City) else time.monotonic() - since > RETRY_SECONDS


def _try_open(folder: Path) -> CityOrProblems:
    try:
        return City(folder)
    except PackError as error:
        return error.problems


def cities() -> dict[str, City]:
    """The cities that can be opened, by name; not to be changed."""
    setting, now = os.environ.get("TOWNBELL_PACKS", ""), time.monotonic()
    last = _last_scan.get(setting)
    if last is None or now - last[0] > RESCAN_SECONDS:
        opened = (open_city(folder) for folder in pack_folders())
        by_name = {city.name: city for city in opened if isinstance(city, City) and city.available}
        last = _last_scan[setting] = now, by_name
    return last[1]


def opened_cities() -> list[City]:
    """The cities that are open; none is opened, and no file is looked at."""
    return [entry[1] for entry in list(_open.values()) if isinstance(entry[1], City)]


def city_states() -> tuple[list[str], dict[str, int]]:
    """The cities that are open, and how many problems keep each of the others closed; no file is looked at."""
    opened = {folder.name: _open.get(str(folder)) for folder in pack_folders()}
    there = [name for name, entry in opened.items() if entry is not None and isinstance(entry[1], City)]
    return there, {
        name: len(entry[1])
        for name, entry in opened.items()
        if entry is not None and isinstance(entry[1], tuple)
    }

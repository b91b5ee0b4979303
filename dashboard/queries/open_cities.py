"""Which cities are open: each pack once, shared by all sessions, and anew as soon as one of its files changes."""

import os
import threading
import time
from collections import defaultdict
from pathlib import Path

from indicators.city import City
from indicators.engine.pack.locations import embedded_packs
from indicators.engine.text.errors import PackError, Problem

Opened = City | tuple[Problem, ...]
Stamp = tuple[tuple[str, int, int], ...]
LOOK_AGAIN = 1.0
"""Seconds for which a pack's files are taken to be what they were: a run must not look at every file."""
TRY_AGAIN = 60.0
"""Seconds after which a city that could not be opened is tried once more: its database may be there again."""
_open: dict[str, tuple[Stamp, Opened, float]] = {}
_opening: dict[str, threading.Lock] = defaultdict(threading.Lock)
_looked: dict[str, tuple[float, dict[str, City]]] = {}


def pack_folders() -> list[Path]:
    """The packs that were asked for at the start (`TOWNBELL_PACKS`), or all embedded ones."""
    given = os.environ.get("TOWNBELL_PACKS", "")
    return [Path(text) for text in given.split(os.pathsep) if text] or embedded_packs()


def stamp(folder: Path) -> Stamp:
    """Names, sizes and times of a pack's files: cheap, and another one as soon as a file changes."""
    files = sorted(path for path in folder.glob("*") if path.is_file())
    return tuple((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files)


def open_city(folder: Path) -> Opened:
    """The city, or what keeps it from being opened; a changed one takes the place of what it was before."""
    name, now = str(folder), stamp(folder)
    with _opening[name]:
        before = _open.get(name)
        if before is None or before[0] != now or _is_over(before[1], before[2]):
            before = _open[name] = now, _opened(folder), time.monotonic()
        return before[1]


def _is_over(found: Opened, since: float) -> bool:
    """Have its counts of a database served their time; or could it not be opened, a while ago?"""
    return found.is_over if isinstance(found, City) else time.monotonic() - since > TRY_AGAIN


def _opened(folder: Path) -> Opened:
    try:
        return City(folder)
    except PackError as error:
        return error.problems


def cities() -> dict[str, City]:
    """The cities that can be opened, by name; not to be changed."""
    asked, now = os.environ.get("TOWNBELL_PACKS", ""), time.monotonic()
    last = _looked.get(asked)
    if last is None or now - last[0] > LOOK_AGAIN:
        opened = (open_city(folder) for folder in pack_folders())
        found = {city.name: city for city in opened if isinstance(city, City) and city.available}
        last = _looked[asked] = now, found
    return last[1]


def opened() -> list[City]:
    """The cities that are open; none is opened, and no file is looked at."""
    return [found[1] for found in list(_open.values()) if isinstance(found[1], City)]


def known() -> tuple[list[str], dict[str, int]]:
    """The cities that are open, and how many problems keep each of the others closed; no file is looked at."""
    opened = {folder.name: _open.get(str(folder)) for folder in pack_folders()}
    there = [name for name, found in opened.items() if found is not None and isinstance(found[1], City)]
    return there, {
        name: len(found[1])
        for name, found in opened.items()
        if found is not None and isinstance(found[1], tuple)
    }

"""How the page server does (`/api/health`): for those who watch over it. It computes nothing, and names nobody."""

import os
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from dashboard.cache.memory import MEGABYTE
from dashboard.hosting.capacity import Places

_BEGUN = time.monotonic()


def resident() -> int | None:
    """The bytes of memory that this process holds; at most held so far where the system says only that."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        pass
    try:
        import resource
    except ImportError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def installed() -> str:
    """Townbell's version; `source` where it runs from a clone that is not installed."""
    try:
        return version("townbell")
    except PackageNotFoundError:
        return "source"


def _status(any_open: bool, any_failed: bool, room: bool) -> str:
    if not any_open:
        return "failing"
    if any_failed:
        return "degraded"
    return "ok" if room else "full"


def report(places: Places, warm: bool = True) -> dict[str, Any]:
    """What is said: `ok`, `full`, `degraded` where a city can't be opened, `failing` where none can.

    `warm`: are the first pages of every city made ready? Before, who opens one may wait for some seconds.
    """
    from dashboard import queries
    from dashboard.queries import open_cities

    cities, failed = open_cities.city_states()
    held = queries.cache_use()
    memory = resident()
    return {
        "status": _status(bool(cities), bool(failed), places.room),
        "version": installed(),
        "warm": warm,
        "uptime_seconds": round(time.monotonic() - _BEGUN),
        "cities": {"open": cities, "failed": failed},
        "sessions": {
            "now": places.open,
            "awaited": places.awaited,
            "peak": places.peak,
            "most": places.most or None,
            "refused": places.refused,
        },
        "memory_mb": {
            "process": None if memory is None else round(memory / MEGABYTE),
            "cache": round(held.bytes / MEGABYTE, 1),
            "cache_most": held.most // MEGABYTE,
        },
        "cache": {"entries": held.entries, "found": held.found, "made": held.made, "dropped": held.dropped},
    }

"""What is kept between runs and shared by all sessions, within a bound of bytes.

`TOWNBELL_CACHE_MEMORY` is the bound in megabytes; without it a tenth of the machine's memory, from 128 MB to 2 GB.
What was not asked for longest goes first, but for what took long to make. A thing is made once however many ask for
it at the same time: the others wait for it.
"""

import math
import os
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from dashboard.cache.size import weigh
from indicators.engine.caching.pandas_internals import (
    PandasObject,
    pandas_objects,
    release_references,
)

T = TypeVar("T")
MEGABYTE = 2**20
_QUICK = 0.05
_GROUPS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


@cache
def machine_memory() -> int:
    """The bytes of memory that this process may use: the machine's, or the container's where that is less."""
    try:
        found = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        found = 4 * 2**30
    for name in _GROUPS:
        try:
            found = min(found, int(Path(name).read_text(encoding="ascii")))
        except (OSError, ValueError):
            continue
    return found


def cache_memory() -> int:
    """The bound in bytes; a setting that is no number is as good as none, and is said once."""
    asked = os.environ.get("TOWNBELL_CACHE_MEMORY", "").strip()
    if asked.isdecimal() and int(asked) > 0:
        return int(asked) * MEGABYTE
    if asked:
        print(
            f"TOWNBELL_CACHE_MEMORY={asked!r} is no number of megabytes; the default holds.", file=sys.stderr
        )
    return max(128 * MEGABYTE, min(machine_memory() // 10, 2048 * MEGABYTE))


@dataclass(frozen=True)
class Held:
    """How much a cache holds and what it may, in bytes; how often something was there, made, and let go."""

    bytes: int
    most: int
    entries: int
    found: int
    made: int
    dropped: int


@dataclass(frozen=True)
class Entry:
    """Something that is kept: its weight in bytes, and how often it is passed over when something has to go."""

    key: Hashable
    thing: Any
    weight: int
    spared: int


@dataclass
class _Making:
    """Something that is being made just now, and what came of it."""

    maker: int = field(default_factory=threading.get_ident)
    done: threading.Event = field(default_factory=threading.Event)
    found: tuple[Any, ...] = ()


@dataclass
class _Kept:
    """A thing with its weight in bytes; how often it may be passed over when something has to go, and is still."""

    thing: Any
    weight: int
    spared: int
    left: int
    frames: tuple[PandasObject, ...]
    read: bool = True


class Cache:
    """Things by their keys, within `most` bytes; the last one made stays however large it is.

    What was not asked for longest goes first. But what took long to make is passed over once for each doubling of
    `_QUICK` seconds of the processor: else what is made in no time would push out what a visitor has to wait for.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._things: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._making: dict[Hashable, _Making] = {}
        self._bytes = self._found = self._made = self._dropped = 0

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is kept for the key, or what `make` gives; if that fails, whoever waits for it tries for himself."""
        while True:
            with self._lock:
                kept = self._things.get(key)
                if kept is not None:
                    return cast("T", self._read(key, kept))
                others = self._making.get(key)
                if others is None:
                    mine = self._making[key] = _Making()
                    break
            if others.maker == threading.get_ident():
                raise RuntimeError(f"What is kept for {key!r} asks for itself while it is made.")
            others.done.wait()
            if others.found:
                return cast("T", others.found[0])
        return self._make(key, make, mine)

    def _read(self, key: Hashable, kept: _Kept) -> Any:
        self._things.move_to_end(key)
        self._found += 1
        kept.left = kept.spared
        kept.read = True
        return kept.thing

    def _make(self, key: Hashable, make: Callable[[], T], mine: _Making) -> T:
        try:
            begun = time.thread_time()
            thing = make()
            spared = max(0, int(math.log2(max(time.thread_time() - begun, 1e-9) / _QUICK)))
            mine.found = (thing,)
            kept = _Kept(thing, weigh(thing) + weigh(key), spared, spared, pandas_objects(thing))
            with self._lock:
                self._made += 1
                self._keep(key, kept)
        finally:
            with self._lock:
                del self._making[key]
            mine.done.set()
        return thing

    def _keep(self, key: Hashable, kept: _Kept) -> None:
        self._things[key] = kept
        self._bytes += kept.weight
        while self._bytes > self.most and len(self._things) > 1:
            oldest, leaving = self._things.popitem(last=False)
            if oldest == key or leaving.left > 0:
                leaving.left -= 1
                self._things[oldest] = leaving
                continue
            self._bytes -= leaving.weight
            self._dropped += 1

    def put(self, key: Hashable, thing: object, weight: int, spared: int) -> None:
        """Keeps something that was made elsewhere, for example before this process began; see `Entry`."""
        kept = _Kept(thing, weight, spared, spared, pandas_objects(thing))
        with self._lock:
            if key not in self._things:
                self._keep(key, kept)

    def entries(self) -> list[Entry]:
        """Everything that is kept now."""
        with self._lock:
            return [Entry(key, each.thing, each.weight, each.spared) for key, each in self._things.items()]

    def release_references(self) -> None:
        """Drops pandas' dead references of the frames that were read since the last time."""
        with self._lock:
            entries = [kept for kept in self._things.values() if kept.read]
            for kept in entries:
                kept.read = False
        for kept in entries:
            release_references(kept.frames)

    def clear(self) -> None:
        """Lets everything go."""
        with self._lock:
            self._things.clear()
            self._bytes = 0

    @property
    def held(self) -> Held:
        """How full it is."""
        with self._lock:
            counts = self._found, self._made, self._dropped
            return Held(self._bytes, self.most, len(self._things), *counts)

"""Where sums of counts are remembered between questions: in one place for all cities, within one bound of bytes.

Most questions differ in district or level only, so the sums are the same. A bound for each indicator would be none:
there are as many indicators as people write. Whoever keeps other things within a bound of his own gives his keeper
to `keep_in`, and the sums stand there among them.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Protocol, TypeVar, cast

import pandas as pd

T = TypeVar("T")
MOST = 256 * 2**20
"""Bytes of sums that are remembered where nobody else keeps them: notebooks and commands."""


class Keeper(Protocol):
    """Gives what is kept for a key, or makes and keeps it. What is given is shared and must not be changed."""

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The thing of this key."""


class Sums:
    """Frames by their keys, within `most` bytes; the last one made stays however large it is."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.bytes = 0
        self._lock = threading.Lock()
        self._things: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._things)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is remembered, or what `make` gives; two who ask at the same time may both make it."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return cast("T", self._things[key][0])
        thing = make()
        with self._lock:
            self._keep(key, thing)
        return thing

    def _keep(self, key: Hashable, thing: object) -> None:
        self.bytes -= self._things.pop(key, (None, 0))[1]
        self._things[key] = thing, _weight(thing)
        self.bytes += self._things[key][1]
        while self.bytes > self.most and len(self._things) > 1:
            self.bytes -= self._things.popitem(last=False)[1][1]


def _weight(thing: object) -> int:
    """The bytes of the frames among a thing's fields."""
    frames = (each for each in vars(thing).values() if isinstance(each, pd.DataFrame))
    return sum(int(frame.memory_usage(deep=False).sum()) for frame in frames)


_keeper: list[Keeper] = [Sums()]


def keep_in(keeper: Keeper) -> Keeper:
    """From now on sums are kept there; gives the keeper that there was before."""
    before, _keeper[0] = _keeper[0], keeper
    return before


def kept(key: Hashable, make: Callable[[], T]) -> T:
    """A sum, remembered or made; the key names the counts that it is a sum of by their `number`."""
    return _keeper[0].get(("sum", key), make)

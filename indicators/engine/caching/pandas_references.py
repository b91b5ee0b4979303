"""What pandas remembers of those who looked at a frame, and how to make it forget.

It keeps a dead reference for each column, row or index that was ever taken from a frame, until there are 500 for a
block of columns or an index: up to 40 kB for each, which may be more than what stands in it. What is kept for long and
looked at often has to forget from time to time.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pandas as pd

Looked = pd.DataFrame | pd.Series | pd.Index
_MOST = 4096
"""Of the things in one list or table of names so many are searched."""


def looked_at(thing: Any) -> tuple[Looked, ...]:
    """Every frame, series and index that a thing is or holds, in fields, lists or tables of names, however deep."""
    return tuple(_found(thing, set()))


def _found(thing: Any, seen: set[int]) -> Iterator[Looked]:
    if thing is None or isinstance(thing, str | bytes | int | float) or id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, pd.DataFrame | pd.Series | pd.Index):
        yield thing
        return
    for each in _held(thing):
        yield from _found(each, seen)


def _held(thing: Any) -> Iterable[Any]:
    if isinstance(thing, Mapping):
        return list(thing.values())[:_MOST]
    if isinstance(thing, tuple | list | set | frozenset):
        return list(thing)[:_MOST]
    if is_dataclass(thing) and not isinstance(thing, type):
        return [getattr(thing, field.name) for field in fields(thing)]
    return ()


def forget_looks(looked: Iterable[Looked]) -> None:
    """Lets pandas throw away its dead references; asking whether anybody refers to something clears them."""
    for each in looked:
        manager = getattr(each, "_mgr", None)
        for block in getattr(manager, "blocks", ()):
            block.refs.has_reference()
        for index in getattr(manager, "axes", [each]):
            remembered = getattr(index, "_references", None)
            if remembered is not None:
                remembered.has_reference()

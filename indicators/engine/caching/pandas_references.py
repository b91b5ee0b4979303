"""Dead references in pandas objects that are kept for long, and how to release them.

pandas keeps a weak reference for each column, row or index that was ever taken from a frame, and clears dead ones only
when there are 500 for a block of columns or an index: up to 40 kB for each block, which may be more than its data. A
frame that is kept for long and read often has to be cleared from time to time.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pandas as pd

PandasObject = pd.DataFrame | pd.Series | pd.Index
_MOST = 4096
"""How many items of one list or mapping are searched."""


def pandas_objects(thing: Any) -> tuple[PandasObject, ...]:
    """Every frame, series and index that an object is or holds, in fields, lists and mappings, at any depth."""
    return tuple(_walk(thing, set()))


def _walk(thing: Any, seen: set[int]) -> Iterator[PandasObject]:
    if thing is None or isinstance(thing, str | bytes | int | float) or id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, pd.DataFrame | pd.Series | pd.Index):
        yield thing
        return
    for each in _held(thing):
        yield from _walk(each, seen)


def _held(thing: Any) -> Iterable[Any]:
    if isinstance(thing, Mapping):
        return list(thing.values())[:_MOST]
    if isinstance(thing, tuple | list | set | frozenset):
        return list(thing)[:_MOST]
    if is_dataclass(thing) and not isinstance(thing, type):
        return [getattr(thing, field.name) for field in fields(thing)]
    return ()


def release_references(objects: Iterable[PandasObject]) -> None:
    """Lets pandas throw away its dead references: `has_reference` clears them as a side effect."""
    for each in objects:
        manager = getattr(each, "_mgr", None)
        for block in getattr(manager, "blocks", ()):
            block.refs.has_reference()
        for index in getattr(manager, "axes", [each]):
            remembered = getattr(index, "_references", None)
            if remembered is not None:
                remembered.has_reference()

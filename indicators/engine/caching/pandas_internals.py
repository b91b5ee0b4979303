"""The one place that reads private fields of pandas, to drop the dead references that it piles up.

pandas keeps a weak reference for each column, row or index that was ever taken from a frame, until there are 500 for a
block of columns or an index: up to 40 kB for each, which may be more than what stands in it. What is kept for long and
read often has to drop them from time to time. Where another version of pandas names these fields differently, nothing
is dropped and memory grows up to pandas' own bound; `tests/indicators/engine/caching/test_pandas_internals.py` fails.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

import pandas as pd

PandasObject = pd.DataFrame | pd.Series | pd.Index
REFERENCES_OF_A_BLOCK = 4000
"""Bytes of dead references that a block of columns holds on average, between two times that they are dropped."""
_MOST = 4096
"""Of the things in one list or mapping so many are searched."""


def pandas_objects(thing: object) -> tuple[PandasObject, ...]:
    """Every frame, series and index that a thing is or holds, in fields, lists or mappings, however deep."""
    return tuple(_search(thing, set()))


def _search(thing: object, visited: set[int]) -> Iterator[PandasObject]:
    if thing is None or isinstance(thing, str | bytes | int | float) or id(thing) in visited:
        return
    visited.add(id(thing))
    if isinstance(thing, pd.DataFrame | pd.Series | pd.Index):
        yield thing
        return
    for member in _members(thing):
        yield from _search(member, visited)


def _members(thing: object) -> Iterable[object]:
    if isinstance(thing, Mapping):
        return list(thing.values())[:_MOST]
    if isinstance(thing, tuple | list | set | frozenset):
        return list(thing)[:_MOST]
    if is_dataclass(thing) and not isinstance(thing, type):
        return [getattr(thing, field.name) for field in fields(thing)]
    return ()


def release_references(objects: Iterable[PandasObject]) -> None:
    """Lets pandas throw away its dead references; asking whether anybody refers to something clears them."""
    for each in objects:
        manager = getattr(each, "_mgr", None)
        for block in getattr(manager, "blocks", ()):
            _clear(getattr(block, "refs", None))
        for index in getattr(manager, "axes", [each]):
            _clear(getattr(index, "_references", None))


def _clear(references: object) -> None:
    has_reference = getattr(references, "has_reference", None)
    if has_reference is not None:
        has_reference()


def references(each: PandasObject) -> list[int]:
    """How many references each block and index of a frame or series, or an index, holds, dead ones included."""
    manager = getattr(each, "_mgr", None)
    if manager is None:
        held = [each._references]  # type: ignore[union-attr]
    else:
        held = [block.refs for block in manager.blocks] + [index._references for index in manager.axes]
    return [len(one.referenced_blocks) for one in held if one is not None]

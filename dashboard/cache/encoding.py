"""Things as bytes and back, without running anything that stands in the bytes: JSON for structure, Arrow for frames.

What can be written: texts, numbers, dates, lists, mappings, arrays, frames and series with a plain index, dataclasses
of this project, registered indicators (by their id) and the city that they belong to. Anything else raises
`NotStorableError`. What occurs twice is written once and is one object again when it is read.
"""

import datetime as dt
import enum
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from indicators.city import City
from indicators.engine.definitions.registry import Indicator, indicator
from indicators.engine.text.errors import TownbellError

_OURS = ("indicators.", "dashboard.")
_PLAIN = (str, int, float, bool)
_COLLECTIONS: dict[str, Callable[[Iterable[Any]], Any]] = {
    "tuple": tuple,
    "list": list,
    "set": set,
    "frozenset": frozenset,
}
_TEXTS: Any = pd.StringDtype(na_value=np.nan)
_COMPRESSED = pa.ipc.IpcWriteOptions(compression="lz4")
Tree = Any
"""What JSON can hold: a plain value as it is, anything else as a list that begins with its kind."""


class NotStorableError(Exception):
    """A thing has no written form."""


class Encoder:
    """Writes things one after another; `blocks` are the bytes of their frames and arrays."""

    def __init__(self, city: City) -> None:
        self.blocks: list[bytes] = []
        self._city = city
        self._written: dict[int, int] = {}
        self._alive: list[object] = []

    def encoded(self, thing: object) -> Tree:
        """The thing's tree; its frames and arrays stand in `blocks`. Raises NotStorableError, and then adds nothing."""
        blocks, alive = len(self.blocks), len(self._alive)
        try:
            return self._tree(thing)
        except NotStorableError:
            del self.blocks[blocks:]
            for lost in self._alive[alive:]:
                del self._written[id(lost)]
            del self._alive[alive:]
            raise

    def _tree(self, thing: Any) -> Tree:
        if thing is None or type(thing) in _PLAIN:
            return thing
        if id(thing) in self._written:
            return ["same", self._written[id(thing)]]
        tree = self._new(thing)
        if tree[0] in ("frame", "series", "array", "dataclass"):
            self._written[id(thing)] = len(self._alive)
            self._alive.append(thing)
        return tree

    def _new(self, thing: Any) -> list[Tree]:
        kind = type(thing).__name__
        if type(thing) in _COLLECTIONS.values():
            return [kind, *map(self._tree, thing)]
        if type(thing) is dict:
            return [kind, *([self._tree(key), self._tree(value)] for key, value in thing.items())]
        if isinstance(thing, np.generic):
            return ["scalar", thing.dtype.str, _item(thing)]
        if type(thing) in (dt.date, dt.datetime):
            return [kind, thing.isoformat()]
        if type(thing) is pd.DataFrame:
            return self._frame(thing)
        if type(thing) is pd.Series:
            return ["series", self._frame(thing.to_frame("0")), self._tree(thing.name)]
        if type(thing) is np.ndarray:
            return self._array(thing)
        return self._ours(thing)

    def _ours(self, thing: Any) -> list[Tree]:
        if thing is self._city:
            return ["city"]
        if isinstance(thing, Indicator):
            if not _is_registered(thing):
                raise NotStorableError(f"The indicator {thing.id} is not the registered one.")
            return ["indicator", thing.id]
        name = [type(thing).__module__, type(thing).__qualname__]
        if name[0].startswith(_OURS) and isinstance(thing, enum.Enum):
            return ["enum", *name, thing.name]
        if not name[0].startswith(_OURS) or not is_dataclass(thing):
            raise NotStorableError(f"A {'.'.join(name)} has no written form.")
        return ["dataclass", *name, *(self._tree(getattr(thing, field.name)) for field in fields(thing))]

    def _array(self, values: np.ndarray) -> list[Tree]:
        if values.dtype == object:
            return ["objects", list(values.shape), *map(self._tree, values.ravel())]
        if values.dtype.kind not in "biufmM":
            raise NotStorableError(f"An array of {values.dtype} has no written form.")
        self.blocks.append(np.ascontiguousarray(values).tobytes())
        return ["array", len(self.blocks) - 1, values.dtype.str, list(values.shape)]

    def _frame(self, frame: pd.DataFrame) -> list[Tree]:
        """Columns of numbers and texts as one block of Arrow, those of objects and the index in the tree."""
        if type(frame.columns) is not pd.Index or frame.columns.name is not None:
            raise NotStorableError("Columns whose names are not a plain list have no written form.")
        columns = {str(at): frame.iloc[:, at] for at in range(frame.shape[1])}
        index: Tree
        if type(frame.index) is pd.RangeIndex:
            index = ["range", frame.index.start, frame.index.stop, frame.index.step]
        elif type(frame.index) is pd.Index:
            index = ["values"]
            columns["index"] = frame.index.to_series()
        else:
            raise NotStorableError(f"A {type(frame.index).__name__} has no written form.")
        objects = {name: column for name, column in columns.items() if column.dtype == object}
        arrays = {name: _arrow(column) for name, column in columns.items() if name not in objects}
        sink = pa.BufferOutputStream()
        if arrays:
            table = pa.table(list(arrays.values()), names=list(arrays))
            with pa.ipc.new_stream(sink, table.schema, options=_COMPRESSED) as stream:
                stream.write_table(table)
        self.blocks.append(sink.getvalue().to_pybytes())
        return [
            "frame",
            len(self.blocks) - 1,
            [self._tree(name) for name in frame.columns],
            str(frame.columns.dtype),
            [*index, self._tree(frame.index.name)],
            {name: str(column.dtype) for name, column in columns.items()},
            {name: [self._tree(value) for value in column] for name, column in objects.items()},
            self._tree(dict(frame.attrs)),
        ]


def _item(scalar: np.generic) -> Tree:
    if scalar.dtype.kind not in "biufU":
        raise NotStorableError(f"A value of {scalar.dtype} has no written form.")
    return scalar.item()


def _is_registered(each: Indicator) -> bool:
    try:
        return indicator(each.id) == each
    except TownbellError:
        return False


def _arrow(column: pd.Series) -> pa.Array:
    """A column of numbers as it is (not a number stays that), or of texts."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "biuf":
        return pa.array(column.to_numpy())
    if column.dtype == "str":
        return pa.array(column.array, type=pa.large_string(), from_pandas=True)
    raise NotStorableError(f"A column of {column.dtype} has no written form.")


class Decoder:
    """Reads what an `Encoder` wrote, in the same order. Raises ValueError where it can't be read."""

    def __init__(self, city: City, blocks: list[bytes]) -> None:
        self._city, self._blocks = city, blocks
        self._read: list[object] = []
        self._kinds: Mapping[str, Callable[..., Any]] = {
            "same": lambda at: self._read[at],
            "dict": lambda *pairs: {self._thing(key): self._thing(value) for key, value in pairs},
            "scalar": lambda kind, value: np.dtype(kind).type(value),
            "date": dt.date.fromisoformat,
            "datetime": dt.datetime.fromisoformat,
            "city": lambda: self._city,
            "indicator": indicator,
            "enum": lambda module, name, member: _class_of(module, name)[member],
            "objects": self._objects,
            "array": self._array,
            "frame": self._frame,
            "series": self._series,
            "dataclass": self._dataclass,
        }

    def decoded(self, tree: Tree) -> Any:
        """The thing of a tree."""
        try:
            return self._thing(tree)
        except (TypeError, KeyError, IndexError, AttributeError, ImportError, TownbellError) as error:
            raise ValueError(f"What was kept can't be read: {error}") from error

    def _thing(self, tree: Tree) -> Any:
        if not isinstance(tree, list):
            return tree
        kind, *parts = tree
        if kind in _COLLECTIONS:
            return _COLLECTIONS[kind](map(self._thing, parts))
        thing = self._kinds[kind](*parts)
        if kind in ("frame", "series", "array", "dataclass"):
            self._read.append(thing)
        return thing

    def _objects(self, shape: list[int], *values: Tree) -> np.ndarray:
        array = np.empty(len(values), dtype=object)
        array[:] = [self._thing(value) for value in values]
        return array.reshape(shape)

    def _array(self, block: int, kind: str, shape: list[int]) -> np.ndarray:
        return np.frombuffer(self._blocks[block], dtype=kind).reshape(shape).copy()

    def _dataclass(self, module: str, name: str, *values: Tree) -> Any:
        cls = _class_of(module, name)
        if not isinstance(cls, type) or not is_dataclass(cls):
            raise ValueError(f"{module}.{name} is no dataclass.")
        thing: Any = object.__new__(cls)
        for field, value in zip(fields(cls), values, strict=True):
            object.__setattr__(thing, field.name, self._thing(value))
        return thing

    def _series(self, frame: list[Tree], name: Tree) -> pd.Series:
        return self._frame(*frame[1:])["0"].rename(self._thing(name))

    def _frame(
        self,
        block: int,
        names: list[Tree],
        names_dtype: str,
        index: list[Tree],
        dtypes: dict[str, str],
        *rest: Any,
    ) -> pd.DataFrame:
        objects, attrs = rest
        table = pa.ipc.open_stream(self._blocks[block]).read_all() if self._blocks[block] else pa.table({})
        columns = {
            name: self._objects([len(objects[name])], *objects[name])
            if name in objects
            else _column(table.column(name), dtype)
            for name, dtype in dtypes.items()
        }
        if index[0] == "range":
            start, stop, step, name = index[1:]
            labels: pd.Index = pd.RangeIndex(start, stop, step, name=self._thing(name))
        else:
            labels = pd.Index(columns.pop("index"), dtype=dtypes["index"], name=self._thing(index[1]))
        frame = pd.DataFrame(columns, index=labels, copy=False)
        frame.columns = pd.Index([self._thing(name) for name in names], dtype=names_dtype)
        frame.attrs = self._thing(attrs)
        return frame


def _column(column: pa.ChunkedArray, dtype: str) -> Any:
    if dtype == "str":
        return _TEXTS.__from_arrow__(column)
    return column.to_numpy().astype(dtype, copy=False)


def _class_of(module: str, name: str) -> Any:
    if not module.startswith(_OURS):
        raise ValueError(f"{module} is no module of this project.")
    thing: Any = import_module(module)
    for part in name.split("."):
        thing = getattr(thing, part)
    return thing


def as_bytes(tree: Tree) -> bytes:
    """A tree as JSON."""
    return json.dumps(tree, separators=(",", ":")).encode()

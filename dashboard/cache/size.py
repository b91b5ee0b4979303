"""What things weigh in memory, roughly and fast: enough to keep a cache within its bounds.

Frames, arrays and texts are counted; of long lists and tables of names only some are looked at and the rest is taken
to be like them. A thing that occurs twice within one is counted once. Open cities and what else is neither data nor
a container weigh nothing: they are shared, and not kept for the sake of the one that refers to them.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
import shapely
from pandas.api.extensions import ExtensionArray

from indicators.engine.caching.pandas_internals import REFERENCES_OF_A_BLOCK

_LOOKED_AT = 64
_POINT = 16
_OUTLINE = 160
_Seen = set[int]


def weigh(thing: object) -> int:
    """Bytes, by and large."""
    return _weigh(thing, set())


def _weigh(thing: Any, seen: _Seen) -> int:
    if thing is None or isinstance(thing, bool | int | float):
        return 32
    if id(thing) in seen:
        return 8
    seen.add(id(thing))
    if isinstance(thing, str | bytes | bytearray):
        return sys.getsizeof(thing)
    if isinstance(thing, pd.DataFrame):
        return _frame(thing, seen)
    if isinstance(thing, pd.Series):
        return 1000 + _column(thing.array, seen) + _index(thing.index)
    if isinstance(thing, np.ndarray):
        return 100 + _array(thing, seen)
    if isinstance(thing, Mapping):
        return sys.getsizeof(thing) + _several(_pairs(thing), 2 * len(thing), seen)
    if isinstance(thing, Sequence | set | frozenset):
        return sys.getsizeof(thing) + _several(thing, len(thing), seen)
    if is_dataclass(thing) and not isinstance(thing, type):
        return 100 + sum(_weigh(getattr(thing, field.name), seen) for field in fields(thing))
    return int(sys.getsizeof(thing, 64))


def _frame(frame: pd.DataFrame, seen: _Seen) -> int:
    """The columns, and the dead references that pandas holds for each block of columns of one type."""
    columns = [frame.iloc[:, at].array for at in range(frame.shape[1])]
    blocks = {str(dtype) if isinstance(dtype, np.dtype) else at for at, dtype in enumerate(frame.dtypes)}
    references = REFERENCES_OF_A_BLOCK * len(blocks)
    return _index(frame.index) + references + sum(_column(column, seen) for column in columns)


def _pairs(thing: Mapping[Any, Any]) -> Iterable[Any]:
    for key, value in thing.items():
        yield key
        yield value


def _several(things: Iterable[Any], all_of_them: int, seen: _Seen) -> int:
    """Those at the beginning; when there are more, the others are taken to weigh as much on average."""
    looked_at = list(islice(things, _LOOKED_AT))
    weight = sum(_weigh(each, seen) for each in looked_at)
    return weight * all_of_them // len(looked_at) if looked_at else 0


def _index(index: pd.Index) -> int:
    return int(index.memory_usage(deep=False))


def _column(column: ExtensionArray, seen: _Seen) -> int:
    """Numbers and texts take the bytes that they say; objects and outlines are weighed one by one."""
    if isinstance(column, pd.arrays.NumpyExtensionArray) or column.dtype.name == "geometry":
        return _array(column.to_numpy(), seen)
    return int(column.nbytes)


def _array(values: np.ndarray, seen: _Seen) -> int:
    if values.dtype != object or not values.size:
        return int(values.nbytes)
    if values.ndim == 1 and isinstance(values[0], shapely.Geometry):
        return int(
            values.nbytes + _OUTLINE * len(values) + _POINT * shapely.get_num_coordinates(values).sum()
        )
    return int(values.nbytes) + _several(values.ravel(), values.size, seen)

"""The columns of a table's counts; those that lie in a file are read when they are first asked for."""

import json
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

from indicators.engine.caching import disk as store
from indicators.engine.types import JsonObject

ROWS = "every/rows"
"""The column that holds how many rows a cell has, known or not."""


class Columns:
    """A frame whose columns are taken by name and shared: they must not be changed. Totals are named `part/total`.

    `names` are all that lie in it, in their order; `attrs` are the frame's. What `attrs["others"]` names does not: it
    is worked out from `ROWS` and the column that it points to. A file that breaks or is changed after it was opened
    is replaced by what `make` gives; one that is deleted can still be read.
    """

    def __init__(
        self,
        names: Iterable[str],
        attrs: JsonObject,
        read: Callable[[list[str]], pd.DataFrame],
        make: Callable[[], pd.DataFrame],
    ):
        self.names, self.attrs = tuple(names), attrs
        self._read, self._make = read, make
        self._known: dict[str, pd.Series] = {}
        self._lock = threading.Lock()

    @classmethod
    def of_frame(cls, frame: pd.DataFrame) -> "Columns":
        """The columns of a frame that is there."""
        attrs = {str(name): value for name, value in frame.attrs.items()}
        return cls(frame.columns, attrs, lambda names: frame[names], lambda: frame)

    @classmethod
    def of_file(cls, path: Path, make: Callable[[], pd.DataFrame]) -> "Columns":
        """The columns of a Parquet file. Raises OSError or ValueError where there is none or a broken one."""
        from pyarrow import parquet

        file = parquet.ParquetFile(path, memory_map=True)
        attrs = json.loads((file.schema_arrow.metadata or {}).get(b"PANDAS_ATTRS", b"{}"))

        def read(names: list[str]) -> pd.DataFrame:
            table = file.read(columns=names)
            # What destroys itself must not be touched afterwards: the process would crash.
            frame: pd.DataFrame = table.to_pandas(split_blocks=True, self_destruct=True)
            del table
            return frame

        return cls(file.schema_arrow.names, attrs, read, make)

    @property
    def known(self) -> tuple[pd.Series, ...]:
        """The columns that are in memory."""
        with self._lock:
            return tuple(self._known.values())

    def frame(self, names: Iterable[str]) -> pd.DataFrame:
        """Some of the columns, side by side."""
        listed = list(names)
        with self._lock:
            self._learn([name for name in listed if name in self.names])
            worked_out = {name: self.attrs["others"][name] for name in listed if name not in self.names}
            if missing := {name: of for name, of in worked_out.items() if name not in self._known}:
                self._learn([ROWS, *missing.values()])
                self._known |= {name: self._known[ROWS] - self._known[of] for name, of in missing.items()}
            return pd.DataFrame({name: self._known[name] for name in listed}, copy=False)

    def _learn(self, names: list[str]) -> None:
        missing = [name for name in dict.fromkeys(names) if name not in self._known]
        if missing:
            try:
                frame = self._read(missing)
            except (OSError, ValueError):
                frame = self._make()
            # a total was counted and kept in what takes least room; it is a floating-point number to everybody
            self._known |= {
                name: frame[name].astype(float) if "/" in name else frame[name] for name in missing
            }


def kept_columns(name: str, make: Callable[[], pd.DataFrame], sound: Callable[[], bool]) -> Columns:
    """Columns that are kept under a name on disk; made by `make` where there are none, and kept while `sound`.

    Unlike `disk.kept` a file that is there is read a column at a time.
    """
    try:
        return Columns.of_file(store.folder() / f"{name}.parquet", make)
    except (OSError, ValueError):
        pass
    frame = make()
    if sound():
        store.keep(name, frame)
    return Columns.of_frame(frame)

"""What an indicator function is handed: a row whose attributes are the table's columns, as Narwhals expressions."""

from collections.abc import Collection

import narwhals as nw

from indicators.engine.text.errors import TownbellError, did_you_mean


class UnknownColumn(TownbellError):
    """An indicator names a column that its table does not have."""


class Row:
    """Stands for every row of a table at once; remembers which columns were asked for.

    `columns` are the names that exist; None accepts every name (to learn what a function needs).
    """

    def __init__(self, table: str, columns: Collection[str] | None = None):
        self._table = table
        self._columns = columns
        self._read: list[str] = []

    def __getattr__(self, name: str) -> nw.Expr:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._columns is not None and name not in self._columns:
            hint = did_you_mean(name, self._columns)
            raise UnknownColumn(f"Table '{self._table}' has no column '{name}'.", hint)
        if name not in self._read:
            self._read.append(name)
        return nw.col(name)


def columns_read(row: Row) -> tuple[str, ...]:
    """The columns that were read from the row, in the order of first use."""
    return tuple(row._read)

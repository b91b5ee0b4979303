"""Finding bad rows and saying which: row numbers as a spreadsheet counts them, a few shown, the rest counted.

In a database bad rows are only counted: their cells stay there.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from indicators.engine.pack.model import TableResource
from indicators.engine.sources.base import Connection, Row
from indicators.engine.sources.typed_columns import is_text, literal, marks_of
from indicators.engine.text.errors import Problem

SHOWN = 5
Cell = Any
"""A cell as the check's query shows it."""
BadRows = tuple[list[Row], int]
"""A few rows with a cell of each, and how many more there are."""


@dataclass(frozen=True)
class TableReader:
    """A table whose rows are checked: where its queries run, what it should hold, and its name in a query."""

    connection: Connection
    resource: TableResource
    raw: str

    def all(self, sql: str) -> list[Row]:
        """Every row of a query's answer."""
        return self.connection.execute(sql).fetchall()

    def one(self, sql: str) -> Row:
        """The only row of a query that adds everything up."""
        row = self.connection.execute(sql).fetchone()
        if row is None:
            raise ValueError(f"no row answers {sql}")
        return row


class Unseen:
    """A cell that stayed in its database; it reads as an ellipsis, also where a number or a pair is expected."""

    def __format__(self, _spec: str) -> str:
        return "…"

    def __iter__(self) -> Iterator["Unseen"]:
        return iter((self, self))


def row_number(resource: TableResource) -> str:
    """The row as a spreadsheet counts it; files without a header row count from 1."""
    return "row__ + 1" if is_text(resource) else "row__"


def with_rows(table: TableReader) -> str:
    """The rows of a table with their number as `rn`; rows of a database have none."""
    number = "row_number() OVER ()" if table.resource.database is None else "CAST(NULL AS BIGINT)"
    return f"(SELECT *, {number} AS rn FROM {table.raw}) AS numbered"


def bad_rows(table: TableReader, shown: str, where: str) -> BadRows:
    """The first rows that meet a condition, with the cell to show, and how many more there are."""
    if table.resource.database is not None:
        return bad_rows_of_all(table, [(shown, where)])[0]
    source = (
        table.raw
        if is_text(table.resource) or table.resource.is_points
        else f"(SELECT *, row_number() OVER () AS row__ FROM {table.raw})"
    )
    sql = f"FROM {source} WHERE {where}"
    total = table.one(f"SELECT count(*) {sql}")[0]
    if not total:
        return [], 0
    rows = table.all(f"SELECT {row_number(table.resource)}, {shown} {sql} ORDER BY row__ LIMIT {SHOWN}")
    return rows, total - len(rows)


def bad_rows_of_all(table: TableReader, checks: Sequence[tuple[str, str]]) -> list[BadRows]:
    """The same for several pairs of a cell to show and a condition; a database is read once for all of them."""
    if table.resource.database is None:
        return [bad_rows(table, shown, where) for shown, where in checks]
    if not checks:
        return []
    counts = ", ".join(f"count(CASE WHEN {where} THEN 1 END)" for _shown, where in checks)
    return [([], n) for n in table.one(f"SELECT {counts} FROM {table.raw}")]


def report(
    resource: TableResource,
    bad: BadRows,
    column: str,
    what: Callable[[Cell], str],
    todo: str,
    warning: bool = False,
) -> Iterator[Problem]:
    """A problem for each row found."""
    rows, more = bad
    for row, value in rows:
        yield Problem(resource.file, what(value), todo, row=row, column=column, warning=warning)
    if more and resource.database is not None:
        yield Problem(resource.file, f"{more} rows: {what(Unseen())}", todo, column=column, warning=warning)
    elif more:
        yield Problem(resource.file, f"{more} more rows like these.", "", column=column, warning=warning)


def not_marked(resource: TableResource, column: str) -> str:
    """The SQL condition that a cell holds more than a mark for an unknown number."""
    marks = ", ".join(literal(mark) for mark in marks_of(resource))
    known = f"{column} IS NOT NULL"
    return f"{known} AND CAST({column} AS VARCHAR) NOT IN ({marks})" if marks else known

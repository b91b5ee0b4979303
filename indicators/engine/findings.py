"""Finding bad rows and saying which: row numbers as a spreadsheet counts them, a few shown, the rest counted."""

from collections.abc import Callable, Iterator
from typing import Any

from indicators.engine.pack import TableResource
from indicators.engine.problem import Problem
from indicators.engine.tables import is_text, literal, marks_of

SHOWN = 5


def row_number(resource: TableResource) -> str:
    """The row as a spreadsheet counts it; files without a header row count from 1."""
    return "row__ + 1" if is_text(resource) else "row__"


def bad_rows(
    connection: Any, resource: TableResource, raw: str, shown: str, where: str
) -> tuple[list[tuple[int, Any]], int]:
    """The first rows that meet a condition, with the cell to show, and how many more there are."""
    source = (
        raw
        if is_text(resource) or resource.is_points
        else f"(SELECT *, row_number() OVER () AS row__ FROM {raw})"
    )
    sql = f"FROM {source} WHERE {where}"
    total = connection.execute(f"SELECT count(*) {sql}").fetchone()[0]
    if not total:
        return [], 0
    rows = connection.execute(
        f"SELECT {row_number(resource)}, {shown} {sql} ORDER BY row__ LIMIT {SHOWN}"
    ).fetchall()
    return rows, total - len(rows)


def report(
    resource: TableResource,
    found: tuple[list[tuple[int, Any]], int],
    column: str,
    what: Callable[[Any], str],
    todo: str,
    warning: bool = False,
) -> Iterator[Problem]:
    """A problem for each row found."""
    rows, more = found
    for row, value in rows:
        yield Problem(resource.file, what(value), todo, row=row, column=column, warning=warning)
    if more:
        yield Problem(resource.file, f"{more} more rows like these.", "", column=column, warning=warning)


def not_marked(resource: TableResource, column: str) -> str:
    """The SQL condition that a cell holds more than a mark for an unknown number."""
    marks = ", ".join(literal(mark) for mark in marks_of(resource))
    known = f"{column} IS NOT NULL"
    return f"{known} AND CAST({column} AS VARCHAR) NOT IN ({marks})" if marks else known

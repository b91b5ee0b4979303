"""Tables: a pack's files as lazy frames with one meaning for each cell.

An opened table has the columns `district_id`, `period` (a code; for dates the month), its segments as text, its data
columns by type, and for columns in which some cells are *suppressed* or *not collected* a companion
`<column>__state` (0 known, 1 missing, 2 suppressed, 3 not collected). Where the rows of a file are dated there is
`month__` too, months counted from the year 0: numbers are grouped faster than texts.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw
import pyarrow as pa

from indicators.engine.pack import Margin, TableResource
from indicators.engine.periods import Period, grain_of_all, period_from_code

KNOWN, MISSING, SUPPRESSED, NOT_COLLECTED = range(4)
STATE = "__state"
MONTH = "month__"
ALL = "all"

SQL_TYPES = {
    "string": "VARCHAR",
    "number": "DOUBLE",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "year": "BIGINT",
    "yearmonth": "VARCHAR",
    "any": "VARCHAR",
}


@dataclass(frozen=True)
class Table:
    """A table that indicators can be counted in. `frame` is a Narwhals lazy frame of any engine.

    `source` (`sources.Source`) is where it is counted if that is not here: use `fetched`, not `collect`.
    """

    name: str
    frame: nw.LazyFrame[Any]
    columns: tuple[str, ...]
    segments: tuple[str, ...]
    periods: tuple[Period, ...]
    grain: str | None
    stateful: frozenset[str] = frozenset()
    margins: Mapping[str, Margin] = field(default_factory=dict)
    absent: str = "missing"
    sample: str | None = None
    count: str | None = None
    strata: str | None = None
    clusters: str | None = None
    suppress_below: int | None = None
    dated: bool = False
    source: Any = None


def fetched(table: Table, frame: nw.LazyFrame[Any]) -> pa.Table:
    """What a frame made of the table's comes to: asked of its database or cluster, where it has one."""
    if table.source is not None:
        return table.source.rows(frame)
    return frame.collect("pyarrow").to_native()


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """A text as SQL writes it."""
    return "'" + str(text).replace("'", "''") + "'"


def raw_view(connection: Any, resource: TableResource, district_ids: Any = None, known: bool = False) -> str:
    """Makes the file readable as `raw_<table>`, every column as text for CSV, with `row__` counted from 1.

    For points `district_ids` (one for each row) become the column `district_id__`. What has to be made of a text
    or of points is made at once, as it will be read many times; where all is `known`, only when somebody counts.
    """
    name = quoted(f"raw_{resource.name}")
    source = source_of(resource)
    kind = "VIEW" if known else "TABLE"
    if district_ids is not None:
        points = f"points_{resource.name}"
        connection.register(points, district_ids)
        connection.execute(
            f"CREATE OR REPLACE {kind} {name} AS SELECT r.*, p.district_id__ FROM {numbered(source)} r "
            f"JOIN {quoted(points)} p ON r.row__ = p.row__" + ("" if known else " ORDER BY r.row__")
        )
        if not known:
            connection.unregister(points)
    elif is_text(resource):
        connection.execute(f"CREATE OR REPLACE {kind} {name} AS SELECT * FROM {numbered(source)}")
    else:
        connection.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM {source}")
    return name


def numbered(source: str) -> str:
    """The rows of a source with their number, counted from 1, as `row__`."""
    return f"(SELECT *, row_number() OVER () AS row__ FROM {source})"


def is_text(resource: TableResource) -> bool:
    """Is it a CSV file, where every cell is text until its schema says otherwise?"""
    return resource.database is None and resource.path.suffix.lower() in (".csv", ".tsv", ".txt")


def source_of(resource: TableResource) -> str:
    """The DuckDB expression that reads the file."""
    path = literal(resource.path)
    if is_text(resource):
        delimiter = literal("\t" if resource.path.suffix.lower() == ".tsv" else resource.delimiter)
        # quoted empty cells and unquoted ones are the same thing in the Data Package standard
        return (
            f"read_csv({path}, all_varchar=true, header=true, delim={delimiter}, quote='\"', escape='\"', "
            "nullstr='', allow_quoted_nulls=true, auto_detect=false, columns=" + _csv_columns(resource) + ")"
        )
    return f"read_parquet({path})"


def _csv_columns(resource: TableResource) -> str:
    from indicators.engine.files import header_of

    names = header_of(resource)
    return "{" + ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names) + "}"


def typed_sql(resource: TableResource, raw: str, stateful: frozenset[str]) -> str:
    """The SELECT that gives every column its type and every unknown cell its state."""
    parts = [f"{_district_sql(resource)} AS district_id", f"{period_sql(resource)} AS period"]
    parts += _window_sql(resource)
    if is_dated(resource) and resource.database is None:
        parts.append(f"{_month_sql(resource)} AS {MONTH}")
    used = {resource.district, resource.period, "period_start", "period_end"}
    for column in resource.fields:
        if column.name in used and column.name not in resource.segments:
            continue
        kind = "string" if column.name in resource.segments else column.type
        parts.append(
            f"{_cell_sql(resource, column.name, kind, column.not_collected)} AS {quoted(column.name)}"
        )
        if column.name in stateful:
            parts.append(
                f"{_state_sql(resource, column.name, column.not_collected)} AS {quoted(column.name + STATE)}"
            )
    where = "" if resource.district else " WHERE district_id__ IS NOT NULL"
    return f"SELECT {', '.join(parts)} FROM {raw}{where}"


def _district_sql(resource: TableResource) -> str:
    return f"CAST({quoted(resource.district)} AS VARCHAR)" if resource.district else "district_id__"


def is_dated(resource: TableResource) -> bool:
    """Does the period column hold dates, so that rows are counted by month?"""
    return any(f.name == resource.period and f.type in ("date", "datetime") for f in resource.fields)


def period_sql(resource: TableResource) -> str:
    """The period's code as SQL: the month for dates."""
    column = quoted(str(resource.period))
    if is_dated(resource):
        return f"strftime(TRY_CAST({column} AS TIMESTAMP), '%Y-%m')"
    return f"CAST({column} AS VARCHAR)"


def _month_sql(resource: TableResource) -> str:
    day = f"TRY_CAST({quoted(str(resource.period))} AS TIMESTAMP)"
    return f"CAST(year({day}) * 12 + month({day}) - 1 AS INTEGER)"


def _window_sql(resource: TableResource) -> list[str]:
    names = {f.name for f in resource.fields}
    if not {"period_start", "period_end"} <= names:
        return []
    return [f"TRY_CAST({name} AS DATE) AS {name}" for name in ("period_start", "period_end")]


def marks_of(resource: TableResource) -> tuple[str, ...]:
    """Every mark that stands for an unknown number."""
    return (*resource.missing, *resource.suppressed, *resource.not_collected)


def _in(column: str, marks: Iterable[str]) -> str:
    listed = [literal(mark) for mark in marks if mark != ""]
    return f"CAST({column} AS VARCHAR) IN ({', '.join(listed)})" if listed else "FALSE"


def _within(resource: TableResource, codes: Iterable[str]) -> str:
    """Is the row's period one of these, or a month or quarter of one of these years?"""
    period = period_sql(resource)
    finer = "" if _window_sql(resource) else f" OR left({period}, 4) IN ({', '.join(map(literal, codes))})"
    return f"({_in(period, codes)}{finer})"


def _cell_sql(resource: TableResource, name: str, kind: str, not_asked: tuple[str, ...]) -> str:
    column, sql_type = quoted(name), SQL_TYPES.get(kind, "VARCHAR")
    cell = f"TRY_CAST({column} AS {sql_type})"
    if kind == "boolean" and is_text(resource):
        true, false = (
            f"lower({column}) IN {words}" for words in ("('true', '1', 'yes')", "('false', '0', 'no')")
        )
        cell = f"CASE WHEN {true} THEN TRUE WHEN {false} THEN FALSE END"
    unknown = _in(column, marks_of(resource))
    if not_asked:
        unknown = f"({unknown} OR {_within(resource, not_asked)})"
    return cell if unknown == "FALSE" else f"CASE WHEN {unknown} THEN NULL ELSE {cell} END"


def _state_sql(resource: TableResource, name: str, not_asked: tuple[str, ...]) -> str:
    column = quoted(name)
    asked = f"WHEN {_within(resource, not_asked)} THEN {NOT_COLLECTED} " if not_asked else ""
    return (
        f"CASE {asked}WHEN {_in(column, resource.suppressed)} THEN {SUPPRESSED} "
        f"WHEN {_in(column, resource.not_collected)} THEN {NOT_COLLECTED} "
        f"WHEN {column} IS NULL OR {_in(column, resource.missing)} THEN {MISSING} ELSE {KNOWN} END"
    )


def stateful_columns(connection: Any, resource: TableResource, raw: str) -> frozenset[str]:
    """The columns in which some cell is suppressed or not collected."""
    marks = (*resource.suppressed, *resource.not_collected)
    by_period = {f.name for f in resource.fields if f.not_collected}
    fixed = {resource.district, resource.period, *resource.segments, "period_start", "period_end"}
    candidates = [f.name for f in resource.fields if f.name not in fixed]
    if not marks or not candidates:
        return frozenset(by_period)
    tests = ", ".join(f"bool_or({_in(quoted(name), marks)})" for name in candidates)
    found = connection.execute(f"SELECT {tests} FROM {raw}").fetchone()
    return frozenset(by_period | {name for name, has in zip(candidates, found, strict=True) if has})


Keep = Callable[[str, Callable[[], list[Any]]], list[Any]]


def open_table(
    connection: Any, resource: TableResource, raw: str, keep: Keep = lambda name, make: make()
) -> Table:
    """A table of the pack (made readable by `raw_view`), ready to be counted. `contract` checks it.

    `connection` is DuckDB's for a file, and the source itself for a table in a database. `keep` may hand back what
    was found in the rows before (by name, as JSON holds it) instead of looking for it anew.
    """
    stateful = frozenset(keep("stateful", lambda: sorted(stateful_columns(connection, resource, raw))))
    typed = typed_sql(resource, raw, stateful)
    if resource.database is None:
        view = quoted(f"table_{resource.name}")
        connection.execute(f"CREATE OR REPLACE VIEW {view} AS {typed}")
        frame = nw.from_native(connection.table(f"table_{resource.name}")).lazy()
    else:
        view, frame = f"({typed}) AS typed", connection.frame(typed)
    rows = keep("periods", lambda: _periods(connection, resource, view))
    periods = tuple(sorted(_period(*row) for row in rows))
    grain = "month" if is_dated(resource) else grain_of_all(p.code for p in periods)
    return Table(
        name=resource.name,
        frame=frame,
        columns=tuple(f.name for f in resource.fields),
        segments=resource.segments,
        periods=periods,
        grain=grain,
        stateful=stateful,
        margins=resource.margins,
        absent=resource.absent,
        sample=resource.sample,
        count=resource.count,
        strata=resource.strata,
        clusters=resource.clusters,
        suppress_below=resource.suppress_below,
        dated=is_dated(resource),
        source=None if resource.database is None else connection,
    )


def _periods(connection: Any, resource: TableResource, view: str) -> list[list[str | None]]:
    """The codes that occur, each with its first and last day where the table says them, as ISO texts."""
    window = _window_sql(resource)
    columns = "period, min(period_start), max(period_end)" if window else "period"
    rows = connection.execute(
        f"SELECT {columns} FROM {view} WHERE period IS NOT NULL GROUP BY period"
    ).fetchall()
    return [[code, *(None if day is None else day.isoformat() for day in days)] for code, *days in rows]


def _period(code: str, start: str | None = None, end: str | None = None) -> Period:
    if start is not None and end is not None:
        return Period(dt.date.fromisoformat(start), dt.date.fromisoformat(end), code)
    try:
        return period_from_code(code)
    except ValueError:
        return Period(dt.date(1, 1, 1), dt.date(1, 1, 1), code)

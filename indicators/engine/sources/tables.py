"""Tables: a pack's files as lazy frames with one meaning for each cell.

An opened table has the columns `district_id`, `period` (a code; for dates the month), its segments as text, its data
columns by type, and for columns in which some cells are *suppressed* or *not collected* a companion
`<column>__state` (0 known, 1 missing, 2 suppressed, 3 not collected). Where the rows of a file are dated there is
`month__` too, months counted from the year 0: numbers are grouped faster than texts.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import narwhals as nw
import pyarrow as pa

from indicators.engine.pack.model import Margin, TableResource
from indicators.engine.sources.base import Connection, LazyFrame, Source
from indicators.engine.sources.typed_columns import (
    among,
    is_dated,
    is_text,
    literal,
    quoted,
    typed_sql,
    window_sql,
)
from indicators.engine.text.periods import Period, grain_of_all, period_from_code
from indicators.engine.types import JsonList

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyConnection

ALL = "all"


@dataclass(frozen=True)
class Table:
    """A table that indicators can be counted in. `frame` is a Narwhals lazy frame of any engine.

    `source` (`sources.Source`) is where it is counted if that is not here: use `fetched`, not `collect`.
    """

    name: str
    frame: LazyFrame
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
    source: Source | None = None


def fetched(table: Table, frame: LazyFrame) -> pa.Table:
    """What a frame made of the table's comes to: asked of its database or cluster, where it has one."""
    if table.source is not None:
        return table.source.rows(frame)
    return frame.collect("pyarrow").to_native()


def raw_view(
    connection: "DuckDBPyConnection",
    resource: TableResource,
    district_ids: "pd.DataFrame | None" = None,
    known: bool = False,
) -> str:
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
    from indicators.engine.pack.text_files import header_of

    names = header_of(resource)
    return "{" + ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names) + "}"


def stateful_columns(connection: Connection, resource: TableResource, raw: str) -> frozenset[str]:
    """The columns in which some cell is suppressed or not collected."""
    marks = (*resource.suppressed, *resource.not_collected)
    by_period = {f.name for f in resource.fields if f.not_collected}
    fixed = {resource.district, resource.period, *resource.segments, "period_start", "period_end"}
    candidates = [f.name for f in resource.fields if f.name not in fixed]
    if not marks or not candidates:
        return frozenset(by_period)
    tests = ", ".join(f"bool_or({among(quoted(name), marks)})" for name in candidates)
    flags = connection.execute(f"SELECT {tests} FROM {raw}").fetchone() or ()
    return frozenset(by_period | {name for name, has in zip(candidates, flags, strict=True) if has})


NotesCache = Callable[[str, Callable[[], JsonList]], JsonList]


def open_table(
    place: "DuckDBPyConnection | Source",
    resource: TableResource,
    raw: str,
    keep: NotesCache = lambda name, make: make(),
) -> Table:
    """A table of the pack (made readable by `raw_view`), ready to be counted. `contract` checks it.

    `place` is DuckDB's connection for a file, else the source that holds the table. `keep` may hand back what
    was found in the rows before (by name, as JSON holds it) instead of looking for it anew.
    """
    stateful = frozenset(keep("stateful", lambda: sorted(stateful_columns(place, resource, raw))))
    typed = typed_sql(resource, raw, stateful)
    source = None if resource.database is None else cast("Source", place)
    if source is None:
        connection, view = cast("DuckDBPyConnection", place), quoted(f"table_{resource.name}")
        connection.execute(f"CREATE OR REPLACE VIEW {view} AS {typed}")
        frame = nw.from_native(connection.table(f"table_{resource.name}")).lazy()
    else:
        view, frame = f"({typed}) AS typed", source.frame(typed)
    rows = keep("periods", lambda: _periods(place, resource, view))
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
        source=source,
    )


def _periods(connection: Connection, resource: TableResource, view: str) -> list[list[str | None]]:
    """The codes that occur, each with its first and last day where the table says them, as ISO texts."""
    window = window_sql(resource)
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

"""Small tables typed in a test, run through the whole engine: counted, estimated, suppressed."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import pyarrow as pa

from indicators.engine.counting.count import Counts, count
from indicators.engine.counting.parts import parts_of, resolve_population
from indicators.engine.definitions.registry import Indicator, indicator
from indicators.engine.estimation.estimate import Request, Scope, estimate
from indicators.engine.pack.model import Margin, Segments
from indicators.engine.sources.tables import Table
from indicators.engine.text.periods import grain_of_all, period_from_code

DIMENSIONS = ("sex", "age_band", "income_q", "disability", "skill")
Rows = Sequence[Mapping[str, Any]]


def rows(text: str) -> list[dict[str, Any]]:
    """A table written as text: a header line, then a line a row; `-` is an unknown cell."""
    lines = [line.split() for line in text.strip().splitlines()]
    return [dict(zip(lines[0], map(_cell, line), strict=True)) for line in lines[1:]]


def _cell(word: str) -> Any:
    known = {"-": None, "true": True, "false": False, "yes": True, "no": False}
    if word in known:
        return known[word]
    try:
        return float(word) if "." in word else int(word)
    except ValueError:
        return word


def small_table(name: str, lines: Rows, engine: str = "duckdb", **details: Any) -> Table:
    """A table of the engine; `district_id` and `period` are filled in where left out."""
    full = [{"district_id": "A", "period": "2024", **line} for line in lines]
    columns = list(dict.fromkeys(key for line in full for key in line))
    texts = {"district_id", "period", *DIMENSIONS}
    data = {c: [_text(line.get(c)) if c in texts else line.get(c) for line in full] for c in columns}
    frame = pa.table(data)
    segments = tuple(c for c in DIMENSIONS if c in columns)
    periods = tuple(sorted(period_from_code(code) for code in set(data["period"])))
    grain = grain_of_all(p.code for p in periods)
    return Table(name, lazy(frame, engine), tuple(columns), segments, periods, grain, **details)


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value is None else str(value)


def lazy(frame: pa.Table, engine: str) -> Any:
    """The same rows in another engine, as a Narwhals lazy frame."""
    if engine == "duckdb":
        connection = duckdb.connect()
        connection.register("arrow", frame)
        return nw.from_native(connection.execute("CREATE TABLE t AS SELECT * FROM arrow").table("t")).lazy()
    if engine == "polars":
        return nw.from_arrow(frame, backend="polars").lazy()
    return nw.from_native(frame).lazy()


def counts_small(wanted: Indicator, tables: Mapping[str, Table]) -> dict[str, Counts]:
    """The counts of one indicator by role."""
    found: dict[str, Counts] = {}
    for part in parts_of(wanted, tables):
        found[part.role] = count(tables[part.table], [part])[part.key]
    return found


def _seen(table: Table, column: str) -> list[Any]:
    return list(table.frame.select(column).collect("pyarrow")[column].to_list())


def scope_small(tables: Mapping[str, Table], **details: Any) -> Scope:
    """A city that has just these tables, with its districts in alphabetical order."""
    ids = sorted({id for t in tables.values() for id in _seen(t, "district_id")})
    segments = {}
    for dim in DIMENSIONS:
        seen = [v for t in tables.values() if dim in t.segments for v in _seen(t, dim)]
        order = tuple(sorted({v for v in seen if v not in (None, "all")}))
        if order:
            segments[dim] = Segments(dim, dim, "", order, False, "")
    windows = {p.code: p for t in tables.values() for p in t.periods}
    districts = pd.DataFrame({"district_id": ids, "district": ids, "parent": "City"})
    return Scope(districts, segments, windows, **{"minimum": 0, "suppress_below": 0, **details})


def estimate_small(
    wanted: str | Indicator,
    tables: Mapping[str, Rows | Table],
    by: Sequence[str] = ("district", "period"),
    population: tuple[str, str] | None = ("population", "persons"),
    engine: str = "duckdb",
    where: Mapping[str, tuple[str, ...]] | None = None,
    level: float = 0.95,
    **details: Any,
) -> pd.DataFrame:
    """Estimates of an indicator (or of one id) over small tables, with the columns of the engine's answer."""
    opened = {n: t if isinstance(t, Table) else small_table(n, t, engine) for n, t in tables.items()}
    chosen = resolve_population(indicator(wanted) if isinstance(wanted, str) else wanted, population)
    counts = counts_small(chosen, opened)
    return estimate(chosen, counts, scope_small(opened, **details), Request(tuple(by), where, level))


__all__ = ["Margin", "counts_small", "estimate_small", "rows", "scope_small", "small_table"]

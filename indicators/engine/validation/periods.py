"""The contract of a table's periods: readable, of one length, not overlapping, asked where they say so."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from indicators.engine.pack.model import TableResource
from indicators.engine.sources.typed_columns import day_sql, is_dated, period_sql, quoted
from indicators.engine.text.errors import Problem, did_you_mean
from indicators.engine.text.periods import grain_of, grain_of_all
from indicators.engine.validation.bad_rows import SHOWN, bad_rows, report


def check_periods(connection: Any, resource: TableResource, raw: str) -> Iterator[Problem]:
    """Periods that can't be read, have no dates, differ in length or overlap."""
    name = str(resource.period)
    column = quoted(name)
    if is_dated(resource):
        bad = bad_rows(connection, resource, raw, column, f"{day_sql(resource)} IS NULL")
        yield from report(resource, bad, name, lambda v: f"'{v}' is not a date.", "Write it as 2024-03-31.")
        return
    bad = bad_rows(connection, resource, raw, column, f"{column} IS NULL OR CAST({column} AS VARCHAR) = ''")
    yield from report(resource, bad, name, lambda v: "The period is empty.", "Fill it in, or remove the row.")
    names = {field.name for field in resource.fields}
    if {"period_start", "period_end"} <= names:
        yield from _windows(connection, resource, raw)
        return
    codes = [
        row[0]
        for row in connection.execute(
            f"SELECT DISTINCT CAST({column} AS VARCHAR) FROM {raw} WHERE {column} IS NOT NULL"
        ).fetchall()
    ]
    yield from _unreadable(resource, [code for code in sorted(codes) if grain_of(code) in (None, "date")])
    if len(codes) > 1 and grain_of_all(codes) is None:
        what = "Periods of different length overlap (years and quarters or months in one column)."
        yield Problem(resource.file, what, "Keep one length a table; split the others off.", column=name)


def _unreadable(resource: TableResource, codes: list[str]) -> Iterator[Problem]:
    name = str(resource.period)
    forms = "a year (2024), quarter (2024-Q2) or month (2024-03)"
    windows = (
        "columns period_start and period_end for another stretch (2011-04-01 and 2012-03-31 for 2011/12)"
    )
    todo = f"Write {forms}, dates (2024-03-31) with the type date, or add {windows}."
    for code in codes[:SHOWN]:
        yield Problem(resource.file, f"The period '{code}' can't be read.", todo, column=name)
    if len(codes) > SHOWN:
        yield Problem(resource.file, f"{len(codes) - SHOWN} more periods like these.", "", column=name)


def _windows(connection: Any, resource: TableResource, raw: str) -> Iterator[Problem]:
    column = quoted(str(resource.period))
    start, end = "TRY_CAST(period_start AS DATE)", "TRY_CAST(period_end AS DATE)"
    bad = bad_rows(connection, resource, raw, column, f"{start} IS NULL OR {end} IS NULL OR {end} < {start}")
    todo = "Write both as dates, the end not before the start."
    yield from report(resource, bad, "period_start", lambda v: f"Period '{v}' has no start and end.", todo)
    rows = connection.execute(
        f"SELECT {column}, min({start}) AS s, max({end}) AS e, count(DISTINCT ({start}, {end})) AS n "
        f"FROM {raw} GROUP BY 1 ORDER BY s"
    ).fetchall()
    for code, _, _, n in rows:
        if n > 1:
            what = f"Period '{code}' has {n} different starts or ends."
            yield Problem(resource.file, what, "One period, one start and end.", column="period_start")
    for (one, _, end_one, _), (two, start_two, _, _) in pairwise(rows):
        if end_one and start_two and start_two <= end_one:
            what = f"The periods '{one}' and '{two}' overlap: their years would be counted twice."
            yield Problem(
                resource.file, what, "Keep windows that do not share years.", column=str(resource.period)
            )


def check_never_asked(connection: Any, resource: TableResource, raw: str) -> Iterator[Problem]:
    """Periods named as not collected that do not occur: their zeros would be taken for numbers."""
    sql = f"SELECT DISTINCT {period_sql(resource)} FROM {raw}"
    codes = {str(row[0]) for row in connection.execute(sql).fetchall()}
    for field in resource.fields:
        for code in field.not_collected:
            if not any(occurring == code or occurring.startswith(f"{code}-") for occurring in codes):
                what = f"not_collected names the period '{code}', which does not occur."
                yield Problem(resource.file, what, did_you_mean(code, codes), column=field.name, warning=True)

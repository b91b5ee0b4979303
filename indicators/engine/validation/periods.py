"""The contract of a table's periods: readable, of one length, not overlapping, asked where they say so."""

from collections.abc import Iterator
from itertools import pairwise

from indicators.engine.pack.model import TableResource
from indicators.engine.sources.typed_columns import day_sql, is_dated, period_sql, quoted
from indicators.engine.text.errors import Problem, did_you_mean
from indicators.engine.text.periods import grain_of, grain_of_all
from indicators.engine.validation.bad_rows import SHOWN, TableReader, bad_rows, report


def check_periods(table: TableReader) -> Iterator[Problem]:
    """Periods that can't be read, have no dates, differ in length or overlap."""
    name = str(table.resource.period)
    column = quoted(name)
    if is_dated(table.resource):
        bad = bad_rows(table, column, f"{day_sql(table.resource)} IS NULL")
        yield from report(
            table.resource, bad, name, lambda v: f"'{v}' is not a date.", "Write it as 2024-03-31."
        )
        return
    bad = bad_rows(table, column, f"{column} IS NULL OR CAST({column} AS VARCHAR) = ''")
    yield from report(
        table.resource, bad, name, lambda v: "The period is empty.", "Fill it in, or remove the row."
    )
    names = {field.name for field in table.resource.fields}
    if {"period_start", "period_end"} <= names:
        yield from _windows(table)
        return
    codes = [
        row[0]
        for row in table.all(
            f"SELECT DISTINCT CAST({column} AS VARCHAR) FROM {table.raw} WHERE {column} IS NOT NULL"
        )
    ]
    yield from _unreadable(
        table.resource, [code for code in sorted(codes) if grain_of(code) in (None, "date")]
    )
    if len(codes) > 1 and grain_of_all(codes) is None:
        what = "Periods of different length overlap (years and quarters or months in one column)."
        yield Problem(
            table.resource.file, what, "Keep one length a table; split the others off.", column=name
        )


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


def _windows(table: TableReader) -> Iterator[Problem]:
    column = quoted(str(table.resource.period))
    start, end = "TRY_CAST(period_start AS DATE)", "TRY_CAST(period_end AS DATE)"
    bad = bad_rows(table, column, f"{start} IS NULL OR {end} IS NULL OR {end} < {start}")
    todo = "Write both as dates, the end not before the start."
    yield from report(
        table.resource, bad, "period_start", lambda v: f"Period '{v}' has no start and end.", todo
    )
    rows = table.all(
        f"SELECT {column}, min({start}) AS s, max({end}) AS e, count(DISTINCT ({start}, {end})) AS n "
        f"FROM {table.raw} GROUP BY 1 ORDER BY s"
    )
    for code, _, _, n in rows:
        if n > 1:
            what = f"Period '{code}' has {n} different starts or ends."
            yield Problem(table.resource.file, what, "One period, one start and end.", column="period_start")
    for (one, _, end_one, _), (two, start_two, _, _) in pairwise(rows):
        if end_one and start_two and start_two <= end_one:
            what = f"The periods '{one}' and '{two}' overlap: their years would be counted twice."
            yield Problem(
                table.resource.file,
                what,
                "Keep windows that do not share years.",
                column=str(table.resource.period),
            )


def check_never_asked(table: TableReader) -> Iterator[Problem]:
    """Periods named as not collected that do not occur: their zeros would be taken for numbers."""
    sql = f"SELECT DISTINCT {period_sql(table.resource)} FROM {table.raw}"
    codes = {str(row[0]) for row in table.all(sql)}
    for field in table.resource.fields:
        for code in field.not_collected:
            if not any(occurring == code or occurring.startswith(f"{code}-") for occurring in codes):
                what = f"not_collected names the period '{code}', which does not occur."
                yield Problem(
                    table.resource.file, what, did_you_mean(code, codes), column=field.name, warning=True
                )

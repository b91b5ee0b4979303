"""The contract of a table: everything that must hold before a number is made of it.

Each check gives problems with file, row, column and what to do. Rows are counted as a spreadsheet shows them:
the header is row 1. At most `SHOWN` rows of one kind are listed; the last says how many more there are.
"""

from collections.abc import Callable, Iterator
from typing import Any

from indicators.engine.files import encoding_problem, header_of
from indicators.engine.pack import Pack, TableResource
from indicators.engine.periods import grain_of, grain_of_all
from indicators.engine.problem import Problem, did_you_mean
from indicators.engine.tables import (
    _SQL_TYPES,
    ALL,
    _period_sql,
    is_dated,
    is_text,
    literal,
    marks_of,
    quoted,
)

SHOWN = 5
_TOTAL_WORDS = ("total", "totals", "both", "overall", "city", "sum", "t", "ensemble", "alle", "todos")


def before_reading(resource: TableResource) -> list[Problem]:
    """What is wrong with a file before its rows are read: encoding and header."""
    if not is_text(resource):
        return []
    problem = encoding_problem(resource.path)
    if problem is not None:
        return [problem]
    header = header_of(resource)
    if not any(header):
        todo = "Write a header and the rows, or leave the table out."
        return [Problem(resource.file, "The file is empty.", todo)]
    twice = {name for name in header if header.count(name) > 1}
    problems = [
        Problem(
            resource.file,
            f"The column '{name}' stands twice in the header.",
            "Rename one.",
            row=1,
            column=name,
        )
        for name in sorted(twice)
    ]
    return problems + _lacking(resource, header)


def _lacking(resource: TableResource, columns: list[str]) -> list[Problem]:
    wanted = [field.name for field in resource.fields]
    problems = [
        Problem(
            resource.file,
            "The schema lists a column that the file lacks.",
            f"{did_you_mean(name, columns)} Correct the header or the schema.".strip(),
            row=1,
            column=name,
        )
        for name in wanted
        if name not in columns
    ]
    extra = [name for name in columns if name not in wanted and name not in ("row__", "district_id__")]
    if extra:
        what = f"Columns that the schema does not list are not read: {', '.join(extra)}."
        problems.append(Problem(resource.file, what, "List them in schema.fields to use them.", warning=True))
    return problems


def columns_of(connection: Any, resource: TableResource, raw: str) -> list[Problem]:
    """The same for files that are not text: columns that the schema lists and the file lacks."""
    names = [row[0] for row in connection.execute(f"DESCRIBE {raw}").fetchall()]
    return _lacking(resource, names) if not is_text(resource) else []


def check_rows(
    connection: Any, resource: TableResource, raw: str, pack: Pack, districts: set[str]
) -> list[Problem]:
    """Every problem of a table's rows."""
    checks: list[Callable[[Any, TableResource, str], Iterator[Problem]]] = [
        _no_rows,
        _types,
        _periods,
        lambda *given: _districts(*given, districts),
        lambda *given: _segments(*given, pack),
        _duplicates,
        _totals_among_parts,
        _never_asked,
    ]
    return [problem for check in checks for problem in check(connection, resource, raw)]


def _no_rows(connection: Any, resource: TableResource, raw: str) -> Iterator[Problem]:
    if not connection.execute(f"SELECT count(*) FROM {raw}").fetchone()[0]:
        yield Problem(resource.file, "The file has no rows.", "Add them, or leave the table out of the pack.")


def _never_asked(connection: Any, resource: TableResource, raw: str) -> Iterator[Problem]:
    """Periods named as not collected that do not occur: their zeros would be taken for numbers."""
    sql = f"SELECT DISTINCT {_period_sql(resource)} FROM {raw}"
    codes = {str(row[0]) for row in connection.execute(sql).fetchall()}
    for field in resource.fields:
        for code in field.not_collected:
            if not any(found == code or found.startswith(f"{code}-") for found in codes):
                what = f"not_collected names the period '{code}', which does not occur."
                yield Problem(resource.file, what, did_you_mean(code, codes), column=field.name, warning=True)


def _row(resource: TableResource) -> str:
    """The row as a spreadsheet counts it; files without a header row count from 1."""
    return "row__ + 1" if is_text(resource) else "row__"


def _bad_rows(
    connection: Any, resource: TableResource, raw: str, shown: str, where: str
) -> tuple[list[tuple[int, Any]], int]:
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
        f"SELECT {_row(resource)}, {shown} {sql} ORDER BY row__ LIMIT {SHOWN}"
    ).fetchall()
    return rows, total - len(rows)


def _report(
    resource: TableResource,
    found: tuple[list[tuple[int, Any]], int],
    column: str,
    what: Callable[[Any], str],
    todo: str,
    warning: bool = False,
) -> Iterator[Problem]:
    rows, more = found
    for row, value in rows:
        yield Problem(resource.file, what(value), todo, row=row, column=column, warning=warning)
    if more:
        yield Problem(resource.file, f"{more} more rows like these.", "", column=column, warning=warning)


def _not_marked(resource: TableResource, column: str) -> str:
    marks = ", ".join(literal(mark) for mark in marks_of(resource))
    known = f"{column} IS NOT NULL"
    return f"{known} AND CAST({column} AS VARCHAR) NOT IN ({marks})" if marks else known


def _types(connection: Any, resource: TableResource, raw: str) -> Iterator[Problem]:
    fixed = {resource.district, resource.period, *resource.segments}
    for field in resource.fields:
        sql_type = _SQL_TYPES.get(field.type, "VARCHAR")
        if field.name in fixed or sql_type == "VARCHAR":
            continue
        column = quoted(field.name)
        bad = f"TRY_CAST({column} AS {sql_type}) IS NULL"
        if sql_type == "BOOLEAN" and is_text(resource):
            bad = f"lower({column}) NOT IN ('true', 'false', '1', '0', 'yes', 'no')"
        if sql_type == "BIGINT":  # 12.5 would be rounded without a word
            bad = f"({bad} OR TRY_CAST({column} AS BIGINT) <> TRY_CAST({column} AS DOUBLE))"
        if sql_type == "DOUBLE":
            bad = f"({bad} OR NOT isfinite(TRY_CAST({column} AS DOUBLE)))"
        found = _bad_rows(connection, resource, raw, column, f"{_not_marked(resource, column)} AND {bad}")
        marks = "a mark for it (missingValues, suppressed, not_collected)"
        todo = f"Write a {field.type}, leave it empty, or declare {marks}."
        yield from _report(
            resource, found, field.name, lambda value, t=field.type: f"'{value}' is not a {t}.", todo
        )


def _periods(connection: Any, resource: TableResource, raw: str) -> Iterator[Problem]:
    name = str(resource.period)
    column = quoted(name)
    if is_dated(resource):
        found = _bad_rows(connection, resource, raw, column, f"TRY_CAST({column} AS TIMESTAMP) IS NULL")
        yield from _report(
            resource, found, name, lambda v: f"'{v}' is not a date.", "Write it as 2024-03-31."
        )
        return
    found = _bad_rows(
        connection, resource, raw, column, f"{column} IS NULL OR CAST({column} AS VARCHAR) = ''"
    )
    yield from _report(resource, found, name, lambda v: "The period is empty.", "Fill it in.")
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
    for code in sorted(codes):
        if grain_of(code) in (None, "date"):
            todo = "Write a year (2024), quarter (2024-Q2) or month (2024-03), or add period_start and period_end."
            yield Problem(resource.file, f"The period '{code}' can't be read.", todo, column=name)
    if len(codes) > 1 and grain_of_all(codes) is None:
        what = "Periods of different length overlap (years and quarters or months in one column)."
        yield Problem(resource.file, what, "Keep one length a table; split the others off.", column=name)


def _windows(connection: Any, resource: TableResource, raw: str) -> Iterator[Problem]:
    column = quoted(str(resource.period))
    start, end = "TRY_CAST(period_start AS DATE)", "TRY_CAST(period_end AS DATE)"
    found = _bad_rows(
        connection, resource, raw, column, f"{start} IS NULL OR {end} IS NULL OR {end} < {start}"
    )
    todo = "Write both as dates, the end not before the start."
    yield from _report(resource, found, "period_start", lambda v: f"Period '{v}' has no start and end.", todo)
    rows = connection.execute(
        f"SELECT {column}, min({start}) AS s, max({end}) AS e, count(DISTINCT ({start}, {end})) AS n "
        f"FROM {raw} GROUP BY 1 ORDER BY s"
    ).fetchall()
    for code, _, _, n in rows:
        if n > 1:
            what = f"Period '{code}' has {n} different starts or ends."
            yield Problem(resource.file, what, "One period, one start and end.", column="period_start")
    for (one, _, end_one, _), (two, start_two, _, _) in zip(rows, rows[1:], strict=False):
        if end_one and start_two and start_two <= end_one:
            what = f"The periods '{one}' and '{two}' overlap: their years would be counted twice."
            yield Problem(
                resource.file, what, "Keep windows that do not share years.", column=str(resource.period)
            )


def _districts(connection: Any, resource: TableResource, raw: str, known: set[str]) -> Iterator[Problem]:
    if resource.is_points:
        found = _bad_rows(connection, resource, raw, "row__", "district_id__ IS NULL")
        if found[0]:
            total = len(found[0]) + found[1]
            what = f"{total} points lie in no district or have no place and are left out (first in this row)."
            todo = "Correct the coordinates, or say in the README why they are outside."
            column = str(resource.longitude)
            yield Problem(resource.file, what, todo, row=found[0][0][0], column=column, warning=True)
        return
    name = str(resource.district)
    column = quoted(name)
    listed = ", ".join(literal(id) for id in known) or "''"
    where = f"{column} IS NULL OR CAST({column} AS VARCHAR) NOT IN ({listed})"
    rows = connection.execute(
        f"SELECT CAST({column} AS VARCHAR), min(rn), count(*) FROM (SELECT *, row_number() OVER () AS rn FROM {raw}) "
        f"WHERE {where} GROUP BY 1 ORDER BY 2 LIMIT {4 * SHOWN}"
    ).fetchall()
    for value, row, n in rows:
        at = row + 1 if is_text(resource) else row
        yield Problem(resource.file, *_unknown_district(value, n, known), row=at, column=name)


def _unknown_district(value: str | None, n: int, known: set[str]) -> tuple[str, str]:
    if value is None or value == "":
        return f"The district is empty ({n} rows).", "Fill it in or remove the rows."
    if value.strip().lower() in (*_TOTAL_WORDS, ALL):
        todo = "Remove totals over districts; Townbell adds them up itself."
        return f"'{value}' looks like a total among the districts ({n} rows).", todo
    hint = did_you_mean(value, known) if len(known) < 2000 else ""
    return f"There is no district '{value}' ({n} rows).", hint or "Use the ids of the districts file."


def _segments(connection: Any, resource: TableResource, raw: str, pack: Pack) -> Iterator[Problem]:
    for name in resource.segments:
        column = quoted(name)
        order = pack.segments[name].order
        rows = connection.execute(
            f"SELECT CAST({column} AS VARCHAR) AS v, min(rn), count(*) "
            f"FROM (SELECT *, row_number() OVER () AS rn FROM {raw}) "
            f"WHERE {_not_marked(resource, column)} GROUP BY 1 ORDER BY 2"
        ).fetchall()
        for value, row, n in rows:
            if value in order or value == ALL:
                continue
            at = row + 1 if is_text(resource) else row
            if value.strip().lower() in _TOTAL_WORDS:
                what, todo = (
                    f"'{value}' looks like a total among the groups ({n} rows).",
                    "Write 'all' for a total.",
                )
            else:
                hint = did_you_mean(value, order)
                what = f"'{value}' is not a declared group of '{name}' ({n} rows)."
                todo = f"{hint} Correct it or add it to townbell.segments.".strip()
            yield Problem(resource.file, what, todo, row=at, column=name)


def _key(resource: TableResource) -> list[str]:
    """The columns that tell rows apart: the primary key, or everything that is not a number."""
    if resource.primary_key:
        return list(resource.primary_key)
    if resource.is_points or is_dated(resource):
        return []
    texts = [f.name for f in resource.fields if f.type in ("string", "any", "year") or f.name.endswith("_id")]
    ages = [f.name for f in resource.fields if f.name.startswith("age_")]
    keys = [*filter(None, (resource.district, resource.period)), *resource.segments, *texts, *ages]
    flags = [f.name for f in resource.fields if f.type == "boolean"]
    return list(dict.fromkeys(keys + flags))


def _duplicates(connection: Any, resource: TableResource, raw: str) -> Iterator[Problem]:
    key = _key(resource)
    if not key:
        return
    columns = ", ".join(map(quoted, key))
    rows = connection.execute(
        f"SELECT min(rn), max(rn), count(*), {columns} FROM (SELECT *, row_number() OVER () AS rn FROM {raw}) "
        f"GROUP BY {columns} HAVING count(*) > 1 ORDER BY 1 LIMIT {SHOWN}"
    ).fetchall()
    shift = 1 if is_text(resource) else 0
    for first, last, n, *values in rows:
        what = f"{n} rows are the same in {', '.join(key)} ({', '.join(map(str, values))}); first in row {first + shift}."
        todo = "Keep one, add them up, or name the column that tells them apart in schema.primaryKey."
        yield Problem(resource.file, what, todo, row=last + shift, column=key[0])


def _totals_among_parts(connection: Any, resource: TableResource, raw: str) -> Iterator[Problem]:
    """Groups that add up to more than the total written beside them in most places: a total hides among them.

    A little more in a few places is the rounding of published percentages and says nothing.
    """
    keys = _key(resource)
    numbers = [f.name for f in resource.fields if f.type in ("number", "integer") and f.name not in keys]
    margins = {margin.column for margin in resource.margins.values()}
    for dim in resource.segments:
        others = ", ".join(quoted(name) for name in keys if name != dim)
        for name in (n for n in numbers if n not in margins):
            value = f"TRY_CAST({quoted(name)} AS DOUBLE)"
            ratio = connection.execute(
                f"SELECT median(parts / whole) FROM (SELECT {others}, "
                f"sum({value}) FILTER ({quoted(dim)} = '{ALL}') AS whole, "
                f"sum({value}) FILTER ({quoted(dim)} <> '{ALL}') AS parts FROM {raw} GROUP BY ALL) WHERE whole > 0"
            ).fetchone()[0]
            if ratio is not None and ratio > 1.5:
                what = f"The groups of '{dim}' add up to {ratio:.1f} times their total: a total stands among them."
                yield Problem(
                    resource.file, what, "Write 'all' for totals, or correct the groups.", column=name
                )

"""Cells with one meaning: the SQL that gives every column of a table its type and every unknown cell its state."""

from collections.abc import Iterable

from indicators.engine.pack.model import TableResource

KNOWN, MISSING, SUPPRESSED, NOT_COLLECTED = range(4)
STATE = "__state"
MONTH = "month__"

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


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """A text as SQL writes it."""
    return "'" + str(text).replace("'", "''") + "'"


def is_text(resource: TableResource) -> bool:
    """Is it a CSV file, where every cell is text until its schema says otherwise?"""
    return resource.database is None and resource.path.suffix.lower() in (".csv", ".tsv", ".txt")


def typed_sql(resource: TableResource, raw: str, stateful: frozenset[str]) -> str:
    """The SELECT that gives every column its type and every unknown cell its state."""
    parts = [f"{_district_sql(resource)} AS district_id", f"{period_sql(resource)} AS period"]
    parts += window_sql(resource)
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
    if is_dated(resource):
        return f"strftime({day_sql(resource)}, '%Y-%m')"
    return f"CAST({quoted(str(resource.period))} AS VARCHAR)"


def day_sql(resource: TableResource) -> str:
    """The date of a dated row as SQL. Files say dates as dates; a database may hold moments in such a column."""
    kinds = {field.name: field.type for field in resource.fields}
    plain = resource.database is None and kinds[str(resource.period)] == "date"
    return f"TRY_CAST({quoted(str(resource.period))} AS {'DATE' if plain else 'TIMESTAMP'})"


def _month_sql(resource: TableResource) -> str:
    day = day_sql(resource)
    return f"CAST(year({day}) * 12 + month({day}) - 1 AS INTEGER)"


def window_sql(resource: TableResource) -> list[str]:
    """The first and last day of a row's period, where the table says them."""
    names = {f.name for f in resource.fields}
    if not {"period_start", "period_end"} <= names:
        return []
    return [f"TRY_CAST({name} AS DATE) AS {name}" for name in ("period_start", "period_end")]


def marks_of(resource: TableResource) -> tuple[str, ...]:
    """Every mark that stands for an unknown number."""
    return (*resource.missing, *resource.suppressed, *resource.not_collected)


def among(column: str, marks: Iterable[str]) -> str:
    """Is a cell one of these marks?"""
    listed = [literal(mark) for mark in marks if mark != ""]
    return f"CAST({column} AS VARCHAR) IN ({', '.join(listed)})" if listed else "FALSE"


def _within(resource: TableResource, codes: Iterable[str]) -> str:
    """Is the row's period one of these, or a month or quarter of one of these years?"""
    period = period_sql(resource)
    finer = "" if window_sql(resource) else f" OR left({period}, 4) IN ({', '.join(map(literal, codes))})"
    return f"({among(period, codes)}{finer})"


def _cell_sql(resource: TableResource, name: str, kind: str, not_asked: tuple[str, ...]) -> str:
    column, sql_type = quoted(name), SQL_TYPES.get(kind, "VARCHAR")
    cell = f"TRY_CAST({column} AS {sql_type})"
    if kind == "boolean" and is_text(resource):
        true, false = (
            f"lower({column}) IN {words}" for words in ("('true', '1', 'yes')", "('false', '0', 'no')")
        )
        cell = f"CASE WHEN {true} THEN TRUE WHEN {false} THEN FALSE END"
    unknown = among(column, marks_of(resource))
    if not_asked:
        unknown = f"({unknown} OR {_within(resource, not_asked)})"
    return cell if unknown == "FALSE" else f"CASE WHEN {unknown} THEN NULL ELSE {cell} END"


def _state_sql(resource: TableResource, name: str, not_asked: tuple[str, ...]) -> str:
    column = quoted(name)
    not_collected = f"WHEN {_within(resource, not_asked)} THEN {NOT_COLLECTED} " if not_asked else ""
    return (
        f"CASE {not_collected}WHEN {among(column, resource.suppressed)} THEN {SUPPRESSED} "
        f"WHEN {among(column, resource.not_collected)} THEN {NOT_COLLECTED} "
        f"WHEN {column} IS NULL OR {among(column, resource.missing)} THEN {MISSING} ELSE {KNOWN} END"
    )

"""The contract of a table: everything that must hold before a number is made of it.

Each check gives problems with file, row, column and what to do. Rows are counted as a spreadsheet shows them:
the header is row 1. At most `findings.SHOWN` rows of one kind are listed; the last says how many more there are.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from indicators.engine.pack.model import Pack, TableResource
from indicators.engine.pack.text_files import encoding_problem, header_of
from indicators.engine.sources.tables import ALL
from indicators.engine.sources.typed_columns import SQL_TYPES, is_text, literal, quoted
from indicators.engine.text.errors import Problem, did_you_mean
from indicators.engine.text.messages import Text, sentences
from indicators.engine.validation.bad_rows import (
    SHOWN,
    TableReader,
    bad_rows,
    bad_rows_of_all,
    not_marked,
    report,
    with_rows,
)
from indicators.engine.validation.keys import TOTAL_WORDS, check_duplicates, check_segments, check_totals
from indicators.engine.validation.periods import check_never_asked, check_periods


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
    misread = _misread(resource, header)
    if misread:
        return misread
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


def _misread(resource: TableResource, header: list[str]) -> list[Problem]:
    """A header cut at the wrong character, or with columns that have no name: nothing else can be said then."""
    other = max(",;\t|", key=header[0].count)
    if len(header) == 1 and len(resource.fields) > 1 and other in header[0]:
        todo = f'Write "dialect": {{"delimiter": "{other}"}} at the table in datapackage.json.'.replace(
            "\t", "\\t"
        )
        return [
            Problem(resource.file, f"The cells are not separated by '{resource.delimiter}'.", todo, row=1)
        ]
    unnamed = [str(at) for at, name in enumerate(header, start=1) if not name.strip()]
    if unnamed:
        what = f"These columns have no name, counted from the left: {', '.join(unnamed)}."
        todo = "Name or remove them; the names stand in the first row, with no title above."
        return [Problem(resource.file, what, todo, row=1)]
    return []


def _lacking(resource: TableResource, columns: list[str]) -> list[Problem]:
    listed = [field.name for field in resource.fields]
    problems = [
        Problem(
            resource.file,
            f"The schema lists a column that the {_holder(resource)} lacks.",
            sentences(did_you_mean(name, columns), "Correct the header or the schema."),
            row=1 if resource.database is None else None,
            column=name,
        )
        for name in listed
        if name not in columns
    ]
    extra = [name for name in columns if name not in listed and name not in ("row__", "district_id__")]
    if extra:
        what = f"Columns that the schema does not list are not read: {', '.join(extra)}."
        problems.append(Problem(resource.file, what, "List them in schema.fields to use them.", warning=True))
    return problems


def _holder(resource: TableResource) -> str:
    return "file" if resource.database is None else "table"


def columns_of(table: TableReader, columns: Iterable[str] | None = None) -> list[Problem]:
    """The same for what is not text: columns that the schema lists and the file, or the database's table, lacks.

    `columns` are those of a database's table; a file is asked for its own.
    """
    if columns is not None:
        return _lacking(table.resource, list(columns))
    names = [row[0] for row in table.all(f"DESCRIBE {table.raw}")]
    return _lacking(table.resource, names) if not is_text(table.resource) else []


def check_rows(table: TableReader, pack: Pack, districts: set[str]) -> list[Problem]:
    """Every problem of a table's rows."""
    checks: list[Callable[[TableReader], Iterator[Problem]]] = [
        _no_rows,
        _types,
        check_periods,
        partial(_districts, known=districts),
        partial(check_segments, pack=pack),
        check_duplicates,
        check_totals,
        check_never_asked,
    ]
    return [problem for check in checks for problem in check(table)]


def _no_rows(table: TableReader) -> Iterator[Problem]:
    if not table.one(f"SELECT count(*) FROM {table.raw}")[0]:
        what = f"The {_holder(table.resource)} has no rows."
        yield Problem(table.resource.file, what, "Add them, or leave the table out of the pack.")


LARGEST = "1.7976931348623157e308"
"""No infinite number is below it, and no NaN: in SQL that is above all numbers."""
_WORDS = {
    "integer": "a whole number",
    "boolean": "true or false",
    "date": "a date (2024-03-31)",
    "datetime": "a time (2024-03-31 08:00)",
}


def _not_a(kind: str, value: object) -> str:
    return f"'{value}' is not {_WORDS.get(kind, f'a {kind}')}."


def _write(kind: str) -> str:
    example = {"integer": "1234", "number": "1234.5"}.get(kind)
    number = f" ({example}: no thousands separator, no unit)" if example else ""
    marks = "a mark for it (missingValues, suppressed, not_collected)"
    return f"Write {_WORDS.get(kind, f'a {kind}')}{number}, leave it empty, or declare {marks}."


def _types(table: TableReader) -> Iterator[Problem]:
    fixed = {table.resource.district, table.resource.period, *table.resource.segments}
    fields = [
        f
        for f in table.resource.fields
        if f.name not in fixed and SQL_TYPES.get(f.type, "VARCHAR") != "VARCHAR"
    ]
    checks = [(quoted(f.name), _unlike(table.resource, quoted(f.name), SQL_TYPES[f.type])) for f in fields]
    for field, bad in zip(fields, bad_rows_of_all(table, checks), strict=True):
        yield from report(table.resource, bad, field.name, partial(_not_a, field.type), _write(field.type))


def _unlike(resource: TableResource, column: str, sql_type: str) -> str:
    """The SQL condition that a cell is neither of the type nor a mark."""
    bad = f"TRY_CAST({column} AS {sql_type}) IS NULL"
    if sql_type == "BOOLEAN" and is_text(resource):
        bad = f"lower({column}) NOT IN ('true', 'false', '1', '0', 'yes', 'no')"
    if sql_type == "BIGINT":  # 12.5 would be rounded without a word
        bad = f"({bad} OR TRY_CAST({column} AS BIGINT) <> TRY_CAST({column} AS DOUBLE))"
    if sql_type == "DOUBLE":
        bad = f"({bad} OR NOT abs(TRY_CAST({column} AS DOUBLE)) <= {LARGEST})"
    return f"{not_marked(resource, column)} AND {bad}"


def _districts(table: TableReader, known: set[str]) -> Iterator[Problem]:
    if table.resource.is_points:
        bad = bad_rows(table, "row__", "district_id__ IS NULL")
        if bad[0]:
            total = len(bad[0]) + bad[1]
            what = f"{total} points lie in no district or have no place and are left out (first in this row)."
            todo = "Correct the coordinates, or say in the README why they are outside."
            column = str(table.resource.longitude)
            yield Problem(table.resource.file, what, todo, row=bad[0][0][0], column=column, warning=True)
        return
    name = str(table.resource.district)
    column = quoted(name)
    listed = ", ".join(literal(id) for id in known) or "''"
    where = f"{column} IS NULL OR CAST({column} AS VARCHAR) NOT IN ({listed})"
    rows = table.all(
        f"SELECT CAST({column} AS VARCHAR), min(rn), count(*) FROM {with_rows(table)} "
        f"WHERE {where} GROUP BY 1 ORDER BY 2 LIMIT {4 * SHOWN}"
    )
    for value, row, n in rows:
        at = row + 1 if is_text(table.resource) else row
        yield Problem(table.resource.file, *_unknown_district(value, n, known), row=at, column=name)


def _unknown_district(value: str | None, n: int, known: set[str]) -> tuple[str, Text | str]:
    if value is None or value == "":
        return f"The district is empty ({n} rows).", "Fill it in or remove the rows."
    if value.strip().lower() in (*TOTAL_WORDS, ALL):
        todo = "Remove totals over districts; Townbell adds them up itself."
        return f"'{value}' looks like a total among the districts ({n} rows).", todo
    hint = did_you_mean(value, known) if len(known) < 2000 else ""
    return f"There is no district '{value}' ({n} rows).", hint or "Use the ids of the districts file."

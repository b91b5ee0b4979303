"""The contract of what tells rows apart: declared groups, no row twice, no total among the parts."""

import re
from collections.abc import Iterator
from typing import Any

from indicators.engine.findings import SHOWN, not_marked
from indicators.engine.pack import Pack, TableResource
from indicators.engine.problem import Problem, did_you_mean
from indicators.engine.tables import ALL, is_dated, is_text, quoted

TOTAL_WORDS = ("total", "totals", "both", "overall", "city", "sum", "t", "ensemble", "alle", "todos")
_TOTAL = re.compile(r"(all|both|total)\b.*|.*\btotal", re.IGNORECASE)


def looks_like_total(value: str) -> bool:
    """Does a group's name say that it is everybody ("Total", "All", "both sexes")? `all` itself is the word for it."""
    text = value.strip()
    return text != ALL and (text.lower() in TOTAL_WORDS or _TOTAL.fullmatch(text) is not None)


def check_segments(connection: Any, resource: TableResource, raw: str, pack: Pack) -> Iterator[Problem]:
    """Groups that the pack does not declare."""
    for name in resource.segments:
        column = quoted(name)
        order = pack.segments[name].order
        rows = connection.execute(
            f"SELECT CAST({column} AS VARCHAR) AS v, min(rn), count(*) "
            f"FROM (SELECT *, row_number() OVER () AS rn FROM {raw}) "
            f"WHERE {not_marked(resource, column)} GROUP BY 1 ORDER BY 2"
        ).fetchall()
        for value, row, n in rows:
            if value in order or value == ALL:
                continue
            at = row + 1 if is_text(resource) else row
            if looks_like_total(value):
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


def check_duplicates(connection: Any, resource: TableResource, raw: str) -> Iterator[Problem]:
    """Rows that nothing tells apart: they would be counted twice."""
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
        alike = f"{', '.join(key)} ({', '.join(map(str, values))})"
        what = f"{n} rows are the same in {alike}; first in row {first + shift}."
        todo = "Keep one, add them up, or name the column that tells them apart in schema.primaryKey."
        yield Problem(resource.file, what, todo, row=last + shift, column=key[0])


def check_totals(connection: Any, resource: TableResource, raw: str) -> Iterator[Problem]:
    """Groups that add up to more than the total written beside them in most places: a total hides among them.

    A little more in a few places is the rounding of published percentages and says nothing.
    """
    keys = _key(resource)
    if not keys:
        return
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

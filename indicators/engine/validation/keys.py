"""The contract of what tells rows apart: declared groups, no row twice, no total among the parts."""

import re
from collections.abc import Iterator

from indicators.engine.pack.model import Pack, TableResource
from indicators.engine.sources.tables import ALL
from indicators.engine.sources.typed_columns import is_dated, is_text, quoted
from indicators.engine.text.errors import Problem, did_you_mean
from indicators.engine.text.messages import Text, sentences
from indicators.engine.validation.bad_rows import SHOWN, TableReader, not_marked, with_rows

TOTAL_WORDS = ("total", "totals", "both", "overall", "city", "sum", "t", "ensemble", "alle", "todos")
_TOTAL = re.compile(r"(all|both|total)\b.*|.*\btotal", re.IGNORECASE)


def looks_like_total(value: str) -> bool:
    """Does a group's name say that it is everybody ("Total", "All", "both sexes")? `all` itself is the word for it."""
    text = value.strip()
    return text != ALL and (text.lower() in TOTAL_WORDS or _TOTAL.fullmatch(text) is not None)


def check_segments(table: TableReader, pack: Pack) -> Iterator[Problem]:
    """Groups that the pack does not declare."""
    for name in table.resource.segments:
        column = quoted(name)
        order = pack.segments[name].order
        rows = table.all(
            f"SELECT CAST({column} AS VARCHAR) AS v, min(rn), count(*) "
            f"FROM {with_rows(table)} "
            f"WHERE {not_marked(table.resource, column)} GROUP BY 1 ORDER BY 2"
        )
        for value, row, n in rows:
            if value in order or value == ALL:
                continue
            at = row + 1 if is_text(table.resource) else row
            todo: Text | str
            if looks_like_total(value):
                what, todo = (
                    f"'{value}' looks like a total among the groups ({n} rows).",
                    "Write 'all' for a total.",
                )
            else:
                hint = did_you_mean(value, order)
                what = f"'{value}' is not a declared group of '{name}' ({n} rows)."
                todo = sentences(hint, "Correct it or add it to townbell.segments.")
            yield Problem(table.resource.file, what, todo, row=at, column=name)


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


def check_duplicates(table: TableReader) -> Iterator[Problem]:
    """Rows that nothing tells apart: they would be counted twice."""
    key = _key(table.resource)
    if not key:
        return
    columns = ", ".join(map(quoted, key))
    if table.resource.database is not None:
        yield from _duplicates_inside(table, key)
        return
    rows = table.all(
        f"SELECT min(rn), max(rn), count(*), {columns} FROM {with_rows(table)} "
        f"GROUP BY {columns} HAVING count(*) > 1 ORDER BY 1 LIMIT {SHOWN}"
    )
    shift = 1 if is_text(table.resource) else 0
    for first, last, n, *values in rows:
        alike = f"{', '.join(key)} ({', '.join(map(str, values))})"
        what = f"{n} rows are the same in {alike}; first in row {first + shift}."
        yield Problem(table.resource.file, what, _KEEP_ONE, row=last + shift, column=key[0])


_KEEP_ONE = "Keep one, add them up, or name the column that tells them apart in schema.primaryKey."


def _duplicates_inside(table: TableReader, key: list[str]) -> Iterator[Problem]:
    """How many rows of a database nothing tells apart; which ones stays there."""
    columns = ", ".join(map(quoted, key))
    groups = f"SELECT count(*) AS n FROM {table.raw} GROUP BY {columns} HAVING count(*) > 1"
    kinds, rows = table.one(f"SELECT count(*), sum(n) FROM ({groups}) AS alike")
    if kinds:
        what = f"{rows} rows are the same in {', '.join(key)} as another ({kinds} different ones)."
        yield Problem(table.resource.file, what, _KEEP_ONE, column=key[0])


def check_totals(table: TableReader) -> Iterator[Problem]:
    """Groups that add up to more than the total written beside them in most places: a total hides among them.

    A little more in a few places is the rounding of published percentages and says nothing.
    """
    keys = _key(table.resource)
    if not keys:
        return
    numbers = [
        f.name for f in table.resource.fields if f.type in ("number", "integer") and f.name not in keys
    ]
    margins = {margin.column for margin in table.resource.margins.values()}
    for dim in table.resource.segments:
        others = [name for name in keys if name != dim]
        looked_at = [name for name in numbers if name not in margins]
        ratios = _parts_to_whole(table, dim, others, looked_at)
        for name, ratio in zip(looked_at, ratios, strict=True):
            if ratio is not None and ratio > 1.5:
                what = f"The groups of '{dim}' add up to {ratio:.1f} times their total: a total stands among them."
                yield Problem(
                    table.resource.file, what, "Write 'all' for totals, or correct the groups.", column=name
                )


def _parts_to_whole(
    table: TableReader, dimension: str, others: list[str], numbers: list[str]
) -> list[float | None]:
    """For each number how many times its total its groups add up to, in the middle of all places; all in one query."""
    if not numbers or not others:
        return [None] * len(numbers)
    group, by = quoted(dimension), ", ".join(map(quoted, others))
    sums, ratios = [], []
    for at, name in enumerate(numbers):
        value = f"TRY_CAST({quoted(name)} AS DOUBLE)"
        sums.append(f"sum(CASE WHEN {group} = '{ALL}' THEN {value} END) AS whole{at}")
        sums.append(f"sum(CASE WHEN {group} <> '{ALL}' THEN {value} END) AS parts{at}")
        ratios.append(f"median(CASE WHEN whole{at} > 0 THEN parts{at} / whole{at} END)")
    inside = f"SELECT {by}, {', '.join(sums)} FROM {table.raw} GROUP BY {by}"
    return list(table.one(f"SELECT {', '.join(ratios)} FROM ({inside}) AS sums"))

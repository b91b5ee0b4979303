"""Indicators on tables typed as text, for the tests of the domain modules.

A table's first line names its columns; bars part the cells; an empty cell is unknown. A column `times`
repeats a line. Where a table names no district or period, its lines belong to one district and one year.
"""

from typing import Any

import pandas as pd
import pytest

from tests.support.small import estimate_small

Lines = list[dict[str, Any]]
AGES = (0, 1, *range(5, 91, 5))


def table(text: str) -> Lines:
    """A text table as one dictionary a line.

    >>> table("type | n | times\\ndumping | 3 | 2")
    [{'type': 'dumping', 'n': 3}, {'type': 'dumping', 'n': 3}]
    """
    names, *lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    typed = [dict(zip(names, map(_typed, line), strict=True)) for line in lines]
    return [line for line in typed for _ in range(line.pop("times", 1))]


def by_age(**columns: list[Any]) -> Lines:
    """A table with one line for each age group that registers use, from 0, 1 and 5 to 90."""
    columns = {"age_from": list(AGES), **columns}
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _typed(cell: str) -> Any:
    if cell in ("", "true", "false"):
        return {"": None, "true": True, "false": False}[cell]
    try:
        return float(cell) if "." in cell else int(cell)
    except ValueError:
        return cell


def total(indicator: str, **tables: str | Lines) -> pd.Series:
    """The estimate of an indicator over everything in the tables."""
    given = {name: table(text) if isinstance(text, str) else text for name, text in tables.items()}
    answer = estimate_small(indicator, given, by=[])
    assert len(answer) == 1
    return answer.iloc[0]


def check(
    indicator: str, numerator: float | None, denominator: float | None, value: float, **tables: str | Lines
) -> None:
    """Compares with what was worked out by hand; None where the kind has no such number."""
    found = total(indicator, **tables)
    assert found["status"] == "ok"
    for name, expected in (("numerator", numerator), ("denominator", denominator), ("value", value)):
        if expected is None:
            assert pd.isna(found[name])
        else:
            assert found[name] == pytest.approx(expected)

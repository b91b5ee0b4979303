"""What an indicator function answers for a row, taken apart: the value, among whom, out of what, by which weight."""

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw

from indicators.engine.definitions.kinds import KindSpec
from indicators.engine.definitions.registry import BadIndicator, Indicator, RowFunction
from indicators.engine.definitions.row import Row, columns_read
from indicators.engine.sources.tables import Table


@dataclass(frozen=True)
class RowAnswer:
    """The row-level pieces of a part, before they are turned into totals."""

    spec: KindSpec
    value: nw.Expr
    is_condition: bool
    among: nw.Expr | None
    base: nw.Expr | None
    weight: nw.Expr | None
    age: nw.Expr | None
    limits: tuple[nw.Expr, ...]
    columns: tuple[str, ...]
    times: nw.Expr | None = None

    @property
    def filters_events_only(self) -> bool:
        """Does `among` choose what is counted, while the base is everybody?"""
        return self.spec.filters_events_only and self.base is not None


def take_apart(
    indicator: Indicator,
    table: Table,
    function: RowFunction,
    base_function: RowFunction | None,
    weighted: bool,
) -> RowAnswer:
    """Calls the indicator's function with a row of the table. Raises BadIndicator for another answer."""
    row = Row(table.name, table.columns)
    answer = function(row)
    given = answer if isinstance(answer, tuple) else (answer,)
    value, rest = given[0], given[1:]
    limits = tuple(rest) if indicator.spec.as_published else ()
    among = None if indicator.spec.as_published or not rest else rest[0]
    base = base_function(row) if base_function else None
    if isinstance(base, tuple):
        raise BadIndicator(f"{indicator.id}: out_of of the same table is one column; filter in the function.")
    weight = getattr(row, indicator.weight) if indicator.weight and weighted else None
    columns = columns_read(row)
    is_condition = _is_condition(indicator, table, columns, {"value": value, "base": base})
    age = nw.col(indicator.age) if indicator.age in table.columns else None
    times = _times(indicator, table, columns) if is_condition and base is None else None
    columns = (*columns, str(table.count)) if times is not None else columns
    return RowAnswer(indicator.spec, value, is_condition, among, base, weight, age, limits, columns, times)


def _times(indicator: Indicator, table: Table, columns: tuple[str, ...]) -> nw.Expr | None:
    """How many a line stands for, where a condition counts lines that are already added up."""
    if table.count is None or table.count in columns or indicator.weight is not None:
        return None
    return nw.col(table.count)


def _is_condition(
    indicator: Indicator, table: Table, columns: tuple[str, ...], given: Mapping[str, nw.Expr | None]
) -> bool:
    """Is the value true or false, and not a number? Text can't be counted."""
    if given["value"] is None:
        raise BadIndicator(f"{indicator.id} returns nothing: its last line begins with 'return'.")
    expressions = {name: expression for name, expression in given.items() if expression is not None}
    try:
        types = table.frame.select(**expressions).collect_schema()
    except (TypeError, AttributeError, nw.exceptions.NarwhalsError) as error:
        raise BadIndicator(f"{indicator.id} must return an expression over its row: {error}") from error
    if nw.String in types.values():
        todo = "give it the type number or integer in schema.fields, and list marks under missingValues"
        named = ", ".join(columns)
        raise BadIndicator(f"{indicator.id} counts text in table '{table.name}' ({named}): {todo}.")
    return bool(types["value"] == nw.Boolean)


@dataclass(frozen=True)
class Rows:
    """Which rows belong to the base, which of these are looked at for the value, and which can't be placed.

    `either`: is every row known or unknown, so that the unknown need not be counted? `plain`: is a row known just
    where its value is, so that what is unknown drops out of a sum by itself?
    """

    known: nw.Expr
    counted: nw.Expr
    unknown: nw.Expr
    either: bool = False
    plain: bool = False


def rows_of(answer: RowAnswer) -> Rows:
    """Who counts: only rows in which everything needed is known, and surely in the group asked for."""
    if answer.among is None:
        complete = _complete(answer, answer.value)
        plain = all(other is None for other in (answer.base, answer.weight, answer.age, answer.times))
        return Rows(complete, complete, ~complete, either=True, plain=plain)
    surely = nw.when(answer.among.is_null()).then(nw.lit(False)).otherwise(answer.among)
    inside = nw.when(answer.among.is_null()).then(nw.lit(True)).otherwise(answer.among)
    if answer.filters_events_only:
        known = ~answer.among.is_null() & _complete(answer) & (~surely | ~answer.value.is_null())
        return Rows(known, known & surely, ~known, either=True)
    known = surely & _complete(answer, answer.value)
    return Rows(known, known, inside & ~known)


def _complete(answer: RowAnswer, *needed: nw.Expr) -> nw.Expr:
    complete: nw.Expr = nw.lit(True)
    for other in (*needed, answer.base, answer.weight, answer.age):
        if other is not None:
            complete = complete & ~other.is_null()
    if answer.times is None:
        return complete
    # of events only those that are counted need their number; a share needs it of everybody
    needless = ~answer.value if answer.spec.counts_events else nw.lit(False)
    return complete & (~answer.times.is_null() | needless)

"""Row-level expressions that make the totals of a part: what is counted, what is unknown, and its variance.

A condition is a total too: the number of rows for which it holds. Databases count faster than they sum, and in less
memory.
"""

import narwhals as nw

from indicators.engine.counting.margins import variance_expression
from indicators.engine.counting.row_answer import RowAnswer, Rows
from indicators.engine.definitions.registry import Indicator, RowFunction
from indicators.engine.sources.tables import Table
from indicators.engine.sources.typed_columns import NOT_COLLECTED, STATE, SUPPRESSED

Totals = dict[str, nw.Expr]

WHOLE, EVENTS, BASE = "whole", "events", "base"


def centre_column(indicator: Indicator) -> str:
    """The helper column that holds the number from which a mean's deviations are taken."""
    return f"centre__{indicator.id}"


def unknown_totals(unknown: nw.Expr, states: list[str]) -> Totals:
    """How many rows are missing, suppressed and not collected, by the states of the columns that were asked for."""
    suppressed: nw.Expr = nw.lit(False)
    not_collected: nw.Expr = nw.lit(False)
    for column in states:
        suppressed = suppressed | (nw.col(column + STATE) == SUPPRESSED)
        not_collected = not_collected | (nw.col(column + STATE) == NOT_COLLECTED)
    hidden, unasked = unknown & suppressed, unknown & not_collected & ~suppressed
    if not states:
        return {"missing": unknown}
    missing = unknown & ~suppressed & ~not_collected
    return {"missing": missing, "suppressed": hidden, "not_collected": unasked}


def only_where(condition: nw.Expr, value: nw.Expr) -> nw.Expr:
    """The value where the condition holds, else zero, so that it can be summed."""
    return nw.when(condition).then(value).otherwise(nw.lit(0.0))


def number(expression: nw.Expr) -> nw.Expr:
    """The expression as a floating-point number: sums of integers overflow or change type between engines."""
    return expression.cast(nw.Float64)


def value_totals(indicator: Indicator, role: str, answer: RowAnswer, rows: Rows) -> Totals:
    """The sums from which a kind makes its value: rows, weights, values, and a mean's centred moments."""
    known = rows.known
    value = _value(answer, rows)
    if role in (EVENTS, BASE):
        return {"rows": known, "value" if role == EVENTS else "weight": value}
    if indicator.spec.as_published:
        return {"rows": known, "value": value} | _published_limits(answer, known)
    if answer.base is not None:
        return {"rows": known, "value": value, "weight": only_where(known, number(answer.base))}
    lines = known if answer.times is None else only_where(known, number(answer.times))
    totals = {"rows": lines, "weight": lines, "weight2": lines}
    times = answer.times
    if answer.weight is not None:
        times = weight = number(answer.weight)
        totals |= {"weight": only_where(known, weight), "weight2": only_where(known, weight * weight)}
    if indicator.spec.centred:
        shifted = number(answer.value) - nw.col(centre_column(indicator))
        first = shifted if times is None else number(times) * shifted
        return totals | {"first": _of_known(rows, first), "second": _of_known(rows, first * shifted)}
    if answer.is_condition:
        held = _held(answer, rows)
        return totals | {"value": held if times is None else only_where(held, number(times))}
    value = number(answer.value) if times is None else number(times) * number(answer.value)
    return totals | {"value": _of_known(rows, value)}


def _value(answer: RowAnswer, rows: Rows) -> nw.Expr:
    """What a row adds to the value: itself where a condition holds, as often as it stands for, or its number."""
    if not answer.is_condition:
        return number(answer.value) if rows.plain else only_where(rows.counted, number(answer.value))
    held = _held(answer, rows)
    return held if answer.times is None else only_where(held, number(answer.times))


def _held(answer: RowAnswer, rows: Rows) -> nw.Expr:
    """The rows that are looked at and in which the condition holds."""
    return answer.value if rows.plain else rows.counted & answer.value


def _of_known(rows: Rows, value: nw.Expr) -> nw.Expr:
    """The value in the known rows, so that it can be summed: a sum passes over what is unknown."""
    return value if rows.plain else only_where(rows.known, value)


def _published_limits(answer: RowAnswer, known: nw.Expr) -> Totals:
    names = ("lower", "upper")
    totals: Totals = {}
    for name, limit in zip(names, answer.limits, strict=False):
        totals[name] = only_where(known & ~limit.is_null(), number(limit))
        totals[f"has_{name}"] = known & ~limit.is_null()
    return totals


def margin_totals(
    indicator: Indicator,
    table: Table,
    function: RowFunction,
    base_function: RowFunction | None,
    answer: RowAnswer,
    rows: Rows,
) -> Totals:
    """The variances that published margins of error give; none where the table has no margins for the columns."""
    if not table.margins or answer.is_condition or not indicator.spec.margins:
        return {}
    totals: Totals = {}
    pieces = (("variance", function, rows.counted), ("variance_out_of", base_function, rows.known))
    for name, each, counted in pieces:
        if each is not None:
            variance, unknown = variance_expression(each, table)
            if variance is None or unknown is None:
                return {}
            totals[name] = only_where(counted & ~unknown, variance)
            totals[f"{name}_unknown"] = counted & unknown
    return totals

"""What of an indicator is counted in which table, as row-level Narwhals expressions whose sums can be added in any order.

An indicator has one part (`whole`) where everything stands in one table, or two (`events`, `base`) where events
and population live apart.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw

from indicators.engine.problem import TownbellError, did_you_mean
from indicators.engine.registry import BadIndicator, Indicator, OutOf
from indicators.engine.row import Row, UnknownColumn, asked_columns
from indicators.engine.tables import NOT_COLLECTED, STATE, SUPPRESSED, Table

Totals = dict[str, nw.Expr]

WHOLE, EVENTS, BASE = "whole", "events", "base"


@dataclass(frozen=True)
class Part:
    """What is counted in one table for one indicator.

    `tolerant`: an unknown row is left out and counted as missing (answers, records); otherwise a single unknown
    row makes the sum of its cell unknown (added-up counts). `inner` are keys that the kind needs beside the
    asked ones (age, histogram bin, the survey's clusters).
    """

    indicator: Indicator
    role: str
    table: str
    totals: Totals
    derived: Totals
    inner: tuple[str, ...]
    tolerant: bool
    has_margins: bool = False
    centred: nw.Expr | None = None

    @property
    def key(self) -> str:
        """The name under which its totals are stored."""
        return f"{self.indicator.id}/{self.role}"


def centre_column(indicator: Indicator) -> str:
    """The helper column that holds the number from which a mean's deviations are taken."""
    return f"centre__{indicator.id}"


def resolve_population(indicator: Indicator, population: tuple[str, str] | None) -> Indicator:
    """The indicator with `out_of` pointing at the pack's own population where it asked for that."""
    if indicator.out_of is None or not indicator.out_of.is_population:
        return indicator
    if population is None:
        raise TownbellError("The city does not say where its population stands (townbell.population).")
    table, column = population
    where = table if table != indicator.table else None
    out_of = OutOf(where, lambda row: getattr(row, column), (column,))
    return replace(indicator, out_of=out_of, yearly=indicator.yearly is not False)


def parts_of(indicator: Indicator, tables: Mapping[str, Table]) -> tuple[Part, ...]:
    """The parts of an indicator in these tables. Raises TownbellError with the reason where it can't be computed."""
    table = _table(indicator.table, tables)
    out_of = indicator.out_of
    if out_of is None or out_of.table is None:
        return (_whole(indicator, table),)
    events = _part(indicator, EVENTS, table, indicator.function, weighted=False)
    base = _part(indicator, BASE, _table(out_of.table, tables), _required(out_of), weighted=False)
    return events, base


def _table(name: str, tables: Mapping[str, Table]) -> Table:
    if name not in tables:
        raise TownbellError(f"The city has no table '{name}'. {did_you_mean(name, tables)}".strip())
    return tables[name]


def _required(out_of: OutOf) -> Callable[[Any], Any]:
    if out_of.function is None:
        raise TownbellError("The city does not say where its population stands (townbell.population).")
    return out_of.function


def _whole(indicator: Indicator, table: Table) -> Part:
    base = None
    if indicator.out_of is not None:
        base = _required(indicator.out_of)
    return _part(indicator, WHOLE, table, indicator.function, weighted=True, base_function=base)


@dataclass(frozen=True)
class _Asked:
    """The row-level pieces of a part, before they are turned into totals."""

    kind: str
    value: nw.Expr
    is_condition: bool
    among: nw.Expr | None
    base: nw.Expr | None
    weight: nw.Expr | None
    age: nw.Expr | None
    limits: tuple[nw.Expr, ...]
    columns: tuple[str, ...]

    @property
    def filters_events_only(self) -> bool:
        """Does `among` choose what is counted, while the base is everybody?"""
        return self.kind in ("rate", "ratio") and self.base is not None


def _part(
    indicator: Indicator,
    role: str,
    table: Table,
    function: Callable[[Any], Any],
    *,
    weighted: bool,
    base_function: Callable[[Any], Any] | None = None,
) -> Part:
    asked = _ask(indicator, table, function, base_function, weighted)
    rows = _rows(asked)
    known = rows.known
    states = [column for column in asked.columns if column in table.stateful]
    totals = _unknown_totals(rows.unknown, states)
    totals |= _value_totals(indicator, role, asked, rows)
    margins = _margin_totals(indicator, table, function, base_function, asked, rows)
    if asked.base is not None:
        sample = _number(nw.col(table.sample)) if table.sample else asked.base
        totals["sample"] = _if(known, sample)
    derived, inner = _inner(indicator, role, table, asked, known)
    return Part(
        indicator=indicator,
        role=role,
        table=table.name,
        totals=totals | margins,
        derived=derived,
        inner=inner,
        tolerant=asked.is_condition or indicator.kind in ("mean", "percentile"),
        has_margins=bool(margins),
        centred=_number(asked.value) if indicator.kind == "mean" else None,
    )


def _ask(
    indicator: Indicator,
    table: Table,
    function: Callable[[Any], Any],
    base_function: Callable[[Any], Any] | None,
    weighted: bool,
) -> _Asked:
    row = Row(table.name, table.columns)
    answer = function(row)
    given = answer if isinstance(answer, tuple) else (answer,)
    value, rest = given[0], given[1:]
    limits = tuple(rest) if indicator.kind == "published" else ()
    among = None if indicator.kind == "published" or not rest else rest[0]
    base = base_function(row) if base_function else None
    if isinstance(base, tuple):
        raise BadIndicator(f"{indicator.id}: out_of of the same table is one column; filter in the function.")
    weight = getattr(row, indicator.weight) if indicator.weight and weighted else None
    columns = asked_columns(row)
    try:
        dtype = table.frame.select(asked__=value).collect_schema()["asked__"]
    except (TypeError, AttributeError, nw.exceptions.NarwhalsError) as error:
        raise BadIndicator(f"{indicator.id} must return an expression over its row: {error}") from error
    is_condition = dtype == nw.Boolean
    age = nw.col(indicator.age) if indicator.age in table.columns else None
    return _Asked(indicator.kind, value, is_condition, among, base, weight, age, limits, columns)


@dataclass(frozen=True)
class _Rows:
    """Which rows belong to the base, which of these are looked at for the value, and which can't be placed."""

    known: nw.Expr
    counted: nw.Expr
    unknown: nw.Expr


def _rows(asked: _Asked) -> _Rows:
    if asked.among is None:
        complete = _complete(asked, asked.value)
        return _Rows(complete, complete, ~complete)
    surely = nw.when(asked.among.is_null()).then(nw.lit(False)).otherwise(asked.among)
    inside = nw.when(asked.among.is_null()).then(nw.lit(True)).otherwise(asked.among)
    if asked.filters_events_only:
        known = ~asked.among.is_null() & _complete(asked) & (~surely | ~asked.value.is_null())
        return _Rows(known, known & surely, ~known)
    known = surely & _complete(asked, asked.value)
    return _Rows(known, known, inside & ~known)


def _complete(asked: _Asked, *needed: nw.Expr) -> nw.Expr:
    complete: nw.Expr = nw.lit(True)
    for other in (*needed, asked.base, asked.weight, asked.age):
        if other is not None:
            complete = complete & ~other.is_null()
    return complete


def _unknown_totals(unknown: nw.Expr, states: list[str]) -> Totals:
    suppressed: nw.Expr = nw.lit(False)
    not_collected: nw.Expr = nw.lit(False)
    for column in states:
        suppressed = suppressed | (nw.col(column + STATE) == SUPPRESSED)
        not_collected = not_collected | (nw.col(column + STATE) == NOT_COLLECTED)
    hidden, unasked = unknown & suppressed, unknown & not_collected & ~suppressed
    totals = {"missing": _if(unknown & ~suppressed & ~not_collected, nw.lit(1.0))}
    if states:
        totals |= {"suppressed": _if(hidden, nw.lit(1.0)), "not_collected": _if(unasked, nw.lit(1.0))}
    return totals


def _if(condition: nw.Expr, value: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(value).otherwise(nw.lit(0.0))


def _number(expression: nw.Expr) -> nw.Expr:
    return expression.cast(nw.Float64)


def _value_totals(indicator: Indicator, role: str, asked: _Asked, rows: _Rows) -> Totals:
    known, counted = rows.known, rows.counted
    value = (
        _if(counted & asked.value, nw.lit(1.0)) if asked.is_condition else _if(counted, _number(asked.value))
    )
    totals: Totals = {"rows": _if(known, nw.lit(1.0))}
    if role in (EVENTS, BASE):
        return totals | {"value" if role == EVENTS else "weight": value}
    if indicator.kind == "published":
        return totals | {"value": value} | _published_limits(asked, known)
    if asked.base is not None:
        return totals | {"value": value, "weight": _if(known, _number(asked.base))}
    weight = _number(asked.weight) if asked.weight is not None else nw.lit(1.0)
    totals |= {"weight": _if(known, weight), "weight2": _if(known, weight * weight)}
    if indicator.kind == "mean":
        shifted = _number(asked.value) - nw.col(centre_column(indicator))
        return totals | {
            "first": _if(known, weight * shifted),
            "second": _if(known, weight * shifted * shifted),
        }
    if asked.is_condition:
        return totals | {"value": _if(known & asked.value, weight)}
    return totals | {"value": _if(known, weight * _number(asked.value))}


def _published_limits(asked: _Asked, known: nw.Expr) -> Totals:
    names = ("lower", "upper")
    totals: Totals = {}
    for name, limit in zip(names, asked.limits, strict=False):
        totals[name] = _if(known & ~limit.is_null(), _number(limit))
        totals[f"has_{name}"] = _if(known & ~limit.is_null(), nw.lit(1.0))
    return totals


def _inner(
    indicator: Indicator, role: str, table: Table, asked: _Asked, known: nw.Expr
) -> tuple[Totals, tuple[str, ...]]:
    if indicator.kind == "mean":
        return {}, _design(table)
    if indicator.kind == "percentile":
        from indicators.engine.bins import bin_expression

        name = f"bin__{indicator.id}"
        return {name: nw.when(known).then(bin_expression(_number(asked.value)))}, (name,)
    if indicator.age:
        if indicator.age not in table.columns:
            hint = did_you_mean(indicator.age, table.columns)
            raise UnknownColumn(f"Table '{table.name}' has no column '{indicator.age}'. {hint}".strip())
        return {}, (indicator.age,)
    if indicator.kind == "share" and asked.weight is not None:
        return {}, _design(table)
    return {}, ()


def _design(table: Table) -> tuple[str, ...]:
    return tuple(name for name in (table.strata, table.clusters) if name) if table.clusters else ()


def _margin_totals(
    indicator: Indicator,
    table: Table,
    function: Callable[[Any], Any],
    base_function: Callable[[Any], Any] | None,
    asked: _Asked,
    rows: _Rows,
) -> Totals:
    from indicators.engine.margins import variance_expression

    if not table.margins or asked.is_condition or indicator.kind not in ("share", "rate", "ratio"):
        return {}
    totals: Totals = {}
    pieces = (("variance", function, rows.counted), ("variance_out_of", base_function, rows.known))
    for name, each, counted in pieces:
        if each is not None:
            variance, unknown = variance_expression(each, table)
            if variance is None or unknown is None:
                return {}
            totals[name] = _if(counted & ~unknown, variance)
            totals[f"{name}_unknown"] = _if(counted & unknown, nw.lit(1.0))
    return totals

"""What of an indicator is counted in which table: row-level expressions whose sums can be added in any order.

An indicator has one part (`whole`) where everything stands in one table, or two (`events`, `base`) where events
and population live apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import narwhals as nw

from indicators.engine.counting.row_answer import RowAnswer, rows_of, take_apart
from indicators.engine.counting.totals import (
    BASE,
    EVENTS,
    WHOLE,
    Totals,
    centre_column,
    margin_totals,
    number,
    only_where,
    unknown_totals,
    value_totals,
)
from indicators.engine.definitions.registry import Indicator, OutOf, RowFunction
from indicators.engine.definitions.row import UnknownColumn
from indicators.engine.sources.tables import Table
from indicators.engine.text.errors import TownbellError, did_you_mean
from indicators.engine.text.messages import _


@dataclass(frozen=True)
class Part:
    """What is counted in one table for one indicator.

    `tolerant`: an unknown row is left out and counted as missing (answers, records); otherwise a single unknown
    row makes the sum of its cell unknown (added-up counts). `inner` are keys that the kind needs beside the
    asked ones (age, histogram bin, the survey's clusters). `others` names a total that need not be counted: it is
    the number of the rows that are not in the one it points to.
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
    others: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The name under which its totals are stored."""
        return f"{self.indicator.id}/{self.role}"


def resolve_population(indicator: Indicator, population: tuple[str, str] | None) -> Indicator:
    """The indicator with `out_of` pointing at the pack's own population where it asked for that."""
    if indicator.out_of is None or not indicator.out_of.is_population:
        return indicator
    if population is None:
        raise TownbellError(_("The city does not say where its population stands (townbell.population)."))
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
        message = _("The city has no table '{name}'.", name=name)
        raise TownbellError(message, did_you_mean(name, tables))
    return tables[name]


def _required(out_of: OutOf) -> RowFunction:
    if out_of.function is None:
        raise TownbellError(_("The city does not say where its population stands (townbell.population)."))
    return out_of.function


def _whole(indicator: Indicator, table: Table) -> Part:
    base = None
    if indicator.out_of is not None:
        base = _required(indicator.out_of)
    return _part(indicator, WHOLE, table, indicator.function, weighted=True, base_function=base)


def _part(
    indicator: Indicator,
    role: str,
    table: Table,
    function: RowFunction,
    *,
    weighted: bool,
    base_function: RowFunction | None = None,
) -> Part:
    answer = take_apart(indicator, table, function, base_function, weighted)
    rows = rows_of(answer)
    known = rows.known
    states = [column for column in answer.columns if column in table.stateful]
    totals = unknown_totals(rows.unknown, states)
    totals |= value_totals(indicator, role, answer, rows)
    margins = margin_totals(indicator, table, function, base_function, answer, rows)
    if answer.base is not None:
        sample = nw.col(table.sample) if table.sample else answer.base
        totals["sample"] = only_where(known, number(sample))
    derived, inner = _inner(indicator, table, answer, known)
    can_do_without = rows.either and not states and totals["rows"] is known
    return Part(
        indicator=indicator,
        role=role,
        table=table.name,
        totals=totals | margins,
        derived=derived,
        inner=inner,
        tolerant=(answer.is_condition and answer.times is None) or indicator.spec.measures_values,
        has_margins=bool(margins),
        centred=number(answer.value) if indicator.spec.centred else None,
        others={"missing": "rows"} if can_do_without else {},
    )


def _inner(
    indicator: Indicator, table: Table, answer: RowAnswer, known: nw.Expr
) -> tuple[Totals, tuple[str, ...]]:
    if indicator.spec.centred:
        return {}, _design(table)
    if indicator.spec.in_bins:
        from indicators.engine.statistics.bins import bin_expression

        name = f"bin__{indicator.id}"
        return {name: nw.when(known).then(bin_expression(number(answer.value)))}, (name,)
    if indicator.age:
        if indicator.age not in table.columns:
            hint = did_you_mean(indicator.age, table.columns)
            raise UnknownColumn(f"Table '{table.name}' has no column '{indicator.age}'.", hint)
        return {}, (indicator.age,)
    if indicator.spec.own_base and answer.weight is not None:
        return {}, _design(table)
    return {}, ()


def _design(table: Table) -> tuple[str, ...]:
    return tuple(name for name in (table.strata, table.clusters) if name) if table.clusters else ()


__all__ = ["BASE", "EVENTS", "WHOLE", "Part", "centre_column", "parts_of", "resolve_population"]

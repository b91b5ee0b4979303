"""Numbers that can't be: negative counts, and numerators above their denominators, as the indicators use them."""

from collections.abc import Iterable, Iterator
from functools import partial

from indicators.engine.counting.margins import linear_combination
from indicators.engine.definitions.registry import Indicator
from indicators.engine.sources.typed_columns import quoted
from indicators.engine.text.errors import Problem
from indicators.engine.validation.bad_rows import TableReader, bad_rows_of_all, report


def check_numbers(
    table: TableReader,
    indicators: Iterable[Indicator],
    population: tuple[str, str] | None,
) -> list[Problem]:
    """Every impossible number of a table, seen from the indicators that are counted in it."""
    columns = {f.name for f in table.resource.fields}
    own = [
        i for i in indicators if i.table == table.resource.name and _counted(i) | set(i.columns) <= columns
    ]
    return [
        *_negative(table, own, population),
        *_above(table, own),
    ]


def _negative(
    table: TableReader,
    own: list[Indicator],
    population: tuple[str, str] | None,
) -> Iterator[Problem]:
    counted = (
        {name for i in own for name in _counted(i)} | set(table.resource.margins) | {table.resource.count}
    )
    if population and population[0] == table.resource.name:
        counted.add(population[1])
    places = {table.resource.longitude, table.resource.latitude}
    numbers = [f for f in table.resource.fields if f.type in ("number", "integer") and f.name not in places]
    fields = [f for f in numbers if f.name in counted]
    values = [f"TRY_CAST({quoted(f.name)} AS DOUBLE)" for f in fields]
    checks = [(value, f"{value} < 0") for value in values]
    for field, bad in zip(fields, bad_rows_of_all(table, checks), strict=True):
        todo = "A count is zero or more; mark unknown numbers instead (missingValues, suppressed)."
        yield from report(table.resource, bad, field.name, lambda v: f"{v:g} is negative.", todo)


def _counted(indicator: Indicator) -> set[str]:
    weight = {indicator.weight} if indicator.weight else set()
    if indicator.spec.measures_values or indicator.spec.as_published:
        return weight
    base = indicator.out_of.columns if indicator.out_of and indicator.out_of.table is None else ()
    return {*indicator.columns, *base, *weight}


def _above(table: TableReader, own: list[Indicator]) -> Iterator[Problem]:
    pairs: dict[tuple[str, str], None] = {}
    for i in own:
        if i.spec.own_base and i.out_of is not None and i.out_of.table is None and len(i.out_of.columns) == 1:
            combination = linear_combination(i.function, table.resource.name) or {}
            if len(combination) == 1:
                pairs[next(iter(combination)), i.out_of.columns[0]] = None
    checks = []
    for above, below in pairs:
        over, whole = (f"TRY_CAST({quoted(name)} AS DOUBLE)" for name in (above, below))
        checks.append((f"({over}, {whole})", f"{over} > {whole} * (1 + 1e-9)"))
    for (above, below), bad in zip(pairs, bad_rows_of_all(table, checks), strict=True):
        todo = f"Correct one of the two: {above} are part of {below}."
        yield from report(table.resource, bad, above, partial(_more, below), todo)


def _more(below: str, pair: Iterable[float]) -> str:
    above, whole = pair
    return f"{above:,.6g} is more than {below} ({whole:,.6g})."

"""From which indicator the size of the groups of a dimension may be read: who stands in its denominator."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indicators.engine.definitions.registry import Indicator
from indicators.engine.definitions.row import Row
from indicators.engine.pack.model import Pack

RESIDENTS, WEIGHED, COUNTED = "residents", "weighed", "counted"


@dataclass(frozen=True)
class Base:
    """An indicator whose denominator is the size of the groups, and what kind of people these are.

    `how`: `residents` are the pack's own count of persons, `weighed` adults as a survey's weights stand for them,
    `counted` whoever a table counts (its column is `column`).
    """

    indicator: Indicator
    how: str
    table: str
    column: str


def base_of(pack: Pack, indicators: Iterable[Indicator]) -> Base | None:
    """The best base among indicators that can be seen by a dimension, or None where sizes are unknown.

    Persons first (the column that the pack names as its population, in any table), then everybody who answered a
    weighted survey, then whoever an unweighted share of a table counts. Answers about some people only, and
    denominators that add up several years, are no base.
    """
    indicators = list(indicators)
    for bases in (_residents(pack, indicators), _weighed(indicators), _counted(indicators)):
        if bases:
            return bases[0]
    return None


def _plain(indicators: Sequence[Indicator]) -> list[Indicator]:
    """Those whose denominators are people and not years of people."""
    return [each for each in indicators if each.spec.people_below and each.years == 1]


def _residents(pack: Pack, indicators: Sequence[Indicator]) -> list[Base]:
    if pack.population is None:
        return []
    table, column = pack.population
    bases = [
        Base(each, RESIDENTS, table if each.out_of.is_population else each.out_of.table or each.table, column)
        for each in _plain(indicators)
        if each.weight is None
        and each.out_of is not None
        and (each.out_of.is_population or each.out_of.columns == (column,))
    ]
    return sorted(bases, key=lambda base: base.table != table)


def _weighed(indicators: Sequence[Indicator]) -> list[Base]:
    return [
        Base(each, WEIGHED, each.table, each.weight)
        for each in _plain(indicators)
        if each.spec.own_base
        and each.weight is not None
        and not isinstance(each.function(Row(each.table)), tuple)
    ]


def _counted(indicators: Sequence[Indicator]) -> list[Base]:
    return [
        Base(each, COUNTED, each.table, each.out_of.columns[0])
        for each in _plain(indicators)
        if each.spec.own_base and each.weight is None and each.out_of is not None and each.out_of.columns
    ]

"""Which indicators can be seen by which dimension of segments, and why others can't."""

from dataclasses import dataclass

from indicators.engine.city import City
from indicators.engine.definitions.registry import Indicator
from indicators.engine.estimation.question import dimensions_of

SEEN, NO_COLUMN, OTHER_TABLE, BY_AGE = "seen", "no_column", "other_table", "by_age"
STATES = (SEEN, NO_COLUMN, OTHER_TABLE, BY_AGE)


@dataclass(frozen=True)
class Seen:
    """Can an indicator be seen by a dimension? `state` is one of STATES."""

    indicator: Indicator
    dimension: str
    state: str

    @property
    def seen(self) -> bool:
        """Are there groups to compare?"""
        return self.state == SEEN


def coverage(city: City) -> list[Seen]:
    """Every available indicator by every dimension of the pack.

    `no_column`: its table does not tell the groups apart. `other_table`: its own table does, but not the one that
    it is counted out of. `by_age`: the measure runs over all ages itself, so no single age has one. Seen does not
    mean that every group has a value in every district and period.
    """
    return [
        Seen(each, dimension, state(city, each, dimension))
        for each in city.available
        for dimension in city.pack.segments
    ]


def state(city: City, indicator: Indicator, dimension: str) -> str:
    """One of STATES for an indicator and a dimension."""
    if dimension in city.segments_of(indicator.id):
        return SEEN
    if dimension in dimensions_of(city.counts(indicator)):
        return BY_AGE
    return OTHER_TABLE if dimension in city.pack.tables[indicator.table].segments else NO_COLUMN

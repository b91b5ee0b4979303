"""A question put to a city: who is asked about, in which periods and groups, and whether the data can answer it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from indicators.engine.counting.count import Counts
from indicators.engine.definitions.registry import Indicator
from indicators.engine.estimation.cells import Question
from indicators.engine.pack.model import Segments
from indicators.engine.text.errors import TownbellError, did_you_mean
from indicators.engine.text.messages import _
from indicators.engine.text.periods import Period, coarsest


@dataclass(frozen=True)
class Scope:
    """The city in which an indicator is estimated."""

    districts: pd.DataFrame
    segments: Mapping[str, Segments]
    windows: Mapping[str, Period]
    minimum: int = 10
    suppress_below: int | None = None
    standard: Mapping[int, float] | None = None
    round_to: int | None = None

    @cached_property
    def ids(self) -> frozenset[str]:
        """All districts."""
        return frozenset(self.districts["district_id"].tolist())

    @cached_property
    def names(self) -> "pd.Series[str]":
        """The districts' names by id."""
        return self.districts.set_index("district_id")["district"]

    @cached_property
    def parents(self) -> "pd.Series[str]":
        """The part that each district lies in, by id."""
        return self.districts.set_index("district_id")["parent"]

    def inside(self, selected: frozenset[str]) -> pd.DataFrame:
        """The districts asked for, in their order."""
        if len(selected) == len(self.districts):
            return self.districts
        return self.districts[[id in selected for id in self.districts["district_id"].tolist()]]


@dataclass(frozen=True)
class Request:
    """Which groups a value is wanted for. `by` may hold district, parent, period and segment dimensions."""

    by: tuple[str, ...] = ("district", "period")
    where: Mapping[str, tuple[str, ...]] | None = None
    level: float = 0.95
    grain: str | None = None


@dataclass(frozen=True)
class Query:
    """What travels through an estimate: the indicator with its counts, the city, and what is asked."""

    indicator: Indicator
    counts: Mapping[str, Counts]
    scope: Scope
    request: Request = Request()

    @property
    def first(self) -> Counts:
        """The counts of the numerator."""
        return next(iter(self.counts.values()))


def question_of(query: Query) -> Question:
    """The request in the engine's terms. Raises TownbellError where the data can't answer it."""
    indicator, counts, scope, request = query.indicator, query.counts, query.scope, query.request
    dims = tuple(name for name in request.by if name not in ("district", "parent", "period"))
    where = dict(request.where or {})
    districts = scope.ids
    for name in ("district", "parent"):
        if name in where:
            districts &= _districts(name, where.pop(name), scope)
    periods = frozenset(where.pop("period")) if "period" in where else None
    for name in (*dims, *where):
        _check_dimension(name, indicator, counts, scope)
    for name, groups in where.items():
        _check_groups(scope.segments[name], groups)
    pooled = indicator.years if "period" in request.by else 1
    return Question(dims, where, districts, periods, request.grain or natural_grain(counts), pooled)


def _check_groups(dimension: Segments, groups: tuple[str, ...]) -> None:
    for value in groups:
        if value not in dimension.order:
            hint = did_you_mean(value, dimension.order)
            message = _(
                "Segments '{dimension}' have no group '{group}'.", dimension=dimension.id, group=value
            )
            raise TownbellError(message, hint)


def _districts(column: str, values: tuple[str, ...], scope: Scope) -> frozenset[str]:
    frame, selected = scope.districts, set()
    for value in values:
        hit = frame[frame["district_id"] == value]
        hit = frame[frame["district"] == value] if hit.empty else hit
        if column == "district" and len(hit) > 1:
            ids = ", ".join(hit["district_id"])
            raise TownbellError(
                _(
                    "{n} districts are called '{name}'; name one by its id: {ids}.",
                    n=len(hit),
                    name=value,
                    ids=ids,
                )
            )
        if column == "parent" or hit.empty:
            hit = frame[frame["parent"] == value]
        if hit.empty:
            names = [*frame["district"], *filter(None, frame["parent"].unique())]
            message = _("There is no district '{name}'.", name=value)
            raise TownbellError(message, did_you_mean(value, names))
        selected |= set(hit["district_id"])
    return frozenset(selected)


def _check_dimension(name: str, indicator: Indicator, counts: Mapping[str, Counts], scope: Scope) -> None:
    if name not in scope.segments:
        known = [*scope.segments, "district", "parent", "period"]
        message = _("The city has no segments '{name}'.", name=name)
        raise TownbellError(message, did_you_mean(name, known))
    if name in dimensions_of(counts) and name not in available_segments(indicator, counts):
        raise TownbellError(
            _(
                "“{title}” takes all ages together; it can't be seen by '{column}'.",
                title=_(indicator.title),
                column=name,
            )
        )
    if name not in dimensions_of(counts):
        seen = ", ".join(available_segments(indicator, counts)) or _("none")
        tables = " and ".join(sorted({part.part.table for part in counts.values()}))
        raise TownbellError(
            _(
                "'{id}' can't be seen by {name}: not every line of {tables} says it. Segments available: {seen}.",
                id=indicator.id,
                name=name,
                tables=tables,
                seen=seen,
            )
        )


def dimensions_of(counts: Mapping[str, Counts]) -> tuple[str, ...]:
    """The segment dimensions that every part of an indicator has."""
    parts = list(counts.values())
    return tuple(name for name in parts[0].segments if all(name in part.segments for part in parts))


def available_segments(indicator: Indicator, counts: Mapping[str, Counts]) -> tuple[str, ...]:
    """The segment dimensions by which an indicator can be seen.

    What takes all ages together can't be seen by groups of ages: there is no life expectancy at birth of those over
    65. A dimension is one of ages where an age lies in one of its groups only (or two, where their bounds differ).
    """
    dimensions = dimensions_of(counts)
    if indicator.age is None:
        return dimensions
    frame = max((part.frame for part in counts.values()), key=len)
    return tuple(name for name in dimensions if not _of_ages(frame, indicator.age, name))


def _of_ages(frame: pd.DataFrame, age: str, dimension: str) -> bool:
    pairs = frame[[age, dimension]].dropna().drop_duplicates() if dimension != age else frame[[age]]
    ages, groups = pairs[age].nunique(), pairs[dimension].nunique()
    return dimension == age or (groups > 1 and len(pairs) <= 0.6 * ages * groups)


def natural_grain(counts: Mapping[str, Counts]) -> str | None:
    """The grain in which all parts can be given; dated events are given by year."""
    grains = ["year" if part.dated else part.grain or "window" for part in counts.values()]
    grain = coarsest(grains)
    if grain is None:
        raise TownbellError(
            _("Its tables have periods that can't be added up to each other (windows and years).")
        )
    return grain

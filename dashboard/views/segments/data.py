"""The numbers of the page of segments: groups, their gaps and how these moved, districts, the split, the records."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from dashboard import queries
from dashboard.shell.controls import Place
from dashboard.text import group_name
from indicators.city import City
from indicators.compare.benchmarking.availability import SEEN, Seen, coverage, state
from indicators.compare.benchmarking.group_sizes import Base, base_of
from indicators.compare.gaps.between_groups import between_groups
from indicators.compare.gaps.digital_divide import divide_pairs, divide_table
from indicators.compare.gaps.gap_verdict import better_but_wider, gap_moves
from indicators.engine.definitions.registry import Indicator, indicator
from indicators.engine.pack.model import Segments

_FLIPPED = {"better": "worse", "worse": "better"}


@dataclass(frozen=True)
class GapQuery:
    """What is looked at: an indicator by a dimension in a place, in a period, set against another one."""

    at: Place
    id: str
    dimension: str
    period: str = ""
    other: str = ""

    @property
    def view(self) -> queries.View:
        """The indicator in the chosen part of the city, for everyone."""
        return queries.View(self.at.city, self.id, self.at.area)

    @property
    def measure(self) -> Indicator:
        """The indicator."""
        return self.view.measure

    @property
    def segments(self) -> Segments:
        """The dimension's record."""
        return self.at.city.pack.segments[self.dimension]

    @property
    def place(self) -> str:
        """The district's or the area's name."""
        return self.at.district_name(self.at.district) if self.at.district else self.at.name

    @property
    def where(self) -> dict[str, str]:
        """The place as conditions."""
        where = {"parent": self.at.area} if self.at.area else {}
        return where | ({"district": self.at.district} if self.at.district else {})

    @property
    def grain(self) -> str:
        """Years where the tables can be added up to years."""
        return "year" if self.at.city.has_years(self.id) else "period"

    @property
    def key(self) -> tuple[object, ...]:
        """What the numbers of all periods depend on."""
        return (self.at.city.key, self.id, self.dimension, self.at.area, self.at.district)

    @property
    def ends(self) -> tuple[str, str]:
        """The two periods in the order of time."""
        codes = queries.periods(self.view)
        first, last = sorted((self.other, self.period), key=codes.index)
        return first, last


def dimensions(city: City, id: str) -> list[str]:
    """The dimensions by which an indicator has groups with values."""
    measure = indicator(id)
    return queries.cached(
        ("segments dimensions", city.key, id),
        lambda: [each for each in city.segments_of(id) if state(city, measure, each) == SEEN],
    )


def with_groups(city: City, domain: str | None) -> list[Indicator]:
    """The indicators of a domain (or of all) that can be seen by groups, those that are judged first."""
    measures = [
        each for each in city.available if domain in (None, each.domain) and dimensions(city, each.id)
    ]
    return sorted(measures, key=lambda each: each.better == "neutral")


def first_with_groups(city: City, domain: str | None) -> Indicator | None:
    """The first indicator of a domain (of all, for None) that has groups; None where there is none."""
    measures = with_groups(city, domain)
    return measures[0] if measures else None


def groups(query: GapQuery) -> pd.DataFrame:
    """Every group in every period, in the order of the dimension; `name` is the group's in words."""
    rows = queries.by_group(query.view, query.dimension, query.at.district)
    return queries.cached(("segments groups", *query.key), lambda: _in_order(rows, query))


def _in_order(rows: pd.DataFrame, query: GapQuery) -> pd.DataFrame:
    order = {group: at for at, group in enumerate(query.segments.order)}
    known = rows[rows[query.dimension].isin(order)]
    codes = {code: at for at, code in enumerate(queries.periods(query.view))}
    ordered = known.assign(
        place=known[query.dimension].map(order),
        time=known["period"].map(codes),
        name=[group_name(query.segments, group) for group in known[query.dimension]],
        group=known[query.dimension],
    )
    return ordered.sort_values(["time", "place"]).reset_index(drop=True)


def groups_in_period(query: GapQuery, period: str = "") -> pd.DataFrame:
    """Every group in the chosen period, or in another."""
    rows = groups(query)
    return rows[rows["period"] == (period or query.period)].reset_index(drop=True)


def collected_groups(query: GapQuery) -> tuple[str, ...]:
    """The groups that were ever asked: a gap runs over them, and not over who never was."""
    rows = queries.by_group(queries.View(query.at.city, query.id), query.dimension, None)
    ever = set(rows.loc[rows["status"] != "not_collected", query.dimension])
    return tuple(group for group in query.segments.order if group in ever)


def gaps(query: GapQuery) -> pd.DataFrame:
    """Every measure of the gap in every period (`City.gap`), over the groups that were asked."""
    among = collected_groups(query)
    if len(among) < 2:
        return query.at.city.gap(query.id, query.dimension, [query.grain]).head(0)
    where = {**query.where, query.dimension: among}
    return queries.cached(
        ("segments gaps", *query.key),
        lambda: query.at.city.gap(query.id, query.dimension, [query.grain], where),
    )


def gap_value(query: GapQuery, measure: str, period: str = "") -> pd.Series | None:
    """One measure of the gap in the chosen period, or in another; None where there is none."""
    rows = gaps(query)
    chosen = rows[(rows["measure"] == measure) & (rows["period"] == (period or query.period))]
    chosen = chosen[chosen["value"].notna()]
    return chosen.iloc[0] if len(chosen) else None


def clear_ends(query: GapQuery) -> bool:
    """Do the lowest and the highest group differ beyond their limits?

    Of an ordered dimension that is known for its two ends only: where others lie further out it is not said.
    """
    rows, gap, among = groups_in_period(query), gap_value(query, "difference"), collected_groups(query)
    known = rows[rows["status"] == "ok"].sort_values("value")
    if gap is None or len(known) < 2 or not (gap["lower"] > 0 or gap["upper"] < 0):
        return False
    extremes = {known["group"].iloc[0], known["group"].iloc[-1]}
    return not query.segments.ordinal or extremes == {among[0], among[-1]}


def moves(query: GapQuery) -> pd.DataFrame:
    """How every measure moved between the two periods, in a fixed word."""
    return queries.cached(
        ("segments moves", *query.key, query.ends), lambda: gap_moves(gaps(query), *query.ends)
    )


def everyone(query: GapQuery) -> pd.DataFrame:
    """All people of the place together, in every period."""
    if not query.at.district:
        return queries.whole(query.view)
    return queries.cached(
        ("segments everyone", query.at.city.key, query.id, query.at.area, query.at.district),
        lambda: query.at.city.estimate(query.id, [query.grain], query.where),
    )


def average(query: GapQuery) -> pd.Series | None:
    """How all people together moved between the two periods."""
    rows = queries.change(everyone(query), query.view, *query.ends, [])
    return rows.iloc[0] if len(rows) else None


def better_average_wider_gap(query: GapQuery) -> bool:
    """Did the average get better and the gap wider, both beyond their limits?"""
    moved = average(query)
    if moved is None or query.other == query.period:
        return False
    return better_but_wider(moved, gaps(query), *query.ends, query.measure.better)


def changes(query: GapQuery) -> pd.DataFrame:
    """Every group before and after, with its change, limits and verdict, in the order of the dimension."""
    rows = groups(query)
    compared = queries.change(rows, query.view, *query.ends, ["group", "name"])
    order = {group: at for at, group in enumerate(query.segments.order)}
    return compared.sort_values("group", key=lambda column: column.map(order)).reset_index(drop=True)


def compared_groups(query: GapQuery) -> tuple[str, str] | None:
    """The two groups whose gap is followed through the districts: `behind, against`.

    The first and the last asked of an ordered dimension; else the lowest and the highest in the whole area in the
    chosen period, so that every district is asked the same question.
    """
    among = collected_groups(query)
    if len(among) < 2:
        return None
    if query.segments.ordinal:
        return among[0], among[-1]
    rows = queries.by_group(query.view, query.dimension, None)
    rows = rows[(rows["period"] == query.period) & (rows["status"] == "ok")].sort_values("value")
    if len(rows) < 2:
        return None
    return str(rows[query.dimension].iloc[0]), str(rows[query.dimension].iloc[-1])


def district_gaps(query: GapQuery) -> pd.DataFrame:
    """The gap between the two groups in every district, widest in the city's direction first.

    `value` is `against` less `behind`, as `City.gap` counts; `verdict` says how `behind` stands.
    """
    both = compared_groups(query)
    assert both is not None
    key = ("segments places", *query.key[:4], query.period, both)
    return queries.cached(key, lambda: _district_gaps(query, *both))


def _district_gaps(query: GapQuery, behind: str, against: str) -> pd.DataFrame:
    rows = queries.by_district_and_group(query.view, query.dimension)
    rows = rows[rows["period"] == query.period]
    gaps = between_groups(rows, query.dimension, against, behind, query.measure.better)
    gaps = gaps.assign(value=gaps["gap"], verdict=gaps["verdict"].replace(_FLIPPED))
    whole = area_gap(query)
    sign = -1 if whole is not None and whole["value"] < 0 else 1
    return gaps.sort_values("value", key=lambda v: v * -sign, na_position="last").reset_index(drop=True)


def area_gap(query: GapQuery) -> pd.Series | None:
    """The difference between the same two groups in the whole area; None without a value."""
    return gap_value(replace(query, at=replace(query.at, district=None)), "difference")


def district_groups(query: GapQuery) -> pd.DataFrame:
    """Every district and group in the chosen period, with names, in the order of the dimension."""
    rows = queries.by_district_and_group(query.view, query.dimension)
    rows = rows[rows["period"] == query.period]
    return queries.cached(
        ("segments districts", *query.key[:4], query.period), lambda: _in_order(rows, query)
    )


def divide_pairs_first(query: GapQuery) -> list[tuple[Indicator, Indicator]]:
    """Pairs of access and use in this city; one with the indicator looked at comes first."""
    listed = queries.cached(
        ("segments pairs", query.at.city.key), lambda: divide_pairs(query.at.city.available)
    )
    return sorted(listed, key=lambda both: query.id not in (both[0].id, both[1].id))


def divide_split(query: GapQuery, access: str, use: str, period: str) -> pd.DataFrame:
    """The gap in use of every group against the one with most use, split; `name` is the group's in words."""
    city, across = query.at.city, query.dimension

    def make() -> pd.DataFrame:
        where = {**query.where, "period": period}
        have, used = (city.estimate(id, [across], where) for id in (access, use))
        parts = divide_table(have, used, across)
        order = {group: at for at, group in enumerate(query.segments.order)}
        kept = parts[parts[across].isin(order)].sort_values(across, key=lambda column: column.map(order))
        named = [group_name(query.segments, group) for group in kept[across]]
        return kept.assign(name=named, best=kept[across] == parts.attrs["reference"]).reset_index(drop=True)

    return queries.cached(("segments split", *query.key, access, use, period), make)


def matrix(city: City) -> list[Seen]:
    """Every indicator and dimension: can it be seen, and if not why."""
    return queries.cached(("segments matrix", city.key), lambda: coverage(city))


def base(city: City, dimension: str) -> Base | None:
    """From where the sizes of a dimension's groups are read."""
    can = [each for each in city.available if dimension in dimensions(city, each.id)]
    return queries.cached(("segments base", city.key, dimension), lambda: base_of(city.pack, can))


def sizes(query: GapQuery, base: Base) -> tuple[str, pd.DataFrame]:
    """The last period with sizes, and the people of every group there, in the city and by district."""
    city, id = query.at.city, base.indicator.id
    view = queries.View(city, id, query.at.area)
    rows = queries.by_group(view, query.dimension, None)
    known = [str(code) for code in rows.loc[rows["denominator"].notna(), "period"]]
    period = known[-1] if known else ""
    by = queries.by_district_and_group(view, query.dimension)
    tables = [rows.assign(district_id="", district=query.at.name), by]
    return period, _sized(
        pd.concat([t[t["period"] == period] for t in tables]), query.dimension, query.segments.order
    )


def _sized(rows: pd.DataFrame, dimension: str, order: Sequence[str]) -> pd.DataFrame:
    columns = ["district_id", "district", dimension, "denominator", "status"]
    counts = rows.loc[rows[dimension].isin(order), columns]
    total = counts.groupby("district_id")["denominator"].transform("sum", min_count=len(order))
    return counts.rename(columns={"denominator": "people", dimension: "group"}).assign(
        share=100 * counts["denominator"] / total
    )


def known(city: City, dimension: str) -> pd.DataFrame:
    """Of every group: for how many indicators each state holds, in the last period that each indicator has.

    A row a group, a column a state; indicators that can't be seen by the dimension are not in it.
    """

    def make() -> pd.DataFrame:
        seen = [each.indicator.id for each in matrix(city) if each.seen and each.dimension == dimension]
        frames = [_last(queries.by_group(queries.View(city, id), dimension, None)) for id in seen]
        rows = pd.concat(frames) if frames else pd.DataFrame(columns=[dimension, "status"])
        table = pd.crosstab(rows[dimension], rows["status"]) if len(rows) else pd.DataFrame()
        return table.reindex(city.pack.segments[dimension].order, fill_value=0)

    return queries.cached(("segments known", city.key, dimension), make)


def _last(rows: pd.DataFrame) -> pd.DataFrame:
    ok = rows[rows["status"] == "ok"]
    last = (ok if len(ok) else rows)["period"].max()
    return rows[rows["period"] == last]

"""The numbers of the page of segments: groups, their gaps and how these moved, districts, the split, the records."""

from dataclasses import dataclass, replace

import pandas as pd

from dashboard import queries
from dashboard.shell.controls import Place
from dashboard.text import group_name
from indicators.city import City
from indicators.compare.benchmarking.availability import SEEN, state
from indicators.compare.gaps.between_groups import between_groups
from indicators.compare.gaps.digital_divide import divide_pairs, divide_table
from indicators.compare.gaps.gap_verdict import better_but_wider, gap_moves
from indicators.engine.definitions.registry import Indicator, indicator
from indicators.engine.pack.model import Segments

_FLIPPED = {"better": "worse", "worse": "better"}


@dataclass(frozen=True)
class Looked:
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
        return self.at.called(self.at.district) if self.at.district else self.at.name

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
    wanted = indicator(id)
    return queries.kept(
        ("segments dimensions", city.key, id),
        lambda: [each for each in city.segments_of(id) if state(city, wanted, each) == SEEN],
    )


def with_groups(city: City, domain: str | None) -> list[Indicator]:
    """The indicators of a domain (or of all) that can be seen by groups, those that are judged first."""
    found = [each for each in city.available if domain in (None, each.domain) and dimensions(city, each.id)]
    return sorted(found, key=lambda each: each.better == "neutral")


def first_with_groups(city: City, domain: str | None) -> Indicator | None:
    """The one to open with; of any domain where the asked one has none and none was asked."""
    found = with_groups(city, domain)
    return found[0] if found else None


def groups(look: Looked) -> pd.DataFrame:
    """Every group in every period, in the order of the dimension; `name` is the group's in words."""
    rows = queries.by_group(look.view, look.dimension, look.at.district)
    return queries.kept(("segments groups", *look.key), lambda: _in_order(rows, look))


def _in_order(rows: pd.DataFrame, look: Looked) -> pd.DataFrame:
    order = {group: at for at, group in enumerate(look.segments.order)}
    known = rows[rows[look.dimension].isin(order)]
    codes = {code: at for at, code in enumerate(queries.periods(look.view))}
    found = known.assign(
        place=known[look.dimension].map(order),
        time=known["period"].map(codes),
        name=[group_name(look.segments, group) for group in known[look.dimension]],
        group=known[look.dimension],
    )
    return found.sort_values(["time", "place"]).reset_index(drop=True)


def now(look: Looked, period: str = "") -> pd.DataFrame:
    """Every group in the chosen period, or in another."""
    rows = groups(look)
    return rows[rows["period"] == (period or look.period)].reset_index(drop=True)


def asked(look: Looked) -> tuple[str, ...]:
    """The groups that were ever asked: a gap runs over them, and not over who never was."""
    rows = queries.by_group(queries.View(look.at.city, look.id), look.dimension, None)
    ever = set(rows.loc[rows["status"] != "not_collected", look.dimension])
    return tuple(group for group in look.segments.order if group in ever)


def gaps(look: Looked) -> pd.DataFrame:
    """Every measure of the gap in every period (`City.gap`), over the groups that were asked."""
    among = asked(look)
    if len(among) < 2:
        return look.at.city.gap(look.id, look.dimension, [look.grain]).head(0)
    where = {**look.where, look.dimension: among}
    return queries.kept(
        ("segments gaps", *look.key),
        lambda: look.at.city.gap(look.id, look.dimension, [look.grain], where),
    )


def one(look: Looked, measure: str, period: str = "") -> pd.Series | None:
    """One measure of the gap in the chosen period, or in another; None where there is none."""
    rows = gaps(look)
    found = rows[(rows["measure"] == measure) & (rows["period"] == (period or look.period))]
    found = found[found["value"].notna()]
    return found.iloc[0] if len(found) else None


def clear_ends(look: Looked) -> bool:
    """Do the lowest and the highest group differ beyond their limits?

    Of an ordered dimension that is known for its two ends only: where others lie further out it is not said.
    """
    rows, gap, among = now(look), one(look, "difference"), asked(look)
    known = rows[rows["status"] == "ok"].sort_values("value")
    if gap is None or len(known) < 2 or not (gap["lower"] > 0 or gap["upper"] < 0):
        return False
    extremes = {known["group"].iloc[0], known["group"].iloc[-1]}
    return not look.segments.ordinal or extremes == {among[0], among[-1]}


def moves(look: Looked) -> pd.DataFrame:
    """How every measure moved between the two periods, in a fixed word."""
    return queries.kept(("segments moves", *look.key, look.ends), lambda: gap_moves(gaps(look), *look.ends))


def everyone(look: Looked) -> pd.DataFrame:
    """All people of the place together, in every period."""
    if not look.at.district:
        return queries.whole(look.view)
    return queries.kept(
        ("segments everyone", look.at.city.key, look.id, look.at.area, look.at.district),
        lambda: look.at.city.estimate(look.id, [look.grain], look.where),
    )


def average(look: Looked) -> pd.Series | None:
    """How all people together moved between the two periods."""
    rows = queries.change(everyone(look), look.view, *look.ends, [])
    return rows.iloc[0] if len(rows) else None


def flagged(look: Looked) -> bool:
    """Average better, gap wider: both beyond their limits."""
    moved = average(look)
    if moved is None or look.other == look.period:
        return False
    return better_but_wider(moved, gaps(look), *look.ends, look.measure.better)


def changes(look: Looked) -> pd.DataFrame:
    """Every group before and after, with its change, limits and verdict, in the order of the dimension."""
    rows = groups(look)
    found = queries.change(rows, look.view, *look.ends, ["group", "name"])
    order = {group: at for at, group in enumerate(look.segments.order)}
    return found.sort_values("group", key=lambda column: column.map(order)).reset_index(drop=True)


def pair(look: Looked) -> tuple[str, str] | None:
    """The two groups whose gap is followed through the districts: `behind, against`.

    The first and the last asked of an ordered dimension; else the lowest and the highest in the whole area in the
    chosen period, so that every district is asked the same question.
    """
    among = asked(look)
    if len(among) < 2:
        return None
    if look.segments.ordinal:
        return among[0], among[-1]
    rows = queries.by_group(look.view, look.dimension, None)
    rows = rows[(rows["period"] == look.period) & (rows["status"] == "ok")].sort_values("value")
    if len(rows) < 2:
        return None
    return str(rows[look.dimension].iloc[0]), str(rows[look.dimension].iloc[-1])


def places(look: Looked) -> pd.DataFrame:
    """The gap between the two groups in every district, widest in the city's direction first.

    `value` is `against` less `behind`, as `City.gap` counts; `verdict` says how `behind` stands.
    """
    both = pair(look)
    assert both is not None
    key = ("segments places", *look.key[:4], look.period, both)
    return queries.kept(key, lambda: _places(look, *both))


def _places(look: Looked, behind: str, against: str) -> pd.DataFrame:
    rows = queries.by_district_and_group(look.view, look.dimension)
    rows = rows[rows["period"] == look.period]
    found = between_groups(rows, look.dimension, against, behind, look.measure.better)
    found = found.assign(value=found["gap"], verdict=found["verdict"].replace(_FLIPPED))
    whole = area_gap(look)
    sign = -1 if whole is not None and whole["value"] < 0 else 1
    return found.sort_values("value", key=lambda v: v * -sign, na_position="last").reset_index(drop=True)


def area_gap(look: Looked) -> pd.Series | None:
    """The difference between the same two groups in the whole area; None without a value."""
    return one(replace(look, at=replace(look.at, district=None)), "difference")


def district_groups(look: Looked) -> pd.DataFrame:
    """Every district and group in the chosen period, with names, in the order of the dimension."""
    rows = queries.by_district_and_group(look.view, look.dimension)
    rows = rows[rows["period"] == look.period]
    return queries.kept(("segments districts", *look.key[:4], look.period), lambda: _in_order(rows, look))


def pairs(look: Looked) -> list[tuple[Indicator, Indicator]]:
    """Pairs of access and use in this city; one with the indicator looked at comes first."""
    found = queries.kept(("segments pairs", look.at.city.key), lambda: divide_pairs(look.at.city.available))
    return sorted(found, key=lambda both: look.id not in (both[0].id, both[1].id))


def split(look: Looked, access: str, use: str, period: str) -> pd.DataFrame:
    """The gap in use of every group against the one with most use, split; `name` is the group's in words."""
    city, across = look.at.city, look.dimension

    def make() -> pd.DataFrame:
        where = {**look.where, "period": period}
        have, used = (city.estimate(id, [across], where) for id in (access, use))
        found = divide_table(have, used, across)
        order = {group: at for at, group in enumerate(look.segments.order)}
        kept = found[found[across].isin(order)].sort_values(across, key=lambda column: column.map(order))
        named = [group_name(look.segments, group) for group in kept[across]]
        return kept.assign(name=named, best=kept[across] == found.attrs["reference"]).reset_index(drop=True)

    return queries.kept(("segments split", *look.key, access, use, period), make)

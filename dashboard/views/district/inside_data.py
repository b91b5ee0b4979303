"""A district over time, and the groups of people inside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import pandas as pd

from dashboard import queries
from dashboard.queries import View
from dashboard.views.district.data import Facts, city_area, facts, measures, profile, similarity_basis
from indicators.city import City
from indicators.compare.benchmarking import yardstick
from indicators.compare.change.trend_frame import chart_of
from indicators.engine.definitions.registry import Indicator
from indicators.engine.text.errors import TownbellError


@dataclass(frozen=True)
class GroupResult:
    """One group of citizens in one indicator, as a row of `groups_inside`; numbers that are not known are NaN."""

    id: str
    period: str
    group: str
    value: float
    lower: float
    upper: float
    status: str
    whole: float
    verdict: str
    place: float

    @property
    def known(self) -> bool:
        """Has the group a place among the others?"""
        return self.place == self.place


def by_indicator(rows: pd.DataFrame) -> list[list[GroupResult]]:
    """The rows of `groups_inside`, those of each indicator together."""
    together: dict[str, list[GroupResult]] = {}
    for row in rows.itertuples(index=False):
        result = GroupResult(*row)
        together.setdefault(result.id, []).append(result)
    return list(together.values())


def series(city: City, district: str, id: str) -> pd.DataFrame:
    """A district over all periods: `period, value, lower, upper, status, whole, signal`.

    `signal` is that of `yardstick.signalling`; windows that share years have none.
    """
    return queries.cached(
        ("series", city.key, district, id), lambda: _series(city, district, id), wordless=True
    )


def _series(city: City, district: str, id: str) -> pd.DataFrame:
    view = View(city, id, city_area(city, district))
    rows = queries.by_district(view)
    mine = rows[rows["district_id"] == district]
    mine = mine.assign(start=[city.window(code).start for code in mine["period"]]).sort_values("start")
    for name in ("value", "lower", "upper", "numerator", "denominator"):
        mine[name] = mine[name].where(mine["status"] == "ok")
    whole = queries.whole(view).set_index("period")
    counted = {name: mine[name].to_numpy(dtype=float) for name in ("value", "numerator", "denominator")}
    signal = yardstick.signalling(chart_of(view.measure, counted))
    shown = mine[["period", "value", "lower", "upper", "status"]].reset_index(drop=True)
    level = whole["value"].where(whole["status"] == "ok").reindex(shown["period"]).to_numpy(dtype=float)
    overlap = len(yardstick.apart([city.window(code) for code in shown["period"]])) < len(shown)
    return shown.assign(whole=level, signal=0 if overlap else signal.reshape(-1))


def has_groups(city: City) -> bool:
    """Does any indicator know groups at all, whether they can be judged or not?"""
    return any(city.segments_of(each.id) for each in measures(city))


def dimensions(city: City) -> list[str]:
    """The dimensions by which something that has a good end can be seen inside a district."""
    return [name for name in city.pack.segments if list(_judged_by_group(city, name))]


def _judged_by_group(city: City, dimension: str) -> Iterator[Indicator]:
    """Judged indicators that know the groups; one that is made from ages does not differ by age."""
    for each in measures(city):
        if each.better != "neutral" and each.age != dimension and dimension in city.segments_of(each.id):
            yield each


def groups_inside(city: City, district: str, dimension: str) -> pd.DataFrame:
    """Every group of a dimension inside a district, a row an indicator and group, in the order of the pack.

    `id, period, group, value, lower, upper, status, whole, verdict`: the verdict is against the district as a
    whole. An indicator whose groups are all exactly 0 or 100 % in all districts is left out: it asks what makes the
    groups (`yardstick.by_definition`). `place` is 0 for the worst-off known group of an indicator, then 1, and NaN
    without a value.
    """
    key = ("inside", city.key, district, dimension)
    return queries.cached(key, lambda: _groups_inside(city, district, dimension), wordless=True)


def _groups_inside(city: City, district: str, dimension: str) -> pd.DataFrame:
    area = city_area(city, district)
    pieces = []
    for measure in _judged_by_group(city, dimension):
        measured = facts(city, area, measure.id)
        mine = cast("pd.Series", measured.rows.loc[district])
        rows = grouped(city, measured, dimension)
        own = rows[rows["district_id"] == district]
        if len(own) and not _groups_define_indicator(measure, rows):
            pieces.append(_judged(own, measured, mine, dimension, city.pack.segments[dimension].order))
    return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=["id", "group", "place"])


def _groups_define_indicator(measure: Indicator, rows: pd.DataFrame) -> bool:
    """Are the groups the answer to the indicator's own question, in all districts together?"""
    return measure.unit == "%" and yardstick.by_definition(rows["value"].where(rows["status"] == "ok"))


def grouped(city: City, measured: Facts, dimension: str) -> pd.DataFrame:
    """The groups of every district at once: that costs no more than those of one. Empty where it can't be asked."""
    grain = "year" if city.has_years(measured.measure.id) else "period"

    def make() -> pd.DataFrame:
        try:
            return city.estimate(
                measured.measure.id, ["district", grain, dimension], {"period": measured.period}
            )
        except TownbellError:
            return pd.DataFrame(columns=["district_id"])

    return queries.cached(
        ("grouped", city.key, measured.measure.id, dimension, measured.period), make, wordless=True
    )


def warm(city: City) -> None:
    """Makes what the first visitor of any district would wait for: all indicators, and all groups."""
    for area in queries.parts(city) if city.scattered else [""]:
        for measure in measures(city):
            facts(city, area, measure.id)
    first = str(city.districts["district_id"].iloc[0])
    profile(city, first)
    for name in dimensions(city):
        groups_inside(city, first, name)
    similarity_basis(city)


def _judged(
    rows: pd.DataFrame, measured: Facts, mine: pd.Series, dimension: str, order: tuple[str, ...]
) -> pd.DataFrame:
    measure = measured.measure
    rows = rows.set_index(dimension).reindex(order)
    rows["status"] = rows["status"].fillna("missing")
    ok = rows["status"] == "ok"
    value, lower, upper = (rows[name].where(ok).to_numpy(dtype=float) for name in ("value", "lower", "upper"))
    whole = (float(mine["value"]), float(mine["lower"]), float(mine["upper"]))
    verdict = yardstick.against(value, lower, upper, whole, measure.better, part_of_it=True)
    better_first = value if measure.better == "higher" else -value
    return pd.DataFrame(
        {
            "id": measure.id, "period": measured.period, "group": list(order), "value": value, "lower": lower,
            "upper": upper, "status": rows["status"].to_numpy(), "whole": whole[0], "verdict": verdict,
            "place": pd.Series(better_first).rank(method="min").to_numpy() - 1,
        }
    )  # fmt: skip

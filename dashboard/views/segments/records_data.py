"""The numbers of the groups as records: what can be seen by them, how many people they are, what is known of each."""

from collections.abc import Sequence

import pandas as pd

from dashboard import queries
from dashboard.views.segments.data import GapQuery, dimensions
from indicators.city import City
from indicators.compare.benchmarking.availability import Seen, coverage
from indicators.compare.benchmarking.group_sizes import Base, base_of


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

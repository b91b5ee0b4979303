"""What the map asks of a city: values with their ranks, changes, gaps, districts against the city, clusters."""

import pandas as pd

from dashboard import queries
from dashboard.charts.colours import Scale, around_zero
from dashboard.queries import View
from indicators.compare import frames
from indicators.compare.benchmarking.funnel_frame import funnel
from indicators.compare.gaps.between_groups import between_groups

Pair = tuple[str, str, str]
"""A dimension and two of its groups."""
SEPARATORS = (":", ";")
MOST_BREAKS = 4


def pairs(view: View) -> dict[str, Pair]:
    """Every pair of groups by which an indicator can be seen, by its code; the ends of a dimension first."""
    by_code: dict[str, Pair] = {}
    for dimension in view.city.segments_of(view.indicator):
        order = view.city.pack.segments[dimension].order
        both = [(a, b) for i, a in enumerate(order) for b in order[i + 1 :]]
        for a, b in sorted(both, key=lambda ends: ends != (order[0], order[-1])):
            by_code[f"{dimension}:{a};{b}"] = (dimension, a, b)
    return by_code


def gaps(view: View, pair: Pair) -> pd.DataFrame:
    """The gap between two groups in every district and period; see `between_groups`. The groups stand in the rows."""
    dimension, first, second = pair

    def make() -> pd.DataFrame:
        rows = queries.by_district_and_group(view, dimension)
        gaps = between_groups(rows, dimension, first, second, view.measure.better)
        return gaps.assign(dimension=dimension, group_first=first, group_second=second)

    return queries.cached(("map gaps", *view.key, pair), make)


def whole_gap(view: View, pair: Pair, period: str) -> pd.Series | None:
    """The gap between two groups in the whole area, in one period; None where there is none."""
    dimension, first, second = pair
    rows = queries.by_group(view, dimension, None)
    rows = between_groups(rows, dimension, first, second, view.measure.better, ("period",))
    rows = rows[rows["period"] == period]
    return rows.iloc[0] if len(rows) else None


def gap_scale(view: View, pair: Pair) -> Scale:
    """One scale for the gap in all periods, alike on both sides of no gap."""
    return queries.cached(
        ("map gap scale", *view.key, pair), lambda: around_zero(gaps(view, pair)["gap"], view.measure.better)
    )


def against(view: View) -> pd.DataFrame:
    """Every district against the whole area in every period: `average, verdict`; see `benchmarking.funnel_frame`.

    `average` is the whole area's own value, which counts those in districts without a value too; NaN, and
    nothing is judged, where it is not known. Raises TownbellError for what has no count behind it.
    """

    def make() -> pd.DataFrame:
        rows = queries.by_district(view)
        pieces = []
        for code, piece in rows.groupby("period", sort=False):
            judged = funnel(view.measure, piece, average=_average(view, str(code)))
            pieces.append(piece.merge(judged[["district_id", "average", "judged"]], "left"))
        return pd.concat(pieces, ignore_index=True).rename(columns={"judged": "verdict"})

    return queries.cached(("map against", *view.key), make)


def _average(view: View, period: str) -> float:
    whole = queries.whole_in(view, period)
    return float(whole["value"]) if whole is not None and whole["status"] == "ok" else float("nan")


def clusters(view: View, period: str) -> pd.DataFrame:
    """Neighbours that are alike beyond chance in one period: `cluster`; `attrs["association"]` is the whole's."""

    def make() -> pd.DataFrame:
        rows = queries.by_district(view)
        rows = rows[rows["period"] == period]
        districts = view.city.districts
        local = frames.clusters(rows, districts[districts["parent"] == view.area] if view.area else districts)
        clustered = rows.merge(local[["district_id", "cluster"]], on="district_id", how="left")
        clustered.attrs["association"] = local.attrs["association"]
        return clustered

    return queries.cached(("map clusters", *view.key, period), make)

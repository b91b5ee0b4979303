"""Numbers that several maps draw: values with their ranks, the scale of their colours, changes between two periods."""

from collections.abc import Sequence

import pandas as pd

from dashboard import queries
from dashboard.charts.colours import Scale, scale
from dashboard.queries import View
from indicators.compare.benchmarking.rank_limits import rank_limits


def value_scale(view: View, how: str, breaks: Sequence[float] = ()) -> Scale:
    """One scale for all periods and all groups of the chosen dimension, so that colours can be compared."""

    def make() -> Scale:
        both = (
            queries.by_district_and_group(view, view.dimension)
            if view.dimension
            else queries.by_district(view)
        )
        return scale(both["value"], view.measure.better, how, breaks)

    return queries.cached(
        ("map scale", view.city.key, view.indicator, view.area, view.dimension, how, tuple(breaks)), make
    )


def ranked(view: View) -> pd.DataFrame:
    """Estimates of every district in every period with `rank, rank_lower, rank_upper, of` within its period."""
    return queries.cached(
        ("map ranks", *view.key), lambda: _ranked(queries.by_district(view), view.measure.better)
    )


def _ranked(rows: pd.DataFrame, better: str) -> pd.DataFrame:
    pieces = []
    for _code, piece in rows.groupby("period", sort=False):
        ranks = rank_limits(piece["value"], piece["lower"], piece["upper"], better)
        pieces.append(
            piece.assign(rank=ranks.rank, rank_lower=ranks.lower, rank_upper=ranks.upper, of=ranks.of)
        )
    return pd.concat(pieces) if pieces else rows


def changes(view: View, before: str, after: str) -> pd.DataFrame:
    """The change of every district between two periods; `status` as from `lacking`."""

    def make() -> pd.DataFrame:
        rows = queries.change(queries.by_district(view), view, before, after, ["district_id", "district"])
        return rows.assign(status=lacking(rows))

    return queries.cached(("map changes", *view.key, before, after), make)


def lacking(changes: pd.DataFrame) -> pd.Series:
    """Why there is no change: the state of the side without a value, of the earlier one where both have none.

    A change without limits is `ok`: it is there, and only its verdict can't be told.
    """
    first, then = (changes[f"status_{side}"].fillna("missing") for side in ("before", "after"))
    return first.where(first != "ok", then)

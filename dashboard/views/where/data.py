"""What the page *Where exactly* asks: counts by hexagon in one period or two, per square kilometre, on one scale."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from dashboard import queries
from dashboard.charts.colours import Scale, scale
from dashboard.queries import View, cached
from indicators.city import City
from indicators.compare.spatial import hexagons
from indicators.compare.spatial.hexagons import SEVEN
from indicators.engine.statistics.intervals import poisson_exact

if TYPE_CHECKING:
    import geopandas as gpd

KEYS = ["district_id", "district", "hexagon"]
HALF = 0.5
"""A hexagon of which less lies in its district is too small a piece to be called the place with most."""


@dataclass(frozen=True)
class Question:
    """What is looked at: an indicator in the area or one district, one or two periods, hexagons single or by seven."""

    view: View
    periods: tuple[str, ...]
    together: int = 1
    district: str | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What the answers depend on."""
        return (*self.view.key, self.periods, self.together, self.district)

    @property
    def where(self) -> dict[str, str]:
        """The districts looked at, as conditions."""
        return {"district": self.district} if self.district else self.view.where


def sizes(city: City, id: str) -> tuple[float, tuple[int, ...]]:
    """The width of an indicator's hexagons in metres, and how many of them can be taken together."""

    def make() -> tuple[float, tuple[int, ...]]:
        narrowest = hexagons.hexagons_of(city, id)
        return narrowest.grid.width, (1, SEVEN) if hexagons.can_be_sevens(narrowest) else (1,)

    return cached(("hexagon sizes", city.key, id), make, wordless=True)


def cells(question: Question) -> "gpd.GeoDataFrame":
    """A row a district, hexagon and period: what `City.hexagons` gives, and `per_km2, lower, upper` of what is shown.

    The limits are exact ones of a Poisson count; `attrs["whole"]` is the area of a whole hexagon (or of seven).
    """

    def make() -> "gpd.GeoDataFrame":
        view = question.view
        rows = view.city.hexagons(view.indicator, question.periods, question.where, question.together)
        known = rows["count"].notna()
        lower, upper = poisson_exact(rows["count"].where(known, 0.0).to_numpy(dtype=float))
        area = rows["square_km"].to_numpy()
        frame = rows.assign(per_km2=rows["count"] / area)
        frame["lower"] = np.where(known, lower / area, np.nan)
        frame["upper"] = np.where(known, upper / area, np.nan)
        whole = rows.attrs["width"] ** 2 * 3**0.5 / 2 / 1e6 * question.together
        frame.attrs = {**rows.attrs, "whole": whole}
        return frame

    return cached(("hexagons", *question.key), make, wordless=True)


def totals(question: Question) -> dict[str, float]:
    """How many were counted in all in each period; a period without a published number is left out."""

    def make() -> dict[str, float]:
        view = question.view
        rows = view.city.estimate(view.indicator, ["period"], {**question.where, "period": question.periods})
        rows = rows[rows["status"] == "ok"]
        return dict(zip(rows["period"], rows["numerator"].astype(float), strict=True))

    return cached(("hexagon totals", *question.key), make, wordless=True)


def one_scale(rows: pd.DataFrame, better: str) -> Scale:
    """One scale for all periods shown; hexagons without any stand apart from it."""
    return scale(rows["per_km2"].where(rows["count"] > 0), better)


@dataclass(frozen=True)
class Most:
    """The hexagon with most per square kilometre in a period, and how many others may have as many."""

    row: pd.Series
    rivals: int


def most(rows: pd.DataFrame, period: str) -> Most | None:
    """Where most were counted; None where nothing is shown. Pieces smaller than half a hexagon are left out."""
    shown = rows[(rows["period"] == period) & (rows["count"] > 0)]
    shown = shown[shown["square_km"] >= HALF * rows.attrs["whole"]]
    if shown.empty:
        return None
    first = shown.loc[shown["per_km2"].idxmax()]
    return Most(first, int((shown["upper"] >= first["lower"]).sum()) - 1)


def side_by_side(rows: pd.DataFrame, periods: tuple[str, ...]) -> pd.DataFrame:
    """A row a hexagon: `count, per_km2, status` of each period, with its place behind; most in the last one first."""
    frame = rows.drop_duplicates(KEYS)[[*KEYS, "longitude", "latitude", "square_km"]]
    for nth, code in enumerate(periods):
        mine = rows.loc[rows["period"] == code, [*KEYS, "count", "per_km2", "status"]]
        names = {name: f"{name}_{nth}" for name in ("count", "per_km2", "status")}
        frame = frame.merge(pd.DataFrame(mine).rename(columns=names), on=KEYS, how="left")
    last = f"per_km2_{len(periods) - 1}"
    return pd.DataFrame(frame).sort_values(last, ascending=False, na_position="last", kind="stable")


def periods_with_values(view: View) -> tuple[list[str], list[str]]:
    """All periods of the indicator, and those in which something is known."""
    codes, rows = queries.periods(view), queries.by_district(view)
    known = set(rows.loc[rows["status"] == "ok", "period"])
    return codes, [code for code in codes if code in known]

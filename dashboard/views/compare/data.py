"""What the page that compares asks: places side by side over time, their differences, two indicators at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard import queries
from dashboard.queries import View, cached
from indicators.compare.benchmarking.side_by_side import (
    RankCorrelation,
    against_first,
    association,
    level_for,
)
from indicators.engine.definitions.registry import indicator

MOST_DOTS = 2000
"""So many districts are drawn one by one."""
SQUARES = (60, 40)
COLUMNS = ["id", "name", "period", "value", "lower", "upper", "status"]


@dataclass(frozen=True)
class Places:
    """What is compared: districts by their ids, or groups of one dimension (within a district, or everywhere)."""

    view: View
    ids: tuple[str, ...]
    dimension: str = ""
    district: str | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What the answers depend on."""
        return (*self.view.key, self.ids, self.dimension, self.district)


def distinct_names(names: Mapping[str, str]) -> dict[str, str]:
    """The names of places by their ids; those that are called alike have their id behind the name."""
    often = Counter(names.values())
    return {id: f"{name} ({id})" if often[name] > 1 else name for id, name in names.items()}


def over_time(places: Places, names: dict[str, str]) -> pd.DataFrame:
    """Every place in every period: `id, name, period, value, lower, upper, status`, in the order asked for."""

    def make() -> pd.DataFrame:
        return _ordered(_rows(places), places, names)

    # With the names: they are what the page calls the places, and a profile needs none.
    return cached(("compare", *places.key, *map(names.get, places.ids)), make)


def _rows(places: Places, level: float = 0.95) -> pd.DataFrame:
    view, city = places.view, places.view.city
    time = "year" if city.has_years(view.indicator) else "period"
    if places.dimension:
        where = {"parent": view.area} if view.area else {}
        where |= {"district": places.district} if places.district else {}
        estimates = city.estimate(view.indicator, [time, places.dimension], where, level)
        return estimates.rename(columns={places.dimension: "id"})
    estimates = city.estimate(view.indicator, ["district", time], view.where, level)
    return estimates.rename(columns={"district_id": "id"})


def _ordered(rows: pd.DataFrame, places: Places, names: dict[str, str]) -> pd.DataFrame:
    chosen = rows[rows["id"].isin(places.ids)].assign(name=lambda frame: frame["id"].map(names))
    order = {id: at for at, id in enumerate(places.ids)}
    chosen = chosen.sort_values(["id", "period"], key=lambda c: c.map(order) if c.name == "id" else c)
    return chosen[COLUMNS].reset_index(drop=True)


def differences(places: Places, names: dict[str, str], period: str) -> pd.DataFrame:
    """Every other place minus the first in one period: the columns of `over_time`, `difference, lower_difference,
    upper_difference, verdict`.

    The limits of all differences hold together; those of the values are plain 95 % limits.
    """

    def make() -> pd.DataFrame:
        shown = over_time(places, names)
        shown = shown[shown["period"] == period].reset_index(drop=True)
        wide = _ordered(_rows(places, level_for(len(places.ids) - 1)), places, names)
        wide = wide[wide["period"] == period].reset_index(drop=True)
        change, words = against_first(
            wide["value"], wide["lower"], wide["upper"], indicator(places.view.indicator).better
        )
        return shown.assign(
            difference=change.value,
            lower_difference=change.lower,
            upper_difference=change.upper,
            verdict=words,
        )

    return cached(("differences", *places.key, *map(names.get, places.ids), period), make)


def profile(places: Places, ids: Sequence[str]) -> pd.DataFrame:
    """The last known value of each place in each of several indicators: `indicator, period` and the columns of
    `over_time`; indicators that the places cannot be seen in are left out."""
    frames = []
    for each in ids:
        view = View(places.view.city, each, places.view.area, places.view.dimension, places.view.group)
        if places.dimension and places.dimension not in places.view.city.segments_of(each):
            continue
        rows = over_time(Places(view, places.ids, places.dimension, places.district), {})
        known = rows.loc[rows["status"] == "ok", "period"]
        if len(known):
            frames.append(rows[rows["period"] == known.max()].assign(indicator=each))
    columns = ["indicator", *COLUMNS]
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)


@dataclass(frozen=True)
class Pair:
    """Two indicators of every district, each in its own last period with values."""

    rows: pd.DataFrame
    """`district_id, district` and `value, lower, upper, status` with `_x` and `_y`."""
    periods: tuple[str, str]
    correlation: RankCorrelation
    squares: pd.DataFrame | None = None
    """Where there are too many districts to be drawn one by one: `left, right, bottom, top, districts`."""

    @property
    def ordered(self) -> pd.DataFrame:
        """The rows; those of very many from the highest value of the first to the lowest."""
        if self.squares is None:
            return self.rows
        return self.rows.sort_values("value_x", ascending=False, kind="stable")


def pair(view: View, other: str) -> Pair | None:
    """Two indicators over districts; None where one of them has no value anywhere."""

    def make() -> Pair | None:
        sides, periods = [], []
        for id in (view.indicator, other):
            rows = queries.by_district(View(view.city, id, view.area))
            known = rows.loc[rows["status"] == "ok", "period"]
            if known.empty:
                return None
            periods.append(str(known.max()))
            rows = rows[rows["period"] == periods[-1]]
            sides.append(rows[["district_id", "district", "value", "lower", "upper", "status"]])
        both = sides[0].merge(sides[1], on=["district_id", "district"], suffixes=("_x", "_y"))
        ok = (both["status_x"] == "ok") & (both["status_y"] == "ok")
        x, y = (np.where(ok, both[f"value_{side}"].astype(float), np.nan) for side in "xy")
        drawn = _squares(x, y) if ok.sum() > MOST_DOTS else None
        return Pair(both, (periods[0], periods[1]), association(x, y), drawn)

    return cached(("pair", *view.key, other), make)


def _squares(x: np.ndarray, y: np.ndarray) -> pd.DataFrame:
    """How many districts lie in each square of the plane; squares without any are left out."""
    known = np.isfinite(x) & np.isfinite(y)
    number, across, up = np.histogram2d(x[known], y[known], bins=SQUARES)
    i, j = np.nonzero(number)
    sides = {"left": across[i], "right": across[i + 1], "bottom": up[j], "top": up[j + 1]}
    return pd.DataFrame({**sides, "districts": number[i, j].astype(int)})

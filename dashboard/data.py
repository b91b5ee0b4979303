"""The only reader and the only cache of the dashboard: pages ask here and never touch a table.

Cities and estimates are shared between sessions and must not be changed; a changed pack is a new city,
because the key holds a digest of its files.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from indicators.compare.before_after import before_after
from indicators.engine.city import City
from indicators.engine.describe import read_pack
from indicators.engine.places import embedded_packs
from indicators.engine.problem import PackError, Problem
from indicators.engine.registry import Indicator, indicator

if TYPE_CHECKING:
    import geopandas as gpd

EVERYONE = "all"


@dataclass(frozen=True)
class Card:
    """What the first page says of a city; `problems` keep it from being opened."""

    folder: Path
    name: str
    title: str
    kind: str
    description: str
    districts: int = 0
    years: str = ""
    domains: tuple[str, ...] = ()
    indicators: int = 0
    problems: tuple[Problem, ...] = ()


def pack_folders() -> list[Path]:
    """The packs that were asked for at the start (`TOWNBELL_PACKS`), or all embedded ones."""
    given = os.environ.get("TOWNBELL_PACKS", "")
    return [Path(text) for text in given.split(os.pathsep) if text] or embedded_packs()


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Names, sizes and times of a pack's files: cheap, and another one as soon as a file changes."""
    files = sorted(path for path in folder.glob("*") if path.is_file())
    return tuple((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files)


@st.cache_resource(max_entries=24, show_spinner=False)
def _open(folder: str, stamp: tuple[tuple[str, int, int], ...]) -> City | tuple[Problem, ...]:  # noqa: ARG001
    try:
        return City(folder)
    except PackError as error:
        return error.problems


def open_city(folder: Path) -> City | tuple[Problem, ...]:
    """The city, or what keeps it from being opened."""
    return _open(str(folder), _stamp(folder))


@st.cache_resource(max_entries=64, show_spinner=False)
def _card(folder: str, stamp: tuple[tuple[str, int, int], ...]) -> Card:
    found = _open(folder, stamp)
    path = Path(folder)
    if not isinstance(found, City):
        return Card(path, path.name, *_described(path), problems=found)
    return Card(
        folder=path,
        name=found.name,
        title=found.pack.title,
        kind=found.pack.kind,
        description=found.pack.description,
        districts=len(found.districts),
        years=_years(found),
        domains=tuple(dict.fromkeys(i.domain for i in found.available)),
        indicators=len(found.available),
        problems=found.problems,
    )


def _years(city: City) -> str:
    """The first and last year for which the city has data."""
    first = min(period.start.year for period in city.windows.values())
    last = max(period.end.year for period in city.windows.values())
    return str(first) if first == last else f"{first} to {last}"


def _described(folder: Path) -> tuple[str, str, str]:
    """Title, kind and description of a pack that can't be opened, as far as they can be read."""
    try:
        pack = read_pack(folder)
    except PackError:
        return folder.name, "", ""
    return pack.title, pack.kind, pack.description


def cards() -> list[Card]:
    """A card for every pack; a broken one has its problems and does not hide the others."""
    return [_card(str(folder), _stamp(folder)) for folder in pack_folders()]


def cities() -> dict[str, City]:
    """The cities that can be opened, by name."""
    opened = (open_city(folder) for folder in pack_folders())
    return {city.name: city for city in opened if isinstance(city, City) and city.available}


def parts(city: City) -> list[str]:
    """The named parts of a city, as the pack orders them."""
    return [str(name) for name in dict.fromkeys(city.districts["parent"]) if name]


def largest_part(city: City) -> str:
    """The part with most districts."""
    return str(city.districts["parent"].value_counts().idxmax())


@dataclass(frozen=True)
class View:
    """What is looked at: an indicator in a part of a city, for everyone or for one group of one dimension."""

    city: City
    indicator: str
    area: str = ""
    dimension: str = ""
    group: str = EVERYONE

    @property
    def measure(self) -> Indicator:
        """The indicator looked at."""
        return indicator(self.indicator)

    @property
    def key(self) -> tuple[object, ...]:
        """What the estimates depend on."""
        return (self.city.key, self.indicator, self.area, self.dimension, self.group)

    @property
    def where(self) -> dict[str, str]:
        """The view as conditions on the rows that count."""
        where = {"parent": self.area} if self.area else {}
        return where | ({self.dimension: self.group} if self.group != EVERYONE else {})


@st.cache_resource(max_entries=2000, show_spinner=False)
def _kept(key: tuple[object, ...], _make: Callable[[], pd.DataFrame]) -> pd.DataFrame:  # noqa: ARG001
    return _make()


@st.cache_resource(max_entries=64, show_spinner=False)
def _outlines(key: str, area: str, _city: City) -> "gpd.GeoDataFrame":  # noqa: ARG001
    import shapely

    districts = _city.districts
    if area:
        districts = districts[districts["parent"] == area]
    west, south, east, north = districts.total_bounds
    finest = max(east - west, north - south) / 1400
    simpler = shapely.coverage_simplify(districts.geometry.to_numpy(), finest)
    return districts.set_geometry(simpler, crs=districts.crs).reset_index(drop=True)


def outlines(view: View) -> "gpd.GeoDataFrame":
    """The districts of the chosen area with their outlines, in the order of the pack.

    Outlines are as fine as half a pixel of a map of some 700; shared borders stay shared.
    """
    return _outlines(view.city.key, view.area, view.city)


def by_district(view: View) -> pd.DataFrame:
    """Estimates of every district in every period."""
    by = _by(view, "district", "year")
    return _kept(("district", *view.key), lambda: view.city.estimate(view.indicator, by, view.where))


def whole(view: View) -> pd.DataFrame:
    """Estimates of the whole area in every period."""
    by = _by(view, "year")
    return _kept(("whole", *view.key), lambda: view.city.estimate(view.indicator, by, view.where))


def whole_in(view: View, period: str) -> pd.Series | None:
    """The estimate of the whole area in one period; None where there is no such period."""
    rows = whole(view)
    found = rows[rows["period"] == period]
    return found.iloc[0] if len(found) else None


def by_group(view: View, dimension: str, district: str | None) -> pd.DataFrame:
    """Estimates of every group of a dimension in every period, for a district or the whole area."""
    where = {"parent": view.area} if view.area else {}
    where |= {"district": district} if district else {}
    by = [*_by(view, "year"), dimension]
    key = ("group", view.city.key, view.indicator, view.area, dimension, district)
    return _kept(key, lambda: view.city.estimate(view.indicator, by, where))


def by_district_and_group(view: View, dimension: str) -> pd.DataFrame:
    """Estimates of every district and group, for a scale that does not jump when the group changes."""
    where = {"parent": view.area} if view.area else {}
    by = [*_by(view, "district", "year"), dimension]
    key = ("both", view.city.key, view.indicator, view.area, dimension)
    return _kept(key, lambda: view.city.estimate(view.indicator, by, where))


def _by(view: View, *names: str) -> list[str]:
    """Years wherever the tables can be added up to years; windows stay what they are."""
    grain = "year" if view.city.has_years(view.indicator) else "period"
    return [grain if name == "year" else name for name in names]


def periods(view: View) -> list[str]:
    """The periods of the indicator, from the first to the last."""
    return list(dict.fromkeys(whole(view)["period"]))


def change(estimates: pd.DataFrame, view: View, before: str, after: str, keys: list[str]) -> pd.DataFrame:
    """The change between two periods of every group, with limits and a verdict."""
    window = view.city.window
    return before_after(estimates, window(before), window(after), view.measure.better, keys)

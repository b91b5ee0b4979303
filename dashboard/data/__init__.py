"""The only reader and the only cache of the dashboard: pages ask here and never touch a table.

Cities and estimates are shared between sessions and must not be changed; a changed pack is a new city,
because the key holds a digest of its files.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd
import streamlit as st

from indicators.city import City
from indicators.compare.before_after import before_after
from indicators.engine.describe import read_pack
from indicators.engine.language import spoken
from indicators.engine.places import embedded_packs
from indicators.engine.problem import PackError, Problem
from indicators.engine.registry import Indicator, indicator

if TYPE_CHECKING:
    import geopandas as gpd

EVERYONE = "all"
T = TypeVar("T")


@dataclass(frozen=True)
class Card:
    """What the first page says of a city; `problems` keep it from being opened."""

    folder: Path
    name: str
    title: str
    kind: str
    description: str
    districts: int = 0
    first: int = 0
    last: int = 0
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
        first=min(period.start.year for period in found.windows.values()),
        last=max(period.end.year for period in found.windows.values()),
        domains=tuple(dict.fromkeys(i.domain for i in found.available)),
        indicators=len(found.available),
        problems=found.problems,
    )


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


@st.cache_resource(max_entries=256, show_spinner=False)
def _names(key: str, area: str, _city: City) -> dict[str, str]:  # noqa: ARG001
    rows = _city.districts[["district_id", "district", "parent"]]
    rows = rows[rows["parent"] == area] if area else rows
    rows = rows.sort_values("district", kind="stable")
    return dict(zip(rows["district_id"], rows["district"], strict=True))


def names(city: City, area: str = "") -> dict[str, str]:
    """The districts of a city or of a part of it, by id, in alphabetical order; not to be changed."""
    return _names(city.key, area, city)


@st.cache_resource(max_entries=64, show_spinner=False)
def _parents(key: str, _city: City) -> dict[str, str]:  # noqa: ARG001
    rows = _city.districts
    return dict(zip(rows["district_id"], rows["parent"].fillna(""), strict=True))


def parents(city: City) -> dict[str, str]:
    """The part of the city that each district lies in, by id; empty where there are none."""
    return _parents(city.key, city)


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
def _kept(key: tuple[object, ...], _make: Callable[[], Any]) -> Any:  # noqa: ARG001
    return _make()


def kept(key: tuple[object, ...], make: Callable[[], T]) -> T:
    """What `make` gives, made once for a key and shared between sessions: it must not be changed.

    Begin the key with a word of your own and `city.key`. What holds words (sentences) belongs to one language:
    the language spoken is part of every key.
    """
    found: T = _kept((spoken(), *key), make)
    return found


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
    return kept(("district", *view.key), lambda: view.city.estimate(view.indicator, by, view.where))


def whole(view: View) -> pd.DataFrame:
    """Estimates of the whole area in every period."""
    by = _by(view, "year")
    return kept(("whole", *view.key), lambda: view.city.estimate(view.indicator, by, view.where))


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
    return kept(key, lambda: view.city.estimate(view.indicator, by, where))


def by_district_and_group(view: View, dimension: str) -> pd.DataFrame:
    """Estimates of every district and group, for a scale that does not jump when the group changes."""
    where = {"parent": view.area} if view.area else {}
    by = [*_by(view, "district", "year"), dimension]
    key = ("both", view.city.key, view.indicator, view.area, dimension)
    return kept(key, lambda: view.city.estimate(view.indicator, by, where))


def first_to_compare(view: View, wanted: Sequence[str]) -> list[str]:
    """What is set side by side before anybody chooses.

    The districts looked at; a single one with two of its neighbours; without any the highest and the lowest.
    """
    if len(wanted) > 1:
        return list(wanted)
    if wanted and (beside := next_door(view.city, wanted[0])):
        return [*wanted, *beside[:2]]
    rows = by_district(view)
    rows = rows[rows["status"] == "ok"]
    rows = rows[rows["period"] == rows["period"].max()].sort_values("value", ascending=False)
    ends = [*rows["district_id"].head(1), *rows["district_id"].tail(1)]
    return list(dict.fromkeys([*wanted, *map(str, ends)]))


def next_door(city: City, district: str) -> list[str]:
    """The districts that touch one, by name."""

    ids = city.districts["district_id"].tolist()
    outline = city.districts.geometry.iloc[ids.index(district)]
    near = city.districts.sindex.query(outline, predicate="intersects")
    return sorted((ids[at] for at in near if ids[at] != district), key=names(city).__getitem__)


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

"""The dashboard's queries: the only place that reads tables for pages, and the only cache of their answers.

Cities and estimates are shared between sessions and must not be changed; a changed pack is a new city,
because the key holds a digest of its files.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from dashboard.cache import answers
from dashboard.cache.memory import Cache, Held, cache_memory
from dashboard.queries.open_cities import cities as cities
from dashboard.queries.open_cities import file_stamp, open_city, opened_cities, pack_folders
from indicators.city import City
from indicators.compare.change.before_after import before_after
from indicators.engine.caching import memory as count_cache
from indicators.engine.definitions.registry import Indicator, indicator
from indicators.engine.pack.descriptor import read_pack
from indicators.engine.text.errors import PackError, Problem
from indicators.engine.text.messages import spoken

if TYPE_CHECKING:
    import geopandas as gpd

EVERYONE = "all"
T = TypeVar("T")
_cache = Cache(cache_memory())
count_cache.keep_in(_cache)


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


def _card(folder: Path) -> Card:
    opened = open_city(folder)
    if not isinstance(opened, City):
        return Card(folder, folder.name, *_described(folder), problems=opened)
    return Card(
        folder=folder,
        name=opened.name,
        title=opened.pack.title,
        kind=opened.pack.kind,
        description=opened.pack.description,
        districts=len(opened.districts),
        first=min(period.start.year for period in opened.windows.values()),
        last=max(period.end.year for period in opened.windows.values()),
        domains=tuple(dict.fromkeys(i.domain for i in opened.available)),
        indicators=len(opened.available),
        problems=opened.problems,
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
    return [cached(("card", folder, file_stamp(folder)), partial(_card, folder)) for folder in pack_folders()]


def has_points(city: City) -> bool:
    """Has the city a table whose rows are points? It is a question to the descriptor: nothing is counted."""
    return any(table.is_points for table in city.pack.tables.values())


def parts(city: City) -> list[str]:
    """The named parts of a city, as the pack orders them."""

    def make() -> tuple[str, ...]:
        return tuple(str(name) for name in dict.fromkeys(city.districts["parent"]) if name)

    return list(cached(("parts", city.key), make, wordless=True))


def largest_part(city: City) -> str:
    """The part with most districts."""
    return str(city.districts["parent"].value_counts().idxmax())


def names(city: City, area: str = "") -> dict[str, str]:
    """The districts of a city or of a part of it, by id, in alphabetical order; not to be changed."""

    def make() -> dict[str, str]:
        rows = city.districts[["district_id", "district", "parent"]]
        rows = rows[rows["parent"] == area] if area else rows
        rows = rows.sort_values("district", kind="stable")
        return dict(zip(rows["district_id"], rows["district"], strict=True))

    return cached(("names", city.key, area), make, wordless=True)


def parents(city: City) -> dict[str, str]:
    """The part of the city that each district lies in, by id; empty where there are none."""
    rows = city.districts

    def make() -> dict[str, str]:
        return dict(zip(rows["district_id"], rows["parent"].fillna(""), strict=True))

    return cached(("parents", city.key), make, wordless=True)


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


def cached(key: tuple[object, ...], make: Callable[[], T], wordless: bool = False) -> T:
    """What `make` gives, made once for a key and shared between sessions: it must not be changed.

    Begin the key with a word of your own and `city.key`. What holds words (sentences) belongs to one language:
    the language spoken is part of every key that is not `wordless`. All stays within `cache_memory()` bytes.
    """
    return _cache.get(("" if wordless else spoken(), *key), make)


def load_kept(city: City) -> set[object]:
    """Takes the answers about a city that an earlier run of the server kept on disk; gives their keys."""
    return answers.load(_cache, city)


def save_kept(city: City, known: set[object]) -> None:
    """Keeps the answers about a city on disk, unless all of them are known."""
    answers.save(_cache, city, known)


def release_references() -> None:
    """Drops pandas' dead references of every kept frame, those of open cities too (`caching.pandas_internals`)."""
    _cache.release_references()
    for city in opened_cities():
        city.release_references()


def cache_use() -> Held:
    """Bytes and entries that the cache holds."""
    return _cache.held


def outlines(view: View) -> "gpd.GeoDataFrame":
    """The districts of the chosen area with their outlines, in the order of the pack.

    Outlines are as fine as half a pixel of a map of some 700; shared borders stay shared.
    """
    return cached(
        ("outlines", view.city.key, view.area), lambda: _outlines(view.city, view.area), wordless=True
    )


def _outlines(city: City, area: str) -> "gpd.GeoDataFrame":
    import shapely

    districts = city.districts
    if area:
        districts = districts[districts["parent"] == area]
    west, south, east, north = districts.total_bounds
    finest = max(east - west, north - south) / 1400
    simpler = shapely.coverage_simplify(districts.geometry.to_numpy(), finest)
    return districts.set_geometry(simpler, crs=districts.crs).reset_index(drop=True)


def by_district(view: View) -> pd.DataFrame:
    """Estimates of every district in every period."""
    by = _by(view, "district", "year")
    return cached(
        ("district", *view.key), lambda: view.city.estimate(view.indicator, by, view.where), wordless=True
    )


def whole(view: View) -> pd.DataFrame:
    """Estimates of the whole area in every period."""
    by = _by(view, "year")
    return cached(
        ("whole", *view.key), lambda: view.city.estimate(view.indicator, by, view.where), wordless=True
    )


def whole_in(view: View, period: str) -> pd.Series | None:
    """The estimate of the whole area in one period; None where there is no such period."""

    def make() -> pd.Series | None:
        rows = whole(view)
        in_period = rows[rows["period"] == period]
        return in_period.iloc[0] if len(in_period) else None

    return cached(("whole in", *view.key, period), make, wordless=True)


def by_group(view: View, dimension: str, district: str | None) -> pd.DataFrame:
    """Estimates of every group of a dimension in every period, for a district or the whole area."""
    where = {"parent": view.area} if view.area else {}
    where |= {"district": district} if district else {}
    by = [*_by(view, "year"), dimension]
    key = ("group", view.city.key, view.indicator, view.area, dimension, district)
    return cached(key, lambda: view.city.estimate(view.indicator, by, where), wordless=True)


def by_district_and_group(view: View, dimension: str) -> pd.DataFrame:
    """Estimates of every district and group, for a scale that does not jump when the group changes."""
    where = {"parent": view.area} if view.area else {}
    by = [*_by(view, "district", "year"), dimension]
    key = ("both", view.city.key, view.indicator, view.area, dimension)
    return cached(key, lambda: view.city.estimate(view.indicator, by, where), wordless=True)


def first_to_compare(view: View, chosen: Sequence[str]) -> list[str]:
    """What is set side by side before anybody chooses.

    The districts looked at; a single one with two of its neighbours; without any the highest and the lowest.
    """
    if len(chosen) > 1:
        return list(chosen)
    if chosen and (beside := neighbours(view.city, chosen[0])):
        return [*chosen, *beside[:2]]
    rows = by_district(view)
    rows = rows[rows["status"] == "ok"]
    rows = rows[rows["period"] == rows["period"].max()].sort_values("value", ascending=False)
    ends = [*rows["district_id"].head(1), *rows["district_id"].tail(1)]
    return list(dict.fromkeys([*chosen, *map(str, ends)]))


def neighbours(city: City, district: str) -> list[str]:
    """The districts that touch one, by name."""

    ids = city.districts["district_id"].tolist()
    outline = city.districts.geometry.iloc[ids.index(district)]
    near = city.districts.sindex.query(outline, predicate="intersects")
    return sorted((ids[at] for at in near if ids[at] != district), key=names(city).__getitem__)


def _by(view: View, *names: str) -> list[str]:
    """The columns to group by; `year` becomes `period` where the tables can't be added up to years."""
    grain = "year" if view.city.has_years(view.indicator) else "period"
    return [grain if name == "year" else name for name in names]


def periods(view: View) -> list[str]:
    """The periods of the indicator, from the first to the last."""
    return list(
        cached(("periods", *view.key), lambda: tuple(dict.fromkeys(whole(view)["period"])), wordless=True)
    )


def in_time(codes: list[str], one: str, other: str) -> tuple[str, str]:
    """Two of the periods `codes`, which are in order, the earlier one first however they were chosen."""
    first, then = sorted((one, other), key=codes.index)
    return first, then


def change(estimates: pd.DataFrame, view: View, before: str, after: str, keys: list[str]) -> pd.DataFrame:
    """The change between two periods of every group, with limits and a verdict."""
    window = view.city.window
    return before_after(estimates, window(before), window(after), view.measure.better, keys)

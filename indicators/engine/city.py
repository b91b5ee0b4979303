"""A city: its pack opened once, its counts made when first asked for, its estimates at every question."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from indicators.engine.caching import disk as store
from indicators.engine.caching.pandas_internals import pandas_objects, release_references
from indicators.engine.counting.columns import Columns, kept_columns
from indicators.engine.counting.count import Counts, CountsCache, count
from indicators.engine.counting.hexagons import Grid, by_hexagon, grid_over
from indicators.engine.counting.parts import EVENTS, Part, parts_of, resolve_population
from indicators.engine.definitions.registry import (
    Indicator,
    RowFunction,
    all_indicators,
    domain_title,
    failures,
    indicator,
)
from indicators.engine.definitions.source_digest import module_digest
from indicators.engine.estimation.estimate import Request, Scope, estimate, hidden, natural_grain
from indicators.engine.estimation.question import available_segments
from indicators.engine.open_pack import open_pack
from indicators.engine.pack.descriptor import read_pack
from indicators.engine.pack.model import Pack
from indicators.engine.sources.tables import Table, fetched
from indicators.engine.text.errors import Problem, TownbellError, did_you_mean, words_of
from indicators.engine.text.messages import Text, _
from indicators.engine.text.periods import GRAIN_WORDS, Period, fits, grain_of, period_from_code
from indicators.engine.types import JsonObject

if TYPE_CHECKING:
    import geopandas as gpd


class City:
    """The one door to a city's numbers, for pages, the command line and notebooks.

    `City("data/morocco")` reads the descriptor and the outlines and checks every table; PackError lists every
    problem that keeps it from being used. `problems` holds what is merely worth knowing.
    """

    def __init__(self, folder: str | Path):
        self.pack: Pack = read_pack(folder)
        self._lock = threading.RLock()
        self._counts: dict[str, Counts] = {}
        self._hexagons: dict[tuple[str, float], tuple[Part, Counts]] = {}
        self._known_parts: dict[str, tuple[RowFunction, tuple[Part, ...]]] = {}
        self._opened = open_pack(self.pack)
        self.problems: tuple[Problem, ...] = self._opened.problems

    @property
    def districts(self) -> "gpd.GeoDataFrame":
        """The districts: `district_id, district, parent, geometry` in EPSG:4326; not to be changed."""
        return self._opened.outlines.frame

    @property
    def _tables(self) -> Mapping[str, Table]:
        return self._opened.tables

    # What there is

    @property
    def name(self) -> str:
        """The pack's folder name, as in links and on the command line."""
        return self.pack.folder.resolve().name

    @cached_property
    def windows(self) -> Mapping[str, Period]:
        """Every period that occurs in a table, by its code."""
        return {period.code: period for table in self._tables.values() for period in table.periods}

    @cached_property
    def scope(self) -> Scope:
        """The city as the estimators see it."""
        pack = self.pack
        return Scope(
            self._opened.outlines.named,
            pack.segments,
            self.windows,
            pack.minimum,
            pack.suppress_below,
            pack.standard,
            pack.round_to,
        )

    @cached_property
    def key(self) -> str:
        """A digest of the pack's files: the same for the same data, another as soon as something changes."""
        return store.digest(store.engine_digest(), self._files)

    @cached_property
    def version(self) -> str:
        """The version of the data alone, short enough for a link; the code that reads them does not change it."""
        return store.digest("data", self._files)[:8]

    @property
    def is_over(self) -> bool:
        """Have counts of a database or cluster served their time, so that the city has to be opened anew?"""
        return self._opened.is_over

    @cached_property
    def _files(self) -> dict[str, str]:
        """A digest of each of the pack's files, and the stamp of each table that is none."""
        files = {
            str(path.relative_to(self.pack.folder)): store.file_digest(path)
            for path in sorted(self.pack.folder.rglob("*"))
            if path.is_file()
        }
        return files | {name: stamp.key for name, stamp in self._opened.stamps.items()}

    @cached_property
    def scattered(self) -> bool:
        """Do its parts lie so far apart that one map of all shows specks (several cities in one pack)?"""
        ends = {"minx": "min", "miny": "min", "maxx": "max", "maxy": "max"}
        parts = self.districts.bounds.groupby(self.districts["parent"]).agg(ends)
        areas = (parts["maxx"] - parts["minx"]) * (parts["maxy"] - parts["miny"])
        west, south, east, north = self.districts.total_bounds
        return len(parts) > 1 and bool(areas.sum() < 0.2 * (east - west) * (north - south))

    def release_references(self) -> None:
        """Drops pandas' dead references of the frames that are kept as long as the city is open."""
        counts = [(vars(each).get("frame"), each.columns.known) for each in list(self._counts.values())]
        release_references(pandas_objects([self._opened.outlines.loaded, counts]))

    def window(self, code: str) -> Period:
        """The period that a code means, also for years added up from months and for pooled years."""
        return self.windows.get(code) or period_from_code(code)

    def has_years(self, id: str) -> bool:
        """Can an indicator be given by year?"""
        return natural_grain(self.counts(indicator(id))) != "window"

    def _resolved(self, definition: Indicator) -> Indicator:
        return resolve_population(definition, self.pack.population)

    def reason(self, definition: Indicator) -> Text | str:
        """Why an indicator can't be computed here; empty where it can."""
        try:
            self._parts(definition)
        except TownbellError as error:
            return words_of(error)
        return ""

    @cached_property
    def available(self) -> tuple[Indicator, ...]:
        """The indicators that this city's tables can carry."""
        return tuple(i for i in all_indicators() if not self.reason(i))

    def indicators(self) -> pd.DataFrame:
        """Every indicator: id, title, domain, unit, polarity, method, table, available, reason; failed modules too."""
        rows = [_listed(i, self.reason(i)) for i in all_indicators()]
        return pd.DataFrame(rows + [_failed(f.module, f.reason) for f in failures()])

    def texts(self, table: str, column: str) -> list[str]:
        """The different texts of a table's column, in alphabetical order."""
        opened = self._tables[table]
        values = fetched(opened, opened.frame.select(column).unique()).column(column).to_pylist()
        return sorted(str(text) for text in values if text is not None)

    def segments_of(self, id: str) -> tuple[str, ...]:
        """The segment dimensions by which an indicator can be seen."""
        return available_segments(indicator(id), self.counts(indicator(id)))

    # Counting and estimating

    def counts(self, definition: Indicator) -> Mapping[str, Counts]:
        """The counts of an indicator by role; its tables are counted when first asked for, all indicators at once.

        Raises TownbellError with the reason where it can't be computed.
        """
        with self._lock:
            parts = self._parts(definition)
            for part in parts:
                if part.key not in self._counts:
                    self._count_table(part.table, definition)
            return {part.role: self._counts[part.key] for part in parts}

    def _parts(self, definition: Indicator) -> tuple[Part, ...]:
        """The parts of an indicator in this city's tables, worked out once; one written anew is counted anew."""
        known = self._known_parts.get(definition.id)
        if known is not None and known[0] is definition.function:
            return known[1]
        with self._lock:
            parts = parts_of(self._resolved(definition), self._tables)
            for part in parts if known is not None else ():
                self._counts.pop(part.key, None)
            self._known_parts[definition.id] = definition.function, parts
            return parts

    def _count_table(self, name: str, definition: Indicator) -> None:
        together = [definition, *(i for i in self.available if i.id != definition.id)]
        parts = [part for i in together for part in self._parts(i) if part.table == name]
        self._counts.update(count(self._tables[name], parts, self._keep(name, parts)))

    def _keep(self, name: str, parts: Sequence[Part]) -> CountsCache:
        """Hands back what was counted of a table before, as long as data, definitions and expressions are the same."""
        resource = self.pack.tables[name]
        # what is summed as it is written out: a threshold may come from another file than the indicator
        sums = [(p.key, {name: repr(e) for name, e in (p.totals | p.derived).items()}) for p in parts]
        base = store.digest(
            self._opened.digest(resource),
            module_digest(p.indicator for p in parts),
            self.pack.population,
            sums,
        )

        def kept(inner: tuple[str, ...], make: Callable[[], pd.DataFrame]) -> Columns:
            name = f"counts-{store.digest(base, inner)}"
            return kept_columns(name, make, partial(self._opened.is_unchanged, resource))

        return kept

    def hexagon_counts(self, id: str, width: float) -> tuple[Grid, Counts]:
        """The events of an indicator by hexagon inside districts; for tables whose rows are points only.

        A point counts for the district that it lies in, so the hexagons of a district add up to the district. Small
        counts are in it as they are: use `City.hexagons`, which hides them. Raises TownbellError where the events are
        not counted at points.
        """
        with self._lock:
            part = next((p for p in self._parts(indicator(id)) if p.role == EVENTS), None)
            resource = self.pack.tables[part.table] if part is not None else None
            if part is None or resource is None or not resource.is_points:
                raise TownbellError(_("The table of '{id}' does not say where each thing happened.", id=id))
            grid = grid_over(tuple(self.districts.total_bounds), width)
            if (id, width) not in self._hexagons:
                by = by_hexagon(part, grid, str(resource.longitude), str(resource.latitude))
                counted = count(self._tables[part.table], [by], self._keep(part.table, [by]))
                self._hexagons[id, width] = (part, counted[by.key])
            known, counts = self._hexagons[id, width]
            if known is not part:  # the indicator was written anew
                del self._hexagons[id, width]
                return self.hexagon_counts(id, width)
            return grid, counts

    def estimate(
        self,
        id: str,
        by: Sequence[str] = ("district", "period"),
        where: Mapping[str, str | Sequence[str]] | None = None,
        level: float = 0.95,
    ) -> pd.DataFrame:
        """The estimates of one indicator; see `engine.estimate.estimate` for the columns.

        `by` may name district, parent, period (or year, quarter, month for coarser periods) and segment dimensions.
        Raises TownbellError where the question does not fit the city.
        """
        if not 0.5 <= level < 1:
            raise TownbellError(_("level={level} must lie between 0.5 and 1, for example 0.95.", level=level))
        definition = self._resolved(indicator(id))
        counts = self.counts(definition)
        request = self._request(by, where or {}, level, counts)
        return estimate(definition, counts, self.scope, request)

    def hidden(self, id: str) -> pd.DataFrame:
        """Which cells of an indicator are hidden to protect people and why; for those who keep the data only."""
        definition = self._resolved(indicator(id))
        return hidden(definition, self.counts(definition), self.scope)

    def _request(
        self,
        by: Sequence[str],
        where: Mapping[str, str | Sequence[str]],
        level: float,
        counts: Mapping[str, Counts],
    ) -> Request:
        grains = [name for name in by if name in ("month", "quarter", "year")]
        keys = tuple(dict.fromkeys("period" if name in grains else name for name in by))
        known = ["district", "parent", "period", "year", "quarter", "month", *self.pack.segments]
        for name in (*by, *where):
            if name not in known:
                message = _("There is no column '{name}' to group by.", name=name)
                raise TownbellError(message, did_you_mean(name, known))
        given = {name: _texts(values) for name, values in where.items()}
        grain = grains[0] if grains else _grain_of_periods(given)
        _check_grain(grain, counts)
        return Request(keys, given, level, grain)


def _texts(values: object) -> tuple[str, ...]:
    """One value or several, as the texts that tables hold (a year may be given as a number)."""
    several = isinstance(values, Iterable) and not isinstance(values, str)
    return tuple(map(str, values)) if several else (str(values),)  # type: ignore[call-overload]


def _grain_of_periods(where: Mapping[str, tuple[str, ...]]) -> str | None:
    grains = {grain_of(code) for code in where.get("period", ())} - {None, "date"}
    return grains.pop() if len(grains) == 1 else None


def _check_grain(grain: str | None, counts: Mapping[str, Counts]) -> None:
    for part in counts.values():
        if grain is not None and part.grain is not None and not fits(part.grain, grain):
            have = _(GRAIN_WORDS[part.grain])
            raise TownbellError(
                _(
                    "Table '{table}' has periods by {have}; they can't be seen by {grain}.",
                    table=part.part.table,
                    have=have,
                    grain=_(GRAIN_WORDS[grain]),
                )
            )


def _listed(i: Indicator, reason: Text | str) -> JsonObject:
    return {
        "id": i.id,
        "title": i.title,
        "domain": domain_title(i.domain),
        "unit": i.unit,
        "polarity": i.better,
        "method": i.spec.method,
        "table": i.table,
        "available": not reason,
        "reason": str(reason),
    }


def _failed(module: str, reason: str) -> JsonObject:
    empty = dict.fromkeys(("unit", "polarity", "method", "table"), "")
    about = {"id": module, "title": f"The module {module} failed", "domain": module}
    return {**about, **empty, "available": False, "reason": reason}


__all__ = ["City", "Part"]

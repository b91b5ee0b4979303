"""Where exactly: what was counted by hexagon inside districts, small counts hidden so that nobody can work them out.

Only tables whose rows are points can say it. All hexagons of an indicator have one width, the smallest at which most
of what was counted can be shown. What is hidden is decided a district and period at a time, for everyone and every
group together: a district's hexagons add up to its published total, which is never hidden for their sake. Where no
choice of hexagons protects a small count, all hexagons of the district are withheld, zeros too.

Narrow hexagons can be taken together by seven, and both maps are protected together (`hexagon_disclosure`): whoever
holds them side by side learns no more.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from indicators.compare.spatial.hexagon_disclosure import HiddenHexagons, protected
from indicators.engine.counting.count import Counts
from indicators.engine.counting.hexagons import HEXAGON, Grid
from indicators.engine.counting.parts import EVENTS
from indicators.engine.definitions.enums import Status
from indicators.engine.definitions.registry import Indicator, indicator
from indicators.engine.disclosure.protect import ALL_OF_IT, Lattice, Levels, build_lattice
from indicators.engine.disclosure.suppression import round_to_base
from indicators.engine.estimation.cells import Question, cells_of
from indicators.engine.estimation.question import natural_grain
from indicators.engine.estimation.status import SUPPRESS_RECORDS_BELOW
from indicators.engine.text.errors import TownbellError, did_you_mean
from indicators.engine.text.messages import Text, _

if TYPE_CHECKING:
    import geopandas as gpd

    from indicators.engine.city import City

WIDTHS = (250.0, 350.0, 500.0, 700.0, 1000.0, 1400.0, 2000.0)
"""Metres between opposite sides of a hexagon."""
MOST_SHOWN = 0.75
"""At least this share of what was counted lies in hexagons that are large enough to be shown."""
SEVEN = 7
"""So many hexagons can be taken together."""
MOST = 30_000
"""More hexagons than this are no answer to a question; a district or a part of the city has to be chosen."""


@dataclass(frozen=True)
class Hexagons:
    """The hexagons of an indicator in a city: one width for all periods, districts and groups."""

    city: "City"
    measure: Indicator
    grid: Grid
    counts: Counts
    threshold: float

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The segment dimensions by which events can be seen, as for districts."""
        return self.city.segments_of(self.measure.id)

    def values(self, dims: tuple[str, ...]) -> pd.DataFrame:
        """What was counted: `district_id, period, hexagon__`, the dims, `value`; cells without any have no row."""
        grain = natural_grain(self.city.counts(self.measure))
        everybody = Question(dims, {}, self.city.scope.ids, None, grain)
        cells = cells_of(self.counts, everybody, self.city.scope.segments, self.city.scope.windows, False)
        return cells.totals[["district_id", "period", HEXAGON, *dims, "value"]]

    @cached_property
    def _outlines(self) -> "gpd.GeoSeries":
        return self.city.districts.set_index("district_id").geometry

    @cached_property
    def _known(self) -> dict[str, np.ndarray]:
        return {}

    def ids(self, district: str) -> np.ndarray:
        """The hexagons of a district: all that touch it, and those in which something was counted for it."""
        if district not in self._known:
            values = self.values(())
            counted = values.loc[values["district_id"] == district, HEXAGON].to_numpy(dtype=np.int64)
            self._known[district] = np.union1d(self.grid.touching(self._outlines[district]), counted)
        return self._known[district]

    def about(self, districts: Sequence[str]) -> float:
        """About how many hexagons some districts have, worked out from their areas."""
        square_degrees = _areas(self._outlines, districts)
        return square_degrees * self.grid.metres[0] * self.grid.metres[1] / (self.grid.width**2 * 3**0.5 / 2)


def _areas(outlines: "gpd.GeoSeries", districts: Sequence[str]) -> float:
    import shapely

    return float(shapely.area(outlines.reindex(districts).to_numpy()).sum())


def reason(city: "City", id: str) -> Text | str:
    """Why an indicator can't be shown by hexagon; empty where it can."""
    measure = indicator(id)
    if city.reason(measure):
        return city.reason(measure)
    table = city.pack.tables.get(measure.table)
    if table is None or not table.is_points:
        return _(
            "“{title}” is not counted where it happened: its table has a district and no point for each row.",
            title=_(measure.title),
        )
    if not measure.spec.counts_events or measure.years > 1 or EVENTS not in city.counts(measure):
        return _(
            "“{title}” is more than a count of a single year, so it has no number for a hexagon.",
            title=_(measure.title),
        )
    return ""


def hexagons_of(city: "City", id: str) -> Hexagons:
    """The hexagons of an indicator, as wide as it takes. Raises TownbellError where there can be none."""
    why = reason(city, id)
    if why:
        raise TownbellError(why)
    measure, threshold = indicator(id), _threshold(city, id)
    for width in WIDTHS:
        hexagons = Hexagons(city, measure, *city.hexagon_counts(id, width), threshold)
        if _shown(hexagons) >= MOST_SHOWN:
            break
    return hexagons


def _threshold(city: "City", id: str) -> float:
    """Below how many a hexagon is hidden: as the table or the pack says it for districts, else below 5.

    0 where counts are rounded instead.
    """
    scope = city.scope
    if scope.round_to:
        return 0.0
    limits = (city.counts(indicator(id))[EVENTS].suppress_below, scope.suppress_below)
    return float(next((each for each in limits if each is not None), SUPPRESS_RECORDS_BELOW))


def _shown(hexagons: Hexagons) -> float:
    """The share of what was counted that lies in hexagons above the threshold; all of it where nothing was counted."""
    value = hexagons.values(())["value"]
    return float(value[value >= hexagons.threshold].sum() / value.sum()) if value.sum() else 1.0


def can_be_sevens(hexagons: Hexagons) -> bool:
    """Can its hexagons be taken together by seven? Not where they are wide, or seen by group."""
    return not hexagons.dimensions and hexagons.grid.width * SEVEN**0.5 <= WIDTHS[-1]


def counted(
    hexagons: Hexagons,
    periods: Sequence[str],
    where: Mapping[str, str | Sequence[str]] | None = None,
    together: int = 1,
) -> "gpd.GeoDataFrame":
    """Counts by hexagon with their status and outline, small ones hidden: a row a district, hexagon and period.

    `where` may name `district`, `parent` and one group of one segment dimension; `together` is 1, or 7 for groups of
    seven hexagons. Columns: `indicator, district_id, district, hexagon, period`, the dimension, `count, status,
    longitude, latitude` (of the hexagon's middle), `square_km, geometry` (cut at the district's border). `count` is
    empty unless the status is `ok`; `attrs` has the `width` of a hexagon in metres and the `threshold`. Raises
    TownbellError where it can't be answered.
    """
    city, given = hexagons.city, dict(where or {})
    dims = tuple(name for name in given if name not in ("district", "parent"))
    if len(dims) > 1:
        raise TownbellError(_("Hexagons can be seen by one kind of segment at a time."))
    if together not in (1, SEVEN) or (together == SEVEN and not can_be_sevens(hexagons)):
        raise TownbellError(_("These hexagons can't be taken together by {n}.", n=together))
    rows = city.estimate(
        hexagons.measure.id, ["district", "period", *dims], {**given, "period": tuple(periods)}
    )
    known = city.estimate(hexagons.measure.id, ["period"])["period"].tolist()
    for period in periods:
        if period not in known:
            reason = _("There is no period '{period}' here.", period=period)
            raise TownbellError(reason, did_you_mean(period, known))
    if hexagons.about(list(rows["district_id"].unique())) > MOST:
        raise TownbellError(_("These are too many hexagons for one map: choose a district."))
    withheld = _hidden_totals(hexagons, periods, dims)
    pieces = [_of_district(hexagons, row, dims, withheld, together) for row in rows.to_dict("records")]
    return _with_outlines(hexagons, pd.concat(pieces, ignore_index=True), dims, together)


def _hidden_totals(
    hexagons: Hexagons, periods: Sequence[str], dims: tuple[str, ...]
) -> frozenset[tuple[str, str]]:
    """Districts and periods of which the total is hidden, or that of one of their groups."""
    ask, where = hexagons.city.estimate, {"period": tuple(periods)}
    asked = [ask(hexagons.measure.id, ["district", "period", *by], where) for by in {(), dims}]
    hidden = [rows[rows["status"] == Status.SUPPRESSED] for rows in asked]
    return frozenset(
        pair for rows in hidden for pair in zip(rows["district_id"], rows["period"], strict=True)
    )


def _of_district(
    hexagons: Hexagons,
    row: Mapping[Hashable, str],
    dims: tuple[str, ...],
    withheld: Collection[tuple[str, str]],
    together: int,
) -> pd.DataFrame:
    """The hexagons of one district, period and group; `row` is the district's own estimate."""
    id, period = str(row["district_id"]), str(row["period"])
    ids, count = hexagons.ids(id), _counts(hexagons, id, period, {dim: row[dim] for dim in dims})
    group = hexagons.city.scope.segments[dims[0]].order.index(row[dims[0]]) if dims else 0
    hidden = hidden_of(hexagons, id, period, dims[0] if dims else None, together)[:, group]
    if together == SEVEN:
        ids, member = np.unique(hexagons.grid.sevens(ids), return_inverse=True)
        count = np.bincount(member, count)
    status = np.where(hidden & (row["status"] == Status.OK), Status.SUPPRESSED, row["status"])
    if (id, period) in withheld:
        status[:] = Status.SUPPRESSED.value
    if hexagons.city.scope.round_to:
        count = round_to_base(count, hexagons.city.scope.round_to, ())
    keys = {name: row[name] for name in ("indicator", "district_id", "district", "period", *dims)}
    return pd.DataFrame(
        {HEXAGON: ids, "count": np.where(status == Status.OK, count, np.nan), "status": status}
    ).assign(**keys)


def _counts(hexagons: Hexagons, district: str, period: str, group: Mapping[str, str]) -> np.ndarray:
    """What was counted in each of a district's hexagons, for everyone or a group."""
    values = hexagons.values(tuple(group))
    mine = values[(values["district_id"] == district) & (values["period"] == period)]
    for dim, name in group.items():
        mine = mine[mine[dim] == name]
    by_hexagon = mine.groupby(HEXAGON)["value"].sum().reindex(hexagons.ids(district), fill_value=0.0)
    return by_hexagon.to_numpy(dtype=float)


def hidden_of(
    hexagons: Hexagons, district: str, period: str, dimension: str | None, together: int = 1
) -> np.ndarray:
    """Which hexagons of a district are hidden in a period: hexagons x groups (one column for everyone).

    All of them where a total of the district would have to be hidden for their sake, as it is published. With
    `together` it is groups of seven.
    """
    if not hexagons.threshold:
        groups = len(hexagons.city.scope.segments[dimension].order) if dimension else 1
        ids = hexagons.ids(district)
        number = len(np.unique(hexagons.grid.sevens(ids))) if together == SEVEN else len(ids)
        return np.zeros((number, groups), dtype=bool)
    if not hexagons.dimensions:
        both = _protected(hexagons, district, period)
        return (both.group if together == SEVEN else both.single)[:, None]
    decided = _lattice(hexagons, district, period)
    mask = decided.base[:, :, None] if dimension is None else decided.by[dimension][:, :, :ALL_OF_IT]
    cells = mask[: len(hexagons.ids(district)), 0]
    withheld = bool(decided.base[ALL_OF_IT, 0] or mask[ALL_OF_IT, 0].any())
    return np.ones_like(cells) if withheld else cells


def _protected(hexagons: Hexagons, district: str, period: str) -> HiddenHexagons:
    """What is hidden of a district's hexagons and groups of them in a period, kept with the counts."""
    kept, key = hexagons.counts.lattices, (district, period, hexagons.threshold)
    if key not in kept:
        ids = hexagons.ids(district)
        member = np.zeros(len(ids), dtype=np.int64)
        if can_be_sevens(hexagons):
            member = np.unique(hexagons.grid.sevens(ids), return_inverse=True)[1]
        kept[key] = protected(_counts(hexagons, district, period, {}), member, hexagons.threshold)
    return cast("HiddenHexagons", kept[key])


def _lattice(hexagons: Hexagons, district: str, period: str) -> Lattice:
    """What is hidden of a district's hexagons in a period, decided once and kept with the counts."""
    kept = hexagons.counts.lattices
    key = (district, period, hexagons.threshold)
    if key not in kept:
        segments = hexagons.city.scope.segments
        groups = {dim: segments[dim].order for dim in hexagons.dimensions}
        names = [str(number) for number in hexagons.ids(district).tolist()]

        def read(dims: tuple[str, ...]) -> pd.DataFrame:
            rows = hexagons.values(dims)
            rows = rows[(rows["district_id"] == district) & (rows["period"] == period)]
            return rows.assign(district_id=rows[HEXAGON].astype(str), weight=0.0)

        kept[key] = build_lattice(
            read, Levels(names, [period], groups), hexagons.threshold, complement=False, period_total=False
        )
    return cast("Lattice", kept[key])


def _with_outlines(
    hexagons: Hexagons, rows: pd.DataFrame, dims: tuple[str, ...], together: int
) -> "gpd.GeoDataFrame":
    import geopandas as gpd

    numbers = rows[HEXAGON].to_numpy()
    centres = hexagons.grid.centres(numbers).round(5)
    size = f"{hexagons.grid.width:.0f}m" + (f"x{together}" if together > 1 else "")
    outlines = _cut(hexagons, rows[["district_id", HEXAGON]].drop_duplicates(), together)
    joined = rows[["district_id", HEXAGON]].merge(outlines, on=["district_id", HEXAGON], how="left")
    named = rows.assign(
        hexagon=[f"{size}-{number}" for number in numbers.tolist()],
        longitude=centres[:, 0],
        latitude=centres[:, 1],
        square_km=joined["square_km"].to_numpy(),
    )
    order = ["indicator", "district_id", "district", "hexagon", "period", *dims]
    order += ["count", "status", "longitude", "latitude", "square_km"]
    cut = gpd.GeoDataFrame(named[order], geometry=joined["geometry"].to_numpy(), crs="EPSG:4326")
    cut.attrs = {"width": hexagons.grid.width, "threshold": hexagons.threshold}
    return cut


def _cut(hexagons: Hexagons, cells: pd.DataFrame, together: int) -> pd.DataFrame:
    """The outlines of hexagons, or of groups of seven, cut at their district's border, with their areas."""
    import shapely

    members = cells.rename(columns={HEXAGON: "cell"}).assign(number=cells[HEXAGON])
    if together == SEVEN:
        pairs = [(id, number) for id in cells["district_id"].unique() for number in hexagons.ids(id).tolist()]
        members = pd.DataFrame(pairs, columns=["district_id", "number"])
        members["cell"] = hexagons.grid.sevens(members["number"].to_numpy())
    outlines = hexagons.city.districts.set_index("district_id").geometry.reindex(members["district_id"])
    whole = hexagons.grid.outlines(members["number"].to_numpy())
    within = shapely.intersection(whole, outlines.to_numpy())
    polygons = np.isin(shapely.get_type_id(within), (3, 6)) & ~shapely.is_empty(within)
    members["geometry"] = np.where(polygons, within, whole)
    if together == SEVEN:
        parts = members.groupby(["district_id", "cell"], sort=False)["geometry"]
        members = parts.agg(lambda each: shapely.union_all(each.to_numpy())).reset_index()
    square_degrees = shapely.area(members["geometry"].to_numpy())
    metres = hexagons.grid.metres
    members["square_km"] = square_degrees * metres[0] * metres[1] / 1e6
    return members.rename(columns={"cell": HEXAGON})[["district_id", HEXAGON, "square_km", "geometry"]]

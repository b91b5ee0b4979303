"""`City` as notebooks and the command line know it: the engine's city with comparisons on top.

Every method answers with a frame; nothing here computes, it reads estimates and hands arrays to `compare`. Comparisons
are imported by the methods that need them: loading them takes as long as opening a city.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from indicators.engine.city import City as EngineCity
from indicators.engine.definitions.registry import domain_title, indicator
from indicators.engine.pack.locations import find_pack
from indicators.engine.pack.model import DESCRIPTOR
from indicators.engine.statistics.intervals import z
from indicators.engine.text.errors import TownbellError, did_you_mean
from indicators.engine.text.formatting import period as say_period
from indicators.engine.text.messages import _
from indicators.engine.types import JsonObject

if TYPE_CHECKING:
    import geopandas as gpd

    from indicators.compare.spatial.deck import OfflineDeck
    from indicators.effects.register.intervention import Intervention

Where = Mapping[str, str | Sequence[str]]


class City(EngineCity):
    """A city pack, opened: `City("morocco").estimate("commute_tram", by=["district", "period"])`.

    A city that comes along opens by its name, any other by its folder, which goes before a name. Raises
    TownbellError, with the names that there are, for a name that is neither, PackError for a pack that can't be used.
    """

    def __init__(self, folder: str | Path):
        if isinstance(folder, str) and Path(folder).name == folder and not Path(folder, DESCRIPTOR).is_file():
            folder = find_pack(folder)
        super().__init__(folder)

    def __repr__(self) -> str:
        periods = self._years
        return (
            f"<City {self.name}: {self.pack.title}, {len(self.districts)} districts, "
            f"{len(self.available)} indicators, {periods}>"
        )

    def _repr_html_(self) -> str:
        """What a notebook shows: what there is, and from where."""
        domains = Counter(domain_title(each.domain) for each in self.available)
        rows = {
            "Districts": str(len(self.districts)),
            "Years": self._years,
            "Indicators": ", ".join(f"{title} {n}" for title, n in domains.items()),
            "Segments": ", ".join(segments.title for segments in self.pack.segments.values()),
            "Data": {"real": "real", "generated": "generated: every number is invented"}[self.pack.kind],
            "Worth knowing": f"{len(self.problems)} notes in `problems`" if self.problems else "",
        }
        listed = "".join(
            f'<tr><th style="text-align:left">{name}</th><td style="text-align:left">{escape(value)}</td></tr>'
            for name, value in rows.items()
            if value
        )
        return f"<table><caption><b>{escape(self.pack.title)}</b></caption><tbody>{listed}</tbody></table>"

    @property
    def _years(self) -> str:
        """From which year to which there are data."""
        first = min(period.start.year for period in self.windows.values())
        last = max(period.end.year for period in self.windows.values())
        return str(first) if first == last else f"{first} to {last}"

    def gap(
        self, id: str, across: str, by: Sequence[str] = (), where: Where | None = None, level: float = 0.95
    ) -> pd.DataFrame:
        """Every measure of inequality across a segment dimension or `district`; see `compare.gaps.measures.gap`."""
        from indicators.compare.gaps.measures import gap

        return gap(self, id, across, by, where, level)

    def gap_change(self, id: str, across: str, before: str, after: str, level: float = 0.95) -> pd.DataFrame:
        """How every measure of inequality changed between two periods; see `compare.gaps.measures.gap_changes`."""
        from indicators.compare.gaps.measures import gap_changes

        return gap_changes(self, id, across, before, after, level)

    def change(
        self,
        id: str,
        before: str,
        after: str,
        by: Sequence[str] = ("district",),
        where: Where | None = None,
        level: float = 0.95,
    ) -> pd.DataFrame:
        """Two periods side by side with the change, its limits and its verdict, a row for each group of `by`."""
        estimates = self.estimate(id, ["period", *by], {**(where or {}), "period": (before, after)}, level)
        keys = [name for key in by for name in (("district_id", "district") if key == "district" else (key,))]
        from indicators.compare.change.before_after import before_after

        return before_after(estimates, self.window(before), self.window(after), indicator(id).better, keys)

    def against_city(
        self,
        id: str,
        period: str,
        level: float = 0.95,
        target: float | None = None,
        group: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Every district against the city as a whole, a target, or a group of districts, by a funnel.

        `target` is in the indicator's unit; `group` are district ids or names, for instance those that
        `neighbours` finds. See `compare.benchmarking.funnel_frame`.
        """
        if target is None or group is not None:
            among: Where = {"district": group} if group is not None else {}
            whole = self.estimate(id, [], {**among, "period": period}, level)
            known = len(whole) and whole["status"].iloc[0] == "ok"
            target = float(whole["value"].iloc[0]) if known else float("nan")
        from indicators.compare.benchmarking.funnel_frame import funnel

        return funnel(indicator(id), self.estimate(id, where={"period": period}), level, target)

    def trend(self, id: str, by: Sequence[str] = ("district",)) -> pd.DataFrame:
        """The recent trend of every district and whether its bell rings; see `compare.change.trend_frame`."""
        from indicators.compare.change.trend_frame import trends

        return trends(indicator(id), self.estimate(id, ["period", *by]), list(by))

    def values(self, ids: Sequence[str], period: str | None = None) -> pd.DataFrame:
        """A row a district, a column an indicator, each in the asked or its last known period."""
        return self._wide(ids, period)

    def neighbours(self, ids: Sequence[str], period: str | None = None, count: int = 5) -> pd.DataFrame:
        """The districts most like each one in some indicators: `district_id, neighbour_id, distance`."""
        wide = self._wide(ids, period)
        from indicators.compare import frames

        return frames.neighbour_table(wide, count)

    def clusters(self, id: str, period: str) -> pd.DataFrame:
        """Neighbours alike beyond chance (local Moran, false discovery rate); see `compare.frames.clusters`."""
        from indicators.compare import frames

        return frames.clusters(self.estimate(id, where={"period": period}), self.districts)

    def map(
        self, id: str, period: str | None = None, where: Where | None = None, level: float = 0.95
    ) -> "OfflineDeck":
        """Districts in the colours of their values, as a `pydeck.Deck`; a notebook shows it at once.

        Colours and classes are those of the pages: blue is better, orange worse, violet not judged, on one scale for
        all periods. Without `period` it is the last one with a value. `where` is as for `estimate`. No basemap and no
        other machine is asked for anything; `to_html("map.html")` writes one file that works without a network.
        """
        from indicators.compare.spatial.colours import scale
        from indicators.compare.spatial.deck import choropleth

        measure, code = indicator(id), period or self._last_period(id)
        rows = self.estimate(id, where=where, level=level)
        colours = scale(rows["value"], measure.better)
        shown = rows[rows["period"] == code]
        if shown.empty:
            known = rows["period"].unique().tolist()
            wrong = _("There is no period '{period}' here.", period=code)
            raise TownbellError(wrong, did_you_mean(code, known))
        districts = self.districts[self.districts["district_id"].isin(shown["district_id"])]
        about = str(_("{indicator}, {period}", indicator=_(measure.title), period=say_period(code)))
        return choropleth(districts, shown, colours, measure.unit, about)

    def hexagons(
        self,
        id: str,
        period: str | Sequence[str] | None = None,
        where: Where | None = None,
        together: int = 1,
    ) -> "gpd.GeoDataFrame":
        """Where exactly something was counted: by hexagon inside districts, small counts hidden (`compare.spatial`).

        For rates whose table has points. `period` is one or several, without it the last with a value; `where` may name
        districts and one group; `together=7` takes narrow hexagons together by seven. See `hexagons.counted` for the
        columns.
        """
        from indicators.compare.spatial.hexagons import counted, hexagons_of

        codes = [self._last_period(id)] if period is None else [period] if isinstance(period, str) else period
        return counted(hexagons_of(self, id), codes, where, together)

    def _last_period(self, id: str) -> str:
        """The last period in which some district has a value; the last of all where none has."""
        rows = self.estimate(id)
        known = rows.loc[rows["status"] == "ok", "period"]
        return str((known if len(known) else rows["period"]).max())

    def divide(
        self, access: str, use: str, across: str, period: str, where: Where | None = None, level: float = 0.95
    ) -> pd.DataFrame:
        """How much of a gap in use is lack of access and how much is little use; see `compare.frames.divide`."""
        conditions = {**(where or {}), "period": period}
        have, used = (self.estimate(id, [across], conditions, level) for id in (access, use))
        from indicators.compare import frames

        return frames.divide(have, used, across, level)

    def index(self, ids: Sequence[str], period: str | None = None, **recipe: object) -> pd.DataFrame:
        """A composite index of indicators by district with rank intervals; see `compare.frames.composite`."""
        values, errors = self._wide(ids, period), self._wide(ids, period, errors=True)
        from indicators.compare import frames

        return frames.composite(values, errors, [indicator(id).better for id in ids], **recipe)

    @cached_property
    def interventions(self) -> "tuple[Intervention, ...]":
        """The register's first entries: those of the pack's `interventions.csv`, as far as they can be read."""
        from indicators.effects.register.entries import of_pack

        return of_pack(self.pack.folder)[0]

    def effect(
        self, indicator: str, intervention_id: str, by: str | None = None, method: str = "auto"
    ) -> JsonObject | list[JsonObject]:
        """What an intervention did, with limits, checks and a verdict; with `by` a list, one for each group.

        Plain values with the keys of `townbell effect`; see `effects.assess.assess` for the whole assessment.
        """
        from indicators.effects.assess import assess
        from indicators.effects.design.panel import Options
        from indicators.effects.json_record import record, records

        known = {entry.id: entry for entry in self.interventions}
        if intervention_id not in known:
            hint = did_you_mean(intervention_id, known)
            raise TownbellError(f"There is no intervention '{intervention_id}' in this city.", hint)
        options = Options(others=self.interventions, register_known=True)
        found = assess(self, indicator, known[intervention_id], by, method, options)
        return record(found) if by is None else records(found)

    def _wide(self, ids: Sequence[str], period: str | None, errors: bool = False) -> pd.DataFrame:
        """Districts x indicators: values (or standard errors), each in the asked or its last known period."""
        columns = {id: self._column(id, period, errors) for id in ids}
        return pd.DataFrame(columns).reindex(self.districts["district_id"])

    def _column(self, id: str, period: str | None, errors: bool) -> pd.Series:
        rows = self.estimate(id)
        known = rows[rows["status"] == "ok"]
        code = period or (known["period"].iloc[known["period"].argmax()] if len(known) else "")
        chosen = known[known["period"] == code].set_index("district_id")
        if errors:
            return (chosen["upper"] - chosen["lower"]) / (2 * z())
        return chosen["value"].astype(float)


__all__ = ["City"]

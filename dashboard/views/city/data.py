"""The numbers of the page of a city: six headline measures, the bells, what is not known.

Everything here is free of words, so it is made once for a version of the data and serves every language.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from dashboard import queries
from dashboard.views.shared.tested_changes import area_alerts, known_periods, usable_indicators
from indicators.city import City
from indicators.compare.benchmarking import against_whole, headlines
from indicators.compare.change import alerts
from indicators.engine.definitions.registry import DOMAINS, Indicator, all_indicators
from indicators.engine.definitions.registry import indicator as find_indicator

TABLE, COLUMN, OTHER = "table", "column", "other"


@dataclass(frozen=True)
class Tile:
    """A domain's headline: the area's series, its change, and its districts against it; all empty without one.

    `series` are the area's estimates in every period, `now` the last known of them, `change` as from
    `before_after` (None for a single period), `before` the code it starts from, `districts` as from
    `compare.standing` in the period `now`.
    """

    domain: str
    measure: Indicator | None = None
    series: pd.DataFrame | None = None
    now: pd.Series | None = None
    before: str = ""
    change: pd.Series | None = None
    districts: pd.DataFrame | None = None

    @property
    def verdict(self) -> str:
        """The fixed word for the change."""
        return "cannot_tell" if self.change is None else str(self.change["verdict"])

    def of(self, district: str | None) -> pd.Series | None:
        """One district's row; None where there is none."""
        if self.districts is None:
            return None
        rows = self.districts[self.districts["district_id"] == district]
        return rows.iloc[0] if len(rows) else None

    def judged(self, word: str) -> pd.DataFrame:
        """The districts that stand out, the furthest first."""
        if self.districts is None:
            return pd.DataFrame(columns=["district_id", "district"])
        rows = self.districts[self.districts["judged"] == word]
        return rows.sort_values("z", key=lambda z: -z.abs(), kind="stable")


@dataclass(frozen=True)
class Overview:
    """All numbers of the page. `tested` is every series looked at (`alerts.rung`), `rung` those whose bell rings.

    `unknown`: `indicator, period, status, districts, names, all`, a row for each hole in what the city has.
    `absent`: `domain, indicator, title, why, table`, a row for each indicator that can't be computed here.
    `failed`: indicators that should be there, but can't be estimated, each with the reason.
    """

    tiles: tuple[Tile, ...]
    tested: pd.DataFrame
    rung: pd.DataFrame
    unknown: pd.DataFrame
    absent: pd.DataFrame
    persons: pd.Series
    failed: tuple[tuple[str, str], ...] = ()

    @property
    def clear(self) -> pd.DataFrame:
        """The bells that ring for a change clearer than chance."""
        return self.rung[self.rung["how"] == alerts.BY_CHANGE] if len(self.rung) else self.rung

    @property
    def pattern(self) -> pd.DataFrame:
        """The bells that ring by the pattern of their years alone, because no limits are known."""
        return self.rung[self.rung["how"] == alerts.BY_CHART] if len(self.rung) else self.rung

    def worse_alone(self, measure: str) -> int:
        """In how many districts an indicator got worse by its own limits, each judged one by one."""
        return int(((self.tested["indicator"] == measure) & (self.tested["verdict"] == "worse")).sum())

    def change_of(self, measure: str, district: str) -> pd.Series | None:
        """The change of one indicator in one district, as from `compare.bells.changes`; None where not looked at."""
        if not len(self.tested):
            return None
        rows = self.tested[(self.tested["indicator"] == measure) & (self.tested["district_id"] == district)]
        return rows.iloc[0] if len(rows) else None

    @property
    def judged(self) -> int:
        """How many series have a p-value."""
        return int(self.tested["p_value"].notna().sum()) if len(self.tested) else 0

    @property
    def charted(self) -> int:
        """How many series without one are long enough for a control chart."""
        if not len(self.tested):
            return 0
        return int((self.tested["p_value"].isna() & (self.tested["rule"] != "cannot_tell")).sum())


def city_overview(city: City, area: str) -> Overview:
    """The page's numbers for a city or a part of it; kept as long as the data stay the same."""
    return queries.cached(("overview", city.key, area), lambda: _make_overview(city, area))


def warm(city: City) -> None:
    """Makes the numbers that somebody who opens the city sees first."""
    city_overview(city, queries.largest_part(city) if city.scattered else "")


def _make_overview(city: City, area: str) -> Overview:
    series = area_alerts(city, area)
    unknown = queries.cached(("overview unknown", city.key), lambda: _unknown(city))
    inside = set(queries.names(city, area))
    return Overview(
        tiles=tuple(_tile(city, area, domain) for domain in domains()),
        tested=series.tested,
        rung=series.rung,
        unknown=_holes(unknown[unknown["district_id"].isin(inside)], len(inside)),
        absent=absent(city),
        persons=series.persons,
        failed=usable_indicators(city)[1],
    )


def domains() -> list[str]:
    """The domains that have indicators, in the usual order; an analyst's own come last."""
    present = {each.domain for each in all_indicators()}
    return [*(d for d in DOMAINS if d in present), *sorted(present - set(DOMAINS))]


def headline(city: City, area: str, domain: str) -> str | None:
    """The domain's headline by the rule of `compare.headlines.headline`."""
    named = city.pack.descriptor.get("townbell", {}).get("headlines", ())
    candidates = []
    for each in usable_indicators(city)[0]:
        if each.domain == domain:
            rows = queries.whole(queries.View(city, each.id, area))
            known = rows[rows["status"] == "ok"]
            candidates.append(
                headlines.Candidate(each.id, each.better, len(known), int(known["lower"].notna().sum()))
            )
    return headlines.headline(candidates, named)


def _tile(city: City, area: str, domain: str) -> Tile:
    chosen = headline(city, area, domain)
    if chosen is None:
        return Tile(domain)
    view, measure = queries.View(city, chosen, area), find_indicator(chosen)
    series = queries.whole(view)
    windows = [city.window(code) for code in known_periods(series)]
    now = series[series["period"] == windows[-1].code].iloc[0]
    before = alerts.compared(windows)
    change = None
    if before is not None:
        change = queries.change(series, view, before.code, windows[-1].code, []).iloc[0]
    rows = queries.by_district(view)
    rows = rows[rows["period"] == windows[-1].code].reset_index(drop=True)
    districts = against_whole.standing(measure, rows, float(now["value"]))
    return Tile(domain, measure, series, now, before.code if before else "", change, districts)


def _unknown(city: City) -> pd.DataFrame:
    """Every cell of indicator, period and district without a value."""
    columns = ["indicator", "period", "district_id", "district", "status"]
    frames = [queries.by_district(queries.View(city, each.id)) for each in usable_indicators(city)[0]]
    holes = [frame.loc[frame["status"] != "ok", columns] for frame in frames]
    return pd.concat(holes, ignore_index=True) if holes else pd.DataFrame(columns=columns)


def _holes(cells: pd.DataFrame, all_districts: int) -> pd.DataFrame:
    """Cells put together: a row for each indicator, period and reason, with the districts it holds for."""
    columns = ["indicator", "period", "status", "districts", "names", "all"]
    rows = [
        (*key, len(group), tuple(sorted(group["district"])), len(group) == all_districts)
        for key, group in cells.groupby(["indicator", "period", "status"], sort=False)
    ]
    return pd.DataFrame(rows, columns=columns)


def absent(city: City) -> pd.DataFrame:
    """The indicators that this city's tables can't carry, and what is missing for each."""
    there = {each.id for each in city.available}
    rows = [
        (each.domain, each.id, each.title, *_lacking(city, each))
        for each in all_indicators()
        if each.id not in there
    ]
    return pd.DataFrame(rows, columns=["domain", "indicator", "title", "why", "table"])


def _lacking(city: City, measure: Indicator) -> tuple[str, str]:
    tables = [measure.table, *([measure.out_of.table] if measure.out_of and measure.out_of.table else [])]
    for name in tables:
        if name not in city.pack.tables:
            return TABLE, name
    needed = set(measure.columns)
    fields = {field.name for field in city.pack.tables[measure.table].fields}
    return (COLUMN if needed - fields else OTHER), measure.table


def same_reason(unknown: pd.DataFrame) -> Iterator[tuple[list[str], str, list[str]]]:
    """What no district has: `periods, status, indicators`; periods that lack the same for one reason are together."""
    everywhere = unknown[unknown["all"].astype(bool)] if len(unknown) else unknown
    together: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (period, status), group in everywhere.groupby(["period", "status"]):
        together.setdefault((str(status), tuple(group["indicator"])), []).append(str(period))
    for (status, ids), periods in together.items():
        yield periods, status, list(ids)


def partly(unknown: pd.DataFrame) -> pd.DataFrame:
    """What only some districts lack."""
    return unknown[~unknown["all"].astype(bool)] if len(unknown) else unknown


def tables_lacking(missing: pd.DataFrame, domain: str) -> list[str]:
    """The tables that a domain's indicators would need and the city has not, in order, each once."""
    tables: Iterable[str] = missing.loc[(missing["domain"] == domain) & (missing["why"] == TABLE), "table"]
    return list(dict.fromkeys(tables))

"""The numbers of a district's page: every indicator's value and verdict, similar districts, interventions."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import numpy as np
import pandas as pd

from dashboard import queries
from dashboard.queries import View
from dashboard.views.shared import register
from dashboard.views.shared.tested_changes import area_alerts, known_periods
from indicators.city import City
from indicators.compare.benchmarking import yardstick
from indicators.compare.benchmarking.against_whole import standing
from indicators.compare.benchmarking.yardstick import Spread
from indicators.compare.change import alerts
from indicators.compare.change.recent_trend import lately
from indicators.effects.register.intervention import ALL_DISTRICTS, Intervention
from indicators.engine.definitions.kinds import Noise
from indicators.engine.definitions.registry import DOMAINS, Indicator

CITY, PART, LIKE = "city", "part", "like"
_WHOLE = "the whole"
Yardstick = tuple[float, float, float]


@dataclass(frozen=True)
class Facts:
    """One indicator in all districts, in the last period that is known: `rows` by district, the whole, the spread.

    `rows`: `value, lower, upper, status, unusual` and those of `compare.lately`. `unusual` is `compare.standing`'s word
    for what is better or worse even among districts as different as these are.
    """

    measure: Indicator
    period: str
    rows: pd.DataFrame
    whole: Yardstick
    spread: Spread
    whole_trend: str
    newest: str = ""
    """A later period in which no district has a value; "" where the last period is known."""
    why: str = ""
    """Why it has none, by the code of the state."""


@dataclass(frozen=True)
class IndicatorResult:
    """One indicator in one district: its value, the yardsticks, the fixed words.

    `group` is the chosen comparison's value (NaN where that is the city). `verdict` is against the chosen
    yardstick, `trend` that of the move since `since`; `rises` is its sign, whatever is better. `rings`: the city's
    bell for it (`compare.bells`), `pattern` one that rings by the pattern of the years alone. `long` is the word for
    the move since `first`, the beginning of the data, where that is longer than `since`.
    """

    measure: Indicator
    period: str
    value: float
    lower: float
    upper: float
    status: str
    city: float
    group: float
    spread: Spread = field(repr=False)
    verdict: str
    unusual: str
    trend: str
    rises: int
    since: str
    rings: bool
    city_trend: str
    newest: str = ""
    why: str = ""
    pattern: bool = False
    until: str = ""
    first: str = ""
    long: str = "cannot_tell"
    value_first: float = float("nan")
    value_last: float = float("nan")

    @property
    def limited(self) -> bool:
        """Has its value limits?"""
        return self.lower == self.lower and self.upper == self.upper

    @property
    def word(self) -> str:
        """The one group in which it is counted: none, neutral, or the fixed word."""
        if not self.known:
            return "none"
        return self.verdict if self.judged else "neutral"

    @property
    def hidden(self) -> bool:
        """Did it move over the whole length of the data, though the last years show nothing clear?"""
        return self.trend == "no_clear_difference" and self.long in ("better", "worse")

    @property
    def known(self) -> bool:
        """Is there a value?"""
        return self.status == "ok"

    @property
    def judged(self) -> bool:
        """Has the indicator a good end?"""
        return self.measure.better != "neutral"


def city_area(city: City, district: str) -> str:
    """The area that stands for "the city" of a district: its own city where a pack holds several."""
    return queries.parents(city).get(district, "") if city.scattered else ""


def measures(city: City) -> list[Indicator]:
    """The city's indicators in the order of the six domains, others after them."""
    order = {domain: at for at, domain in enumerate(DOMAINS)}
    return sorted(city.available, key=lambda each: order.get(each.domain, len(order)))


def facts(city: City, area: str, id: str) -> Facts:
    """One indicator in all districts of an area; made once for a version of the city."""
    return queries.cached(("facts", city.key, area, id), lambda: _facts(View(city, id, area)), wordless=True)


def _facts(view: View) -> Facts:
    rows, whole = queries.by_district(view), queries.whole(view)
    known = rows[rows["status"] == "ok"]
    newest = str(rows["period"].max())
    period = str(known["period"].max()) if len(known) else newest
    last = rows[rows["period"] == period]
    estimates = last.set_index("district_id")[["value", "lower", "upper", "status"]]
    trends, level = _trends(view, rows, whole), _yardstick(whole, period)
    return Facts(
        measure=view.measure,
        period=period,
        rows=estimates.assign(unusual=_unusual(view.measure, last, level)).join(
            trends[["trend", "rises", "since", "until", "first", "long", "value_first", "value_last"]]
        ),
        whole=level,
        spread=yardstick.spread(last["value"].where(last["status"] == "ok")),
        whole_trend=str(trends["trend"].get(_WHOLE, "cannot_tell")),
        newest=newest if newest != period else "",
        why=str(rows.loc[rows["period"] == newest, "status"].mode().iloc[0]) if newest != period else "",
    )


def _trends(view: View, rows: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """How every district and the whole moved, by the rule of `compare.lately`."""
    everything = pd.concat([rows, whole.assign(district_id=_WHOLE, district="")], ignore_index=True)
    windows = [view.city.window(code) for code in known_periods(rows)]
    return lately(view.measure, everything, windows, ["district_id"]).set_index("district_id")


def _unusual(measure: Indicator, last: pd.DataFrame, whole: Yardstick) -> pd.Series:
    """The word for each district that is an outlier even among districts as different as these; "" for the others."""
    words = standing(measure, last, whole[0])["judged"].to_numpy()
    return pd.Series(np.where(np.isin(words, ("better", "worse")), words, ""), index=last["district_id"])


def _yardstick(rows: pd.DataFrame, period: str) -> Yardstick:
    known = rows[(rows["period"] == period) & (rows["status"] == "ok")]
    if known.empty:
        return yardstick.NOTHING
    value, lower, upper = known.iloc[0][["value", "lower", "upper"]].astype(float).tolist()
    return value, lower, upper


def profile(city: City, district: str, against: str = CITY) -> tuple[IndicatorResult, ...]:
    """Every indicator of a district, by domain, against the city, its part of it, or districts like it."""
    return queries.cached(
        ("profile", city.key, district, against),
        lambda: tuple(_profile(city, district, against)),
        wordless=True,
    )


def _profile(city: City, district: str, against: str) -> Iterator[IndicatorResult]:
    area = city_area(city, district)
    rings = _rings(city, area, district)
    for measure in measures(city):
        measured = facts(city, area, measure.id)
        row = cast("pd.Series", measured.rows.loc[district])
        other = measured.whole if against == CITY else _other(city, measured, district, against)
        limits = float(row["value"]), float(row["lower"]), float(row["upper"])
        ok = row["status"] == "ok"
        word = (
            yardstick.against(*limits, other, measure.better, part_of_it=against != LIKE)
            if ok
            else "cannot_tell"
        )
        yield IndicatorResult(
            measure, measured.period, *(limits if ok else yardstick.NOTHING), str(row["status"]), measured.whole[0],
            float("nan") if against == CITY else other[0], measured.spread, str(word), str(row["unusual"]),
            str(row["trend"]), int(row["rises"]), str(row["since"]), measure.id in rings, measured.whole_trend,
            measured.newest, measured.why, rings.get(measure.id) == alerts.BY_CHART, str(row["until"]),
            str(row["first"]), str(row["long"]), float(row["value_first"]), float(row["value_last"]),
        )  # fmt: skip


def _rings(city: City, area: str, district: str) -> dict[str, str]:
    """The indicators whose bell rings for a district, when all districts and indicators are looked at, and how."""
    rung = area_alerts(city, area).rung
    if not len(rung):
        return {}
    mine = rung[rung["district_id"] == district]
    return dict(zip(mine["indicator"], mine["how"], strict=True))


def _other(city: City, measured: Facts, district: str, against: str) -> Yardstick:
    """The value of the part of the city, or of the districts like this one, taken together."""
    id = measured.measure.id
    if against == PART:
        return _yardstick(queries.whole(View(city, id, queries.parents(city)[district])), measured.period)
    ids = list(similar_districts(city, district)["neighbour_id"])
    grain = "year" if city.has_years(id) else "period"
    key = ("like together", city.key, id, tuple(ids))
    return _yardstick(
        queries.cached(key, lambda: city.estimate(id, [grain], {"district": ids})), measured.period
    )


def yardsticks(city: City, district: str) -> list[str]:
    """What a district can be set against here."""
    parts = queries.parents(city)
    in_part = len(set(parts.values())) > 1 and bool(parts.get(district)) and not city.scattered
    return [CITY, *([PART] if in_part else []), *([LIKE] if len(similar_districts(city, district)) else [])]


@dataclass(frozen=True)
class Tally:
    """How many of some indicators are better, worse, without a clear difference, not to be told, not judged, unknown.

    Each indicator is counted once (`Stand.word`), so the parts add up to `all`.
    """

    all: int
    better: int
    worse: int
    same: int
    cannot: int
    neutral: int
    none: int

    @property
    def conclusive(self) -> int:
        """How many have a word that says something."""
        return self.better + self.worse + self.same


COUNTED = ("better", "worse", "no_clear_difference", "cannot_tell", "neutral", "none")
"""The words by which indicators are counted, in the order of `Tally`."""


def tally(results: tuple[IndicatorResult, ...]) -> Tally:
    """The verdicts of some indicators, counted."""
    words = [result.word for result in results]
    return Tally(len(results), *(words.count(word) for word in COUNTED))


def by_domain(results: tuple[IndicatorResult, ...]) -> dict[str, tuple[IndicatorResult, ...]]:
    """The indicators of a profile by domain, in the order of the profile."""
    domains = dict.fromkeys(result.measure.domain for result in results)
    return {code: tuple(each for each in results if each.measure.domain == code) for code in domains}


@dataclass(frozen=True)
class SimilarityBasis:
    """By what districts are alike (`table`: a row a district): dimensions of people, or so many indicators."""

    table: pd.DataFrame
    dimensions: tuple[str, ...]
    indicators: int


def similarity_basis(city: City) -> SimilarityBasis:
    """By who lives there, where the tables tell at least two dimensions; else by all that is known everywhere."""
    return queries.cached(("likeness", city.key), lambda: _similarity_basis(city))


def _similarity_basis(city: City) -> SimilarityBasis:
    from indicators.compare.benchmarking.similarity import composition

    known = {name: composition([piece]) for name, piece in _people(city).items()}
    used = tuple(name for name, frame in known.items() if not frame.empty)
    if len(used) >= 2:
        return SimilarityBasis(pd.concat([known[name] for name in used], axis=1), used, 0)
    ids = [each.id for each in city.available if _full(city, each.id)]
    return SimilarityBasis(city.values(ids) if ids else pd.DataFrame(), (), len(ids))


def _people(city: City) -> dict[str, pd.DataFrame]:
    """How many people of each group each district has, by the counted share that tells most dimensions apart."""
    counted = [each for each in city.available if each.spec.noise is Noise.BINOMIAL and each.weight is None]
    chosen = max(counted, key=lambda each: len(city.segments_of(each.id)), default=None)
    if chosen is None:
        return {}
    by_dimension = {}
    for dimension in city.segments_of(chosen.id):
        rows = queries.by_district_and_group(View(city, chosen.id), dimension)
        rows = rows[(rows["period"] == rows["period"].max()) & (rows["status"] == "ok")]
        by_dimension[dimension] = rows.rename(columns={dimension: "group", "denominator": "people"})
    return by_dimension


def _full(city: City, id: str) -> bool:
    rows = queries.by_district(View(city, id))
    known = rows[rows["status"] == "ok"]
    return bool(len(known)) and int((known["period"] == known["period"].max()).sum()) == len(city.districts)


def similar_districts(city: City, district: str) -> pd.DataFrame:
    """The five districts most like this one, nearest first: `district_id, neighbour_id, distance`."""
    from indicators.compare.benchmarking.similarity import like

    return queries.cached(("like", city.key, district), lambda: like(similarity_basis(city).table, district))


def entries_in_district(city: City, district: str) -> list[Intervention]:
    """Those that name the district, latest start first; one that names no district is not counted as here."""
    touching = [entry for entry in register.register_snapshot(city).entries if district in entry.districts]
    return sorted(touching, key=lambda entry: _start(entry, district), reverse=True)


def latest_by_target(entries: list[Intervention], district: str) -> dict[str, Intervention]:
    """The entries that have started here by the indicator at which they aim; of several the latest."""
    begun = [
        entry for entry in entries if entry.indicator and entry.status != "idea" and _begun(entry, district)
    ]
    return {entry.indicator: entry for entry in reversed(begun)}


def _begun(entry: Intervention, district: str) -> bool:
    return "" < _start(entry, district) <= dt.datetime.now(dt.UTC).date().isoformat()


def _start(entry: Intervention, district: str) -> str:
    start = entry.starts.get(district) or entry.starts.get(ALL_DISTRICTS) or entry.start
    return start.isoformat() if start else ""


def started(entry: Intervention, district: str) -> Iterator[str]:
    """The day it started in this district, as text; nothing where it is not known."""
    start = _start(entry, district)
    if start:
        yield start

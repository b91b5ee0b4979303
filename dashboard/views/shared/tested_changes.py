"""The change of every indicator in every district with its test, and for which of them the city's bell rings."""

from dataclasses import dataclass

import pandas as pd

from dashboard import queries
from indicators.city import City
from indicators.compare.benchmarking.population import residents
from indicators.compare.change import alerts
from indicators.engine.definitions.registry import Indicator
from indicators.engine.text.errors import TownbellError


@dataclass(frozen=True)
class AreaAlerts:
    """Every series looked at in an area (`tested`), those whose bell rings (`rung`), and residents by district."""

    tested: pd.DataFrame
    rung: pd.DataFrame
    persons: pd.Series


def area_alerts(city: City, area: str) -> AreaAlerts:
    """The alerts of a city or a part of it, as from `compare.change.alerts.rung` and `by_people`."""
    return queries.cached(("area alerts", city.key, area), lambda: _area_alerts(city, area), wordless=True)


def _area_alerts(city: City, area: str) -> AreaAlerts:
    persons, tested = queries.cached(("overview tested", city.key), lambda: _tested(city), wordless=True)
    inside = set(queries.names(city, area))
    tested = tested[tested["district_id"].isin(inside)]
    judged = alerts.rung(tested) if len(tested) else tested
    rung = alerts.by_people(judged, persons) if len(judged) else judged
    return AreaAlerts(judged, rung, persons[persons.index.isin(inside)])


def _tested(city: City) -> tuple[pd.Series, pd.DataFrame]:
    """Residents by district, and the change of every polar indicator in every district."""
    persons = residents(city).set_index("district_id")["persons"].astype(float)
    frames = [
        frame.assign(indicator=measure.id, domain=measure.domain)
        for measure in usable_indicators(city)[0]
        if measure.better != "neutral" and len(frame := _changes(city, measure))
    ]
    return persons, pd.concat(frames, ignore_index=True) if frames else _nothing()


def usable_indicators(city: City) -> tuple[tuple[Indicator, ...], tuple[tuple[str, str], ...]]:
    """The indicators that can be estimated, and those that fail with their reasons: one does not take the others."""
    return queries.cached(("overview usable", city.key), lambda: _try_each(city))


def _try_each(city: City) -> tuple[tuple[Indicator, ...], tuple[tuple[str, str], ...]]:
    good, failed = [], []
    for each in city.available:
        try:
            queries.by_district(queries.View(city, each.id))
            good.append(each)
        except TownbellError as error:
            failed.append((each.id, str(error)))
    return tuple(good), tuple(failed)


def _nothing() -> pd.DataFrame:
    columns = ["district_id", "district", "indicator", "domain", "p_value", "rule", "rings"]
    return pd.DataFrame(columns=columns)


def _changes(city: City, measure: Indicator) -> pd.DataFrame:
    rows = queries.by_district(queries.View(city, measure.id))
    return alerts.changes(measure, rows, [city.window(code) for code in known_periods(rows)])


def known_periods(rows: pd.DataFrame) -> list[str]:
    """The periods in which something is known, in order."""
    return list(dict.fromkeys(rows.loc[rows["status"] == "ok", "period"]))

"""What the page about data and methods asks: lists of indicators, their coverage, doubts about the data."""

from collections.abc import Iterator

import pandas as pd

from dashboard.queries import cached
from indicators.city import City
from indicators.engine.definitions.registry import Indicator, all_indicators, indicator
from indicators.engine.estimate_warnings import doubtful
from indicators.engine.export import as_csv
from indicators.engine.text.errors import Problem, TownbellError

STATES = ("ok", "suppressed", "too_few", "missing", "not_collected")


def listed(city: City) -> pd.DataFrame:
    """Every indicator Townbell knows: `id, title, domain, unit, kind, better, reason` (empty: it can be computed)."""

    def make() -> pd.DataFrame:
        rows = [
            {
                "id": each.id,
                "title": each.title,
                "domain": each.domain,
                "unit": each.unit,
                "kind": each.kind,
                "better": each.better,
                "reason": city.reason(each),
            }
            for each in all_indicators()
        ]
        return pd.DataFrame(rows)

    return cached(("listed", city.key), make)


def coverage(city: City, id: str) -> pd.DataFrame:
    """How many districts are in each of the five states, a row a period: `period` and a column a state."""

    def make() -> pd.DataFrame:
        rows = _estimates(city, id)
        counted = pd.crosstab(rows["period"], rows["status"])
        return counted.reindex(columns=list(STATES), fill_value=0).reset_index()

    return cached(("coverage", city.key, id), make)


def last_known(city: City, id: str) -> str | None:
    """The last period in which a district has a value."""
    counts = coverage(city, id)
    known = counts.loc[counts["ok"] > 0, "period"]
    return str(known.iloc[-1]) if len(known) else None


def doubts(city: City, id: str) -> tuple[Problem, ...]:
    """What is odd about an indicator's data: what the pack's check says of its table, and of its values."""

    def make() -> tuple[Problem, ...]:
        measure = indicator(id)
        files = {counts.part.table for counts in city.counts(measure).values()}
        names = {city.pack.tables[table].file for table in files}
        of_table = [problem for problem in city.problems if problem.file in names]
        return (*of_table, *doubtful(city, measure, _estimates(city, id)))

    return cached(("doubts", city.key, id), make)


def everything(city: City) -> bytes:
    """All estimates by district and period of every available indicator, as one CSV for a spreadsheet."""
    frame = pd.concat(_all(city), ignore_index=True)
    return as_csv(frame).encode("utf-8-sig")


def _all(city: City) -> Iterator[pd.DataFrame]:
    for each in city.available:
        try:
            yield _estimates(city, each.id)
        except TownbellError:
            continue


def _estimates(city: City, id: str) -> pd.DataFrame:
    grain = "year" if city.has_years(id) else "period"
    return cached(("methods", city.key, id), lambda: city.estimate(id, ["district", grain]))


def estimates(city: City, measure: Indicator) -> pd.DataFrame:
    """One indicator's estimates by district and period, as `townbell estimate` writes them."""
    return _estimates(city, measure.id)

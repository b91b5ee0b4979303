"""Which districts are like which, and by what."""

from dataclasses import dataclass

import pandas as pd

from dashboard import queries
from dashboard.queries import View
from indicators.city import City
from indicators.engine.definitions.kinds import Noise


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

"""What can be seen by which groups, and from where their sizes are read."""

from collections import Counter

import pytest

from indicators.city import City
from indicators.compare.benchmarking.availability import BY_AGE, NO_COLUMN, SEEN, coverage
from indicators.compare.benchmarking.group_sizes import COUNTED, RESIDENTS, WEIGHED, base_of
from tests.support.browser import ROOT


@pytest.fixture(scope="module")
def cities() -> dict[str, City]:
    return {name: City(ROOT / "data" / name) for name in ("morocco", "new-york", "bellhaven")}


def test_every_indicator_and_dimension_has_one_state(cities: dict[str, City]) -> None:
    for city in cities.values():
        found = coverage(city)
        assert len(found) == len(city.available) * len(city.pack.segments)
        for each in found:
            assert each.seen <= (each.dimension in city.segments_of(each.indicator.id))


def test_morocco_tells_women_and_men_apart_among_persons_but_not_among_homes(cities: dict[str, City]) -> None:
    found = {each.indicator.id: each.state for each in coverage(cities["morocco"])}
    assert found["commute_tram"] == SEEN
    assert found["running_water"] == NO_COLUMN


def test_what_runs_over_all_ages_has_no_single_age(cities: dict[str, City]) -> None:
    found = {(each.indicator.id, each.dimension): each.state for each in coverage(cities["bellhaven"])}
    assert found["life_expectancy_at_birth", "age_band"] == BY_AGE
    assert found["life_expectancy_at_birth", "sex"] == SEEN
    assert Counter(found.values())[BY_AGE] == 3


@pytest.mark.parametrize(
    ("name", "dimension", "how", "table"),
    [
        ("morocco", "sex", RESIDENTS, "people"),
        ("bellhaven", "income_q", RESIDENTS, "population"),
        ("bellhaven", "disability", RESIDENTS, "access"),
        ("bellhaven", "skill", WEIGHED, "survey"),
        ("new-york", "age_band", COUNTED, "civilians"),
    ],
)
def test_sizes_are_read_from_residents_then_weights_then_whoever_is_counted(
    cities: dict[str, City], name: str, dimension: str, how: str, table: str
) -> None:
    city = cities[name]
    found = base_of(city.pack, [each for each in city.available if dimension in city.segments_of(each.id)])
    assert found is not None
    assert (found.how, found.table) == (how, table)


def test_without_any_indicator_sizes_are_unknown(cities: dict[str, City]) -> None:
    assert base_of(cities["morocco"].pack, []) is None

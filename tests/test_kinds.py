"""Kinds that need more than one table or a standard of the pack's own, through the whole engine."""

import pytest

from indicators import standardised_rate, standardised_ratio
from indicators.engine.registry import indicator, temporary_registry
from tests.small import estimate_small, rows

DEATHS = rows("""
district_id age_from n
A 0 2
A 65 20
B 0 4
B 65 10
""")
PEOPLE = rows("""
district_id age_from persons
A 0 1000
A 65 1000
B 0 3000
B 65 500
""")


def test_a_standardised_ratio_sets_events_against_the_rates_of_the_whole_city() -> None:
    with temporary_registry():

        @standardised_ratio("Deaths against the expected", table="deaths", better="lower")
        def ratio_of_deaths(death):
            """Deaths out of 100 expected."""
            return death.n

        found = estimate_small(indicator("ratio_of_deaths"), {"deaths": DEATHS, "population": PEOPLE})
    # city: 6 of 4000 below 65, 30 of 1500 above; A expects 1000 x 6/4000 + 1000 x 30/1500 = 21.5
    row = found.set_index("district_id").loc["A"]
    assert (row["numerator"], row["denominator"]) == (22, pytest.approx(21.5))
    assert row["value"] == pytest.approx(100 * 22 / 21.5)
    assert row["lower"] < 100 < row["upper"]


def test_the_whole_city_is_exactly_what_it_expects() -> None:
    with temporary_registry():

        @standardised_ratio("Deaths against the expected", table="deaths", better="lower")
        def ratio_of_deaths(death):
            """Deaths out of 100 expected."""
            return death.n

        found = estimate_small(
            indicator("ratio_of_deaths"), {"deaths": DEATHS, "population": PEOPLE}, by=["period"]
        )
    assert found.loc[0, "value"] == pytest.approx(100)


def test_a_pack_may_bring_its_own_standard_population() -> None:
    with temporary_registry():

        @standardised_rate("Deaths", table="deaths", better="lower", standard="pack", per=1_000)
        def own_standard(death):
            """Deaths by the city's own ages."""
            return death.n

        found = estimate_small(
            indicator("own_standard"),
            {"deaths": DEATHS, "population": PEOPLE},
            standard={0: 3.0, 65: 1.0},
        )
    # A: 3/4 x 2 per 1,000 and 1/4 x 20 per 1,000
    assert found.set_index("district_id").loc["A", "value"] == pytest.approx(0.75 * 2 + 0.25 * 20)

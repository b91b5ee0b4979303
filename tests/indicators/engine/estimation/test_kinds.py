"""Kinds that need more than one table or a standard of the pack's own, through the whole engine."""

from pathlib import Path

import pytest

from indicators import share, standardised_rate, standardised_ratio
from indicators.engine.definitions.registry import indicator, temporary_registry
from indicators.engine.pack.table_descriptor import tables_of
from tests.support.small import estimate_small, rows, small_table

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

        estimates = estimate_small(indicator("ratio_of_deaths"), {"deaths": DEATHS, "population": PEOPLE})
    # city: 6 of 4000 below 65, 30 of 1500 above; A expects 1000 x 6/4000 + 1000 x 30/1500 = 21.5
    row = estimates.set_index("district_id").loc["A"]
    assert (row["numerator"], row["denominator"]) == (22, pytest.approx(21.5))
    assert row["value"] == pytest.approx(100 * 22 / 21.5)
    assert row["lower"] < 100 < row["upper"]


def test_the_whole_city_is_exactly_what_it_expects() -> None:
    with temporary_registry():

        @standardised_ratio("Deaths against the expected", table="deaths", better="lower")
        def ratio_of_deaths(death):
            """Deaths out of 100 expected."""
            return death.n

        estimates = estimate_small(
            indicator("ratio_of_deaths"), {"deaths": DEATHS, "population": PEOPLE}, by=["period"]
        )
    assert estimates.loc[0, "value"] == pytest.approx(100)


def test_a_pack_may_bring_its_own_standard_population() -> None:
    with temporary_registry():

        @standardised_rate("Deaths", table="deaths", better="lower", standard="pack", per=1_000)
        def own_standard(death):
            """Deaths by the city's own ages."""
            return death.n

        estimates = estimate_small(
            indicator("own_standard"),
            {"deaths": DEATHS, "population": PEOPLE},
            standard={0: 3.0, 65: 1.0},
        )
    # A: 3/4 x 2 per 1,000 and 1/4 x 20 per 1,000
    assert estimates.set_index("district_id").loc["A", "value"] == pytest.approx(0.75 * 2 + 0.25 * 20)


ADDED_UP = rows("""
district_id type n
A violence 7
A burglary 5
B violence 0
B burglary -
""")
RESIDENTS = rows("""
district_id persons
A 1000
B 2000
""")


def test_a_line_that_stands_for_several_events_counts_that_often() -> None:
    offences = small_table("offences", ADDED_UP, count="n")
    estimates = estimate_small("violent_crime", {"offences": offences, "population": RESIDENTS})
    assert estimates["numerator"].tolist() == [7, 0]
    burglaries = estimate_small("robbery", {"offences": offences, "population": RESIDENTS})
    assert burglaries["numerator"].tolist() == [0, 0]
    assert estimates["status"].tolist() == ["ok", "ok"], (
        "how many break-ins there were is not needed for violence"
    )
    households = rows("district_id households\nA 400\nB 800")
    estimates = estimate_small("burglary", {"offences": offences, "households": households})
    assert estimates["status"].tolist() == ["ok", "missing"]


def test_without_that_column_a_line_is_one_event() -> None:
    estimates = estimate_small("violent_crime", {"offences": ADDED_UP, "population": RESIDENTS})
    assert estimates["numerator"].tolist() == [1, 1]


def test_a_share_of_added_up_lines_counts_what_they_stand_for() -> None:
    with temporary_registry():

        @share("Violent offences", table="offences", better="lower")
        def violent_share(offence):
            """Violent offences out of all."""
            return offence.type == "violence"

        offences = small_table("offences", ADDED_UP, count="n")
        estimates = estimate_small(indicator("violent_share"), {"offences": offences})
    row = estimates.set_index("district_id").loc["A"]
    assert (row["numerator"], row["denominator"]) == (7, 12)


def test_a_column_n_of_numbers_is_taken_for_that_count(tmp_path: Path) -> None:
    offences = "district_id,period,type,n\nA,2024,violence,7\nB,2024,violence,3\n"
    (tmp_path / "offences.csv").write_text(offences, encoding="utf-8")
    kinds = {"district_id": "string", "period": "string", "type": "string", "n": "integer"}
    resource = {
        "path": "offences.csv",
        "schema": {"fields": [{"name": name, "type": kind} for name, kind in kinds.items()]},
        "townbell": {"table": "offences", "district": "district_id", "period": "period"},
    }
    table = tables_of(tmp_path, [resource], [])["offences"]
    assert table.count == "n"

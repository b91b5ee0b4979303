"""What could be misread in the energy indicators."""

import pytest

from tests.support.indicator_cases import check, total

YEAR = "period | fuel | kwh | renewable_kwh | tonnes_co2e\n" + "\n".join(
    f"2024-{month:02d} | {line}"
    for month in range(1, 13)
    for line in ("electricity | 150000 | 60000 | 20", "gas | 350000 | 0 | 70")
)
PERSONS = "persons\n1000"
HOUSEHOLDS = """
    households | with_electricity | cooks_with_gas | cooks_with_solid_fuel
    2000       | 1980             | 1800           | 40
    """
HEATED = """
    households | heats_with_oil | heats_with_gas | heats_with_electricity
    2000       | 300            | 1200           | 400
    """


def test_electricity_a_person_adds_months_to_a_year_and_leaves_out_gas() -> None:
    check("electricity_per_person", 1_800_000, 1_000, 1_800, energy=YEAR, population=PERSONS)


def test_heating_of_a_city_is_heat_over_floor_and_not_the_average_of_districts() -> None:
    heating = """
        district_id | kwh_corrected | square_metres
        A           | 900000        | 9000
        B           | 200000        | 1000
        """
    check("heating_per_square_metre", 1_100_000, 10_000, 110, heating=heating)


def test_being_able_to_keep_warm_is_the_good_answer_and_silence_is_none() -> None:
    survey = """
        can_keep_home_warm | weight | times
        true               | 1      | 36
        false              | 1      | 4
                           | 1      | 60
        """
    check("cannot_keep_home_warm", 4, 40, 10, survey=survey)


OUTAGES = """
    district_id | cust_interruptions | cust_minutes | customers
    A           | 1500               | 90000        | 900
    B           | 0                  | 0            | 100
    """


def test_power_cuts_are_per_customer_also_those_who_had_none_and_claim_no_limits() -> None:
    check("power_cuts", 1_500, 1_000, 1.5, outages=OUTAGES)
    assert total("power_cuts", outages=OUTAGES)[["lower", "upper"]].isna().all()


def test_minutes_without_power_are_per_customer_and_not_per_cut() -> None:
    check("minutes_without_power", 90_000, 1_000, 90, outages=OUTAGES)


def test_renewable_energy_is_out_of_all_fuels_and_not_of_electricity_alone() -> None:
    check("renewable_energy", 720_000, 6_000_000, 12, energy=YEAR)


def test_public_buildings_are_set_against_their_floor_and_not_their_number() -> None:
    check(
        "public_building_energy",
        500_000,
        4_000,
        125,
        public_buildings="kwh | square_metres\n400000 | 3000\n100000 | 1000",
    )


def test_smart_meters_are_out_of_homes() -> None:
    check("smart_meters", 300, 1_200, 25, meters="meters | dwellings\n300 | 1200")


def test_emissions_a_person_add_all_fuels_of_the_year() -> None:
    check("emissions_per_person", 1_080, 1_000, 1.08, energy=YEAR, population=PERSONS)


def test_homes_with_electricity_are_not_people_with_electricity() -> None:
    check("home_electricity", 1_980, 2_000, 99, households=HOUSEHOLDS)


def test_a_census_that_asked_otherwise_says_nothing_about_cooking_with_gas() -> None:
    check("cooks_with_gas", 1_800, 2_000, 90, households=HOUSEHOLDS)
    assert total("cooks_with_gas", households="households | cooks_with_gas\n2000 |")["status"] == "missing"


def test_homes_that_cook_with_solid_fuel_are_out_of_all_homes() -> None:
    check("cooks_with_solid_fuel", 40, 2_000, 2, households=HOUSEHOLDS)


@pytest.mark.parametrize(
    ("indicator", "homes", "percent"),
    [("heats_with_oil", 300, 15), ("heats_with_gas", 1_200, 60), ("heats_with_electricity", 400, 20)],
)
def test_each_fuel_is_out_of_all_homes_also_those_without_heating(
    indicator: str, homes: int, percent: float
) -> None:
    check(indicator, homes, 2_000, percent, households=HEATED)

"""What could be misread in the safety indicators."""

import pandas as pd
import pytest

from tests.support.indicator_cases import check, total

OFFENCES = """
    offence_id | period  | type     | times
    1          | 2024-01 | violence | 30
    2          | 2024-05 | burglary | 20
    3          | 2024-12 | robbery  | 12
    4          | 2024-12 | vehicle  | 40
    """
PERSONS = "persons\n10000"


def test_violent_crime_leaves_out_offences_without_violence() -> None:
    check("violent_crime", 30, 10_000, 3.0, offences=OFFENCES, population=PERSONS)


def test_robbery_is_not_counted_twice_as_violent_crime() -> None:
    check("robbery", 12, 10_000, 1.2, offences=OFFENCES, population=PERSONS)


def test_break_ins_are_set_against_homes_and_not_against_people() -> None:
    check("burglary", 20, 4_000, 5.0, offences=OFFENCES, households="households\n4000", population=PERSONS)


def test_vehicle_crime_is_set_against_residents_and_not_against_cars() -> None:
    check("vehicle_crime", 40, 10_000, 4.0, offences=OFFENCES, population=PERSONS)


def test_other_deaths_are_no_homicides_and_two_cases_have_wide_limits() -> None:
    deaths = """
        cause    | n
        homicide | 2
        cancer   | 90
        """
    check("homicide", 2, 100_000, 2.0, deaths=deaths, population="persons\n100000")
    found = total("homicide", deaths=deaths, population="persons\n100000")
    assert found["lower"] == pytest.approx(0.242, abs=0.001)  # exact Poisson limits of a count of 2
    assert found["upper"] == pytest.approx(7.225, abs=0.001)


CASUALTIES = """
    severity | mode | n
    killed   | foot | 1
    killed   | car  | 2
    serious  | bike | 27
    slight   | car  | 400
    """


def test_slight_injuries_are_not_badly_hurt() -> None:
    check(
        "killed_or_badly_hurt_on_roads", 30, 100_000, 30, casualties=CASUALTIES, population="persons\n100000"
    )


def test_road_deaths_leave_out_those_who_lived() -> None:
    check("killed_on_roads", 3, 100_000, 3, casualties=CASUALTIES, population="persons\n100000")


def test_the_wait_for_help_is_a_long_one_and_not_the_average() -> None:
    dispatch = """
        service   | minutes | times
        ambulance | 5       | 80
        fire      | 12      | 15
        police    | 40      | 5
        ambulance |         | 50
        """
    found = total("wait_for_help", dispatch=dispatch)
    assert found["value"] == pytest.approx(12, rel=0.005)
    assert found["denominator"] == 100
    assert pd.isna(found["numerator"])


def test_home_fires_are_set_against_all_homes_of_every_energy_class() -> None:
    dwellings = """
        epc_band | n
        A        | 1000
        G        | 3000
        """
    check("home_fires", 8, 4_000, 2.0, fires="n\n8", dwellings=dwellings)


def test_not_saying_whether_one_feels_safe_is_not_feeling_unsafe() -> None:
    survey = """
        feels_safe_after_dark | weight | times
        true                  | 2      | 15
        false                 | 1      | 10
                              | 1      | 25
        """
    check("feels_safe_after_dark", 30, 40, 75, survey=survey)


def test_dumped_rubbish_is_no_broken_street_light() -> None:
    requests = """
        type         | channel | n  | within_3_days | within_5_days
        street light | web     | 40 | 20            | 30
        street light | phone   | 10 | 5             | 5
        dumping      | web     | 90 | 80            | 85
        """
    check("street_lights_repaired", 35, 50, 70, requests=requests)

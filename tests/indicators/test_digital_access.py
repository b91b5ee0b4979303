"""What could be misread in the indicators of digital access: first access, then use."""

import pandas as pd
import pytest

from indicators.engine.definitions.registry import all_indicators
from tests.support.indicator_cases import check, total

CONNECTED = """
    households | with_broadband | with_internet | with_computer
    2000       | 1600           | 900           | 1100
    """
PHONES = """
    households | with_mobile_phone | with_landline | without_telephone
    2000       | 1960              | 500           | 20
    """
ONLINE = """
    has_home_internet | used_egov | digital_services_used | needed_help_online | weight | times
    true              | true      | 4                     | false              | 1      | 30
    true              | false     | 2                     | true               | 1      | 20
    true              | false     | 0                     | false              | 1      | 10
    false             | false     |                       |                    | 1      | 40
    """


def test_every_indicator_says_whether_it_is_access_or_use() -> None:
    parts = {i.part for i in all_indicators() if i.domain == "digital_access"}
    assert parts == {"access", "use"}


def test_not_answering_is_not_being_offline() -> None:
    survey = """
        has_home_internet | weight | times
        true              | 1      | 60
        false             | 1      | 20
                          | 1      | 20
        """
    check("home_internet", 60, 80, 75, survey=survey)


def test_lines_can_outnumber_households_so_they_are_no_share() -> None:
    check("fixed_broadband", 1_050, 1_000, 105, connectivity="subs_fixed | households\n1050 | 1000")


def test_a_line_that_could_be_ordered_is_counted_though_nobody_ordered_it() -> None:
    check("fast_line_available", 900, 1_200, 75, connectivity="premises | prem_100m\n1200 | 900")


@pytest.mark.parametrize(
    ("indicator", "column"), [("own_device", "owns_device"), ("internet_too_dear", "internet_too_dear")]
)
def test_a_refused_answer_counts_neither_as_yes_nor_as_no(indicator: str, column: str) -> None:
    survey = f"""
        {column} | weight | times
        true     | 1      | 10
        false    | 1      | 30
                 | 1      | 60
        """
    check(indicator, 10, 40, 25, survey=survey)


def test_free_public_internet_counts_residents_and_not_access_points() -> None:
    access = "persons | within_public_wifi_500\n900 | 200\n100 | 50"
    check("public_internet_within_500_metres", 250, 1_000, 25, access=access)


def test_a_school_with_more_pupils_counts_for_more() -> None:
    check("pupils_with_computer", 230, 250, 92, pupils="pupils | with_computer\n200 | 200\n50 | 30")


@pytest.mark.parametrize(
    ("indicator", "homes", "percent"),
    [
        ("broadband", 1_600, 80),
        ("households_with_internet", 900, 45),
        ("households_with_computer", 1_100, 55),
    ],
)
def test_a_connection_is_out_of_homes_and_not_of_people(indicator: str, homes: int, percent: float) -> None:
    check(indicator, homes, 2_000, percent, households=CONNECTED)


@pytest.mark.parametrize(
    ("indicator", "homes", "percent"),
    [("mobile_phone", 1_960, 98), ("landline", 500, 25), ("without_telephone", 20, 1)],
)
def test_a_telephone_is_out_of_homes_and_not_of_people(indicator: str, homes: int, percent: float) -> None:
    check(indicator, homes, 2_000, percent, households=PHONES)


def test_a_census_that_did_not_ask_is_not_a_city_without_broadband() -> None:
    assert total("broadband", households="households | with_broadband\n2000 |")["status"] == "missing"


def test_skills_are_out_of_everybody_and_not_only_of_those_online() -> None:
    survey = """
        has_home_internet | basic_digital_skills | weight | times
        true              | true                 | 1      | 30
        true              | false                | 1      | 10
        false             | false                | 1      | 20
        """
    check("basic_digital_skills", 30, 60, 50, survey=survey)


def test_people_without_internet_are_not_counted_as_refusing_the_citys_services() -> None:
    check("used_egov", 30, 60, 50, survey=ONLINE)


def test_services_used_are_averaged_over_those_online() -> None:
    check("digital_services_breadth", 160, 60, 160 / 60, survey=ONLINE)


def test_online_but_unused_needs_both_no_service_and_no_dealing_with_the_city() -> None:
    check("online_but_unused", 10, 60, 100 / 6, survey=ONLINE)


def test_an_unknown_number_of_services_is_not_none_used() -> None:
    survey = """
        has_home_internet | used_egov | digital_services_used | weight | times
        true              | false     | 0                     | 1      | 10
        true              | true      |                       | 1      | 10
        true              | false     |                       | 1      | 80
        """
    check("online_but_unused", 10, 20, 50, survey=survey)


def test_finished_forms_are_out_of_forms_begun_and_not_of_people() -> None:
    check(
        "eservice_completed",
        280,
        400,
        70,
        eservice="service | started | completed\npermit | 300 | 180\nbenefit | 100 | 100",
    )


def test_needing_help_is_out_of_those_online() -> None:
    check("needed_help_online", 20, 60, 100 / 3, survey=ONLINE)


def test_people_without_an_errand_do_not_make_errands_shorter() -> None:
    survey = """
        errand_minutes | weight | times
        30             | 1      | 20
        90             | 1      | 30
                       | 1      | 50
        """
    found = total("errand_time", survey=survey)
    assert found["value"] == pytest.approx(90, rel=0.005)
    assert found["denominator"] == 50
    assert pd.isna(found["numerator"])

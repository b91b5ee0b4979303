"""What could be misread in the health indicators."""

import pytest

from tests.support.indicator_cases import AGES, by_age, check, total


def test_life_expectancy_is_not_the_average_age_of_those_who_died() -> None:
    young = [20_000 if age < 50 else 1_000 for age in AGES]
    deaths = by_age(n=[persons // 50 for persons in young])
    check(
        "life_expectancy_at_birth",
        sum(young) / 50,
        sum(young),
        50,
        deaths=deaths,
        population=by_age(persons=young),
    )


def test_deaths_at_75_and_later_do_not_count_as_early() -> None:
    deaths = by_age(n=[10] * len(AGES))
    population = by_age(persons=[1_000] * len(AGES))
    check("deaths_before_75", 160, 16_000, 1_000, deaths=deaths, population=population)


def test_stays_that_care_near_home_could_not_prevent_do_not_count() -> None:
    admissions = by_age(n=[5] * len(AGES), avoidable=[True] * len(AGES))
    others = by_age(n=[80] * len(AGES), avoidable=[False] * len(AGES))
    population = by_age(persons=[1_000] * len(AGES))
    check("avoidable_admissions", 100, 20_000, 500, admissions=admissions + others, population=population)


def test_an_unanswered_question_is_missing_not_a_no() -> None:
    survey = """
        general_health | weight | times
        very good      | 1      | 10
        good           | 1      | 20
        fair           | 1      | 30
                       | 1      | 40
        """
    check("good_health", 30, 60, 50, survey=survey)


def test_an_answer_that_stands_for_more_people_counts_for_more() -> None:
    survey = """
        general_health | weight | times
        good           | 3      | 10
        bad            | 1      | 10
        """
    check("good_health", 30, 40, 75, survey=survey)


def test_a_doctor_within_15_minutes_counts_residents_and_not_groups_of_residents() -> None:
    access = """
        persons | within_gp_15
        900     | 900
        100     | 0
        """
    check("doctor_within_15_minutes", 900, 1_000, 90, access=access)


def test_people_who_needed_no_care_did_not_get_all_the_care_they_needed() -> None:
    survey = """
        needed_care | went_without_care | weight | times
        true        | true              | 1      | 5
        true        | false             | 1      | 15
        false       |                   | 1      | 80
        """
    check("went_without_care", 5, 20, 25, survey=survey)


def test_not_saying_whether_one_has_a_health_record_is_not_having_none() -> None:
    survey = """
        has_health_record | weight | times
        true              | 1      | 8
        false             | 1      | 12
                          | 1      | 20
        """
    check("health_record_online", 8, 20, 40, survey=survey)


def test_consultations_from_afar_are_out_of_those_in_need_of_care() -> None:
    survey = """
        needed_care | remote_consultation | weight | times
        true        | true                | 1      | 6
        true        | false               | 1      | 18
        false       | false               | 1      | 76
        """
    check("remote_consultation", 6, 24, 25, survey=survey)


def test_clean_air_where_nobody_lives_does_not_help() -> None:
    air = """
        district_id | persons | pm25_persons
        A           | 9000    | 108000
        B           | 1000    | 4000
        """
    check("fine_particles", 112_000, 10_000, 11.2, air=air)
    assert total("fine_particles", air=air)[["lower", "upper"]].isna().all()


def test_a_published_value_keeps_its_own_limits() -> None:
    published = """
        healthy_years | healthy_years_lower | healthy_years_upper
        63.5          | 61.9                | 65.1
        """
    found = total("healthy_years", published=published)
    assert tuple(found[["value", "lower", "upper"]]) == pytest.approx((63.5, 61.9, 65.1))


def test_published_values_of_two_districts_are_never_averaged() -> None:
    published = """
        district_id | healthy_years | healthy_years_lower | healthy_years_upper
        A           | 60            | 59                  | 61
        B           | 70            | 69                  | 71
        """
    assert total("healthy_years", published=published)["status"] == "missing"


def test_disability_in_a_city_is_not_the_average_of_its_districts() -> None:
    people = """
        district_id | persons | disabled
        A           | 9000    | 300
        B           | 1000    | 100
        """
    check("disability_prevalence", 400, 10_000, 4, people=people)


def test_age_bands_are_not_added_to_the_published_total_of_disability() -> None:
    civilians = """
        age_band | civilians | disabled
        all      | 5000      | 750
        under 18 | 1000      | 50
        18-64    | 3000      | 300
        65+      | 1000      | 400
        """
    check("disability", 750, 5_000, 15, civilians=civilians)


def test_health_insurance_counts_the_insured_and_not_the_uninsured() -> None:
    insurance = """
        civilians | insured | uninsured
        1000      | 920     | 80
        """
    check("health_insurance", 920, 1_000, 92, insurance=insurance)


def test_running_water_counts_homes_and_an_unknown_home_is_not_a_dry_one() -> None:
    check("running_water", 380, 400, 95, households="households | with_running_water\n400 | 380")
    unknown = total("running_water", households="households | with_running_water\n400 |")
    assert unknown["status"] == "missing"

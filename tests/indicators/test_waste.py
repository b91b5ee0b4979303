"""What could be misread in the waste indicators."""

import pandas as pd
import pytest

from tests.support.indicator_cases import check, total

QUARTERS = ("2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4")
WASTE = "period | stream | tonnes\n" + "\n".join(
    f"{quarter} | {line}"
    for quarter in QUARTERS
    for line in ("residual | 60", "recycling | 25", "food | 5", "garden | 10")
)
DISPOSAL = "period | route | tonnes\n" + "\n".join(
    f"{quarter} | {line}"
    for quarter in QUARTERS
    for line in ("landfill | 30", "incineration | 32", "recycling | 23", "composting | 15")
)
PERSONS = "persons\n1000"


def test_rubbish_a_person_is_kilograms_in_a_year_and_not_in_a_quarter() -> None:
    check("rubbish_per_person", 240, 1_000, 240, waste=WASTE, population=PERSONS)


def test_household_waste_includes_what_is_recycled() -> None:
    check("household_waste_per_person", 400, 1_000, 400, waste=WASTE, population=PERSONS)


def test_the_recycled_share_counts_food_and_garden_waste_and_weighs_quarters_alike() -> None:
    check("recycled_share", 160, 400, 40, waste=WASTE)


def test_an_unknown_weight_is_not_zero_rubbish() -> None:
    broken = WASTE.replace("2024-Q3 | residual | 60", "2024-Q3 | residual |")
    assert pd.isna(total("recycled_share", waste=broken)["value"])


def test_landfill_is_out_of_all_ends_and_burning_is_not_landfill() -> None:
    check("landfilled_share", 120, 400, 30, disposal=DISPOSAL)


COLLECTIONS = """
    planned | missed | persons_served
    40000   | 60     | 980
    """


def test_regular_collection_is_out_of_residents_and_not_of_rounds() -> None:
    check("regular_collection", 980, 1_000, 98, collections=COLLECTIONS, population=PERSONS)


def test_missed_collections_are_per_ten_thousand_planned() -> None:
    check("missed_collections", 60, 40_000, 15, collections=COLLECTIONS)


def test_a_broken_street_light_is_no_dumped_rubbish() -> None:
    requests = """
        type         | n  | within_3_days | within_5_days
        dumping      | 80 | 60            | 70
        street light | 20 | 0             | 0
        """
    check("dumping_cleared", 60, 80, 75, requests=requests)


def test_a_recycling_point_counts_residents_in_reach() -> None:
    check(
        "recycling_point_within_300_metres",
        650,
        1_000,
        65,
        access="persons | within_recycling_300\n1000 | 650",
    )


@pytest.mark.parametrize(
    ("indicator", "homes", "percent"), [("household_waste_collected", 990, 99), ("public_sewer", 930, 93)]
)
def test_services_of_a_home_are_out_of_homes_and_not_of_people(
    indicator: str, homes: int, percent: float
) -> None:
    households = "households | waste_collected | on_public_sewer\n1000 | 990 | 930"
    check(indicator, homes, 1_000, percent, households=households)

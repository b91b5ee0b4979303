"""The page that compares: its sentences say what its numbers say."""

import pandas as pd
import pytest

from dashboard.views.compare import text as page_text
from dashboard.views.compare.data import distinct_names
from indicators.compare.benchmarking.side_by_side import RankCorrelation
from indicators.engine.definitions.registry import indicator

NAN = float("nan")
CRIME = indicator("violent_crime")


def rows(*lines: tuple) -> pd.DataFrame:
    names = ["id", "name", "period", "value", "lower", "upper", "status", "difference", "lower_difference",
             "upper_difference", "verdict"]  # fmt: skip
    return pd.DataFrame(lines, columns=names)


TWO = rows(
    ("B01", "Old Quay", "2025", 14.7, 13.0, 16.5, "ok", NAN, NAN, NAN, "cannot_tell"),
    ("B07", "Mill*brook", "2025", 15.6, 13.9, 17.4, "ok", 0.9, -1.9, 3.7, "no_clear_difference"),
    ("B14", "Orchard Rise", "2025", NAN, NAN, NAN, "too_few", NAN, NAN, NAN, "cannot_tell"),
)


def test_the_opening_gives_value_unit_period_limits_and_the_fixed_word() -> None:
    text = page_text.opening(CRIME, TWO, "2025")
    assert "In 2025 it is **14.7 per 1,000 residents a year** in Old Quay (95 % limits 13.0 to 16.5)." in text
    assert (
        "15.6 per 1,000 residents a year, +0.90 per 1,000 residents a year against Old Quay (−1.9 to 3.7)"
        in text
    )
    assert "**no clear difference**" in text
    assert "Orchard Rise: too few people to say." in text
    assert "Mill\\*brook" in text


def test_a_first_place_without_a_value_says_why_nothing_is_compared() -> None:
    text = page_text.opening(CRIME, TWO.iloc[[2, 0]], "2025")
    assert text.startswith("Orchard Rise has no value in 2025 (too few people to say)")
    assert "14.7" not in text


@pytest.mark.parametrize(
    ("correlation", "part"),
    [
        (RankCorrelation(24, 0.6, 0.3, 0.8), "tend to be high in"),
        (RankCorrelation(24, -0.6, -0.8, -0.3), "tend to be low in"),
        (RankCorrelation(24, 0.2, -0.2, 0.5), "No clear pattern"),
        (RankCorrelation(4, NAN, NAN, NAN), "Only 4 districts"),
        (RankCorrelation(9, 1.0, NAN, NAN), "can't be told"),
    ],
)
def test_what_goes_together_is_said_only_where_the_limits_say_so(
    correlation: RankCorrelation, part: str
) -> None:
    text = page_text.associated(CRIME, indicator("life_expectancy_at_birth"), correlation)
    assert part in text
    assert "significant" not in text


def test_the_cloud_always_warns_against_causes() -> None:
    assert "does not show that one causes the other" in page_text.warning()


def test_two_districts_of_the_same_name_stay_two() -> None:
    names = distinct_names({"B01": "Centre", "B07": "Centre", "B09": "Harbour"})
    assert names == {"B01": "Centre (B01)", "B07": "Centre (B07)", "B09": "Harbour"}

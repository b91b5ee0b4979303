"""What the page of a city rests on: headlines, the bells of a whole city, standing among districts, residents."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from indicators.compare.benchmarking.against_whole import scores, standing
from indicators.compare.benchmarking.funnel_frame import funnel
from indicators.compare.benchmarking.headlines import Candidate, headline
from indicators.compare.benchmarking.population import residents
from indicators.compare.benchmarking.yardstick import by_definition
from indicators.compare.change import alerts
from indicators.compare.change.recent_trend import lately
from indicators.compare.change.trend_frame import trends
from indicators.engine.city import City
from indicators.engine.definitions.registry import Indicator, indicator
from indicators.engine.statistics.intervals import wilson
from indicators.engine.text.periods import Period, period_from_code
from tests.support.packs import small_pack

NAN = float("nan")
YEARS = [str(year) for year in range(2016, 2026)]


def windows(codes: list[str]) -> list[Period]:
    return [period_from_code(code) for code in codes]


def share() -> Indicator:
    return indicator("doctor_within_15_minutes")


def estimates(
    parts: np.ndarray, people: np.ndarray | float = 2000.0, codes: list[str] = YEARS
) -> pd.DataFrame:
    """Districts x periods of counts as the engine would estimate them."""
    counted = np.round(parts * people)
    value = counted / people
    lower, upper = wilson(counted, np.broadcast_to(people, counted.shape))
    return pd.DataFrame(
        [
            {
                "district_id": f"D{d:02}",
                "district": f"District {d}",
                "period": code,
                "value": 100 * value[d, t],
                "lower": 100 * lower[d, t],
                "upper": 100 * upper[d, t],
                "numerator": counted[d, t],
                "denominator": people,
                "unit": "%",
                "status": "ok",
            }
            for d in range(len(parts))
            for t, code in enumerate(codes)
        ]
    )


# Headlines


def test_a_named_headline_comes_first_then_one_whose_change_can_be_told_from_chance() -> None:
    neutral, bare = Candidate("n", "neutral", 9, 9), Candidate("b", "lower", 9, 0)
    once, often = Candidate("o", "higher", 1, 1), Candidate("f", "lower", 9, 9)
    assert headline([neutral, bare, once, often], ["b"]) == "b"
    assert headline([neutral, bare, once, often]) == "f"
    assert headline([neutral, bare, once]) == "o"
    assert headline([neutral, bare]) == "b"
    assert headline([neutral]) == "n"
    assert headline([Candidate("x", "lower", 0, 0)], ["x"]) is None
    assert headline([]) is None


# Which periods are compared


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (YEARS, "2021"),
        (["2014", "2024"], "2014"),
        (["2007-2011", "2012-2016", "2019-2023"], "2007-2011"),
        ([f"{y}-{y + 2}" for y in range(2016, 2024)], "2019-2021"),
        ([f"{y}-{y + 4}" for y in range(2016, 2022)], "2016-2020"),
        (["2017-2021", "2018-2022", "2019-2023"], "2017-2021"),
    ],
)
def test_the_last_period_is_compared_with_the_first_of_the_last_five_that_shares_no_year(
    codes: list[str], expected: str
) -> None:
    window = alerts.compared(windows(codes))
    assert window is not None
    assert window.code == expected


def test_one_period_is_compared_with_none() -> None:
    assert alerts.compared(windows(["2024"])) is None
    assert alerts.changes(share(), estimates(np.full((3, 1), 0.5), codes=["2024"]), windows(["2024"])).empty


# p-values


def test_p_values_are_those_of_the_normal_law_from_the_limits() -> None:
    change, error = np.array([2.0, -2.0, 0.0, 5.0]), np.array([1.0, 1.0, 1.0, NAN])
    half = stats.norm.ppf(0.975) * error
    p_values = alerts.p_values(change, change - half, change + half)
    assert p_values[:3] == pytest.approx([2 * stats.norm.sf(2), 2 * stats.norm.sf(2), 1.0])
    assert np.isnan(p_values[3])


def test_only_the_side_towards_no_change_counts_and_scatter_counts_as_chance() -> None:
    near = alerts.p_values(np.array([2.0]), np.array([1.0]), np.array([99.0]))
    assert near == pytest.approx(2 * stats.norm.sf(2 * stats.norm.ppf(0.975)))
    wide = alerts.p_values(np.array([2.0]), np.array([1.0]), np.array([99.0]), scatter=4.0)
    assert wide == pytest.approx(2 * stats.norm.sf(stats.norm.ppf(0.975)))
    assert alerts.p_values(np.array([2.0]), np.array([1.0]), np.array([3.0]), scatter=0.2) == near


def test_years_that_differ_by_themselves_have_a_scatter_above_one() -> None:
    random = np.random.default_rng(1)
    quiet = random.binomial(2000, 0.3, (40, 10)) / 2000
    restless = quiet + random.normal(0, 0.03, quiet.shape)
    assert alerts.scatter(estimates(quiet), windows(YEARS)) == pytest.approx(1, abs=0.35)
    assert alerts.scatter(estimates(restless), windows(YEARS)) > 4


# Bells


def changes(parts: np.ndarray, **more: Any) -> pd.DataFrame:
    result = alerts.changes(share(), estimates(parts, **more), windows(YEARS))
    return result.assign(indicator="doctor_within_15_minutes")


def test_a_planted_worsening_rings_and_an_improvement_does_not() -> None:
    parts = np.random.default_rng(2).binomial(2000, 0.5, (24, 10)) / 2000
    parts[3, 6:] -= np.linspace(0.02, 0.12, 4)
    parts[5, 6:] += np.linspace(0.02, 0.12, 4)
    result = alerts.rung(changes(parts)).set_index("district_id")
    assert result.loc["D03", "rings"]
    assert result.loc["D03", "how"] == alerts.BY_CHANGE
    assert (result.loc["D03", "before"], result.loc["D03", "after"]) == ("2021", "2025")
    assert bool((result.loc[["D05"], "p_value"] < 1e-6).all())
    assert not result.loc["D05", "rings"]
    assert result["rings"].sum() == 1


def test_in_quiet_cities_hardly_a_bell_rings() -> None:
    random = np.random.default_rng(3)
    cities = 60
    ringing = [
        alerts.rung(changes(random.binomial(2000, 0.5, (24, 10)) / 2000))["rings"].any()
        for _city in range(cities)
    ]
    # false discovery rate 5 %, and only those to the worse ring: about 2.5 % of quiet cities
    assert sum(ringing) <= stats.binom.ppf(0.999, cities, 0.05)


def test_where_much_gets_better_the_bells_do_not_ring_for_nothing() -> None:
    random = np.random.default_rng(5)
    ringing = 0
    for _city in range(40):
        score = random.normal(size=1000)
        score[:300] += 8
        frame = pd.DataFrame({"p_value": 2 * stats.norm.sf(np.abs(score)), "bell": False, "worse": score < 0})
        ringing += int(alerts.rung(frame)["rings"].any())
    # two-sided p-values would let some five ring in every city
    assert ringing <= stats.binom.ppf(0.999, 40, 0.05)


def test_without_limits_only_the_control_chart_can_ring_and_only_for_the_worse() -> None:
    frame = pd.DataFrame(
        {
            "p_value": [NAN, NAN, NAN, 0.9, 0.001],
            "bell": [True, True, False, True, False],
            "worse": [True, False, True, True, True],
        }
    )
    result = alerts.rung(frame)
    assert result["rings"].tolist() == [True, False, False, False, True]
    assert result["how"].tolist() == [alerts.BY_CHART, "", "", "", alerts.BY_CHANGE]


def test_all_questions_are_adjusted_together() -> None:
    alone = pd.DataFrame({"p_value": [0.06], "bell": [False], "worse": [True]})
    crowd = pd.DataFrame({"p_value": [0.06, *np.linspace(0.2, 1, 40)], "bell": False, "worse": True})
    assert alerts.rung(alone)["rings"].tolist() == [True]
    assert not alerts.rung(crowd)["rings"].any()


def test_bells_stand_in_the_order_of_the_people_they_touch_and_the_unknown_last() -> None:
    rows = pd.DataFrame(
        {
            "indicator": ["few", "many", "many", "nobody"],
            "district_id": ["A", "B", "C", "X"],
            "district": ["A", "B", "C", "X"],
            "rings": True,
            "how": alerts.BY_CHANGE,
        }
    )
    result = alerts.by_people(rows, pd.Series({"A": 100.0, "B": 60.0, "C": 70.0}))
    assert result["district_id"].tolist() == ["C", "B", "A", "X"]
    assert result["touched"].tolist()[:3] == [130, 130, 100]
    assert result["people"].isna().tolist() == [False, False, False, True]


def test_what_rings_by_its_pattern_alone_comes_after_what_changed_clearly() -> None:
    rows = pd.DataFrame(
        {
            "indicator": ["pattern", "pattern", "clear"],
            "district_id": ["A", "B", "C"],
            "district": ["A", "B", "C"],
            "rings": True,
            "how": [alerts.BY_CHART, alerts.BY_CHART, alerts.BY_CHANGE],
        }
    )
    result = alerts.by_people(rows, pd.Series({"A": 1000.0, "B": 2000.0, "C": 10.0}))
    assert result["district_id"].tolist() == ["C", "B", "A"]
    assert result["touched"].tolist() == [10, 3000, 3000]


# How it has moved lately: one rule


def test_lately_is_the_change_that_tiles_and_bells_show() -> None:
    rows = estimates(np.random.default_rng(6).uniform(0.3, 0.6, (12, 10)))
    result = lately(share(), rows, windows(YEARS), ["district_id"]).set_index("district_id")
    same = alerts.changes(share(), rows, windows(YEARS)).set_index("district_id")
    assert result["trend"].tolist() == same["verdict"].reindex(result.index).tolist()
    assert set(result["since"]) == {"2021"}
    assert set(result["until"]) == {"2025"}
    assert set(result["first"]) == {"2016"}
    assert (result["rises"] == np.sign(same["change"].reindex(result.index))).all()


def test_what_fell_long_ago_shows_over_the_whole_length_only() -> None:
    parts = np.array([[0.9, 0.8, 0.7, 0.6, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]])
    row = lately(share(), estimates(parts), windows(YEARS), ["district_id"]).iloc[0]
    assert (row["trend"], row["long"]) == ("no_clear_difference", "worse")
    assert (row["value_first"], row["value_last"]) == (90, 50)


def test_lopsided_limits_are_not_taken_for_even_ones() -> None:
    # medians in whole minutes: Bellhaven's journeys to work, clear only if [23, 25] around 23 were [22, 24]
    rows = pd.DataFrame(
        {
            "period": YEARS[-5:],
            "value": [23.0, 24, 25, 25, 25],
            "lower": [23.0, 23, 24, 25, 24],
            "upper": [25.0, 25, 27, 26, 26],
            "numerator": NAN,
            "denominator": NAN,
            "status": "ok",
            "district_id": "D",
            "district": "D",
        }
    )
    minutes = indicator("commute_time")
    assert lately(minutes, rows, windows(YEARS[-5:]), ["district_id"])["trend"].tolist() == [
        "no_clear_difference"
    ]
    assert trends(minutes, rows, ["district"])["trend"].tolist() == ["worse"]


def test_one_period_has_no_lately() -> None:
    result = lately(
        share(), estimates(np.full((2, 1), 0.5), codes=["2024"]), windows(["2024"]), ["district_id"]
    )
    assert result["trend"].tolist() == ["cannot_tell"] * 2


def test_groups_that_are_the_answer_itself_are_known_by_all_being_none_or_all() -> None:
    assert by_definition([0, 100, NAN, 100])
    assert not by_definition([0, 99.9])
    assert not by_definition([NAN])


# Standing among districts


def test_shares_stand_as_the_funnel_says() -> None:
    rows = estimates(np.random.default_rng(4).uniform(0.4, 0.6, (30, 1)), codes=["2025"])
    result = standing(share(), rows, 50.0)
    expected = funnel(share(), rows, average=50.0)
    assert set(expected["average"]) == {50.0}
    assert result["p_adjusted"].tolist() == expected["p_adjusted"].tolist()
    assert (result["judged"] == "better").sum() == (expected["judged"] == "better").sum()
    assert set(standing(share(), rows, float("nan"))["judged"]) == {"cannot_tell"}, (
        "a whole that nobody knows"
    )


def test_scores_add_the_spread_that_chance_does_not_explain() -> None:
    # By hand: errors 1, values 10 +- 3: mean square of z 9; tau^2 = (n 9 - (n - 1)) / (n - 1), here 8 + 9/(n-1).
    value = np.tile([7.0, 13.0], 10)
    z = scores(value, np.ones(20), 10.0)
    tau2 = (20 * 9 - 19) / (20 - 1)
    assert z == pytest.approx((value - 10) / np.sqrt(1 + tau2))
    assert np.isnan(scores(value, np.zeros(20), 10.0)).all()


def test_a_district_can_differ_from_the_average_and_not_stand_out() -> None:
    minutes = indicator("commute_time")
    value = np.concatenate([np.tile([20.0, 30.0], 12), [70.0]])
    rows = pd.DataFrame(
        {
            "district_id": [str(i) for i in range(25)],
            "district": [str(i) for i in range(25)],
            "value": value,
            "lower": value - 2,
            "upper": value + 2,
            "numerator": NAN,
            "denominator": NAN,
            "unit": "minutes",
            "status": "ok",
        }
    )
    rows.loc[3, ["value", "lower", "upper"]] = NAN
    rows.loc[3, "status"] = "suppressed"
    result = standing(minutes, rows, 25.0)
    assert result["judged"].tolist()[-1] == "worse"
    assert set(result["judged"][:3]) == {"no_clear_difference"}
    assert result["against"].tolist()[:4] == ["better", "worse", "better", "cannot_tell"]
    assert result["judged"][3] == "cannot_tell"


# Residents


def test_residents_are_those_of_the_last_period_by_the_packs_own_table(tmp_path: Path) -> None:
    result = residents(City(small_pack(tmp_path)))
    assert dict(zip(result["district_id"], result["persons"], strict=True)) == {"A": 2300, "B": 1100}
    assert set(result["period"]) == {"2024"}


def test_without_a_named_population_nobody_is_counted(tmp_path: Path) -> None:
    city = City(small_pack(tmp_path))
    object.__setattr__(city.pack, "population", None)
    assert residents(city).empty

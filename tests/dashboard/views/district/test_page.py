"""The district's home page: its words held to its numbers, the spine's places, the sheet of one page."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.charts import spine_chart
from dashboard.shell.controls import Place
from dashboard.views.district import data as district_data
from dashboard.views.district import inside_text, recent_text, spine, trends
from dashboard.views.district import text as page_text
from dashboard.views.district.data import (
    CITY,
    LIKE,
    PART,
    IndicatorResult,
    profile,
    similar_districts,
    similarity_basis,
    tally,
)
from dashboard.views.district.head import DistrictHome
from dashboard.views.district.inside_data import groups_inside, series
from dashboard.views.district.spine import drawing
from dashboard.views.district.trends import small
from indicators.city import City
from indicators.compare.benchmarking import yardstick
from indicators.compare.benchmarking.similarity import composition
from indicators.compare.change import control_charts
from indicators.engine.text import messages
from indicators.engine.text.periods import Period
from tests.support.hostile import EVIL

ROOT = Path(__file__).resolve().parents[4]
NAN = float("nan")


@pytest.fixture(scope="module")
def york() -> City:
    """A real city: 59 districts, three overlapping windows, no groups inside."""
    return City(ROOT / "data" / "new-york")


@pytest.fixture(scope="module")
def results(york: City) -> tuple[IndicatorResult, ...]:
    """One of its districts beside the city."""
    return profile(york, "201")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test begins and ends in English."""
    messages.use("en")
    yield
    messages.use("en")


def _home(city: City, district: str, against: str = CITY) -> DistrictHome:
    return DistrictHome(Place(city, "", district), district, against, profile(city, district, against))


# The statistics


def test_a_district_is_worse_where_the_citys_value_lies_outside_its_limits() -> None:
    words = yardstick.against(
        [10, 10, 10, NAN], [8, 9, 5, NAN], [12, 11, 15, NAN], (11.5, 11, 12), "higher", True
    )
    assert list(words) == ["no_clear_difference", "worse", "no_clear_difference", "cannot_tell"]
    assert list(yardstick.against([10], [9], [11], (11.5, 11, 12), "lower", True)) == ["better"]
    assert list(yardstick.against([10], [9], [11], (11.5, 11, 12), "neutral", True)) == ["different"]


def test_other_peoples_value_brings_its_own_chance() -> None:
    # sqrt(1**2 + 1.2**2) = 1.56 > 1.5: clear only if the yardstick is taken as known
    assert list(yardstick.against([10], [9], [11], (11.5, 10.3, 12.7), "higher", True)) == ["worse"]
    assert list(yardstick.against([10], [9], [11], (11.5, 10.3, 12.7), "higher", False)) == [
        "no_clear_difference"
    ]


def test_the_spread_is_numpys_and_leaves_out_what_is_unknown() -> None:
    spread = yardstick.spread([1, 2, 3, 4, 5, NAN])
    assert (spread.low, spread.q1, spread.median, spread.q3, spread.high, spread.known) == (1, 2, 3, 4, 5, 5)
    assert yardstick.spread([NAN]).known == 0


def test_windows_that_share_years_are_not_taken_for_separate_ones() -> None:
    windows = [Period(dt.date(y, 1, 1), dt.date(y + 2, 12, 31), str(y)) for y in range(2016, 2024)]
    assert [windows[at].code for at in yardstick.apart(windows)] == ["2017", "2020", "2023"]


def test_a_point_signals_only_in_a_series_of_ten() -> None:
    jump = [10.0, 11, 10, 9, 10, 11, 10, 9, 10, 30]
    assert yardstick.signalling(control_charts.measurements_chart(jump))[-1] == 1
    assert not yardstick.signalling(control_charts.measurements_chart(jump[1:])).any()


def test_what_people_a_district_has_adds_up_to_a_hundred() -> None:
    piece = pd.DataFrame({"district_id": list("AABB"), "group": list("xyxy"), "people": [1.0, 3, 2, 2]})
    shares = composition([piece])
    assert shares.loc["A"].tolist() == [25, 75]
    assert composition([piece.iloc[:3]]).empty


# The numbers


def test_the_profile_holds_the_citys_own_estimates(york: City, results: tuple[IndicatorResult, ...]) -> None:
    assert [result.measure.id for result in results]
    assert len(results) == len(york.available)
    result = next(each for each in results if each.measure.id == "broadband")
    row = york.estimate("broadband", where={"district": "201", "period": result.period}).iloc[0]
    whole = york.estimate("broadband", [], {"period": result.period}).iloc[0]
    assert (result.value, result.lower, result.upper) == (row["value"], row["lower"], row["upper"])
    assert result.city == whole["value"]
    assert result.verdict == ("worse" if row["upper"] < whole["value"] else result.verdict)


def test_a_district_can_be_set_against_its_part_and_its_like(york: City) -> None:
    assert district_data.yardsticks(york, "201") == [CITY, PART, LIKE]
    part = {result.measure.id: result for result in profile(york, "201", PART)}["broadband"]
    where = {"parent": "Bronx", "period": part.period}
    assert part.group == pytest.approx(york.estimate("broadband", [], where)["value"].iloc[0])
    near = list(similar_districts(york, "201")["neighbour_id"])
    assert len(near) == 5
    assert "201" not in near
    assert similarity_basis(york).indicators > 0


def test_a_city_of_several_cities_is_set_against_its_own() -> None:
    morocco = City(ROOT / "data" / "morocco")
    district = str(morocco.districts["district_id"].iloc[0])
    parent = str(morocco.districts["parent"].iloc[0])
    assert district_data.city_area(morocco, district) == parent
    result = next(s for s in profile(morocco, district) if s.measure.id == "running_water")
    assert (
        result.city
        == morocco.estimate("running_water", [], {"parent": parent, "period": "2024"})["value"].iloc[0]
    )
    internet = next(s for s in profile(morocco, district) if s.measure.id == "households_with_internet")
    assert (internet.period, internet.newest, internet.why) == ("2014", "2024", "not_collected")
    assert "as of 2014 (2024: not collected)" in recent_text.unknown(profile(morocco, district))


def test_the_groups_inside_are_the_citys_estimates_and_the_worst_is_named() -> None:
    morocco = City(ROOT / "data" / "morocco")
    district = str(morocco.districts["district_id"].iloc[0])
    rows = groups_inside(morocco, district, "sex")
    for (id, period), group in rows.groupby(["id", "period"]):
        own = morocco.estimate(id, ["sex"], {"district": district, "period": period}).set_index("sex")
        known = own[own["status"] == "ok"]["value"]
        np.testing.assert_allclose(group.set_index("group")["value"].reindex(known.index), known)
    clear = rows[(rows["place"] == 0) & (rows["verdict"] == "worse")]
    counted = inside_text.worst_off_groups(rows).set_index("group")["indicators"]
    assert counted.to_dict() == clear.groupby("group")["id"].nunique().to_dict()


def test_the_series_is_the_districts_own(york: City) -> None:
    rows = series(york, "201", "health_insurance")
    own = york.estimate("health_insurance", where={"district": "201"})
    known = own[own["status"] == "ok"]["value"].tolist()
    assert rows["value"].dropna().tolist() == known
    assert small(rows, "higher").count("<circle") == len(known)
    assert "×" in small(rows, "higher")


# The words


def test_the_opening_says_the_counts(results: tuple[IndicatorResult, ...]) -> None:
    counts = tally(results)
    text = page_text.opening(results, "Here", "There")
    assert f"worse in {counts.worse}**" in text
    assert f"better in {counts.better}**" in text
    assert f"of {counts.conclusive} indicators" in text
    assert f"in {counts.same} there is" in text
    assert counts.all == counts.conclusive + counts.cannot + counts.neutral + counts.none == len(results)


def test_what_is_said_of_the_trend_is_counted(results: tuple[IndicatorResult, ...]) -> None:
    judged = [result for result in results if result.judged]
    text = recent_text.recent_changes(results, "The city")
    assert f"**{sum(s.trend == 'better' for s in judged)} got better**" in text
    assert f"**{sum(s.trend == 'worse' for s in judged)} got worse**" in text
    alone = tuple(replace(result, trend="cannot_tell") for result in results)
    assert "can't be told" in recent_text.recent_changes(alone, "The city")


def test_what_is_not_known_is_counted_with_its_reason(results: tuple[IndicatorResult, ...]) -> None:
    hidden = replace(results[1], status="suppressed", verdict="cannot_tell", value=NAN, lower=NAN, upper=NAN)
    text = recent_text.unknown((hidden, *results[2:]))
    assert "1: hidden: too few to protect people's privacy" in text
    assert (
        page_text.verdict(hidden) == page_text.value(hidden) == "hidden: too few to protect people's privacy"
    )
    assert not [word for word in page_text.WORD.values() if "signific" in word]


# The spine


def _stand(results: tuple[IndicatorResult, ...], better: str, value: float) -> IndicatorResult:
    one = next(result for result in results if result.measure.better == better)
    spread = yardstick.Spread(10, 20, 30, 40, 60, 5)
    return replace(one, value=value, lower=value - 1, upper=value + 1, city=30, spread=spread)


@pytest.mark.parametrize(
    ("better", "value", "right"), [("higher", 50, True), ("lower", 50, False), ("lower", 12, True)]
)
def test_better_lies_on_the_right_and_the_city_in_the_middle(
    results: tuple[IndicatorResult, ...], better: str, value: float, right: bool
) -> None:
    places = spine_chart.spine_places(_stand(results, better, value))
    assert places.value is not None
    assert (places.value > 50) == right
    assert places.city == 50
    assert all(place is None or 0 <= place <= 100 for place in vars(places).values())


def test_the_chart_and_its_picture_hold_every_row_and_no_markup_from_names(york: City) -> None:
    home = _home(york, "201", LIKE)
    heads = replace(spine.heads(home), district=EVIL, group=EVIL)
    html = spine_chart.spine_html(heads, spine.blocks(home.results), EVIL)
    assert "<img" not in html
    assert html.count('<th scope="row">') == len(home.results)
    assert html.count("<a href=") == len(home.results)
    picture = drawing(york, EVIL, "There", heads, spine.blocks(home.results))
    assert "<img" not in picture
    assert picture.count("font-size:13px") >= 3 * len(home.results)


def test_the_tables_have_the_same_figures_and_the_file_has_limits_and_states(
    results: tuple[IndicatorResult, ...],
) -> None:
    file = spine.frame(results)
    assert {"value", "lower", "upper", "status", "verdict", "city"} <= set(file.columns)
    shown = spine.shown(results)
    assert list(shown["Value"]) == [page_text.value(result) for result in results]
    assert trends.first(results)[0].rings or not any(result.rings for result in results)

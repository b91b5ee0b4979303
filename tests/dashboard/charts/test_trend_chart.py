"""Places over time: one scale for all panels, holes where a period has no value, words in the tooltip."""

import math

import pandas as pd
import pytest

from dashboard.charts import chart_files
from dashboard.charts.colours import PLACES
from dashboard.charts.trend_chart import trend_charts, trends_side_by_side
from indicators.engine.definitions.registry import indicator
from indicators.engine.text.messages import use
from tests.support.vega import checked, layers

NAN = math.nan
CRIME = indicator("violent_crime")
ROWS = pd.DataFrame(
    [("B01", "Old Quay", "2024", NAN, NAN, NAN, "missing"), ("B01", "Old Quay", "2025", 14.7, 13.0, 16.5, "ok"),
     ("B07", "Millbrook", "2025", 5.0, 4.0, 6.0, "ok")],
    columns=["id", "name", "period", "value", "lower", "upper", "status"],
)  # fmt: skip
WHOLE = pd.DataFrame({"period": ["2024", "2025"], "value": [NAN, 10.0], "status": ["missing", "ok"]})


@pytest.fixture(autouse=True)
def english() -> None:
    use("en")


def test_all_panels_share_one_scale_that_holds_limits_and_the_area() -> None:
    charts = trend_charts(ROWS, WHOLE, CRIME)
    assert list(charts) == ["B01", "B07"]
    domains = [
        layer["encoding"]["y"]["scale"]["domain"]
        for spec in charts.values()
        for layer in layers(checked(spec))
    ]
    assert domains == [[4.0, 16.5]] * 8
    high = trend_charts(ROWS, WHOLE.assign(value=[NAN, 40.0]), CRIME)["B01"]
    assert layers(high)[0]["encoding"]["y"]["scale"]["domain"] == [4.0, 40.0]


def test_a_place_has_its_line_its_dots_and_its_limits_in_its_colour() -> None:
    charts = trend_charts(ROWS, WHOLE, CRIME)
    for spec, colour in zip(charts.values(), PLACES, strict=False):
        area, limits, line, dots = layers(spec)
        assert [layer["mark"]["type"] for layer in (area, limits, line, dots)] == [
            "line",
            "rule",
            "line",
            "point",
        ]
        assert {layer["mark"]["color"] for layer in (limits, line, dots)} == {colour}
        assert (limits["encoding"]["y"]["field"], limits["encoding"]["y2"]["field"]) == ("lower", "upper")
        assert {layer["encoding"]["y"]["field"] for layer in (line, dots)} == {"value"}
        assert area["rows"] == [{"when": "2025", "area": 10.0}]


def test_a_period_without_a_value_is_a_hole_that_says_why() -> None:
    dots = layers(trend_charts(ROWS, WHOLE, CRIME)["B01"], "point")[0]
    assert [row["value"] for row in dots["rows"]] == [None, 14.7]
    assert dots["rows"][0]["value_text"] == "missing"
    assert dots["rows"][1]["limits_text"] == "13.0 to 16.5"
    titles = {each["field"]: each["title"] for each in dots["encoding"]["tooltip"]}
    assert titles == {"name": "Place", "when": "Period", "value_text": "Value", "limits_text": "95 % limits"}


def test_two_places_of_the_same_name_stay_two_and_each_stands_under_its_own() -> None:
    rows, names = ROWS.assign(name="Centre"), {"B01": "Centre (B01)", "B07": "Centre (B07)"}
    charts = trend_charts(rows, WHOLE, CRIME)
    assert [[row["value"] for row in layers(spec, "point")[0]["rows"]] for spec in charts.values()] == [
        [None, 14.7], [5.0],
    ]  # fmt: skip
    picture = checked(trends_side_by_side(rows, WHOLE, CRIME, names))
    assert [panel["title"]["text"] for panel in picture["concat"]] == list(names.values())
    assert picture["columns"] == 3
    assert "Centre (B07)" in chart_files.svg(picture)


def test_without_any_value_there_are_still_panels() -> None:
    empty = ROWS.assign(value=NAN, lower=NAN, upper=NAN, status="missing")
    spec = checked(trend_charts(empty, WHOLE.assign(status="missing"), CRIME)["B01"])
    assert layers(spec)[0]["encoding"]["y"]["scale"]["domain"] == [0, 1]
    assert chart_files.svg(spec)

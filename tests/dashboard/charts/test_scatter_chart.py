"""Two indicators of every district: a dot each where both are known, limits both ways, names of the marked ones."""

import math

import pandas as pd
import pytest

from dashboard.charts import chart_files
from dashboard.charts.scatter_chart import IndicatorPair, binned_scatter_chart, scatter_chart
from indicators.engine.definitions.registry import indicator
from indicators.engine.text.messages import use
from tests.support.vega import checked, layers

NAN = math.nan
PAIR = IndicatorPair(indicator("violent_crime"), indicator("life_expectancy_at_birth"), ("B01",))
ROWS = pd.DataFrame(
    [
        ("B01", "Old Quay", 14.7, 13.0, 16.5, "ok", 76.4, 75.2, 77.5, "ok"),
        ("B02", "Millbrook", 15.6, 13.9, 17.4, "ok", 80.6, 79.3, 81.9, "ok"),
        ("B03", "Tollbar", 5.0, 4.0, 6.0, "ok", NAN, NAN, NAN, "too_few"),
    ],
    columns=[
        "district_id", "district", "value_x", "lower_x", "upper_x", "status_x",
        "value_y", "lower_y", "upper_y", "status_y",
    ],
)  # fmt: skip
BINS = pd.DataFrame(
    {"left": [5.0, 14.0], "right": [6, 16], "bottom": [76, 80], "top": [78, 82], "districts": [120, 3]}
)


@pytest.fixture(autouse=True)
def english() -> None:
    use("en")


def test_a_district_with_both_values_is_a_dot_and_others_are_left_out() -> None:
    (dots,) = layers(checked(scatter_chart(ROWS, PAIR)), "point")
    assert [(row["district"], row["value_x"], row["value_y"]) for row in dots["rows"]] == [
        ("Old Quay", 14.7, 76.4), ("Millbrook", 15.6, 80.6),
    ]  # fmt: skip
    x, y = dots["encoding"]["x"], dots["encoding"]["y"]
    assert (x["field"], y["field"]) == ("value_x", "value_y")
    assert x["title"] == "Violent crime (per 1,000 residents a year)"
    assert x["scale"] == y["scale"] == {"zero": False}
    assert [each["field"] for each in dots["encoding"]["tooltip"]] == ["district", "x_text", "y_text"]
    assert dots["rows"][0]["x_text"] == "14.7 per 1,000 residents a year"


def test_limits_lie_across_and_up() -> None:
    across, up = layers(scatter_chart(ROWS, PAIR), "rule")
    assert [across["encoding"][name]["field"] for name in ("x", "x2", "y")] == [
        "lower_x",
        "upper_x",
        "value_y",
    ]
    assert [up["encoding"][name]["field"] for name in ("y", "y2", "x")] == ["lower_y", "upper_y", "value_x"]


def test_marked_districts_alone_have_a_name_and_another_colour() -> None:
    spec = scatter_chart(ROWS, PAIR)
    (dots,) = layers(spec, "point")
    assert [row["marked"] for row in dots["rows"]] == [True, False]
    colour = dots["encoding"]["color"]
    (condition,) = colour["condition"]
    assert condition["test"] == "datum.marked"
    assert condition["value"] != colour["value"]
    for name in layers(spec, "text"):
        assert "datum.marked" in name["transform"][0]["filter"]
        assert name["encoding"]["text"]["field"] == "district"
    svg = chart_files.svg(spec)
    assert ">Old Quay<" in svg
    assert ">Millbrook<" not in svg


def test_names_point_to_the_middle_where_there_is_room() -> None:
    names = layers(scatter_chart(ROWS, PAIR), "text")
    for name in names:
        left = "!" in name["transform"][0]["filter"]
        assert name["mark"]["align"] == ("left" if left else "right")
    assert [row["right_half"] for row in names[0]["rows"]] == [False, True]


def test_very_many_districts_are_counted_and_only_the_marked_are_dots() -> None:
    spec = checked(binned_scatter_chart(ROWS, BINS, PAIR))
    (counted,) = layers(spec, "rect")
    assert [row["districts"] for row in counted["rows"]] == [120, 3]
    edges = {name: counted["encoding"][name]["field"] for name in ("x", "x2", "y", "y2")}
    assert edges == {"x": "left", "x2": "right", "y": "bottom", "y2": "top"}
    assert counted["encoding"]["color"]["scale"]["type"] == "log"
    (dots,) = layers(spec, "point")
    assert [row["district"] for row in dots["rows"]] == ["Old Quay"]
    assert chart_files.svg(spec)
    assert chart_files.svg(binned_scatter_chart(ROWS, BINS, IndicatorPair(PAIR.across, PAIR.up)))

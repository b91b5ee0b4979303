"""The gap over time as a chart: its values and limits, holes where it has none, the line of no gap over the band."""

import math

import pandas as pd

from dashboard.charts.gap_chart import gap_chart
from tests.support.vega import checked, layers

ROWS = pd.DataFrame(
    [("2023", 3.0, 1.0, 5.0), ("2024", math.nan, math.nan, math.nan), ("2025", 2.0, -0.5, 4.5)],
    columns=["period", "value", "lower", "upper"],
)  # fmt: skip


def test_values_are_a_line_with_dots_and_a_period_without_one_is_a_hole() -> None:
    spec = checked(gap_chart(ROWS, "percentage points", 0.0))
    for mark in ("line", "point"):
        (layer,) = layers(spec, mark)
        assert [(row["period"], row["value"]) for row in layer["rows"]] == [
            ("2023", 3),
            ("2024", None),
            ("2025", 2),
        ]
        assert (layer["encoding"]["x"]["field"], layer["encoding"]["y"]["field"]) == ("period", "value")
        assert layer["encoding"]["y"]["title"] == "percentage points"
        assert layer["encoding"]["y"]["scale"] == {"zero": False}


def test_limits_are_a_band_and_a_bar_in_every_period() -> None:
    spec = gap_chart(ROWS, "points", 0.0)
    band, (_no_gap, bars) = layers(spec, "area")[0], layers(spec, "rule")
    for layer in (band, bars):
        assert (layer["encoding"]["y"]["field"], layer["encoding"]["y2"]["field"]) == ("lower", "upper")
        assert [(row["lower"], row["upper"]) for row in layer["rows"]] == [(1, 5), (None, None), (-0.5, 4.5)]


def test_no_gap_is_drawn_over_the_band_where_equality_lies() -> None:
    spec = gap_chart(ROWS, "ratio", 1.0)
    marks = [layer["mark"]["type"] for layer in layers(spec)]
    assert marks[:2] == ["area", "rule"]
    assert layers(spec, "rule")[0]["rows"] == [{"equality": 1.0}]

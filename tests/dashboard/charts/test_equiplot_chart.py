"""The equiplot's picture: every dot with its limits in its row and lane, and words where there is none."""

import math
from itertools import pairwise

import pytest

from dashboard.charts import chart_files
from dashboard.charts.equiplot import Dot, DotRow
from dashboard.charts.equiplot_chart import equiplot_chart
from indicators.engine.text.messages import use
from tests.support.vega import checked, layers

NAN = math.nan
WOMEN, MEN = Dot("women", 82.0, 79.0, 85.0, "#00224e"), Dot("men", 84.0, 81.0, 86.5, "#fee838", "square")
ROWS = [
    DotRow("2025", (WOMEN, MEN), "2.0 points"),
    DotRow("2024", (Dot("women", NAN, NAN, NAN, why="missing"), Dot("men", 81.0, NAN, NAN)), why="missing"),
    DotRow("2023", (Dot("women", NAN, NAN, NAN),), why="hidden"),
]


@pytest.fixture(autouse=True)
def english() -> None:
    use("en")


def test_every_value_is_a_dot_in_its_lane_and_what_is_unknown_is_left_out() -> None:
    (dots,) = layers(checked(equiplot_chart(ROWS, "%")), "point")
    assert [(dot["row"], dot["lane"], dot["name"], dot["value"]) for dot in dots["rows"]] == [
        ("2025", 0, "women", 82.0), ("2025", 1, "men", 84.0), ("2024", 1, "men", 81.0),
    ]  # fmt: skip
    assert dots["rows"][0]["lower"] == 79.0
    assert dots["rows"][2]["lower"] is None
    encoding = dots["encoding"]
    assert (encoding["x"]["field"], encoding["y"]["field"], encoding["yOffset"]["field"]) == (
        "value",
        "row",
        "lane",
    )
    assert encoding["y"]["sort"] == ["2025", "2024", "2023"]
    assert encoding["x"]["title"] == "%"


def test_limits_are_lines_under_the_dots() -> None:
    spec = equiplot_chart(ROWS, "%")
    marks = [layer["mark"]["type"] for layer in layers(spec)]
    assert marks.index("rule") < marks.index("point")
    (line,) = layers(spec, "rule")
    assert (line["encoding"]["x"]["field"], line["encoding"]["x2"]["field"]) == ("lower", "upper")


def test_groups_keep_their_colours_and_shapes_and_have_a_legend() -> None:
    (dots,) = layers(equiplot_chart(ROWS, "%"), "point")
    assert dots["encoding"]["fill"]["scale"] == {"domain": ["women", "men"], "range": ["#00224e", "#ffffff"]}
    assert dots["encoding"]["shape"]["scale"]["range"] == ["circle", "circle"]
    assert dots["encoding"]["fill"]["legend"] is not None
    (dots,) = layers(equiplot_chart(ROWS[:1], "%"), "point")
    assert dots["encoding"]["fill"]["scale"]["range"] == ["#00224e", "#fee838"]
    assert dots["encoding"]["shape"]["scale"]["range"] == ["circle", "square"]


def test_a_row_without_dots_has_its_reason_in_words() -> None:
    (reasons,) = layers(equiplot_chart(ROWS, "%"), "text")
    assert [(text["row"], text["text"]) for text in reasons["rows"]] == [("2023", "hidden")]
    svg = chart_files.svg(equiplot_chart(ROWS, "%"))
    assert all(word in svg for word in ("2025", "2024", "2023", "hidden", "women"))


def test_limits_without_an_end_go_to_the_edge_with_an_arrow() -> None:
    rows = [DotRow("a", (Dot("m", 1.0, -math.inf, 2.0),)), DotRow("b", (Dot("n", 0.0, -3.0, math.inf),))]
    spec = checked(equiplot_chart(rows, "x", 0.0, notes=True))
    dots, left, right = layers(spec, "point")
    first, second = dots["rows"]
    assert first["lower"] == left["rows"][0]["edge"] < -3
    assert first["upper"] == 2
    assert second["upper"] == right["rows"][0]["edge"] > 2
    assert (left["mark"]["shape"], right["mark"]["shape"]) == ("triangle-left", "triangle-right")
    assert (left["rows"][0]["row"], right["rows"][0]["row"]) == ("a", "b")


def test_notes_stand_in_the_place_of_the_legend_to_the_right_of_the_axis() -> None:
    spec = checked(equiplot_chart(ROWS[:1], "points", 0.0, notes=True, width=380))
    (notes,) = layers(spec, "text")
    assert [row["text"] for row in notes["rows"]] == ["women; men; 2.0 points"]
    assert notes["encoding"]["x"]["value"] > spec["width"] == 380
    (dots,) = layers(spec, "point")
    assert dots["encoding"]["fill"]["legend"] is None


def test_no_gap_is_a_line_from_top_to_bottom_that_the_axis_holds() -> None:
    line, limits = layers(checked(equiplot_chart(ROWS[:1], "points", 0.0)), "rule")
    assert line["rows"] == [{"no_gap": 0.0}]
    assert "y" not in line["encoding"]
    assert "y" in limits["encoding"]


def test_more_lanes_take_more_room() -> None:
    heights = [
        equiplot_chart([DotRow("a", (MEN,) * lanes)], "%")["height"]["step"] for lanes in (1, 2, 5)
    ]  # fmt: skip
    assert all(lower < higher for lower, higher in pairwise(heights))


def test_without_any_value_there_is_still_a_picture() -> None:
    spec = checked(equiplot_chart(ROWS[2:], "%"))
    assert "hidden" in chart_files.svg(spec)
    assert checked(equiplot_chart([], "%"))

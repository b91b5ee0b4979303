"""Charts of an effect: lines, limits and names where the figures say, and words for what is left out or has no end."""

import math

import numpy as np
import pandas as pd
import pytest

from dashboard.charts import chart_files
from dashboard.charts.colours import COUNTERFACTUAL, ELSEWHERE, TREATED
from dashboard.charts.effect_charts import effect_chart, event_study_chart, expected_chart
from dashboard.charts.theme import LARGE_TEXT
from indicators.engine.text.messages import use
from tests.support.vega import checked, layers

NAN = math.nan
YEARS = ["2019", "2020", "2021", "2022"]


@pytest.fixture(autouse=True)
def english() -> None:
    use("en")


def tracks(**columns: list[float] | list[bool]) -> pd.DataFrame:
    """Four years of which the last two lie after the start."""
    observed = np.array([13.0, 12.0, 8.0, 8.5])
    rows = {
        "period": YEARS, "name": YEARS, "at": range(4), "after": [False, False, True, True], "counts": [True] * 4,
        "observed": observed, "observed_lower": observed - 1, "observed_upper": observed + 1,
        "without": [13.0, 12.5, 12.0, 12.2], "without_lower": [NAN, NAN, 11.0, 11.2],
        "without_upper": [NAN, NAN, 13.0, 13.2], "others": [11.0, 10.5, 10.0, 10.1],
    }  # fmt: skip
    return pd.DataFrame({**rows, **columns})


def names_at_ends(spec: chart_files.Spec) -> dict[str, float]:
    return {
        text["mark"]["text"]: text["rows"][0]["y"]
        for text in layers(spec, "text")
        if text["mark"].get("fontWeight") == "bold"
    }


def test_what_was_and_what_would_have_been_are_lines_of_their_colours() -> None:
    spec = checked(effect_chart(tracks(), "per 1,000"))
    lines = {line["encoding"]["y"]["field"]: line for line in layers(spec, "line")}
    colours = {field: line["mark"]["color"] for field, line in lines.items()}
    assert colours == {"others": ELSEWHERE, "without": COUNTERFACTUAL, "line": TREATED}
    assert "strokeDash" in lines["without"]["mark"]
    assert "strokeDash" not in lines["line"]["mark"]
    assert [row["line"] for row in lines["line"]["rows"]] == [13.0, 12.0, 8.0, 8.5]
    assert [row["without"] for row in lines["without"]["rows"]] == [13.0, 12.5, 12.0, 12.2]
    assert lines["line"]["encoding"]["y"]["axis"]["title"] == "per 1,000"


def test_limits_are_bars_of_what_was_and_a_band_of_what_would_have_been() -> None:
    spec = effect_chart(tracks(), "%")
    (band,) = layers(spec, "area")
    assert (band["encoding"]["y"]["field"], band["encoding"]["y2"]["field"]) == (
        "without_lower",
        "without_upper",
    )
    assert [row["without_lower"] for row in band["rows"]] == [None, None, 11.0, 11.2]
    _start, bars = layers(spec, "rule")
    assert (bars["encoding"]["y"]["field"], bars["encoding"]["y2"]["field"]) == (
        "observed_lower",
        "observed_upper",
    )


def test_a_single_period_after_the_start_has_a_broad_bar_for_its_limits() -> None:
    spec = checked(
        effect_chart(tracks(without_lower=[NAN, NAN, NAN, 11.2], without_upper=[NAN, NAN, NAN, 13.2]), "%")
    )
    assert layers(spec, "area") == []
    (bar,) = [rule for rule in layers(spec, "rule") if rule["mark"].get("strokeWidth") == 16]
    assert (bar["encoding"]["y"]["field"], bar["encoding"]["y2"]["field"]) == (
        "without_lower",
        "without_upper",
    )


def test_the_time_after_the_start_is_shaded_up_to_the_edges_of_the_chart() -> None:
    spec = effect_chart(tracks(), "%")
    (shade,) = layers(spec, "rect")
    (area,) = shade["rows"]
    assert (area["from"], area["to"]) == (1.5, 3.4)
    assert [area["low"], area["high"]] == shade["encoding"]["y"]["scale"]["domain"]
    assert area["low"] < 7 < 14 < area["high"]
    assert ">start<" in chart_files.svg(spec)


def test_the_names_of_lines_stand_at_their_ends_and_never_on_each_other() -> None:
    spec = effect_chart(tracks(others=[11.0, 10.5, 10.0, 8.5]), "%", 200)
    names = names_at_ends(spec)
    assert names["without it"] == 12.2
    (shade,) = layers(spec, "rect")
    low, high = shade["encoding"]["y"]["scale"]["domain"]
    assert abs(names["with it"] - names["elsewhere"]) * 200 / (high - low) >= 20
    assert set(names_at_ends(effect_chart(tracks(others=[NAN] * 4), "%"))) == {"with it", "without it"}


def test_a_period_left_out_is_a_hollow_dot_off_the_line_with_its_word_on_the_side_of_the_past() -> None:
    spec = checked(effect_chart(tracks(counts=[True, False, True, True]), "%"))
    line = next(line for line in layers(spec, "line") if line["encoding"]["y"]["field"] == "line")
    assert [row["line"] for row in line["rows"]] == [13.0, None, 8.0, 8.5]
    hollow = layers(spec, "point")[-1]
    assert hollow["mark"]["fill"] == "#ffffff"
    assert [row["left_out"] for row in hollow["rows"]] == [None, 12.0, None, None]
    (word,) = [text for text in layers(spec, "text") if text["mark"]["text"] == "left out"]
    assert word["rows"] == [{"at": 1, "left_out": 12.0}]
    assert word["mark"]["align"] == "right"
    svg = chart_files.svg(spec)
    assert all(f">{word}<" in svg for word in ("left out", "2019", "with it"))


def test_many_periods_have_names_for_as_many_as_there_is_room() -> None:
    rows = pd.concat([tracks()] * 8, ignore_index=True)
    rows = rows.assign(
        at=range(32), name=[f"{at}" for at in range(1990, 2022)], after=[at > 20 for at in range(32)]
    )
    axis = layers(checked(effect_chart(rows, "%")), "line")[0]["encoding"]["x"]["axis"]
    assert axis["values"] == list(range(0, 32, 3))
    assert '"1990", "1991"' in axis["labelExpr"]


def test_letters_are_large_where_a_room_reads_them() -> None:
    for spec in (effect_chart(tracks(), "%"), event_study_chart(STUDY, "points", "periods")):
        assert spec["config"]["axis"]["labelFontSize"] == LARGE_TEXT
        assert spec["config"]["axis"]["labelColor"]


STUDY = pd.DataFrame(
    [(-2, 0.5, -1.0, 2.0, -1.5, 2.5), (-1, 0.0, 0.0, 0.0, 0.0, 0.0), (0, -4.0, -5.0, -3.0, -6.0, -2.0)],
    columns=["time", "estimate", "lower", "upper", "band_lower", "band_upper"],
)  # fmt: skip


def test_effects_over_time_have_limits_a_band_and_a_line_at_no_effect() -> None:
    spec = checked(event_study_chart(STUDY, "points", "periods since the start"))
    (band,) = layers(spec, "area")
    assert (band["encoding"]["y"]["field"], band["encoding"]["y2"]["field"]) == ("band_lower", "band_upper")
    (line,) = layers(spec, "line")
    assert [(row["time"], row["estimate"]) for row in line["rows"]] == [(-2, 0.5), (-1, 0), (0, -4)]
    assert line["encoding"]["x"]["axis"]["title"] == "periods since the start"
    _start, no_effect, bars = layers(spec, "rule")
    assert no_effect["rows"] == [{"no_effect": 0}]
    assert (bars["encoding"]["y"]["field"], bars["encoding"]["y2"]["field"]) == ("lower", "upper")
    low, high = bars["encoding"]["y"]["scale"]["domain"]
    assert low < -6 < 2.5 < high
    assert layers(spec, "rect")[0]["rows"][0]["from"] == -0.5


def test_expected_and_observed_share_an_axis_and_open_ends_go_to_its_edge() -> None:
    rows = [("expected", -math.inf, -10.0, NAN), ("observed", -30.0, -5.0, -20.0)]
    spec = checked(expected_chart(rows, "%"))
    (bars,), (dots,) = layers(spec, "bar"), layers(spec, "point")
    expected, observed = bars["rows"]
    assert expected["low"] == bars["encoding"]["x"]["scale"]["domain"][0] < -30
    assert (expected["high"], expected["value"]) == (-10, None)
    assert (observed["low"], observed["high"], observed["value"]) == (-30, -5, -20)
    assert dots["transform"] == [{"filter": "isValid(datum.value)"}]
    assert dots["encoding"]["x"]["title"] == "%"
    assert layers(spec, "rule")[0]["rows"] == [{"no_effect": 0}]
    assert chart_files.svg(spec)

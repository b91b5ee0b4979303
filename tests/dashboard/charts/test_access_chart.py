"""Access and use as a chart: three parts of 100 people for every group that has values, with two pairs of limits."""

import math

import pandas as pd
import pytest

from dashboard.charts.access_bars import PARTS
from dashboard.charts.access_chart import access_chart
from indicators.engine.text.messages import use
from tests.support.vega import checked, layers

ROWS = pd.DataFrame(
    [
        ("women", "ok", 55.0, 27.0, 18.0, 52.0, 59.0, 79.0, 85.0),
        ("men", "ok", 60.0, 24.0, 16.0, 56.0, 63.0, 81.0, 87.0),
        ("others", "too_few", *[math.nan] * 7),
    ],
    columns=["name", "status", "use", "idle", "without", "use_lower", "use_upper", "access_lower", "access_upper"],
)  # fmt: skip


@pytest.fixture(autouse=True)
def english() -> None:
    use("en")


def test_the_parts_of_every_group_with_values_add_up_to_a_hundred_in_their_order() -> None:
    (bars,) = layers(checked(access_chart(ROWS)), "bar")
    rows = pd.DataFrame(bars["rows"])
    assert dict(rows.groupby("name")["value"].sum()) == {"women": 100, "men": 100}
    women = rows[rows["name"] == "women"].sort_values("order")
    assert list(women["value"]) == [55, 27, 18]
    assert list(women["part"]) == ["use it", "have access and don't use it", "have no access"]
    assert bars["encoding"]["order"]["field"] == "order"
    assert bars["encoding"]["x"]["stack"] == "zero"
    assert bars["encoding"]["color"]["scale"]["range"] == [colour for colour, _ink, _text in PARTS.values()]


def test_limits_of_use_and_of_access_lie_under_the_bars() -> None:
    (lines,) = layers(access_chart(ROWS), "rule")
    assert {(row["name"], row["lower"], row["upper"]) for row in lines["rows"]} == {
        ("women", 52, 59), ("women", 79, 85), ("men", 56, 63), ("men", 81, 87),
    }  # fmt: skip
    assert (lines["encoding"]["x"]["field"], lines["encoding"]["x2"]["field"]) == ("lower", "upper")


def test_words_are_in_the_language_of_the_reader() -> None:
    use("fr")
    (bars,) = layers(access_chart(ROWS), "bar")
    assert not {"use it", "have no access"} & {row["part"] for row in bars["rows"]}
    use("en")

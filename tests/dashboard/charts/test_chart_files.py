"""Charts on the page and in files: with words for screen readers, as wide as their room, titled within their width."""

from typing import Any

import altair as alt
import pandas as pd
import pytest
import streamlit as st

from dashboard.charts import chart_files
from dashboard.charts.theme import specification
from indicators.city import City
from indicators.engine.text.messages import use
from tests.support.browser import ROOT
from tests.support.vega import checked

CHART = alt.Chart(pd.DataFrame({"x": [1.5, 2.5]})).mark_point().encode(x="x:Q")


@pytest.fixture(scope="module")
def bellhaven() -> City:
    use("en")
    return City(ROOT / "data" / "bellhaven")


def test_the_page_gets_the_kept_chart_with_its_words_and_leaves_it_unchanged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[tuple[dict[str, Any], dict[str, Any]]] = []
    monkeypatch.setattr(st, "vega_lite_chart", lambda spec, **options: shown.append((spec, options)))
    spec = specification(CHART.properties(width="container"))
    before = str(spec)
    chart_files.show(spec, "the key", "What it shows.")
    ((chart, options),) = shown
    assert checked(chart)["description"] == "What it shows."
    assert chart["data"] is spec["data"]
    assert options == {"key": "the key", "width": "stretch", "theme": None}
    assert str(spec) == before


def test_a_chart_as_wide_as_the_page_has_a_width_of_its_own_in_a_file(bellhaven: City) -> None:
    assert (
        chart_files.titled(specification(CHART.properties(width="container")), bellhaven, "T", "S")["width"]
        == 900
    )
    assert chart_files.titled(specification(CHART.properties(width=380)), bellhaven, "T", "S")["width"] == 380
    together = specification(alt.concat(CHART, CHART))
    assert "width" not in checked(chart_files.titled(together, bellhaven, "T", "S"))


def test_a_title_takes_as_many_lines_as_the_chart_is_narrow(bellhaven: City) -> None:
    words = "word " * 40
    wide, narrow = (
        checked(chart_files.titled(specification(CHART.properties(width=width)), bellhaven, words, words))[
            "title"
        ]
        for width in (900, 380)
    )
    assert len(wide["text"]) < len(narrow["text"])
    assert len(wide["subtitle"]) < len(narrow["subtitle"])
    assert "Generated city: every number is invented" in " ".join(narrow["subtitle"])


def test_a_picture_is_drawn_without_a_browser(bellhaven: City) -> None:
    svg = chart_files.picture(specification(CHART), bellhaven, "The title", "What is shown")
    assert ">The title<" in svg
    assert chart_files.png(svg).startswith(b"\x89PNG")

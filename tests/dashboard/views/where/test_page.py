"""The page *Where exactly* without a browser: sentences held to their numbers, one scale, files, other cities."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import queries
from dashboard.exports import downloads
from dashboard.queries import View
from dashboard.views.shared.by_hexagon import shown_by_hexagon
from dashboard.views.where import data, sections, text
from dashboard.views.where.data import Question
from indicators.city import City
from tests.support.browser import ROOT

BELLHAVEN, MOROCCO = ROOT / "data" / "bellhaven", ROOT / "data" / "morocco"
PERIODS = ("2016", "2025")


@pytest.fixture(scope="module")
def city() -> City:
    return City(BELLHAVEN)


@pytest.fixture(scope="module")
def question(city: City) -> Question:
    return Question(View(city, "violent_crime"), PERIODS)


@pytest.fixture(scope="module")
def rows(question: Question) -> gpd.GeoDataFrame:
    return data.cells(question)


def opened(monkeypatch: pytest.MonkeyPatch, packs: list[Path], **where: str) -> AppTest:
    monkeypatch.setenv("TOWNBELL_PACKS", ":".join(map(str, packs)))
    script = (
        "import streamlit as st\nfrom dashboard.shell import navigation\n"
        "from dashboard.views.where.page import page\n"
        "navigation.link = lambda code, label, **more: st.markdown(label)\npage()"
    )
    page = AppTest.from_string(script, default_timeout=120)
    page.query_params.update(where)
    return page


def test_only_indicators_that_are_counted_at_points_are_offered(city: City) -> None:
    assert list(shown_by_hexagon(city)) == ["violent_crime", "robbery", "burglary", "vehicle_crime"]
    assert shown_by_hexagon(City(MOROCCO)) == {}
    assert queries.has_points(city)
    assert not queries.has_points(City(MOROCCO))


def test_a_place_with_most_is_named_with_its_count_and_with_those_that_may_have_as_many(
    question: Question, rows: gpd.GeoDataFrame
) -> None:
    best = data.most(rows, "2025")
    assert best is not None
    large = rows[(rows["period"] == "2025") & (rows["square_km"] >= 0.5 * rows.attrs["whole"])]
    assert best.row["per_km2"] == large["per_km2"].max()
    assert best.row["per_km2"] == pytest.approx(best.row["count"] / best.row["square_km"])
    assert best.rivals == (large["upper"] >= best.row["lower"]).sum() - 1
    sentences = text.opening(question, rows, best, data.totals(question))
    assert f"**{best.row['district']}**" in sentences[0]
    assert f"({best.row['count']:.0f} in one hexagon" in sentences[0]
    assert f"{best.rivals} other places may have as many." in sentences[0]
    assert "At the same place in 2016:" in sentences[0]
    published = question.view.city.estimate("violent_crime", ["period"], {"period": PERIODS})
    for code, number in zip(published["period"], published["numerator"], strict=True):
        assert f"{number:,.0f} in {code}" in sentences[1]
    hidden = rows[(rows["period"] == "2025") & (rows["status"] == "suppressed")]
    assert f"{len(hidden)} of 787 places in 2025" in sentences[2]


def test_a_sliver_of_a_hexagon_is_never_the_place_with_most(rows: gpd.GeoDataFrame) -> None:
    changed = rows.copy()
    changed.attrs = dict(rows.attrs)
    first = changed.index[(changed["period"] == "2025") & (changed["count"] > 0)][0]
    changed.loc[first, ["square_km", "per_km2"]] = [0.001, 1e6]
    best = data.most(changed, "2025")
    assert best is not None
    assert best.row.name != first


def test_where_nothing_is_shown_the_reason_is_said(question: Question, rows: gpd.GeoDataFrame) -> None:
    empty = rows.assign(count=np.nan, per_km2=np.nan, status="suppressed")
    empty.attrs = dict(rows.attrs)
    assert data.most(empty, "2025") is None
    sentences = text.opening(question, empty, None, {})
    assert "no place can be named in 2025 (hidden" in sentences[0]
    none = rows.assign(count=0.0, per_km2=0.0, status="ok")
    assert "none were counted in 2025" in text.opening(question, none, None, {})[0]


def test_both_periods_are_painted_by_one_scale(rows: gpd.GeoDataFrame) -> None:
    colours = data.one_scale(rows, "lower")
    assert colours.bounds[0] == rows.loc[rows["count"] > 0, "per_km2"].min()
    assert colours.bounds[-1] == rows["per_km2"].max()
    fills = sections.fills(rows, colours)
    assert {fill for fill, state in zip(fills, rows["status"], strict=True) if state != "ok"} == {
        sections.HIDDEN
    }
    zero = rows["count"].to_numpy() == 0
    assert {fill for fill, none in zip(fills, zero, strict=True) if none} == {sections.NONE}
    legend = sections.entries(colours, rows)
    assert legend[0][1] == "none counted"
    assert "hidden" in legend[-1][1]


def test_the_map_holds_each_hexagon_once_and_asks_nobody(question: Question, rows: gpd.GeoDataFrame) -> None:
    drawn = sections.drawn(question, rows, data.one_scale(rows, "lower"), "2025")
    written = drawn.to_json()
    assert "http" not in written
    assert "\n" not in written
    hexagons, borders = json.loads(written)["layers"]
    assert len(hexagons["data"]["features"]) == (rows["period"] == "2025").sum()
    assert len(borders["data"]["features"]) == len(question.view.city.districts)


def test_the_table_says_all_that_the_maps_show(rows: gpd.GeoDataFrame) -> None:
    shown = sections.table(rows, PERIODS)
    assert len(shown) == len(rows) / 2
    counted = pd.to_numeric(shown["Counted, 2025"], errors="coerce")
    assert counted.sum() == rows.loc[rows["period"] == "2025", "count"].sum()
    hidden = shown["Counted, 2025"].str.startswith("hidden")
    assert hidden.sum() == ((rows["period"] == "2025") & (rows["status"] != "ok")).sum()
    assert (shown.loc[hidden, "Per km², 2025"] == "").all()


def test_the_geopackage_has_an_outline_for_each_row_and_nothing_that_is_hidden(
    rows: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    outlines = rows[["district_id", "hexagon", "geometry"]].drop_duplicates(["district_id", "hexagon"])
    written = downloads.geopackage(outlines, pd.DataFrame(rows.drop(columns="geometry")))
    (tmp_path / "where.gpkg").write_bytes(written)
    back = gpd.read_file(tmp_path / "where.gpkg", layer="hexagons")
    assert len(back) == len(rows)
    assert back.geometry.notna().all()
    assert back.loc[back["status"] != "ok", ["count", "per_km2", "lower", "upper"]].isna().all(axis=None)


def test_the_address_opens_the_question_and_holds_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(
        monkeypatch, [BELLHAVEN], city="bellhaven", indicator="vehicle_crime", hexagons="7", before="2020"
    ).run()
    assert not page.exception
    assert page.title[0].value == "Vehicle crime"
    chosen = {key: page.selectbox(key=key).value for key in ("indicator", "hexagons", "before", "after")}
    assert chosen == {"indicator": "vehicle_crime", "hexagons": "7", "before": "2020", "after": "2025"}
    assert len(page.get("deck_gl_json_chart")) == 2


def test_one_period_twice_is_one_map_and_a_district_is_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(
        monkeypatch, [BELLHAVEN], city="bellhaven", district="B01", before="2025", after="2025"
    ).run()
    assert not page.exception
    assert len(page.get("deck_gl_json_chart")) == 1
    assert "**Old Quay**" in page.markdown[0].value
    assert "At the same place" not in page.markdown[0].value


def test_a_city_without_points_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(monkeypatch, [MOROCCO], city="morocco").run()
    assert not page.exception
    assert page.title[0].value == "Where exactly"
    assert "no table that says where exactly" in page.markdown[0].value

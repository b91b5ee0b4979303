"""The map page whole, without a browser: every view of every city opens, and what can't be shown says why."""

import math
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.exports import downloads
from dashboard.queries import View
from dashboard.views.map import text as page_text
from dashboard.views.shared import map_text, map_values
from indicators.city import City
from tests.support.browser import ROOT

BELLHAVEN = ROOT / "data" / "bellhaven"


def _open(monkeypatch: pytest.MonkeyPatch, pack: Path, **where: str) -> AppTest:
    monkeypatch.setenv("TOWNBELL_PACKS", str(pack))
    script = (
        "import streamlit as st\nfrom dashboard.shell import navigation\nfrom dashboard.views.map.page import page\n"
        "navigation.link = lambda code, label, **more: st.markdown(label)\npage()"
    )
    page = AppTest.from_string(script, default_timeout=30)
    for key, value in where.items():
        page.query_params[key] = value
    return page.run()


def _page_text(page: AppTest) -> str:
    return " ".join(text.value for text in page.markdown)


@pytest.mark.parametrize("view", list(page_text.VIEW))
@pytest.mark.parametrize("name", ["bellhaven", "morocco", "new-york"])
def test_every_view_opens_with_a_sentence(monkeypatch: pytest.MonkeyPatch, name: str, view: str) -> None:
    page = _open(monkeypatch, ROOT / "data" / name, city=name, view=view)
    assert not page.exception
    assert not page.error
    assert len(page.title) == 1
    assert page.query_params["view"] == view
    assert len(page.markdown[0].value) > 30
    assert "significant" not in _page_text(page)


def test_the_district_is_told_with_its_rank(monkeypatch: pytest.MonkeyPatch) -> None:
    page = _open(
        monkeypatch,
        BELLHAVEN,
        city="bellhaven",
        indicator="doctor_within_15_minutes",
        district="B01",
        period="2025",
    )
    rows = map_values.ranked(View(City(BELLHAVEN), "doctor_within_15_minutes"))
    row = rows[(rows["period"] == "2025") & (rows["district_id"] == "B01")].iloc[0]
    text = map_text.rank(row, "higher")
    assert f"{text[0].upper()}{text[1:]}." in _page_text(page)
    assert math.isfinite(row["rank_lower"])


def test_breaks_that_cannot_be_read_are_said_and_fifths_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    page = _open(monkeypatch, BELLHAVEN, city="bellhaven", classes="own", breaks="30;x")
    assert "“30;x” are no breaks" in page.error[0].value
    assert not page.exception
    page.text_input(key="breaks").set_value("40;60").run()
    assert not page.error
    assert page.query_params["breaks"] == "40;60"


def test_what_has_no_groups_or_no_count_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    page = _open(
        monkeypatch, BELLHAVEN, city="bellhaven", view="against", indicator="life_expectancy_at_birth"
    )
    assert "no count behind it" in _page_text(page)
    place = City(ROOT / "data" / "new-york")
    id = next(each.id for each in place.available if not place.segments_of(each.id))
    page = _open(monkeypatch, ROOT / "data" / "new-york", city="new-york", view="gap", indicator=id)
    assert "does not tell groups of citizens apart" in _page_text(page)


def test_the_same_two_periods_ask_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    page = _open(
        monkeypatch,
        BELLHAVEN,
        city="bellhaven",
        view="change",
        indicator="good_health",
        before="2020",
        after="2020",
    )
    assert "two different periods" in page.info[0].value


def test_two_periods_the_wrong_way_round_are_put_in_the_order_of_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = {"city": "bellhaven", "view": "change", "indicator": "good_health"}
    right = _open(monkeypatch, BELLHAVEN, before="2020", after="2025", **address)
    wrong = _open(monkeypatch, BELLHAVEN, before="2025", after="2020", **address)
    assert " in 2020 to " in right.markdown[0].value
    assert wrong.markdown[0].value == right.markdown[0].value


@pytest.mark.parametrize("view", ["change", "against", "clusters"])
def test_a_group_is_never_taken_for_everyone(monkeypatch: pytest.MonkeyPatch, view: str) -> None:
    address = {"city": "bellhaven", "view": view, "indicator": "good_health"}
    page = _open(monkeypatch, BELLHAVEN, people="sex:female", **address)
    assert not page.exception
    assert page.markdown[0].value.startswith("Only one group is shown")
    page = _open(monkeypatch, BELLHAVEN, **address)
    assert "Only one group" not in _page_text(page)


def test_a_neutral_indicator_opens_against_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    page = _open(monkeypatch, BELLHAVEN, city="bellhaven", view="against", indicator="smart_meters")
    assert not page.exception
    assert "as a whole" in page.markdown[0].value


def test_files_of_a_group_carry_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    offered: list[tuple[str, str, str]] = []

    def offer(
        name: str, _city: object, about: str, _table: object, drawing: object = None, *_more: object
    ) -> None:
        offered.append((name, about, drawing() if callable(drawing) else ""))

    monkeypatch.setattr(downloads, "offer", offer)
    for view in ("value", "change", "against", "clusters"):
        offered.clear()
        _open(
            monkeypatch, BELLHAVEN, city="bellhaven", view=view, indicator="good_health", people="sex:female"
        )
        name, about, drawing = offered[0]
        assert name.endswith("-sex-female"), view
        assert "Only one group is shown: " in about, view
        assert "Only one group is shown: " in drawing, view
    offered.clear()
    _open(
        monkeypatch,
        BELLHAVEN,
        city="bellhaven",
        view="gap",
        indicator="good_health",
        groups="sex:female;male",
    )
    assert "-gap-sex-female-male-" in offered[0][0]


def test_the_map_leads_to_where_exactly_where_the_table_has_points(monkeypatch: pytest.MonkeyPatch) -> None:
    page = _open(monkeypatch, BELLHAVEN, city="bellhaven", domain="safety", indicator="violent_crime")
    assert "Where exactly" in _page_text(page)
    page = _open(monkeypatch, BELLHAVEN, city="bellhaven", domain="safety", indicator="home_fires")
    assert "Where exactly" not in _page_text(page)

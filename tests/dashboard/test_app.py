"""The dashboard without a browser: colours, legends, tables, charts, links, and whole pages."""

import io
import json
import math
import re
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import text as common_text
from dashboard.charts import colours, html_charts, legend, tables
from dashboard.exports import downloads
from dashboard.hosting import headers
from dashboard.maps import map_sheet, still_maps
from dashboard.views.map.value import in_order
from dashboard.views.shared.district_maps import coloured_by_value
from indicators.engine.city import City
from tests.support.browser import ROOT
from tests.support.dashboard_rows import NAN, THREE
from tests.support.hostile import EVIL, PICTURE, hostile_pack
from tests.support.packs import small_pack

# Colours and legend


def test_good_is_blue_bad_is_orange_and_what_is_not_judged_is_neither() -> None:
    values = pd.Series(range(1, 101), dtype=float)
    assert (
        colours.scale(values, "higher").colour(100) == colours.scale(values, "lower").colour(1) == "#2166ac"
    )
    assert (
        colours.scale(values, "higher").colour(1) == colours.scale(values, "lower").colour(100) == "#b35806"
    )
    assert set(colours.scale(values, "neutral").colours) == set(colours.NOT_JUDGED)


@pytest.mark.parametrize("values", [[], [NAN], [5.0], [5.0, 5.0, 5.0], [0.0, 0.0, 7.0], [1.0, 2.0]])
def test_any_values_have_a_scale_and_a_legend(values: list[float]) -> None:
    scale = colours.scale(pd.Series(values, dtype=float), "lower")
    known = [value for value in values if not math.isnan(value)]
    assert all(scale.colour(value) in scale.colours for value in known)
    assert len(scale.colours) == len(set(scale.colours))
    assert [colour for colour, _words in legend.entries(scale, set())] == list(scale.colours)


def test_the_legend_says_which_end_is_better_and_explains_each_pattern_that_occurs() -> None:
    scale = colours.scale(pd.Series(range(100), dtype=float), "lower")
    classes = legend.box("<b>", legend.entries(scale, {"ok", "missing", "too_few"}))
    assert classes.index("(better)") < classes.index("(worse)")
    assert "missing" in classes
    assert "too few people to say" in classes
    assert "not collected" not in classes
    assert "&lt;b&gt;" in classes


def test_every_state_without_a_value_has_its_own_pattern_and_words() -> None:
    states = set(common_text.STATUS) - {"ok"}
    assert len({common_text.STATUS[state] for state in states}) == 4
    assert len({legend.swatch(state) for state in states}) == 4
    assert all(f'<pattern id="{state}"' in still_maps._PATTERNS for state in states)
    assert set(map_sheet._DRAWN) == states
    scripts = {
        name: (ROOT / "dashboard" / "maps" / "frontend" / name).read_text(encoding="utf-8")
        for name in ("path_surface.mjs", "state_patterns.mjs")
    }
    assert all(state in script for state in states for script in scripts.values())


# Tables and charts


def test_no_download_holds_a_formula() -> None:
    names = ["=1+1", "+SUM(A1)", "-cmd", "@x", " =cmd", "\t=1", "\uff1d1", "ok", "-5", None]
    text = downloads.csv(pd.DataFrame({"=name": names, "value": range(len(names))})).decode("utf-8-sig")
    back = pd.read_csv(io.StringIO(text), dtype=str)
    assert back.columns[0] == "'=name"
    assert list(back.iloc[:7, 0]) == [f"'{name}" for name in names[:7]]
    assert list(back.iloc[7:9, 0]) == ["ok", "-5"]


def test_the_table_has_the_same_figures_and_says_why_one_is_missing() -> None:
    table = tables.estimates(THREE, "%")
    assert list(table["Value (%)"]) == ["12.3", "4.6", "too few people to say"]
    assert list(table["95 % limits"]) == ["10.0 to 15.0", "3.0 to 6.0", ""]


def test_the_best_district_stands_first_and_those_without_a_value_last() -> None:
    assert list(in_order(THREE, "lower")["district"]) == ["South", "North", "Old Quay"]
    assert list(in_order(THREE, "higher")["district"]) == ["North", "South", "Old Quay"]


@pytest.mark.parametrize("values", [[3.0, 9.7], [0.0], [-2.0, 2.0], [], [1e-4, 3e-4], [80.1, 99.9]])
def test_an_axis_holds_its_values_between_round_marks(values: list[float]) -> None:
    axis = html_charts.axis(values)
    assert list(axis.marks) == sorted(set(axis.marks))
    assert all(0 <= axis.at(value) <= 100 for value in values)
    assert 2 <= len(axis.marks) <= 7


def test_the_chart_shows_limits_and_reasons_and_escapes_names() -> None:
    evil = THREE.assign(district=[EVIL, "South", "Old Quay"])
    shown = coloured_by_value(evil, colours.scale(evil["value"], "lower"), "%")
    drawn = html_charts.ranked(shown, "%", 8.0, "D1")
    assert "<img" not in drawn
    assert drawn.count('class="limits"') == 2
    assert "<i>too few people to say</i>" in drawn
    assert drawn.count('class="chosen"') == 1
    assert "--area:" in drawn


# Links, maps and server


def test_a_still_map_holds_no_name_from_the_data(tmp_path: Path) -> None:
    city = City(hostile_pack(tmp_path))
    shown = city.districts[["district_id", "district"]].assign(colour="#ffffff", status=["ok", "missing"])
    image = still_maps.still(city.districts, shown, "A", EVIL)
    assert image.count("<") == 1
    assert "onerror='" not in image


def test_the_policy_allows_the_servers_own_scripts_and_nothing_from_elsewhere() -> None:
    assert "sha256-" in headers.policy()
    assert "http" not in headers.policy()
    assert "BidiComponent" in headers.preloads()


def test_a_code_is_remembered_in_the_link_even_when_it_is_the_default() -> None:
    def script() -> None:
        import streamlit as st

        from dashboard.shell import links

        links.begin()
        links.linked(st.selectbox, "Colour", ["r", "g"], "colour", "g")
        links.linked(st.selectbox, "Form", ["round"], "form", index=None)
        st.write(links.notes())
        links.write()

    page = AppTest.from_function(script, default_timeout=30).run()
    assert page.query_params == {"colour": "g"}
    page.selectbox(key="colour").select("r").run()
    assert page.query_params == {"colour": "r"}
    page.query_params["colour"] = "g"
    assert page.run().selectbox(key="colour").value == "g"
    page.query_params["colour"] = "x"
    page.run()
    assert page.selectbox(key="colour").value == "g"
    assert json.loads(page.json[0].value) == ["There is no colour “x” here: “g” is shown instead."]
    assert not page.exception


# Whole pages


def _open(monkeypatch: pytest.MonkeyPatch, packs: list[Path], view: str, **where: str) -> AppTest:
    monkeypatch.setenv("TOWNBELL_PACKS", ":".join(map(str, packs)))
    page = AppTest.from_string(f"from dashboard.views.{view}.page import page\npage()", default_timeout=30)
    for key, value in where.items():
        page.query_params[key] = value
    return page.run()


def test_a_page_says_what_the_estimates_say(monkeypatch: pytest.MonkeyPatch) -> None:
    pack = ROOT / "data" / "new-york"
    page = _open(monkeypatch, [pack], "map", city="new-york", indicator="broadband", district="201")
    assert not page.exception
    row = (
        City(pack)
        .estimate("broadband", ["district", "period"], {"district": "201", "period": "2019-2023"})
        .iloc[0]
    )
    text = " ".join(element.value for element in page.markdown)
    assert (
        f"{common_text.quantity(row['value'], '%')} (95 % limits {common_text.limits(row['lower'], row['upper'])})"
        in text
    )
    assert page.title[0].value == "Homes with broadband"


def test_every_indicator_of_every_city_has_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("morocco", "new-york"):
        pack = ROOT / "data" / name
        for each in City(pack).available:
            page = _open(monkeypatch, [pack], "map", city=name, indicator=each.id)
            assert not page.exception, each.id
            assert page.title[0].value == common_text.plain(each.title)


def test_broken_packs_show_their_problems_beside_good_ones(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = small_pack(tmp_path, people="district_id,period\nA,2014\n")
    page = _open(monkeypatch, [broken, ROOT / "data" / "morocco"], "cities")
    assert not page.exception
    assert len(page.error) == 1
    assert "people.csv" in page.code[0].value
    assert [button.label for button in page.button] == ["Open Morocco"]


def test_no_pack_at_all_says_how_to_make_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = _open(monkeypatch, [tmp_path / "nothing"], "cities")
    assert not page.exception
    page = _open(monkeypatch, [tmp_path / "nothing"], "map")
    assert page.title[0].value == "No city can be opened"


def test_names_from_the_data_are_escaped_wherever_markdown_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = _open(monkeypatch, [hostile_pack(tmp_path)], "map", city="smallville", district="B")
    assert not page.exception
    assert not any(re.search(r"(?<!\\)(!\[|<img)", text.value) for text in page.markdown)
    assert any(common_text.plain(PICTURE) in text.value for text in page.markdown)

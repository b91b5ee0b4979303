"""Names from the data are text wherever Streamlit reads Markdown: every page with a pack whose names try to be more."""

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.shell import navigation
from dashboard.shell.controls import Place
from dashboard.views.city import alerts
from dashboard.views.district import inside_text
from dashboard.views.district.inside_data import dimensions, has_groups
from dashboard.views.map import text as map_text
from dashboard.views.segments import text as segments_text
from indicators.city import City
from tests.support.hostile import hostile_everywhere, hostile_pack

MARKUP = re.compile(r"(?<!\\)(!\[|<img)")
PAGES = [
    ("cities", {}),
    ("city", {}),
    *(("map", {"view": view}) for view in map_text.VIEW),
    *(("map", {"view": view, "people": "sex:female"}) for view in ("value", "change", "against", "clusters")),
    ("district", {}),
    ("compare", {}),
    ("compare", {"kind": "groups"}),
    *(("segments", {"show": show}) for show in segments_text.SECTIONS),
    ("where", {}),
    ("methods", {}),
    ("interventions", {}),
    ("interventions", {"entry": "evil"}),
]


def _read(monkeypatch: pytest.MonkeyPatch, pack: Path, page: str, where: dict[str, str]) -> list[str]:
    """Every text of a page that is read as Markdown, those that do not stay (spinners) and links too."""
    said: list[str] = []

    def heard(done: Callable[..., Any], at: int) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            said.append(str(args[at]))
            return done(*args, **more)

        return call

    monkeypatch.setenv("TOWNBELL_PACKS", str(pack))
    monkeypatch.setattr(st, "spinner", heard(st.spinner, 0))
    monkeypatch.setattr(navigation, "link", heard(lambda *_args, **_more: None, 1))
    app = AppTest.from_string(f"from dashboard.views.{page}.page import page\npage()", default_timeout=30)
    for key, value in {"city": "smallville", **where}.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error", "success")
    said += [str(each.value) for kind in kinds for each in getattr(app, kind)]
    said += [
        each.label
        for kind in ("expander", "button", "tabs", "radio", "checkbox")
        for each in getattr(app, kind)
    ]
    return said


@pytest.mark.parametrize(("page", "where"), PAGES)
@pytest.mark.parametrize("district", ["A", "B"])
def test_no_page_reads_a_name_as_more_than_text(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, page: str, where: dict[str, str], district: str
) -> None:
    said = _read(monkeypatch, hostile_everywhere(tmp_path), page, {**where, "district": district})
    assert len(said) > 1
    assert [text for text in said if MARKUP.search(text)] == []


def test_the_bells_name_the_district_as_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    heard: list[str] = []
    monkeypatch.setattr(st, "subheader", lambda text, **_more: heard.append(text))
    monkeypatch.setattr(st, "write", heard.append)
    none: Any = SimpleNamespace(rung=pd.DataFrame({"district_id": []}))
    for district in ("A", "B"):
        alerts._mine(Place(City(hostile_pack(tmp_path)), "", district), none)
    assert len(heard) == 4
    assert [text for text in heard if MARKUP.search(text)] == []


def test_groups_that_judge_nobody_are_not_said_to_be_absent(tmp_path: Path) -> None:
    city = City(hostile_pack(tmp_path))
    assert dimensions(city) == []
    assert has_groups(city)
    assert "no groups" not in inside_text.no_groups(apart=True)
    assert "can't say who is better off" in inside_text.overall("North", [], apart=True)
    assert "no source tells groups of citizens apart" in inside_text.overall("North", [])

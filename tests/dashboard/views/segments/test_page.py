"""The page of segments without a browser: its sentences say what the numbers say, its pictures hold every group."""

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.charts import access_bars
from dashboard.shell.controls import Place
from dashboard.views.segments import data, opening, records
from dashboard.views.segments import text as page_text
from dashboard.views.segments.data import GapQuery
from dashboard.views.segments.measures_text import COVERAGE, MEASURES, MOVED
from indicators.city import City
from indicators.compare.benchmarking.availability import STATES
from indicators.compare.gaps.gap_verdict import WORDS
from indicators.compare.gaps.groups import UNIT_KINDS
from indicators.engine.definitions.registry import indicator
from indicators.engine.text.formatting import limits, number
from indicators.engine.text.messages import use
from tests.support.browser import ROOT
from tests.support.hostile import hostile_pack

NAN = float("nan")


@pytest.fixture(scope="module")
def bellhaven() -> City:
    return City(ROOT / "data" / "bellhaven")


@pytest.fixture(scope="module")
def morocco() -> City:
    return City(ROOT / "data" / "morocco")


def query(city: City, id: str, by: str, period: str, other: str, district: str | None = None) -> GapQuery:
    use("en")
    return GapQuery(Place(city, "", district), id, by, period, other)


# Words


def test_the_opening_says_who_is_behind_by_how_much_and_whether_it_changed(bellhaven: City) -> None:
    mine = query(bellhaven, "home_internet", "income_q", "2025", "2016")
    first, second, third = opening.sentences(mine)
    rows = bellhaven.estimate("home_internet", ["income_q"], {"period": "2025"}).set_index("income_q")
    assert f"Worst off: **poorest fifth** ({number(rows['value']['1'])}\u00a0%)" in first
    assert f"Best off: **richest fifth** ({number(rows['value']['5'])}\u00a0%)" in first
    gap = (
        bellhaven.gap("home_internet", "income_q", where={"period": "2025"})
        .query("measure == 'difference'")
        .iloc[0]
    )
    assert second.startswith(
        f"{number(gap['value'])} percentage points lie between poorest fifth and richest fifth"
    )
    assert f"(95 % limits {limits(gap['lower'], gap['upper'])}): **poorest fifth: worse**." in second
    moved = (
        bellhaven.gap_change("home_internet", "income_q", "2016", "2025")
        .query("measure == 'difference'")
        .iloc[0]
    )
    assert f"(95 % limits {limits(moved['lower'], moved['upper'])}): **narrower**." in third
    assert "significant" not in f"{first} {second} {third}"


def test_the_earlier_period_comes_first_whichever_is_chosen_as_other(bellhaven: City) -> None:
    one = query(bellhaven, "home_internet", "income_q", "2016", "2025")
    assert one.ends == ("2016", "2025")
    assert "28.2 percentage points in 2016, 17.9 in 2025" in opening.sentences(one)[2]


def test_groups_that_were_never_asked_are_named_and_left_out(bellhaven: City) -> None:
    mine = query(bellhaven, "home_internet", "age_band", "2025", "2016")
    assert data.collected_groups(mine) == ("16-29", "30-44", "45-64", "65+")
    text = opening.sentences(mine)
    assert text[-1] == "Never asked, so left out of the gap: 0-15."
    assert "between 65\\+ and 16-29" in text[1]
    rows = data.groups_in_period(mine).set_index("group")["value"]
    gap = data.gap_value(mine, "difference")
    assert gap is not None
    assert gap["value"] == pytest.approx(rows["65+"] - rows["16-29"])


def test_average_better_gap_wider_is_flagged_where_both_are_clear(morocco: City, bellhaven: City) -> None:
    tram = query(morocco, "commute_tram", "sex", "2024", "2014")
    assert data.better_average_wider_gap(tram)
    average = data.average(tram)
    assert average is not None
    text = page_text.flag(tram.measure, tram.place, *tram.ends, average)
    assert text.startswith("**Average better, gap wider.**")
    assert (
        f"from {number(average['value_before'])}\u00a0% in 2014 to {number(average['value_after'])}\u00a0%"
        in text
    )
    assert morocco.gap_change("commute_tram", "sex", "2014", "2024").attrs["average_better_gap_wider"]
    assert not data.better_average_wider_gap(query(bellhaven, "home_internet", "income_q", "2025", "2016"))
    assert not data.better_average_wider_gap(query(morocco, "commute_tram", "sex", "2024", "2024"))


def test_where_groups_have_changed_places_it_is_said(morocco: City) -> None:
    mine = query(morocco, "commute_by_car", "sex", "2024", "2014")
    mine = GapQuery(Place(morocco, "Casablanca"), mine.id, "sex", "2024", "2014")
    assert "In 2014 it was the other way round." in " ".join(opening.sentences(mine))


def test_without_clear_limits_worst_off_is_only_as_measured(bellhaven: City) -> None:
    mine = query(bellhaven, "home_internet", "income_q", "2025", "2016", "B01")
    text = opening.sentences(mine)
    assert "As measured worst off" in text[0]
    assert "too few people to say" in text[0]
    assert "can't be told" in text[1]
    assert "cannot tell" in text[2]


@pytest.mark.parametrize(
    ("better", "gap", "words"),
    [
        ("higher", (5.0, 1.0, 9.0), "**a: worse**"),
        ("lower", (5.0, 1.0, 9.0), "**b: worse**"),
        ("higher", (-5.0, -9.0, -1.0), "**b: worse**"),
        ("lower", (5.0, -1.0, 9.0), "**no clear difference**"),
        ("lower", (-5.0, -9.0, 1.0), "**no clear difference**"),
        ("neutral", (5.0, 1.0, 9.0), "not judged"),
        ("higher", (5.0, NAN, NAN), "**cannot tell**"),
    ],
)
def test_a_gap_has_a_fixed_word(better: str, gap: tuple[float, float, float], words: str) -> None:
    use("en")
    by_better = {"higher": "home_internet", "lower": "internet_too_dear", "neutral": "landline"}
    row = pd.Series(dict(zip(("value", "lower", "upper"), gap, strict=True)))
    text = page_text.distance(indicator(by_better[better]), row, "a", "b")
    assert words in text
    assert "5.0 percentage points" in text
    assert "−" not in text.replace("−1.0", "")


def test_every_measure_state_and_word_is_explained() -> None:
    assert set(MEASURES) == set(UNIT_KINDS)
    assert set(MOVED) == set(WORDS)
    assert set(COVERAGE) == set(STATES)
    assert len({one.title for one in MEASURES.values()}) == len(MEASURES)
    for name, one in MEASURES.items():
        assert one.equal.startswith("1" if UNIT_KINDS[name] == "ratio" else "0"), name


# Districts, access and use, records


def test_districts_are_asked_for_the_gap_of_the_same_two_groups(bellhaven: City) -> None:
    mine = query(bellhaven, "doctor_within_15_minutes", "income_q", "2025", "2016")
    assert data.compared_groups(mine) == ("1", "5")
    rows = data.district_gaps(mine)
    known = rows[rows["status"] == "ok"]
    assert (known["value"] - (known["value_first"] - known["value_second"])).abs().max() < 1e-9
    assert known["value"].is_monotonic_decreasing
    assert ((known["verdict"] == "worse") == (known["lower"] > 0)).all()
    text = page_text.by_districts("poorest fifth", "richest fifth", rows)
    assert f"{(rows['verdict'] == 'worse').sum()} worse" in text
    assert text.startswith("Poorest fifth against richest fifth in 24 districts: ")
    one = rows[rows["status"] == "ok"].head(1)
    assert "fifth in 1 district: 1 " in page_text.by_districts("poorest fifth", "richest fifth", one)


def test_unordered_groups_are_followed_from_lowest_to_highest(morocco: City) -> None:
    mine = query(morocco, "commute_tram", "sex", "2024", "2014")
    assert data.compared_groups(mine) == ("male", "female")
    whole = data.area_gap(mine)
    assert whole is not None
    assert whole["value"] > 0


def test_the_split_is_said_with_its_numbers(bellhaven: City) -> None:
    mine = query(bellhaven, "used_egov", "age_band", "2025", "2016")
    access, use_of = data.divide_pairs_first(mine)[0]
    rows = data.divide_split(mine, access.id, use_of.id, "2025")
    row = rows[rows["age_band"] == "65+"].iloc[0]
    lines = page_text.divided("30-44", rows)
    line = next(text for text in lines if text.startswith("**65\\+**"))
    assert f"{number(row['use'], 0)} of 100 people use it" in line
    assert f"lack of access is {number(100 * row['access_share'], 0)} %" in line
    assert lines[-1] == "No clear gap to split against 30-44: 16-29."
    drawn = access_bars.access_html(rows, "x")
    assert drawn.count('class="piece"') == 3 * 4
    assert "not collected" in drawn


def test_the_coverage_has_a_row_for_every_pair_and_every_no_has_a_reason(morocco: City) -> None:
    mine = query(morocco, "commute_tram", "sex", "2024", "2014")
    frame = records.coverage_frame(mine, data.matrix(morocco))
    assert len(frame) == len(morocco.available)
    assert frame.loc[frame["seen"] == "no", "why"].str.len().min() > 10
    assert dict(frame["seen"].value_counts()) == {"no": 10, "yes": 9}


def test_sizes_add_up_and_what_is_known_of_each_group_is_counted(bellhaven: City) -> None:
    mine = query(bellhaven, "good_health", "age_band", "2025", "2016")
    base = data.base(bellhaven, "age_band")
    assert base is not None
    period, rows = data.sizes(mine, base)
    assert period == "2025"
    whole = rows[rows["district_id"] == ""]
    assert whole["share"].sum() == pytest.approx(100)
    assert rows.loc[rows["district_id"] != "", "people"].sum() == pytest.approx(whole["people"].sum())
    known = data.known(bellhaven, "age_band")["ok"]
    assert known["0-15"] < known["65+"]


# Whole pages


def _open(monkeypatch: pytest.MonkeyPatch, pack: Path, **where: str) -> AppTest:
    monkeypatch.setenv("TOWNBELL_PACKS", str(pack))
    script = "from dashboard.shell import navigation\nimport streamlit as st\n" + _SCRIPT
    page = AppTest.from_string(script, default_timeout=60)
    for key, value in where.items():
        page.query_params[key] = value
    return page.run()


_SCRIPT = """
navigation.link = lambda code, label, **choices: st.write(f"link: {label}")
from dashboard.views.segments.page import page
page()
"""


@pytest.mark.parametrize("show", list(page_text.SECTIONS))
@pytest.mark.parametrize(
    ("name", "id"), [("morocco", "commute_tram"), ("new-york", "disability"), ("bellhaven", "home_internet")]
)
def test_every_part_opens_in_every_city(
    monkeypatch: pytest.MonkeyPatch, name: str, id: str, show: str
) -> None:
    page = _open(monkeypatch, ROOT / "data" / name, city=name, indicator=id, show=show)
    assert not page.exception
    assert not page.error
    assert page.query_params["show"] == show


def test_an_indicator_without_groups_says_so_and_names_others(monkeypatch: pytest.MonkeyPatch) -> None:
    page = _open(monkeypatch, ROOT / "data" / "new-york", city="new-york", indicator="broadband")
    assert not page.exception
    text = " ".join(each.value for each in page.markdown)
    assert "can't be seen by groups of people" in text
    assert "link: Civilians at home with a disability" in text


def test_the_page_opens_with_an_indicator_that_has_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    page = _open(monkeypatch, ROOT / "data" / "new-york", city="new-york")
    assert page.session_state["indicator"] == "disability"


def test_hostile_names_stay_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pack = hostile_pack(tmp_path)
    for show in page_text.SECTIONS:
        page = _open(monkeypatch, pack, city="smallville", show=show)
        assert not page.exception, show
        assert not any("<img" in each.value.replace("\\<", "") for each in page.markdown)

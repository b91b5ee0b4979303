"""What a councillor stumbled over: counts add up, bells don't contradict the text, both pages have one rule."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard import queries
from dashboard.views.city import alerts_text
from dashboard.views.city import data as city_data
from dashboard.views.city import text as city_text
from dashboard.views.district import recent_text, sheet, spine
from dashboard.views.district import text as page_text
from dashboard.views.district.data import (
    CITY,
    COUNTED,
    IndicatorResult,
    by_domain,
    city_area,
    entries_in_district,
    facts,
    latest_by_target,
    profile,
    tally,
)
from dashboard.views.district.inside_data import groups_inside
from indicators.city import City
from indicators.compare.change.alerts import BY_CHART
from indicators.engine.text import messages
from tests.dashboard.views.district.test_page import _home

ROOT = Path(__file__).resolve().parents[4]
NAN = float("nan")


@pytest.fixture(scope="module", params=("bellhaven", "morocco", "new-york"))
def every(request: pytest.FixtureRequest) -> City:
    """Each of the three cities."""
    return City(ROOT / "data" / request.param)


@pytest.fixture(scope="module")
def haven() -> City:
    """The generated city, which has everything."""
    return City(ROOT / "data" / "bellhaven")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test begins and ends in English."""
    messages.use("en")
    yield
    messages.use("en")


def _numbers(text: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", text)]


def test_counts_add_up_in_every_district_of_every_city(every: City) -> None:
    for district in every.districts["district_id"]:
        results = profile(every, str(district))
        whole, parts = tally(results), [tally(some) for some in by_domain(results).values()]
        for name in ("all", "better", "worse", "same", "cannot", "neutral", "none", "conclusive"):
            assert sum(getattr(part, name) for part in parts) == getattr(whole, name)
        assert whole.conclusive + whole.cannot + whole.neutral + whole.none == whole.all == len(results)
        for some in by_domain(results).values():
            assert sum(_numbers(page_text.counted(some))) == len(some)
            counts = tally(some)
            assert (f"{counts.worse} worse" in page_text.counted(some)) == bool(counts.worse)
            if "worse in" in (words := page_text.domain(counts)):
                assert _numbers(words)[0] == counts.worse
                assert _numbers(words)[-1] == counts.better + counts.worse + counts.same


def test_both_pages_tell_the_same_change_by_the_same_years(every: City) -> None:
    areas = queries.parts(every) if every.scattered else [""]
    for area in areas[:2]:
        overview = city_data.city_overview(every, area)
        for tile in overview.tiles:
            if tile.measure is not None:
                one = facts(every, area, tile.measure.id)
                assert one.whole_trend == tile.verdict
                assert set(one.rows["since"]) <= {tile.before, ""}
    for district in every.districts["district_id"].head(4):
        page = city_data.city_overview(every, city_area(every, str(district)))
        for result in profile(every, str(district)):
            row = page.change_of(result.measure.id, str(district))
            if row is not None and result.since:
                assert (result.trend, result.since) == (row["verdict"], row["before"])


def test_what_has_no_good_end_is_not_counted_as_judged(haven: City) -> None:
    results = profile(haven, "B01")
    neutral = [result for result in results if not result.judged and result.known]
    assert neutral
    assert {result.word for result in neutral} == {"neutral"}
    assert {result.word for result in results} <= set(COUNTED)
    assert all("not judged" in page_text.verdict(s) for s in neutral if s.verdict != "cannot_tell")


def test_the_bell_by_its_pattern_alone_is_named_so_and_does_not_contradict_the_counts(haven: City) -> None:
    results = profile(haven, "B01")
    pattern = [result for result in results if result.pattern]
    assert pattern
    assert not any(result.limited for result in pattern)
    text = recent_text.alerts(results)
    assert "**By its pattern over the years alone**" in text
    assert "not counted among what got worse" in text
    assert ("**The bell rings**" in text) == any(s.rings and not s.pattern for s in results)
    assert all(s.trend == "cannot_tell" for s in pattern)
    line = city_text.district_line("Old Quay", "Bellhaven", city_data.city_overview(haven, ""), "B01")
    assert "by its pattern over the years alone" in line


def test_the_city_counts_clear_bells_first_and_says_why_others_ring() -> None:
    haven = City(ROOT / "data" / "bellhaven")
    overview = city_data.city_overview(haven, "")
    text = alerts_text.headline(overview)
    assert text.index(f"**{len(overview.clear)} bell") < text.index(f"{len(overview.pattern)} more ring")
    assert "no limits are known there" in text
    hows = overview.rung["how"].tolist()
    assert hows == sorted(hows, key=lambda how: how == BY_CHART)
    rows = overview.clear[overview.clear["indicator"] == "missed_collections"]
    alone = overview.worse_alone("missed_collections")
    line = alerts_text.summary(rows, 24, alone)
    assert f"the bell rings in {len(rows)} of 24 districts (judged all together; one by one" in line
    assert f"{alone} are worse" in line
    assert alerts_text.why(overview.pattern.iloc[0]).startswith("by its pattern alone")


def test_no_limits_and_nothing_to_compare_with_are_two_reasons(haven: City) -> None:
    results = profile(haven, "B01")
    text = recent_text.unknown(results)
    bare = sum(s.word == "cannot_tell" and not s.limited for s in results)
    alone = [s for s in results if s.word == "cannot_tell" and s.limited]
    assert f"{bare} indicators have a value but no limits" in text
    assert [s.measure.id for s in alone] == ["healthy_years"]
    assert "1 indicator has limits but nothing to compare with: Years a newborn" in text
    assert bare + len(alone) == tally(results).cannot


def test_without_limits_the_plain_direction_is_said(haven: City) -> None:
    result = next(s for s in profile(haven, "B01") if s.known and not s.limited and s.city == s.city)
    for value, word in ((result.city + 1, "higher"), (result.city - 1, "lower"), (result.city, "the same")):
        other = replace(result, value=value)
        assert page_text.direction_without_limits(other).startswith(f"{word}: {page_text.value(other)}")
        assert "chance can't be judged" in page_text.direction_without_limits(other)
        assert page_text.direction_without_limits(other) in spine.row(other).outlier
        assert page_text.direction_without_limits(other) in spine.shown((other,))["In words"].iloc[0]
    assert sheet.line(replace(result, value=result.city - 1)).word == "lower; cannot tell"
    assert page_text.direction_without_limits(replace(result, lower=1.0, upper=2.0)) == ""


def test_an_intervention_is_named_where_it_aims_and_what_came_before_is_said(haven: City) -> None:
    home = _home(haven, "B01")
    entries = entries_in_district(haven, "B01")
    aims = latest_by_target(entries, "B01")
    assert aims["violent_crime"].id == "wardens"
    noted = spine.notes(replace(home, aimed=aims))
    row = spine.row(home.results[0], noted["violent_crime"])
    assert "An intervention runs here since January 1, 2021" in row.note
    assert "entry=wardens" in row.note_href
    crime = next(s for s in home.results if s.measure.id == "violent_crime")
    text = recent_text.recent_changes(home.results, "Bellhaven", aims)
    assert crime.hidden == ("Violent crime went from" in text)
    assert crime.hidden
    assert crime.value_last == crime.value < crime.value_first


def test_who_is_behind_by_definition_is_left_out(haven: City) -> None:
    for dimension in haven.pack.segments:
        rows = groups_inside(haven, "B01", dimension)
        skills = rows[rows["id"] == "basic_digital_skills"]
        known = skills["value"].dropna()
        assert not len(known) or not known.isin([0, 100]).all()
    assert "basic_digital_skills" not in set(groups_inside(haven, "B01", "skill")["id"])


def test_the_sheet_has_all_words_that_the_page_has(haven: City) -> None:
    page = sheet.content(_home(haven, "B01", CITY), "")
    lines = [line for domain in page.domains for line in domain.rows]
    assert "not known" in {line.city for line in lines}
    assert {line.lately for line in lines} >= {"→", "↗"}
    assert "◂ worse, better ▸" in page.legend
    assert isinstance(profile(haven, "B01")[0], IndicatorResult)

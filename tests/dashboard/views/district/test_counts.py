"""What a councillor stumbled over: counts add up, bells don't contradict the text, both pages have one rule."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard import queries
from dashboard.views.city import alerts_text as told
from dashboard.views.city import data as overview
from dashboard.views.city import text as city
from dashboard.views.district import recent_text as moved
from dashboard.views.district import sheet
from dashboard.views.district import spine as district_spine
from dashboard.views.district import text as said
from dashboard.views.district.data import CITY, COUNTED, Stand, base, by_domain, facts, profile, tally
from dashboard.views.district.done_data import aimed, here
from dashboard.views.district.inside_data import inside
from indicators.city import City
from indicators.compare.change.alerts import BY_CHART
from indicators.engine.text import messages as language
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
    language.use("en")
    yield
    language.use("en")


def _numbers(text: str) -> list[int]:
    return [int(found) for found in re.findall(r"\d+", text)]


def test_counts_add_up_in_every_district_of_every_city(every: City) -> None:
    for district in every.districts["district_id"]:
        stands = profile(every, str(district))
        whole, parts = tally(stands), [tally(some) for some in by_domain(stands).values()]
        for name in ("all", "better", "worse", "same", "cannot", "neutral", "none", "told"):
            assert sum(getattr(part, name) for part in parts) == getattr(whole, name)
        assert whole.told + whole.cannot + whole.neutral + whole.none == whole.all == len(stands)
        for some in by_domain(stands).values():
            assert sum(_numbers(said.counted(some))) == len(some)
            found = tally(some)
            assert (f"{found.worse} worse" in said.counted(some)) == bool(found.worse)
            if "worse in" in (words := said.domain(found)):
                assert _numbers(words)[0] == found.worse
                assert _numbers(words)[-1] == found.better + found.worse + found.same


def test_both_pages_tell_the_same_change_by_the_same_years(every: City) -> None:
    areas = queries.parts(every) if every.scattered else [""]
    for area in areas[:2]:
        found = overview.of(every, area)
        for tile in found.tiles:
            if tile.measure is not None:
                one = facts(every, area, tile.measure.id)
                assert one.whole_trend == tile.verdict
                assert set(one.rows["since"]) <= {tile.before, ""}
    for district in every.districts["district_id"].head(4):
        page = overview.of(every, base(every, str(district)))
        for stand in profile(every, str(district)):
            row = page.change_of(stand.measure.id, str(district))
            if row is not None and stand.since:
                assert (stand.trend, stand.since) == (row["verdict"], row["before"])


def test_what_has_no_good_end_is_not_counted_as_judged(haven: City) -> None:
    stands = profile(haven, "B01")
    neutral = [stand for stand in stands if not stand.judged and stand.known]
    assert neutral
    assert {stand.word for stand in neutral} == {"neutral"}
    assert {stand.word for stand in stands} <= set(COUNTED)
    assert all("not judged" in said.verdict(s) for s in neutral if s.verdict != "cannot_tell")


def test_the_bell_by_its_pattern_alone_is_named_so_and_does_not_contradict_the_counts(haven: City) -> None:
    stands = profile(haven, "B01")
    pattern = [stand for stand in stands if stand.pattern]
    assert pattern
    assert not any(stand.limited for stand in pattern)
    text = moved.bells(stands)
    assert "**By its pattern over the years alone**" in text
    assert "not counted among what got worse" in text
    assert ("**The bell rings**" in text) == any(s.rings and not s.pattern for s in stands)
    assert all(s.trend == "cannot_tell" for s in pattern)
    line = city.district_line("Old Quay", "Bellhaven", overview.of(haven, ""), "B01")
    assert "by its pattern over the years alone" in line


def test_the_city_counts_clear_bells_first_and_says_why_others_ring() -> None:
    haven = City(ROOT / "data" / "bellhaven")
    found = overview.of(haven, "")
    text = told.headline(found)
    assert text.index(f"**{len(found.clear)} bell") < text.index(f"{len(found.pattern)} more ring")
    assert "no limits are known there" in text
    hows = found.rung["how"].tolist()
    assert hows == sorted(hows, key=lambda how: how == BY_CHART)
    rows = found.clear[found.clear["indicator"] == "missed_collections"]
    alone = found.worse_alone("missed_collections")
    line = told.summary(rows, 24, alone)
    assert f"the bell rings in {len(rows)} of 24 districts (judged all together; one by one" in line
    assert f"{alone} are worse" in line
    assert told.why(found.pattern.iloc[0]).startswith("by its pattern alone")


def test_no_limits_and_nothing_to_compare_with_are_two_reasons(haven: City) -> None:
    stands = profile(haven, "B01")
    text = moved.unknown(stands)
    bare = sum(s.word == "cannot_tell" and not s.limited for s in stands)
    alone = [s for s in stands if s.word == "cannot_tell" and s.limited]
    assert f"{bare} indicators have a value but no limits" in text
    assert [s.measure.id for s in alone] == ["healthy_years"]
    assert "1 indicator has limits but nothing to compare with: Years a newborn" in text
    assert bare + len(alone) == tally(stands).cannot


def test_without_limits_the_plain_direction_is_said(haven: City) -> None:
    stand = next(s for s in profile(haven, "B01") if s.known and not s.limited and s.city == s.city)
    for value, word in ((stand.city + 1, "higher"), (stand.city - 1, "lower"), (stand.city, "the same")):
        other = replace(stand, value=value)
        assert said.beside(other).startswith(f"{word}: {said.value(other)}")
        assert "chance can't be judged" in said.beside(other)
        assert said.beside(other) in district_spine.row(other).outlier
        assert said.beside(other) in district_spine.shown((other,))["In words"].iloc[0]
    assert sheet.line(replace(stand, value=stand.city - 1)).word == "lower; cannot tell"
    assert said.beside(replace(stand, lower=1.0, upper=2.0)) == ""


def test_an_intervention_is_named_where_it_aims_and_what_came_before_is_said(haven: City) -> None:
    home = _home(haven, "B01")
    entries = here(haven, "B01")
    aims = aimed(entries, "B01")
    assert aims["violent_crime"].id == "wardens"
    noted = district_spine.notes(replace(home, aimed=aims))
    row = district_spine.row(home.stands[0], noted["violent_crime"])
    assert "An intervention runs here since January 1, 2021" in row.note
    assert "entry=wardens" in row.note_href
    crime = next(s for s in home.stands if s.measure.id == "violent_crime")
    text = moved.lately(home.stands, "Bellhaven", aims)
    assert crime.hidden == ("Violent crime went from" in text)
    assert crime.hidden
    assert crime.value_last == crime.value < crime.value_first


def test_who_is_behind_by_definition_is_left_out(haven: City) -> None:
    for dimension in haven.pack.segments:
        rows = inside(haven, "B01", dimension)
        skills = rows[rows["id"] == "basic_digital_skills"]
        known = skills["value"].dropna()
        assert not len(known) or not known.isin([0, 100]).all()
    assert "basic_digital_skills" not in set(inside(haven, "B01", "skill")["id"])


def test_the_sheet_has_all_words_that_the_page_has(haven: City) -> None:
    page = sheet.content(_home(haven, "B01", CITY), "")
    lines = [line for domain in page.domains for line in domain.rows]
    assert "not known" in {line.city for line in lines}
    assert {line.lately for line in lines} >= {"→", "↗"}
    assert "◂ worse, better ▸" in page.legend
    assert isinstance(profile(haven, "B01")[0], Stand)

"""The page of a city: its sentences hold to its numbers, its links carry their state, its files its states."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import queries
from dashboard.exports import downloads
from dashboard.text import VERDICT, limits, number, plain, quantity, signed
from dashboard.views.city import alerts as city_bells
from dashboard.views.city import alerts_text as told
from dashboard.views.city import data as overview
from dashboard.views.city import missing, sparkline
from dashboard.views.city import text as words
from dashboard.views.city import tiles as city_tiles
from indicators.city import City
from indicators.compare.change import alerts as bells
from indicators.engine.definitions.registry import all_indicators, domain_title, indicator
from indicators.engine.text.errors import TownbellError
from tests.support.browser import ROOT
from tests.support.hostile import EVIL, PICTURE, hostile_pack
from tests.support.packs import small_pack

AREAS = {"new-york": "", "morocco": "Casablanca", "bellhaven": ""}
_OPENED: dict[str, City] = {}


def opened(name: str) -> City:
    if name not in _OPENED:
        found = queries.open_city(ROOT / "data" / name)
        assert isinstance(found, City)
        _OPENED[name] = found
    return _OPENED[name]


@pytest.fixture(params=AREAS)
def seen(request: pytest.FixtureRequest) -> tuple[City, overview.Overview]:
    city = opened(request.param)
    return city, overview.of(city, AREAS[request.param])


# Numbers


def test_every_domain_has_a_tile_and_an_empty_one_says_why(seen: tuple[City, overview.Overview]) -> None:
    city, found = seen
    assert [tile.domain for tile in found.tiles] == overview.domains()
    have = {each.domain for each in city.available}
    for tile in found.tiles:
        assert (tile.measure is not None) == (tile.domain in have)
        if tile.measure is None:
            assert overview.tables_lacking(found.absent, tile.domain)[0] in words.empty(tile, found, "here")


def test_a_tile_has_the_citys_own_numbers(seen: tuple[City, overview.Overview]) -> None:
    city, found = seen
    area = {"parent": AREAS[city.name]} if AREAS[city.name] else {}
    for tile in found.tiles:
        if tile.measure is None or tile.now is None:
            continue
        grain = "year" if city.has_years(tile.measure.id) else "period"
        rows = city.estimate(tile.measure.id, [grain], area).set_index("period")
        last = rows[rows["status"] == "ok"].index[-1]
        assert tile.now["period"] == last
        assert tile.now["value"] == pytest.approx(rows.loc[last, "value"])
        if tile.change is not None:
            assert tile.change["change"] == pytest.approx(
                rows.loc[last, "value"] - rows.loc[tile.before, "value"]
            )
            assert city.window(tile.before).end < city.window(last).start


def test_the_changes_of_districts_are_those_of_the_city(seen: tuple[City, overview.Overview]) -> None:
    city, found = seen
    for id, rows in list(found.rung.groupby("indicator", sort=False))[:2]:
        row = rows.iloc[0]
        same = (
            city.change(str(id), row["before"], row["after"]).set_index("district_id").loc[row["district_id"]]
        )
        assert row["change"] == pytest.approx(same["change"])
        assert row["lower"] == pytest.approx(same["lower"], nan_ok=True)


def test_a_named_headline_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    city = opened("new-york")
    assert overview.headline(city, "", "digital_access") == "broadband"
    townbell = {**city.pack.descriptor["townbell"], "headlines": []}
    monkeypatch.setitem(city.pack.descriptor, "townbell", townbell)
    assert overview.headline(city, "", "digital_access") == "without_telephone"


def test_everything_is_known_of_or_listed_as_unknown(seen: tuple[City, overview.Overview]) -> None:
    city, found = seen
    assert len(city.available) + len(found.absent) == len(all_indicators())
    inside = set(queries.names(city, AREAS[city.name]))
    rows = pd.concat([queries.by_district(queries.View(city, each.id)) for each in city.available])
    holes = rows[rows["district_id"].isin(inside) & (rows["status"] != "ok")]
    assert found.unknown["districts"].sum() == len(holes)


def test_what_is_made_once_is_kept() -> None:
    city = opened("morocco")
    assert overview.of(city, "Casablanca") is overview.of(city, "Casablanca")


def test_one_measure_that_fails_does_not_take_the_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = small_pack(tmp_path)
    (folder / "README.md").write_text("another digest")
    city = City(folder)
    assert [each.id for each in city.available] == ["disability_prevalence"]

    def broken(*_args: object) -> None:
        raise TownbellError("there is no such thing")

    monkeypatch.setattr(queries, "by_district", broken)
    found = overview.of(city, "")
    assert found.failed == (("disability_prevalence", "there is no such thing"),)
    assert words.opening("Smallville", found) == "**Smallville**: no headline measure has a value."
    assert told.headline(found).startswith("No bell can ring")
    assert "there is no such thing" in missing._failed(found)[0]


# Words


def test_the_opening_counts_the_verdicts(seen: tuple[City, overview.Overview]) -> None:
    said = words.opening("Here", seen[1])
    tiles = [tile for tile in seen[1].tiles if tile.measure is not None]
    assert said.startswith(f"**Here**: {len(tiles)} headline measure")
    for word in {tile.verdict for tile in tiles}:
        names = [domain_title(tile.domain) for tile in tiles if tile.verdict == word]
        assert f"{len(names)} {VERDICT[word]} \\({', '.join(names)}\\)" in said


def test_the_bells_are_counted_and_the_first_touches_most_people(
    seen: tuple[City, overview.Overview],
) -> None:
    rung = seen[1].rung
    said = told.headline(seen[1])
    clear, pattern = seen[1].clear, seen[1].pattern
    assert len(clear) + len(pattern) == len(rung)
    assert said.startswith(f"**{len(clear)} bell")
    assert (f"{len(pattern)} more ring" in said) == bool(len(pattern))
    sums = clear.groupby("indicator")["people"].sum()
    assert indicator(str(sums.idxmax())).title in said
    assert f"{number(sums.max(), 0)} people live" in said
    assert "significant" not in said + told.method(seen[1])


def test_silence_says_how_much_was_listened_to(seen: tuple[City, overview.Overview]) -> None:
    _city, found = seen
    quiet = overview.Overview(
        found.tiles, found.tested, found.rung.iloc[:0], found.unknown, found.absent, found.persons
    )
    assert told.headline(quiet).startswith("**No bell rings**")
    assert number(found.judged + found.charted, 0) in told.headline(quiet)
    nothing = overview.Overview(
        found.tiles, found.tested.iloc[:0], found.rung.iloc[:0], found.unknown, found.absent, found.persons
    )
    assert "No bell can ring" in told.headline(nothing)


def test_people_that_are_not_known_are_not_none(seen: tuple[City, overview.Overview]) -> None:
    found = seen[1]
    rung = bells.by_people(found.tested, pd.Series(dtype=float))
    bare = overview.Overview(found.tiles, found.tested, rung, found.unknown, found.absent, found.persons)
    assert "is not known" in told.headline(bare)
    assert "is not known" in told.summary(rung[rung["indicator"] == rung["indicator"].iloc[0]], 9)


def test_a_district_is_told_by_its_own_limits() -> None:
    city = opened("bellhaven")
    found = overview.of(city, "")
    said = words.district_line("Old Quay", "Bellhaven", found, "B01")
    safety = next(tile for tile in found.tiles if tile.domain == "safety")
    row = safety.of("B01")
    assert row is not None
    assert safety.now is not None
    assert row["lower"] > safety.now["value"]
    assert re.search(r"worse in \d \\\([^)]*Safety", said)
    assert words.stands(safety, row, "Bellhaven").startswith(
        f"{quantity(row['value'], row['unit'])} (95 % limits {limits(row['lower'], row['upper'])})"
    )


def test_a_change_has_its_limits_its_unit_and_both_periods(seen: tuple[City, overview.Overview]) -> None:
    row = seen[1].rung.iloc[-1]
    said = told.change(row, indicator(row["indicator"]).unit)
    assert said.startswith(signed(row["change"]))
    assert row["before"] in said
    assert row["after"] in said
    assert (limits(row["lower"], row["upper"]) or "no limits known") in said


def test_a_single_period_has_no_direction() -> None:
    found = overview.of(opened("morocco"), "Casablanca")
    digital = next(tile for tile in found.tiles if tile.domain == "digital_access")
    assert digital.change is None
    assert "Only one period has values (2024: not collected)" in words.change(digital)
    assert "2024: not collected" in words.series_alt(digital)
    assert digital.verdict == "cannot_tell"
    assert words.arrow(digital.change) == ""


def test_what_nobody_was_asked_is_said_by_period() -> None:
    said = words.unknown_lines(overview.of(opened("morocco"), "Casablanca"), "Casablanca")
    assert any(
        line.startswith("**2024**: nobody was asked") and "Homes with internet" in line for line in said
    )
    assert any(line.startswith("**Safety**: Nothing is known here") for line in said)


def test_a_clear_change_points_the_way_it_went_and_an_unclear_one_nowhere() -> None:
    for tile in overview.of(opened("bellhaven"), "").tiles:
        assert tile.change is not None
        clear = tile.verdict in ("better", "worse")
        assert words.arrow(tile.change) == ("▲" if tile.change["change"] > 0 else "▼") * clear


# Drawings and files


def test_a_line_breaks_where_a_period_has_no_value() -> None:
    series = pd.DataFrame(
        {
            "period": ["2021", "2022", "2023", "2024"],
            "value": [1.0, 2.0, float("nan"), 3.0],
            "lower": [0.5, 1.5, float("nan"), 2.5],
            "upper": [1.5, 2.5, float("nan"), 3.5],
            "status": ["ok", "ok", "not_collected", "ok"],
        }
    )
    drawn = ET.fromstring(sparkline.svg(series, "2021", "worse"))
    paths = [path.get("d") for path in drawn.iter("{http://www.w3.org/2000/svg}path")]
    assert sum("l8 8m0 -8l-8 8" in str(path) for path in paths) == 1
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}circle"))) == 2
    assert sparkline.svg(series.iloc[:1], "", "cannot_tell").count("<circle") == 1


def test_files_hold_every_series_and_those_that_ring_first(seen: tuple[City, overview.Overview]) -> None:
    found = seen[1]
    rows = city_bells.figures(found)
    assert len(rows) == len(found.tested)
    assert rows["rings"].tolist() == sorted(rows["rings"], reverse=True)
    assert {"lower", "upper", "p_adjusted", "before", "after", "people", "unit"} <= set(rows.columns)
    tiles = city_tiles.figures(found)
    assert len(tiles) == len(found.tiles)
    assert downloads.csv(rows)
    assert len(missing._table(found)) == len(found.unknown) + len(found.absent)


# Whole pages


def _open(monkeypatch: pytest.MonkeyPatch, pack: Path, **where: str) -> AppTest:
    monkeypatch.setenv("TOWNBELL_PACKS", str(pack))
    script = (
        "import streamlit as st\nfrom dashboard.shell import navigation\nfrom dashboard.views.city.page import page\n"
        "navigation.link = lambda code, label, **more: st.markdown(label)\npage()"
    )
    page = AppTest.from_string(script, default_timeout=60)
    for key, value in where.items():
        page.query_params[key] = value
    return page.run()


def _html(page: AppTest) -> str:
    return " ".join(each.proto.body for each in page.get("html"))


def test_the_page_opens_with_words_then_tiles_bells_and_what_is_not_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = _open(monkeypatch, ROOT / "data" / "new-york", city="new-york", district="403")
    assert not page.exception
    assert page.title[0].value == "How New York City stands"
    assert [head.value for head in page.header] == [
        "Six domains at a glance",
        "Bells: what got worse beyond chance",
        "What is not known",
    ]
    assert any("bells ring" in text.value for text in page.markdown)
    assert any(
        text.value.startswith(f"**{plain('Queens 3: Jackson Heights-East Elmhurst')}** against")
        for text in page.markdown
    )


def test_every_bell_leads_to_its_own_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    page = _open(monkeypatch, ROOT / "data" / "new-york", city="new-york", lang="en")
    found = overview.of(opened("new-york"), "")
    links = [
        parse_qs(urlsplit(found_at.replace("&amp;", "&")).query)
        for found_at in re.findall(r'href="(\./map[^"]+)"', _html(page))
    ]
    led = {(each["indicator"][0], each["district"][0]) for each in links if "district" in each}
    assert led == set(zip(found.rung["indicator"], found.rung["district_id"], strict=True))
    one = next(each for each in links if "district" in each)
    assert one["view"] == ["change"]
    assert (one["before"], one["after"], one["people"]) == (["2007-2011"], ["2019-2023"], ["all"])


def test_marked_districts_stand_in_the_tiles_beside_the_chosen_one(monkeypatch: pytest.MonkeyPatch) -> None:
    page = _open(monkeypatch, ROOT / "data" / "morocco", city="morocco", area="Rabat", marked="04.421.01.03")
    assert not page.exception
    names = queries.names(opened("morocco"), "Rabat")
    assert f">{names['04.421.01.03']}</a>: " in _html(page)


def test_names_from_the_data_are_text_and_nothing_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = _open(monkeypatch, hostile_pack(tmp_path), city="smallville", district="A")
    assert not page.exception
    assert EVIL not in _html(page)
    assert not any(PICTURE in text.value for text in page.markdown)

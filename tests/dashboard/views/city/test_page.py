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
from dashboard.views.city import alerts, alerts_text, missing, tiles, tiles_svg
from dashboard.views.city import data as city_data
from dashboard.views.city import text as page_text
from indicators.city import City
from indicators.compare.change.alerts import by_people
from indicators.engine.definitions.registry import all_indicators, domain_title, indicator
from indicators.engine.text.errors import TownbellError
from tests.support.browser import ROOT
from tests.support.hostile import EVIL, PICTURE, hostile_pack
from tests.support.packs import small_pack

AREAS = {"new-york": "", "morocco": "Casablanca", "bellhaven": ""}
_OPENED: dict[str, City] = {}


def opened(name: str) -> City:
    if name not in _OPENED:
        opened_city = queries.open_city(ROOT / "data" / name)
        assert isinstance(opened_city, City)
        _OPENED[name] = opened_city
    return _OPENED[name]


@pytest.fixture(params=AREAS)
def seen(request: pytest.FixtureRequest) -> tuple[City, city_data.Overview]:
    city = opened(request.param)
    return city, city_data.city_overview(city, AREAS[request.param])


# Numbers


def test_every_domain_has_a_tile_and_an_empty_one_says_why(seen: tuple[City, city_data.Overview]) -> None:
    city, overview = seen
    assert [tile.domain for tile in overview.tiles] == city_data.domains()
    have = {each.domain for each in city.available}
    for tile in overview.tiles:
        assert (tile.measure is not None) == (tile.domain in have)
        if tile.measure is None:
            assert city_data.tables_lacking(overview.absent, tile.domain)[0] in page_text.empty(
                tile, overview, "here"
            )


def test_a_tile_has_the_citys_own_numbers(seen: tuple[City, city_data.Overview]) -> None:
    city, overview = seen
    area = {"parent": AREAS[city.name]} if AREAS[city.name] else {}
    for tile in overview.tiles:
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


def test_the_changes_of_districts_are_those_of_the_city(seen: tuple[City, city_data.Overview]) -> None:
    city, overview = seen
    for id, rows in list(overview.rung.groupby("indicator", sort=False))[:2]:
        row = rows.iloc[0]
        same = (
            city.change(str(id), row["before"], row["after"]).set_index("district_id").loc[row["district_id"]]
        )
        assert row["change"] == pytest.approx(same["change"])
        assert row["lower"] == pytest.approx(same["lower"], nan_ok=True)


def test_a_named_headline_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    city = opened("new-york")
    assert city_data.headline(city, "", "digital_access") == "broadband"
    townbell = {**city.pack.descriptor["townbell"], "headlines": []}
    monkeypatch.setitem(city.pack.descriptor, "townbell", townbell)
    assert city_data.headline(city, "", "digital_access") == "without_telephone"


def test_everything_is_known_of_or_listed_as_unknown(seen: tuple[City, city_data.Overview]) -> None:
    city, overview = seen
    assert len(city.available) + len(overview.absent) == len(all_indicators())
    inside = set(queries.names(city, AREAS[city.name]))
    rows = pd.concat([queries.by_district(queries.View(city, each.id)) for each in city.available])
    holes = rows[rows["district_id"].isin(inside) & (rows["status"] != "ok")]
    assert overview.unknown["districts"].sum() == len(holes)


def test_what_is_made_once_is_kept() -> None:
    city = opened("morocco")
    assert city_data.city_overview(city, "Casablanca") is city_data.city_overview(city, "Casablanca")


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
    overview = city_data.city_overview(city, "")
    assert overview.failed == (("disability_prevalence", "there is no such thing"),)
    assert page_text.opening("Smallville", overview) == "**Smallville**: no headline measure has a value."
    assert alerts_text.headline(overview).startswith("No bell can ring")
    assert "there is no such thing" in missing._failed(overview)[0]


# Words


def test_the_opening_counts_the_verdicts(seen: tuple[City, city_data.Overview]) -> None:
    text = page_text.opening("Here", seen[1])
    shown = [tile for tile in seen[1].tiles if tile.measure is not None]
    assert text.startswith(f"**Here**: {len(shown)} headline measure")
    for word in {tile.verdict for tile in shown}:
        names = [domain_title(tile.domain) for tile in shown if tile.verdict == word]
        assert f"{len(names)} {VERDICT[word]} \\({', '.join(names)}\\)" in text


def test_the_bells_are_counted_and_the_first_touches_most_people(
    seen: tuple[City, city_data.Overview],
) -> None:
    rung = seen[1].rung
    text = alerts_text.headline(seen[1])
    clear, pattern = seen[1].clear, seen[1].pattern
    assert len(clear) + len(pattern) == len(rung)
    assert text.startswith(f"**{len(clear)} bell")
    assert (f"{len(pattern)} more ring" in text) == bool(len(pattern))
    sums = clear.groupby("indicator")["people"].sum()
    assert indicator(str(sums.idxmax())).title in text
    assert f"{number(sums.max(), 0)} people live" in text
    assert "significant" not in text + alerts_text.method(seen[1])


def test_silence_says_how_much_was_listened_to(seen: tuple[City, city_data.Overview]) -> None:
    _city, overview = seen
    quiet = city_data.Overview(
        overview.tiles,
        overview.tested,
        overview.rung.iloc[:0],
        overview.unknown,
        overview.absent,
        overview.persons,
    )
    assert alerts_text.headline(quiet).startswith("**No bell rings**")
    assert number(overview.judged + overview.charted, 0) in alerts_text.headline(quiet)
    nothing = city_data.Overview(
        overview.tiles,
        overview.tested.iloc[:0],
        overview.rung.iloc[:0],
        overview.unknown,
        overview.absent,
        overview.persons,
    )
    assert "No bell can ring" in alerts_text.headline(nothing)


def test_people_that_are_not_known_are_not_none(seen: tuple[City, city_data.Overview]) -> None:
    overview = seen[1]
    rung = by_people(overview.tested, pd.Series(dtype=float))
    bare = city_data.Overview(
        overview.tiles, overview.tested, rung, overview.unknown, overview.absent, overview.persons
    )
    assert "is not known" in alerts_text.headline(bare)
    assert "is not known" in alerts_text.summary(rung[rung["indicator"] == rung["indicator"].iloc[0]], 9)


def test_a_district_is_told_by_its_own_limits() -> None:
    city = opened("bellhaven")
    overview = city_data.city_overview(city, "")
    text = page_text.district_line("Old Quay", "Bellhaven", overview, "B01")
    safety = next(tile for tile in overview.tiles if tile.domain == "safety")
    row = safety.of("B01")
    assert row is not None
    assert safety.now is not None
    assert row["lower"] > safety.now["value"]
    assert re.search(r"worse in \d \\\([^)]*Safety", text)
    assert page_text.district_standing(safety, row, "Bellhaven").startswith(
        f"{quantity(row['value'], row['unit'])} (95 % limits {limits(row['lower'], row['upper'])})"
    )


def test_a_change_has_its_limits_its_unit_and_both_periods(seen: tuple[City, city_data.Overview]) -> None:
    row = seen[1].rung.iloc[-1]
    text = alerts_text.change(row, indicator(row["indicator"]).unit)
    assert text.startswith(signed(row["change"]))
    assert row["before"] in text
    assert row["after"] in text
    assert (limits(row["lower"], row["upper"]) or "no limits known") in text


def test_a_single_period_has_no_direction() -> None:
    overview = city_data.city_overview(opened("morocco"), "Casablanca")
    digital = next(tile for tile in overview.tiles if tile.domain == "digital_access")
    assert digital.change is None
    assert "Only one period has values (2024: not collected)" in page_text.change(digital)
    assert "2024: not collected" in page_text.series_alt(digital)
    assert digital.verdict == "cannot_tell"
    assert page_text.arrow(digital.change) == ""


def test_what_nobody_was_asked_is_said_by_period() -> None:
    text = page_text.unknown_lines(city_data.city_overview(opened("morocco"), "Casablanca"), "Casablanca")
    assert any(
        line.startswith("**2024**: nobody was asked") and "Homes with internet" in line for line in text
    )
    assert any(line.startswith("**Safety**: Nothing is known here") for line in text)


def test_a_clear_change_points_the_way_it_went_and_an_unclear_one_nowhere() -> None:
    for tile in city_data.city_overview(opened("bellhaven"), "").tiles:
        assert tile.change is not None
        clear = tile.verdict in ("better", "worse")
        assert page_text.arrow(tile.change) == ("▲" if tile.change["change"] > 0 else "▼") * clear


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
    drawn = ET.fromstring(tiles_svg.sparkline_svg(series, "2021", "worse"))
    paths = [path.get("d") for path in drawn.iter("{http://www.w3.org/2000/svg}path")]
    assert sum("l8 8m0 -8l-8 8" in str(path) for path in paths) == 1
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}circle"))) == 2
    assert tiles_svg.sparkline_svg(series.iloc[:1], "", "cannot_tell").count("<circle") == 1


def test_files_hold_every_series_and_those_that_ring_first(seen: tuple[City, city_data.Overview]) -> None:
    overview = seen[1]
    rows = alerts.figures(overview)
    assert len(rows) == len(overview.tested)
    assert rows["rings"].tolist() == sorted(rows["rings"], reverse=True)
    assert {"lower", "upper", "p_adjusted", "before", "after", "people", "unit"} <= set(rows.columns)
    figures = tiles.figures(overview)
    assert len(figures) == len(overview.tiles)
    assert downloads.csv(rows)
    assert len(missing._table(overview)) == len(overview.unknown) + len(overview.absent)


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
    overview = city_data.city_overview(opened("new-york"), "")
    links = [
        parse_qs(urlsplit(found_at.replace("&amp;", "&")).query)
        for found_at in re.findall(r'href="(\./map[^"]+)"', _html(page))
    ]
    led = {(each["indicator"][0], each["district"][0]) for each in links if "district" in each}
    assert led == set(zip(overview.rung["indicator"], overview.rung["district_id"], strict=True))
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

"""The pages in a real browser: maps that draw, choices that stand in the link, nothing asked of other machines."""

import json
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from dashboard.charts.colours import rgb
from indicators.engine.city import City
from tests.support.browser import ROOT, Browser, Watch, picture, ready, serving, until
from tests.support.drawn import colours_of, districts_of
from tests.support.hostile import EVIL, hostile_pack
from tests.support.packs import small_pack

pytestmark = pytest.mark.browser

MAP = ".sheet svg"
OUTLINES = '.sheet path[role="button"]'
CITIES = {
    "morocco": ("running_water", "2024", "Casablanca"),
    "new-york": ("health_insurance", "2019-2023", ""),
    "bellhaven": ("doctor_within_15_minutes", "2025", ""),
}
# Streamlit asks for its own address at two places and is told no at one of them; it mentions that itself.
KNOWN = re.compile(r"status of 404")


@dataclass(frozen=True)
class Site:
    """A running server and one page of one browser that all tests share."""

    address: str
    page: Page
    watch: Watch

    def open(self, where: str) -> Page:
        """Goes there and waits until it stands."""
        self.page.goto(f"{self.address}/{where}")
        ready(self.page)
        return self.page


def _with_failing_module(folder: Path) -> str:
    """A path for Python under which the indicators have one module more, which fails."""
    (folder / "more").mkdir(parents=True)
    (folder / "more" / "noise.py").write_text('"""Noise: how loud."""\nraise ValueError("no meter")\n')
    (folder / "sitecustomize.py").write_text(
        f"import indicators\nindicators.__path__.append({str(folder / 'more')!r})\n"
    )
    return f"{folder}:{ROOT}"


@pytest.fixture(scope="module")
def site(browser: Browser, served: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The three cities, a broken pack and one with hostile names, and an indicator module that fails."""
    folder = tmp_path_factory.mktemp("site")
    broken = small_pack(folder / "broken", people="district_id,period\nA,2014\n")
    packs = [*(ROOT / "data" / name for name in CITIES), broken, hostile_pack(folder / "hostile")]
    path = _with_failing_module(folder / "python")
    with serving(served / "cache", packs, PYTHONPATH=path) as address:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.set_default_timeout(20_000)
        yield Site(address, page, Watch(page, address))


def _outline(page: Page, districts: Any, code: str) -> Locator:
    """A district on the map; outlines stand in the order of the pack."""
    return page.locator(OUTLINES).nth(list(districts["district_id"]).index(code))


def _seen(page: Page, colour: str) -> bool:
    """Is a colour seen anywhere on the map?"""
    seen = np.asarray(picture(page.locator(MAP).first)).astype(int)
    return bool((np.abs(seen - rgb(colour)).max(axis=2) <= 4).mean() > 0.002)


@pytest.mark.parametrize("name", CITIES)
def test_the_map_draws_in_the_legends_colours_and_a_press_chooses_a_district(site: Site, name: str) -> None:
    id, period, area = CITIES[name]
    city = City(ROOT / "data" / name)
    page = site.open(f"map?city={name}&indicator={id}&period={period}" + f"&area={area}" * bool(area))
    districts, colours = districts_of(city, area), colours_of(city, id, period, area)
    expect(page.locator(OUTLINES)).to_have_count(len(districts))
    legend = page.locator('ul[aria-label="Legend"]').first.inner_html()
    for code, colour in colours.items():
        expect(_outline(page, districts, code)).to_have_attribute("fill", colour)
        assert colour in legend
    largest = districts.iloc[shapely.area(districts.geometry.to_numpy()).argsort()[::-1]]["district_id"]
    chosen = next(code for code in largest if code in colours)
    assert until(page, lambda: _seen(page, colours[chosen]))
    _outline(page, districts, chosen).click()
    assert until(page, lambda: f"district={chosen}" in page.url)
    ready(page)
    known = districts.set_index("district_id")["district"][chosen]
    expect(page.locator(".chart tr.chosen th").first).to_have_text(known)
    expect(_outline(page, districts, chosen)).to_have_attribute("aria-pressed", "true")
    expect(_outline(page, districts, chosen)).to_have_attribute("fill", colours[chosen])


def test_the_list_chooses_a_district_and_its_link_restores_everything(site: Site) -> None:
    page = site.open("map?city=new-york&domain=digital_access&indicator=broadband")
    page.get_by_role("combobox", name="District", exact=True).click()
    page.get_by_role("option", name="Bronx 2: Longwood-Hunts Point").click()
    assert until(page, lambda: "district=" in page.url)
    ready(page)
    link, paragraphs = page.url, page.locator('[data-testid="stMain"] p').all_inner_texts()
    assert any(text.startswith("2019-2023:") and "Bronx 2" in text for text in paragraphs)
    page.goto("about:blank")
    page.goto(link)
    ready(page)
    assert page.url == link
    # The map adds its own help a moment after the page.
    assert until(page, lambda: page.locator('[data-testid="stMain"] p').all_inner_texts() == paragraphs)
    assert page.locator("h1").inner_text() == "Homes with broadband"


def test_a_row_of_the_table_chooses_a_district(site: Site) -> None:
    page = site.open("map?city=morocco&indicator=running_water&area=Rabat")
    page.get_by_text("The same figures as a table").click()
    grid = page.locator('[data-testid="stDataFrame"] canvas').first
    expect(grid).to_be_visible()
    ready(page)
    first = page.locator(".chart tbody th").first.inner_text()
    for _ in range(4):
        grid.click(position={"x": 16, "y": 52}, force=True)
        if until(page, lambda: "district=" in page.url, 4):
            break
    assert "district=" in page.url
    ready(page)
    expect(page.locator(".chart tr.chosen th").first).to_have_text(first)


def test_a_code_that_is_not_there_is_said_and_the_usual_one_shown(site: Site) -> None:
    page = site.open("map?city=bellhaven&indicator=good_health&district=B99&people=income_q:9")
    notes = page.locator('[data-testid="stAlert"]').all_inner_texts()
    assert any("no district “B99” here: none is chosen" in note for note in notes)
    assert any("“Everyone” is shown instead" in note for note in notes)
    assert "B99" not in page.url
    assert page.locator("h1").inner_text() == "Adults who feel in good health"


def test_the_back_button_undoes_a_choice(site: Site) -> None:
    page = site.open("map?city=new-york&indicator=broadband")
    page.get_by_role("combobox", name="Indicator").click()
    page.get_by_role("option", name="Homes with a computer").click()
    expect(page.locator("h1")).to_have_text("Homes with a computer")
    assert until(page, lambda: "indicator=households_with_computer" in page.url)
    page.go_back()
    expect(page.locator("h1")).to_have_text("Homes with broadband")
    assert "indicator=broadband" in page.url
    expect(page.get_by_role("combobox", name="Indicator")).to_have_value("Homes with broadband")


STATES = {
    "suppressed": ("avoidable_admissions", "2017", "", "hidden: too few to protect people's privacy"),
    "not collected": ("own_device", "2016", "", "not collected"),
    "missing": ("rubbish_per_person", "2018", "", "missing"),
    "too few": ("good_health", "2025", "&people=income_q:1", "too few people to say"),
}


@pytest.mark.parametrize("state", STATES)
def test_what_has_no_value_says_why_in_map_legend_list_and_sentence(site: Site, state: str) -> None:
    id, period, more, words = STATES[state]
    page = site.open(f"map?city=bellhaven&indicator={id}&period={period}{more}")
    assert page.locator('ul[aria-label="Legend"]').first.get_by_text(words).count() == 1
    assert page.locator(".chart i").get_by_text(words).count() >= 1
    assert page.locator('[data-testid="stMarkdown"] p').get_by_text(words).count() >= 1


def test_a_card_opens_a_city_and_broken_ones_say_what_is_wrong(site: Site) -> None:
    page = site.open("")
    main = page.locator('[data-testid="stMain"]')
    assert main.get_by_text("This city can't be opened").count() == 1
    assert main.get_by_text("people.csv").count() >= 1
    assert main.get_by_text("Generated city: every number is invented").count() >= 1
    assert main.get_by_text("The indicator module noise failed").count() == 1
    assert "ValueError: no meter" in main.inner_text()
    page.get_by_role("button", name="Open Morocco").click()
    expect(page.locator("h1")).to_contain_text("Casablanca")
    ready(page)
    assert "city=morocco" in page.url
    assert "Casablanca" in page.title()


def test_names_from_the_data_are_text_and_nothing_more(site: Site) -> None:
    page = site.open("map?city=smallville&indicator=disability_prevalence&district=A")
    assert page.locator("h1").count() == 1
    assert EVIL in page.locator(".chart tbody").first.inner_text()
    assert page.locator('[data-testid="stMain"] img:not(.still)').count() == 0
    assert page.evaluate("() => window.hurt") is None
    assert EVIL in page.locator('[data-testid="stMain"]').inner_text()


@pytest.mark.parametrize(
    "where",
    ["", pytest.param("map?city=bellhaven&indicator=good_health&district=B01", marks=pytest.mark.slow)],
)
def test_axe_finds_nothing_that_keeps_people_out(site: Site, where: str) -> None:
    page = site.open(where)
    page.wait_for_timeout(500)
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in violations] == []
    assert page.evaluate("() => document.documentElement.lang") == "en"


def test_the_server_says_when_it_is_ready_and_sends_its_headers(site: Site) -> None:
    with urllib.request.urlopen(f"{site.address}/api/ready", timeout=10) as answer:
        assert json.load(answer) == {"status": "ready", "cities": 4}
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"


def test_no_request_left_the_machine_and_nothing_was_complained_of(site: Site) -> None:
    assert site.watch.outside == []
    assert [text for text in site.watch.complaints if not KNOWN.search(text)] == []

"""The page of segments in a real browser: every part on every screen, by keyboard, for everybody."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dashboard.views.segments.text import SECTIONS
from tests.support.browser import Browser, Watch, ready, until

pytestmark = pytest.mark.browser

WHERE = "segments?city=bellhaven&indicator=home_internet&by=income_q&period=2025&before=2016"


def _open(page: Page, address: str, where: str) -> Page:
    page.goto(f"{address}/{where}")
    ready(page)
    page.wait_for_timeout(400)
    return page


def _violations(page: Page) -> list[tuple[str, list[str]]]:
    violations = Axe().run(page).response["violations"]
    return [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in violations]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_part_and_nothing_is_asked_of_others(
    browser: Browser, address: str, scheme: str
) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768}, color_scheme=scheme)
    watch = Watch(page, address)
    for part in SECTIONS:
        assert _violations(_open(page, address, f"{WHERE}&show={part}")) == [], part
    assert watch.outside == []
    page.close()


def test_a_phone_scrolls_downwards_only_and_reads_the_coverage(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    for part in SECTIONS:
        _open(page, address, f"{WHERE}&show={part}")
        wide = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth")
        assert wide <= 390, part
    cell = page.locator(".coverage td.seen").first
    expect(cell).to_contain_text("yes")
    assert (
        page.evaluate(
            "() => { const c = document.querySelector('.coverage'); return c.scrollWidth - c.clientWidth }"
        )
        <= 0
    )
    page.close()


def test_parts_are_chosen_by_keyboard_and_stand_in_the_link(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    _open(page, address, WHERE)
    first = page.get_by_role("radio", name="Who is behind")
    first.focus()
    page.keyboard.press("ArrowRight")
    assert until(page, lambda: "show=change" in page.url)
    ready(page)
    expect(page.get_by_role("heading", name="Groups in 2016 and 2025")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Groups in 2025")).to_be_visible()
    page.close()


def test_a_yes_of_the_coverage_opens_the_groups_and_a_gap_opens_on_the_map(
    browser: Browser, address: str
) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    _open(page, address, "segments?city=morocco&area=Casablanca&indicator=commute_tram&show=records")
    page.locator(".coverage td.seen a").first.click()
    ready(page)
    assert "show=groups" in page.url
    assert "area=Casablanca" in page.url
    _open(page, address, "segments?city=morocco&area=Casablanca&indicator=commute_tram&show=districts")
    page.get_by_text("See this gap on the map").click()
    assert until(page, lambda: "/map?" in page.url and "view=gap" in page.url)
    ready(page)
    assert page.locator('[data-testid="stAlert"]').count() == 0
    page.close()

"""*Where exactly* in a browser: both maps are drawn, the pointer reads them, choices go into the address."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.browser import Watch, coloured, ready, until

pytestmark = pytest.mark.browser
MAP = '[data-testid="stDeckGlJsonChart"]'


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1366, "height": 900}, locale="en-GB")
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


def test_two_maps_are_drawn_the_pointer_reads_them_and_the_address_holds_every_choice(
    page: Page, address: str
) -> None:
    watch = Watch(page, address)
    page.goto(f"{address}/map?city=bellhaven&domain=safety&indicator=vehicle_crime")
    ready(page)
    page.get_by_role("link", name="Where exactly").last.click()
    page.wait_for_url("**/where?**")
    ready(page)
    assert "indicator=vehicle_crime" in page.url
    assert "hexagons=1" in page.url
    maps = page.locator(MAP)
    assert until(page, lambda: maps.count() == 2)
    assert until(page, lambda: coloured(maps.first) and coloured(maps.last), 20)
    box = maps.last.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5)
    tip = page.locator(".deck-tooltip").last
    assert until(page, lambda: "per km²" in tip.inner_text() or "hidden" in tip.inner_text())
    page.get_by_text("The same figures as a table").click()
    page.get_by_test_id("stDataFrame").wait_for()
    assert watch.outside == []


def test_only_a_city_with_points_has_the_page_in_its_menu(page: Page, address: str) -> None:
    for city, times in (("morocco", 0), ("bellhaven", 1)):
        page.goto(f"{address}/city?city={city}")
        ready(page)
        assert page.get_by_test_id("stTopNavLink").filter(has_text="Where exactly").count() == times
    page.goto(f"{address}/where?city=morocco")
    ready(page)
    page.get_by_role("link", name="Open Bellhaven").click()
    page.locator(MAP).first.wait_for()

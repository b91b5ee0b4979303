"""The page of a city in a real browser: a district is found, a bell leads to its evidence, nobody is kept out."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.support.browser import Browser, Watch, ready, until

pytestmark = pytest.mark.browser


def test_a_councillor_finds_a_district_and_the_evidence_of_its_bell(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="en-GB")
    watch = Watch(page, address)
    page.goto(f"{address}/city?city=bellhaven")
    ready(page)
    search = page.get_by_role("combobox", name="District", exact=True)
    search.fill("tanners")
    search.press("Enter")
    assert until(page, lambda: "district=B10" in page.url)
    ready(page)
    expect(page.get_by_text("Tanners Row against Bellhaven, by its headline measures")).to_be_visible()
    expect(page.get_by_role("heading", name="In Tanners Row")).to_be_visible()
    page.get_by_role("link", name="Map: Missed collections, Tanners Row").first.click()
    assert until(page, lambda: "/map?" in page.url)
    ready(page)
    for part in ("indicator=missed_collections", "district=B10", "view=change", "before=2021", "after=2025"):
        assert part in page.url
    assert watch.outside == []
    page.close()


def test_blocks_of_bells_open_by_keyboard(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="en-GB")
    page.goto(f"{address}/city?city=bellhaven")
    ready(page)
    block = page.locator(".bells > details").nth(2)
    assert block.get_attribute("open") is None
    block.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert until(page, lambda: block.get_attribute("open") is not None)
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_that_keeps_people_out(browser: Browser, address: str, scheme: str) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768}, color_scheme=scheme, locale="en-GB")
    page.goto(f"{address}/city?city=bellhaven&district=B01")
    ready(page)
    page.wait_for_timeout(500)
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"][:160] for n in v["nodes"]]) for v in violations] == []
    page.close()


@pytest.mark.parametrize("city", ["bellhaven&district=B01", pytest.param("morocco", marks=pytest.mark.slow)])
def test_nothing_scrolls_sideways_on_a_phone(browser: Browser, address: str, city: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="en-GB")
    page.goto(f"{address}/city?city={city}")
    ready(page)
    wide = page.evaluate("() => document.querySelector('[data-testid=\"stMain\"]').scrollWidth")
    assert wide <= 390
    for box in page.locator(".tile, .bells").all():
        bounds = box.bounding_box()
        assert bounds is not None
        assert bounds["x"] + bounds["width"] <= 391
    page.close()

"""A map as one HTML file: it draws without a server and without a network, and text from the data stays text."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from indicators.city import City
from tests.support.browser import ROOT, Browser, coloured, ready, until
from tests.support.hostile import EVIL, hostile_pack

pytestmark = pytest.mark.browser


def test_a_citys_map_draws_its_districts_with_the_network_blocked(browser: Browser, tmp_path: Path) -> None:
    city = City(ROOT / "data" / "bellhaven")
    file = city.map("violent_crime", "2025").to_html(tmp_path / "map.html", offline=True)
    page = browser.new_context(offline=True, viewport={"width": 1200, "height": 760}).new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(Path(file).as_uri())
    assert until(page, lambda: coloured(page.locator("#map")), 20)
    page.locator("#map").hover()
    assert until(page, lambda: "per 1,000 residents a year" in page.locator(".deck-tooltip").inner_text())
    assert [url for url in requests if not url.startswith(("file:", "blob:", "data:"))] == []
    page.context.close()


def test_a_name_that_is_a_tag_or_ends_a_script_is_only_text(browser: Browser, tmp_path: Path) -> None:
    city = City(hostile_pack(tmp_path))
    text = city.map("disability_prevalence").to_html()
    assert EVIL not in text
    (tmp_path / "map.html").write_text(text, encoding="utf-8")
    page = browser.new_context(offline=True).new_page()
    page.goto((tmp_path / "map.html").as_uri())
    assert until(page, lambda: coloured(page.locator("#map")), 20)
    page.mouse.move(*[sum(pair) for pair in ((400, 0), (300, 0))])
    page.wait_for_timeout(500)
    assert page.evaluate("window.hurt") is None
    page.context.close()


def saved(page: Page, name: str, folder: Path) -> Path:
    """What the page gives for the button of a file."""
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name=name).click()
    download.value.save_as(folder / download.value.suggested_filename)
    return folder / download.value.suggested_filename


@pytest.mark.parametrize(
    ("address_of", "maps", "words"),
    [
        ("map?city=bellhaven&domain=safety&indicator=violent_crime&view=change", 3, "Old Quay"),
        ("where?city=bellhaven&indicator=violent_crime&hexagons=7", 2, "hidden"),
    ],
)
def test_the_file_of_a_page_shows_its_maps_from_a_disk_without_a_network(
    browser: Browser, address: str, tmp_path: Path, address_of: str, maps: int, words: str
) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 900}, locale="en-GB")
    page.goto(f"{address}/{address_of}")
    ready(page)
    file = saved(page, "Map as one file (HTML)", tmp_path)
    page.close()
    page = browser.new_context(offline=True, viewport={"width": 1366, "height": 900}).new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(file.as_uri())
    drawn = page.locator(".map")
    assert drawn.count() == maps
    for nth in range(maps):
        drawn.nth(nth).scroll_into_view_if_needed()
        assert until(page, lambda nth=nth: coloured(drawn.nth(nth)), 20)  # type: ignore[misc]
    text = page.locator("body").inner_text()
    assert "Violent crime" in page.locator("h1").inner_text()
    assert "2025" in text
    assert "Invented for Townbell" in text
    page.get_by_text("The same figures as a table").click()
    assert words in page.locator("table").inner_text()
    assert [url for url in requests if not url.startswith(("file:", "blob:", "data:"))] == []
    page.context.close()

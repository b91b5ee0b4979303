"""A map as one HTML file: it draws without a server and without a network, and text from the data stays text."""

from pathlib import Path

import pytest

from indicators.city import City
from tests.support.browser import ROOT, Browser, coloured, until
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

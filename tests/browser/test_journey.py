"""A councillor's five minutes: find my district, what got worse, who is behind, compare, send the link, print."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Browser, Watch, ready, until

pytestmark = pytest.mark.browser
KNOWN = re.compile(r"status of 404")


def state(page: Page) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def text(page: Page) -> str:
    return page.locator('[data-testid="stMain"]').inner_text()


def test_a_councillor_s_five_minutes(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="en-GB")
    page.set_default_timeout(30_000)
    watch = Watch(page, address)

    # The city, and my district in it.
    page.goto(address)
    ready(page)
    page.get_by_role("button", name="Open Bellhaven").click()
    assert until(page, lambda: "/city" in page.url and "v" in state(page), 60)
    ready(page)
    assert re.search(r"bells? rings?|bells ring", text(page))
    box = page.get_by_role("combobox", name=re.compile("District"))
    box.first.click()
    page.keyboard.type("old q")
    page.keyboard.press("Enter")
    assert until(page, lambda: state(page).get("district") == "B01", 30)
    ready(page)

    # What got worse, with its evidence.
    evidence = page.locator('[data-testid="stMain"] a[href*="view=change"]').first
    where = evidence.get_attribute("href") or ""
    assert "view=change" in where

    # How my district stands, who inside it is behind, what is not known.
    page.get_by_role("link", name=re.compile("Open the page of Old Quay")).click()
    assert until(page, lambda: "/district" in page.url, 30)
    ready(page)
    words = text(page)
    for part in ("Old Quay", "Health", "Safety", "Mobility", "Energy", "Waste", "Digital access"):
        assert part in words
    assert "Left behind inside" in words
    assert "Not known" in words

    # The sheet to print.
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile("One-page sheet")).click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF")

    # Beside the neighbour.
    page.get_by_role("link", name="Compare", exact=True).first.click()
    assert until(page, lambda: "/compare" in page.url and "with" in state(page), 30)
    ready(page)
    assert state(page)["district"] == "B01"
    page.goto(
        f"{address}/compare?city=bellhaven&district=B01&indicator=violent_crime&with=B01;B04&period=2025"
    )
    ready(page)
    compared = text(page)
    assert "Gull Stairs" in compared
    assert "against Old Quay" in compared

    # The link shows a colleague the same.
    colleague = browser.new_page(locale="en-GB")
    colleague.set_default_timeout(30_000)
    colleague.goto(page.url)
    ready(colleague)
    assert state(colleague) == state(page)
    heading = page.locator("h1").inner_text()
    expect(colleague.locator("h1")).to_have_text(heading)
    sentence = page.locator("h1 ~ *, .stMarkdown p").first.inner_text()
    assert sentence in text(colleague)

    assert watch.outside == []
    assert [each for each in watch.complaints if not KNOWN.search(each)] == []
    colleague.close()
    page.close()

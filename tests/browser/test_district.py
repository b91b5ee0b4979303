"""The district's home page in a real browser: one click in, its sheet, by keyboard, on a phone, for readers."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.support.browser import Browser, Watch, ready

pytestmark = pytest.mark.browser
KNOWN = re.compile(r"status of 404")
PAGE = "district?city=morocco&area=Tanger&district=01.511.01.03"


def test_one_click_opens_a_district_and_its_sheet_is_one_pdf(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    watch = Watch(page, address)
    page.goto(f"{address}/district?city=new-york")
    ready(page)
    page.locator(".districts a").nth(3).click()
    ready(page)
    expect(page.locator("h1")).not_to_have_text("Choose a district")
    expect(page.locator(".spine tbody th[scope=row]").first).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="One-page sheet").click()
    data = waiting.value.path().read_bytes()
    assert data.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", data)) == 1
    assert waiting.value.suggested_filename.endswith(".pdf")
    page.locator(".spine tbody a").first.focus()
    page.keyboard.press("Enter")
    ready(page)
    assert "/map?" in page.url
    assert "indicator=" in page.url
    assert not watch.outside
    assert not [text for text in watch.complaints if not KNOWN.search(text)]
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_that_the_page_could_mend(browser: Browser, address: str, scheme: str) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 900}, color_scheme=scheme)
    page.goto(f"{address}/{PAGE}")
    ready(page)
    page.get_by_role("button", name="Copy link").wait_for()
    expect(page.locator(".inside").first).to_be_attached()
    violations = Axe().run(page).response["violations"]
    assert not violations, [
        (each["id"], [node["html"][:200] for node in each["nodes"][:3]]) for each in violations
    ]
    page.close()


def test_a_phone_shows_everything_without_scrolling_sideways(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{address}/{PAGE}")
    ready(page)
    wide = page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollWidth")
    assert wide <= 390
    track = page.locator(".spine td.track").first.bounding_box()
    assert track is not None
    assert track["width"] > 250
    page.close()

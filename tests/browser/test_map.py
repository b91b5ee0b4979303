"""The map in a real browser: by pointer and by keyboard, over time, three linked maps, on a phone, in the dark."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import Browser, Watch, ready, until

pytestmark = pytest.mark.browser

OUTLINES = '.sheet path[role="button"]'
FOCUSED = """() => {
  let active = document.activeElement;
  while (active.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active.getAttribute("aria-label") ?? "";
}"""
START = "map?city=bellhaven&indicator=good_health&period=2025"


@pytest.fixture
def new_page(browser: Browser, address: str) -> Iterator[Any]:
    """Makes pages that go somewhere and wait; what left the machine or was complained of fails the test."""
    opened: list[tuple[Page, Watch]] = []

    def make(where: str, **options: Any) -> Page:
        page = browser.new_page(**{"viewport": {"width": 1366, "height": 768}, **options})
        page.set_default_timeout(20_000)
        opened.append((page, Watch(page, address)))
        page.goto(f"{address}/{where}")
        ready(page)
        expect(page.locator(OUTLINES).first).to_be_visible()
        return page

    yield make
    for page, watch in opened:
        assert watch.outside == []
        assert [text for text in watch.complaints if "404" not in text] == []
        page.close()


def _name(outline: Locator) -> str:
    return str(outline.get_attribute("aria-label")).split(". ")[0]


def test_by_keyboard_districts_are_walked_chosen_marked_and_zoomed_to(new_page: Any) -> None:
    page = new_page(START)
    page.locator(OUTLINES).first.focus()
    seen = {page.evaluate(FOCUSED)}
    page.keyboard.press("Home")
    for _step in range(23):
        seen.add(page.evaluate(FOCUSED))
        page.keyboard.press("PageDown")
    assert len({*seen, page.evaluate(FOCUSED)}) == 24
    page.keyboard.press("ArrowLeft")
    spoken = page.evaluate(FOCUSED)
    assert "95 % limits" in spoken
    assert "could be" in spoken
    expect(page.locator(".card").first).to_contain_text(spoken.split(". ")[0])
    page.keyboard.press("Enter")
    assert until(page, lambda: "district=" in page.url)
    ready(page)
    assert page.evaluate(FOCUSED) == spoken, "the place is kept"
    page.keyboard.press("m")
    assert until(page, lambda: "marked=" in page.url)
    ready(page)
    expect(page.locator(".names .number")).to_have_text("1")
    expect(page.locator(".chart .numbered").first).to_have_text("1")
    whole = page.locator(".sheet svg").get_attribute("viewBox")
    page.keyboard.press("+")
    assert page.locator(".sheet svg").get_attribute("viewBox") != whole
    page.keyboard.press("0")
    assert page.locator(".sheet svg").get_attribute("viewBox") == whole


def test_the_slider_and_play_go_through_the_periods_on_one_scale(new_page: Any) -> None:
    page = new_page(START)
    legend = page.locator('ul[aria-label="Legend"]').first.inner_text()
    page.get_by_role("slider").focus()
    page.keyboard.press("Home")
    assert until(page, lambda: "period=2016" in page.url)
    ready(page)
    assert page.locator('ul[aria-label="Legend"]').first.inner_text() == legend
    page.get_by_role("button", name="Play the periods").click()
    expect(page.locator(".time output")).to_have_text("2018", timeout=8000)
    page.get_by_role("button", name="Stop").click()
    assert until(page, lambda: "period=2018" in page.url)
    ready(page)
    assert page.locator('[data-testid="stMarkdown"] p').first.inner_text().startswith("2018:")


def test_with_less_motion_asked_for_a_press_is_one_period(new_page: Any) -> None:
    page = new_page(START.replace("2025", "2020"), reduced_motion="reduce")
    page.get_by_role("button", name="Next period").click()
    assert until(page, lambda: "period=2021" in page.url)
    page.wait_for_timeout(1500)
    assert "period=2021" in page.url


def test_before_after_and_change_are_looked_at_together(new_page: Any) -> None:
    page = new_page(f"{START}&view=change&before=2018&after=2024")
    assert page.locator("figcaption").all_inner_texts() == ["2018", "2024", "Change"]
    assert page.locator(OUTLINES).count() == 3 * 24
    first = page.locator(OUTLINES).nth(4)
    first.hover()
    cards = page.locator(".card")
    expect(cards.nth(2)).to_be_visible()
    assert all(text.startswith(_name(first)) for text in cards.all_inner_texts())
    assert page.locator(".marks .here").count() == 3
    page.get_by_role("button", name="Zoom in").click()
    boxes = [page.locator(".sheet svg").nth(i).get_attribute("viewBox") for i in range(3)]
    assert len(set(boxes)) == 1


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "view",
    [
        "value",
        *(pytest.param(view, marks=pytest.mark.slow) for view in ("change", "gap", "against", "clusters")),
    ],
)
def test_axe_finds_nothing_that_keeps_people_out(new_page: Any, view: str, scheme: str) -> None:
    page = new_page(f"{START}&view={view}&district=B01&marked=B02;B03", color_scheme=scheme)
    page.wait_for_timeout(400)
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in violations] == []


@pytest.mark.parametrize("view", ["value", pytest.param("change", marks=pytest.mark.slow)])
def test_on_a_phone_nothing_scrolls_sideways(new_page: Any, view: str) -> None:
    page = new_page(f"{START}&view={view}&district=B01", viewport={"width": 390, "height": 844})
    wide = page.evaluate("() => document.querySelector('[data-testid=\"stMain\"]').scrollWidth")
    assert wide <= 390
    buttons = page.locator(".zoom button")
    assert all(buttons.nth(i).bounding_box()["width"] >= 24 for i in range(3))


def test_a_drawing_is_downloaded_with_title_and_source(new_page: Any) -> None:
    page = new_page(f"{START}&view=change&before=2018&after=2024&marked=B02")
    page.get_by_text("Download", exact=True).first.click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Picture for print (SVG)").click()
    svg = waiting.value.path().read_text(encoding="utf-8")
    assert all(
        text in svg for text in ("Adults who feel in good health, Bellhaven", "2018", "2024", "Change")
    )
    assert "every number is invented" in svg


def test_a_file_is_in_the_language_of_the_page_and_says_what_was_chosen(new_page: Any) -> None:
    page = new_page(f"{START}&view=change&before=2018&after=2024&marked=B02&lang=fr")
    files = {}
    page.get_by_text("Télécharger", exact=True).first.click()
    for name in ("Image à imprimer (SVG)", "Chiffres (Excel)"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name).click()
        files[name] = waiting.value.path().read_bytes()
    svg, excel = files.values()
    assert "every number is invented" not in svg.decode()
    assert "tous les chiffres sont inventés" in svg.decode()
    about = load_workbook(io.BytesIO(excel)).worksheets[1]
    notes = {row[0].value: str(row[1].value) for row in about.iter_rows()}
    assert "marked=B02" in notes["État de la page"]
    assert "lang=fr" in notes["État de la page"]

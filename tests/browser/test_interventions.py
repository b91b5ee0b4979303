"""The page of interventions in a real browser: an officer registers and reads a result; two officers save at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pptx import Presentation

from tests.support.browser import ROOT, Browser, ready, serving, until
from tests.support.hostile import EVIL

pytestmark = pytest.mark.browser
# Streamlit's own place to drop files has two roles at once.
UPLOADER = ("presentation-role-conflict: ['section']",)
_ASKS = """() => { const leaving = new Event("beforeunload", { cancelable: true });
window.dispatchEvent(leaving); return leaving.defaultPrevented; }"""
_AT_TOP = """() => document.querySelector('[data-testid="stMain"]').scrollTop === 0"""
_SIDEWAYS = """() => { const main = document.querySelector('[data-testid="stMain"]');
return main.scrollWidth - main.clientWidth; }"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("interventions")


@pytest.fixture(scope="module")
def address(served: Path, folder: Path) -> Iterator[str]:
    packs, register = [ROOT / "data" / "bellhaven"], f"sqlite:///{folder / 'register.db'}"
    with serving(served / "cache", packs, TOWNBELL_WRITERS="everybody", TOWNBELL_REGISTER=register) as url:
        yield url


def officer(browser: Browser, address: str, where: str, width: int = 1366) -> Page:
    """A visit of its own."""
    page = browser.new_page(viewport={"width": width, "height": 1000}, locale="en-GB")
    page.set_default_timeout(30_000)
    page.goto(f"{address}/interventions?city=bellhaven&{where}")
    ready(page)
    return page


def typed(page: Page, label: str, text: str) -> None:
    field = page.get_by_label(label, exact=True).first
    field.fill(text)
    field.press("Tab")
    ready(page)


def picked(page: Page, field: str, option: str) -> None:
    box = page.locator(f'[class*="st-key-field-"][class*="-{field} "] input').first
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).first.click()
    page.keyboard.press("Escape")
    ready(page)


def dated(page: Page, label: str, parts: tuple[str, str, str]) -> None:
    """Types a date part by part, again where the page was too busy to take it."""
    for _try in range(3):
        fields = page.get_by_role("group", name=label, exact=True).get_by_role("spinbutton")
        for at, part in enumerate(parts):
            fields.nth(at).click()
            page.keyboard.type(part, delay=60)
        page.keyboard.press("Tab")
        page.wait_for_timeout(500)
        ready(page)
        seen = [text.strip() for text in fields.all_inner_texts()]
        if [text.zfill(2) for text in seen] == list(parts):
            return
    raise AssertionError(f"{label} shows {seen}")


def _page_text(page: Page) -> str:
    """What the page complains of."""
    return " | ".join(page.locator('[data-testid="stAlert"], .problem').all_inner_texts())


def pressed(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_timeout(300)
    ready(page)


def test_an_officer_registers_an_intervention_sees_it_in_the_list_and_reads_its_result(
    browser: Browser, address: str
) -> None:
    page = officer(browser, address, "task=new")
    typed(page, "Your name", "Ann")
    typed(page, "Title", "Brighter lamps")
    picked(page, "domain", "Safety")
    picked(page, "indicator", "Violent crime")
    for name in ("Saltmarsh", "Millbrook", "Larkfield", "Tollbar"):
        picked(page, "districts", name)
    dated(page, "First day", ("2021", "01", "01"))
    assert page.evaluate(_ASKS), "closing the page would throw away what was typed"
    pressed(page, "Save")
    assert until(page, lambda: "entry=brighter-lamps" in page.url, 90), _page_text(page)
    ready(page)
    assert until(page, lambda: page.evaluate(_AT_TOP), 20), "the word that it was saved is in sight"
    assert not page.evaluate(_ASKS)
    expect(page.locator("h1")).to_have_text("Brighter lamps")
    expect(page.locator(".verdict.large")).to_have_text("no clear difference")
    expect(page.locator(".told").first).to_contain_text("“Violent crime” in Saltmarsh, Millbrook")
    page.goto(f"{address}/interventions?city=bellhaven")
    ready(page)
    expect(page.get_by_role("link", name="Brighter lamps")).to_be_visible()
    assert "7 interventions are registered" in page.locator('[data-testid="stMain"]').inner_text()
    page.close()


def test_two_officers_who_save_the_same_entry_lose_nothing(browser: Browser, address: str) -> None:
    ann, ben = (officer(browser, address, "entry=wardens&do=edit") for _each in range(2))
    typed(ann, "Your name", "Ann")
    typed(ben, "Your name", "Ben")
    typed(ann, "Title", "Lighting and wardens")
    typed(ben, "Partners", "Police; Residents' Club")
    pressed(ann, "Save")
    expect(ann.locator("h1")).to_have_text("Lighting and wardens")
    pressed(ben, "Save")
    expect(ben.get_by_text("Meanwhile Ann saved version 2")).to_be_visible()
    rows = ben.locator(".differ tbody tr").all_inner_texts()
    assert any("Lighting and wardens" in row and "them" in row for row in rows)
    assert any("Residents' Club" in row and "you" in row for row in rows)
    assert ben.get_by_label("Partners", exact=True).input_value() == "Police; Residents' Club"
    pressed(ben, "Put both together")
    assert ben.get_by_label("Title", exact=True).input_value() == "Lighting and wardens"
    assert ben.get_by_label("Partners", exact=True).input_value() == "Police; Residents' Club"
    pressed(ben, "Save")
    expect(ben.locator("h1")).to_have_text("Lighting and wardens")
    ben.get_by_role("radio", name="History").click()
    ready(ben)
    expect(ben.get_by_text("Version 3, saved by Ben")).to_be_visible()
    expect(ben.get_by_text("3 versions are kept")).to_be_visible()
    for page in (ann, ben):
        page.close()


def test_a_hostile_title_does_no_harm_and_a_phone_scrolls_one_way_only(
    browser: Browser, address: str
) -> None:
    page = officer(browser, address, "task=new", width=390)
    typed(page, "Your name", EVIL)
    typed(page, "Title", EVIL)
    pressed(page, "Save")
    assert until(page, lambda: "entry=" in page.url, 60)
    ready(page)
    expect(page.locator("h1")).to_have_text(EVIL)
    assert page.evaluate("window.hurt") is None
    assert page.evaluate(_SIDEWAYS) <= 0
    expect(page.locator(".verdict.large")).to_have_text("cannot tell")
    for where in ("", "entry=wardens", "entry=wardens&do=edit", "entry=wardens&do=history", "task=files"):
        page.goto(f"{address}/interventions?city=bellhaven&{where}")
        ready(page)
        assert page.evaluate(_SIDEWAYS) <= 0, where
        assert page.evaluate("window.hurt") is None
    page.close()


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "where",
    [
        pytest.param("entry=home-internet-voucher", marks=pytest.mark.slow),
        "entry=burglary-campaign&do=edit",
        pytest.param("task=files", marks=pytest.mark.slow),
    ],
)
def test_result_form_and_files_break_no_rule_of_accessibility(
    browser: Browser, address: str, where: str, scheme: str
) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 3900}, color_scheme=scheme)
    page.set_default_timeout(30_000)
    page.goto(f"{address}/interventions?city=bellhaven&{where}")
    ready(page)
    page.wait_for_timeout(1000)
    report = Axe().run(page)
    wrong = [f"{v['id']}: {n['target']}" for v in report.response["violations"] for n in v["nodes"]]
    assert [each for each in wrong if each not in UPLOADER] == []
    page.close()


def test_slides_come_in_the_language_and_with_the_groups_that_the_page_shows(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    page = officer(browser, address, "entry=home-internet-voucher&lang=fr&whom=age_band")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Diapositives (PowerPoint)").click()
    waiting.value.save_as(tmp_path / "slides.pptx")
    page.close()
    opened = Presentation(str(tmp_path / "slides.pptx"))
    notes = [each.notes_slide.notes_text_frame.text for each in opened.slides]
    assert [each.shapes.title.text for each in opened.slides][2:4] == ["Pour qui", "Avant, après, changement"]
    assert "65+" in notes[2]
    assert "whom=age_band" in notes[6]

"""What all pages share, in a real browser: one state in the address, links that last, every size, every key."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from dashboard.shell import copy_link
from tests.support.browser import Browser, Watch, ready, until

pytestmark = pytest.mark.browser
PAGES = ("city", "map", "where", "district", "compare", "segments", "interventions", "methods")
WHERE = "city=bellhaven&district=B01&marked=B07;B14&indicator=violent_crime&domain=safety"
KNOWN = re.compile(r"status of 404")
_SIDEWAYS = """() => { const main = document.querySelector('[data-testid="stMain"]');
return main.scrollWidth - main.clientWidth; }"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    new_page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="en-GB")
    new_page.set_default_timeout(30_000)
    yield new_page
    new_page.close()


def opened(page: Page, address: str, where: str) -> Page:
    page.goto(f"{address}/{where}")
    ready(page)
    return page


def state(page: Page) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
@pytest.mark.parametrize("code", PAGES)
def test_no_page_breaks_a_rule_of_accessibility_asks_outside_or_scrolls_sideways(
    browser: Browser, address: str, code: str, scheme: str
) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page.set_default_timeout(30_000)
    watch = Watch(page, address)
    opened(page, address, f"{code}?{WHERE}")
    page.wait_for_timeout(1000)
    assert page.evaluate(_SIDEWAYS) <= 0
    page.set_viewport_size({"width": 1366, "height": 2500})
    page.wait_for_timeout(700)
    assert page.evaluate(_SIDEWAYS) <= 0
    assert page.locator("h1").count() == 1
    report = Axe().run(page)
    wrong = [f"{v['id']}: {n['target']}" for v in report.response["violations"] for n in v["nodes"]]
    assert wrong == []
    assert watch.outside == []
    assert [text for text in watch.complaints if not KNOWN.search(text)] == []
    page.close()


def test_the_address_is_completed_but_a_late_completion_undoes_no_later_address(
    page: Page, address: str
) -> None:
    run = """async ({ script, here, seen, address }) => {
        window.history.pushState({}, "", `?${here}`);
        const parentElement = document.createElement("div");
        parentElement.innerHTML = "<button></button><span role=status></span>";
        const from = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
        (await import(from)).default({ data: { language: "en", seen, address }, parentElement });
        return window.location.search;
    }"""
    opened(page, address, "cities")
    for here, seen, expected in (
        ("city=x&task=new", "task=new&city=x", "?city=x&task=new&v=1"),
        ("city=x&task=new&embed=true", "city=x&task=new", "?city=x&task=new&v=1&embed=true"),
        ("city=x", "city=x&task=new", "?city=x"),
        ("city=x&entry=y", "city=x&task=new", "?city=x&entry=y"),
    ):
        script = {"script": copy_link.SCRIPT, "here": here, "seen": seen, "address": "city=x&task=new&v=1"}
        assert page.evaluate(run, script) == expected


def test_what_is_chosen_holds_on_every_page_and_the_back_button_goes_back(page: Page, address: str) -> None:
    opened(page, address, f"map?{WHERE}")
    for name in ("District", "Compare"):
        page.get_by_role("link", name=name, exact=True).first.click()
        assert until(page, lambda name=name: f"/{name.lower()}" in page.url and "v" in state(page), 60)
        ready(page)
        assert {key: state(page)[key] for key in ("city", "district", "marked", "indicator")} == {
            "city": "bellhaven",
            "district": "B01",
            "marked": "B07;B14",
            "indicator": "violent_crime",
        }
    page.go_back()
    assert until(page, lambda: "/district" in page.url)
    ready(page)
    assert state(page)["district"] == "B01"
    page.go_back()
    assert until(page, lambda: "/map" in page.url)
    ready(page)
    assert state(page)["indicator"] == "violent_crime"


def test_one_press_of_back_undoes_one_choice(page: Page, address: str) -> None:
    opened(page, address, f"compare?{WHERE}")
    first = state(page)["period"]
    page.get_by_role("combobox", name="Period").first.click()
    page.keyboard.type("2020")
    page.keyboard.press("Enter")
    assert until(page, lambda: state(page)["period"] == "2020")
    ready(page)
    page.go_back()
    assert until(page, lambda: state(page)["period"] == first)
    ready(page)
    assert f"In {first} it is" in page.locator('[data-testid="stMain"]').inner_text()


def test_keys_pressed_faster_than_the_server_answers_lose_nothing(page: Page, address: str) -> None:
    opened(page, address, "map?city=bellhaven&indicator=violent_crime&domain=safety")
    slider = page.locator("input[type=range]").first
    slider.focus()
    for _press in range(4):
        page.keyboard.press("ArrowLeft")
    assert until(page, lambda: state(page)["period"] == "2021")
    ready(page)
    assert "2021:" in page.locator('[data-testid="stMain"]').inner_text()


def test_a_page_that_does_not_ask_for_something_keeps_it_in_the_address(page: Page, address: str) -> None:
    opened(page, address, "methods?city=bellhaven&district=B19&view=gap&period=2023&people=all")
    assert {key: state(page)[key] for key in ("view", "period", "people")} == {
        "view": "gap",
        "period": "2023",
        "people": "all",
    }


def test_a_link_made_with_other_data_says_that_they_have_moved_on(page: Page, address: str) -> None:
    opened(page, address, f"map?{WHERE}&v=00000000")
    assert page.get_by_text("This link was made with other data").count() == 1
    page.wait_for_url(lambda url: "v=00000000" not in url)  # the address is written a moment after the page
    opened(page, address, f"map?{WHERE}")
    assert page.get_by_text("This link was made with other data").count() == 0


def test_unknown_codes_explain_themselves_and_show_something_sensible(page: Page, address: str) -> None:
    opened(page, address, "compare?city=bellhaven&indicator=happiness&district=Z99&marked=B01;Q1")
    text = page.locator('[data-testid="stMain"]').inner_text()
    assert "“happiness”" in text
    assert "“Z99”" in text
    assert "“Q1”" in text
    assert state(page)["marked"] == "B01"


def test_a_browser_that_asks_for_french_gets_french_and_the_link_keeps_the_language(
    browser: Browser, address: str
) -> None:
    french = browser.new_page(locale="fr-MA")
    opened(french, address, "methods?city=morocco")
    assert french.get_by_role("heading", name="Données et méthodes").count() == 1
    assert state(french)["lang"] == "fr"
    assert french.evaluate("document.documentElement.lang") == "fr"
    french.close()
    english = browser.new_page(locale="en-GB")
    opened(english, address, "methods?city=morocco&lang=fr")
    assert english.get_by_role("heading", name="Données et méthodes").count() == 1
    english.get_by_role("link", name="Carte", exact=True).click()
    assert until(english, lambda: "/map" in english.url)
    ready(english)
    assert state(english)["lang"] == "fr"
    english.close()


def test_the_copy_button_copies_the_whole_address(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], locale="en-GB")
    page = context.new_page()
    opened(page, address, f"map?{WHERE}")
    page.get_by_role("button", name="Copy link").click()
    assert until(page, lambda: page.get_by_text("Link copied").count() == 1)
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    context.close()


def test_the_comparison_follows_a_district_that_is_chosen(page: Page, address: str) -> None:
    opened(page, address, "compare?city=bellhaven&district=B19&indicator=violent_crime&domain=safety")
    assert state(page)["with"].startswith("B19;")
    box = page.get_by_role("combobox", name=re.compile("District")).first
    box.click()
    page.keyboard.type("old q")
    page.keyboard.press("Enter")
    assert until(page, lambda: state(page)["with"].startswith("B01;"))
    ready(page)
    assert "against Old Quay" in page.locator('[data-testid="stMain"]').inner_text()

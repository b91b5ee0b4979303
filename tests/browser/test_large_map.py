"""The map of very many districts in a real browser: drawn by WebGL and without it, by pointer and by keyboard."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.support.browser import Browser, Watch, picture, ready, serving, until
from tests.support.large_city import SIDE, grid_city

pytestmark = pytest.mark.browser

START = "map?city=smallville&area=all&indicator=disability_prevalence&period=2024"
NO_WEBGL = """() => {
  const given = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
    return kind.startsWith("webgl") ? null : given.call(this, kind, ...more);
  };
}"""
PROXY = '.sheet path[role="button"]'


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with a city of 900 squares."""
    folder = tmp_path_factory.mktemp("large")
    with serving(folder / "cache", [grid_city(folder)]) as address:
        yield address


@pytest.fixture
def new_page(browser: Browser, city: str) -> Iterator[Any]:
    opened: list[tuple[Page, Watch]] = []

    def make(where: str, script: str = "", **options: Any) -> Page:
        page = browser.new_page(**{"viewport": {"width": 1366, "height": 768}, **options})
        page.set_default_timeout(20_000)
        opened.append((page, Watch(page, city)))
        if script:
            page.add_init_script(f"({script})()")
        page.goto(f"{city}/{where}")
        ready(page)
        expect(page.locator(".sheet [data-drawn]").first).to_be_visible(timeout=20_000)
        return page

    yield make
    for page, watch in opened:
        assert watch.outside == []
        assert [text for text in watch.complaints if "404" not in text] == []
        page.close()


def _at(page: Page, column: int, row: int) -> tuple[float, float]:
    """The middle of a square, in pixels from the map's corner: the sheet is as high as it is wide, and all is shown."""
    box = page.locator(".sheet svg").first.bounding_box()
    assert box is not None
    side = min(box["width"], box["height"]) / 1.04
    left, top = (box["width"] - side) / 2, (box["height"] - side) / 2
    return left + (column + 0.5) * side / SIDE, top + (row + 0.5) * side / SIDE


def _colour(page: Page, column: int, row: int) -> tuple[int, ...]:
    x, y = _at(page, column, row)
    seen = np.asarray(picture(page.locator(".sheet svg").first))
    return tuple(int(part) for part in seen[round(y), round(x)])


def _ok(column: int, row: int) -> bool:
    return (column + row) % 7 != 1


def _assert_colours(page: Page, dots: int) -> None:
    """Low values stand in the west, high ones in the east, and there are so many pixels of dots."""
    low, high = [(1, row) for row in range(2, 28)], [(28, row) for row in range(2, 28)]
    assert {_colour(page, *at) for at in low if _ok(*at)} == {(0xF2, 0xF0, 0xF7)}
    assert {_colour(page, *at) for at in high if _ok(*at)} == {(0x54, 0x27, 0x8F)}
    few = np.asarray(picture(page.locator(".sheet svg").first)).reshape(-1, 3)
    assert (np.abs(few.astype(int) - 70).max(axis=1) < 40).sum() > dots, "dots where too few people live"


def test_colours_stand_where_they_belong_and_a_press_chooses_the_district_under_it(new_page: Any) -> None:
    page = new_page(START)
    assert page.locator(".map").get_attribute("data-drawer") == "deck.gl"
    _assert_colours(page, 100)
    x, y = _at(page, 9, 4)
    page.locator(".sheet svg").first.hover(position={"x": x, "y": y})
    expect(page.locator(".card").first).to_contain_text("95 % limits")
    expect(page.locator(".card").first).to_contain_text("Square 4-9")
    page.locator(".sheet svg").first.click(position={"x": x, "y": y})
    assert until(page, lambda: "district=G0409" in page.url)
    ready(page)
    expect(page.locator(".marks .chosen")).to_have_count(1)


def test_without_webgl_a_still_picture_says_what_it_is_and_is_read_by_keyboard(new_page: Any) -> None:
    page = new_page(START, NO_WEBGL)
    assert page.locator(".map").get_attribute("data-drawer") == "still"
    expect(page.locator(".still")).to_contain_text("This browser cannot draw with WebGL")
    _assert_colours(page, 20)
    expect(page.get_by_text("The same figures as a table")).to_be_visible()
    proxy = page.locator(PROXY)
    proxy.focus()
    page.keyboard.press("Home")
    page.keyboard.press("PageDown")
    assert until(page, lambda: str(proxy.get_attribute("aria-label")).startswith("Square 0-1"))
    page.keyboard.press("Enter")
    assert until(page, lambda: "district=G0001" in page.url)
    ready(page)
    expect(page.locator(".marks .chosen")).to_have_count(1)


def test_the_map_prints_with_its_colours(new_page: Any) -> None:
    page = new_page(START)
    paper = page.pdf()
    begins = [match.end() for match in re.finditer(rb"stream\r?\n", paper)]
    pictures = [zlib.decompressobj().decompress(paper[at:]) for at in begins if paper[at : at + 1] == b"x"]
    assert max(picture.count(bytes((0x54, 0x27, 0x8F))) for picture in pictures) > 1000


def test_by_keyboard_one_goes_to_a_neighbour_hears_it_chooses_and_marks_it(new_page: Any) -> None:
    page = new_page(f"{START}&district=G0505")
    proxy = page.locator(PROXY)
    expect(proxy).to_have_count(1)
    x, y = _at(page, 10, 10)
    page.locator(".sheet svg").first.click(position={"x": x, "y": y})
    assert until(page, lambda: "district=G1010" in page.url)
    page.keyboard.press("ArrowRight")
    assert until(page, lambda: str(proxy.get_attribute("aria-label")).startswith("Square 10-11"))
    assert until(page, lambda: "95 % limits" in str(proxy.get_attribute("aria-label")))
    assert "Square 10-11" in page.locator(".live").inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("PageDown")
    assert until(page, lambda: str(proxy.get_attribute("aria-label")).startswith("Square 11-12"))
    page.keyboard.press("Enter")
    assert until(page, lambda: "district=G1112" in page.url)
    ready(page)
    page.keyboard.press("m")
    assert until(page, lambda: "marked=G1112" in page.url)
    ready(page)
    expect(page.locator(".names .number")).to_have_text("1")
    whole = page.locator(".sheet svg").get_attribute("viewBox")
    page.keyboard.press("+")
    assert page.locator(".sheet svg").get_attribute("viewBox") != whole
    page.keyboard.press("0")
    assert page.locator(".sheet svg").get_attribute("viewBox") == whole


def test_for_other_people_only_colours_travel_and_outlines_are_not_fetched_again(new_page: Any) -> None:
    page = new_page(START)
    requests: list[str] = []
    came: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.webSocketFrameReceived", lambda event: came.append(len(event["response"]["payloadData"]))
    )
    page.on("request", lambda request: requests.append(request.url))
    before = page.locator("canvas").get_attribute("data-drawn")
    page.get_by_role("combobox", name="People").click()
    page.get_by_role("option", name="women").or_(page.get_by_role("option", name="female")).first.click()
    assert until(page, lambda: page.locator("canvas").get_attribute("data-drawn") != before)
    ready(page)
    assert [url for url in requests if "outlines" in url] == []
    assert 0 < sum(came) < 200_000, "base64, the whole page"
    page.get_by_role("slider").focus()
    page.keyboard.press("Home")
    assert until(page, lambda: "period=2014" in page.url)
    ready(page)
    assert [url for url in requests if "outlines" in url] == []


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_three_linked_maps_keep_nobody_out(new_page: Any, scheme: str) -> None:
    page = new_page(
        f"{START}&view=change&before=2014&after=2024&marked=G0505;G0606&district=G0707", color_scheme=scheme
    )
    assert page.locator("figcaption").all_inner_texts() == ["2014", "2024", "Change"]
    expect(page.locator("canvas[data-drawn]")).to_have_count(3)
    assert page.locator(".marks .marked").count() == 6
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in violations] == []


def test_a_picture_of_very_many_districts_is_downloaded(new_page: Any, tmp_path: Path) -> None:
    page = new_page(START, viewport={"width": 390, "height": 844})
    assert page.evaluate("() => document.querySelector('[data-testid=\"stMain\"]').scrollWidth") <= 390
    page.get_by_text("Download", exact=True).first.click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Picture (PNG)").click()
    waiting.value.save_as(tmp_path / "map.png")
    assert (tmp_path / "map.png").stat().st_size > 10_000

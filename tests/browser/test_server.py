"""The page of a full house in a browser: it is read by everybody, its script may run, and who is there stays."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.browser import Browser, Watch, ready, serving

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.browser


def test_the_next_visitor_waits_on_a_page_that_looks_for_room_and_a_reload_is_let_in(
    browser: Browser, tmp_path: Path
) -> None:
    packs = [ROOT / "data" / "morocco"]
    with serving(tmp_path / "counts", packs, TOWNBELL_SESSIONS="1") as address:
        there, waits = browser.new_context(), browser.new_context(locale="fr-FR")
        first, second = there.new_page(), waits.new_page()
        first.goto(f"{address}/methods?city=morocco")
        ready(first)

        watch = Watch(second, address)
        second.clock.install()
        answer = second.goto(f"{address}/methods?city=morocco")
        assert answer is not None
        assert (answer.status, answer.headers["retry-after"]) == (503, "20")
        assert second.locator("h1").inner_text() == second.title().removesuffix(" · Townbell")
        assert second.locator("html").get_attribute("lang") == "fr"
        assert Axe().run(second).response["violations"] == []
        with second.expect_request(lambda request: request.method == "HEAD"):
            second.clock.run_for(30_000)
        assert watch.outside == []
        assert [text for text in watch.complaints if "503" not in text] == []

        first.reload()
        ready(first)
        assert second.get_by_role("link").is_visible()
        there.close(), waits.close()

"""How long until something is seen, and what a change of indicator costs the server.

    python -m benchmarks.first_view [--runs 5] [--city new-york]

An empty Streamlit page and a city's page are opened in turn in one Chromium, each with an empty browser
cache: milliseconds from navigation until the heading, or the map's fills, are on the screen; medians and
their ratio. Then indicators are chosen one after another: milliseconds of the server's processor for the
first time that an indicator is asked for, and for every later time.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.support.browser import launched, process, ready, require_chromium

EMPTY = 'import streamlit as st\n\nst.set_page_config(page_title="Empty", layout="wide")\nst.title("Empty")\n'
SIZE = {"width": 1366, "height": 768}
HEADING = "() => document.querySelector('h1')"
# The outlines stand in a shadow tree, as the parts of the page's own map do.
MAP = """() => document.querySelector('h1') && [...document.querySelectorAll('[data-testid="stMain"] *')]
    .some(part => part.shadowRoot?.querySelector('.sheet path[role="button"]'))"""


@contextmanager
def fresh_page(browser: Browser) -> Iterator[Page]:
    """A page with nothing in its cache."""
    context = browser.new_context(viewport=SIZE)
    yield context.new_page()
    context.close()


def milliseconds_until(browser: Browser, address: str, seen: str) -> float:
    """From navigation until a condition of the page holds and two more pictures are on the screen."""
    with fresh_page(browser) as page:
        begin = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.wait_for_function(seen, polling="raf", timeout=60_000)
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return (time.perf_counter() - begin) * 1000


def processor_seconds(pid: int) -> float:
    """What a process has used of the processor, all threads together (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cost_of_change(page: Page, pid: int, label: str) -> float:
    """Milliseconds of the server's processor for choosing an indicator."""
    before = processor_seconds(pid)
    page.get_by_role("combobox", name="Indicator").click()
    page.get_by_role("option", name=label, exact=True).click()
    page.wait_for_function("text => document.querySelector('h1')?.innerText === text", arg=label)
    ready(page)
    return (processor_seconds(pid) - before) * 1000


def changes(browser: Browser, address: str, pid: int, rounds: int) -> tuple[list[float], list[float]]:
    """Costs of choosing each indicator of the first domain: the first time, and every later one."""
    with fresh_page(browser) as page:
        page.set_default_timeout(20_000)
        page.goto(address)
        ready(page)
        page.get_by_role("combobox", name="Indicator").click()
        page.wait_for_selector('[role="option"]')
        labels = page.get_by_role("option").all_inner_texts()[:4]
        page.keyboard.press("Escape")
        order = labels[1:] + labels[:1]
        first = [cost_of_change(page, pid, label) for label in order]
        later = [cost_of_change(page, pid, label) for _ in range(rounds) for label in order]
    return first, later


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--city", nargs="*", default=["new-york", "morocco", "bellhaven"])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, launched(require_chromium()) as browser:
        script = Path(folder) / "empty.py"
        script.write_text(EMPTY, encoding="utf-8")
        with (
            process(Path(folder) / "nothing", script=script) as (empty, _),
            process(Path(folder) / "counts") as (address, pid),
        ):
            measure(browser, empty, address, pid, asked.city, asked.runs)


def measure(browser: Browser, empty: str, address: str, pid: int, cities: list[str], runs: int) -> None:
    """Opens the pages in turn, so that a busy machine slows both alike."""
    print(
        f"{'city':12} {'empty ms':>9} {'city ms':>9} {'ratio':>6} {'change CPU ms':>14} {'again':>6} {'worst':>6}"
    )
    for city in cities:
        there = f"{address}/map?city={city}"
        pairs = [
            (milliseconds_until(browser, empty, HEADING), milliseconds_until(browser, there, MAP))
            for _ in range(runs + 1)
        ][1:]
        plain, full = (statistics.median(column) for column in zip(*pairs, strict=True))
        first, later = changes(browser, there, pid, max(1, runs // 2))
        print(
            f"{city:12} {plain:9.0f} {full:9.0f} {full / plain:6.2f} "
            f"{statistics.median(first):14.0f} {statistics.median(later):6.0f} {max(first + later):6.0f}"
        )


if __name__ == "__main__":
    main()

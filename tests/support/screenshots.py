"""Pictures of every page at four sizes: `python -m tests.support.screenshots [PAGE...]`, written to `screenshots/`.

`england` among the names takes the README's picture of England's small areas (`docs/images/england.png`) instead of the
pages; without names it is taken too where the published files lie beside the project.
"""

import os
import sys
import tempfile
from pathlib import Path

from tests.support.browser import ROOT, Browser, chromium, launched, ready, serving, until
from tests.support.england import MODULES, SOURCE, england
from tests.support.reference import SHARED

SIZES = {"laptop": (1366, 768), "projector": (1920, 1080), "tablet": (820, 1180), "phone": (390, 844)}
PAGES = {
    "cities": "",
    "city": "city?city=bellhaven",
    "city-morocco": "city?city=morocco",
    "map": "map?city=bellhaven&indicator=violent_crime",
    "map-morocco": "map?city=morocco",
    "map-new-york": "map?city=new-york",
    "where": "where?city=bellhaven&indicator=violent_crime&before=2016&after=2025",
    "district": "district?city=bellhaven&district=B01",
    "compare": "compare?city=bellhaven&indicator=violent_crime&marked=B01;B07;B14",
    "segments": "segments?city=bellhaven&indicator=home_internet",
    "interventions": "interventions?city=bellhaven",
    "intervention": "interventions?city=bellhaven&entry=wardens",
    "methods": "methods?city=bellhaven&indicator=home_internet",
}
ENGLAND = "england"
ENGLAND_VIEW = "map?city=england&domain=deprivation&indicator=low_income"
_TALL = """() => document.querySelector('[data-testid="stMain"]').scrollHeight"""


def take(browser: Browser, address: str, folder: Path, names: list[str], dark: bool = False) -> None:
    """One picture of what is seen first and one of the whole page, for every page and size."""
    for size, (width, height) in SIZES.items():
        page = browser.new_page(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        for name in names:
            page.goto(f"{address}/{PAGES[name]}")
            ready(page)
            page.wait_for_timeout(2500)
            page.screenshot(path=folder / f"{name}-{size}.png")
            tall = min(int(page.evaluate(_TALL)), 8000)
            page.set_viewport_size({"width": width, "height": max(height, tall)})
            page.wait_for_timeout(1500)
            page.screenshot(path=folder / f"{name}-{size}-whole.png")
            page.set_viewport_size({"width": width, "height": height})
        page.close()


def take_england(browser: Browser, folder: Path) -> Path:
    """The map of all small areas of England, as the README shows it; its outlines are made first, for a minute."""
    picture = ROOT / "docs" / "images" / "england.png"
    picture.parent.mkdir(parents=True, exist_ok=True)
    with serving(folder / "cache", [england(folder)], TOWNBELL_MODULES=str(MODULES)) as address:
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        page.goto(f"{address}/{ENGLAND_VIEW}")
        ready(page, timeout=300_000)
        until(page, lambda: page.locator('[data-testid="stBidiComponent"], canvas').count() > 0, 60)
        page.wait_for_timeout(6000)
        page.screenshot(path=picture)
        page.close()
    return picture


def main(names: list[str]) -> int:
    """Takes the pictures of the named pages, or of all; `DARK=yes` as a dark screen shows them."""
    found = chromium()
    if found is None:
        print("No Chromium was found: install it, or set TOWNBELL_CHROMIUM to its path.", file=sys.stderr)
        return 1
    folder = ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    pages = [name for name in names or PAGES if name != ENGLAND]
    with tempfile.TemporaryDirectory() as made, launched(found) as browser:
        if pages:
            with serving(Path(made) / "cache") as address:
                take(browser, address, folder, pages, os.environ.get("DARK") == "yes")
            print(f"Written to {folder}")
        if (ENGLAND in names or not names) and (SHARED / SOURCE).exists():
            print(f"Written to {take_england(browser, Path(made))}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

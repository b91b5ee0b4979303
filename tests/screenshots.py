"""Pictures of every page at three sizes: `python -m tests.screenshots`, written to `screenshots/`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser import ROOT, chromium, launched, ready, serving

SIZES = {"laptop": (1366, 768), "projector": (1920, 1080), "tablet": (820, 1180)}
PAGES = {
    "cities": "",
    "morocco": "city?city=morocco",
    "new-york": "city?city=new-york",
    "bellhaven": "city?city=bellhaven",
}


def take(browser: Browser, address: str, folder: Path, names: list[str]) -> None:
    """One picture of what is seen first and one of the whole page, for every page and size."""
    for size, (width, height) in SIZES.items():
        page = browser.new_page(viewport={"width": width, "height": height})
        for name in names:
            page.goto(f"{address}/{PAGES[name]}")
            ready(page)
            page.wait_for_timeout(2500)
            page.screenshot(path=folder / f"{name}-{size}.png")
            tall = page.evaluate("""() => document.querySelector('[data-testid="stMain"]').scrollHeight""")
            page.set_viewport_size({"width": width, "height": max(height, int(tall))})
            page.wait_for_timeout(1500)
            page.screenshot(path=folder / f"{name}-{size}-whole.png")
            page.set_viewport_size({"width": width, "height": height})
        page.close()


def main(names: list[str]) -> int:
    """Takes the pictures of the named pages, or of all."""
    found = chromium()
    if found is None:
        print("No Chromium was found: install it, or set TOWNBELL_CHROMIUM to its path.", file=sys.stderr)
        return 1
    folder = ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as cache,
        serving(Path(cache) / "cache") as address,
        launched(found) as browser,
    ):
        take(browser, address, folder, names or list(PAGES))
    print(f"Written to {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A page server and a real Chromium for the tests of the pages."""

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser as PlainBrowser
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    Request,
    sync_playwright,
)

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
COPY = re.compile("Copy link|Copier le lien")
# The first ones keep Chromium itself quiet. The four before the last two draw maps where there is no graphics card; the
# last two keep that drawing to maps: a page that waits, with something turning on it, took most of a processor.
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-gpu-rasterization",
    "--disable-gpu-compositing",
]
STORED = "local_storage,indexeddb,cache_storage,service_workers"
"""What pages may have stored, in the words of Chromium's debugging protocol; cookies are cleared beside it."""


def chromium() -> str | None:
    """Where Chromium is: `TOWNBELL_CHROMIUM`, or what is on the path."""
    given = os.environ.get("TOWNBELL_CHROMIUM")
    return given or next(filter(None, map(shutil.which, NAMES)), None)


def require_chromium() -> str:
    """The path to Chromium; without one the test is skipped, in CI it fails."""
    found = chromium()
    if found is None:
        why = "No Chromium was found: install it, or set TOWNBELL_CHROMIUM to its path."
        pytest.fail(why) if os.environ.get("CI") == "true" else pytest.skip(why)
    return str(found)


class Browser:
    """A Chromium whose pages share what was loaded and compiled, and nothing else.

    A context of its own for every page loads and compiles Streamlit's scripts anew, which takes more of the processor
    than all that a test looks at. So pages are opened one after the other in one profile on disk; cookies and what
    pages stored are thrown away before each. While one is still open, or where an option can't be changed for a page
    alone, the next gets a context of its own.
    """

    SHARED = frozenset({"viewport", "color_scheme", "reduced_motion", "accept_downloads", "locale"})

    def __init__(self, playwright: Playwright, executable: str, folder: Path) -> None:
        self._profile = playwright.chromium.launch_persistent_context(
            folder, executable_path=executable, args=FLAGS, locale="en-GB", no_viewport=False
        )
        self._resting = self._profile.pages[0]  # a profile ends with its last page
        self._plain: PlainBrowser | None = None
        self._launch = lambda: playwright.chromium.launch(executable_path=executable, args=FLAGS)

    def new_page(self, **options: Any) -> Page:
        """A page, seen for the first time. Options as Playwright's `Browser.new_page` has them."""
        others = [page for page in self._profile.pages if page != self._resting]
        if others or set(options) - self.SHARED or not options.get("locale", "en").startswith("en"):
            return self.new_context(**options).new_page()
        self._profile.clear_cookies()
        session = self._profile.new_cdp_session(self._resting)
        session.send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": STORED})
        session.detach()
        page = self._profile.new_page()
        page.set_viewport_size(options.get("viewport", {"width": 1280, "height": 720}))
        page.emulate_media(
            color_scheme=options.get("color_scheme", "light"),
            reduced_motion=options.get("reduced_motion", "no-preference"),
        )
        return page

    def new_context(self, **options: Any) -> BrowserContext:
        """A context of its own, which shares nothing with any page."""
        if self._plain is None:
            self._plain = self._launch()
        return self._plain.new_context(**options)

    def close(self) -> None:
        """Ends both."""
        self._profile.close()
        if self._plain is not None:
            self._plain.close()


@contextmanager
def launched(executable: str) -> Iterator[Browser]:
    """A Chromium that draws maps and asks nobody for anything."""
    with sync_playwright() as playwright, TemporaryDirectory(prefix="townbell-chromium-") as folder:
        browser = Browser(playwright, executable, Path(folder))
        try:
            yield browser
        finally:
            browser.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(
    cache: Path,
    packs: list[Path] | None = None,
    script: Path = ROOT / "dashboard" / "server.py",
    **environment: str,
) -> Iterator[str]:
    """A page server of its own on a free port, with its own register; gives its address. Servers may share a cache."""
    with process(cache, packs, script, **environment) as (address, _):
        yield address


@contextmanager
def process(
    cache: Path,
    packs: list[Path] | None = None,
    script: Path = ROOT / "dashboard" / "server.py",
    **environment: str,
) -> Iterator[tuple[str, int]]:
    """As `serving`, with the server's process id."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    given = {**os.environ, "TOWNBELL_CACHE": str(cache), "PYTHONPATH": str(ROOT)}
    register = f"sqlite:///{cache.with_name(f'register-{port}.db')}"
    given |= {"TOWNBELL_WARM": "counts", "TOWNBELL_REGISTER": register, **environment}
    if packs is not None:
        given["TOWNBELL_PACKS"] = os.pathsep.join(map(str, packs))
    log = cache.with_name(f"server-{port}.log")
    with log.open("wb") as output:
        running = subprocess.Popen(command, cwd=ROOT, env=given, stdout=output, stderr=subprocess.STDOUT)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(f"{address}/_stcore/health", running, log)
        yield address, running.pid
    finally:
        running.terminate()
        running.wait(20)


def _wait(address: str, running: "subprocess.Popen[bytes]", log: Path, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and running.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"The page server did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")


def ready(page: Page, timeout: float = 60_000) -> None:
    """Waits until the script has run, and the pictures are in their places."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=timeout)
    page.wait_for_function(
        """() => !document.querySelector('[data-testid="stSkeleton"], [data-testid="stSpinner"]')
        && document.querySelector('[data-testid="stMain"] h1')""",
        timeout=timeout,
    )
    page.wait_for_timeout(150)
    if page.get_by_role("button", name=COPY).count():
        until(page, lambda: "v=" in page.url, 5)  # the page completes its address a moment later


def until(page: Page, holds: Callable[[], bool], seconds: float = 10) -> bool:
    """Does something come to hold? For what is drawn some time after the script has run."""
    end = time.monotonic() + seconds
    while not (found := holds()) and time.monotonic() < end:
        page.wait_for_timeout(100)
    return found


def picture(element: Locator) -> Image.Image:
    """What is seen of an element."""
    return Image.open(io.BytesIO(element.screenshot())).convert("RGB")


def coloured(element: Locator) -> bool:
    """Is more than a twentieth of an element something else than white?"""
    seen = np.asarray(picture(element))
    return bool((seen.min(axis=2) < 235).mean() > 0.05)


class Watch:
    """Collects what a page asks of other machines, and what its console complains of."""

    def __init__(self, page: Page, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.outside: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _request(self, request: Request) -> None:
        local = urlsplit(request.url).netloc == self.host
        if not local and not request.url.startswith(("data:", "blob:")):
            self.outside.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" or re.search("Content.Security.Policy", message.text):
            self.complaints.append(message.text)

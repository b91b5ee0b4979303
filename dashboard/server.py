"""The page server: `streamlit run dashboard/server.py`, or `townbell run`.

Around the pages of `app.py` it puts the headers that keep a page from asking other machines for anything, a cap on
sessions, addresses that say when it is ready (`/api/ready`) and how it does (`/api/health`), and a warm start:
libraries, cities and counts are there before the first visitor is.
"""

import base64
import gc
import hashlib
import os
import re
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Streamlit puts the script's own folder on the path; the packages lie one above, installed or not.
_HERE = Path(__file__).resolve().parent
if str(_HERE.parent) not in sys.path:
    sys.path.insert(0, str(_HERE.parent))

from dashboard.hosting import map_route  # noqa: E402
from dashboard.hosting.capacity import Cap, Places, most_sessions  # noqa: E402
from dashboard.hosting.health import report  # noqa: E402
from dashboard.hosting.memory_allocator import few_arenas, give_back_always, one_pool  # noqa: E402
from dashboard.hosting.waiting_page import full_page  # noqa: E402
from dashboard.maps import modules as map_modules  # noqa: E402
from indicators.engine.text import messages as language  # noqa: E402


def inline_scripts(html: str) -> Iterator[str]:
    """The hashes of the scripts that stand in a page, as a content-security-policy names them."""
    for script in re.findall(r"<script>(.*?)</script>", html, flags=re.DOTALL):
        digest = hashlib.sha256(script.encode()).digest()
        yield f"'sha256-{base64.b64encode(digest).decode()}'"


def policy() -> str:
    """What a page may load: nothing from elsewhere. Vega compiles its expressions, hence `unsafe-eval`."""
    page = Path(st.__file__).parent / "static" / "index.html"
    pages = (page.read_text(encoding="utf-8"), full_page("")[1])
    allowed = " ".join(script for each in pages for script in inline_scripts(each))
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' 'unsafe-eval' blob: {allowed}".strip(),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "frame-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


HEADERS = {
    "content-security-policy": policy(),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
}


def modules(folder: Path, names: Iterable[str]) -> set[str]:
    """The files of parts of Streamlit's page and of all that they import, whatever this version calls them."""
    queue = [path.name for name in names for path in folder.glob(f"{name}.*.js")]
    found: set[str] = set()
    while queue:
        name = queue.pop()
        if name not in found and (folder / name).is_file():
            found.add(name)
            queue += re.findall(r'from"\./([^"]+\.js)"', (folder / name).read_text(encoding="utf-8"))
    return found


def preloads() -> str:
    """Names at once the parts that a city's page needs; the browser would else find them one after another."""
    page = Path(st.__file__).parent / "static"
    known = (page / "index.html").read_text(encoding="utf-8")
    needed = modules(page / "static" / "js", ("BidiComponent", "Selectbox", "Html"))
    wanted = sorted(name for name in needed if name not in known)
    files = [f"static/js/{name}" for name in wanted]
    files += [map_modules.address(name) for name in map_modules.imported_by("path_map.mjs")]
    return ", ".join(f'<./{file}>; rel="modulepreload"; crossorigin' for file in files)


PRELOADS = preloads().encode()


class Headers:
    """Adds the headers to every answer; it holds nothing back, and leaves websockets alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.added = [(name.encode(), value.encode()) for name, value in HEADERS.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message["headers"], *self.added]
                if scope["path"].endswith("/map"):
                    headers.append((b"link", PRELOADS))
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def warm() -> int:
    """Imports what pages need, opens the cities and counts them; tells how many can be opened.

    What stays for good is then kept out of the collector's way: Streamlit collects after runs.
    """
    from dashboard import queries
    from indicators.engine.text.errors import TownbellError

    opened = queries.cities()
    queries.cards()
    for city in opened.values():
        for indicator in city.available:
            try:
                city.counts(indicator)
            except TownbellError as error:
                print(f"{city.name}, {indicator.id}: {error}", file=sys.stderr)
    set_apart()
    return len(opened)


def set_apart() -> None:
    """Keeps all that is there out of the collector's way for good.

    The collector looks at everything only when what is new is a quarter of what it saw last time. So it has to look
    once more, at the little that is left: or garbage could pile up to a quarter of all that was set apart.
    """
    gc.collect()
    gc.freeze()
    gc.collect()


def warm_pages() -> None:
    """Works out what the first pages of each city show; a visitor who comes meanwhile waits no longer for it.

    Verdicts hold sentences, so they are worked out in every language: with fifty visitors there, the seconds that one
    takes are a minute for all who look at the list.
    """
    from dashboard import queries
    from dashboard.views.city import data as overview
    from dashboard.views.district import inside_data
    from dashboard.views.interventions import data as interventions

    try:
        for code in language.languages():
            language.use(code)
            for city in queries.cities().values():
                for page in (overview, inside_data, interventions):
                    page.warm(city)
    finally:
        made_ready.set()
    # Only while nobody has come: a session that is set apart would stay in memory for ever.
    if not places.peak:
        set_apart()


def release_references() -> None:
    """Lets what is kept forget who looked at it."""
    from dashboard import queries

    queries.release_references()


@asynccontextmanager
async def warmed(_: object) -> AsyncIterator[dict[str, int]]:
    """Starts serving when the cities are open, and opens a browser where there is a screen.

    Pages are made ready beside that, unless `TOWNBELL_WARM=counts` says that only the counts shall be.
    """
    opened = await anyio.to_thread.run_sync(warm)
    if os.environ.get("TOWNBELL_WARM", "pages") == "pages":
        threading.Thread(target=warm_pages, name="warm pages", daemon=True).start()
    else:
        made_ready.set()
    if not st.get_option("server.headless"):
        where = f"http://{st.get_option('server.address') or 'localhost'}:{st.get_option('server.port')}"
        threading.Timer(0.5, webbrowser.open, (where,)).start()
    giving = give_back_always(release_references)
    try:
        yield {"cities": opened}
    finally:
        giving.set()


async def ready(_: Request) -> JSONResponse:
    """Answers as soon as pages do."""
    return JSONResponse({"status": "ready", "cities": app.state.get("cities", 0)})


async def health(_: Request) -> JSONResponse:
    """How the server does: 503 where no city can be opened, so that nobody is sent here; a full house is healthy."""
    said = report(places, made_ready.is_set())
    return JSONResponse(said, 503 if said["status"] == "failing" else 200, {"cache-control": "no-store"})


few_arenas()
one_pool()
places = Places(most_sessions())
made_ready = threading.Event()
app = st.App(
    _HERE / "app.py",
    lifespan=warmed,
    routes=[Route("/api/ready", ready), Route("/api/health", health), *map_route.ROUTES],
    middleware=[Middleware(Headers), Middleware(Cap, places=places)],
)

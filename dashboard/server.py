"""The page server: `streamlit run dashboard/server.py`, or `townbell run`.

Around the pages of `app.py` it puts the headers that keep a page from asking other machines for anything, a cap on
sessions, addresses that say when it is ready (`/api/ready`) and how it does (`/api/health`), and a warm start:
cities are open before the first visitor comes, and counts and first pages are made ready in a thread beside.
"""

import gc
import os
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

# Streamlit puts the script's own folder on the path; the packages lie one above, installed or not.
_HERE = Path(__file__).resolve().parent
if str(_HERE.parent) not in sys.path:
    sys.path.insert(0, str(_HERE.parent))

from dashboard.hosting import map_route  # noqa: E402
from dashboard.hosting.capacity import Cap, Places, most_sessions  # noqa: E402
from dashboard.hosting.headers import Headers  # noqa: E402
from dashboard.hosting.health import report  # noqa: E402
from dashboard.hosting.memory_allocator import few_arenas, give_back_always, one_pool  # noqa: E402
from indicators.engine.text import messages as language  # noqa: E402


def open_cities() -> int:
    """Opens every city and imports what that needs; gives how many could be opened."""
    from dashboard.queries import open_cities as packs
    from indicators.engine.city import City

    return sum(isinstance(packs.open_city(folder), City) for folder in packs.pack_folders())


def warm(pages: bool) -> None:
    """Makes the counts of every city ready, and then what its first pages show if `pages`.

    What stays for good is then kept out of the collector's way: Streamlit collects after runs.
    """
    try:
        warm_counts()
        if pages:
            warm_pages()
    finally:
        made_ready.set()
    # Only while nobody has come: a session that is set apart would stay in memory for ever.
    if not places.peak:
        set_apart()


def warm_counts() -> None:
    """Counts every indicator of every city, or reads what was counted before."""
    from dashboard import queries
    from indicators.engine.text.errors import TownbellError

    for city in queries.cities().values():
        for indicator in city.available:
            try:
                city.counts(indicator)
            except TownbellError as error:
                print(f"{city.name}, {indicator.id}: {error}", file=sys.stderr)
    queries.cards()


def set_apart() -> None:
    """Keeps all that is there out of the collector's way for good.

    The collector looks at everything only when what is new is a quarter of what it saw last time. So it has to look
    once more, at the little that is left: or garbage could pile up to a quarter of all that was set apart.
    """
    gc.collect()
    gc.freeze()
    gc.collect()


def warm_pages() -> None:
    """Works out what the first pages of each city show, or reads what an earlier start kept of it.

    A visitor who comes meanwhile waits no longer for it.

    Verdicts are made once for all languages, what is drawn with words once for each: with fifty visitors there, the
    seconds that one takes are a minute for all who look at the list.
    """
    from dashboard import queries
    from dashboard.views.city import data as overview
    from dashboard.views.district import inside_data
    from dashboard.views.interventions import data as interventions

    cities = queries.cities().values()
    known = {city.key: queries.load_kept(city) for city in cities}
    for code in language.languages():
        language.use(code)
        for city in cities:
            for page in (overview, inside_data, interventions):
                page.warm(city)
    for city in cities:
        queries.save_kept(city, known[city.key])


def release_references() -> None:
    """Frees what pandas remembers of former readers of kept frames; loads `queries` only when it is called."""
    from dashboard import queries

    queries.release_references()


@asynccontextmanager
async def warmed(_: object) -> AsyncIterator[dict[str, int]]:
    """Starts serving when the cities are open, and opens a browser where there is a screen.

    Counts and pages are made ready beside that, with `TOWNBELL_WARM=counts` the counts alone; `/api/health` says when
    they are.
    """
    opened = await anyio.to_thread.run_sync(open_cities)
    gc.freeze()
    pages = os.environ.get("TOWNBELL_WARM", "pages") == "pages"
    threading.Thread(target=warm, args=(pages,), name="warm", daemon=True).start()
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

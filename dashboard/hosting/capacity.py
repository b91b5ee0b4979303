"""A cap on the sessions of a page server: who comes when every place is taken waits on a polite page.

A place is an open page (its websocket). Whoever asks for a page is given a mark, a cookie that means nothing but
that, and is known by it: a reload finds its place again, also in a full house. The cap is `TOWNBELL_SESSIONS`, 0
for none; without it there is room for as many as memory allows.
"""

import os
import secrets
import sys
import time
from collections.abc import Callable, Iterable
from http.cookies import CookieError, SimpleCookie

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.cache.memory import MEGABYTE, machine_memory
from dashboard.hosting.waiting_page import RETRY, full_page
from dashboard.streamlit_compat import NO_PAGES, STREAM

MARK = "townbell_place"
ARRIVES, RETURNS, TABS = 20.0, 30.0, 5
"""Seconds for which a place waits for a page that was asked for, and for one that went away; most pages of one
visitor in a full house."""
_A_SESSION, _AT_MOST, _AT_LEAST = 4 * MEGABYTE, 200, 20


def most_sessions() -> int:
    """The cap: what is set, or a quarter of the memory at 4 MB a session, 20 to 200; half of that on one core.

    One process computes one answer at a time, so more cores do not serve more people; more processes do.
    """
    asked = os.environ.get("TOWNBELL_SESSIONS", "").strip()
    if asked.isdecimal():
        return int(asked)
    if asked:
        print(f"TOWNBELL_SESSIONS={asked!r} is no number of sessions; the default holds.", file=sys.stderr)
    room = max(_AT_LEAST, min(_AT_MOST, machine_memory() // 4 // _A_SESSION))
    return room if (os.cpu_count() or 1) > 1 else room // 2


class Places:
    """Who is there: open pages by the visitors' marks, and the marks that a place waits for."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.most = most
        self.peak = self.refused = 0
        self._clock = clock
        self._open: dict[str, int] = {}
        self._awaited: dict[str, float] = {}

    @property
    def open(self) -> int:
        """Open pages."""
        return sum(self._open.values())

    @property
    def awaited(self) -> int:
        """Places that wait for somebody to arrive, or to come back."""
        now = self._clock()
        self._awaited = {mark: until for mark, until in self._awaited.items() if until > now}
        return len(self._awaited)

    @property
    def room(self) -> bool:
        """Is there a place for somebody new?"""
        return not self.most or self.open + self.awaited < self.most

    def admit(self, mark: str) -> str | None:
        """The mark of somebody who asks for a page: his own, a new one, or None where there is no room for him."""
        if mark in self._open:
            return mark
        expected = self._awaited.get(mark, 0.0) > self._clock()
        if expected or self.room:
            known = mark if expected else secrets.token_urlsafe(12)
            self._awaited[known] = max(self._awaited.get(known, 0.0), self._clock() + ARRIVES)
            return known
        self.refused += 1
        return None

    def enter(self, mark: str) -> bool:
        """Takes a place for an open page; False where there is none."""
        others = self._open.get(mark, 0)
        expected = self._awaited.get(mark, 0.0) > self._clock()
        if not (expected or (mark and 0 < others < TABS) or self.room):
            self.refused += 1
            return False
        self._awaited.pop(mark, None)
        self._open[mark] = others + 1
        self.peak = max(self.peak, self.open)
        return True

    def leave(self, mark: str) -> None:
        """Gives a place up; it waits for a moment, as a reload comes back at once."""
        self._open[mark] -= 1
        if not self._open[mark]:
            del self._open[mark]
            if mark:
                self._awaited[mark] = self._clock() + RETURNS


class Cap:
    """Lets in as many as there are places for. Everything but pages and their websockets passes."""

    def __init__(self, app: ASGIApp, places: Places) -> None:
        self.app = app
        self.places = places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["path"].endswith(STREAM):
            await self._stream(scope, receive, send)
        elif self.places.most and scope["type"] == "http" and _asks_for_a_page(scope):
            await self._page(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        mark = _mark(scope)
        if not self.places.enter(mark):
            await receive()
            # Before it is accepted: the browser sees that it was refused (403), and asks again later.
            await send({"type": "websocket.close", "code": 1013, "reason": "full"})
            return
        try:
            await self.app(scope, receive, send)
        finally:
            self.places.leave(mark)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        mark = _mark(scope)
        admitted = self.places.admit(mark)
        if admitted is None:
            await _refuse(scope, send)
            return
        given = f"{MARK}={admitted}; Path=/; HttpOnly; SameSite=Lax"
        given += "; Secure" * (scope.get("scheme") == "https")

        async def with_mark(message: Message) -> None:
            if message["type"] == "http.response.start" and admitted != mark:
                message = {**message, "headers": [*message["headers"], (b"set-cookie", given.encode())]}
            await send(message)

        await self.app(scope, receive, with_mark)


async def _refuse(scope: Scope, send: Send) -> None:
    language, page = full_page(_header(scope, b"accept-language"))
    body = page.encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"content-language", language.encode()),
        (b"vary", b"Accept-Language, Cookie"),
        (b"cache-control", b"no-store"),
        (b"retry-after", str(RETRY).encode()),
    ]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def _asks_for_a_page(scope: Scope) -> bool:
    """A browser that goes to an address; not its scripts, files and questions, nor a machine that looks by."""
    parts = [part for part in scope["path"].split("/") if part]
    inner = any(part in NO_PAGES for part in parts) or (parts and "." in parts[-1])
    return scope["method"] in ("GET", "HEAD") and not inner and "text/html" in _header(scope, b"accept")


def _header(scope: Scope, name: bytes) -> str:
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    return ", ".join(value.decode("latin-1") for key, value in headers if key == name)


def _mark(scope: Scope) -> str:
    """The visitor's mark; empty without one."""
    try:
        cookies = SimpleCookie(_header(scope, b"cookie"))
    except CookieError:
        return ""
    return cookies[MARK].value if MARK in cookies else ""

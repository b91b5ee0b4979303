"""The cap on sessions: who is let in, who waits, and what the page of a full house says."""

import asyncio
import re
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from dashboard.hosting import headers
from dashboard.hosting.capacity import ARRIVES, MARK, RETURNS, TABS, Cap, Places, most_sessions
from dashboard.hosting.waiting_page import RETRY, asked_language, full_page
from tests.support.loops import finished

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def places(clock: Clock) -> Places:
    return Places(2, clock)


def arrived(places: Places) -> str:
    """The mark of somebody who asked for a page and opened it."""
    mark = places.admit("")
    assert mark is not None
    assert places.enter(mark)
    return mark


def test_as_many_are_let_in_as_there_are_places(places: Places) -> None:
    arrived(places), arrived(places)
    assert (places.admit(""), places.room, places.open, places.refused) == (None, False, 2, 1)


def test_a_page_that_was_asked_for_holds_its_place_until_it_arrives(places: Places, clock: Clock) -> None:
    arrived(places)
    coming = places.admit("")
    assert coming is not None
    assert places.admit("") is None
    assert places.enter(coming)
    clock.now += ARRIVES + 1
    assert places.admit("") is None


def test_who_asks_for_a_page_and_never_comes_gives_the_place_up(places: Places, clock: Clock) -> None:
    arrived(places)
    places.admit("")
    assert places.admit("") is None
    clock.now += ARRIVES + 1
    assert places.admit("") is not None


def test_a_reload_is_let_in_also_when_the_house_is_full(places: Places) -> None:
    first, _second = arrived(places), arrived(places)
    assert places.admit(first) == first
    places.leave(first)
    assert places.admit("") is None
    assert places.admit(first) == first
    assert places.enter(first)


def test_a_place_is_free_some_time_after_its_page_was_closed(places: Places, clock: Clock) -> None:
    first, _second = arrived(places), arrived(places)
    places.leave(first)
    assert not places.room
    clock.now += RETURNS + 1
    assert places.admit("") is not None
    assert places.admit(first) is None


def test_somebody_who_is_there_may_open_some_more_pages_but_not_any_number(places: Places) -> None:
    first, _second = arrived(places), arrived(places)
    assert [places.enter(first) for _page in range(TABS)] == [True] * (TABS - 1) + [False]


def test_who_brings_no_mark_is_let_in_only_where_there_is_room(places: Places) -> None:
    assert [places.enter("") for _page in range(3)] == [True, True, False]
    places.leave("")
    assert places.enter("")


def test_an_invented_mark_is_worth_nothing(places: Places) -> None:
    arrived(places), arrived(places)
    assert places.admit("invented") is None
    assert not places.enter("invented")


def test_without_a_cap_everybody_is_let_in(clock: Clock) -> None:
    places = Places(0, clock)
    assert all(places.enter(str(number)) for number in range(1000))
    assert places.room


@pytest.mark.parametrize(("set_to", "cap"), [("7", 7), ("0", 0), (" 12 ", 12)])
def test_the_cap_is_what_is_set(monkeypatch: pytest.MonkeyPatch, set_to: str, cap: int) -> None:
    monkeypatch.setenv("TOWNBELL_SESSIONS", set_to)
    assert most_sessions() == cap


def test_a_cap_that_is_no_number_is_said_and_the_default_holds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TOWNBELL_SESSIONS", raising=False)
    usual = most_sessions()
    monkeypatch.setenv("TOWNBELL_SESSIONS", "many")
    assert most_sessions() == usual
    assert 10 <= usual <= 200
    assert "TOWNBELL_SESSIONS='many'" in capsys.readouterr().err


# The pages around it


async def inner(scope: Scope, receive: Receive, send: Send) -> None:
    """The page server behind the cap."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await receive()
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
    await send({"type": "http.response.body", "body": b"the page"})


async def ask(app: Any, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "scheme": "http",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    await app(scope, receive, send)
    answered = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
    return messages[0]["status"], answered, b"".join(part["body"] for part in messages[1:]).decode()


async def visit(app: Any, ends: asyncio.Event, cookie: str = "") -> list[str]:
    """A websocket that stays open until it is told; gives what it was sent."""
    messages: list[str] = []
    questions = iter([{"type": "websocket.connect"}])

    async def receive() -> Message:
        for message in questions:
            return message
        await ends.wait()
        return {"type": "websocket.disconnect"}

    async def send(message: Message) -> None:
        messages.append(message["type"])

    headers = [(b"cookie", cookie.encode())] if cookie else []
    await app({"type": "websocket", "path": "/_stcore/stream", "headers": headers}, receive, send)
    return messages


def test_the_next_visitor_of_a_full_house_gets_the_page_that_says_so() -> None:
    async def story() -> None:
        places = Places(1)
        app, ends = Cap(inner, places), asyncio.Event()
        status, headers, _body = await ask(app, "/map", **BROWSER)
        cookie = headers["set-cookie"].partition(";")[0]
        assert status == 200
        assert cookie.startswith(f"{MARK}=")
        there = asyncio.create_task(visit(app, ends, cookie))
        await asyncio.sleep(0)
        assert places.open == 1

        status, headers, body = await ask(app, "/map", **BROWSER, accept_language="fr-MA,fr;q=0.9")
        assert (status, headers["retry-after"], headers["content-language"]) == (503, str(RETRY), "fr")
        assert headers["cache-control"] == "no-store"
        assert '<html lang="fr"' in body
        assert (await ask(app, "/map", "HEAD", **BROWSER))[::2] == (503, "")
        assert await visit(app, ends) == ["websocket.close"]
        assert (await ask(app, "/map", **BROWSER, cookie=f"x=y; {cookie}"))[0] == 200

        ends.set()
        assert await there == ["websocket.accept"]
        assert (places.open, places.refused, places.peak) == (0, 3, 1)

    finished(story())


@pytest.mark.parametrize(
    "path", ["/_stcore/health", "/api/health", "/media/x.csv", "/static/js/x.js", "/favicon.ico"]
)
def test_what_is_no_page_passes_in_a_full_house(path: str) -> None:
    places = Places(1)
    places.enter("somebody")
    assert finished(ask(Cap(inner, places), path, **BROWSER))[0] == 200


def test_a_machine_that_looks_by_takes_no_place() -> None:
    places = Places(1)
    app = Cap(inner, places)
    for _look in range(3):
        assert finished(ask(app, "/", accept="*/*"))[0] == 200
    assert places.awaited == 0


def test_no_cookie_is_set_where_there_is_no_cap() -> None:
    assert "set-cookie" not in finished(ask(Cap(inner, Places(0)), "/", **BROWSER))[1]


def test_a_broken_cookie_is_none() -> None:
    assert finished(ask(Cap(inner, Places(1)), "/", **BROWSER, cookie="\x00=;;;=\x01"))[0] == 200


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("", "en"), ("fr", "fr"), ("fr-FR,fr;q=0.9,en;q=0.8", "fr"), ("de,fr;q=0.5", "fr"), ("en;q=0.5,fr;q=0.4", "en"),
        ("de-DE", "en"), ("*", "en"), ("fr;q=x, en", "en"), ("\u2603", "en"),
    ],
)  # fmt: skip
def test_the_page_of_a_full_house_speaks_the_language_that_is_wanted_most(accepted: str, code: str) -> None:
    assert asked_language(accepted) == code
    assert f'<html lang="{code}"' in full_page(accepted)[1]


def test_the_page_of_a_full_house_asks_nothing_of_others_and_its_script_is_allowed() -> None:
    page = full_page("en")[1]
    assert not re.search(r"https?://|\bsrc=|@import", page)
    assert all(hashed in headers.policy() for hashed in headers.inline_scripts(page))
    assert list(headers.inline_scripts(page)) == list(headers.inline_scripts(full_page("fr")[1]))
    assert page.count("<h1>") == 1
    assert '<p role="status">' in page

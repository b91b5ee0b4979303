"""What is measured in a page with a map: bytes that come, and when the picture stands."""

import base64
import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.support.browser import launched, ready, require_chromium, until

SIZE = {"width": 1366, "height": 768}
COLOURS = ((33, 102, 172), (146, 197, 222), (243, 239, 230), (253, 184, 99), (179, 88, 6))
"""From one end of a scale to the other, on both pages."""


class Socket:
    """Bytes that came over websockets, and by other requests, since they were last counted."""

    def __init__(self, page: Page) -> None:
        self.came, self.fetched = 0, 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.webSocketFrameReceived", self._frame)
        session.on("Network.loadingFinished", self._answer)

    def _frame(self, event: dict[str, Any]) -> None:
        frame = event["response"]
        text = frame["payloadData"]
        self.came += len(base64.b64decode(text)) if frame["opcode"] == 2 else len(text.encode())

    def _answer(self, event: dict[str, Any]) -> None:
        self.fetched += int(event["encodedDataLength"])

    def since(self) -> tuple[int, int]:
        """Bytes over websockets and by other requests; counting begins anew."""
        counted = self.came, self.fetched
        self.came = self.fetched = 0
        return counted


def seen(page: Page, box: dict[str, float]) -> np.ndarray:
    """What the browser shows in a place."""
    return np.asarray(
        Image.open(io.BytesIO(page.screenshot(clip=box, timeout=240_000))).convert("RGB")
    ).astype(int)


def unlike(one: np.ndarray, other: np.ndarray) -> float:
    """The part of the picture whose colours differ."""
    return float((np.abs(one - other).max(axis=2) > 40).mean())


def vivid(picture: np.ndarray) -> bool:
    """Are there the map's own colours, and not those of a map that fades while it waits?"""
    ends = (COLOURS[0], COLOURS[-1])
    return any((np.abs(picture - np.array(end)).max(axis=2) < 8).mean() > 0.005 for end in ends)


def settled(page: Page, box: dict[str, float], before: np.ndarray) -> np.ndarray:
    """The picture as it stays: another one than before, and the same for a while."""
    last = seen(page, box)
    for _look in range(60):
        page.wait_for_timeout(2500)
        now = seen(page, box)
        if unlike(now, last) < 0.01 and unlike(now, before) > 0.05 and vivid(now):
            return now
        last = now
    raise RuntimeError("The map was not drawn.")


class Film:
    """Every picture that the browser puts on the screen, with its time: looking costs the page next to nothing."""

    def __init__(self, page: Page) -> None:
        self.page, self.frames = page, list[tuple[float, str]]()
        self.session = page.context.new_cdp_session(page)
        self.session.on("Page.screencastFrame", self._frame)
        self.session.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})

    def _frame(self, event: dict[str, Any]) -> None:
        self.frames.append((float(event["metadata"]["timestamp"]), event["data"]))
        self.session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    def first_like(self, final: np.ndarray, box: dict[str, float], begun: float) -> float:
        """Seconds until the picture was what it is to be: what fades or flickers in between does not count."""
        likenesses: list[float] = []

        def there() -> bool:
            while self.frames and not likenesses:
                when, content = self.frames.pop(0)
                if when >= begun and unlike(final, _cut(content, box)) < 0.03:
                    likenesses.append(when - begun)
            return bool(likenesses)

        self.page.wait_for_timeout(50)
        if not until(self.page, there, 240):
            raise RuntimeError("The map was not drawn.")
        return likenesses[0]


def _cut(content: str, box: dict[str, float]) -> np.ndarray:
    x, y, wide, high = (int(box[side]) for side in ("x", "y", "width", "height"))
    whole = Image.open(io.BytesIO(base64.b64decode(content))).convert("RGB")
    return np.asarray(whole.crop((x, y, x + wide, y + high))).astype(int)


@contextmanager
def opened(browser: Browser) -> Iterator[tuple[Page, Socket]]:
    """A page without a cache."""
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    page.set_default_timeout(240_000)
    yield page, Socket(page)
    context.close()


def box_of(page: Page, element: str) -> dict[str, float]:
    """The middle of the map, without its buttons."""
    page.wait_for_selector(element)
    place = page.locator(element).first.bounding_box()
    assert place is not None
    wide, high = place["width"], min(place["height"], SIZE["height"] - place["y"])
    box = {"x": place["x"] + wide * 0.2, "y": place["y"], "width": wide * 0.6, "height": high}
    return {side: float(round(length)) for side, length in box.items()}


def choose(page: Page, label: str) -> float:
    """Chooses an indicator; when it was pressed."""
    page.get_by_role("combobox", name="Indicator").click()
    option = page.get_by_role("option", name=label, exact=True)
    option.wait_for()
    begun = time.time()
    option.click()
    return begun


def measured(address: str, element: str, labels: list[str], changes: int) -> dict[str, Any]:
    """First view in seconds, and for each change of indicator seconds and bytes over the socket and besides."""
    with launched(require_chromium()) as browser:
        box, finals = finals_of(browser, address, element, labels[: changes + 1])
        with opened(browser) as (page, socket):
            film, begun = Film(page), time.time()
            page.goto(address, wait_until="commit")
            first = film.first_like(finals[0], box, begun)
            ready(page, 240_000)
            page.wait_for_timeout(1500)
            result: dict[str, Any] = {"first": first, "opening": sum(socket.since()), "changes": []}
            for label, final in zip(labels[1 : changes + 1], finals[1:], strict=True):
                socket.since()
                begun = choose(page, label)
                took = film.first_like(final, box, begun)
                ready(page, 240_000)
                page.wait_for_timeout(1500)
                result["changes"].append((took, *socket.since()))
            return result


def finals_of(
    browser: Browser, address: str, element: str, labels: list[str]
) -> tuple[dict[str, float], list[np.ndarray]]:
    """Where the map is, and how it looks for each indicator in the end."""
    with opened(browser) as (page, _socket):
        page.goto(address)
        box = box_of(page, element)
        finals = [settled(page, box, _blank(box))]
        for label in labels[1:]:
            choose(page, label)
            ready(page, 240_000)
            page.mouse.move(5, 5)
            finals.append(settled(page, box, finals[-1]))
    return box, finals


def _blank(box: dict[str, float]) -> np.ndarray:
    """White paper."""
    return np.full((int(box["height"]), int(box["width"]), 3), 255)

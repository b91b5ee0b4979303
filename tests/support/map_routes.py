"""What the addresses of the maps answer, without a server."""

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import anyio
from starlette.applications import Starlette

from dashboard.hosting import map_route


@dataclass
class Answer:
    """Status, headers and bytes, as sent."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def plain(self) -> bytes:
        """The bytes unpacked."""
        return gzip.decompress(self.content) if "content-encoding" in self.headers else self.content

    def json(self) -> Any:
        """The content read as JSON."""
        return json.loads(self.plain)


def answer(path: str, **headers: str) -> Answer:
    """The answer to a browser that asks for a path."""
    messages: list[Any] = []
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        "query_string": b"",
        "root_path": "",
    }

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        messages.append(message)

    # In a thread of its own: where pages are tested too, this one has a loop already.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(anyio.run, Starlette(routes=map_route.ROUTES), scope, receive, send).result()
    head = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
    return Answer(messages[0]["status"], head, b"".join(part.get("body", b"") for part in messages[1:]))

"""Visitors without a browser: they speak the page server's own websocket protocol.

Fifty browsers on two cores would measure the browsers. A visitor here does what Streamlit's page does: it connects,
asks for a run, takes in every message until the run has finished, remembers the controls that were shown, the
address that was written and which large messages it holds, and answers with the states of all controls.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from benchmarks.apart import ROOT
from dashboard.streamlit_compat import STREAM, ended_early, message_from_server, message_to_server
from indicators.commands import run
from indicators.engine.pack import locations
from tests.support.browser import free_port

if TYPE_CHECKING:
    from dashboard.streamlit_compat import ForwardMsg

OURS, PLAIN = ROOT / "dashboard" / "server.py", ROOT / "benchmarks" / "plain_page.py"
PATIENCE = 120.0
"""Seconds after which a visitor holds an answer for lost."""
KEPT_RUNS = 2
"""For so many runs a browser holds a large message that it was not sent again (`global.maxCachedMessageAge`)."""


class LostError(Exception):
    """The server closed the connection, or did not answer in time."""


@dataclass(frozen=True)
class Answer:
    """What came of one action: seconds until the run had finished, messages and bytes, and what went wrong."""

    seconds: float
    messages: int
    bytes: int
    errors: tuple[str, ...]


@dataclass
class Control:
    """A choice among options, as the page shows it."""

    id: str
    options: tuple[str, ...]
    value: str | None


@dataclass
class Visitor:
    """One session. `open` connects and loads the page, `choose` changes a control."""

    address: str
    cookie: str = ""
    controls: dict[str, Control] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    _socket: ClientConnection | None = None
    _query: str = ""
    _page: str = ""
    _page_name: str = ""
    _held: dict[str, tuple["ForwardMsg", int]] = field(default_factory=dict)
    _runs: int = 0

    async def open(self) -> Answer:
        """Connects, and asks for the page that the address names."""
        parts = urlsplit(self.address)
        self._query, self._page_name = parts.query, parts.path.strip("/")
        origin = f"{parts.scheme}://{parts.netloc}"
        headers = {"Cookie": self.cookie} if self.cookie else {}
        try:
            self._socket = await connect(
                f"ws://{parts.netloc}{STREAM}",
                subprotocols=["streamlit"],  # type: ignore[list-item]
                origin=origin,  # type: ignore[arg-type]
                additional_headers=headers,
                max_size=None,
                open_timeout=PATIENCE,
                ping_interval=None,  # the server asks; how long an answer may take is for `PATIENCE` to say
            )
        except (OSError, TimeoutError, InvalidStatus) as error:
            raise LostError(f"not let in: {error}") from error
        return await self._run()

    async def choose(self, label: str, option: str) -> Answer:
        """Takes an option of the control with this label."""
        self.controls[label].value = option
        return await self._run()

    async def close(self) -> None:
        """Goes away, as a closed tab does."""
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    async def _run(self) -> Answer:
        begun = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                await self._ask()
                messages, size, errors = await self._until_finished()
        except (OSError, TimeoutError, EOFError, ConnectionClosed) as error:
            raise LostError(str(error) or type(error).__name__) from error
        return Answer(time.perf_counter() - begun, messages, size, tuple(errors))

    async def _ask(self) -> None:
        assert self._socket is not None
        request = message_to_server()
        state = request.rerun_script
        state.query_string, state.page_script_hash = self._query, self._page
        state.page_name = "" if self._page else self._page_name
        state.context_info.locale, state.context_info.timezone = "en-GB", "Europe/Paris"
        state.context_info.url = self.address.partition("?")[0]
        state.cached_message_hashes.extend(self._held)
        for control in self.controls.values():
            found = state.widget_states.widgets.add(id=control.id)
            if control.value is not None:
                found.string_value = control.value
        await self._socket.send(request.SerializeToString())

    async def _until_finished(self) -> tuple[int, int, list[str]]:
        """Takes in the messages of a run. What was written before it asked (of a run broken off) is passed over."""
        assert self._socket is not None
        messages, size, errors = 0, 0, list[str]()
        shown: dict[str, Control] = {}
        while True:
            raw = await self._socket.recv()
            message = self._whole(message_from_server(raw))  # type: ignore[arg-type]
            messages, size = messages + 1, size + len(raw)
            kind = message.WhichOneof("type")
            if kind == "delta":
                self._take(message, shown, errors)
            elif kind == "new_session":
                self._page = message.new_session.page_script_hash
                shown, self.titles, self.texts = {}, [], []
            elif kind == "navigation":
                self._page = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "script_finished" and not ended_early(message):
                self.controls = shown
                self._runs += 1
                self._held = {h: held for h, held in self._held.items() if self._runs - held[1] <= KEPT_RUNS}
                return messages, size, errors

    def _whole(self, message: "ForwardMsg") -> "ForwardMsg":
        """The message itself, or the held one that it stands for; large ones are held, as a browser does."""
        if message.WhichOneof("type") == "ref_hash":
            message = self._held[message.ref_hash][0]
            self._held[message.hash] = message, self._runs
        elif message.metadata.cacheable:
            self._held[message.hash] = message, self._runs
        return message

    def _take(self, message: "ForwardMsg", shown: dict[str, Control], errors: list[str]) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "selectbox":
            box = element.selectbox
            options = tuple(box.options)
            first = options[box.default] if options and box.HasField("default") else None
            before = self.controls.get(box.label)
            kept = before.value if before is not None and before.id == box.id else first
            told = box.raw_value if box.HasField("raw_value") else None
            shown[box.label] = Control(box.id, options, told if box.set_value else kept)
        elif kind == "exception":
            errors.append(element.exception.message)
        elif kind == "heading":
            self.titles.append(element.heading.body)
        elif kind == "markdown":
            self.texts.append(element.markdown.body)


@contextmanager
def served(script: Path, folder: Path, **environment: str) -> Iterator[tuple[str, int]]:
    """A page server on a free port; gives its address and process id.

    Ours is started as `townbell run` does, with its settings. Any other script is started in an empty folder, so
    that it has Streamlit's own settings.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    command += ["--server.headless=true", "--browser.gatherUsageStats=false"]
    given = {**os.environ, "PYTHONPATH": str(ROOT), "TOWNBELL_CACHE": str(folder / "counts")}
    if script == OURS:
        given = run.environment(locations.embedded_packs(), given)
    given |= {"TOWNBELL_REGISTER": f"sqlite:///{folder / f'register-{port}.db'}", **environment}
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir(parents=True, exist_ok=True)
    log = folder / f"server-{port}.log"
    with log.open("wb") as output:
        running = subprocess.Popen(
            command,
            cwd=ROOT if script == OURS else elsewhere,
            env=given,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", running, log)
        if script == OURS:
            _until_warm(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}", running.pid
    finally:
        running.terminate()
        running.wait(20)


def _wait(address: str, running: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and running.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The page server did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")


def is_warm(address: str) -> bool:
    """Has our server made ready all that it does after its start?"""
    with urllib.request.urlopen(f"{address}/api/health", timeout=PATIENCE) as answer:
        return bool(json.load(answer)["warm"])


def _until_warm(address: str) -> None:
    end = time.monotonic() + PATIENCE
    while not is_warm(address) and time.monotonic() < end:
        time.sleep(0.1)


def at(address: str, page: str, **choices: str) -> str:
    """The address of a page."""
    return f"{address}/{page}?{urlencode(choices)}" if choices else f"{address}/{page}"


def processor_seconds(pid: int) -> float:
    """What a process has used of the processor, all threads together (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> int:
    """The memory that a process holds, in bytes (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")

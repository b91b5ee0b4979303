"""Every name of Streamlit that it does not promise to keep, each behind a small function or constant of our own.

No other file may import from `streamlit.runtime`, `.proto`, `.delta_generator` or another part that is not documented
(`tests/architecture/test_private_names.py`). `UNOFFICIAL` says what is used and by whom; after an update of Streamlit
`tests/dashboard/test_streamlit_compat.py` says which of them broke.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import current_thread
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator as Container

if TYPE_CHECKING:
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg as ForwardMsg
    from streamlit.runtime.uploaded_file_manager import UploadedFile as UploadedFile


@dataclass(frozen=True)
class UnofficialName:
    """A name of Streamlit's Python code that may change without notice, and the files that depend on it."""

    module: str
    name: str
    used_by: tuple[str, ...]


_VISITORS = ("benchmarks/visitors.py",)
UNOFFICIAL = (
    UnofficialName(
        "streamlit.delta_generator",
        "DeltaGenerator",
        (
            "dashboard/views/interventions/register/list.py",
            "dashboard/views/map/before_after.py",
            "dashboard/views/map/layout.py",
        ),
    ),
    UnofficialName(
        "streamlit.runtime.uploaded_file_manager",
        "UploadedFile",
        ("dashboard/views/interventions/register/exchange.py",),
    ),
    UnofficialName(
        "streamlit.runtime.scriptrunner", "add_script_run_ctx", ("dashboard/exports/downloads.py",)
    ),
    UnofficialName(
        "streamlit.runtime.scriptrunner", "get_script_run_ctx", ("dashboard/exports/downloads.py",)
    ),
    UnofficialName("streamlit.proto.BackMsg_pb2", "BackMsg", _VISITORS),
    UnofficialName("streamlit.proto.ForwardMsg_pb2", "ForwardMsg", _VISITORS),
)

STREAM = "/_stcore/stream"
"""Where the websocket of a page is, below the address of the server."""
NO_PAGES = ("_stcore", "api", "app", "component", "media", "static")
"""First parts of addresses that are no pages: Streamlit's own, and ours (`api`)."""
CITY_PARTS = ("BidiComponent", "Selectbox", "Html")
"""Parts of Streamlit's page that a city's page needs, as the files of its script are called."""


def carried_session() -> Callable[[], None]:
    """Takes the session of this thread along: what is returned gives it to the thread that calls it."""
    from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

    session = get_script_run_ctx(suppress_warning=True)

    def attach() -> None:
        add_script_run_ctx(current_thread(), session)

    return attach


def _static() -> Path:
    return Path(st.__file__).parent / "static"


def page_html() -> str:
    """The HTML that every page begins as."""
    return (_static() / "index.html").read_text(encoding="utf-8")


def scripts() -> Path:
    """The folder with the files of Streamlit's page, served as `static/js`."""
    return _static() / "static" / "js"


def script_files(parts: Iterable[str], folder: Path | None = None) -> set[str]:
    """The files of parts of Streamlit's page and of all that they import, whatever this version calls them."""
    folder = folder or scripts()
    queue = [path.name for part in parts for path in folder.glob(f"{part}.*.js")]
    files: set[str] = set()
    while queue:
        name = queue.pop()
        if name not in files and (folder / name).is_file():
            files.add(name)
            queue += re.findall(r'from"\./([^"]+\.js)"', (folder / name).read_text(encoding="utf-8"))
    return files


def message_to_server() -> "BackMsg":
    """An empty message as a browser sends it over the websocket."""
    from streamlit.proto.BackMsg_pb2 import BackMsg

    return BackMsg()


def message_from_server(data: bytes) -> "ForwardMsg":
    """A message as the server sends it over the websocket."""
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    return ForwardMsg.FromString(data)


def ended_early(message: "ForwardMsg") -> bool:
    """Was the run that this message ends broken off, because another one was asked for?"""
    return bool(message.script_finished == message.FINISHED_EARLY_FOR_RERUN)


__all__ = [
    "CITY_PARTS",
    "NO_PAGES",
    "STREAM",
    "UNOFFICIAL",
    "Container",
    "UnofficialName",
    "carried_session",
    "ended_early",
    "message_from_server",
    "message_to_server",
    "page_html",
    "script_files",
    "scripts",
]

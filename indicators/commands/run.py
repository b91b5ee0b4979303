"""townbell run: the dashboard."""

import argparse
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from indicators.commands.output import Commands
from indicators.engine.pack import locations
from indicators.engine.text.errors import TownbellError
from indicators.engine.types import JsonMapping

EXAMPLES = """examples:
  townbell run
  townbell run morocco
  townbell run data/morocco my-city --port 8600 --no-browser

Stop it with Ctrl+C. A setting of the page server can be changed by its environment variable,
for example STREAMLIT_SERVER_ADDRESS=0.0.0.0 to be reached from other machines."""


def add(commands: Commands) -> None:
    """Adds the command to the parser."""
    parser = commands.add_parser(
        "run",
        help="the dashboard, in a browser",
        description="Opens the dashboard on these packs (default: every pack that comes along).",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "packs", nargs="*", metavar="PACK", help="folder of a city pack, or a name such as morocco"
    )
    parser.add_argument(
        "--port", type=_port, help="where the page is served (default: 8501, or the next free one)"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser, only serve")
    parser.set_defaults(run=run)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise argparse.ArgumentTypeError(f"'{text}' is no port; give a number from 1 to 65535")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Starts the page server and stays until it ends."""
    packs = [locations.find_pack(text) for text in arguments.packs] or locations.embedded_packs()
    app = locations.dashboard_app()
    if not app.is_file():
        raise TownbellError(
            "The dashboard is not installed here. Run townbell from a clone or from its wheel."
        )
    command = [sys.executable, "-m", "streamlit", "run", str(app)]
    command += settings(locations.streamlit_config(), os.environ, arguments.port, arguments.no_browser)
    return launch(command, environment(packs, os.environ))


def environment(packs: Sequence[Path], given: Mapping[str, str]) -> dict[str, str]:
    """The environment of the page server: which packs to show, where the code is, and one place for its memory.

    glibc reads that (`MALLOC_ARENA_MAX`) only where a process begins: the page server has made several places before
    its first line of ours. Others don't know the name.
    """
    code = [str(locations.code_folder()), *filter(None, [given.get("PYTHONPATH")])]
    shown = os.pathsep.join(str(pack.resolve()) for pack in packs)
    ours = {"TOWNBELL_PACKS": shown, "PYTHONPATH": os.pathsep.join(code)}
    return {"MALLOC_ARENA_MAX": "1", **given, **ours}


def settings(config: Path, given: Mapping[str, str], port: int | None, no_browser: bool) -> list[str]:
    """The page server's options from the packaged file; what the environment already sets is left to it.

    They are passed on the command line because the server itself finds its file only from the clone's folder.
    """
    configured = tomllib.loads(config.read_text(encoding="utf-8"))
    options = [(name, value) for name, value in _flat(configured) if name != "server.headless"]
    options += [("server.headless", no_browser or not _has_screen(given)), ("server.showEmailPrompt", False)]
    if port is not None:
        options.append(("server.port", port))
    return [flag for name, value in options if _variable(name) not in given for flag in _flags(name, value)]


def _flat(part: JsonMapping, above: str = "") -> Iterator[tuple[str, object]]:
    """Every setting with its full name: `theme.dark.textColor`."""
    for name, value in part.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _flags(name: str, value: object) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        yield f"--{name}={str(one).lower() if isinstance(one, bool) else one}"


def _variable(name: str) -> str:
    """The environment variable of a setting: STREAMLIT_SERVER_MAX_UPLOAD_SIZE for server.maxUploadSize."""
    return "STREAMLIT_" + re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).replace(".", "_").upper()


def _has_screen(given: Mapping[str, str]) -> bool:
    return not sys.platform.startswith("linux") or bool(given.get("DISPLAY") or given.get("WAYLAND_DISPLAY"))


def launch(command: list[str], environment: dict[str, str]) -> int:
    """Becomes the page server, so that signals reach it; on Windows, where that can't be, waits for it."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(command[0], command, environment)
    return subprocess.call(command, env=environment)

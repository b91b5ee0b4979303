"""The command line: `townbell run | check | indicators | estimate | …`.

Exit codes: 0 done, 1 the data or the request is wrong, 2 wrong usage. Problems go to standard error, one a
line; no traceback reaches a user unless TOWNBELL_DEBUG is set.
"""

import argparse
import contextlib
import os
import sys
import traceback
from collections.abc import Sequence

from indicators.commands import check, effect, estimate, gap, indicators, new_city, new_indicator, run
from indicators.commands.output import say_problem
from indicators.engine.text.errors import PackError, TownbellError

COMMANDS = (run, check, indicators, estimate, gap, effect, new_city, new_indicator)
DONE, WRONG = 0, 1


def main(argv: Sequence[str] | None = None) -> int:
    """Does what the arguments ask (those of the process by default) and gives the exit code."""
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        asked = _parser().parse_args(given or ["run"])
    except SystemExit as stop:  # argparse has said what is wrong, or shown the help
        return stop.code if isinstance(stop.code, int) else WRONG
    return _guarded(asked)


def _guarded(asked: argparse.Namespace) -> int:
    """Runs a command; whatever goes wrong ends in words and an exit code."""
    _speak_utf8()
    try:
        code: int = asked.run(asked)
        sys.stdout.flush()
        return code
    except PackError as error:
        for problem in error.problems:
            say_problem(problem)
    except TownbellError as error:
        say_problem(error)
    except KeyboardInterrupt:
        say_problem("Stopped.")
    except BrokenPipeError:  # the reader had enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001  the last line of defence: words instead of a traceback
        _unexpected(error)
    return WRONG


def _unexpected(error: Exception) -> None:
    if os.environ.get("TOWNBELL_DEBUG"):
        traceback.print_exc()
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    hint = "Set TOWNBELL_DEBUG=1 to see where, and please report it."
    say_problem(f"Townbell met an unexpected problem: {what}. {hint}")


def _speak_utf8() -> None:
    """District names need more letters than some consoles offer by default."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="townbell",
        description="Quality of life by district: indicators with limits, for all residents and for groups.",
        epilog="'townbell' alone opens the dashboard. 'townbell COMMAND --help' shows options and examples. "
        "PACK is a folder with a datapackage.json, or the name of a city that comes along, such as morocco.",
    )
    parser.add_argument("--version", action="version", version=f"townbell {_version()}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(commands)
    return parser


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("townbell")
    except PackageNotFoundError:
        return "(from a clone)"


if __name__ == "__main__":
    raise SystemExit(main())

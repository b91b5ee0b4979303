"""The command line: `townbell run | check | indicators | estimate | …`.

Exit codes: 0 done, 1 the data or the request is wrong, 2 wrong usage. Problems go to standard error, one a
line; no traceback reaches a user unless TOWNBELL_DEBUG is set.
"""

import argparse
import contextlib
import os
import sys
import traceback
from collections.abc import Iterable, Sequence
from importlib import import_module
from types import ModuleType

COMMANDS = {
    "run": "the dashboard, in a browser",
    "check": "what is wrong with a city pack, and what it can compute",
    "indicators": "what can be measured, and what of it in a city",
    "estimate": "the values of one indicator, with limits",
    "gap": "how unequal an indicator is across groups or districts, with limits",
    "effect": "whether an intervention made a difference, with checks and a verdict",
    "new-city": "a datapackage.json for a folder of CSV files and boundaries",
    "new-indicator": "a small function and its test, to fill in",
}
"""Every command with its line in `townbell --help`. Its module is imported only when it is called."""
DONE, WRONG = 0, 1


def main(argv: Sequence[str] | None = None) -> int:
    """Does what the arguments ask (those of the process by default) and gives the exit code."""
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        asked = parser(given or ["run"]).parse_args(given or ["run"])
    except SystemExit as stop:  # argparse has said what is wrong, or shown the help
        return stop.code if isinstance(stop.code, int) else WRONG
    return _guarded(asked)


def _guarded(asked: argparse.Namespace) -> int:
    """Runs a command; whatever goes wrong ends in words and an exit code."""
    from indicators.commands.output import say_problem
    from indicators.engine.text.errors import PackError, TownbellError

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
    from indicators.commands.output import say_problem

    hint = "Set TOWNBELL_DEBUG=1 to see where, and please report it."
    say_problem(f"Townbell met an unexpected problem: {what}. {hint}")


def _speak_utf8() -> None:
    """District names need more letters than some consoles offer by default."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


def parser(arguments: Iterable[str] = ()) -> argparse.ArgumentParser:
    """The parser, with all options of those commands that are named among the arguments."""
    parser = argparse.ArgumentParser(
        prog="townbell",
        description="Quality of life by district: indicators with limits, for all residents and for groups.",
        epilog="'townbell' alone opens the dashboard. 'townbell COMMAND --help' shows options and examples. "
        "PACK is a folder with a datapackage.json, or the name of a city that comes along, such as morocco.",
    )
    parser.add_argument("--version", action=ShowVersion, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, help in COMMANDS.items():
        if name in arguments:
            module(name).add(commands)
        else:
            commands.add_parser(name, help=help)
    return parser


def module(name: str) -> ModuleType:
    """The module of a command: `new-city` is `indicators.commands.new_city`."""
    return import_module(f"indicators.commands.{name.replace('-', '_')}")


class ShowVersion(argparse.Action):
    """Looks the version up only when it is asked for: reading what is installed takes longer than the help."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Prints it and ends."""
        print(f"townbell {_version()}")
        parser.exit()


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("townbell")
    except PackageNotFoundError:
        return "(from a clone)"


if __name__ == "__main__":
    raise SystemExit(main())

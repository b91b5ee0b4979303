"""What a command says: tables to a file or to standard output, problems and progress to standard error."""

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from indicators.engine.text.errors import TownbellError

if TYPE_CHECKING:
    import pandas as pd

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""What a command adds its parser to."""
FORMATS = (".csv", ".json", ".parquet", ".xlsx")
"""The endings of files that can be written: those of `indicators.engine.export.WRITERS`, known without pandas."""


def add_output(parser: argparse.ArgumentParser) -> None:
    """Gives a command the option `-o FILE`."""
    parser.add_argument(
        "-o",
        "--output",
        type=_output_file,
        metavar="FILE",
        help=f"write to this file ({', '.join(FORMATS)}) instead of CSV to standard output",
    )


def _output_file(text: str) -> Path:
    path = Path(text).expanduser()
    if path.suffix.lower() not in FORMATS:
        raise argparse.ArgumentTypeError(f"'{text}' must end in one of {', '.join(FORMATS)}")
    return path


def check_output(path: Path | None) -> None:
    """Raises TownbellError where a file can't be written, before anything is computed for it."""
    if path is None:
        return
    if path.is_dir():
        raise TownbellError(f"{path} can't be written: it is a folder. Name a file.")
    if not path.parent.is_dir():
        raise TownbellError(f"{path} can't be written: there is no folder {path.parent}. Make it first.")


def write(frame: "pd.DataFrame", path: Path | None, about: Mapping[str, str]) -> None:
    """Writes a table to a file, by its ending, or as CSV to standard output. Raises TownbellError."""
    from indicators.engine.export import WRITERS, as_csv

    if path is None:
        sys.stdout.write(as_csv(frame))
        return
    save(path, WRITERS[path.suffix.lower()](frame, about))


def save(path: Path, content: str | bytes) -> None:
    """Writes a file, whole or not at all. Raises TownbellError where it can't be written."""
    try:
        _replace(path, content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise TownbellError(f"{path} can't be written: {error.strerror or error}.") from error


def _replace(path: Path, content: bytes) -> None:
    """Written beside and moved into place, so that an interrupted command leaves no half file."""
    if path.exists() and not path.is_file():  # a device or a pipe
        path.write_bytes(content)
        return
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        temporary.chmod(_mode(path))
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """The rights that the file has, or that a new one would get."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def say_problem(text: object) -> None:
    """One problem, on one line of standard error."""
    print(" ".join(str(text).split()), file=sys.stderr)


@contextlib.contextmanager
def progress(text: str) -> Iterator[None]:
    """Shows what takes time, on standard error where that is a terminal, and wipes it away at the end."""
    if not sys.stderr.isatty():
        yield
        return
    sys.stderr.write(f"\r\033[K{text} …")
    sys.stderr.flush()
    try:
        yield
    finally:
        sys.stderr.write("\r\033[K")
        sys.stderr.flush()
